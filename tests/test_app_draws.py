"""The sealed draw from its command to its sheet and back: blank to QA, filled in by several people, read as drawn."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli import status_of
from app.errors import UserError
from app.services import draw_progress, draw_sheets, drawing
from app.services.forms import criterion_header, writable
from app.services.import_order import ImportOrder
from app.services.importing import import_file
from app.words import words_for
from imports.criterion import criterion_of
from scoring.forms import Criterion, form_in, form_of
from scoring.records import Month, VendorCode
from scoring.sampling import EVALUATE, SURVEY
from storage import audit, draws, records, vendors
from storage.home import Store
from storage.scope import EVERYTHING, Scope
from tests.storage_world import call, evaluation, store_rows

ACME = Scope(frozenset({VendorCode("acme")}))
MAY = Month(2026, 5)
Cells = dict[str, Any]
DAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
"""The day on which all is drawn and judged here, as a spreadsheet has it: without a zone."""


def calls_of_may(n: int = 30, prefix: str = "A") -> list[Any]:
    return [call(f"{prefix}{i:02d}", f"2026-05-{1 + i % 28:02d}T09:00:00", customer=i, queue=("billing", "tech")[i % 2],
                 agent=f"{100 + i % 3}", talk_ms=61_000) for i in range(n)]


@pytest.fixture
def with_calls(store: Store) -> Store:
    store_rows(store, "calls", {"acme": calls_of_may()})
    return store


def sheet_of(store: Store, draw: str, folder: Path, language: str = "en") -> Path:
    name, data = draw_sheets.blank_sheet(store, EVERYTHING, draw, language)
    (folder / name).write_bytes(data)
    return folder / name


def filled(sheet: Path, to: Path, fill: Callable[[int, Cells], Cells]) -> Path:
    """A copy of ``sheet`` in which ``fill`` has answered, for each row, what goes under which header."""
    book = openpyxl.load_workbook(sheet)
    page = book.worksheets[0]
    heads = {str(cell.value): cell.column for cell in page[1]}
    for row in range(2, page.max_row + 1):
        cells = {head: page.cell(row, column).value for head, column in heads.items()}
        for head, value in fill(row - 2, cells).items():
            page.cell(row, heads[head], value)
    book.save(to)
    return to


def brought(store: Store, file: Path, kind: str = "evaluations") -> Any:
    return import_file(store, file, ImportOrder(kind), actor="qa", score=False)


def stored(store: Store, kind: str = "evaluations") -> list[Cells]:
    found = records.month_records(store, ACME, kind, "acme", [MAY])
    return [{name: None if np.ma.getmaskarray(values)[row] else np.ma.getdata(values)[row]
             for name, values in found.items()} for row in range(len(found["call_id"]))]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sheet_comes_back_as_it_was_filled_in(with_calls: Store, tmp_path: Path, language: str) -> None:
    """Every choice of every list is typed once; what is stored is compared with what the lists say, cell by cell."""
    words, store = words_for(language), with_calls
    view = drawing.draw(store, EVALUATE, "acme", "2026-05", 12, language=language, actor="qa")
    assert view.form is not None
    sheet = sheet_of(store, view.id, tmp_path, language)
    page = openpyxl.load_workbook(sheet).worksheets[0]
    heads = [str(cell.value) for cell in page[1]]
    lists = {heads[openpyxl.utils.cell.range_boundaries(str(rule.sqref))[0] - 1]:
             str(rule.formula1).strip('"').split(",") for rule
             in page.data_validations.dataValidation if rule.type == "list"}
    points = {criterion_header(each, words): each for each in view.form.criteria}
    who, when = words.column("evaluator"), words.column("evaluated_at")
    named = {head: head if language == "zh" else head.replace("_", " ").capitalize() for head in (who, when)}

    def fill(row: int, cells: Cells) -> Cells:
        choices = {head: known[row % len(known)] for head, known in lists.items()}
        given = {head: words.t("sheet.not_applicable") if row == 3 else each.max_score / 2
                 for head, each in points.items()}
        return choices | given | {named[who]: f"eva {row % 2}", named[when]: DAY}

    report = brought(store, filled(sheet, tmp_path / "back.xlsx", fill))
    assert (report.status, report.rows_read, report.rows_stored) == ("stored", 12, 12)
    assert [issue.code for issue in report.issues] == []
    found = {row["call_id"]: row for row in stored(store)}
    assert set(found) == set(draws.named(store, ACME, view.id))
    for place, id_ in enumerate(draws.named(store, ACME, view.id)):
        row = found[id_]
        assert (row["draw_id"], row["selection"], row["form"]) == (view.id, "random", view.form.code)
        assert row["evaluator"] == f"eva {place % 2}" and str(row["evaluated_at"])[:10] == f"{DAY:%Y-%m-%d}"
        for column, codes in (("critical_error", ("customer", "business", "compliance")),
                              ("blocked_by", ("authority", "tool", "knowledge", "client_policy")),
                              ("feedback_polarity", ("negative", "neutral", "positive")),
                              ("cross_sell", ("appropriate", "inappropriate", "missed", "none")),
                              ("status", ("final", "draft", "retracted", "unavailable")), ("resolved", (True, False)),
                              ("feedback_voiced", (True, False)), ("promise_made", (True, False))):
            assert row[column] == codes[place % len(codes)], column
        assert [(one["criterion"], one["max_score"], one["weight"]) for one in row["criteria"]] == [
            (one.criterion, one.max_score, one.weight) for one in view.form.criteria]
        assert {one["na"] for one in row["criteria"]} == {place == 3}
        assert place == 3 or [one["score"] for one in row["criteria"]] == [
            one.max_score / 2 for one in view.form.criteria]


def test_a_draws_sheet_is_the_clients_and_read_in_the_clients_zone(with_calls: Store, tmp_path: Path) -> None:
    """Midnight in New York is 04:00 in UTC, the zone of this client: a date typed in stays the date it is."""
    vendors.set_timezone(with_calls, "acme", "America/New_York", actor="tester")
    view = drawing.draw(with_calls, EVALUATE, "acme", "2026-05", 3, actor="qa")
    sheet = sheet_of(with_calls, view.id, tmp_path)
    back = filled(sheet, tmp_path / "back.xlsx", lambda row, cells: {"Evaluator": "eva", "Evaluated at": DAY})
    assert brought(with_calls, back).rows_stored == 3
    assert {str(row["evaluated_at"])[:16] for row in stored(with_calls)} == {f"{DAY:%Y-%m-%d}T00:00"}


def test_several_people_fill_in_copies_and_a_half_filled_sheet_can_come_first(with_calls: Store,
                                                                             tmp_path: Path) -> None:
    store = with_calls
    drawing.draw(store, EVALUATE, "acme", "2026-05", 10, actor="qa")
    sheet = sheet_of(store, "d1", tmp_path)
    view = drawing.draw_of(store, EVERYTHING, "d1")
    assert brought(store, sheet).status == "refused", "nothing is filled in yet"

    def by(name: str, rows: range) -> Callable[[int, Cells], Cells]:
        return lambda row, cells: {"Evaluator": name, "Evaluated at": DAY,
                                   "Courtesy and patience (max 10, weight 1)": 8} if row in rows else {}

    eva = brought(store, filled(sheet, tmp_path / "eva.xlsx", by("Eva", range(4))))
    assert (eva.rows_stored, eva.rows_not_data, eva.rows_held_back) == (4, 6, 0)
    assert draw_progress.progress(store, EVERYTHING, view) == (4, 0)
    li = brought(store, filled(sheet, tmp_path / "li.xlsx", by("Li", range(3, 10))))
    assert (li.rows_stored, li.rows_not_data) == (7, 3) and len(stored(store)) == 11, "one call was judged by both"
    again = brought(store, filled(sheet, tmp_path / "eva2.xlsx", by("Eva", range(10))))
    assert again.rows_stored == 10 and len(stored(store)) == 17, "the same judgements again restate, and six come new"
    assert draw_progress.progress(store, EVERYTHING, view) == (10, 0)


def test_a_call_bent_out_of_the_sample_is_still_out_however_full_the_sheet_is(with_calls: Store,
                                                                              tmp_path: Path) -> None:
    store = with_calls
    view = drawing.draw(store, EVALUATE, "acme", "2026-05", 6, actor="qa")
    bent = {0: {"Selection": "double"}, 1: {"Selection": "targeted"}, 2: {"Draw id": "D1"}}
    told = {"Evaluator": "Eva", "Evaluated at": DAY, "Courtesy and patience (max 10, weight 1)": 8}
    back = filled(sheet_of(store, "d1", tmp_path), tmp_path / "bent.xlsx",
                  lambda row, cells: told | bent.get(row, {}))  # type: ignore[arg-type,return-value]
    report = brought(store, back)
    assert (report.rows_stored, report.rows_held_back) == (5, 1)
    assert draw_progress.progress(store, EVERYTHING, view) == (4, 0)
    assert draw_progress.line(store, EVERYTHING, view).out == 2


def test_a_row_turned_to_a_call_that_was_not_drawn_is_held_back(with_calls: Store, tmp_path: Path) -> None:
    store = with_calls
    drawing.draw(store, EVALUATE, "acme", "2026-05", 5, actor="qa")
    drawn = set(draws.named(store, ACME, "d1"))
    other = next(row["call_id"] for row in calls_of_may() if row["call_id"] not in drawn)
    report = brought(store, filled(sheet_of(store, "d1", tmp_path), tmp_path / "back.xlsx", lambda row, cells: {
        "Evaluator": "Eva", "Evaluated at": DAY, "Courtesy and patience (max 10, weight 1)": 8,
        **({"Call id": other} if row == 0 else {})}))
    assert (report.rows_stored, report.rows_held_back) == (4, 1)
    assert [issue.code for issue in report.issues if issue.holds_back] == ["not_drawn"]


def test_a_survey_sheet_shows_no_customer_and_comes_back(with_calls: Store, tmp_path: Path) -> None:
    store = with_calls
    view = drawing.draw(store, SURVEY, "acme", "2026-05", 8, actor="qa")
    sheet = sheet_of(store, view.id, tmp_path, "zh")
    page = openpyxl.load_workbook(sheet).worksheets[0]
    assert "客户" not in [cell.value for cell in page[1]]
    report = brought(store, filled(sheet, tmp_path / "back.xlsx", lambda row, cells: {
        "邀请时间": DAY, "满意度": 1 + row % 5, "是否解决": "是"} if row < 5 else {}), "surveys")
    assert (report.status, report.rows_stored, report.rows_not_data, report.rows_held_back) == ("stored", 5, 3, 0)
    assert {row["call_id"] for row in stored(store, "surveys")} == set(draws.named(store, ACME, view.id)[:5])
    assert {(row["run_by"], row["resolved"]) for row in stored(store, "surveys")} == {("client", True)}


def test_only_what_is_to_be_filled_in_can_be_and_every_column_says_what_it_wants(with_calls: Store,
                                                                                tmp_path: Path) -> None:
    for language in ("en", "zh"):
        view = drawing.draw(with_calls, EVALUATE, "acme", "2026-05", 6, language=language, actor="qa")
        book = openpyxl.load_workbook(sheet_of(with_calls, view.id, tmp_path, language))
        page = book.worksheets[0]
        free = [not page.cell(2, column).protection.locked if page.cell(2, column).has_style
                else not page.column_dimensions[openpyxl.utils.get_column_letter(column)].protection.locked
                for column in range(1, page.max_column + 1)]
        assert page.protection.sheet and not any(free[:6]) and all(free[6:])
        rules = {openpyxl.utils.cell.range_boundaries(str(rule.sqref)): rule
                 for rule in page.data_validations.dataValidation}
        assert {bounds[0] for bounds in rules} == set(range(7, page.max_column + 1))
        assert {bounds[1::2] for bounds in rules} == {(2, 7)}
        assert all(rule.prompt and rule.promptTitle and rule.error for rule in rules.values())
        told = [cell.value for cell in book.worksheets[1]["A"]]
        assert {str(cell.value) for cell in page[1][6:]} <= set(told)


def test_nothing_of_the_data_becomes_a_formula_or_a_link(store: Store, tmp_path: Path) -> None:
    store_rows(store, "calls", {"acme": [call('=cmd|"/c calc"!A1', "2026-05-03T09:00:00", queue="=1+1",
                                              agent="http://evil.example/")]})
    drawing.draw(store, EVALUATE, "acme", "2026-05", 1, actor="qa")
    page = openpyxl.load_workbook(sheet_of(store, "d1", tmp_path)).worksheets[0]
    assert page["C2"].value == '=cmd|"/c calc"!A1'
    assert {cell.data_type for cell in page[2] if cell.value is not None} == {"s"}
    assert [cell.hyperlink for cell in page[2] if cell.hyperlink] == []


def test_the_form_is_that_of_the_newest_evaluations_and_pinned(with_calls: Store) -> None:
    old = [{"criterion": "old", "score": 1.0, "max_score": 5.0, "weight": 1.0, "na": False}]
    new = [{"criterion": "tone", "score": 1.0, "max_score": 5.0, "weight": 2.0, "na": False},
           {"criterion": "open", "score": 1.0, "max_score": None, "weight": 1.0, "na": False}]
    more = [{"criterion": "facts", "score": None, "max_score": 10.0, "weight": 1.0, "na": True},
            {"criterion": "tone", "score": 1.0, "max_score": 4.0, "weight": 1.0, "na": False}]
    store_rows(with_calls, "evaluations", {"acme": [
        evaluation("E1", "A01", "2026-06-01T10:00:00", criteria=old, form="QA-1"),
        evaluation("E2", "A02", "2026-06-02T10:00:00", criteria=more, form="QA-2"),
        evaluation("E3", "A03", "2026-06-03T10:00:00", criteria=new, form="QA-2")]})
    view = drawing.draw(with_calls, EVALUATE, "acme", "2026-05", 3, actor="qa")
    assert view.form == form_of("QA-2", [Criterion("tone", 5, 2), Criterion("facts", 10, 1)])
    store_rows(with_calls, "evaluations", {"acme": [
        evaluation("E4", "A04", "2026-06-04T10:00:00", criteria=more[:1], form=view.form.code)]})
    again = drawing.draw(with_calls, EVALUATE, "acme", "2026-05", 3, actor="qa")
    assert again.form == view.form, "an evaluation that names a pinned form is of that form, whole"


a_name = st.text(st.sampled_from("Tone total Score evaluation (5) [10%] 满分 weight 2 x3 N/A Comment,;：-/分"),
                 min_size=1, max_size=24).filter(str.strip)


@given(st.lists(st.builds(Criterion, a_name, st.sampled_from([1., 2.5, 5., 20.]), st.sampled_from([1., .5, 30.])),
                min_size=1, max_size=5))
def test_whatever_criteria_are_called_a_sheet_carries_them_so_that_they_are_read_back(given_: list[Criterion]) -> None:
    form = writable(form_of("F", given_))
    assert writable(form) == form, "once is enough"
    for each in form.criteria:
        for language in ("en", "zh"):
            found = criterion_of(criterion_header(each, words_for(language)), 0)
            assert (found.name, found.max_score, found.weight) == (each.criterion, each.max_score, each.weight)


@pytest.mark.parametrize("name", ["Evaluation", "Score", "Comment", "Draw", "Greeting (5)", "Question", "得分", "备注"])
def test_a_criterion_called_like_a_column_is_still_a_criterion(name: str) -> None:
    kept = writable(form_of("F", [Criterion(name, 5, 1)])).criteria
    assert not kept or "(5)" not in kept[0].criterion
    assert kept or name in ("得分", "Score"), "what sums others up is none"


def test_a_month_under_way_is_not_drawn_from(with_calls: Store) -> None:
    now = datetime.now(UTC)
    with pytest.raises(UserError, match="is not over yet"):
        drawing.draw(with_calls, EVALUATE, "acme", f"{now:%Y-%m}", 1, actor="qa")
    assert draws.listing(with_calls, EVERYTHING) == []


def test_a_vendor_learns_of_a_draw_once_its_month_is_closed(store: Store) -> None:
    last = (datetime.now(UTC).replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    store_rows(store, "calls", {"acme": [call("A", f"{last}-03T09:00:00"), call("B", "2026-01-03T09:00:00")]})
    old, new = (drawing.draw(store, EVALUATE, "acme", month, 1, actor="qa") for month in ("2026-01", last))
    seen = [view.id for view in drawing.draws_in(store, ACME)]
    from app.services.scorecards import closed

    assert old.id in seen and (new.id in seen) == closed(last, store.timezone)
    with pytest.raises(UserError, match="There is no draw"):
        drawing.draw_of(store, Scope(frozenset({VendorCode("beta")})), old.id)


@pytest.fixture
def answer(store: Store, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Any:
    """Run a command with --json on the store's home: its status and document."""
    store_rows(store, "calls", {"acme": calls_of_may()})
    monkeypatch.setenv("OPENLINE_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))

    def run(*arguments: str) -> tuple[int, Any]:
        capsysbinary.readouterr()
        status = status_of([*arguments, "--home", str(store.home), "--json"])
        return status, json.loads(capsysbinary.readouterr().out)

    return run


def test_the_command_draws_seals_and_writes_the_sheet(answer: Any, store: Store, tmp_path: Path) -> None:
    out = tmp_path / "may.xlsx"
    status, found = answer("sample", "--vendor", "Acme Calls", "--month", "2026-05", "--n", "9", "--out", str(out))
    assert status == 0 and out.is_file() and found["file"] == str(out)
    assert (found["draw"], found["vendor"], found["n"], found["frame"]["calls"], found["round"]) == (
        "d1", "acme", 9, 30, 1)
    assert found["form"]["default"] and len(found["form"]["criteria"]) == 6
    assert len(found["calls"]) == len(set(found["calls"])) == 9 == sum(each["drawn"] for each in found["strata"])
    lines = sorted(f"{row['call_id']}\t{row['started_at']}\t{row['queue']}" for row in calls_of_may())
    assert found["frame"]["fingerprint"] == hashlib.sha256("\n".join(lines).encode()).hexdigest()
    status, shown = answer("draws", "d1")
    assert status == 0 and shown["reproduced"] is True and shown["calls"] == found["calls"]
    status, listed = answer("draws")
    assert [each["draw"] for each in listed["draws"]] == ["d1"]
    assert [one.action for one in audit.entries(store)][:2] == ["draw_named", "draw_sealed"]


@pytest.mark.parametrize(("arguments", "code"), [
    (("--vendor", "nobody", "--month", "2026-05", "--n", "5"), "unknown_vendor"),
    (("--vendor", "acme", "--month", "May", "--n", "5"), "bad_month"),
    (("--vendor", "acme", "--month", "2026-05", "--n", "0"), "bad_number"),
    (("--vendor", "acme", "--month", "2026-05", "--n", "31"), "too_few_calls"),
    (("--vendor", "acme", "--month", "2026-04", "--n", "1"), "too_few_calls"),
    (("--vendor", "acme", "--month", "2026-05", "--n", "5", "--out", "x.pdf"), "not_xlsx"),
    (("--vendor", "acme", "--month", "2026-05", "--n", "5", "--out", "nowhere/x.xlsx"), "cannot_write"),
    (("--vendor", "acme", "--month", "2026-05", "--n", "5", "--language", "fr"), "unknown_language"),
])
@pytest.mark.parametrize("command", ["sample", "survey-sample"])
def test_what_cannot_be_drawn_is_said_and_leaves_nothing_on_record(answer: Any, store: Store, command: str,
                                                                   arguments: tuple[str, ...], code: str) -> None:
    status, found = answer(command, *arguments)
    assert (status, found["error"]["code"]) == (2, code)
    assert draws.listing(store, EVERYTHING) == []


def test_a_draw_nobody_made_is_not_shown(answer: Any) -> None:
    assert [answer("draws", name)[1]["error"]["code"] for name in ("d1", "x", "d")] == ["unknown_draw"] * 3


def test_a_form_needs_a_maximum() -> None:
    one = {"criterion": "a", "score": 1.0, "max_score": None, "weight": None, "na": False}
    table = {"criteria": np.ma.MaskedArray(np.array([None], dtype=object)), "form": np.ma.MaskedArray(["F"]),
             "evaluated_at": np.ma.MaskedArray(np.array(["2026-06-01"], dtype="datetime64[us]"))}
    table["criteria"][0] = [one]
    assert form_in(table) is None
