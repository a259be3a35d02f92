"""Criteria of evaluation sheets: what a header says, what a cell is worth, and which columns are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from imports.criterion import criterion_of
from imports.totals import is_total_header
from tests.readings import Read, read_text


def sheet(tmp_path: Path, header: str, *cells: str, delimiter: str = ",") -> Read:
    """A wide sheet with one more column (or more, if ``header`` and ``cells`` hold separators)."""
    rows = [delimiter.join((f"C{n}", "Kim", "2026-05-03", text)) for n, text in enumerate(cells)]
    return read_text("\n".join([delimiter.join(("call_id", "evaluator", "evaluated_at", header)), *rows]) + "\n",
                     tmp_path, "evaluations")


def scored(read: Read) -> list[list[tuple[str, float | None, float | None]]]:
    return [[(c["criterion"], c["score"], c["max_score"]) for c in record["criteria"]] for record in read.records()]


@pytest.mark.parametrize("header, name, most, weight", [
    ("Greeting (max 5)", "Greeting", 5, 1), ("Greeting [0-5]", "Greeting", 5, 1), ("Greeting [5]", "Greeting", 5, 1),
    ("开场白(满分5分,权重20%)", "开场白", 5, 20), ("倾听（权重：15，满分：10）", "倾听", 10, 15), 
    ("礼貌 10分", "礼貌", 10, 1), ("开场白（0-5分）", "开场白", 5, 1),
    ("Tone - 10 pts", "Tone", 10, 1), ("Tone (10) x2", "Tone", 10, 2),
    ("Tone /4", "Tone", 4, 1), ("Tone 20%", "Tone", None, 20), ("Closing out of 5", "Closing", 5, 1),
    ("Greeting (5 pts, x2)", "Greeting", 5, 2), ("结束语(5分/权重10%)", "结束语", 5, 10), ("Box 3", "Box 3", None, 1),
    ("tax 2024", "tax 2024", None, 1), ("Tax form (2024)", "Tax form (2024)", None, 1), ("Relax 5", "Relax 5", None, 1),
    ("Max effort", "Max effort", None, 1), ("Open 24/7", "Open 24/7", None, 1), ("Greeting #2", "Greeting #2", None, 1),
    ("Solve [customer] (10)", "Solve [customer]", 10, 1),
])
def test_a_header_says_name_maximum_and_weight(header: str, name: str, most: float | None, weight: float) -> None:
    found = criterion_of(header, 0)
    assert (found.name, found.max_score, found.weight) == (name, most, weight)


def test_one_odd_cell_holds_its_row_back_and_not_the_criterion(tmp_path: Path) -> None:
    read = sheet(tmp_path, "Solution (5)", "4", "five", "5", "N/A")
    assert scored(read) == [[("Solution", 4, 5)], [("Solution", 5, 5)], [("Solution", None, 5)]]
    assert read.codes() == {3: ["criterion_unread"]} and read.adds_up()
    assert (read.reading.issues[0].column, read.reading.issues[0].value) == ("Solution (5)", "five")


@pytest.mark.parametrize("header, cell, expected", [
    ("Tone", "4/5", (4, 5)), ("Tone (5)", "4/5", (4, 5)), ("Tone", "85%", (85, 100)), ("Tone (20)", "85%", (17, 20)),
    ("Tone %", "85%", (85, 100)), ("Tone %", "85", (85, 100)), ("Tone %", "0.85", (.85, 1)),
    ("Tone (5)", "4 pts", (4, 5)),
    ("Tone (5)", "4分", (4, 5)), ("Tone", "√", (1, 1)), ("Tone (3)", "合格", (3, 3)), ("Tone (3)", "fail", (0, 3)),
    ("Tone (5)", '"3,5"', (3.5, 5)), ("Tone (5)", "无", (None, 5)),
])
def test_a_cell_is_worth_what_it_says(tmp_path: Path, header: str, cell: str,
                                      expected: tuple[float | None, float]) -> None:
    read = sheet(tmp_path, header, cell)
    assert scored(read) == [[("Tone", *expected)]], read.reading.issues


@pytest.mark.parametrize("word", ["good", "ok", "late", "open", "接通", "completed", "8/10", "inf", "1e3", "six"])
def test_a_word_or_share_of_something_else_is_no_score(tmp_path: Path, word: str) -> None:
    wide = sheet(tmp_path, "Tone (5)", "4", "5", word)
    assert wide.codes() == {4: ["criterion_unread"]}
    long = read_text(f"call_id,evaluator,evaluated_at,criterion,score,max_score\nA,Kim,2026-05-03,Tone,{word},5\n"
                     "B,Kim,2026-05-03,Tone,4/5,5\n", tmp_path, "evaluations")
    assert long.codes() == {2: ["criterion_unread"]} and scored(long) == [[("Tone", 4, 5)]]


def test_maximum_and_weight_of_a_long_sheet_are_read_with_their_units(tmp_path: Path) -> None:
    read = read_text("call_id,evaluator,evaluated_at,criterion,score,max_score,weight\n"
                     "A,Kim,2026-05-03,Tone,4,5分,20%\n", tmp_path, "evaluations")
    criterion, = read.records()[0]["criteria"]
    assert (criterion["score"], criterion["max_score"], criterion["weight"]) == (4, 5, 20)


def test_a_column_that_looks_like_a_criterion_and_is_none_is_told(tmp_path: Path) -> None:
    read = sheet(tmp_path, "Tone", "4", "rather good", "no idea", "5 but late")
    assert read.reading.columns_ignored == ["Tone"] and scored(read) == [[], [], [], []]
    assert read.codes() == {None: ["no_criteria", "criterion_left_out"]}
    assert [record["flags"] for record in read.records()] == [2048] * 4
    prose = sheet(tmp_path, "Tone,Anecdote", "yes,the agent was kind", "no,not so kind", "no,5 minutes too late")
    assert prose.reading.columns_ignored == ["Anecdote"] and prose.reading.issues == []


@pytest.mark.parametrize("cells", [("4,", "5,"), ("4,the agent was very kind and patient indeed",
                                                  "5,the agent was not so kind and patient")])
def test_a_column_whose_header_names_a_maximum_is_never_left_out_silently(tmp_path: Path,
                                                                         cells: tuple[str, str]) -> None:
    read = sheet(tmp_path, "Tone (5),Closing (5)", *cells)
    assert [(issue.code, issue.column) for issue in read.reading.issues] == [("criterion_left_out", "Closing (5)")]
    assert read.reading.columns_ignored == ["Closing (5)"]


def test_the_sum_of_a_wide_sheet_is_ignored_and_said_to_be(tmp_path: Path) -> None:
    read = sheet(tmp_path, "Tone (5),Closing (5),Score,Overall,Notes", "4,5,9,90,x", "3,5,eight,80,y")
    assert read.reading.columns_ignored == ["Score", "Overall"]
    assert [[name for name, *_ in record] for record in scored(read)] == [["Tone", "Closing"]] * 2
    assert "score" not in read.reading.columns and read.reading.issues == []


def test_an_evaluation_without_any_criterion_is_flagged(tmp_path: Path) -> None:
    read = sheet(tmp_path, "Tone (5),resolved", "4,yes", ",no")
    assert read.codes() == {3: ["no_criteria"]}
    assert [record["flags"] for record in read.records()] == [0, 2048]


@pytest.mark.parametrize("header", ["No.", "序号", "#", "编号", "Call length (sec)", "通话时长", "Duration", "Wait min",
                                    "处理秒数", "Agent ID", "Case number", "Anything"])
def test_running_numbers_ids_and_durations_are_no_criteria(tmp_path: Path, header: str) -> None:
    read = sheet(tmp_path, f"{header},Tone (5)", "1,4", "2,5", "3,5")
    assert scored(read)[0] == [("Tone", 4, 5)]
    assert read.reading.columns_ignored == [header]


def test_amounts_and_telephone_numbers_are_no_criteria(tmp_path: Path) -> None:
    read = sheet(tmp_path, "Called back,Tone (5)", "13800138000,4", "13800138001,5")
    assert scored(read) == [[("Tone", 4, 5)], [("Tone", 5, 5)]]


def test_whether_something_took_long_is_a_criterion(tmp_path: Path) -> None:
    read = sheet(tmp_path, "Answered in 20 seconds", "yes", "no")
    assert scored(read) == [[("Answered in 20 seconds", 1, 1)], [("Answered in 20 seconds", 0, 1)]]


def test_criteria_without_a_maximum_are_named_once_and_stored(tmp_path: Path) -> None:
    read = sheet(tmp_path, "Tone,Empathy,Closing (5)", "4,3,5", "5,3,5")
    assert read.codes() == {None: ["no_maximum"]}
    assert "Empathy, Tone" in read.reading.issues[0].message
    assert (read.reading.records, read.reading.rows_held_back) == (2, 0)


@pytest.mark.parametrize("header, is_total", [
    ("Total", True), ("总分", True), ("得分合计", True), ("Score %", True), ("Total score (100)", True),
    ("Overall", True), ("Quality Score", True), ("Sum", True), ("Section A total (20)", True),
    ("Overall impression", True), ("%", True),
    ("Summarised next steps (5)", False), ("Consumer rights (5)", False), ("Tone 20%", False), ("Tone %", False),
    ("Overall impression (5)", False), ("总体印象(5)", False), ("Assumptions checked", False),
])
def test_only_sums_are_sums(header: str, is_total: bool) -> None:
    criterion = criterion_of(header, 0)
    assert is_total_header(header, criterion.name, criterion.max_score is not None) is is_total


def test_criteria_whose_names_hold_sum_or_percent_are_read(tmp_path: Path) -> None:
    read = sheet(tmp_path, "Summarised next steps (5),Tone 20%,Total", "4,5,9", "5,5,10")
    assert scored(read)[0] == [("Summarised next steps", 4, 5), ("Tone", 5, None)]
    assert read.reading.columns_ignored == ["Total"]


WEIGHED = "evaluation_id,call_id,evaluator,evaluated_at,criterion,score,max_score,weight\n"
DAY = "Kim,2026-05-03"


@pytest.mark.parametrize("cell", ["inf", "-inf", "Infinity", "1e400", "9" * 400, "9" * 400 + "%", "1/" + "9" * 400])
@pytest.mark.parametrize("maximum", [" (5)", ""])
def test_points_that_are_no_finite_number_hold_the_row_back(tmp_path: Path, cell: str, maximum: str) -> None:
    rows = "".join(f"E{n},C{n},{DAY},4,{n % 5}\n" for n in range(20))
    read = read_text(f"evaluation_id,call_id,evaluator,evaluated_at,Greeting{maximum},Tone (5)\n{rows}"
                     f"X,Y,{DAY},{cell},4\n", tmp_path, "evaluations")
    assert read.codes().get(22) == ["criterion_unread"] and read.reading.records == 20
    long = read_text(f"{WEIGHED}X,Y,{DAY},Tone,{cell},5,1\n", tmp_path, "evaluations")
    assert long.codes()[2] == ["criterion_unread"] and long.records() == []


@pytest.mark.parametrize("cell", ["inf", "-inf", "1e400", "9" * 400])
@pytest.mark.parametrize("column", ["max_score", "weight"])
def test_a_maximum_or_weight_that_is_no_finite_number_holds_the_row_back(tmp_path: Path, cell: str,
                                                                         column: str) -> None:
    most, weight = (cell, "1") if column == "max_score" else ("5", cell)
    read = read_text(f"{WEIGHED}X,Y,{DAY},Tone,4,{most},{weight}\nA,B,{DAY},Tone,4,5,1\n", tmp_path, "evaluations")
    assert "not_a_number" in read.codes()[2] and [record["call_id"] for record in read.records()] == ["B"]


@pytest.mark.parametrize("cell", ["nan", "NaN", "null", "None", "<NA>"])
def test_blanks_as_pandas_writes_them_are_not_applicable(tmp_path: Path, cell: str) -> None:
    read = read_text("evaluation_id,call_id,evaluator,evaluated_at,Greeting (5),Tone\n"
                     f"A,B,{DAY},{cell},4\nC,D,{DAY},5,{cell}\nE,F,{DAY},5,3\n", tmp_path, "evaluations")
    assert [[(c["criterion"], c["score"], c["na"]) for c in record["criteria"]] for record in read.records()] == [
        [("Greeting", None, True), ("Tone", 4, False)], [("Greeting", 5, False), ("Tone", None, True)],
        [("Greeting", 5, False), ("Tone", 3, False)]]


def test_a_blank_maximum_or_weight_as_pandas_writes_it_is_blank(tmp_path: Path) -> None:
    read = read_text(f"{WEIGHED}X,Y,{DAY},Tone,4,5,nan\nA,B,{DAY},Tone,nan,5,2\nC,D,{DAY},Tone,3,nan,null\n", tmp_path,
                     "evaluations")
    assert [tuple(record["criteria"][0].values()) for record in read.records()] == [
        ("Tone", 4, 5, 1, False), ("Tone", None, 5, 2, True), ("Tone", 3, None, 1, False)]
    assert not read.reading.rows_held_back


def test_points_below_zero_hold_the_row_back(tmp_path: Path) -> None:
    wide = read_text(f"evaluation_id,call_id,evaluator,evaluated_at,Greeting [10]\nA,B,{DAY},-20\nC,D,{DAY},0\n",
                     tmp_path, "evaluations")
    assert wide.codes() == {2: ["score_negative"]}
    assert "The points for Greeting are below 0." in wide.reading.issues[0].message
    long = read_text(f"{WEIGHED}A,B,{DAY},Tone,-3,10,1\nC,D,{DAY},Tone,3,10,1\n", tmp_path, "evaluations")
    assert long.codes() == {2: ["score_negative"]} and long.reading.records == 1


def test_a_weight_or_maximum_below_zero_is_set_aside_and_its_row_is_stored(tmp_path: Path) -> None:
    read = read_text(f"{WEIGHED}A,B,{DAY},Tone,3,10,-1\nC,D,{DAY},Tone,3,-10,1\nE,F,{DAY},Tone,3,10,1\n", tmp_path,
                     "evaluations")
    assert (read.codes()[2], read.codes()[3], read.reading.rows_held_back) == (["too_low"], ["too_low"], 0)
    assert [tuple(record["criteria"][0].values())[1:4] for record in read.records()] == [
        (3, 10, 1), (3, None, 1), (3, 10, 1)]
    assert [record["flags"] for record in read.records()] == [256, 256, 0]
    assert "weight must be at least 0; the value is set aside." in {issue.message for issue in read.reading.issues}
