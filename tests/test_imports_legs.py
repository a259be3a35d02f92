"""Legs: which row decides what became of a contact, what stays unknown, and what is not stored in its stead."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.readings import Read, at, read_text

HEAD = "call_id,parent_id,started_at,outcome,wait_s,talk_s,agent,transfers\n"


def _read(rows: str, tmp_path: Path, head: str = HEAD, **more: Any) -> Read:
    read = read_text(head + rows, tmp_path, **more)
    assert read.adds_up()
    return read


def _contact(rows: str, tmp_path: Path, head: str = HEAD) -> dict[str, Any]:
    (record,) = _read(rows, tmp_path, head).records()
    return record


def test_a_late_answer_after_an_overflow_is_late(tmp_path: Path) -> None:
    contact = _contact("P,,2026-05-05 10:00:00,overflow,20,,,\nP-2,P,2026-05-05 10:00:20,answered,400,60,X,\n",
                       tmp_path)
    assert (contact["outcome"], contact["wait_ms"], contact["agent"]) == ("answered", 420_000, "X")


def test_the_first_answer_by_time_decides_wherever_its_row_stands(tmp_path: Path) -> None:
    contact = _contact("P,,2026-05-05 10:00:00,overflow,20,,,\nP-3,P,2026-05-05 10:05:00,answered,1,5,Z,\n"
                       "P-2,P,2026-05-05 10:00:30,answered,15,60,X,\n", tmp_path)
    assert (contact["outcome"], contact["wait_ms"], contact["agent"], contact["transfers"]) == (
        "answered", 45_000, "Z", 1)


def test_where_nobody_answered_the_last_known_outcome_decides(tmp_path: Path) -> None:
    contact = _contact("P,,2026-05-05 10:00:00,overflow,20,,,\nP-2,P,2026-05-05 10:00:20,abandoned,90,,,\n"
                       "P-3,P,2026-05-05 10:03:00,,7,,,\n", tmp_path)
    assert (contact["outcome"], contact["wait_ms"], contact["transfers"]) == ("abandoned", 110_000, 0)


def test_an_unknown_wait_of_the_answer_stays_unknown(tmp_path: Path) -> None:
    contact = _contact("P,,2026-05-05 10:00:00,overflow,20,,,\nP-2,P,2026-05-05 10:00:20,answered,,60,X,\n", tmp_path)
    assert (contact["outcome"], contact["wait_ms"]) == ("answered", None)


def test_the_answered_column_comes_from_the_row_that_decides(tmp_path: Path) -> None:
    contact = _contact("P,,2026-05-05 10:00:00,no,20\nP-2,P,2026-05-05 10:00:20,yes,5\n", tmp_path,
                       "call_id,parent_id,started_at,answered,wait_s\n")
    assert (contact["answered"], contact["outcome"], contact["wait_ms"]) == (True, "answered", 25_000)


def test_the_first_response_is_the_earliest(tmp_path: Path) -> None:
    contact = _contact("P,,2026-05-05 10:00:00,email,answered,2026-05-06 09:00:00\n"
                       "P-2,P,2026-05-05 11:00:00,email,answered,2026-05-05 12:00:00\n", tmp_path,
                       "call_id,parent_id,started_at,channel,outcome,first_response_at\n")
    assert contact["first_response_at"] == at(2026, 5, 5, 12)


def test_whether_a_call_without_legs_was_transferred_stays_unknown(tmp_path: Path) -> None:
    read = _read("P,,2026-05-05 10:00:00,answered,5,60,X,\nP-2,P,2026-05-05 10:02:00,answered,5,60,Y,\n"
                 "A,,2026-05-05 11:00:00,answered,5,60,X,\nB,,2026-05-05 12:00:00,answered,5,60,X,2\n"
                 "C,C,2026-05-05 12:00:00,answered,5,60,X,\n", tmp_path)
    assert {record["call_id"]: record["transfers"] for record in read.records()} == {"P": 1, "A": None, "B": 2,
                                                                                     "C": None}
    assert all(record["parent_id"] is None for record in read.records())


def test_passing_on_counts_from_the_answer_and_never_below_what_the_rows_count(tmp_path: Path) -> None:
    read = _read("P,,2026-05-05 10:00:00,answered,5,60,X,\nP-2,P,2026-05-05 10:02:00,abandoned,50,,,\n"
                 "Q,,2026-05-05 10:00:00,answered,5,60,X,3\nQ-2,Q,2026-05-05 10:02:00,answered,5,6,Y,\n"
                 "R,,2026-05-05 10:00:00,,,,,\nR-2,R,2026-05-05 10:02:00,,,,,\n", tmp_path)
    assert {record["call_id"]: record["transfers"] for record in read.records()} == {"P": 1, "Q": 3, "R": None}


def test_a_leg_alone_is_not_stored_in_its_contact_s_stead(tmp_path: Path) -> None:
    read = _read("A,,2026-05-05 10:00:00,answered,5,60,X,\nP-2,P,2026-05-05 10:00:20,answered,40,60,X,\n", tmp_path)
    assert [record["call_id"] for record in read.records()] == ["A"]
    assert read.codes() == {3: ["leg_without_contact"]} and read.reading.rows_held_back == 1
    assert "Its contact P is not in this file" in read.reading.issues[0].message


def test_a_leg_alone_that_comes_twice_is_still_alone(tmp_path: Path) -> None:
    leg = "P-2,P,2026-05-05 10:00:20,answered,40,60,X,\n"
    read = _read(leg + leg, tmp_path)
    assert read.records() == [] and read.codes() == {2: ["leg_without_contact"], 3: ["leg_without_contact"]}


def test_legs_that_share_a_parent_without_a_row_are_one_contact(tmp_path: Path) -> None:
    read = _read("A,,2026-05-05 09:00:00,answered,5,60,X,\nP-1,P,2026-05-05 10:00:00,overflow,20,,,\n"
                 "P-2,P,2026-05-05 10:00:20,answered,40,60,X,\n", tmp_path)
    assert [(record["call_id"], record["wait_ms"]) for record in read.records()] == [("A", 5_000), ("P", 60_000)]
    assert read.reading.issues == []


def test_where_every_row_has_a_group_id_a_group_of_one_row_is_a_contact(tmp_path: Path) -> None:
    read = _read("r1,G1,2026-05-05 10:00:00,answered,20,60,X,\nr2,G1,2026-05-05 10:02:20,answered,40,60,Y,\n"
                 "r3,G2,2026-05-05 11:00:00,answered,7,60,X,\n", tmp_path)
    assert [(r["call_id"], r["wait_ms"], r["transfers"]) for r in read.records()] == [("G1", 20_000, 1),
                                                                                     ("G2", 7_000, None)]


def test_the_legs_of_a_contact_held_back_are_held_back_with_it(tmp_path: Path) -> None:
    read = _read("P,,2026-05-05 10:00:00,answered,soon,60,X,\nP-2,P,2026-05-05 10:00:20,answered,40,60,X,\n"
                 "P-3,P,2026-05-05 10:00:40,answered,40,60,X,\n", tmp_path)
    assert read.codes() == {2: ["not_a_duration"], 3: ["leg_without_contact"], 4: ["leg_without_contact"]}
    assert read.records() == []


def test_a_contact_says_that_a_leg_of_it_was_held_back(tmp_path: Path) -> None:
    read = _read("P,,2026-05-05 10:00:00,answered,5,60,X,\nP-2,P,2026-05-05 10:00:20,answered,soon,60,X,\n"
                 "Q,,2026-05-05 10:00:00,answered,5,60,X,\n", tmp_path)
    assert read.codes() == {2: ["contact_lacks_leg"], 3: ["not_a_duration"]}
    assert [(record["call_id"], record["flags"]) for record in read.records()] == [("P", 4096), ("Q", 0)]


def test_a_leg_of_a_leg_held_back_still_finds_its_contact(tmp_path: Path) -> None:
    read = _read("P,,2026-05-05 10:00:00,answered,5,60,X,\nP-2,P,2026-05-05 10:00:20,answered,soon,60,X,\n"
                 "P-3,P-2,2026-05-05 10:03:00,answered,5,10,Y,\n", tmp_path)
    assert [(record["call_id"], record["talk_ms"], record["flags"]) for record in read.records()] == [
        ("P", 70_000, 4096)]


def test_a_leg_that_came_again_in_order_is_not_lacking(tmp_path: Path) -> None:
    read = _read("P,,2026-05-05 10:00:00,answered,5,60,X,\nP-2,P,2026-05-05 10:00:20,answered,soon,60,X,\n"
                 "P-2,P,2026-05-05 10:00:20,answered,5,60,X,\n", tmp_path)
    assert [(record["transfers"], record["flags"]) for record in read.records()] == [(1, 0)]


def test_rows_that_name_one_another_in_a_circle_are_one_contact(tmp_path: Path) -> None:
    read = _read("B,A,2026-05-05 10:00:00,answered,5,60,X,\nA,B,2026-05-05 10:01:00,answered,5,60,Y,\n"
                 "C,B,2026-05-05 10:02:00,answered,5,60,Z,\n", tmp_path)
    assert [(record["call_id"], record["talk_ms"]) for record in read.records()] == [("A", 180_000)]


def test_the_same_ids_of_two_vendors_are_not_mixed(tmp_path: Path) -> None:
    read = _read("x,P,,2026-05-05 10:00:00,answered,5\ny,P-2,P,2026-05-05 10:02:00,answered,5\n", tmp_path,
                 "vendor,call_id,parent_id,started_at,outcome,wait_s\n", vendor=None, vendors={"x": "x", "y": "y"})
    assert read.codes() == {3: ["leg_without_contact"]} and read.reading.records == 1


LEG = st.tuples(st.sampled_from(["answered", "abandoned", "overflow", ""]), st.none() | st.integers(0, 500),
                st.integers(0, 900))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(families=st.lists(st.lists(LEG, min_size=2, max_size=5), min_size=1, max_size=4))
def test_outcome_and_wait_are_those_of_a_plain_reckoning(tmp_path_factory: pytest.TempPathFactory,
                                                         families: list[list[Any]]) -> None:
    start = at(2026, 5, 5, 10)
    rows, wanted = [], {}
    for number, legs in enumerate(families):
        offsets = [0, *(leg[2] for leg in legs[1:])]
        told = sorted((offset, place, *leg[:2]) for place, (offset, leg) in enumerate(zip(offsets, legs, strict=True)))
        answers, known = [leg for leg in told if leg[2] == "answered"], [leg for leg in told if leg[2]]
        offset, _, outcome, wait = answers[0] if answers else known[-1] if known else told[0]
        wanted[f"F{number}"] = (outcome or None, None if wait is None else (offset + wait) * 1000)
        for place, (begun, leg) in enumerate(zip(offsets, legs, strict=True)):
            id_, parent = (f"F{number}-{place}", f"F{number}") if place else (f"F{number}", "")
            moment = start + timedelta(hours=number, seconds=begun)
            rows.append(f"{id_},{parent},{moment},{leg[0]},{'' if leg[1] is None else leg[1]},,,\n")
    read = _read("".join(rows), tmp_path_factory.mktemp("families"))
    assert {r["call_id"]: (r["outcome"], r["wait_ms"]) for r in read.records()} == wanted


def test_where_rows_are_legs_and_count_no_transfers_a_contact_of_one_row_had_none(tmp_path: Path) -> None:
    rows = ("A,,2026-05-05 10:00:00,answered,5,60,X{0}\nB,,2026-05-05 11:00:00,answered,5,60,X{0}\n"
            "B-2,B,2026-05-05 11:02:00,answered,5,60,Y{0}\nC,,2026-05-05 12:00:00,abandoned,5,,{0}\n")
    told = {one["call_id"]: one["transfers"] for one in
            _read(rows.format(""), tmp_path, HEAD.replace(",transfers", "")).records()}
    assert told == {"A": 0, "B": 1, "C": None}
    counted = {one["call_id"]: one["transfers"] for one in _read(rows.format(","), tmp_path).records()}
    assert counted["A"] is None, "a column of transfers that is blank says that it is not known"
