"""Counts by interval in the store and on the views: restated, taken back, and told without a single call."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.services.exporting import write_summary
from app.services.reasons import reason_text
from app.services.scorecards import bring_up_to_date, scorecards
from app.services.viewing import definition_check_of, overview_of, vendor_of
from storage import batches
from storage import scorecards as scorecards_kept
from storage.home import Store
from storage.scope import EVERYTHING, Scope
from tests.storage_world import Row, call, store_rows

MAY = "2026-05"


def _interval(start: str, offered: int, **more: Any) -> Row:
    row = {"start_at": start, "minutes": 30.0, "counted_by": "carrier", "channel": "voice", "offered": offered, **more}
    made = "/".join(str(row.get(name) or "") for name in ("start_at", "minutes", "counted_by", "queue", "channel"))
    return {"interval_id": made, **row}


def _report() -> list[Row]:
    counts = {"answered": 28, "answered_in_t": 25, "threshold_ms": 60_000, "abandoned": 2, "wait_sum_ms": 280_000}
    return [_interval(f"2026-05-{day:02d} {hour:02d}:00:00", 30, counted_by="vendor", **counts)
            for day in range(4, 12) for hour in (9, 10)]


def _calls(count: int) -> list[Row]:
    return [call(f"c{each}", f"2026-05-{1 + each % 28:02d} 10:{each % 30:02d}:00", each) for each in range(count)]


def _measure(store: Store, code: str, vendor: str = "acme", **asked: Any) -> dict[str, Any]:
    card, = scorecards(store, EVERYTHING, month=MAY, vendor=vendor, **asked)
    return next(dict(each["estimate"]) for each in card["measures"] if each["code"] == code)


def test_counts_alone_make_a_card_an_overview_a_vendors_page_and_a_workbook(store: Store, tmp_path: Path) -> None:
    store_rows(store, "intervals", {"acme": _report()})
    store_rows(store, "calls", {"beta": _calls(40)})
    level = _measure(store, "service_level")
    assert level["value"] == pytest.approx(25 / 30) and level["notes"][0]["code"] == "interval_source"
    month = overview_of(store, EVERYTHING, MAY)
    view = vendor_of(store, EVERYTHING, "acme", MAY)
    assert month is not None and view is not None
    assert {standing.vendor for standing in month.standings} == {"acme", "beta"}
    figure = next(each for each in view.figures if each.code == "service_level")
    assert figure.from_intervals and reason_text(figure.notes[0], "zh").startswith("时段数据")
    assert definition_check_of(store, EVERYTHING, "acme", MAY) is None
    for language in ("en", "zh"):
        book = openpyxl.load_workbook(write_summary(store, MAY, tmp_path / f"may-{language}.xlsx", language))
        said = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
        assert ("interval source" if language == "en" else "时段数据") in said.lower()


def test_counts_that_come_again_restate_and_go_back_when_withdrawn(store: Store) -> None:
    store_rows(store, "calls", {"acme": _calls(28)})
    store_rows(store, "intervals", {"acme": [_interval("2026-05-01 10:00:00", 1), _interval("2026-05-02 10:00:00", 1)]})
    assert _measure(store, "frame_coverage")["value"] == 1
    before = datetime.now(UTC).isoformat()
    again = store_rows(store, "intervals", {"acme": [_interval("2026-05-01 10:00:00", 3)]})
    told = _measure(store, "frame_coverage")
    assert (told["numerator"], told["denominator"]) == (2, 4)
    assert _measure(store, "frame_coverage", as_of=before)["value"] == 1
    batches.withdraw(store, again.batch.id, actor="tester")
    assert _measure(store, "frame_coverage")["value"] == 1


def test_a_finer_report_that_comes_later_takes_the_place_of_the_day(store: Store) -> None:
    store_rows(store, "calls", {"acme": _calls(28)})
    store_rows(store, "intervals", {"acme": [_interval("2026-05-01 00:00:00", 9, minutes=1440.0)]})
    assert _measure(store, "frame_coverage")["denominator"] == 9
    store_rows(store, "intervals", {"acme": [_interval("2026-05-01 10:00:00", 1)]})
    told = _measure(store, "frame_coverage")
    assert (told["numerator"], told["denominator"]) == (1, 1)


def test_a_report_in_two_batches_gives_the_figures_of_one(store: Store) -> None:
    rows = _report()
    store_rows(store, "intervals", {"acme": rows[::2]})
    store_rows(store, "intervals", {"acme": rows[1::2]})
    store_rows(store, "intervals", {"beta": rows})
    for code in ("service_level", "asa", "abandonment"):
        one, two = (_measure(store, code, vendor) for vendor in ("acme", "beta"))
        assert (one["value"], one["n"]) == (two["value"], two["n"])


def test_only_the_month_of_new_counts_is_scored_again(store: Store) -> None:
    store_rows(store, "calls", {"acme": [*_calls(28), call("june", "2026-06-20 10:00:00")]})
    bring_up_to_date(store)
    store_rows(store, "intervals", {"acme": [_interval("2026-06-20 10:00:00", 1)]})
    assert bring_up_to_date(store) == ("2026-06",)


def test_two_that_keep_a_definition_at_once_both_find_it_kept(store: Store) -> None:
    with ThreadPoolExecutor(4) as at_once:
        list(at_once.map(lambda _: scorecards_kept.keep_definition(store, "made-1", b'{"code":"made-1"}'), range(8)))
    assert scorecards_kept.definition(store, "made-1") == b'{"code":"made-1"}'


def test_a_vendor_sees_no_counts_of_another(store: Store) -> None:
    store_rows(store, "intervals", {"acme": _report(), "beta": _report()})
    own = Scope(frozenset({"acme"}))  # type: ignore[arg-type]
    assert {card["vendor"] for card in scorecards(store, own, month=MAY)} == {"acme"}


def test_what_bars_the_best_grade_is_told_on_every_view(store: Store) -> None:
    store_rows(store, "calls", {"acme": _calls(28)})
    store_rows(store, "intervals", {"acme": [_interval("2026-05-01 10:00:00", 2)]})
    card, = scorecards(store, EVERYTHING, month=MAY, vendor="acme")
    assert card["grade_notes"][0]["code"] == "coverage_too_low"
    month, view = overview_of(store, EVERYTHING, MAY), vendor_of(store, EVERYTHING, "acme", MAY)
    assert month is not None and view is not None
    told = [reason_text(note, "en") for note in (*month.standings[0].grade_notes, *view.grade_notes)]
    assert told == ["not better than good: by an independent count the log holds 50.00% of the contacts, and 99% are "
                    "needed for the best grade"] * 2
    assert month.standings[0].coverage.value == 0.5
