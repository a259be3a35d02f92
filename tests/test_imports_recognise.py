"""Which sheet and which format: by meaning in two languages, one platform, or a refusal that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.words import words_for
from app.words.zh_columns import COLUMNS as SHOWN_IN_CHINESE
from imports.accepted import accepted, header_table
from imports.errors import Refused
from imports.formats.canonical import CANONICAL
from imports.formats.chinese import traditional
from imports.mapping import map_columns
from imports.recognise import knows
from scoring.records import KINDS, MOMENTS, Column, Type
from tests.readings import at, read_text

SIMPLIFIED = ("话单ID,开始时间,技能组,主叫号码,坐席,通话结果,等待时长(秒),通话时长(秒),是否解决,满意度\n"
              "A1,2026-05-03 10:00:00,售后,13800138000,张三,已接通,12,90,是,5\n")
TRADITIONAL = ("通話ID,開始時間,技能組,來電號碼,客服,通話結果,等待時長（秒）,通話時長（秒）,是否解決,滿意度\n"
               "A1,2026-05-03 10:00:00,售後,13800138000,張三,接通,12,90,是,5\n")
ENGLISH = ("Call ID,Start Time,Skill Group,Caller Number,Agent Name,Call Outcome,Wait Time (s),Talk Time [sec],Issue "
           "Resolved,"
           "Customer Rating\nA1,2026-05-03 10:00:00,Sales,13800138000,Ann,Connected,12,90,Yes,5\n")


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, ENGLISH, ENGLISH.upper().replace("YES", "Yes")])
def test_headers_are_understood_by_their_meaning(tmp_path: Path, text: str) -> None:
    read = read_text(text, tmp_path)
    record, = read.records()
    assert (record["call_id"], record["outcome"], record["wait_ms"], record["talk_ms"], record["resolved"],
            record["rating"]) == (
        "A1", "answered", 12000, 90000, True, 5)
    assert record["customer"] is not None and record["agent"] and record["queue"]
    assert read.reading.columns_ignored == []


def test_columns_nothing_reads_are_told(tmp_path: Path) -> None:
    read = read_text("call_id,started_at,Moon phase\nA,2026-05-03,full\n", tmp_path)
    assert read.reading.columns_ignored == ["Moon phase"]
    assert read.reading.columns == {"call_id": "call_id", "started_at": "started_at"}


def test_a_missing_column_refuses_with_the_nearest_format_and_what_was_found(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read_text("call_id,agent,wait_s\nA,Ann,12\nB,Bo,3\n", tmp_path)
    assert (refusal.value.code, refusal.value.rows_read) == ("unknown_format", 2)
    assert "needs: started_at (" in refusal.value.message and "call_id, agent, wait_s" in refusal.value.message


def test_a_refusal_names_headers_that_would_do_and_no_file_of_ours(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read_text("promise_id,made_at\nA,2026-05-03\n", tmp_path, "promises")
    assert "due_at (due date, 到期时间, 承诺期限)" in refusal.value.message
    assert "README" not in refusal.value.message and "--format" not in refusal.value.message
    with pytest.raises(Refused, match=r"captured_at \(.*记录时间.*forwarded_at \("):
        read_text("feedback_id,colour\nA,red\n", tmp_path, "feedback")


EVALUATIONS = "Evaluation ID,Call ID,Evaluator,Evaluation date,Greeting (5)\nE1,A,Kim,2026-05-03,4\n"
PROMISES = "承诺编号,承诺时间,到期日期,通话编号\nP1,2026-05-03,2026-05-04,A\n"


@pytest.mark.parametrize("text, asked, found, chinese", [
    (EVALUATIONS, "promises", "evaluations", "质检评分"), (PROMISES, "calls", "promises", "承诺"),
    (SIMPLIFIED, "evaluations", "calls", "通话"), (PROMISES, "surveys", "promises", "承诺"),
])
def test_another_kind_of_data_is_recognised_and_named(tmp_path: Path, text: str, asked: str, found: str,
                                                      chinese: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_text(text, tmp_path, asked)
    assert (refusal.value.code, refusal.value.facts) == ("looks_like_kind", {"kind": asked, "looks_like": found})
    told = words_for("zh").issue("looks_like_kind", refusal.value.facts, refusal.value.message)
    assert f"像是“{chinese}”" in told and found not in told


DATED = [(kind, column) for kind in KINDS.values() for column in kind.columns
         if column.type in MOMENTS and column.type is not Type.MONTH]


@pytest.mark.parametrize("kind, column", [pytest.param(kind.name, column, id=f"{kind.name}-{column.name}")
                                          for kind, column in DATED])
def test_time_and_date_of_a_moment_are_the_same_in_chinese(kind: str, column: Column) -> None:
    format_ = next(format_ for format_ in CANONICAL if format_.kind == kind)
    words = accepted(kind, column.name)
    stems = {word[:-2] for word in words if word.endswith(("时间", "日期")) and len(word) > 2} - {"通话", "呼叫"}
    assert stems, "a moment has a Chinese header"
    for stem in stems:
        for header in (stem + end for end in ("时间", "日期", "日")):
            for spelled in (header, traditional(header)):
                mapping = map_columns(format_, (spelled,), True)
                assert column.name in mapping.sources, spelled


@pytest.mark.parametrize("header", ["到期日期", "到期日", "到期時間", "截止日期", "截止時間", "应完成日期"])
def test_a_promise_is_due_by_many_names(tmp_path: Path, header: str) -> None:
    read = read_text(f"承诺编号,登记日期,{header}\nA,2026-05-03,2026-05-04\n", tmp_path, "promises")
    record, = read.records()
    assert (record["made_at"], record["due_at"].day) == (at(2026, 5, 3), 4)


def test_a_start_in_two_columns_keeps_its_time_of_day(tmp_path: Path) -> None:
    for header in ("Start date,Start time", "开始日期,开始时间", "開始日期,開始時間"):
        read = read_text(f"call_id,{header}\nA,2026-05-03,10:15\n", tmp_path)
        assert read.records()[0]["started_at"] == at(2026, 5, 3, 10, 15)


def test_what_the_portal_calls_a_column_is_understood_as_its_header() -> None:
    for format_ in CANONICAL:
        for name in format_.columns:
            mapping = map_columns(format_, (SHOWN_IN_CHINESE[name],), True)
            assert name in mapping.sources, (format_.kind, SHOWN_IN_CHINESE[name])


def test_the_readme_lists_the_headers_as_the_code_has_them() -> None:
    readme = (Path(__file__).resolve().parents[1] / "imports" / "README.md").read_text(encoding="utf-8")
    for kind in KINDS:
        assert f"### {kind}\n{header_table(kind)}\n" in readme, f"write header_table({kind!r}) into imports/README.md"


def test_a_repeated_header_is_numbered_and_no_reason_to_refuse(tmp_path: Path) -> None:
    read = read_text("call_id,started_at,note,note,note\nA,2026-05-03,x,y,z\n", tmp_path)
    assert read.reading.columns_ignored == ["note", "note #2", "note #3"]
    assert [record["call_id"] for record in read.records()] == ["A"]
    sheet = read_text("call_id,evaluator,evaluated_at,Tone (5),Tone (5)\nA,Kim,2026-05-03,4,3\n", tmp_path,
                      "evaluations")
    assert [(c["criterion"], c["max_score"]) for c in sheet.records()[0]["criteria"]] == [("Tone", 5), ("Tone #2", 5)]


def test_one_over_long_row_does_not_widen_a_small_table(tmp_path: Path) -> None:
    read = read_text("call_id,agent,started_at\nA,Lee, Ann,2026-05-03\n", tmp_path)
    assert read.codes() == {2: ["split_row"]} and read.adds_up()


def test_a_due_date_column_must_exist_though_its_cells_may_be_blank(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="due_at"):
        read_text("promise_id,made_at\nA,2026-05-03\n", tmp_path, "promises")
    read = read_text("promise_id,made_at,due_at\nA,2026-05-03,\n", tmp_path, "promises")
    assert read.records()[0]["due_at"] is None
    assert [part.month for part in read.reading.parts] == ["2026-05"]


@pytest.mark.parametrize("header", ["Split/Skill,Calls Offered,ACD Calls,Avg Speed Ans,% Within Service Level",
                                    "日期,呼入量,接起率,平均等待时长", "Queue,Date,Offered,Answered Calls,AHT"])
def test_a_report_of_totals_is_no_list_of_calls(tmp_path: Path, header: str) -> None:
    row = ",".join("5" for _ in header.split(","))
    with pytest.raises(Refused) as refusal:
        read_text(f"{header}\n{row}\n{row}\n", tmp_path)
    assert refusal.value.code == "aggregated_report"


def test_a_format_can_be_forced_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    text = "Call Id,Agent,Date,Time,Answered (Y/N),Resolved,AvgTalkDuration\nA,Ann,2026-05-03,10:00:00,Y,Y,00:01:00\n"
    assert read_text(text, tmp_path).reading.format == "phonenow"
    assert read_text(text, tmp_path, format="canonical").reading.format == "canonical"
    with pytest.raises(Refused, match=r"lacks .*waiting time"):
        read_text(text, tmp_path, format="aircall")
    with pytest.raises(Refused, match=r"no format called 'excel'.*phonenow, aircall, .*canonical"):
        read_text(text, tmp_path, format="excel")


def test_the_vendor_must_come_from_somewhere(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read_text("call_id,started_at\nA,2026-05-03\n", tmp_path, vendor=None)
    assert refusal.value.code == "vendor_needed"


def test_all_unknown_vendors_are_named_at_once(tmp_path: Path) -> None:
    text = "call_id,vendor,started_at\nA,Harbour,2026-05-03\nB,Summit,2026-05-03\nC,Bluesea,2026-05-03\n"
    with pytest.raises(Refused) as refusal:
        read_text(text, tmp_path, vendor=None, vendors={"harbour": "harbour"})
    assert refusal.value.facts["vendors"] == "Bluesea, Summit"
    assert "openline vendors add" in refusal.value.message


def test_names_and_aliases_of_vendors_are_known_in_any_case(tmp_path: Path) -> None:
    text = "call_id,vendor,started_at\nA,HARBOUR Ltd ,2026-05-03\nB,蓝海,2026-05-03\nC,,2026-05-03\n"
    read = read_text(text, tmp_path, vendor=None, vendors={"harbour ltd": "harbour", "蓝海": "bluesea"})
    assert [(part.vendor, part.records) for part in read.reading.parts] == [("bluesea", 1), ("harbour", 1)]
    assert read.codes() == {4: ["missing_cell"]}


def test_the_given_vendor_wins_and_the_column_becomes_the_site(tmp_path: Path) -> None:
    read = read_text("call_id,vendor,started_at\nA,Manila 2,2026-05-03\n", tmp_path, vendor="harbour")
    assert read.reading.parts[0].vendor == "harbour"
    assert read.records()[0]["site"] == "Manila 2"


def test_a_reader_is_told_which_headers_are_expected() -> None:
    known = knows("calls")
    assert known("Call Id") and known("通话时长(秒)") and known("waiting time")
    assert not known("Fridge") and not known("2026-05-03")


def test_of_two_headers_that_mean_the_same_the_one_with_cells_is_read(tmp_path: Path) -> None:
    found = read_text("Interaction ID,Start Time,Csat,Rating,Agent Name\n"
                      "i-1,2026-05-03 10:00:00,,5,Ann\ni-2,2026-05-03 10:05:00,,2,Ben\n", tmp_path)
    assert [each["rating"] for each in found.records()] == [5, 2]
    empty = read_text("Interaction ID,Start Time,Csat,Rating,Agent Name\ni-1,2026-05-03 10:00:00,,,Ann\n", tmp_path)
    assert empty.reading.columns["rating"] in ("Csat", "Rating") and empty.adds_up()
