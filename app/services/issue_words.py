"""An import issue in the reader's language: by the headers of the file itself, with words that may be typed there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.words import Words
from imports.formats import FORMATS
from imports.issues import CATALOGUE, Effect
from imports.request import Issue
from imports.words import choice_words
from scoring.records import KINDS, Column

HAN = re.compile("[\u4e00-\u9fff]")
WHOLE = re.compile(r"-?\d+\.0")
EFFECTS = {
    Effect.REFUSES: "refused", Effect.HOLDS_BACK: "held_back", Effect.SETS_ASIDE: "set_aside", Effect.FLAGS: "flagged",
    Effect.TELLS: "told",
}
LISTS = ("criteria", "found", "formats", "known", "missing", "names", "sheets", "vendors")
"""Facts that name several things."""
TOLD = {"exact_duplicate": "stored_once", "older_version": "replaced", "total_row": "not_data", "note_row": "not_data",
        "header_again": "not_data",
        "no_record": "not_data", "not_filled_in": "not_data"}
"""What became of the rows of the issues that only tell."""


def header_of(column: str, columns: Mapping[str, str], words: Words) -> str:
    """A column as the file's own header writes it (``columns``: canonical name -> header), else by its name."""
    return columns.get(column) or words.column(column)


def issue_text(issue: Issue, words: Words, kind: str, columns: Mapping[str, str]) -> str:
    """The issue as a sentence. ``kind`` and ``columns`` are those of the reading it stands in."""
    header = words.t("issue.column", header=header_of(issue.column, columns, words)) if issue.column else ""
    facts = {"column": header or words.t("issue.row"), "value": issue.value, **issue.facts}
    if words.language == "zh":
        facts |= {name: str(facts[name]).replace(", ", "、") for name in LISTS if name in facts}
    if "nearest" in issue.facts:
        facts["nearest"] = _format_told(str(issue.facts["nearest"]), words)
    if "meant" in issue.facts:
        meant = [words.column(name) for name in str(issue.facts["meant"]).split(", ")]
        facts["meant"] = ("、" if words.language == "zh" else ", ").join(meant)
    if "choices" in issue.facts:
        facts["choices"] = _choices_told(str(issue.facts["choices"]), kind, issue.column, words)
    told = words.issue(issue.code, facts, _english(issue, facts))
    return told.replace("” ", "”") if words.language == "zh" else told


def effect_of(issue: Issue) -> str:
    """What became of the row or file, as the code of a word: ``issue.<effect>``."""
    if issue.code in TOLD:
        return TOLD[issue.code]
    entry = CATALOGUE.get(issue.code)
    known = EFFECTS.get(entry.effect) if entry else None
    return known or ("held_back" if issue.holds_back else "flagged" if issue.row is not None else "refused")


def word_of(choice: str, column: Column, language: str) -> str:
    """A word for a choice that the reading of files understands: a Chinese one for Chinese readers."""
    if language == "zh":
        spellings = choice_words(column.name, column.choices)
        return next((text for text, code in spellings.items() if code == choice and HAN.search(text)), choice)
    return choice.replace("_", " ")


def column_of(kind: str, name: str) -> Column | None:
    """The canonical column ``name`` of ``kind``; None for what is no such column (a criterion)."""
    columns = KINDS[kind].columns if kind in KINDS else ()
    return next((column for column in columns if column.name == name), None)


def value_text(value: str) -> str:
    """A cell as one writes it: a spreadsheet's 7 is kept as 7.0."""
    return value.removesuffix(".0") if WHOLE.fullmatch(value) else value


def _format_told(title: str, words: Words) -> str:
    """A format of files by its name; where it is known by the meaning of headers alone, by what it holds."""
    found = next((each for each in FORMATS if each.title == title), None)
    if found is None:
        return title
    return words.t(f"kind.{found.kind}") if found.by_meaning else words.t(f"format.{found.name}")


def _choices_told(choices: str, kind: str, name: str, words: Words) -> str:
    column = column_of(kind, name)
    if column is None:
        return choices
    told = [word_of(choice, column, words.language) for choice in choices.split(", ")]
    return ("、" if words.language == "zh" else ", ").join(told)


def _english(issue: Issue, facts: Mapping[str, Any]) -> str:
    """What the reading said, with the file's header for the column's name and choices as one types them."""
    text = issue.message
    if issue.column and text.startswith(f"{issue.column} "):
        text = f"{facts['column']}{text.removeprefix(issue.column)}"
    choices = str(issue.facts.get("choices", ""))
    return text.replace(choices, str(facts["choices"])) if choices else text
