"""Event logs become calls: each event once, whatever its order, and nothing that no event tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.stored import ORIGIN
from tests.readings import Read, at, read_file, read_text

T0 = 1_772_442_000
"""2026-03-02 09:00:00 UTC."""
DATA = Path(__file__).parent / "data"
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def log_of(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def read_log(text: str, tmp_path: Path, **more: Any) -> Read:
    read = read_text(text, tmp_path, **more)
    assert read.reading.format == "asterisk_queue_log" and read.adds_up()
    return read


ANSWERED = (f"{T0}|{T0}.1|q|NONE|ENTERQUEUE||+15550100200|1", f"{T0 + 9}|{T0}.1|q|Ada|CONNECT|9|x|3",
            f"{T0 + 69}|{T0}.1|q|Ada|COMPLETEAGENT|9|60|1")


@pytest.mark.shared
def test_a_real_log_gives_the_calls_a_person_reads_in_it(shared_data: Path, tmp_path: Path) -> None:
    """22 lines, one of them blank, of four calls; of one the end is not in the file."""
    read = read_file(shared_data / "asterisk-queue-log" / "queue_log_masked.txt", tmp_path)
    reading = read.reading
    assert (reading.rows_read, reading.rows_stored, reading.rows_held_back, reading.rows_not_data) == (22, 21, 0, 1)
    assert [(r["started_at"], r["outcome"], r["wait_ms"], r["talk_ms"], r["agent"]) for r in read.records()] == [
        (at(2018, 12, 28, 16, 43, 35), "answered", 10_000, 122_000, "Agent Four"),
        (at(2018, 12, 28, 20, 7, 43), "answered", 14_000, None, "Agent Four"),
        (at(2018, 12, 28, 19, 6, 10), "answered", 6_000, 228_000, "Agent Four"),
        (at(2018, 12, 28, 19, 0, 4), "answered", 10_000, 406_000, "Agent Five")]
    assert reading.issue_counts == {"end_missing": 1, "entry_missing": 2}


CALL = st.tuples(st.integers(0, 5000), st.integers(0, 900), st.integers(0, 2000),
                 st.sampled_from(["agent", "customer", "abandoned", "timeout", "passed"]))


def lines_of(number: int, call: tuple[int, int, int, str]) -> list[str]:
    """The events of one call of one queue."""
    start, wait, talk, end = T0 + call[0], call[1], call[2], call[3]
    name, last = f"{T0 - 5}.{number}", start + wait + talk
    head = [f"{start}|{name}|q|NONE|ENTERQUEUE||+1555010{number:04d}|1"]
    if end == "abandoned":
        return [*head, f"{start + wait}|{name}|q|NONE|ABANDON|1|1|{wait}"]
    if end == "timeout":
        return [*head, f"{start + wait}|{name}|q|NONE|EXITWITHTIMEOUT|1|1|{wait}"]
    tail = {"agent": f"COMPLETEAGENT|{wait}|{talk}|1", "customer": f"COMPLETECALLER|{wait}|{talk}|1",
            "passed": f"BLINDTRANSFER|9|internal|{wait}|{talk}|1"}[end]
    return [*head, f"{start + wait}|{name}|q|Ada|CONNECT|{wait}|x|1", f"{last}|{name}|q|Ada|{tail}"]


def truth_of(call: tuple[int, int, int, str]) -> dict[str, Any]:
    offset, wait, talk, end = call
    outcome = {"abandoned": "abandoned", "timeout": "overflow"}.get(end, "answered")
    spoken = talk if outcome == "answered" else 0
    ended_by = {"agent": "agent", "customer": "customer", "abandoned": "customer"}.get(end)
    return {"started": T0 + offset, "outcome": outcome, "wait_ms": wait * 1000,
            "talk_ms": talk * 1000 if outcome == "answered" else None, "ended_by": ended_by,
            "ended": T0 + offset + wait + spoken if ended_by else None, "transfers": int(end == "passed")}


def told(record: dict[str, Any]) -> dict[str, Any]:
    def seconds(name: str) -> int | None:
        moment = record[name]
        return None if moment is None else round((moment - at(1970, 1, 1)).total_seconds())
    return {"started": seconds("started_at"), "ended": seconds("ended_at"),
            **{name: record[name] for name in ("outcome", "wait_ms", "talk_ms", "ended_by", "transfers")}}


@given(calls=st.lists(CALL, min_size=1, max_size=6), data=st.data())
@SLOW
def test_order_and_repetition_of_events_change_nothing(tmp_path: Path, calls: list[tuple[int, int, int, str]],
                                                       data: st.DataObject) -> None:
    lines = [line for number, call in enumerate(calls) for line in lines_of(number, call)]
    again = data.draw(st.lists(st.sampled_from(lines), max_size=8))
    read = read_log(log_of(*data.draw(st.permutations(lines + again))), tmp_path)
    found = {record["call_id"]: told(record) for record in read.records()}
    assert found == {f"{T0 - 5}.{number}": truth_of(call) for number, call in enumerate(calls)}
    assert read.reading.rows_stored == len(lines) + len(again)


@given(calls=st.lists(CALL, min_size=1, max_size=6), data=st.data())
@SLOW
def test_what_a_lost_event_told_is_unknown_and_never_made_up(tmp_path: Path, calls: list[tuple[int, int, int, str]],
                                                             data: st.DataObject) -> None:
    lines = [line for number, call in enumerate(calls) for line in lines_of(number, call)]
    kept = data.draw(st.lists(st.sampled_from(lines), unique=True, min_size=1))
    read = read_log(log_of(*kept), tmp_path)
    for record in read.records():
        truth = truth_of(calls[int(record["call_id"].split(".")[1])])
        assert all(value in (None, truth[name]) for name, value in told(record).items())
        assert record["started_at"] is not None and (record["outcome"] or record["flags"] & 8192)
        assert record["outcome"] != "answered" or record["talk_ms"] is not None or record["flags"] & 16384


def test_an_event_held_back_holds_its_whole_call_back(tmp_path: Path) -> None:
    other = f"{T0 + 5}|{T0}.2|q|NONE|ABANDON|1|1|5"
    read = read_log(log_of(*ANSWERED[:2], f"{T0 + 69}|{T0}.1|q|Ada|COMPLETEAGENT|9|a while|1", other), tmp_path)
    assert read.codes() == {1: ["call_incomplete"], 2: ["call_incomplete"], 3: ["not_a_duration"],
                            4: ["entry_missing"]}
    assert [record["call_id"] for record in read.records()] == [f"{T0}.2"]


def test_so_does_an_event_whose_row_was_split(tmp_path: Path) -> None:
    split = f"{T0 + 3}|{T0}.1|q|NONE|EXITWITHKEY|1|1|1|3|||||and more"
    read = read_log(log_of(*ANSWERED, split, f"{T0 + 5}|{T0}.2|q|NONE|ABANDON|1|1|5"), tmp_path)
    assert read.codes()[4] == ["split_row"] and read.reading.rows_held_back == 4


def test_a_call_left_out_is_held_back_with_every_event(tmp_path: Path) -> None:
    read = read_log(log_of(*ANSWERED, f"{T0 + 5}|{T0}.2|q|NONE|ABANDON|1|1|5"), tmp_path,
                    leave_out={"id_used_again": [1]})
    assert read.codes() == {1: ["id_used_again"], 2: ["id_used_again"], 3: ["id_used_again"],
                            4: ["entry_missing"]}
    assert read.reading.rows_stored == 1 and read.reading.records == 1


def test_a_call_that_was_passed_on_is_one_contact_of_several_conversations(tmp_path: Path) -> None:
    """Linked by an attended transfer, which names two channels before the hold and talk time; answered again."""
    read = read_log(log_of(*ANSWERED[:2], f"{T0 + 69}|{T0}.1|q|Ada|ATTENDEDTRANSFER|LINK|SIP/1|SIP/2|9|60|1",
                           f"{T0 + 70}|{T0}.1|r|NONE|ENTERQUEUE||+15550100200|1",
                           f"{T0 + 80}|{T0}.1|r|Ben|CONNECT|10|x|3",
                           f"{T0 + 110}|{T0}.1|r|Ben|COMPLETECALLER|10|30|1"), tmp_path)
    record, = read.records()
    assert told(record) == {"started": T0, "ended": T0 + 110, "outcome": "answered", "wait_ms": 9000,
                            "talk_ms": 90_000, "ended_by": "customer", "transfers": 1}
    assert (record["agent"], record["queue"], record["flags"]) == ("Ben", "r", 0)


def test_a_call_still_waiting_in_its_second_queue_has_no_outcome_yet(tmp_path: Path) -> None:
    read = read_log(log_of(ANSWERED[0], f"{T0 + 30}|{T0}.1|q|NONE|EXITWITHTIMEOUT|1|1|30",
                           f"{T0 + 30}|{T0}.1|r|NONE|ENTERQUEUE||+15550100200|1"), tmp_path)
    record, = read.records()
    assert (record["outcome"], record["wait_ms"], record["flags"]) == (None, None, 8192)


def test_an_exit_that_tells_no_wait_is_measured_from_the_entry(tmp_path: Path) -> None:
    """As versions before 1.6 write it."""
    record, = read_log(log_of(ANSWERED[0], f"{T0 + 30}|{T0}.1|q|NONE|EXITWITHTIMEOUT|1"), tmp_path).records()
    assert (record["outcome"], record["wait_ms"]) == ("overflow", 30_000)


def test_a_call_whose_entry_is_not_in_the_file_says_so_and_one_turned_away_at_once_has_none(tmp_path: Path) -> None:
    read = read_log(log_of(*ANSWERED[1:], f"{T0 + 5}|{T0}.7|q|NONE|JOINEMPTY"), tmp_path)
    assert {record["call_id"]: record["flags"] for record in read.records()} == {f"{T0}.1": 262144, f"{T0}.7": 0}
    assert read.reading.issue_counts == {"entry_missing": 1}


def test_a_caller_turned_away_at_once_was_blocked_and_never_waited(tmp_path: Path) -> None:
    read = read_log(log_of(*ANSWERED, f"{T0 + 5}|{T0}.7|q|NONE|JOINEMPTY"), tmp_path)
    told = {one["call_id"]: (one["outcome"], one["started_at"], one["wait_ms"]) for one in read.records()}
    assert told[f"{T0}.7"] == ("blocked", at(2026, 3, 2, 9, 0, 5), None) and read.reading.rows_held_back == 0


def test_a_short_stretch_of_waiting_counts_where_every_moment_is_told(tmp_path: Path) -> None:
    """Two seconds in the queue and five until the agent answered are seven."""
    sample = (DATA / "huawei_aicc_invented.txt").read_text(encoding="utf-8")
    queued = "2026-03-02 09:00:20|2026-03-02 09:00:50"
    read = read_text(sample.replace(queued, queued.replace("00:20", "00:48")), tmp_path)
    waits = {one["call_id"]: one["wait_ms"] for one in read.records()}
    assert read.reading.format == "huawei_aicc" and waits["1772442000-11"] == 7_000


def test_the_same_log_from_a_database_with_a_header_gives_the_same_calls(tmp_path: Path) -> None:
    plain = read_file(DATA / "asterisk_queue_log_invented.txt", tmp_path)
    lines = (DATA / "asterisk_queue_log_invented.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") + [""] * (10 - len(line.split("|"))) for line in lines if line]
    header = ["id", "time", "callid", "queuename", "agent", "event", "data1", "data2", "data3", "data4", "data5"]
    table = [header, *([str(number), *row] for number, row in enumerate(rows))]
    read = read_log("".join(",".join(row) + "\n" for row in table), tmp_path)

    def content(each: Read) -> list[dict[str, Any]]:
        return [{name: value for name, value in record.items() if name not in ORIGIN} for record in each.records()]
    assert content(read) == content(plain)


def test_rows_about_agents_are_no_data_and_counted(tmp_path: Path) -> None:
    read = read_file(DATA / "asterisk_queue_log_invented.txt", tmp_path)
    assert read.reading.rows_not_data == 4  # QUEUESTART, ADDMEMBER, PAUSE and a blank line
    assert {issue.value: issue.facts["count"] for issue in read.reading.issues if issue.code == "no_record"} == {
        "QUEUESTART": 1, "ADDMEMBER": 1, "PAUSE": 1}


def test_a_log_that_begins_in_the_middle_of_a_line_is_still_known(tmp_path: Path) -> None:
    read = read_log(log_of("|Ada|CONNECT|9|x|3", *ANSWERED, f"{T0 + 5}|{T0}.2|q|NONE|ABANDON|1|1|5",
                           f"{T0 + 6}|{T0}.3|q|NONE|ABANDON|1|1|5"), tmp_path)
    assert read.reading.rows_held_back == 1 and read.reading.records == 3


def test_a_caller_stands_in_no_held_back_row(tmp_path: Path) -> None:
    read = read_log(log_of(*ANSWERED[:2], f"{T0 + 69}|{T0}.1|q|Ada|COMPLETEAGENT|9|a while|1"), tmp_path)
    assert "5550100200" not in str(read.held()) and [row["event"] for row in read.held()] == [
        "ENTERQUEUE", "CONNECT", "COMPLETEAGENT"]
