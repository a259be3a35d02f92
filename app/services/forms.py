"""Forms and the sheets they are filled in on: headers that the import of files reads back as what they are."""

from __future__ import annotations

import re

from app.words import Words, words_for
from imports.criterion import criterion_of
from imports.mapping import map_columns
from imports.recognise import formats_of
from imports.totals import is_total_header
from scoring.forms import Criterion, Form, form_of
from scoring.records import EVALUATIONS, KINDS, SURVEYS

GIVEN = {EVALUATIONS.name: ("vendor", "draw_id", "call_id", "selection", "form"),
         SURVEYS.name: ("vendor", "survey_id", "call_id", "run_by")}
"""Columns the draw fills in."""
ASKED = {
    EVALUATIONS.name: ("evaluator", "evaluated_at", "critical_error", "resolved", "blocked_by", "feedback_voiced",
                       "feedback_category", "feedback_polarity", "feedback_text", "promise_made", "promise_due_at",
                       "cross_sell", "status", "comment"),
    SURVEYS.name: ("invited_at", "responded_at", "csat", "nps", "ces", "resolved", "contacts_needed", "promise_kept",
                   "text"),
}
"""Columns to be filled in."""
_BRACKETS = re.compile(r"[()（）\[\]【】]")


def writable(form: Form) -> Form:
    """The form as a sheet can carry it: each criterion under a name that is read back from its header, in both
    languages. A sum of others is no criterion and left out; the same name is kept once."""
    kept: dict[str, Criterion] = {}
    for each in form.criteria:
        name = criterion_of(each.criterion, 0).name
        plainer = " ".join(_BRACKETS.sub(" ", name).split())
        tried = [Criterion(one, round(each.max_score, 6), round(each.weight, 6))
                 for one in (name, plainer, f"{len(kept) + 1}. {plainer}") if one]
        found = next(filter(_comes_back, tried), None)
        if found is not None:
            kept.setdefault(found.criterion, found)
    return form if tuple(kept.values()) == form.criteria else form_of(form.name, kept.values())


def _comes_back(criterion: Criterion) -> bool:
    return all(_read_back(criterion, words_for(language)) for language in ("en", "zh"))


def _read_back(criterion: Criterion, words: Words) -> bool:
    """Whether the import finds this very criterion under the header the sheet gives it, and nothing else there."""
    header = criterion_header(criterion, words)
    (format_,) = (each for each in formats_of(EVALUATIONS.name) if each.by_meaning)
    names = [header_of(EVALUATIONS.name, name, words) for name in (*GIVEN[EVALUATIONS.name], *ASKED[EVALUATIONS.name])]
    found = criterion_of(header, 0)
    return (
        (found.name, found.max_score, found.weight) == (criterion.criterion, criterion.max_score, criterion.weight)
        and not is_total_header(header, found.name, True)
        and map_columns(format_, (*names, header), False).unused == (len(names),)
    )


def criterion_header(criterion: Criterion, words: Words) -> str:
    return words.t("sheet.criterion", criterion=criterion.criterion, most=plain(criterion.max_score),
                   weight=plain(criterion.weight))


def plain(number: float) -> str:
    """A number without exponent, thousands or trailing zeros."""
    return f"{number:.6f}".rstrip("0").rstrip(".")


def header_of(kind: str, name: str, words: Words) -> str:
    """What a column is called in the sheet: in English its canonical name with blanks."""
    told = words.column(KINDS[kind].column(name).name)
    return told.replace("_", " ").capitalize() if words.language == "en" else told
