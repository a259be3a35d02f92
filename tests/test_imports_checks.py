"""Rules over rows: what is held back, set aside, flagged or only told; and that every row is accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.errors import REFUSALS, Refused
from imports.issues import CATALOGUE, Effect, issue, masked
from tests.readings import at, read_file, read_text

HEAD = "call_id,started_at,customer,agent,outcome,wait_s,talk_s,rating\n"


def test_a_row_without_id_or_start_is_held_back(tmp_path: Path) -> None:
    read = read_text(HEAD + "A,2026-05-03 10:00,,Ann,answered,5,60,\n,2026-05-03 10:00,,Ann,answered,5,60,\n"
                            "C,,,Ann,answered,5,60,\nD,tomorrow,,Ann,answered,5,60,\n", tmp_path)
    assert read.codes() == {3: ["missing_cell"], 4: ["missing_cell"], 5: ["not_a_time"]}
    assert (read.reading.rows_read, read.reading.rows_stored, read.reading.rows_held_back) == (4, 1, 3)
    assert [issue.column for issue in read.reading.issues] == ["call_id", "started_at", "started_at"]


def test_talk_and_rating_on_an_unanswered_call_are_set_aside_and_flagged(tmp_path: Path) -> None:
    read = read_text(HEAD + "A,2026-05-03 10:00,,Ann,abandoned,40,60,\nB,2026-05-03 10:00,,,abandoned,40,,5\n"
                            "C,2026-05-03 10:00,,,abandoned,40,0,\n", tmp_path)
    assert [(r["wait_ms"], r["talk_ms"], r["rating"], r["flags"]) for r in read.records()] == [
        (40000, None, None, 1), (40000, None, None, 1), (40000, 0, None, 0)]
    assert read.reading.issue_counts == {"impossible_unanswered_talk": 2}
    assert read.reading.rows_held_back == 0


def test_a_duration_no_contact_can_have_is_set_aside_and_its_value_is_not_shown(tmp_path: Path) -> None:
    day = 24 * 3600
    read = read_text("call_id,started_at,outcome,channel,wait_s,talk_s\n"
                     "A,2026-05-03 10:00,answered,,447700900010,60\n"
                     f"B,2026-05-03 10:00,answered,chat,{day + 1},{day}\nC,2026-05-03 10:00,answered,voice,{day},60\n"
                     f"D,2026-05-03 10:00,answered,email,{31 * day},60\n"
                     f"E,2026-05-03 10:00,answered,email,5,{31 * day + 1}\n", tmp_path)
    assert [(r["wait_ms"], r["talk_ms"], r["flags"]) for r in read.records()] == [
        (None, 60_000, 256), (None, day * 1000, 256), (day * 1000, 60_000, 0), (31 * day * 1000, 60_000, 0),
        (5000, None, 256)]
    assert read.codes() == {2: ["too_long"], 3: ["too_long"], 6: ["too_long"]}
    assert [(i.column, i.value) for i in read.reading.issues] == [
        ("wait_s", "•••"), ("wait_s", str(day + 1)), ("talk_s", "•••")]
    assert read.reading.rows_stored == 5 and read.adds_up()


def test_contradictions_are_flagged_and_stored(tmp_path: Path) -> None:
    read = read_text("call_id,started_at,ended_at,agent,outcome,answered,wait_s\n"
                     "A,2026-05-03 10:00:00,2026-05-03 09:00:00,Ann,answered,yes,5\nB,2026-05-03 "
                     "10:00:00,,,answered,yes,\n"
                     "C,2026-05-03 10:00:00,,Ann,abandoned,yes,5\n", tmp_path)
    assert read.codes() == {2: ["ended_before_start"], 3: ["answered_without_agent", "answered_without_wait"],
                            4: ["outcome_contradicts"]}
    assert [record["flags"] for record in read.records()] == [16, 12, 2]


def test_exact_duplicates_are_one_record_and_count_as_stored(tmp_path: Path) -> None:
    row = "A,2026-05-03 10:00,13800138000,Ann,answered,5,60,5\n"
    read = read_text(HEAD + row + row + row, tmp_path)
    assert (read.reading.rows_stored, read.reading.records, read.reading.issue_counts) == (3, 1, {"exact_duplicate": 2})
    assert read.reading.issues[0].facts == {"newer_row": 4}


def test_a_later_delivery_wins_over_an_older_one(tmp_path: Path) -> None:
    read = read_text(HEAD + "A,2026-05-03 10:00,,Ann,answered,5,60,\nA,2026-05-03 10:00,,Ann,answered,5,75,\n",
                     tmp_path)
    assert [record["talk_ms"] for record in read.records()] == [75000]
    assert read.codes() == {2: ["older_version"]}
    assert read.reading.rows_stored == 2 and read.adds_up()


def test_an_id_used_again_months_later_is_held_back_not_overwritten(tmp_path: Path) -> None:
    read = read_text(HEAD + "A,2026-01-03 10:00,,Ann,answered,5,60,\nA,2026-05-03 10:00,,Ann,answered,5,75,\n",
                     tmp_path)
    assert [record["started_at"].month for record in read.records()] == [1]
    assert read.codes() == {3: ["id_used_again"]} and read.adds_up()


def test_the_same_id_of_two_vendors_is_two_records(tmp_path: Path) -> None:
    read = read_text("call_id,vendor,started_at\nA,x,2026-05-03\nA,y,2026-05-03\n", tmp_path, vendor=None,
                     vendors={"x": "x", "y": "y"})
    assert read.reading.records == 2 and read.reading.issues == []


@pytest.mark.parametrize("odd", ["Total,,,,,300,4000,", "合计,,,,,300,4000,", "Grand Total:,,,,,300,,", ",,,,,,,",
                                 "Note: answered calls only,,,,,,,", "© 2026 Harbour Ltd. All rights reserved.,,,,,,,",
                                 "备注：仅含已接通,,,,,,,"])
@pytest.mark.parametrize("first", [True, False])
def test_totals_notes_and_blank_rows_are_no_records(tmp_path: Path, odd: str, first: bool) -> None:
    rows = [f"C{n},2026-05-03 10:00,,Ann,answered,5,60,\n" for n in range(6)]
    rows.insert(0 if first else len(rows), odd + "\n")
    read = read_text(HEAD + "".join(rows), tmp_path)
    assert (read.reading.rows_stored, read.reading.rows_held_back) == (6, 0), read.reading.issues
    assert read.adds_up() and all(not i.holds_back for i in read.reading.issues)


def test_an_id_that_begins_like_a_total_is_a_record(tmp_path: Path) -> None:
    read = read_text(HEAD + "TOTAL-0001,2026-05-03 10:00,,Ann,answered,5,60,\nnote7,2026-05-03 "
                            "10:00,,Ann,answered,5,60,\n", tmp_path)
    assert [record["call_id"] for record in read.records()] == ["TOTAL-0001", "note7"]


@pytest.mark.parametrize("moment", ["1777700000", "1777700000123", "46145.5", "20260501101112", "2026-05-01 10:00"])
@pytest.mark.parametrize("first", ["Total Care", "Total", "Sum Wong", "合计", "Average"])
def test_a_row_with_an_id_and_a_moment_is_no_total_whatever_stands_in_front(tmp_path: Path, first: str,
                                                                            moment: str) -> None:
    rows = f"Acme,A1,{moment},5\n{first},B2,{moment},6\n{first},,,11\n{first},2,,11\n"
    read = read_text("programme,call_id,started_at,wait_s\n" + rows, tmp_path)
    assert [record["call_id"] for record in read.records()] == ["A1", "B2"]
    assert read.codes() == {4: ["total_row"], 5: ["total_row"]} and read.adds_up()


@pytest.mark.parametrize("total", ["Total,46145,5", "Average,46145.5,5", "合计,1777700000,5", "TOTAL,6,5"])
def test_a_total_with_a_number_under_the_moments_is_still_one(tmp_path: Path, total: str) -> None:
    read = read_text(f"call_id,started_at,wait_s\nTOTAL-1,1777700000,5\n{total}\n", tmp_path)
    assert [record["call_id"] for record in read.records()] == ["TOTAL-1"] and read.codes() == {3: ["total_row"]}


def test_a_row_of_nothing_but_what_stands_beyond_the_header_is_held_back(tmp_path: Path) -> None:
    sound = "".join(f"A{n},2026-05-03 10:00,,Ann,answered,5,60,3\n" for n in range(5))
    read = read_text(HEAD + sound + ",,,,,,,,60\n", tmp_path)
    assert (read.codes(), read.reading.rows_held_back, read.reading.rows_not_data) == ({7: ["split_row"]}, 1, 0)


@pytest.mark.parametrize("line", ['{"call_id": "B", "started_at": "2026-05', "[1, 2]", '"x"', "null", "12"])
@pytest.mark.parametrize("place", [1, 3])
def test_a_line_that_is_no_json_object_is_held_back_and_said(tmp_path: Path, line: str, place: int) -> None:
    lines = [f'{{"call_id": "A{n}", "started_at": "2026-05-03 10:00"}}' for n in range(3)]
    lines.insert(place, line)
    path = tmp_path / "calls.jsonl"
    path.write_text("\n".join(lines))
    read = read_file(path, tmp_path)
    assert read.codes() == {place + 1: ["broken_record"]}
    assert (read.reading.rows_stored, read.reading.rows_held_back, read.reading.rows_not_data) == (3, 1, 0)
    assert [row["row"] for row in read.held()] == [place + 1]


def test_a_row_split_by_a_bare_separator_is_held_back_alone(tmp_path: Path) -> None:
    sound = "".join(f"A{n},2026-05-03 10:00,,Ann,answered,5,60,3\n" for n in range(5))
    read = read_text(HEAD + sound + "B,2026-05-03 10:00,,Bo,Jr,answered,5,60,4\n", tmp_path)
    assert read.codes() == {7: ["split_row"]}
    assert (read.reading.rows_stored, read.reading.rows_held_back) == (5, 1)
    assert [(row["row"], row["issue"]) for row in read.held()] == [(7, "split_row")]


def test_legs_are_folded_into_their_contact(tmp_path: Path) -> None:
    read = read_text("call_id,parent_id,started_at,agent,outcome,wait_s,talk_s\n"
                     "A,,2026-05-03 10:00:00,Ann,answered,5,60\nA1,A,2026-05-03 10:02:00,Bo,answered,9,30\n"
                     "A2,A1,2026-05-03 10:04:00,Cy,answered,9,10\nB,,2026-05-03 11:00:00,Ann,abandoned,50,\n"
                     "L1,L,2026-05-03 12:00:00,Ann,answered,5,60\nL2,L,2026-05-03 12:05:00,Bo,answered,5,60\n",
                     tmp_path)
    records = read.records()
    assert [(r["call_id"], r["transfers"], r["talk_ms"], r["agent"], r["wait_ms"]) for r in records] == [
        ("A", 2, 100000, "Cy", 5000), ("B", None, None, "Ann", 50000), ("L", 1, 120000, "Bo", 5000)]
    assert (read.reading.rows_stored, read.reading.records) == (6, 3) and read.adds_up()


WIDE = ("evaluation_id,call_id,evaluator,evaluated_at,Greeting [5],耐心（满分10）,Verified?,Tone "
        "/4,Empathy,Remark,Total score\n"
        "E1,A,Kim,2026-05-03,5,8,yes,3,4,fine,20\nE2,B,Kim,2026-05-03,N/A,,no,4,2,,6\n")


def test_every_other_column_of_numbers_is_a_criterion_of_a_wide_sheet(tmp_path: Path) -> None:
    read = read_text(WIDE, tmp_path, "evaluations")
    first, second = (record["criteria"] for record in read.records())
    assert [(c["criterion"], c["score"], c["max_score"]) for c in first] == [
        ("Greeting", 5, 5), ("耐心", 8, 10), ("Verified?", 1, 1), ("Tone", 3, 4), ("Empathy", 4, None)]
    assert [(c["criterion"], c["score"], c["na"]) for c in second] == [
        ("Greeting", None, True), ("Verified?", 0, False), ("Tone", 4, False), ("Empathy", 2, False)]
    assert read.reading.columns_ignored == ["Total score"] and read.reading.columns["comment"] == "Remark"
    assert {record["judged_by"] for record in read.records()} == {"client"}
    assert {record["status"] for record in read.records()} == {"final"}


def test_the_rows_of_a_long_sheet_become_one_evaluation(tmp_path: Path) -> None:
    read = read_text("call_id,evaluator,evaluated_at,criterion,score,max_score,weight\n"
                     "A,Kim,2026-05-03,Greeting,4,5,\nA,Kim,2026-05-03,Closing,N/A,5,2\nB,Kim,2026-05-03,Greeting,5,5,\n"
                     "B,Kim,2026-05-03,Closing,yes,,1.5\nC,Kim,2026-05-03,Greeting,rather good,5,\n", tmp_path,
                     "evaluations")
    first, second = read.records()
    assert [tuple(c.values()) for c in first["criteria"]] == [("Greeting", 4, 5, 1, False), ("Closing", None, 5, 2,
                                                                                             True)]
    assert [tuple(c.values()) for c in second["criteria"]] == [("Greeting", 5, 5, 1, False), ("Closing", 1, 1, 1.5,
                                                                                              False)]
    assert first["evaluation_id"] == "A/Kim/2026-05-03 00:00:00"
    assert (read.reading.rows_stored, read.reading.records) == (4, 2) and read.adds_up()
    assert read.codes() == {6: ["criterion_unread"]}


def test_points_above_the_maximum_hold_the_whole_evaluation_back(tmp_path: Path) -> None:
    read = read_text("call_id,evaluator,evaluated_at,criterion,score,max_score\nA,Kim,2026-05-03,Greeting,7,5\n"
                     "A,Kim,2026-05-03,Closing,5,5\nB,Kim,2026-05-03,Greeting,5,5\n", tmp_path, "evaluations")
    assert read.codes() == {2: ["score_above_max"], 3: ["evaluation_incomplete"]}
    assert (read.reading.rows_stored, read.reading.rows_held_back, read.reading.records) == (1, 2, 1)


def test_the_held_back_file_shows_the_source_cells_with_customers_masked(tmp_path: Path) -> None:
    read = read_text(HEAD + "A,2026-05-03 10:00,+86 138 0013 8000,Ann,answered,soon,60,\n"
                            "B,never-ever,ann@example.org,Ann,answered,5,60,\n", tmp_path)
    assert [(row["row"], row["issue"], row["customer"], row["wait_s"], row["vendor_code"]) for row in read.held()] == [
        (2, "not_a_duration", "•••", "soon", "acme"), (3, "not_a_time", "•••", "5", "acme")]


def test_no_issue_ever_shows_a_customer(tmp_path: Path) -> None:
    read = read_text(HEAD + "A,13800138000,13800138000,Ann,answered,+86 138 0013 8000,60,\n"
                            "B,ann@example.org,ann@example.org,Ann,answered,5,60,\n", tmp_path)
    shown = " ".join(f"{i.value} {i.message} {i.facts}" for i in read.reading.issues)
    assert read.reading.issues and "138" not in shown and "ann@" not in shown
    assert masked("31-13-2026", "started_at") == "31-13-2026"


def test_only_a_thousand_issues_are_listed_and_all_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"C{n},2026-05-03 10:00,,Ann,answered,soon,60,\n" for n in range(1500))
    read = read_text(HEAD + rows, tmp_path)
    assert (len(read.reading.issues), read.reading.issues_total) == (1000, 1500)
    assert read.reading.issue_counts == {"not_a_duration": 1500}


def test_every_sentence_of_the_catalogue_can_be_filled() -> None:
    for code, entry in CATALOGUE.items():
        if entry.effect is not Effect.REFUSES:
            assert issue(3, "wait_s", "x", code, low=1, high=5, newer_row=4, choices="a", timezone="UTC", days=35,
                         other="b",
                         criterion="c", max_score=5).message
    assert set(REFUSALS) <= set(CATALOGUE)


CELL = st.sampled_from(["", " ", "A", "B1", "2026-05-03 10:00", "03/04/2026", "yes", "no", "answered", "12", "-3",
                        "00:17", "Total",
                        "合计", "N/A", "1e400", "nan", "inf", "5.5", "'; DROP TABLE typed; --", "\u0000x", "😀",
                        "99999999999999999999",
                        "2026-02-30", "1970-01-01", "{}", "a\tb", "％", "－5"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELL, min_size=8, max_size=8), min_size=1, max_size=8))
def test_whatever_the_cells_hold_the_sum_adds_up(tmp_path_factory: pytest.TempPathFactory,
                                                 rows: list[list[str]]) -> None:
    text = HEAD + "".join(",".join(row) + "\n" for row in rows)
    try:
        read = read_text(text, tmp_path_factory.mktemp("mutants"))
    except Refused:
        return
    assert read.adds_up()
    held = {issue.row for issue in read.reading.issues if issue.holds_back}
    assert read.reading.status == "needs_answer" or len(held) == read.reading.rows_held_back
    assert all(record["started_at"] <= at(2026, 11, 20, 12) for record in read.records())
