"""What an import understood of a file, on the page: kind, the sum, first rows, what is wrong and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType

import streamlit as st

from app.services.issue_words import issue_text
from app.services.preview import preview_of
from app.services.questions import answered_text
from app.services.reasons import reason_text
from app.services.reports import FileReport
from app.services.uploads import ScoreChange
from app.services.views_import import IssueGroup, issue_groups, outcome_of, sum_of
from app.services.whose import vendor_list
from app.ui.charts import ink
from app.ui.components import Badge, Tone, badges, grey, legend
from app.ui.figures import Cell, Link, effect_badge, issue_table, table
from app.ui.links import vendor_page
from app.ui.pictures import theme
from app.ui.restated import restated
from app.words import Words
from scoring.records import EVALUATIONS

TONES = {"stored": Tone.GOOD, "ready": Tone.FACT, "unchanged": Tone.FACT, "refused": Tone.DECIDE,
         "needs_answer": Tone.CARE, "nothing": Tone.CARE}
TEXT_FILES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".gz")
"""Files of one table: their sheet is only the file itself."""
NOBODY: Mapping[str, str] = MappingProxyType({})


def import_report(report: FileReport, words: Words, names: Mapping[str, str] = NOBODY) -> None:
    """One file's report, from what it was taken for to the rows that need work. ``names``: the vendors' by code."""
    with st.container(border=True):
        st.html(f'<p style="font:600 1.06rem/1.4 var(--ol-serif);margin:0">{escape(report.file)}</p>')
        outcome = outcome_of(report)
        key = "badge.nothing.checked" if outcome == "nothing" and not report.batch else f"badge.{outcome}"
        shown = [Badge(words.t(key), TONES.get(outcome, Tone.PLAIN))]
        badges(*shown, *([Badge(words.t("import.batch", batch=report.batch))] if report.batch else []))
        if report.format:
            legend(_taken_for(report, words, names))
        _sum(report, words)
        for sheet, (read, stored, held, other) in report.sheets.items():
            grey(words.t("import.of_sheet", sheet=sheet, read=read, stored=stored, held=held, other=other))
        if report.masked:
            cells, columns = sum(report.masked.values()), words.names([words.column(name) for name in report.masked])
            grey(words.t("import.masked", n=cells, columns=columns))
        if report.missing:
            grey(words.t("import.missing", n=report.missing))
            with st.expander(words.t("import.missing.ids", n=len(report.missing_ids))):
                legend(("、" if words.language == "zh" else ", ").join(report.missing_ids))
        restated(report.restated, report.kind, report.batch, words, names=names, columns=report.columns)
        if report.not_scored:
            grey(words.t("import.not_scored", why=report.not_scored))
        _preview(report, words, names)
        _issues(report, words)


def _taken_for(report: FileReport, words: Words, names: Mapping[str, str]) -> str:
    kind, named = words.t(f"kind.{report.kind}"), f"format.{report.format}"
    said = [words.t("taken.as", kind=kind, format=words.t(named)) if words.has(named)
            else words.t("taken.by_headers", kind=kind)]
    if report.sheet and not report.sheet.casefold().endswith(TEXT_FILES):
        said.append(words.t("import.sheet", sheet=report.sheet))
    if report.timezone:
        said.append(words.t("import.zone", zone=report.timezone))
    if report.vendors:
        said.append(words.t("import.vendors", vendors=vendor_list(report.vendors, names, words)))
    if report.kind == EVALUATIONS.name and not report.batch:  # judged in another month than they are about
        said.append(words.t("import.months.of_calls"))
    elif report.months:
        said.append(words.t("import.months", months=words.names([words.month(month) for month in report.months])))
    if answered := answered_text(report, words):
        said.append(answered)
    return " · ".join(said)


def _sum(report: FileReport, words: Words) -> None:
    """Read = stored + held back + not data, as one bar and as the sum it is."""
    if not report.rows_read:
        return
    colours = ink(theme())
    shades = {"stored": colours.accent, "held_back": colours.alarm, "not_data": colours.line, "waiting": colours.soft}
    parts = sum_of(report)
    bar = "".join(
        f'<div style="flex:{max(part.share, 0.006):.4f};background:{shades[part.name]}"></div>' for part in parts
    )
    st.html(
        '<div aria-hidden="true" style="display:flex;gap:2px;height:10px;border-radius:5px;overflow:hidden">'
        f"{bar}</div>"
        f'<p class="ol-sure" style="margin:.45rem 0 0">{escape(_equation(report, words))}</p>'
    )


def _equation(report: FileReport, words: Words) -> str:
    if report.status == "needs_answer":
        return words.t("import.waits", read=report.rows_read)
    if outcome_of(report) in ("nothing", "refused"):
        return words.t("import.nothing", read=report.rows_read)
    return words.t(
        "import.sum" if report.batch else "import.sum.checked", read=report.rows_read,
        stored=report.rows_stored, held=report.rows_held_back,
        other=report.rows_not_data, records=report.records,
    )  # fmt: skip


def _preview(report: FileReport, words: Words, names: Mapping[str, str]) -> None:
    if not report.preview:
        return
    with st.expander(words.t("import.preview")):
        heads, rows = preview_of(report, words, names)
        table(heads, rows, numbers=[0])
        told = [(source, words.column(name)) for name, source in report.columns.items()]
        known = [source if source == name else f"{source} → {name}" for source, name in told]
        legend(words.t("import.columns", columns=("、" if words.language == "zh" else ", ").join(known)))
        if report.columns_ignored:
            legend(words.t("import.ignored", columns=", ".join(report.columns_ignored)))


def _issues(report: FileReport, words: Words) -> None:
    groups = issue_groups(report)
    if not groups:
        return
    heads = [words.t(key) for key in ("import.rule", "import.count", "import.rows", "import.effect")]
    table(heads, [_group(group, report, words) for group in groups], numbers=[1])
    with st.expander(words.t("import.every_issue", n=report.issues_total)):
        issue_table(words, report.issues, report.issues_total, kind=report.kind, columns=report.columns)


def _group(group: IssueGroup, report: FileReport, words: Words) -> list[str | Badge]:
    rows = ", ".join(str(row) for row in group.rows) or words.t("issue.whole_file")
    count = words.t("issue.at_least", count=group.count) if group.at_least else words.number(group.count)
    return [_said(group, report, words), count, rows + (" …" if group.more_rows else ""), 
            effect_badge(group.example, words, group.count)]


def _said(group: IssueGroup, report: FileReport, words: Words) -> str:
    """What is wrong, then what stands in the file instead."""
    many = f"many.{group.code}"
    if group.count > 1 and words.has(many):
        return words.t(many)
    sentence = issue_text(group.example, words, report.kind, report.columns)
    if group.effect not in ("held_back", "set_aside", "flagged") or not group.values:
        return sentence
    quoted = [words.t("issue.value", value=value) for value in group.values]
    values = ("、" if words.language == "zh" else ", ").join(quoted) + (" …" if group.more_values else "")
    return sentence + ("" if words.language == "zh" else " ") + words.t("issue.values", values=values)


def score_changes(changes: Sequence[ScoreChange], words: Words) -> None:
    """The scores an import moved, or that none did."""
    if not changes:
        grey(words.t("import.nothing_moved"))
        return
    heads = [words.t(key) for key in ("column.vendor", "page.month", "import.before", "import.after", "book.change",
                                      "import.measured")]
    table(heads, [_change(change, words) for change in changes], numbers=[2, 3, 4])


def _change(change: ScoreChange, words: Words) -> list[Cell]:
    def told(points: float | None) -> str:
        return "–" if points is None else words.number(points, 1)

    moved = "" if change.before is None or change.after is None else words.points(change.after - change.before)
    page = Link(change.vendor, vendor_page(change.vendor, change.month))
    return [page, words.month(change.month), told(change.before), told(change.after), moved, _measured(change, words)]


def _measured(change: ScoreChange, words: Words) -> str:
    """Which pillars are told now, and why they make no score."""
    told = words.names([words.t(f"pillar.{pillar}").lower() for pillar in change.measured]) or "–"
    named = told[:1].upper() + told[1:]
    if not change.why:
        return named
    return words.t("import.measured.why", measured=named, why=reason_text(change.why, words.language))
