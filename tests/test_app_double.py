"""Judged twice and planted, through the real workbooks: blind, by somebody else, in no score, and told on the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.cli import status_of
from app.errors import UserError
from app.services import double_scoring, draw_progress, draw_sheets, drawing, planted
from app.services.import_order import ImportOrder
from app.services.importing import import_file
from app.services.integrity import findings
from app.services.scorecards import scorecards
from scoring.records import VendorCode
from scoring.result import Estimate
from scoring.sampling import DOUBLE, EVALUATE
from storage import audit, draws
from storage.errors import StorageRefusal
from storage.home import Store
from storage.scope import EVERYTHING, Scope
from tests.storage_world import call, feedback, store_rows

ACME = Scope(frozenset({VendorCode("acme")}))
Cells = dict[str, Any]
DAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)


@pytest.fixture
def may(store: Store) -> Store:
    """80 calls of May, and an item for every fourth of them."""
    calls = [call(f"A{i:02d}", f"2026-05-{1 + i % 28:02d}T09:00:00", customer=i, queue=("billing", "tech")[i % 2],
                  agent=f"ag{i % 3}", talk_ms=60_000) for i in range(80)]
    store_rows(store, "calls", {"acme": calls})
    store_rows(store, "feedback", {"acme": [feedback(f"F{i}", f"2026-05-{1 + i % 28:02d}T09:05:00", f"A{i:02d}",
                                                     polarity="positive") for i in range(0, 80, 4)]})
    return store


def heard(who: str, mood: Callable[[int], str | None], **more: Any) -> Callable[[int, Cells], Cells]:
    """An evaluator who hears ``mood`` of the call with that number (None: no feedback)."""

    def fill(row: int, cells: Cells) -> Cells:
        said = mood(int(str(cells["Call id"])[1:]))
        told = {"Feedback voiced": "yes", "Feedback polarity": said} if said else {"Feedback voiced": "no"}
        return {"Evaluator": who, "Evaluated at": DAY, "Courtesy and patience (max 10, weight 1)": 8} | told | more

    return fill


def brought(store: Store, name: str, data: bytes, folder: Path, fill: Callable[[int, Cells], Cells]) -> Any:
    """The workbook as it was handed out, filled in and imported."""
    file = folder / name
    file.write_bytes(data)
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    heads = {str(cell.value): cell.column for cell in page[1]}
    for row in range(2, page.max_row + 1):
        cells = {head: page.cell(row, column).value for head, column in heads.items()}
        for head, value in fill(row - 2, cells).items():
            page.cell(row, heads[head], value)
    book.save(file)
    return import_file(store, file, ImportOrder("evaluations"), actor="qa", score=False)


def judged(store: Store, draw: str, folder: Path, fill: Callable[[int, Cells], Cells]) -> Any:
    return brought(store, *draw_sheets.blank_sheet(store, EVERYTHING, draw, "en"), folder, fill)


def verdicts(store: Store) -> list[tuple[Any, ...]]:
    return [(each["verdict"], each["p_value"], each["withheld"]) for each in findings(store, EVERYTHING)]


def values(store: Store) -> dict[str, tuple[Any, ...]]:
    """Every figure of May; one that cannot be told is None, whatever the reason."""
    (card,) = scorecards(store, EVERYTHING)
    return {each["code"]: tuple(each["estimate"].get(name) for name in ("value", "low", "high", "n"))
            for each in card["measures"]}


def first_mood(number: int) -> str | None:
    return ("negative", "positive", None)[number % 3]


def second_mood(number: int) -> str | None:
    """Hears the same but on every call whose number divides by five."""
    return "neutral" if number % 5 == 0 else first_mood(number)


def concluded(store: Store) -> list[dict[str, Any]]:
    """The findings without the share withheld, which second judgements correct for what was misheard."""
    return [{name: value for name, value in each.items() if name not in ("withheld", "heard_truly")}
            for each in findings(store, EVERYTHING)]


def test_a_second_judgement_is_drawn_of_the_first_blind_and_changes_no_figure(may: Store, tmp_path: Path) -> None:
    first = drawing.draw(may, EVALUATE, "acme", "2026-05", 60, actor="qa")
    assert judged(may, first.id, tmp_path, heard("Eva", first_mood, Comment="the first one's secret")).rows_stored == 60
    before = (concluded(may), [each["measures"] for each in scorecards(may, EVERYTHING)])
    again = drawing.draw_double(may, EVERYTHING, first.id, 40, actor="qa")
    drawn = draws.named(may, EVERYTHING, again.id)
    assert (again.purpose, again.drawn_of, again.n, again.frame_calls, again.form) == (DOUBLE, "d1", 40, 60, first.form)
    assert len(set(drawn)) == 40 and set(drawn) <= set(draws.named(may, EVERYTHING, first.id))
    assert draws.drawn_again(may, again) == drawn

    name, data = draw_sheets.blank_sheet(may, EVERYTHING, again.id, "en")
    (tmp_path / "blind.xlsx").write_bytes(data)
    book = openpyxl.load_workbook(tmp_path / "blind.xlsx")
    cells = {str(cell.value) for page in book for row in page for cell in row}
    assert not cells & {"Eva", "the first one's secret"} and "double" in cells

    report = brought(may, name, data, tmp_path, heard("Li", second_mood))
    assert (report.rows_stored, [each.code for each in report.issues if each.holds_back]) == (40, [])
    after = (concluded(may), [each["measures"] for each in scorecards(may, EVERYTHING)])
    assert after == before, "no score and no verdict moves"
    numbers = [int(id_[1:]) for id_ in drawn]
    found = double_scoring.agreed(may, EVERYTHING)
    same = [(first_mood(one) is None) == (second_mood(one) is None) for one in numbers]
    both = [one for one in numbers if first_mood(one) and second_mood(one)]
    assert (found.calls, found.both) == (40, len(both))
    assert isinstance(found.voiced, Estimate) and found.voiced.numerator == sum(same)
    assert isinstance(found.mood, Estimate) and (found.mood.numerator, found.mood.n) == (
        sum(first_mood(one) == second_mood(one) for one in both), len(both))
    negative = [one for one in numbers if first_mood(one) == "negative"]
    assert isinstance(found.truly_negative, Estimate) and (found.truly_negative.numerator, found.truly_negative.n) == (
        sum(second_mood(one) == "negative" for one in negative), len(negative))
    assert double_scoring.agreed(may, ACME).calls == 0, "a vendor's own people learn nothing of it"


def test_who_judged_first_cannot_agree_with_himself(may: Store, tmp_path: Path) -> None:
    first = drawing.draw(may, EVALUATE, "acme", "2026-05", 10, actor="qa")
    judged(may, first.id, tmp_path, heard("Eva", first_mood))
    again = drawing.draw_double(may, EVERYTHING, first.id, 6, actor="qa")
    by = heard("Eva", first_mood), heard("Li", first_mood)
    report = judged(may, again.id, tmp_path, lambda row, cells: by[row >= 2](row, cells))
    assert (report.rows_stored, report.rows_held_back) == (4, 2)
    assert {each.code for each in report.issues if each.holds_back} == {"heard_before"}
    assert double_scoring.agreed(may, EVERYTHING).calls == 4


def test_what_has_not_been_judged_is_not_judged_twice(may: Store, tmp_path: Path) -> None:
    first = drawing.draw(may, EVALUATE, "acme", "2026-05", 10, actor="qa")
    with pytest.raises(StorageRefusal, match="Import the sheet of d1 filled in first"):
        drawing.draw_double(may, EVERYTHING, first.id, 1, actor="qa")
    judged(may, first.id, tmp_path, lambda row, cells: heard("Eva", first_mood)(row, cells) if row < 4 else {})
    with pytest.raises(StorageRefusal, match="4 calls of acme in 2026-05 can be drawn of those judged for d1, and 5"):
        drawing.draw_double(may, EVERYTHING, first.id, 5, actor="qa")
    again = drawing.draw_double(may, EVERYTHING, first.id, 4, actor="qa")
    for wrong in (again.id, "d9"):
        with pytest.raises(UserError):
            drawing.draw_double(may, EVERYTHING, wrong, 1, actor="qa")


def test_progress_tells_judged_out_and_unavailable_apart_and_when_the_month_closes(may: Store, tmp_path: Path) -> None:
    view = drawing.draw(may, EVALUATE, "acme", "2026-05", 10, actor="qa")

    def fill(row: int, cells: Cells) -> Cells:
        if row < 6:
            return heard("Eva", first_mood)(row, cells)
        return {"Evaluator": "Eva", "Evaluated at": DAY, "Status": "unavailable"} if row < 8 else {}

    report = judged(may, view.id, tmp_path, fill)
    assert (report.rows_stored, report.rows_not_data, {each.code for each in report.issues}) == (
        8, 2, {"not_filled_in", "criterion_left_out"})
    (line,) = draw_progress.lines(may, EVERYTHING)
    assert (line.judged, line.unavailable, line.out, f"{line.closes}") == (6, 2, 2, "2026-06-16")
    judged(may, view.id, tmp_path, heard("Li", first_mood))
    assert draw_progress.line(may, EVERYTHING, view).unavailable == 0, "somebody could hear them after all"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_test_calls_come_back_and_what_arrived_of_them_is_told(may: Store, tmp_path: Path, language: str) -> None:
    before = verdicts(may), values(may)
    name, data = planted.planted_sheet(may, "acme", "2026-05", 5, language, actor="qa")
    heads = {"en": ("Call id", "Evaluator", "Evaluated at", "Feedback polarity", "Feedback text"),
             "zh": ("通话编号", "质检员", "质检时间", "反馈倾向", "反馈内容")}[language]
    calls = ["A04", "A08", "A05", "gone"]
    moods = {"en": ("positive", "negative"), "zh": ("正面", "负面")}[language]

    def fill(row: int, cells: Cells) -> Cells:
        if row == len(calls):
            return {}
        told = (calls[row], "Tess", DAY.replace(2026, 5, 5, 9), moods[row > 0], "planted words")
        assert set(heads) <= set(cells), cells
        return dict(zip(heads, told, strict=True))

    report = brought(may, name, data, tmp_path, fill)
    assert (report.status, report.rows_stored, report.rows_not_data, report.rows_held_back) == ("stored", 4, 1, 0)
    assert [each.code for each in report.issues] == ["not_filled_in", "call_not_stored"]
    found = {each.call_id: (each.item, each.arrived, each.in_log, each.mood)
             for each in planted.planted_calls(may, EVERYTHING)}
    assert found == {"A04": ("F4", "came", True, "positive"), "A08": ("F8", "turned", True, "negative"),
                     "A05": ("", "missing", True, "negative"), "gone": ("", "missing", False, "negative")}
    assert (verdicts(may), values(may)) == before, "they enter no score and no finding"
    assert planted.planted_calls(may, ACME) == (), "kept from the vendor"
    assert [one.action for one in audit.entries(may)].count("test_calls_planned") == 1


@pytest.mark.parametrize(("vendor", "month", "n"), [
    ("acme", "2026-05", 0), ("nobody", "2026-05", 1), ("acme", "May", 1)])
def test_no_sheet_for_what_cannot_be_planned(may: Store, vendor: str, month: str, n: int) -> None:
    with pytest.raises(UserError):
        planted.planted_sheet(may, vendor, month, n, "en", actor="qa")


def test_the_command_takes_three_ways_and_no_mixture(may: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                     capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    monkeypatch.setenv("OPENLINE_DATABASE_URL", may.engine.url.render_as_string(hide_password=False))

    def answer(*arguments: str) -> tuple[int, Any]:
        capsysbinary.readouterr()
        status = status_of(["sample", *arguments, "--home", str(may.home), "--json"])
        return status, json.loads(capsysbinary.readouterr().out)

    assert answer("--vendor", "acme", "--month", "2026-05", "--n", "8")[1]["drawn_of"] is None
    judged(may, "d1", tmp_path, heard("Eva", first_mood))
    out, month = tmp_path / "x.xlsx", f"{DAY + timedelta(days=40):%Y-%m}"
    status, found = answer("--double", "d1", "--n", "3", "--out", str(out))
    assert (status, found["purpose"], found["drawn_of"], len(found["calls"])) == (0, "double", "d1", 3)
    assert out.is_file()
    out.unlink()
    status, found = answer("--planted", "4", "--vendor", "acme", "--month", month, "--out", str(out))
    assert (status, found["test_calls"]) == (0, 4) and out.is_file()
    for wrong in (("--double", "d1"), ("--double", "d1", "--n", "2", "--vendor", "acme"), ("--planted", "3"),
                  ("--planted", "3", "--double", "d1", "--n", "1"), ("--vendor", "acme", "--month", "2026-05"), ()):
        status, found = answer(*wrong)
        assert (status, found["error"]["code"]) == (2, "usage"), wrong
