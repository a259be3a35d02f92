"""Evaluations beside the draws on record: what is called random was drawn, and a sheet half filled in is no mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.readings import Read, read_text

DRAWN = [("acme", "d1", "c1"), ("acme", "d1", "c2"), ("acme", "d10", "c2"), ("acme", "d2", "c2"), ("acme", "d1", "c3"),
         ("beta", "d3", "c9"), ("acme", "d4", "c5"), ("acme", "d1", "c5"), ("acme", "d5", "c3")]
CHOSEN = {"d4": "double", "d5": "double"}
"""Calls of d4 are to be heard again."""
AGAIN = "d5"
"""The draw whose calls are judged a second time; Eva judged them first."""
DRAWN_ON = {"d1": "2026-06-02 15:00", "d2": "2026-06-02 16:00", "d3": "2026-06-02 16:00", "d10": "2026-06-02 17:00",
            "d4": "2026-06-02 18:00", "d5": "2026-06-02 15:30"}
HEADER = "call_id,evaluator,evaluated_at,draw_id,selection,judged_by,Greeting (5)\n"
AT = "2026-06-02 10:00"


def read(tmp_path: Path, rows: str, *, kind: str = "evaluations", header: str = HEADER, drawn: bool = True) -> Read:
    file = tmp_path / "drawn.parquet"
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t (vendor VARCHAR, draw_id VARCHAR, call_id VARCHAR, drawn_at TIMESTAMP, "
                           "handed_id VARCHAR, selection VARCHAR, heard_by VARCHAR[])")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)", [
            (*each, DRAWN_ON[each[1]], f"{each[1]}-000{place + 1}", CHOSEN.get(each[1], "random"),
             ["eva"] if each[1] == AGAIN else None) for place, each in enumerate(DRAWN)])
        connection.execute(f"COPY t TO '{file}' (FORMAT parquet)")
    found = read_text(header + rows, tmp_path, kind, draws=str(file) if drawn else "")
    assert found.adds_up()
    return found


def said(found: Read) -> list[tuple[Any, ...]]:
    return [(row["call_id"], row["draw_id"], row["selection"]) for row in found.records()]


@pytest.mark.parametrize(("row", "draw", "selection"), [
    (f"c1,eva,{AT},d1,random,,4", "d1", "random"),
    (f"c1,eva,{AT},d1,,,4", "d1", "random"),
    (f"c1,eva,{AT},D1,random,,4", "d1", "random"), (f"c1,eva,{AT},ｄ１,random,,4", "d1", "random"),
    (f"c1,eva,{AT}, d01 ,random,,4", "d1", "random"), (f"c2,eva,{AT},D10,random,,4", "d10", "random"),
    (f"c1,eva,{AT},,,,4", "d1", "random"),
    (f"c1,eva,{AT},,random,client,4", "d1", "random"),
    (f"c2,eva,{AT},,,,4", "d10", "random"),  # of several draws the last
    (f"c2,eva,{AT},d2,,,4", "d2", "random"),
    (f"c1,eva,{AT},,targeted,,4", None, "targeted"),
    (f"c1,eva,{AT},d1,double,,4", "d1", "double"),
    (f"c3,li,{AT},d5,double,,4", "d5", "double"),
    (f"c3,li,{AT},d5,,,4", "d5", "double"),
    (f"c3,li,{AT},,double,,4", "d5", "double"),
    (f"c3,eva,{AT},,,,4", "d1", "random"),  # a first judgement, in a sheet of one's own
    (f"c1,eva,{AT},,,vendor,4", None, None),
    (f"c8,eva,{AT},,,,4", None, None),
    ("c1,eva,2026-06-02,,,,4", "d1", "random"),  # dated by its day alone
    ("c1,eva,2026-05-20 10:00,,,,4", None, None),  # judged before anything was drawn
    (f"c9,eva,{AT},,,,4", None, None),  # drawn of another vendor
    (f"c5,eva,{AT},d4,double,,4", "d4", "double"),  # heard again: never random
    (f"c5,eva,{AT},d4,,,4", "d4", "double"),
    (f"c5,eva,{AT},,,,4", "d4", "double"),
    (f"c5,eva,{AT},,double,,4", "d4", "double"),
    (f"c5,eva,{AT},,random,,4", "d1", "random"),
])
def test_what_the_draw_knows_is_filled_in_and_what_the_sheet_says_stays(tmp_path: Path, row: str, draw: str | None,
                                                                        selection: str | None) -> None:
    assert said(read(tmp_path, row + "\n")) == [(row[:2], draw, selection)]


def test_what_is_heard_again_and_called_random_is_held_back(tmp_path: Path) -> None:
    found = read(tmp_path, f"c5,eva,{AT},d4,random,,4\nc1,eva,{AT},d1,,,5\n")
    assert found.codes()[2] == ["draw_bent"] and [call for call, *_ in said(found)] == ["c1"]


@pytest.mark.parametrize("row", [f"c8,eva,{AT},d1,random,,4", f"c9,eva,{AT},d3,,,4", f"c1,eva,{AT},d2,,,4"])
def test_a_call_that_its_draw_did_not_draw_is_held_back(tmp_path: Path, row: str) -> None:
    found = read(tmp_path, f"{row}\nc1,eva,{AT},d1,,,5\n")
    assert found.codes()[2] == ["not_drawn"] and [call for call, *_ in said(found)] == ["c1"]


@pytest.mark.parametrize("drawn", [True, False])
def test_a_draw_recorded_elsewhere_is_kept_as_it_is_said_and_told_once(tmp_path: Path, drawn: bool) -> None:
    found = read(tmp_path, f"c1,eva,{AT},S-77,,,4\nc2,eva,{AT},S-77,random,,4\n", drawn=drawn)
    assert said(found) == [("c1", "S-77", None), ("c2", "S-77", "random")]
    assert [(issue.code, issue.value) for issue in found.reading.issues] == [("draw_not_known", "S-77")]


def test_rows_handed_out_and_not_filled_in_are_no_data_but_half_a_row_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, f"c1,eva,{AT},d1,random,,4\nc2,,,d1,random,,\nc3,,,d1,random,,3\nc3,eva,,d1,random,,\n")
    assert (found.reading.rows_stored, found.reading.rows_not_data, found.reading.rows_held_back) == (1, 1, 2)
    codes = found.codes()
    assert codes[None] == ["not_filled_in"] and "missing_cell" in codes[4] and "missing_cell" in codes[5]


def test_outside_a_draw_a_row_without_evaluator_is_a_mistake_as_ever(tmp_path: Path) -> None:
    found = read(tmp_path, f"c1,eva,{AT},,,,4\nc2,,,,random,,\n")
    assert found.reading.rows_held_back == 1 and "missing_cell" in found.codes()[3]


def test_callers_not_yet_invited_are_no_data(tmp_path: Path) -> None:
    rows = "d4-1,acme,client,c1,2026-06-03 10:00,5\nd4-2,acme,client,c2,,\nd4-3,acme,client,c3,,4\n"
    found = read(tmp_path, rows, kind="surveys", header="survey_id,vendor,run_by,call_id,invited_at,csat\n")
    assert (found.reading.rows_stored, found.reading.rows_not_data, found.reading.rows_held_back) == (1, 1, 1)


def test_a_long_sheet_is_matched_as_a_wide_one_is(tmp_path: Path) -> None:
    rows = f"c1,eva,{AT},d1,,greeting,4,5\nc1,eva,{AT},d1,,closing,N/A,5\nc8,eva,{AT},d1,,greeting,4,5\n"
    found = read(tmp_path, rows, header="call_id,evaluator,evaluated_at,draw_id,selection,criterion,score,max_score\n")
    assert said(found) == [("c1", "d1", "random")] and len(found.records()[0]["criteria"]) == 2
    assert found.codes()[4] == ["not_drawn"]


@pytest.mark.parametrize(("row", "code"), [
    (f"c1,eva,{AT},d1,targeted,,4", "draw_bent"), (f"c1,eva,{AT},d1,calibration,,4", "draw_bent"),
    ("c1,eva,2026-05-20 10:00,d1,random,,4", "judged_before_draw"),
    ("c1,eva,2026-05-31,d1,,,4", "judged_before_draw"),
])
def test_a_row_of_a_draw_that_is_bent_against_it_is_held_back(tmp_path: Path, row: str, code: str) -> None:
    found = read(tmp_path, f"{row}\nc2,eva,{AT},d1,,,5\n")
    assert found.codes()[2] == [code] and [call for call, *_ in said(found)] == ["c2"]


@pytest.mark.parametrize(("row", "code"), [
    (f"c3,eva,{AT},d5,double,,4", "heard_before"), (f"c3, EVA ,{AT},d5,,,4", "heard_before"),
    (f"c3,Eva,{AT},,double,,4", "heard_before"), (f"c3,li,{AT},d5,random,,4", "draw_bent"),
    (f"c1,li,{AT},d5,double,,4", "not_drawn"),
])
def test_a_second_judgement_is_another_persons_and_never_passes_for_a_first(tmp_path: Path, row: str,
                                                                            code: str) -> None:
    found = read(tmp_path, f"{row}\nc3,li,{AT},d5,double,,5\n")
    assert found.codes()[2] == [code] and said(found) == [("c3", "d5", "double")]


def test_rows_for_test_callers_not_filled_in_are_no_data_and_want_no_criteria(tmp_path: Path) -> None:
    header = "vendor,selection,call_id,evaluator,evaluated_at,feedback_voiced,feedback_polarity,feedback_text\n"
    rows = f"acme,planted,c7,tess,{AT},yes,negative,too dear\nacme,Test call,,,,yes,,\nacme,planted,,tess,,yes,,\n"
    found = read(tmp_path, rows, header=header)
    assert (found.reading.rows_stored, found.reading.rows_not_data, found.reading.rows_held_back) == (1, 1, 1)
    assert said(found) == [("c7", None, "planted")]
    assert found.codes()[None] == ["not_filled_in"] and "no_criteria" not in found.codes().get(2, ())


def test_a_call_that_could_not_be_heard_is_told_and_wants_no_criteria(tmp_path: Path) -> None:
    found = read(tmp_path, f"c1,eva,{AT},d1,random,,4,\nc2,eva,{AT},d1,random,,,no recording\n",
                 header="call_id,evaluator,evaluated_at,draw_id,selection,judged_by,Greeting (5),status\n")
    assert [row["status"] for row in found.records()] == ["final", "unavailable"]
    assert found.codes() == {}


@pytest.mark.parametrize(("row", "bent"), [
    ("d1-0001,acme,client,c1,2026-06-03 10:00,5", False), ("d1-0001,acme,client,c2,2026-06-03 10:00,5", True),
    ("d1-0099,acme,client,c1,2026-06-03 10:00,5", True), ("d1-0001,acme,vendor,c1,2026-06-03 10:00,5", True),
    ("d1-0001,acme,client,,2026-06-03 10:00,5", True), ("S-1,acme,client,c2,2026-06-03 10:00,5", False),
    ("d77-0001,acme,client,c2,2026-06-03 10:00,5", False),
])
def test_an_answer_under_an_id_that_was_handed_out_is_of_the_call_it_was_handed_out_for(tmp_path: Path, row: str,
                                                                                        bent: bool) -> None:
    found = read(tmp_path, row + "\n", kind="surveys", header="survey_id,vendor,run_by,call_id,invited_at,csat\n")
    assert found.codes() == ({2: ["survey_bent"]} if bent else {})
