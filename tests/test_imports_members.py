"""Rows and records: whatever is left out, every row of a file is stored, held back or no data, and just once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.readings import Read, read_text

HEAD = "call_id,parent_id,started_at,outcome,wait_s\n"
LONG = "evaluation_id,call_id,evaluator,evaluated_at,criterion,score,max_score\n"
SOUND = {"calls": "S,,2026-03-02 10:00:00,answered,5\n", "evaluations": "S,S,Kim,2026-05-03,Tone,4,5\n"}
ROW = st.tuples(st.sampled_from(["A", "B", "C", "D", "", "Total"]), st.sampled_from(["", "", "A", "B", "P"]),
                st.sampled_from(["2026-03-02 10:00:00", "2026-03-02 10:05:00", "2026-08-02 10:00:00", "never-ever"]),
                st.sampled_from(["answered", "overflow"]), st.sampled_from(["5", "5", "9", "soon"]))
SCORE = st.tuples(st.sampled_from(["E", "F", ""]), st.sampled_from(["A", "B", ""]), st.just("Kim"),
                  st.sampled_from(["2026-05-03", "2026-08-03"]), st.sampled_from(["Tone", "Care"]),
                  st.sampled_from(["3", "4", "4", "9", "six"]), st.just("5"))


@pytest.mark.parametrize("kind, head, row", [("calls", HEAD, ROW), ("evaluations", LONG, SCORE)])
@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_left_out_every_row_is_accounted_for_once(tmp_path: Path, kind: str, head: str,
                                                              row: st.SearchStrategy[tuple[str, ...]],
                                                              data: st.DataObject) -> None:
    rows = data.draw(st.lists(row, min_size=1, max_size=12))
    text = head + SOUND[kind] + "".join(",".join(cells) + "\n" for cells in rows)
    whole = read_text(text, tmp_path, kind)
    heads = [record["source_row"] for record in whole.records()]
    gone = data.draw(st.lists(st.sampled_from(heads), unique=True)) if heads else []
    left = read_text(text, tmp_path, kind, leave_out={"id_used_again": gone})
    for read in (whole, left):
        assert read.adds_up() and rows_held(read) == held_in_file(read)
    assert [record["source_row"] for record in left.records()] == sorted(set(heads) - set(gone))
    assert left.reading.rows_not_data == whole.reading.rows_not_data
    assert left.reading.rows_held_back >= whole.reading.rows_held_back + len(gone)
    nothing = read_text(text, tmp_path, kind, leave_out={"id_used_again": heads})
    assert (nothing.reading.rows_stored, nothing.reading.records, nothing.reading.parts) == (0, 0, [])


def test_a_row_that_repeats_one_of_an_evaluation_held_back_is_held_back_with_it(tmp_path: Path) -> None:
    row = "E,A,Kim,2026-05-03,Tone,{},5\n"
    read = read_text(LONG + row.format(3) + row.format(3) + row.format(9), tmp_path, "evaluations", vendor="acme")
    assert (read.reading.rows_stored, read.reading.rows_held_back, read.reading.records) == (0, 3, 0)
    assert read.adds_up() and rows_held(read) == held_in_file(read) == Counter([2, 3, 4])


def rows_held(read: Read) -> Counter[int | None]:
    """The rows that some issue holds back, each once: with that many the report's own count agrees."""
    rows = Counter({issue.row for issue in read.reading.issues if issue.holds_back})
    assert rows.total() == read.reading.rows_held_back
    return rows


def held_in_file(read: Read) -> Counter[int | None]:
    return Counter(row["row"] for row in read.held()) if read.reading.held_back_file else Counter()


def test_a_row_left_out_is_told_of_once_and_nothing_else_is_said_of_it(tmp_path: Path) -> None:
    row = "A,,2026-03-02 10:00:00,answered,\n"
    rows = row + row + "B,,2026-03-02 10:00:00,answered,\n"
    whole = read_text(HEAD + rows, tmp_path)
    assert whole.codes() == {2: ["exact_duplicate", "answered_without_wait"], 3: ["answered_without_wait"],
                             4: ["answered_without_wait"]}
    left = read_text(HEAD + rows, tmp_path, leave_out={"not_held_back": [3], "already_stored": [3]})
    assert left.codes() == {2: ["not_held_back"], 3: ["not_held_back"], 4: ["answered_without_wait"]}
    assert (left.reading.rows_stored, left.reading.rows_held_back, left.reading.records) == (1, 2, 1)
    assert [held["issue"] for held in left.held()] == ["not_held_back"] * 2
    assert [issue.value for issue in left.reading.issues] == ["A", "A", ""]


def test_a_row_that_heads_no_record_leaves_nothing_out(tmp_path: Path) -> None:
    rows = "A,,2026-03-02 10:00:00,answered,5\n" * 2
    left = read_text(HEAD + rows, tmp_path, leave_out={"already_stored": [2, 99]})
    assert (left.reading.rows_stored, left.reading.records) == (2, 1)


@pytest.mark.parametrize(("kind", "text", "rows"), [
    ("calls", HEAD + "A,,2026-03-02 10:00:00,answered,5\nB,A,2026-03-02 10:05:00,answered,5\n"
                     "C,,2026-03-02 11:00:00,answered,5\nA,,2026-03-02 10:00:00,answered,5\n",
     [[2, 3, 5], [4]]),
    ("evaluations", LONG + "E,A,Kim,2026-05-03,Tone,4,5\nF,B,Kim,2026-05-03,Tone,4,5\nE,A,Kim,2026-05-03,Care,4,5\n",
     [[2, 4], [3]]),
    ("calls", "1772442000|1772442000.1|q|NONE|ENTERQUEUE||+1555010|1\n1772442001|1772442000.2|q|NONE|ENTERQUEUE|||1\n"
              "1772442009|1772442000.1|q|Ada|CONNECT|9|x|3\n1772442069|1772442000.1|q|Ada|COMPLETEAGENT|9|60|1\n",
     [[1, 3, 4], [2]]),
])
def test_a_record_names_the_other_rows_that_went_into_it(tmp_path: Path, kind: str, text: str,
                                                         rows: list[list[int]]) -> None:
    read = read_text(text, tmp_path, kind)
    assert [sorted([record["source_row"], *(record["also_rows"] or ())]) for record in read.records()] == rows
