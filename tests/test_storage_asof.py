"""Current files, the same derived from layers on the fly, and a plain dictionary agree after any history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.counts import Columns
from scoring.records import Month
from storage import batches, calls, records, vendors
from storage.clock import utc_now
from storage.duck import duck
from storage.home import Store, open_store
from storage.listing import layers, visible_batches
from storage.months import MonthAsked, read_months
from storage.relations import Visible, visible
from storage.scope import EVERYTHING, Scope
from tests.storage_world import call, evaluation, store_rows

DAYS = ("2026-05-20", "2026-05-31", "2026-06-01", "2026-06-20")
LIST = {"all": "SELECT vendor, call_id, wait_ms FROM contacts ORDER BY ALL",
        "cover": "SELECT * FROM coverage ORDER BY ALL"}
MAY = Month(2026, 5)

a_call = st.tuples(st.integers(0, 4), st.sampled_from(DAYS), st.integers(0, 9))
an_evaluation = st.tuples(st.integers(0, 3), st.integers(0, 5), st.sampled_from(DAYS), st.integers(0, 9))
an_act = st.one_of(
    st.tuples(st.just("calls"), st.lists(a_call, min_size=1, max_size=4, unique_by=lambda one: one[0])),
    st.tuples(st.just("evaluations"), st.lists(an_evaluation, min_size=1, max_size=3, unique_by=lambda one: one[0])),
    st.tuples(st.just("turn"), st.integers(1, 6)),
)


@dataclass
class Model:
    """The rules in plain Python: batches in order, each a dictionary by id; the newest visible version counts."""

    stored: list[tuple[str, dict[str, tuple[Any, ...]]]] = field(default_factory=list)
    visible: list[bool] = field(default_factory=list)

    def newest(self, kind: str) -> dict[str, tuple[Any, ...]]:
        found: dict[str, tuple[Any, ...]] = {}
        for (each, rows), shown in zip(self.stored, self.visible, strict=True):
            if each == kind and shown:
                found |= rows
        return found

    def current(self) -> set[tuple[Any, ...]]:
        calls_now = self.newest("calls")
        placed = {("calls", id_, row[0][:7], row[1], row[2]) for id_, row in calls_now.items()}
        for id_, (call_id, day, mark, number) in self.newest("evaluations").items():
            month = calls_now[call_id][0][:7] if call_id in calls_now else day[:7]
            placed.add(("evaluations", id_, month, mark, number))
        return placed


def act_on(store: Store, model: Model, act: tuple[str, Any]) -> None:
    kind, what = act
    number = len(model.stored) + 1
    if kind == "turn":
        if what <= len(model.stored):
            turn = batches.withdraw if model.visible[what - 1] else batches.reinstate
            turn(store, f"b{what}", actor="tester")
            model.visible[what - 1] ^= True
        return
    if kind == "calls":
        rows = [call(f"c{id_}", f"{day} 09:00:00", wait_ms=mark) for id_, day, mark in what]
        known = {f"c{id_}": (day, mark, number) for id_, day, mark in what}
    else:
        rows = [evaluation(f"e{id_}", f"c{on}", f"{day} 10:00:00", form=str(mark)) for id_, on, day, mark in what]
        known = {f"e{id_}": (f"c{on}", day, str(mark), number) for id_, on, day, mark in what}
    if not store_rows(store, kind, {"acme": rows}).unchanged:
        model.stored.append((kind, known))
        model.visible.append(True)


def held(store: Store, seen: Visible) -> set[tuple[Any, ...]]:
    with duck(store) as connection:
        found = connection.execute(
            f"SELECT 'calls', call_id, month, wait_ms, batch FROM ({seen.relation('calls')})").fetchall()
        found += connection.execute(
            f"SELECT 'evaluations', evaluation_id, month, form, batch FROM ({seen.relation('evaluations')})").fetchall()
    assert len(found) == len(set(found))
    return set(found)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("histories")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(an_act, min_size=2, max_size=7))
def test_any_history_leaves_the_newest_version_of_every_record_in_its_month(homes: Path, acts: list[Any]) -> None:
    store = open_store(homes / utc_now().strftime("%H%M%S%f"))
    vendors.add(store, "acme", actor="tester")
    model = Model()
    for act in acts:
        act_on(store, model, act)
        with store.reading() as session:
            now = visible(session, store, EVERYTHING)
            afresh = Visible(store.home, (), tuple(layers(session, None, visible_batches(session))))
        assert held(store, now) == held(store, afresh) == model.current()
    store.close()


def _frames(store: Store, as_of: datetime | None = None) -> Mapping[str, Columns]:
    return next(read_months(store, [MonthAsked(MAY, LIST, ("vendor", "call_id", "wait_ms"), {})], as_of)).frames


def test_a_reader_of_another_date_sees_what_was_visible_then(store: Store) -> None:
    seen: list[tuple[datetime, dict[str, Any]]] = []

    def remember() -> None:
        frames = _frames(store)
        seen.append((datetime.now(UTC), {name: [list(column) for column in frame.values()]
                                         for name, frame in frames.items()}))

    store_rows(store, "calls", {"acme": [call("c1", "2026-05-04 09:00:00", wait_ms=1)]})
    remember()
    store_rows(store, "calls", {"acme": [call("c1", "2026-06-02 09:00:00", wait_ms=2),
                                         call("c2", "2026-05-04 09:00:00")],
                                "beta": [call("b1", "2026-05-04 09:00:00")]})
    remember()
    batches.withdraw(store, "b1", actor="tester")
    remember()
    batches.withdraw(store, "b2", actor="tester")
    for moment, expected in seen:
        frames = _frames(store, moment)
        assert {name: [list(column) for column in frame.values()] for name, frame in frames.items()} == expected
        assert records.months_with_data(store, EVERYTHING, as_of=moment)
    assert records.months_with_data(store, EVERYTHING) == []
    assert batches.behind(store, EVERYTHING, "acme", MAY, as_of=seen[0][0]) == ["b1"]
    assert batches.behind(store, EVERYTHING, "acme", MAY, as_of=seen[1][0]) == ["b2"]
    fingerprints = {records.month_fingerprint(store, MAY, as_of=moment) for moment, _ in seen}
    assert len(fingerprints) == 3


def test_outsiders_see_nothing_at_another_date_either(store: Store) -> None:
    store_rows(store, "calls", {"acme": [call("c1", "2026-05-04 09:00:00")]})
    then = utc_now()
    batches.withdraw(store, "b1", actor="tester")
    acme, beta = Scope(frozenset({"acme"})), Scope(frozenset({"beta"}))  # type: ignore[arg-type]
    assert records.count_rows(store, acme, "calls", "acme", MAY, as_of=then) == 1
    assert records.count_rows(store, beta, "calls", "acme", MAY, as_of=then) == 0
    assert calls.newest_contact(store, beta, MAY, as_of=then) == {}
    assert records.months_with_data(store, beta, as_of=then) == []
    assert batches.behind(store, beta, "acme", MAY, as_of=then) == []
