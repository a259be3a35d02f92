"""The blank sheet of a draw: what was drawn is locked, what is to be filled in has drop-downs and says what it wants.

Every header and word is one that the import of files reads back. Text enters cells as text: nothing of the data can
become a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from app.services.drawing import draw_of
from app.services.forms import ASKED, GIVEN, criterion_header, header_of, plain
from app.services.issue_words import word_of
from app.services.workbook import ACCENT, FONTS, PAPER, QUIET
from app.words import Words, words_for
from scoring.columns import folded, is_one_of, known
from scoring.counts import Columns
from scoring.forms import Criterion
from scoring.linking import folded_ids
from scoring.records import EVALUATIONS, KINDS, SURVEYS, Month, Type, VendorCode
from scoring.sampling import DOUBLE, EVALUATE, HEARD, RELISTEN
from storage.scope import Scope

if TYPE_CHECKING:
    from storage.draws import DrawView
    from storage.home import Store

AHEAD = 2
"""Columns to be filled in that stand before the criteria of the form."""
LISTED_POINTS = 10
"""Up to so many points can be chosen from a list; more are typed."""
TITLE_CHARACTERS, HELP_CHARACTERS = 32, 255
"""What Excel takes for the title and text of a hint."""
_DAY = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Field:
    """One column to be filled in: its header, its hint, what Excel lets in (None: any text), its number format."""

    header: str
    hint: str
    rule: dict[str, Any] | None
    number_format: str = "General"
    width: float = 16


def blank_sheet(store: Store, scope: Scope, draw_id: str, language: str,
                speaks: str = "") -> tuple[str, bytes]:
    """File name and bytes of the workbook of a draw in ``language``; UserError when there is no such draw in scope,
    told in the language of who asks (``speaks``; '': the command line's)."""
    from storage import draws

    view, words = draw_of(store, scope, draw_id, speaks), words_for(language)
    calls = draws.calls_of(store, scope, draw_id)
    kind = EVALUATIONS.name if view.purpose in HEARD else SURVEYS.name
    told = [(title_of(view, words), words.t(f"sheet.what.{view.purpose}"))]
    told += [("", words.t("sheet.several"))] if view.purpose == EVALUATE else []
    heads = [*(header_of(kind, name, words) for name in GIVEN[kind]), words.t("sheet.about")]
    rows = list(_given(kind, view, calls, words, store.timezone))
    for row, names in zip(rows, _judges(store, view, calls), strict=True):
        row[-1] += words.t("sheet.not_by", names=words.names(names)) if names else ""
    made = Sheet(words.t(f"sheet.{view.purpose}"), heads, rows, list(_fields(kind, view, words)), told)
    return f"openline-{view.id}-{view.vendor}-{view.month}.xlsx", workbook_of(made, words)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be filled in: under the headers ``given`` the locked cells ``rows``, then the ``fields``; ``told`` is
    said on the second sheet, before each field once more."""

    name: str
    given: Sequence[str]
    rows: Sequence[Sequence[str]]
    fields: Sequence[Field]
    told: Sequence[tuple[str, str]]


def workbook_of(made: Sheet, words: Words) -> bytes:
    """The workbook: only what is to be filled in can be, and no cell becomes a formula or a link."""
    import xlsxwriter
    from xlsxwriter.utility import xl_rowcol_to_cell

    fields, rows, target = made.fields, made.rows, BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        style = {"font_name": FONTS[words.language][1], "font_size": 11, "valign": "top"}
        head = book.add_format(style | {"bold": True, "bottom": 1, "text_wrap": True, "font_color": ACCENT})
        locked = book.add_format(style | {"bg_color": PAPER, "font_color": QUIET})
        sheet = book.add_worksheet(made.name)
        first = len(made.given)
        for column, text in enumerate([*made.given, *(field.header for field in fields)]):
            sheet.write_string(0, column, text, head)
        for row, cells in enumerate(rows, start=1):
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text, locked)
        sheet.set_column(0, first - 2, 14)
        sheet.set_column(first - 1, first - 1, 40)
        for column, field in enumerate(fields, start=first):
            free = book.add_format(style | {"locked": False, "num_format": field.number_format, "text_wrap": True})
            sheet.set_column(column, column, field.width, free)
            sheet.data_validation(1, column, len(rows), column, _rule(field, words, xl_rowcol_to_cell(1, column)))
        sheet.freeze_panes(1, first)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        _write_help(book, made, words, style)
    return target.getvalue()


def _rule(field: Field, words: Words, first_cell: str) -> dict[str, Any]:
    """What Excel lets into the column whose first cell to be filled in is ``first_cell``, and what it says."""
    told = {"input_title": field.header[:TITLE_CHARACTERS], "input_message": field.hint[:HELP_CHARACTERS],
            "error_title": words.t("sheet.wrong")[:TITLE_CHARACTERS], "error_message": field.hint[:HELP_CHARACTERS]}
    rule = field.rule or {"validate": "any"}
    if rule["validate"] == "custom":
        rule = rule | {"value": rule["value"].format(cell=first_cell)}
    return rule | told


def _write_help(book: Any, made: Sheet, words: Words, style: dict[str, Any]) -> None:
    """The second sheet: what this is, what to do, and each column once more."""
    sheet = book.add_worksheet(words.t("sheet.help"))
    bold, text = book.add_format(style | {"bold": True}), book.add_format(style | {"text_wrap": True})
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    told = [*made.told, ("", ""), (words.t("sheet.column"), words.t("sheet.meaning")),
            *((field.header, field.hint) for field in made.fields)]
    for row, (left, right) in enumerate(told):
        sheet.write_string(row, 0, left, bold)
        sheet.write_string(row, 1, right, text)
    sheet.protect()


def title_of(view: DrawView, words: Words) -> str:
    """What a draw is, in a line."""
    return words.t(f"sheet.title.{view.purpose}", draw=view.id, n=view.n, vendor=view.vendor,
                   month=Month.parse(view.month))


def _fields(kind: str, view: DrawView, words: Words) -> Iterator[Field]:
    """The columns to be filled in, the criteria of the pinned form among them."""
    month = date.fromisoformat(Month.parse(view.month).first_day)
    for place, name in enumerate(ASKED[kind]):
        if place == AHEAD and view.form is not None:
            yield from (_criterion(each, words) for each in view.form.criteria)
        yield field_of(kind, name, words, month)


def field_of(kind: str, name: str, words: Words, month: date, told: str = "sheet.fill") -> Field:
    """The column ``name`` to be filled in, with what it lets in (dates from the first day of ``month`` on) and the hint
    that ``told`` has for it."""
    column = KINDS[kind].column(name)
    made = Field(header_of(kind, name, words), words.t(f"{told}.{name}"), None)
    if column.type is Type.YES_NO:
        return replace(made, rule=_list([words.t("value.yes"), words.t("value.no")]))
    if column.type is Type.CHOICE:
        return replace(made, rule=_list([word_of(choice, column, words.language) for choice in column.choices]))
    if column.type in (Type.TIMESTAMP, Type.DEADLINE):
        rule = {"validate": "date", "criteria": ">=", "value": month}
        return replace(made, rule=rule, number_format=_DAY)
    if column.type in (Type.NUMBER, Type.COUNT):
        return replace(made, rule=_number(column.low, column.high, whole=column.type is Type.COUNT))
    return replace(made, width=40 if name in ("comment", "feedback_text", "text") else 18)


def _number(low: float | None, high: float | None, *, whole: bool) -> dict[str, Any] | None:
    kind = "integer" if whole else "decimal"
    if low is None:
        return None
    if high is None:
        return {"validate": kind, "criteria": ">=", "value": low}
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}


def _criterion(criterion: Criterion, words: Words) -> Field:
    """Points from a list where there are few; half points, which the list does not name, pass with a warning."""
    most, nothing = criterion.max_score, words.t("sheet.not_applicable")
    hint = words.t("sheet.fill.criterion", most=plain(most), nothing=nothing)
    header = criterion_header(criterion, words)
    if most == int(most) <= LISTED_POINTS:
        rule = _list([*(str(points) for points in range(int(most), -1, -1)), nothing]) | {"error_type": "warning"}
        return Field(header, hint, rule)
    allowed = f'=OR({{cell}}="{nothing}",AND(ISNUMBER({{cell}}),{{cell}}>=0,{{cell}}<={plain(most)}))'
    return Field(header, hint, {"validate": "custom", "value": allowed})


def _list(choices: list[str]) -> dict[str, Any]:
    return {"validate": "list", "source": choices}


def _given(kind: str, view: DrawView, calls: Columns, words: Words, timezone: str) -> Iterator[list[str]]:
    """The locked cells of each drawn call, in the order of the draw."""
    chosen = word_of("random" if view.purpose == EVALUATE else "double", EVALUATIONS.column("selection"),
                     words.language)
    client = word_of("client", SURVEYS.column("run_by"), words.language)
    for place, call in enumerate(calls["drawn"]):
        cells = {"vendor": view.vendor, "draw_id": view.id, "call_id": str(call), "selection": chosen,
                 "form": "" if view.form is None else view.form.code, "run_by": client,
                 "survey_id": f"{view.id}-{place + 1:04d}"}
        yield [*(cells[name] for name in GIVEN[kind]), _about(calls, place, words, ZoneInfo(timezone))]


def _judges(store: Store, view: DrawView, calls: Columns) -> list[list[str]]:
    """Of each call to be heard by somebody else, who judged it before, as written: they hear others."""
    from storage import records

    vendor = VendorCode(view.vendor)
    if view.purpose not in (RELISTEN, DOUBLE):
        return [[] for _ in calls["drawn"]]
    seen = records.month_records(store, Scope(frozenset({vendor})), EVALUATIONS.name, vendor, [Month.parse(view.month)])
    by: dict[str, dict[str, str]] = {}
    if len(seen.get("call_id", ())):
        named = known(seen["evaluator"]) & ~is_one_of(seen["draw_id"], view.id)
        for call, key, name in zip(folded_ids(seen["call_id"])[named], folded(seen["evaluator"])[named],
                                   np.ma.getdata(seen["evaluator"])[named], strict=True):
            by.setdefault(str(call), {}).setdefault(str(key), str(name))
    return [sorted(by.get(str(call), {}).values()) for call in folded_ids(calls["drawn"])]


def _about(calls: Columns, place: int, words: Words, zone: ZoneInfo) -> str:
    """By what an evaluator finds the recording: when it began, its queue, its agent, how long it was. No customer."""
    if not known(calls["call_id"])[place]:
        return words.t("sheet.gone")
    started = np.ma.getdata(calls["started_at"])[place].astype("datetime64[s]").astype(datetime)
    said = {name: np.ma.getdata(calls[name])[place] for name in ("queue", "agent", "talk_ms")
            if known(calls[name])[place]}
    talk = [words.duration(int(said.pop("talk_ms")) / 1000)] if "talk_ms" in said else []
    local = started.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
    return " · ".join([f"{local:%Y-%m-%d %H:%M}", *map(str, said.values()), *talk])
