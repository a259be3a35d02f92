"""The headers each canonical column goes by, as people are told them: in refusals and in the README of this room."""

from __future__ import annotations

import re

from imports.formats import DateAndTime
from imports.formats.canonical import CANONICAL
from imports.formats.chinese import traditional
from scoring.records import KINDS

EXAMPLES_ENGLISH, EXAMPLES_CHINESE = 1, 2
_STAR = {True: " (must exist)", False: ""}
_HAN = re.compile("[\u4e00-\u9fff]")


def accepted(kind: str, name: str) -> tuple[str, ...]:
    """The headers by which column ``name`` of ``kind`` is found, its own name first (simplified letters only)."""
    origin = next(format_ for format_ in CANONICAL if format_.kind == kind).columns[name]
    words: list[str] = []
    for word in origin if isinstance(origin, tuple) else (origin,):
        if isinstance(word, str):
            words.append(word)
        elif isinstance(word, DateAndTime):
            words.append(f"{word.date[0]} + {word.time[0]}")
    copies = {traditional(word) for word in words if traditional(word) != word}
    return tuple(dict.fromkeys(word for word in words if word not in copies))


def with_examples(kind: str, name: str) -> str:
    """A column with a few headers it goes by: ``due_at (due date, 到期时间, 承诺期限)``; other texts as they are.

    >>> with_examples("promises", "promise_id"), with_examples("calls", "Ring time")
    ('promise_id (case id, 承诺id, 承诺编号)', 'Ring time')
    """
    if name not in {column.name for column in KINDS[kind].columns}:
        return name
    words = [word for word in accepted(kind, name)[1:] if " + " not in word]
    english = [word for word in words if not _HAN.search(word)]
    longer = [word for word in english if " " in word] or english
    chinese = [word for word in words if _HAN.search(word)]
    shown = (*longer[:EXAMPLES_ENGLISH], *chinese[:EXAMPLES_CHINESE])
    return f"{name} ({', '.join(shown)})" if shown else name


def header_table(kind: str) -> str:
    """The columns of a kind and the headers they go by, as a table in Markdown."""
    rows = [f"| `{column.name}`{_STAR[column.required]} | {', '.join(accepted(kind, column.name)[1:])} |"
            for column in KINDS[kind].columns]
    return "\n".join(["| column | headers it goes by |", "| --- | --- |", *rows])
