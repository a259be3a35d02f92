"""A call that crosses two files of a log is put together from both, whatever comes first, goes or comes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services.import_order import ImportOrder
from app.services.importing import import_file
from app.services.tracing import trace
from scoring.partial import END_MISSING_BIT, ENTRY_MISSING_BIT, EXIT_MISSING_BIT
from scoring.records import Month
from storage import batches, vendors
from storage.clock import utc_now
from storage.duck import duck
from storage.home import Store, open_store
from storage.listing import layers, visible_batches
from storage.relations import Visible, visible
from storage.scope import EVERYTHING
from tests.readings import at
from tests.storage_world import call, store_rows

T0 = 1_772_442_000
"""2026-03-02 09:00:00 UTC."""
CALL = (f"{T0}|{T0}.1|q|NONE|ENTERQUEUE||+15550100200|1", f"{T0 + 9}|{T0}.1|q|Ada|CONNECT|9|x|3",
        f"{T0 + 69}|{T0}.1|q|Ada|COMPLETECALLER|9|60|1")
GAVE_UP = (f"{T0}|{T0}.1|q|NONE|ENTERQUEUE||+15550100200|1", f"{T0 + 40}|{T0}.1|q|NONE|ABANDON|1|1|40")
OTHER = f"{T0 + 5}|{T0}.2|q|NONE|ENTERQUEUE||+15550100201|1", f"{T0 + 9}|{T0}.2|q|NONE|ABANDON|1|1|4"
TOLD = ("started_at", "outcome", "wait_ms", "talk_ms", "agent", "queue", "transfers", "ended_by", "ended_at",
        "customer", "flags")


def bring(store: Store, folder: Path, *lines: str) -> str:
    file = folder / f"log-{len(list(folder.glob('log-*')))}.txt"
    file.write_text("".join(f"{line}\n" for line in lines))
    report = import_file(store, file, ImportOrder("calls", vendor="acme", format="asterisk_queue_log"), actor="tester",
                         score=False)
    assert report.status == "stored", report.issues
    return report.batch


def calls_of(store: Store, seen: Visible) -> list[dict[str, Any]]:
    with duck(store) as connection:
        found = connection.execute(f"SELECT * FROM ({seen.relation('calls')}) ORDER BY call_id")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def both_ways(store: Store) -> list[dict[str, Any]]:
    """The current calls, which must be those derived from the layers on the fly."""
    with store.reading() as session:
        now = visible(session, store, EVERYTHING)
        afresh = Visible(store.home, (), tuple(layers(session, None, visible_batches(session))))
    current = calls_of(store, now)
    assert current == calls_of(store, afresh)
    return current


def told(record: dict[str, Any]) -> dict[str, Any]:
    return {name: record[name] for name in TOLD}


@pytest.fixture
def whole(tmp_path: Path) -> dict[str, Any]:
    """What one file of the whole call tells."""
    store = open_store(tmp_path / "one-file")
    vendors.add(store, "acme", actor="tester")
    (tmp_path / "whole").mkdir()
    bring(store, tmp_path / "whole", *CALL)
    record, = both_ways(store)
    store.close()
    return told(record) | {"customer": record["customer"] is not None}


@pytest.mark.parametrize("cut", [1, 2])
@pytest.mark.parametrize("first", [0, 1])
def test_a_call_cut_anywhere_is_whole_again_whichever_file_comes_first(store: Store, tmp_path: Path,
                                                                       whole: dict[str, Any], cut: int,
                                                                       first: int) -> None:
    parts = [(*CALL[:cut], OTHER[0]), (*CALL[cut:], OTHER[1])]
    bring(store, tmp_path, *parts[first])
    bring(store, tmp_path, *parts[1 - first])
    one, other = both_ways(store)
    assert told(one) | {"customer": one["customer"] is not None} == whole
    assert (other["outcome"], other["wait_ms"], other["flags"]) == ("abandoned", 4000, 0)
    assert [(part["batch"], sorted([part["source_row"], *(part["also_rows"] or ())]))
            for part in one["completes"]] == [(1, list(range(1, cut + 1)) if first == 0 else list(range(1, 4 - cut)))]


def test_without_either_file_the_others_part_stands_alone_and_comes_back_whole(store: Store, tmp_path: Path) -> None:
    begun, ended = bring(store, tmp_path, *CALL[:1]), bring(store, tmp_path, *CALL[1:])
    put_together = both_ways(store)
    assert put_together[0]["flags"] == 0 and put_together[0]["batch"] == 2
    batches.withdraw(store, begun, actor="tester")
    alone, = both_ways(store)
    assert alone["customer"] is None and alone["talk_ms"] == 60_000 and alone["flags"] == ENTRY_MISSING_BIT
    assert alone["completes"] is None and alone["batch"] == 2
    batches.reinstate(store, begun, actor="tester")
    assert both_ways(store) == put_together
    batches.withdraw(store, ended, actor="tester")
    alone, = both_ways(store)
    assert alone["outcome"] is None and alone["customer"] is not None and alone["flags"] == EXIT_MISSING_BIT
    batches.reinstate(store, ended, actor="tester")
    assert both_ways(store) == put_together


def test_readers_of_an_earlier_day_see_the_part_that_was_there(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, *CALL[:2])
    then = utc_now()
    bring(store, tmp_path, *CALL[2:])
    with store.reading() as session:
        seen = visible(session, store, EVERYTHING, then)
    record, = calls_of(store, seen)
    assert record["flags"] == END_MISSING_BIT and record["talk_ms"] is None and record["wait_ms"] == 9000
    assert both_ways(store)[0]["talk_ms"] == 60_000


def test_a_caller_who_gave_up_in_the_next_file_had_waited_since_the_first(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, GAVE_UP[0])
    bring(store, tmp_path, GAVE_UP[1])
    record, = both_ways(store)
    assert (record["outcome"], record["wait_ms"], record["started_at"]) == ("abandoned", 40_000, at(2026, 3, 2, 9))


def test_a_second_queue_in_the_next_file_adds_its_wait_to_the_first(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, CALL[0], f"{T0 + 30}|{T0}.1|q|NONE|EXITWITHTIMEOUT|1|1|30",
          f"{T0 + 30}|{T0}.1|r|NONE|ENTERQUEUE||+15550100200|1")
    bring(store, tmp_path, f"{T0 + 50}|{T0}.1|r|Ada|CONNECT|20|x|3", f"{T0 + 60}|{T0}.1|r|Ada|COMPLETEAGENT|20|10|1")
    record, = both_ways(store)
    assert (record["outcome"], record["wait_ms"], record["queue"]) == ("answered", 50_000, "r")


def test_a_whole_version_overwrites_and_takes_nothing_from_before(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, *CALL)
    bring(store, tmp_path, *GAVE_UP)
    record, = both_ways(store)
    assert (record["outcome"], record["talk_ms"], record["agent"]) == ("abandoned", None, None)
    assert record["completes"] is None


def test_a_call_over_midnight_of_a_month_stands_where_it_began(store: Store, tmp_path: Path) -> None:
    began = 1_775_001_590  # 2026-03-31 23:59:50 UTC
    bring(store, tmp_path, f"{began}|{began}.1|q|NONE|ENTERQUEUE||+15550100200|1")
    bring(store, tmp_path, f"{began + 500}|{began}.1|q|Ada|COMPLETEAGENT|430|60|1", *OTHER)
    late = next(record for record in both_ways(store) if record["call_id"] == f"{began}.1")
    assert (late["month"], late["started_at"]) == ("2026-03", at(2026, 3, 31, 23, 59, 50))
    assert (late["wait_ms"], late["talk_ms"]) == (440_000, 60_000)
    batches.withdraw(store, "b1", actor="tester")
    late = next(record for record in both_ways(store) if record["call_id"] == f"{began}.1")
    assert late["month"] == "2026-04"


def test_what_the_second_file_changed_is_what_it_told_and_nothing_that_it_did_not(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, *CALL[:1])
    second = bring(store, tmp_path, *CALL[1:])
    kept = batches.restated_by(store, EVERYTHING, second)
    assert kept is not None and {change.change for change in kept.told.changes} == {"filled"}
    assert {change.column for change in kept.told.changes} >= {"outcome", "wait_s", "talk_s", "agent"}
    assert tuple(cell for block in batches.differences(store, EVERYTHING, second) for cell in block) == kept.told.cells
    found = trace(store, EVERYTHING, "acme", "2026-03", "asa")
    (given,), = list(found)
    assert [(source.batch, source.rows) for source in given.sources] == [("b2", (1, 2)), ("b1", (1,))]
    assert batches.behind(store, EVERYTHING, "acme", Month(2026, 3)) == ["b1", "b2"]


PART = EXIT_MISSING_BIT | END_MISSING_BIT | ENTRY_MISSING_BIT
Version = tuple[int, int, str, int | None, int | None, str | None, str | None]
"""A call's number, its flags, when it started, its wait and talk in ms, agent and outcome."""
a_version = st.tuples(
    st.integers(0, 1), st.sampled_from([0, EXIT_MISSING_BIT, END_MISSING_BIT, ENTRY_MISSING_BIT, PART]),
    st.sampled_from(["2026-05-31 23:59:00", "2026-06-01 00:00:01", "2026-06-01 00:00:30"]),
    st.sampled_from([None, 5_000]), st.sampled_from([None, 60_000]), st.sampled_from([None, "Ada", "Bo"]),
    st.sampled_from([None, "answered", "abandoned"]))
a_file = st.lists(a_version, min_size=1, max_size=2, unique_by=lambda version: version[0])


def put_together(versions: Sequence[tuple[int, Version]]) -> tuple[Any, ...]:
    """The rule in plain Python: ``versions`` of one call, each with its batch, the newest first."""
    used = []
    for batch, version in versions:
        used.append((batch, version))
        if not version[1] & PART:
            break
    if len(used) == 1:
        (batch, (_, flags, started, wait, talk, agent, outcome)), = used
        return batch, started, flags, wait, talk, agent, outcome, []
    begun = [version[2] for _, version in used if not version[1] & ENTRY_MISSING_BIT] or [used[0][1][2]]

    def waited(version: Version) -> int | None:
        apart = (datetime.fromisoformat(version[2]) - datetime.fromisoformat(begun[0])).total_seconds() * 1000
        late = version[1] & ENTRY_MISSING_BIT and apart > 2000
        return None if version[3] is None else version[3] + (int(apart) if late else 0)

    def first(values: Iterator[Any]) -> Any:
        return next((value for value in values if value is not None), None)

    talk, agent, outcome = (first(version[place] for _, version in used) for place in (4, 5, 6))
    flags = ENTRY_MISSING_BIT if all(version[1] & ENTRY_MISSING_BIT for _, version in used) else 0
    flags |= EXIT_MISSING_BIT if outcome is None else 0
    flags |= END_MISSING_BIT if outcome == "answered" and talk is None else 0
    return (used[0][0], begun[0], flags, first(waited(version) for _, version in used), talk, agent, outcome,
            [batch for batch, _ in used[1:]])


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files=st.lists(a_file, min_size=2, max_size=4), turns=st.lists(st.integers(0, 3), max_size=2))
def test_any_history_of_parts_is_what_the_rule_says_derived_either_way(
        tmp_path_factory: pytest.TempPathFactory, files: Sequence[Sequence[Version]], turns: Sequence[int]) -> None:
    store = open_store(tmp_path_factory.mktemp("parts") / "home")
    vendors.add(store, "acme", actor="tester")
    shown: dict[int, bool] = {}
    stored: dict[int, dict[int, Version]] = {}

    def holds() -> None:
        expected = {}
        for number in (0, 1):
            versions = [(batch, stored[batch][number]) for batch in sorted(stored, reverse=True)
                        if shown[batch] and number in stored[batch]]
            if versions:
                expected[f"c{number}"] = put_together(versions)
        assert {record["call_id"]: (
            record["batch"], f"{record['started_at']:%Y-%m-%d %H:%M:%S}", record["flags"], record["wait_ms"],
            record["talk_ms"], record["agent"], record["outcome"],
            [part["batch"] for part in record["completes"] or ()]) for record in both_ways(store)} == expected

    for file in files:
        rows = [call(f"c{number}", started, flags=flags, wait_ms=wait, talk_ms=talk, agent=agent, outcome=outcome)
                for number, flags, started, wait, talk, agent, outcome in file]
        done = store_rows(store, "calls", {"acme": rows})
        if not done.unchanged:
            stored[done.batch.number], shown[done.batch.number] = {version[0]: version for version in file}, True
        holds()
    for turn in turns:
        batch = list(shown)[turn % len(shown)]
        (batches.withdraw if shown[batch] else batches.reinstate)(store, f"b{batch}", actor="tester")
        shown[batch] ^= True
        holds()
    store.close()
