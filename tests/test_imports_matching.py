"""A header nobody declared is understood by what it means and what stands under it; what is unsure is asked."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports import asking, matching
from imports.assignment import assigned
from imports.errors import Refused
from imports.formats.chinese import simplified, traditional
from imports.meaning import meaning_of
from imports.naming import score
from imports.phrases import EXTRA
from imports.request import Reading
from scoring.records import CALLS, KINDS
from tests.header_sets import CELLS, MESSY, SETS, columns_of, expected, sheet
from tests.readings import at, read_file, read_text

ANSWERS = {"date_order": "dmy", "midnight": "end_of_day"}
"""What the values of the invented sheets leave open has nothing to do with their headers."""
NAMES = [spec.split("=")[0] + f"-{place}" for place, (_, spec) in enumerate(SETS)]


def read(spec: str, tmp_path: Path, kind: str = "calls", order: list[int] | None = None, **more: object) -> Reading:
    answers = ANSWERS | dict(more.pop("answers", {}))  # type: ignore[call-overload]
    return read_text(sheet(spec, order=order), tmp_path, kind, answers=answers, **more).reading


@pytest.mark.parametrize(("kind", "spec"), SETS, ids=NAMES)
def test_each_set_of_headers_is_understood_without_a_question(kind: str, spec: str, tmp_path: Path) -> None:
    reading = read(spec, tmp_path, kind)
    assert (reading.columns, reading.questions) == (expected(spec), [])
    assert all(matching.TAKEN <= sure <= 1 for sure in reading.confidence.values())
    assert reading.rows_stored == 60


@pytest.mark.parametrize(("kind", "spec"), [pair for pair in SETS if simplified(pair[1]) != traditional(pair[1])])
def test_traditional_letters_say_the_same(kind: str, spec: str, tmp_path: Path) -> None:
    forms = "|".join(f"{traditional(header)}={name}:{cells}" for header, name, cells in columns_of(spec))
    assert read(forms, tmp_path, kind).columns == expected(forms)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_neither_order_nor_the_name_of_another_column_changes_what_is_understood(
    tmp_path: Path, data: st.DataObject
) -> None:
    kind, spec = data.draw(st.sampled_from(SETS))
    columns = columns_of(spec)
    order = data.draw(st.permutations(range(len(columns))))
    assert read(spec, tmp_path, kind, order=order).columns == expected(spec)
    other = data.draw(st.text("abcdefghijklmnopqrstuvwxyz ", min_size=3, max_size=12).filter(str.strip))
    renamed = f"{spec}|zq{other}zq=:country"
    assert read(renamed, tmp_path, kind).columns == expected(spec)


WRITTEN = (str.upper, str.lower, lambda text: text.replace(" ", "_"),
           lambda text: "".join(map(str.title, text.split())), lambda text: f"  {text} ")


def test_what_is_taken_is_right_however_the_headers_are_written(tmp_path: Path) -> None:
    """Precision over all sets written in five ways with other values: nothing taken is wrong, little is lost."""
    taken = wrong = there = 0
    for number, (kind, spec) in enumerate(SETS):
        write = WRITTEN[number % len(WRITTEN)]
        written = "|".join(f"{write(header)}={name}:{cells}" for header, name, cells in columns_of(spec))
        text = sheet(written, seed=number)
        reading = read_text(text, tmp_path, kind, answers=ANSWERS).reading
        meant = {name: " ".join(header.split()) for name, header in expected(written).items()}
        taken, there = taken + len(reading.columns), there + len(meant)
        wrong += sum(meant.get(name) != " ".join(header.split()) for name, header in reading.columns.items())
    assert wrong == 0 and taken >= 0.97 * there


def test_of_messy_sheets_nothing_is_taken_wrongly_and_what_must_be_known_is_asked(tmp_path: Path) -> None:
    taken = there = 0
    for kind, spec in MESSY:
        reading, meant = read(spec, tmp_path, kind), expected(spec)
        asked = {question.column for question in reading.questions}
        wrong = {name: header for name, header in reading.columns.items() if meant.get(name) != header
                 and name not in asked and "工号" not in meant.get(name, "")}  # an agent's number or name: the same
        assert wrong == {}, spec
        assert {name for name in KINDS[kind].required if name in meant} <= reading.columns.keys() | asked, spec
        taken, there = taken + len(reading.columns), there + len(meant)
    assert taken >= 0.88 * there


NEVER = ("Avg Talk Time", "Average Wait", "% Answered", "Answer Rate", "平均等待时长", "接通率", "Max Wait",
         "Median Hold Time", "平均話後處理時長", "满意度占比", "Talk Time %", "Mean time to answer")


@pytest.mark.parametrize("header", NEVER)
def test_the_figure_of_many_calls_is_never_taken_for_that_of_one(header: str, tmp_path: Path) -> None:
    assert all(score(meaning_of(header), column, kind.name) == 0 for kind in KINDS.values() for column in kind.columns)
    reading = read(f"Call Ref=call_id:id|Call Begin=started_at:when|{header}=:s", tmp_path)
    assert header in reading.columns_ignored and set(reading.columns) == {"call_id", "started_at"}


@pytest.mark.parametrize(("header", "cells", "column"), [
    ("Call Type", "direction", "direction"), ("Call Type", "reason", "reason"), ("Result", "outcome", "outcome"),
    ("Talk", "hms", "talk_s"), ("Disposition", "reason", "reason"), ("Time", "clock", "")])
def test_what_the_cells_hold_decides_between_two_columns(header: str, cells: str, column: str, tmp_path: Path) -> None:
    reading = read(f"Call Ref=call_id:id|Call Begin=started_at:when|Zone=:country|{header}=:{cells}", tmp_path)
    assert {name for name, said in reading.columns.items() if said == header} == ({column} if column else set())


def test_of_two_headers_that_fit_the_one_with_the_right_cells_is_taken(tmp_path: Path) -> None:
    reading = read("Call Ref=call_id:id|Begin=started_at:when|Wait=:country|Queue Waiting=wait_s:s", tmp_path)
    assert reading.columns["wait_s"] == "Queue Waiting"


def test_a_start_that_is_a_time_of_day_takes_the_date_beside_it(tmp_path: Path) -> None:
    text = "Ref,Day,Start,Rep\n" + "".join(f"r{n},2026-05-0{n},09:1{n},Ann\n" for n in range(1, 8))
    result = read_text(text.replace("Ref", "Call Ref"), tmp_path)
    assert result.reading.columns["started_at"] == "Day + Start"
    assert result.records()[2]["started_at"] == at(2026, 5, 3, 9, 13)


def test_a_known_header_above_cells_that_are_nothing_of_the_kind_is_left_out_and_told(tmp_path: Path) -> None:
    text = "call_id,started_at,Resolution,Colour\n" + "".join(f"r{n},2026-05-0{n} 10:00,sent a form,red\n"
                                                              for n in range(1, 8))
    result = read_text(text, tmp_path)
    assert result.reading.rows_stored == 7 and result.codes()[None] == ["column_not_read"]
    assert result.reading.columns_ignored == ["Resolution", "Colour"]
    assert "Resolution was not read as resolved" in result.reading.issues[0].message


def test_a_known_header_above_few_such_cells_is_asked_where_a_figure_hangs_on_it(tmp_path: Path) -> None:
    spec = "Call Ref=call_id:id|Call Begin=started_at:when|Status=:solved|Colour=:country"
    asked, = read(spec, tmp_path).questions
    assert (asked.code, asked.choices[0], asked.choices[-1]) == ("column.outcome", "Status", "-")
    assert "outcome" not in read(spec, tmp_path, answers={"column.outcome": "-"}).columns
    assert read(spec, tmp_path, answers={"column.outcome": "Status"}).issue_counts["not_a_choice"] > 0


OTHERS = ("Agent Wait Time:s", "Supervisor:agent", "Callback Number:phone", "Previous Agent:agent", "Answer Time:later",
          "Queue Enter Time:when", "Last Modified:later", "Survey Sent At:later", "Wait SLA:s", "Expected Wait:s",
          "Agent Idle Time:s", "Customer Age:many", "Customer City:site", "Call Quality:rating",
          "QA Score:rating", "Agent Rating:rating", "NPS:nps", "Recording Length:talk", "Transferred To:agent",
          "Repeat Call:yes", "Created By:agent", "Team Lead:agent",
          "Resolution Time:talk", "First Response Time:talk", "Login Time:talk", "Hold Count:count",
          "Queue Position:count", "Contact Name:person", "上次来电时间:when", "预计等待时长:s", "被叫号码:zhphone",
          "客户姓名:zhagent", "质检得分:rating", "创建人:zhagent",
          "是否转接:zhyes", "录音时长:talk", "回访时间:later", "工单状态:zhstate")


@pytest.mark.parametrize("other", OTHERS)
def test_a_column_that_means_something_of_its_own_is_neither_taken_nor_asked_about(other: str, tmp_path: Path) -> None:
    header, _, cells = other.partition(":")
    reading = read(f"Call Ref=call_id:id|Call Begin=started_at:when|{header}=:{cells}", tmp_path)
    assert (set(reading.columns), reading.questions) == ({"call_id", "started_at"}, [])
    assert reading.columns_ignored == [header]


def test_a_canonical_name_is_never_doubted(tmp_path: Path) -> None:
    text = "call_id,started_at,resolved,Colour\n" + "".join(f"r{n},2026-05-0{n} 10:00,maybe,red\n" for n in range(1, 8))
    assert read_text(text, tmp_path).reading.issue_counts == {"not_yes_no": 7}


def test_what_stands_under_the_headers_is_shown_without_a_customer_in_it(tmp_path: Path) -> None:
    spec = "Call Ref=call_id:id|Call Begin=started_at:when|Remarks=:number|Client name=:person|Other=:phone"
    CELLS["number"] = lambda draw, row: f"he said please call back on the number given, {CELLS['phone'](draw, row)}"
    shown = read(spec, tmp_path).samples
    assert len(shown["Call Ref"]) == 3 and set(shown["Client name"]) == {"•••"}
    assert not any("77009" in text for texts in shown.values() for text in texts)


def test_a_sheet_of_very_many_columns_is_looked_at_where_a_header_names_one(tmp_path: Path) -> None:
    head = ["Contact Ref", "Contact Began", *(f"field {n}" for n in range(300)), "Queue Wait (sec)"]
    rows = [[f"r{n}", f"2026-05-01 10:{n:02d}:00", *map(str, range(300)), str(n)] for n in range(30)]
    text = "\n".join(",".join(row) for row in [head, *rows])
    assert read_text(text, tmp_path).reading.columns == {
        "call_id": "Contact Ref", "started_at": "Contact Began", "wait_s": "Queue Wait (sec)"}


def test_a_sheet_whose_headers_are_all_known_is_not_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(*_given: object) -> None:
        raise AssertionError("looked at the values of a sheet that is known")

    monkeypatch.setattr(asking, "matched", look)
    assert read_text("call_id,Start Time,Talk Time (s)\nA,2026-05-03 10:00:00,5\n", tmp_path).reading.rows_stored == 1
    aircall = "line,datetime (utc),direction,from,to,answered,user,call id,waiting time,time in ivr,colour\n"
    with pytest.raises(AssertionError):
        read_text(aircall, tmp_path)


UNSURE = "Thing=:id|Moment=:when|Member of staff=:agent|Colour=:country"


def test_required_columns_found_by_their_cells_alone_are_asked_and_never_guessed(tmp_path: Path) -> None:
    reading = read(UNSURE, tmp_path)
    assert (reading.status, reading.rows_stored, reading.rows_held_back) == ("needs_answer", 0, 60)
    assert [(question.code, question.column, question.choices[0]) for question in reading.questions] == [
        ("column.call_id", "call_id", "Thing"), ("column.started_at", "started_at", "Moment")]
    assert all(set(question.choices) >= {"Moment", "Colour"} for question in reading.questions)
    given = {"column.call_id": "Thing", "column.started_at": "Moment"}
    answered = read(UNSURE, tmp_path, answers=given)
    assert (answered.status, answered.rows_stored) == ("read", 60)
    assert {code: value for code, value in answered.answered.items() if code.startswith("column.")} == given


def test_an_answer_kept_for_the_layout_is_not_asked_again_in_any_order_of_columns(tmp_path: Path) -> None:
    given = {"column.call_id": "Thing", "column.started_at": "Moment"}
    first = read(UNSURE, tmp_path, answers=given)
    again = read(UNSURE, tmp_path, order=[3, 1, 0, 2], kept={first.layout: first.answered})
    assert (again.status, again.columns, again.layout) == ("read", first.columns, first.layout)


def test_a_column_that_decides_a_figure_is_asked_and_may_be_said_not_to_be_there(tmp_path: Path) -> None:
    spec = "Call Ref=call_id:id|Call Begin=started_at:when|ASA=:s|Rep=agent:agent"
    asked, = read(spec, tmp_path).questions
    assert (asked.code, asked.choices[0], asked.choices[-1]) == ("column.wait_s", "ASA", "-")
    assert read(spec, tmp_path, answers={"column.wait_s": "ASA"}).columns["wait_s"] == "ASA"
    without = read(spec, tmp_path, answers={"column.wait_s": "-"})
    assert "wait_s" not in without.columns and without.answered["column.wait_s"] == "-"


def test_an_answer_goes_before_a_known_header_and_a_platforms_own(tmp_path: Path) -> None:
    text = "call_id,started_at,agent,Real agent\nA,2026-05-03 10:00:00,bot,Ann\n"
    assert read_text(text, tmp_path, answers={"column.agent": "Real agent"}).records()[0]["agent"] == "Ann"
    phonenow = ("Call Id,Agent,Date,Time,Answered (Y/N),Resolved,AvgTalkDuration,Speed\n"
                "A,Ann,2026-05-03,10:00:00,Y,Y,00:01:00,7\n")
    read_ = read_text(phonenow, tmp_path, answers={"column.wait_s": "Speed", "column.started_at": "Date"})
    assert read_.reading.format == "phonenow"
    assert (read_.records()[0]["wait_ms"], read_.records()[0]["started_at"]) == (7000, at(2026, 5, 3))


def test_an_answer_that_names_no_header_of_the_file_is_refused_with_those_that_stand_there(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"no column 'Begin' to be read as started_at\. Found were: Thing, Moment"):
        read(UNSURE, tmp_path, answers={"column.started_at": "Begin"})


def test_a_correction_is_read_by_the_headers_of_its_file_and_asks_for_none(tmp_path: Path) -> None:
    given = {"column.call_id": "Thing", "column.started_at": "Moment"}
    original = read(UNSURE, tmp_path, answers=given)
    text = "row,issue,Thing,Moment,Member of staff\n3,wrong,C-1,2026-05-03 10:00:00,Ann\n"
    back = read_text(text, tmp_path, settled=original.settled, format="canonical").reading
    assert back.columns == original.columns


def test_averages_by_interval_are_no_calls_whatever_their_headers(tmp_path: Path) -> None:
    spec = "Half Hour=:when|Skill=:queue|Contacts=:many|Avg Handle=:s|Avg Answer Speed=:s|Lost %=:percent"
    with pytest.raises(Refused) as refusal:
        read(spec, tmp_path)
    assert refusal.value.code == "aggregated_report"


def test_a_report_beside_the_list_of_calls_keeps_nobody_from_reading_the_list(tmp_path: Path) -> None:
    import csv
    import io

    import openpyxl

    book = openpyxl.Workbook()
    for spec in ("Half Hour=:when|Skill=:queue|Calls Offered=:many|Avg Handle=:s|Lost %=:percent",
                 "Contact Reference=call_id:id|Contact Began=started_at:when|Queue Wait (sec)=wait_s:s"):
        for row in csv.reader(io.StringIO(sheet(spec))):
            book.worksheets[-1].append(row)
        book.create_sheet()
    book.save(tmp_path / "report.xlsx")
    reading = read_file(tmp_path / "report.xlsx", tmp_path).reading
    assert (reading.rows_stored, set(reading.columns)) == (60, {"call_id", "started_at", "wait_s"})


def test_nothing_is_asked_of_a_sheet_that_cannot_be_of_the_kind(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read_text("label,review\n" + "1,很快，好吃\n0,没有送水\n" * 5, tmp_path, "feedback")
    assert refusal.value.code == "unknown_format"


def test_a_vendor_column_is_known_by_names_of_vendors_that_are_known(tmp_path: Path) -> None:
    spec = "Call Ref=call_id:id|Call Begin=started_at:when|Handled in=:site"
    known = {"manila": "harbour", "cebu": "summit"}
    asked, = read(spec, tmp_path, vendor=None, vendors=known).questions
    assert (asked.code, asked.choices[0]) == ("column.vendor", "Handled in")
    named = spec.replace("Handled in", "Outsourcing company")
    assert {part.vendor for part in read(named, tmp_path, vendor=None, vendors=known).parts} == {"harbour", "summit"}
    with pytest.raises(Refused, match="vendor"):
        read(spec, tmp_path, vendor=None, vendors={})


def test_every_further_phrase_names_its_column() -> None:
    for kind, names in EXTRA.items():
        for name, phrases in names.items():
            column = KINDS[kind].column(name)
            for phrase in phrases.split("|"):
                assert score(meaning_of(phrase), column, kind) >= 0.7, (kind, name, phrase)


def test_values_bear_a_header_out_or_speak_against_it() -> None:
    assert matching.confidence(1.0, 1.0, 60) > 0.97 > matching.TAKEN > matching.confidence(1.0, 0.5, 60)
    assert matching.confidence(0.98, 0.0, 60) < matching.ASKED
    assert matching.TAKEN < matching.confidence(1.0, matching.EMPTY, 0) < matching.confidence(1.0, 1.0, 1)


def test_the_assignment_is_worth_as_much_as_scipys() -> None:
    from scipy.optimize import linear_sum_assignment

    draw = random.Random(7)
    for _ in range(200):
        rows, columns = draw.randint(1, 8), draw.randint(1, 8)
        worth = [[draw.choice((0.0, draw.random())) for _ in range(columns)] for _ in range(rows)]
        best = linear_sum_assignment([[-value for value in row] for row in worth])
        found = assigned(worth)
        assert len({row for row, _ in found}) == len({column for _, column in found}) == len(found)
        assert sum(worth[row][column] for row, column in found) == pytest.approx(
            sum(worth[row][column] for row, column in zip(*best, strict=True)))


def test_the_sample_sets_name_columns_and_cells_that_exist() -> None:
    for kind, spec in (*SETS, *MESSY):
        names = {column.name for column in KINDS[kind].columns}
        assert {name for _, name, _ in columns_of(spec)} <= names | {""}
        assert {cells for _, _, cells in columns_of(spec)} <= CELLS.keys()
    assert CALLS.required


def test_a_sheet_that_lacks_nothing_but_its_vendor_is_refused_for_that_alone(tmp_path: Path) -> None:
    text = ("Ref No,Agent Nm,Call Begin,Wait (s),Spoke For,Result\n"
            "1001,Ann,2026-09-03 10:01:22,12,183,Answered\n1002,Bob,2026-09-03 10:05:22,22,283,Answered\n"
            "1003,,2026-09-04 10:11:22,62,,Abandoned\n")
    with pytest.raises(Refused) as refusal:
        read_text(text, tmp_path, vendor=None)
    assert refusal.value.code == "vendor_needed"
    assert read_text(text, tmp_path).reading.columns["started_at"] == "Call Begin"


@pytest.mark.parametrize(("header", "yes", "no"), [("Abandoned", "Y", "N"), ("Is Abandoned", "TRUE", "FALSE"),
                                                   ("是否放弃", "是", "否"), ("Missed", "1", "0")])
def test_a_column_that_asks_whether_the_caller_gave_up_tells_who_was_answered(header: str, yes: str, no: str,
                                                                             tmp_path: Path) -> None:
    rows = "".join(f"c{n},2026-05-01 10:0{n},{yes if n % 3 == 0 else no}\n" for n in range(9))
    found = read_text(f"call_id,started_at,{header}\n{rows}", tmp_path)
    assert [(each["call_id"], each["outcome"]) for each in found.records()] == [
        (f"c{n}", "abandoned" if n % 3 == 0 else "answered") for n in range(9)]


def test_a_column_of_that_name_that_counts_seconds_is_left_alone(tmp_path: Path) -> None:
    rows = "".join(f"c{n},2026-05-01 10:0{n},{n % 4 * 13}\n" for n in range(9))
    found = read_text(f"call_id,started_at,Abandoned\n{rows}", tmp_path)
    assert found.reading.rows_held_back == 0 and found.reading.columns_ignored == ["Abandoned"]
