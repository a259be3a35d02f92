"""What is wanted of a judged call, in DuckDB, against the same in plain Python."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import duckdb
import pytest

from scoring.judged_calls import JUDGED_CALL
from scoring.records import CALLS

START = datetime.fromisoformat("2026-05-04T09:00")


def _judged(**values: Any) -> dict[str, Any]:
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE calls ({', '.join(f'{c.stored} {c.sql_type}' for c in CALLS.columns)})")
        row = {"call_id": "c1", "started_at": START} | values
        database.execute(f"INSERT INTO calls ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
                         list(row.values()))
        wanted = ", ".join(f"{sql} AS {name}" for name, sql in JUDGED_CALL.items())
        answer = database.execute(f"SELECT {wanted} FROM calls").fetchone()
        return dict(zip(JUDGED_CALL, answer or (), strict=True))


def _end(**values: Any) -> datetime:
    end: datetime = _judged(**values)["call_ended_at"]
    return end


def test_a_judged_call_tells_when_by_whom_in_which_queue_and_for_whom() -> None:
    assert _judged(agent="ann", queue="bills", customer=-7) == {
        "call_started_at": START, "call_ended_at": START, "call_agent": "ann", "call_queue": "bills",
        "call_customer": -7}


def test_the_end_that_is_recorded_wins_over_the_time_spent() -> None:
    hung_up = START + timedelta(minutes=7)
    assert _end(ended_at=hung_up, talk_ms=3_600_000) == hung_up


@pytest.mark.parametrize("ended_at", [None, START - timedelta(hours=3)])
def test_else_a_call_ends_after_the_menu_the_wait_the_talk_and_the_hold(ended_at: datetime | None) -> None:
    spent = {"ivr_ms": 1_500, "wait_ms": 60_000, "talk_ms": 600_000, "hold_ms": 30_000, "wrap_ms": 900_000}
    assert _end(ended_at=ended_at, **spent) == START + timedelta(seconds=691.5), "wrap comes after the customer is gone"
    assert _end(ended_at=ended_at, talk_ms=45 * 60_000) == START + timedelta(minutes=45)


def test_a_duration_that_no_calendar_holds_moves_no_end() -> None:
    assert _end(talk_ms=2**63 - 1, wait_ms=5_000) == START
    assert _end(hold_ms=10**16) == START
