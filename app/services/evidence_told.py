"""What a vendor was sent, in sentences and cells of a reader's language: the page and the workbook say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.services.finding_words import line_name, said, tried
from app.services.heard_calls import MissingCall
from app.services.reasons import told
from app.words import Words

COLUMNS = ("call", "began", "agent", "queue", "category", "summary", "tried")
"""Of each call, under the heads ``integrity.calls.<name>``."""


@dataclass(frozen=True, slots=True)
class LineTold:
    """A line of evidence that stands out: its name, its sentence, the ids it names."""

    name: str
    says: str
    cases: tuple[str, ...]


def facts_told(document: Mapping[str, Any], words: Words) -> list[str]:
    """What the question is about: the counts, in sentences."""
    facts = []
    if document["counts"]:
        facts.append(words.t("answer.counts", **document["counts"]))
    if document["withheld"]:
        facts.append(words.t("answer.share", **{name: words.percent(document["withheld"][name], 0)
                                                for name in ("value", "low", "high")}))
    if document["heard_again"]:
        facts.append(words.t("answer.heard_again", **document["heard_again"]))
    return facts


def lines_told(document: Mapping[str, Any], words: Words) -> list[LineTold]:
    """Lines of evidence beside the counts, which are told already."""
    found = []
    for line in document["lines"]:
        if line["code"] != "W":
            name = f"{line['code']}.{line['part']}" if line["part"] else line["code"]
            says = said(told(line["statement"], {"code": f"signal_{name}", "facts": line["facts"]}), words)
            found.append(LineTold(line_name(name, words), says, tuple(map(str, line["cases"]))))
    return found


def call_told(call: MissingCall, words: Words, *, moment: str, between: str) -> list[str]:
    """The cells of a call under :data:`COLUMNS`; '' for what is not known. ``moment`` writes when it began,
    ``between`` parts what was looked for."""
    began = f"{call.started_at:{moment}}" if call.started_at else ""
    return [call.call_id, began, call.agent, call.queue, call.category, call.summary, between.join(tried(call, words))]
