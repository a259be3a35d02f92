"""Lists of tickets and requests, and answers of forms, as desks export them: what is asked, and what is not."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from imports.request import Reading
from tests.readings import Read, read_text

FIRST = datetime(2026, 4, 1)  # noqa: DTZ001 - written without a zone
Made = Callable[[random.Random, int, datetime], dict[str, Any]]


def sheet(made: Made, rows: int = 40) -> str:
    """A CSV of ``rows`` records; every value is invented."""
    draw, text = random.Random(7), io.StringIO()
    records = [made(draw, i, FIRST + timedelta(minutes=draw.randrange(80_000))) for i in range(rows)]
    out = csv.DictWriter(text, list(records[0]))
    out.writeheader()
    out.writerows(records)
    return text.getvalue()


def read(made: Made, tmp_path: Path, kind: str, **answers: str) -> Read:
    return read_text(sheet(made), tmp_path, kind, answers=answers)


def asked(reading: Reading) -> list[str]:
    return [question.code for question in reading.questions]


def hotline_order(draw: random.Random, i: int, at: datetime) -> dict[str, Any]:
    due, done = at + timedelta(days=draw.choice([3, 5, 10])), at + timedelta(days=draw.randrange(1, 12))
    return {"工单编号": f"GD2026{i:06d}", "来电时间": f"{at:%Y/%m/%d %H:%M}",
            "联系电话": f"138{draw.randrange(10**8):08d}", "诉求类型": draw.choice(["投诉", "建议"]),
            "诉求内容": "小区停水", "派单时间": f"{at + timedelta(hours=1):%Y/%m/%d %H:%M}",
            "办结时限": f"{due:%Y/%m/%d %H:%M}", "办结时间": f"{done:%Y/%m/%d %H:%M}"}


def request_311(draw: random.Random, i: int, at: datetime) -> dict[str, Any]:
    closed = at + timedelta(days=draw.randrange(1, 14))
    return {"service_request_id": 15_000_000 + i, "status": draw.choice(["Open", "Closed"]),
            "service_name": "Collection", "requested_datetime": f"{at:%Y-%m-%d %H:%M:%S}",
            "updated_datetime": f"{closed:%Y-%m-%d %H:%M:%S}",
            "expected_datetime": f"{at + timedelta(days=5):%Y-%m-%d %H:%M:%S}",
            "closed_datetime": f"{closed:%Y-%m-%d %H:%M:%S}", "zipcode": "19104"}


def case_without_deadline(draw: random.Random, i: int, at: datetime) -> dict[str, Any]:
    return {"CASE ID": 2_026_000_000 + i, "SOURCE": "PHONE", "CREATION DATE": f"{at:%m/%d/%Y}",
            "CREATION TIME": f"{at:%I:%M %p}", "CREATION MONTH": at.month, "STATUS": draw.choice(["OPEN", "RESOLVED"]),
            "CLOSED DATE": f"{at + timedelta(days=draw.randrange(1, 20)):%m/%d/%Y}", "DAYS TO CLOSE": 4}


def test_a_citizens_hotline_is_read_as_promises_complaints_and_feedback(tmp_path: Path) -> None:
    promises = read(hotline_order, tmp_path, "promises").reading
    assert promises.rows_stored == 40 and promises.columns["due_at"] == "办结时限"
    complaints = read(hotline_order, tmp_path, "complaints").reading
    assert complaints.rows_stored == 40, "the order's number is the complaint's own"
    assert (complaints.columns["complaint_id"], complaints.columns["received_at"]) == ("工单编号", "来电时间")
    feedback = read(hotline_order, tmp_path, "feedback").reading
    assert asked(feedback) == ["column.forwarded_at"] and feedback.questions[0].choices[0] == "派单时间"


def test_a_ticket_that_several_items_share_is_no_items_id(tmp_path: Path) -> None:
    def items(draw: random.Random, i: int, at: datetime) -> dict[str, Any]:
        return {"工单编号": f"GD{i // 2:04d}", "反馈时间": f"{at:%Y/%m/%d %H:%M}",
                "上报时间": f"{at:%Y/%m/%d %H:%M}", "序号": i, "情绪倾向": draw.choice(["正面", "负面"])}

    reading = read(items, tmp_path, "feedback").reading
    assert reading.columns["call_id"] == "工单编号" and reading.columns.get("feedback_id", "序号") == "序号"


def test_requests_with_an_expected_date_are_promises_without_a_question(tmp_path: Path) -> None:
    reading = read(request_311, tmp_path, "promises").reading
    assert asked(reading) == [] and reading.rows_stored == 40
    assert {name: reading.columns[name] for name in ("promise_id", "made_at", "due_at", "kept_at")} == {
        "promise_id": "service_request_id", "made_at": "requested_datetime", "due_at": "expected_datetime",
        "kept_at": "closed_datetime"}


def test_where_nobody_gave_a_deadline_it_is_asked_and_none_is_an_answer(tmp_path: Path) -> None:
    reading = read(case_without_deadline, tmp_path, "promises").reading
    assert asked(reading) == ["column.due_at"] and reading.questions[0].choices[0] == "-"
    assert reading.columns["made_at"] == "CREATION DATE + CREATION TIME"
    done = read(case_without_deadline, tmp_path, "promises", **{"column.due_at": "-"})
    assert done.reading.rows_stored == 40 and {row["due_at"] for row in done.records()} == {None}


def test_who_ran_a_survey_is_asked_of_the_file_where_no_column_says_it(tmp_path: Path) -> None:
    def survey(draw: random.Random, i: int, at: datetime) -> dict[str, Any]:
        return {"Survey ID": i, "Sent": f"{at:%Y-%m-%d %H:%M}", "Answered": f"{at + timedelta(hours=2):%Y-%m-%d %H:%M}",
                "Contact ID": f"C{i}", "CSAT": draw.randrange(1, 6)}

    reading = read(survey, tmp_path, "surveys").reading
    assert [(each.code, each.choices) for each in reading.questions] == [("run_by", ["client", "vendor"])]
    done = read(survey, tmp_path, "surveys", run_by="vendor")
    assert done.reading.rows_stored == 40 and {row["run_by"] for row in done.records()} == {"vendor"}
    assert done.reading.answered["run_by"] == "vendor" and done.reading.settled["run_by"] == "vendor"
    kept = read_text(sheet(survey), tmp_path, "surveys", kept={reading.layout: {"run_by": "client"}})
    assert kept.reading.questions == [] and {row["run_by"] for row in kept.records()} == {"client"}
    wrong = read(survey, tmp_path, "surveys", run_by="somebody").reading
    assert asked(wrong) == ["run_by"]


def test_answers_of_a_form_are_an_evaluation_sheet(tmp_path: Path) -> None:
    def form(draw: random.Random, i: int, at: datetime) -> dict[str, Any]:
        return {"Timestamp": f"{at:%m/%d/%Y %H:%M:%S}", "Email Address": "qa@example.org", "Agent Name": "Bo",
                "Call ID / Link": f"C{i:05d}", "Greeting (5)": draw.choice([5, 3]),
                "Verification (10)": draw.choice([10, "N/A"]), "Resolution (20)": draw.choice([20, 10]),
                "Auto Fail?": draw.choice(["No", "Yes"]),
                "Did the customer give feedback?": draw.choice(["Yes", "No"]),
                "Feedback type": draw.choice(["Negative", "Positive", ""])}

    done = read(form, tmp_path, "evaluations")
    reading = done.reading
    assert asked(reading) == [] and reading.rows_stored == 40
    assert {name: reading.columns[name] for name in ("call_id", "evaluator", "evaluated_at", "feedback_voiced",
                                                     "feedback_polarity")} == {
        "call_id": "Call ID / Link", "evaluator": "Email Address", "evaluated_at": "Timestamp",
        "feedback_voiced": "Did the customer give feedback?", "feedback_polarity": "Feedback type"}
    assert {each["criterion"] for row in done.records() for each in row["criteria"]} == {
        "Greeting", "Verification", "Resolution"}


@pytest.mark.parametrize(("said", "read_as"), [("Resolved", True), ("Unresolved", False), ("Escalated", False),
                                               ("Transferred", False), ("Follow-up required", False), ("已办结", True),
                                               ("处理中", False)])
def test_what_became_of_a_matter_is_read_in_the_words_desks_use(said: str, read_as: bool, tmp_path: Path) -> None:
    done = read_text(f"call_id,started_at,resolved\nC1,2026-05-04 10:00,{said}\n", tmp_path)
    assert [row["resolved"] for row in done.records()] == [read_as]


def test_a_disposition_that_says_answered_or_abandoned_is_the_outcome(tmp_path: Path) -> None:
    def calls(draw: random.Random, i: int, at: datetime, words: tuple[str, ...]) -> dict[str, Any]:
        return {"interaction_id": f"I{i}", "start_ts": f"{at:%Y-%m-%d %H:%M:%S}", "vq": "Sales",
                "disposition": draw.choice(words)}

    def outcome(draw: random.Random, i: int, at: datetime) -> dict[str, Any]:
        return calls(draw, i, at, ("Answered", "Abandoned In Queue"))

    def wrap_up(draw: random.Random, i: int, at: datetime) -> dict[str, Any]:
        return calls(draw, i, at, ("Billing", "Refund", "Answered"))

    told = read(outcome, tmp_path, "calls").reading.columns
    assert (told.get("outcome"), told.get("reason"), told.get("queue")) == ("disposition", None, "vq")
    told = read(wrap_up, tmp_path, "calls").reading.columns
    assert (told.get("outcome"), told.get("reason")) == (None, "disposition")


SURVEY_TOOLS = {
    "a survey tool with ids under its names": (
        "StartDate,EndDate,RecordedDate,ResponseId,ExternalReference,Q1_CSAT,Q2_Resolved,Q3_NPS\n"
        "Start Date,End Date,Recorded Date,Response ID,External Data Reference,How was it?,Solved?,Recommend?\n"
        '"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}","{""ImportId"":""recordedDate""}",'
        '"{""ImportId"":""_recordId""}","{""ImportId"":""externalDataReference""}","{""ImportId"":""QID1""}",'
        '"{""ImportId"":""QID2""}","{""ImportId"":""QID3""}"\n',
        lambda i, at: f"{at},{at},{at},R_{i:05d},C{i},{1 + i % 5},{('Yes', 'No')[i % 2]},{i % 11}",
        {"survey_id": "ResponseId", "call_id": "ExternalReference", "csat": "Q1_CSAT", "resolved": "Q2_Resolved",
         "nps": "Q3_NPS"}),
    "a form that numbers its answers": (
        "#,How satisfied are you?,Did we solve it?,Contact ID,Start Date (UTC),Submit Date (UTC)\n",
        lambda i, at: f"k{i},{1 + i % 5},{i % 2},C{i},{at},{at}",
        {"survey_id": "#", "csat": "How satisfied are you?", "resolved": "Did we solve it?", "call_id": "Contact ID",
         "responded_at": "Submit Date (UTC)"}),
    "questions as headers": (
        "Respondent ID,Collector ID,Date Created,How satisfied were you with the call?,Was your issue resolved?,"
        "How likely are you to recommend us?,Any comments?,property:call_id\n",
        lambda i, at: f"{11000 + i},400,{at},{1 + i % 5},{('Yes', 'No')[i % 2]},{i % 11},,C{i}",
        {"survey_id": "Respondent ID", "csat": "How satisfied were you with the call?",
         "resolved": "Was your issue resolved?", "nps": "How likely are you to recommend us?", "text": "Any comments?",
         "call_id": "property:call_id"}),
}


@pytest.mark.parametrize("name", SURVEY_TOOLS)
def test_what_survey_tools_export_is_understood_but_for_when_and_by_whom(name: str, tmp_path: Path) -> None:
    head, row, columns = SURVEY_TOOLS[name]
    text = head + "".join(f"{row(i, FIRST + timedelta(hours=i))}\n" for i in range(40))
    reading = read_text(text, tmp_path, "surveys").reading
    assert asked(reading) == ["run_by", "column.invited_at"]
    assert {each: reading.columns.get(each) for each in columns} == columns
    answers = {"run_by": "client", "column.invited_at": reading.questions[1].choices[0]}
    done = read_text(text, tmp_path, "surveys", answers=answers)
    assert (done.reading.rows_read, done.reading.rows_stored) == (40, 40)
    assert [each["resolved"] for each in done.records()[:2]] in ([True, False], [False, True])


def test_bills_are_read_with_their_currency_signs_and_in_the_words_of_bills(tmp_path: Path) -> None:
    bill = ('Invoice Month,Description,Amount,Currency\nApr-26,Outsourcing fee,"$12,345.50",USD\n'
            'Apr-26,QA monitoring,$2 000.00,USD\nMay-26,Training costs,"USD 1,500",USD\n')
    done = read_text(bill, tmp_path, "costs")
    assert [(each["amount"], each["cost_kind"]) for each in done.records()] == [
        (12345.5, "vendor_fee"), (2000, "monitoring"), (1500, "training")]
    bill = ('账期,费用类型,金额(元),币种\n2026年4月,外包服务费,￥120000.00,人民币\n'
            '2026年4月,培训费,"¥2,000.50",人民币\n')
    done = read_text(bill, tmp_path, "costs")
    assert [each["amount"] for each in done.records()] == [120000, 2000.5]


def test_an_hr_list_tells_who_joined_and_left(tmp_path: Path) -> None:
    rows = "".join(f"E{i},Manila,0{1 + i % 9}-Mar-26,{'' if i % 3 else '30-Apr-26'},{'' if i % 3 else 'Voluntary'}\n"
                   for i in range(12))
    done = read_text(f"Employee ID,Site,Date of Joining,Last Working Day,Attrition Type\n{rows}", tmp_path, "staff",
                     answers={"date_order": "dmy"})
    assert asked(done.reading) == [] and done.reading.columns["hired_at"] == "Date of Joining"
    assert {each["exit_kind"] for each in done.records()} == {None, "resigned"}


def test_how_a_call_was_chosen_is_read_in_the_words_of_quality_teams(tmp_path: Path) -> None:
    rows = "".join(f"0{1 + i % 9}/05/2026,Ann,C{i},{('Random', 'Side by side', 'Calibration')[i % 3]},Y\n"
                   for i in range(30))
    done = read_text(f"Eval Date,QA,Call Ref,Monitoring Type,VOC captured (Y/N)\n{rows}", tmp_path, "evaluations",
                     answers={"date_order": "dmy"})
    assert {each["selection"] for each in done.records()} == {"random", "targeted", "calibration"}


def test_a_list_of_callbacks_from_an_issue_tracker_is_a_ledger(tmp_path: Path) -> None:
    def issue(draw: random.Random, i: int, at: datetime) -> dict[str, Any]:
        return {"Issue key": f"CB-{i}", "Issue id": 10_000 + i, "Summary": "Callback",
                "Status": draw.choice(["Done", "To Do", "In Progress"]), "Created": f"{at:%d/%b/%y %I:%M %p}",
                "Due date": f"{at + timedelta(days=3):%d/%b/%y 12:00 AM}",
                "Resolved": f"{at + timedelta(days=2):%d/%b/%y %I:%M %p}", "Custom field (Call ID)": f"C{i}"}

    reading = read(issue, tmp_path, "promises", midnight="end_of_day").reading
    assert asked(reading) == [] and reading.rows_stored == 40
    assert (reading.columns["promise_id"], reading.columns["kept_at"], reading.columns["call_id"]) == (
        "Issue key", "Resolved", "Custom field (Call ID)")
