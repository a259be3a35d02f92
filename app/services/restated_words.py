"""A change of stored records in words: which way, and by how much together."""

from __future__ import annotations

from app.services.issue_words import column_of, word_of
from app.words import Words
from scoring.records import MOMENTS, Type
from storage.restating import Change
from storage.restating_criteria import PREFIX

YES_NO = {"true": "value.yes", "false": "value.no"}


def change_text(change: Change, kind: str, words: Words) -> str:
    """What happened to the cells: shortened, or abandoned → answered."""
    if change.change != "became":
        known = _word(change.after if change.change == "filled" else change.before, change, kind, words)
        told = words.t(f"change.{change.change}")
        return f"{told} ({known})" if known else told
    return words.t("change.became", before=_word(change.before, change, kind, words),
                   after=_word(change.after, change, kind, words))


def together_text(change: Change, kind: str, words: Words) -> str:
    """By how much all of them together: a duration for durations and moments, a number for numbers, '' for words."""
    column = column_of(kind, change.column)
    if change.by is None or (column is None and not change.column.startswith(PREFIX)):
        return ""
    sign = "−" if change.by < 0 else "+"
    timed = column is not None and (column.type is Type.SECONDS or column.type in MOMENTS)
    return sign + (words.duration(abs(change.by)) if timed else words.number(abs(change.by), 1))


def _word(value: str | None, change: Change, kind: str, words: Words) -> str:
    if value is None:
        return ""
    if value in YES_NO:
        return words.t(YES_NO[value])
    column = column_of(kind, change.column)
    return word_of(value, column, words.language) if column is not None and column.choices else value
