"""An import's report as it is drawn: the sum, and what is wrong grouped by rule and column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.services.issue_words import effect_of, value_text
from app.services.reports import FileReport
from imports.request import Issue

ROWS_NAMED = 8
VALUES_NAMED = 3
MORE = re.compile(r" \(and \d+ more\)$")


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """All issues of one rule in one column: how often, the first rows and different values, one example.

    ``at_least``: the report lists only its first issues, so there may be more of these.
    """

    code: str
    column: str
    count: int
    at_least: bool
    rows: tuple[int | str, ...]
    values: tuple[str, ...]
    more_rows: bool
    more_values: bool
    effect: str
    example: Issue

    @property
    def holds_back(self) -> bool:
        return self.effect in ("held_back", "refused")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the sum of rows: ``stored``, ``held_back``, ``not_data`` or, before an answer, ``waiting``."""

    name: str
    rows: int
    share: float


def outcome_of(report: FileReport) -> str:
    """What to say of the file in a word: its status; ``ready`` before it is stored; ``nothing`` when no row can be."""
    if report.status != "stored":
        return report.status
    if not report.rows_stored:
        return "nothing"
    return "stored" if report.batch else "ready"


def goes_back_whole(report: FileReport) -> bool:
    """True of a file that was only checked, of which no row can be stored and some can be handed back."""
    return outcome_of(report) == "nothing" and not report.batch and report.rows_held_back > 0


def unknown_vendors(reports: Sequence[FileReport]) -> tuple[str, ...]:
    """The names that files give as vendors and nobody knows, each once, as their refusals list them."""
    listed = [str(issue.facts.get("vendors", "")) for report in reports for issue in report.issues
              if issue.code == "unknown_vendors"]
    names = [name for each in listed for name in MORE.sub("", each).split(", ") if name]
    return tuple(dict.fromkeys(names))


def sum_of(report: FileReport) -> tuple[Part, ...]:
    """Read = stored + held back + not data, as shares of what was read; parts of nothing are left out."""
    waits = report.status == "needs_answer"
    parts = (
        ("stored", report.rows_stored),
        ("waiting" if waits else "held_back", report.rows_held_back),
        ("not_data", report.rows_not_data),
    )
    return tuple(Part(name, rows, rows / report.rows_read) for name, rows in parts if rows)


def issue_groups(report: FileReport) -> tuple[IssueGroup, ...]:
    """The issues by rule and column, those that hold rows back first, then the most frequent."""
    found: dict[tuple[str, str], list[Issue]] = {}
    for issue in report.issues:
        found.setdefault((issue.code, str(issue.facts.get("criterion", issue.column))), []).append(issue)
    columns_of: dict[str, int] = {}
    for code, _column in found:
        columns_of[code] = columns_of.get(code, 0) + 1
    groups = [_group(report, issues, alone=columns_of[code] == 1) for (code, _column), issues in found.items()]
    return tuple(sorted(groups, key=lambda group: (not group.holds_back, -group.count, group.code, group.column)))


def _group(report: FileReport, issues: list[Issue], *, alone: bool) -> IssueGroup:
    """``alone``: the rule found nothing in other columns, so that the count of its code is the group's."""
    first, listed = issues[0], len(issues)
    counted = report.issue_counts.get(first.code, listed)
    rows = tuple(dict.fromkeys(issue.place if issue.sheet else issue.row for issue in issues if issue.row is not None))
    values = tuple(dict.fromkeys(value_text(issue.value) for issue in issues if issue.value))
    unlisted = report.issues_total > len(report.issues)
    return IssueGroup(
        code=first.code, column=first.column, count=counted if alone else listed,
        at_least=unlisted and not alone, rows=rows[:ROWS_NAMED], values=values[:VALUES_NAMED],
        more_rows=bool(rows) and (len(rows) > ROWS_NAMED or (unlisted and counted > listed)),
        more_values=len(values) > VALUES_NAMED, effect=effect_of(first), example=first,
    )
