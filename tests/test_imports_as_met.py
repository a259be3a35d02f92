"""Exports as they are met: the words, scales, dressed-up cells and repeated headers of real files."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from imports.errors import Refused
from imports.ratings import Scale, scale_named
from tests.readings import Read, at, read_file, read_text


def values(read: Read, name: str) -> list[object]:
    return [record[name] for record in read.records()]


def told(read: Read) -> set[str]:
    return {issue.code for issue in read.reading.issues}


@pytest.mark.parametrize(("word", "outcome"), [
    ("排队放弃", "abandoned"), ("未接聽", "abandoned"), ("Dropped", "abandoned"), ("No-Answer", "abandoned"),
    ("客户速挂", "abandoned"), ("成功", "answered"), ("Accepted", "answered"), ("Abandoned in IVR", "self_served"),
    ("After Hours", "after_hours"), ("呼叫失败", "blocked")])
def test_a_call_is_not_held_back_for_the_word_its_platform_has_for_it(tmp_path: Path, word: str, outcome: str) -> None:
    read = read_text(f"call_id,started_at,outcome\nK1,2026-05-03 10:00:00,{word}\n", tmp_path)
    assert values(read, "outcome") == [outcome]


@pytest.mark.parametrize(("word", "channel"), [
    ("Call-Center", "voice"), ("Phone Call", "voice"), ("Web", "email"), ("Chatbot", "bot"), ("在线会话", "chat")])
def test_the_channels_of_portfolio_files_are_known(tmp_path: Path, word: str, channel: str) -> None:
    read = read_text(f"call_id,started_at,channel\nK1,2026-05-03 10:00:00,{word}\n", tmp_path)
    assert values(read, "channel") == [channel]


def test_a_neutral_remark_and_a_ticket_under_way_are_known_by_their_chinese_words(tmp_path: Path) -> None:
    remark = read_text("反馈编号,反馈日期,提交日期,情绪\nV1,2026-05-03,2026-05-04,中立\n", tmp_path, "feedback")
    assert values(remark, "polarity") == ["neutral"]
    promise = read_text("工单编号,登记时间,承诺完成时间,状态\nG1,2026-05-03 10:00,2026-05-05 10:00,处理中\n", tmp_path,
                        "promises")
    assert values(promise, "status") == ["open"]


def test_satisfaction_in_words_is_a_rating_and_not_rated_is_none(tmp_path: Path) -> None:
    rows = [f"S{n},2026-05-03 10:00,client,{word}" for n, word in enumerate(
        ["非常满意", "满意", "一般", "不满意", "非常不满意", "未评价", "", "Very satisfied", "4星"])]
    read = read_text("\n".join(["survey_id,invited_at,run_by,满意度", *rows]) + "\n", tmp_path, "surveys")
    assert values(read, "csat") == [5, 4, 3, 2, 1, None, None, 5, 4]
    assert read.reading.rows_held_back == 0


@pytest.mark.parametrize(("header", "scale"), [
    ("CSAT (1-10)", Scale(1, 10)), ("Score, 0 to 10", Scale(0, 10)), ("满意度（10分制）", Scale(1, 10)),
    ("CSAT out of 100", Scale(0, 100)), ("Satisfaction (1-5)", Scale(1, 5)), ("满意度(5分制)", Scale(1, 5)),
    ("Satisfaction", None), ("CSAT Q1-2026", None)])
def test_a_header_names_its_scale(header: str, scale: Scale | None) -> None:
    assert scale_named(header) == scale


def test_ratings_to_ten_are_stretched_and_none_of_them_is_lost(tmp_path: Path) -> None:
    """The ten of ten is the five of five; without this all above five were set aside and only the unhappy were left."""
    given = [1, 4, 7, 10, 9, 8]
    rows = [f"K{n},2026-05-03 10:00:00,{rating}" for n, rating in enumerate(given)]
    for header in ("rating", "Rating (1-10)"):
        read = read_text("\n".join([f"call_id,started_at,{header}", *rows]) + "\n", tmp_path,
                         answers={"column.rating": header})
        assert values(read, "rating") == pytest.approx([1 + (rating - 1) * 4 / 9 for rating in given], abs=1e-4)
        assert [issue.facts["scale"] for issue in read.reading.issues if issue.code == "scale_stretched"] == ["1–10"]


def test_one_slip_above_five_does_not_change_the_scale(tmp_path: Path) -> None:
    rows = [f"K{n},2026-05-03 10:00:00,{rating}" for n, rating in enumerate([5] * 39 + [55])]
    read = read_text("\n".join(["call_id,started_at,rating", *rows]) + "\n", tmp_path)
    assert values(read, "rating") == [5] * 39 + [None]
    assert "out_of_range" in told(read)


def test_a_correction_keeps_the_scale_of_its_file(tmp_path: Path) -> None:
    def calls(*ratings: object) -> str:
        rows = [f"K{n},2026-05-03 10:00:00,{rating}" for n, rating in enumerate(ratings)]
        return "\n".join(["call_id,started_at,rating", *rows]) + "\n"
    whole = read_text(calls(1, 4, 7, 10), tmp_path)
    few = read_text(calls(4), tmp_path, settled=whole.reading.settled)
    assert values(few, "rating") == [values(whole, "rating")[1]]
    of_five = read_text(calls(1, 4, 3, 5), tmp_path)
    assert values(read_text(calls(9), tmp_path, settled=of_five.reading.settled), "rating") == [None]


def test_cells_dressed_up_for_a_spreadsheet_mean_what_they_hold(tmp_path: Path) -> None:
    formula = read_text('="Call ID",="Start",="Wait (s)"\n="000123",="2026-05-03 10:00:00",="18"\n'
                        '="000124",="2026-05-03 11:00:00",""\n', tmp_path)
    apostrophe = read_text("'Call ID,Start,Wait (s)\n'000123,'2026-05-03 10:00:00,'18\n'000124,'2026-05-03 11:00:00,\n",
                           tmp_path)
    for read in (formula, apostrophe):
        assert values(read, "call_id") == ["000123", "000124"]
        assert values(read, "started_at") == [at(2026, 5, 3, 10), at(2026, 5, 3, 11)]
        assert values(read, "wait_ms") == [18_000, None]


def test_an_apostrophe_of_a_word_stays(tmp_path: Path) -> None:
    read = read_text("call_id,started_at,reason\n'1,2026-05-03 10:00:00,'tis late\n", tmp_path)
    assert (values(read, "call_id"), values(read, "reason")) == (["1"], ["'tis late"])


def test_a_header_that_comes_again_is_no_broken_record(tmp_path: Path) -> None:
    day = "K{n},2026-05-0{n} 10:00:00,12\n"
    read = read_text("".join(["Call ID,Start,Wait (s)\n", day.format(n=1), "Subtotal,1 calls,\n",
                              "Call ID,Start,Wait (s)\n", day.format(n=2)]), tmp_path)
    assert values(read, "call_id") == ["K1", "K2"]
    assert (read.reading.rows_not_data, read.reading.rows_held_back) == (2, 0)
    assert read.codes()[4] == ["header_again"]
    assert "count_differs" not in told(read)
    assert read.adds_up()


def test_the_total_of_a_yes_no_column_counts_the_yeses_and_not_the_records(tmp_path: Path) -> None:
    rows = [f"K{n},2026-05-03 10:00:00,Ann,{'Y' if n % 4 else 'N'}\n" for n in range(8)]
    read = read_text("".join(["Call ID,Start,Agent,Answered?\n", *rows, "TOTAL,,,6\n"]), tmp_path)
    assert told(read) == {"total_row"} | (told(read) & {"answered_without_wait"})


def test_a_name_merged_down_beside_groups_is_the_columns_name_and_can_be_answered(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["本表由运营部填写"])
    sheet = book.create_sheet("5月明细")
    for row in (["序号", "通话信息", "", "", "服务信息", "", "备注"],
                ["", "日期", "时间", "业务类型", "坐席", "等待(秒)", ""],
                [7, "2026-05-03", "10:00:00", "退款", "张三", 18, ""],
                [9, "2026-05-03", "11:30:00", "物流", "李四", 7, ""]):
        sheet.append(row)
    book.save(tmp_path / "hand.xlsx")
    asked = read_file(tmp_path / "hand.xlsx", tmp_path)
    assert [(q.code, q.choices[0]) for q in asked.reading.questions] == [("column.call_id", "序号")]
    read = read_file(tmp_path / "hand.xlsx", tmp_path, answers={"column.call_id": "序号"})
    assert values(read, "call_id") == ["7", "9"]
    assert values(read, "started_at") == [at(2026, 5, 3, 10), at(2026, 5, 3, 11, 30)]
    with pytest.raises(Refused) as refusal:
        read_file(tmp_path / "hand.xlsx", tmp_path, answers={"column.call_id": "Nummer"})
    assert "序号" in str(refusal.value.facts["found"])


def test_where_no_deadline_is_written_none_is_offered_first_and_the_day_of_closing_is_no_guess(tmp_path: Path) -> None:
    rows = [f"{n},2026-05-0{n} 10:00:00,2026-05-0{n + 1} 09:00:00,Closed" for n in range(1, 8)]
    text = "\n".join(["CaseID,Opened,Closed,Status", *rows]) + "\n"
    questions = {q.code: q for q in read_text(text, tmp_path, "promises").reading.questions}
    assert (questions["column.due_at"].choices[0], questions["column.due_at"].example) == ("-", "")
    answers = {"column.due_at": "-", "column.kept_at": "Closed"}
    assert values(read_text(text, tmp_path, "promises", answers=answers), "due_at") == [None] * 7


def test_the_headers_of_connect_searches_talk_histories_and_chinese_platforms_are_taken(tmp_path: Path) -> None:
    rows = "\n".join(f"c{n},2026-05-03 10:{n:02d}:00,{n + 60},{n + 100},Completed,G{n % 2}" for n in range(20))
    read = read_text("Contact ID,Initiation timestamp,Agent interaction duration,Contact duration,"
                     f"Call completion status,Call group\n{rows}\n", tmp_path)
    taken = {name: read.reading.columns[name] for name in ("talk_s", "outcome", "queue")}
    assert taken == {"talk_s": "Agent interaction duration", "outcome": "Call completion status", "queue": "Call group"}
    chinese = read_text("通话编号,开始时间,座席工号,座席姓名\nT1,2026-05-03 10:00:00,8001,张三\n", tmp_path)
    assert values(chinese, "agent") == ["张三"]


def test_the_interval_reports_of_connect_and_of_daily_sheets_are_read(tmp_path: Path) -> None:
    connect = read_text(
        "Queue,StartInterval,EndInterval,Contacts queued,Contacts handled,Contacts abandoned,"
        "Average queue answer time\n"
        "Sales,2026-05-03T09:00:00Z,2026-05-03T09:30:00Z,12,10,2,00:00:14\n", tmp_path, "intervals")
    record, = connect.records()
    assert [record[name] for name in ("start_at", "minutes", "offered", "answered", "abandoned", "wait_sum_ms")] == [
        at(2026, 5, 3, 9), 30, 12, 10, 2, 140_000]
    daily = read_text("Date,Incoming Calls,Answered Calls,Answer Speed (AVG)\n2026-05-03,217,204,0:00:17\n", tmp_path,
                      "intervals")
    assert values(daily, "wait_sum_ms") == [204 * 17_000]


def test_calls_without_an_id_are_asked_for_one_made_of_what_tells_them_apart(tmp_path: Path) -> None:
    rows = [f"0{n}/05/2026 10:00:00,+44770090000{n},Ann ({n}),Answered,00:00:0{n}" for n in range(1, 9)]
    rows.append("13/05/2026 10:00:00,,Bo (2),Answered,1:00")
    text = "\n".join(["Call Time,Caller ID,Destination,Status,Talking", *rows])
    question, = read_text(text + "\n", tmp_path).reading.questions
    assert (question.code, question.choices[0]) == ("column.call_id", "Call Time + Destination")
    read = read_text(text + "\n", tmp_path, answers={"column.call_id": "Call Time + Caller ID + Destination"})
    assert values(read, "call_id")[0] == "01/05/2026 10:00:00/Ann (1)", "a customer is no part of an id"
    assert values(read, "started_at")[0] == at(2026, 5, 1, 10) and values(read, "customer")[0] is not None


def test_two_headers_are_no_answer_for_a_column_that_is_no_moment_and_no_id(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read_text("call_id,started_at,Wait,Ring\nK1,2026-05-03 10:00:00,3,4\n", tmp_path,
                  answers={"column.wait_s": "Wait + Ring"})
    assert refusal.value.code == "header_not_there"


def test_an_auto_fail_is_a_critical_error_and_never_a_point_won(tmp_path: Path) -> None:
    rows = [f"2026-05-0{n},Q. One,K{n},Yes,{fail}" for n, fail in enumerate(["Yes", "No", "No", "", "Yes"], 1)]
    header = "Date Evaluated,QA Analyst,Call ID,Used greeting,Compliance - auto fail"
    read = read_text("\n".join([header, *rows]) + "\n", tmp_path, "evaluations", answers={"date_order": "mdy"})
    assert values(read, "critical_error") == ["compliance", None, None, None, "compliance"]
    assert {criterion["criterion"] for given in values(read, "criteria") for criterion in given} == {"Used greeting"}
    chinese = read_text("质检日期,质检员,录音编号,问候(5分),致命项,红线2\n2026-05-03,甲,K1,5,有,无\n"
                        "2026-05-03,甲,K2,4,无,无\n", tmp_path, "evaluations")
    assert values(chinese, "critical_error") == ["customer", None]
    assert [issue.column for issue in chinese.reading.issues if issue.code == "criterion_left_out"] == ["红线2"]


def counts(tmp_path: Path, *offered: str, delimiter: str = ";") -> list[object]:
    rows = [delimiter.join((f"2026-05-{n:02d}", "Sales", text)) for n, text in enumerate(offered, 1)]
    text = "\n".join([delimiter.join(("Date", "Queue", "Offered")), *rows]) + "\n"
    return values(read_text(text, tmp_path, "intervals"), "offered")


def test_a_count_has_no_fraction_so_that_a_point_before_three_digits_marks_thousands(tmp_path: Path) -> None:
    assert counts(tmp_path, "1.217", "2.000", "13", "1.234.567") == [1217, 2000, 13, 1_234_567]
    assert counts(tmp_path, "2.000", "13") == [2000, 13], "a semicolon keeps the comma free for fractions"
    assert counts(tmp_path, "2.000", "13", delimiter=",") == [2, 13]
    assert counts(tmp_path, '"1,217"', "13", delimiter=",") == [1217, 13]


def test_the_total_of_counts_with_points_is_read_as_they_are(tmp_path: Path) -> None:
    def told(total: str) -> set[str]:
        read = read_text(f"Date;Queue;Offered\n2026-05-01;Sales;1.217\n2026-05-02;Sales;1.000\nTotal;;{total}\n",
                         tmp_path, "intervals")
        return {issue.code for issue in read.reading.issues}
    assert "total_differs" not in told("2.217") and "total_differs" in told("2.218")


def test_a_column_that_is_mostly_zero_is_in_the_unit_answered_for_the_file(tmp_path: Path) -> None:
    rows = [f"K{n},2026-05-03 10:00:00,{(n + 1) * 17 / 60:.6f},{1.333333 if n == 3 else 0.333333 if n == 1 else 0}"
            for n in range(9)]
    text = "\n".join(["call_id,started_at,talk_duration,hold_duration", *rows]) + "\n"
    read = read_text(text, tmp_path, answers={"duration_unit": "min"})
    assert values(read, "hold_ms") == [0, 20_000, 0, 80_000, 0, 0, 0, 0, 0]


def test_a_date_and_a_time_of_day_kept_as_numbers_are_one_moment(tmp_path: Path) -> None:
    rows = [f"R{n},{46143 + n},{(10 + n) / 24:.9f}" for n in range(8)]
    read = read_text("\n".join(["Call Ref,Date,Time In", *rows]) + "\n", tmp_path)
    assert values(read, "started_at")[0] == at(2026, 5, 1, 10)
