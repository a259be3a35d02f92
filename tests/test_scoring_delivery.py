"""Days without contacts are said, and gaps in which nobody could be seen coming back make a figure provisional."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from scoring.counts import MonthInputs
from scoring.definition import DEFAULT
from scoring.measures.repeats import FCR_REPEAT
from scoring.measures.service_level import SERVICE_LEVEL
from scoring.result import Estimate
from scoring.vendor_month import vendor_months
from tests.scoring_month import at, contact, inputs

Rows = list[dict[str, Any]]


def _log(first: str, last: str, open_on: Callable[[datetime], bool] = lambda day: True, a_day: int = 10) -> Rows:
    """``a_day`` contacts on every day that is open, customers of their own, May being scored."""
    days = [at(first) + timedelta(days=each) for each in range((at(last) - at(first)).days + 1)]
    return [contact(day + timedelta(minutes=4 * each), customer=1000 * day.toordinal() + each)
            for day in days for each in range(a_day) if open_on(day)]


def _weekday(day: datetime) -> bool:
    return day.weekday() < 5


def _but(*closed: str) -> Callable[[datetime], bool]:
    return lambda day: day.date().isoformat() not in closed


def _answer(rows: Rows) -> Estimate:
    return _of(inputs(rows))


def _of(month: MonthInputs) -> Estimate:
    answer = FCR_REPEAT.read(vendor_months(month, DEFAULT)["acme"]).answer
    assert isinstance(answer, Estimate)
    return answer


def _gap(answer: Estimate) -> tuple[str, str] | None:
    """First and last day of the gap that is said; a figure is provisional exactly when one is."""
    said = [dict(note.facts) for note in answer.notes if note.code == "thin_days"]
    assert answer.provisional is bool(said)
    return (str(said[0]["first"]), str(said[0]["last"])) if said else None


def test_one_late_contact_does_not_make_a_month_ripe_without_a_word() -> None:
    answer = _answer([*_log("2026-05-01", "2026-05-29", _weekday), contact("2026-06-08", customer=1)])
    assert _gap(answer) == ("2026-06-01", "2026-06-08")
    assert ("hardly any contacts were delivered from 2026-06-01 to 2026-06-08: repeats on those days cannot be seen"
            in [note.text for note in answer.notes])


@pytest.mark.parametrize("late", ["2026-05-20", "2026-05-31", "2026-06-08", "2026-06-30"])
@pytest.mark.parametrize("a_day", [2, 10, 300])
def test_ten_delivered_days_and_one_later_contact_are_no_whole_month(late: str, a_day: int) -> None:
    gap = _gap(_answer([*_log("2026-05-01", "2026-05-10", a_day=a_day), contact(late, customer=1)]))
    assert gap is not None
    assert gap[0] == "2026-05-11"


def test_a_week_left_out_in_the_middle_cannot_be_seen_either() -> None:
    rows = [*_log("2026-05-01", "2026-05-12"), *_log("2026-05-20", "2026-06-08")]
    assert _gap(_answer(rows)) == ("2026-05-13", "2026-05-19")


@pytest.mark.parametrize("open_on", [
    lambda day: True,
    _weekday,
    lambda day: day.weekday() != 6,
    lambda day: day.weekday() == 2,
    _but("2026-05-14"),
    _but("2026-05-14", "2026-05-15", "2026-05-16"),
    lambda day: _weekday(day) and _but("2026-05-22", "2026-05-25")(day),
    lambda day: day.weekday() != 6 and _but("2026-06-04", "2026-06-05", "2026-06-06")(day),
], ids=["every day", "weekdays", "closed on Sundays", "Wednesdays alone", "a holiday", "three holidays",
        "weekdays, with Friday and Monday off", "holidays next month"])
def test_closed_days_and_holidays_are_no_gap(open_on: Callable[[datetime], bool]) -> None:
    assert _gap(_answer(_log("2026-05-01", "2026-06-08", open_on))) is None


@pytest.mark.parametrize("seed", range(10))
def test_a_small_vendors_quiet_days_are_no_gap(seed: int) -> None:
    days = np.random.default_rng(seed).poisson(1.0, 39)
    rows = [contact(at("2026-05-01") + timedelta(days=day, hours=each), customer=100 * day + each)
            for day, contacts in enumerate(days) for each in range(contacts)]
    assert _gap(_answer([*rows, contact("2026-06-08T23:00", customer=1)])) is None


def test_a_vendor_that_left_has_no_gap_after_its_last_day() -> None:
    complete = inputs(_log("2026-05-01", "2026-05-20"), {"acme": at("2026-06-09")}, left=frozenset({"acme"}))
    answer = _of(replace(complete, newest_contact={"acme": at("2026-05-20T09:00")}))
    assert _gap(answer) is None
    assert answer.n == 200


def _days_said(rows: Rows) -> list[str]:
    month = vendor_months(inputs(rows), DEFAULT)["acme"]
    said = []
    for measure in (SERVICE_LEVEL, FCR_REPEAT):
        answer = measure.read(month).answer
        assert isinstance(answer, Estimate)
        said.append([note.text for note in answer.notes if note.code == "days_missing"])
    assert said[0] == said[1], "beside both figures"
    return said[0]


def test_days_without_contacts_are_said_where_other_weeks_have_them() -> None:
    rows = _log("2026-05-01", "2026-06-08", lambda day: day.weekday() != 6 and _but("2026-05-13")(day))
    assert _days_said(rows) == ["contacts on 25 of 26 days: none on the others, although other weeks have some on "
                                "those weekdays"]
    ten = [*_log("2026-05-01", "2026-05-10"), contact("2026-06-30", customer=1)]
    assert _days_said(ten)[0].startswith("contacts on 10 of 31 days")


def test_outbound_calls_do_not_fill_a_day() -> None:
    rows = _log("2026-05-01", "2026-06-08", _but("2026-05-13"))
    assert _days_said([*rows, contact("2026-05-13", direction="outbound")])[0].startswith("contacts on 30 of 31 days")


def test_a_weekday_on_which_nobody_ever_comes_is_not_said() -> None:
    assert _days_said(_log("2026-05-01", "2026-06-08", _weekday)) == []
