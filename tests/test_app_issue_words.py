"""What is wrong in a file is told in the reader's language, by the file's own headers, whatever the rule."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest

from app.access import Role, Viewer
from app.services import corrections, people, uploads
from app.services.import_order import ImportOrder
from app.services.issue_words import effect_of, header_of, issue_text, value_text, word_of
from app.services.preview import preview_of
from app.services.questions import answer_text, answered_text, question_text
from app.services.reports import FileReport, report_of
from app.services.uploads import Upload
from app.services.views_import import issue_groups, outcome_of, sum_of
from app.words import Words, words_for
from app.words.zh_columns import COLUMNS
from imports.formats import FORMATS
from imports.issues import CATALOGUE, Effect, issue
from imports.request import Question, Reading
from imports.words import choice_words
from scoring.records import KINDS, VendorCode
from storage.home import Store
from storage.scope import Scope
from tests.readings import read_text

ROOT = Path(__file__).resolve().parents[1]
ZH, EN = words_for("zh"), words_for("en")
HAN = re.compile("[\u4e00-\u9fff]")

CALLS = """话单id,开始时间,坐席,结果,是否接通,等待时长(秒),通话时长(秒),转接次数,满意度,结束时间
C1,不是时间,a,接通,是,5,60,0,5,2026-05-01 10:00:00
C2,,a,接通,是,5,60,0,5,2026-05-01 10:00:00
C3,2027-05-01 10:00:00,a,接通,是,5,60,0,5,2026-05-01 10:00:00
C4,2026-05-01 10:00:00,a,飞走了,是,5,60,0,5,2026-05-01 10:01:00
C5,2026-05-01 10:00:00,a,接通,也许,5,60,0,5,2026-05-01 10:01:00
C6,2026-05-01 10:00:00,a,接通,是,好久,60,0,5,2026-05-01 10:01:00
C7,2026-05-01 10:00:00,a,接通,是,-5,60,0,5,2026-05-01 10:01:00
C8,2026-05-01 10:00:00,a,接通,是,5,60,很多,5,2026-05-01 10:01:00
C9,2026-05-01 10:00:00,a,接通,是,5,60,-1,5,2026-05-01 10:01:00
C10,2026-05-01 10:00:00,a,接通,是,5,60,0,9,2026-05-01 10:01:00
C11,2026-05-01 10:00:00,a,接通,是,5,60,0,很好,2026-05-01 10:01:00
C12,2026-05-01 10:00:00,a,放弃,否,5,60,0,5,2026-05-01 10:01:00
C13,2026-05-01 10:00:00,a,接通,否,5,60,0,5,2026-05-01 10:01:00
C14,2026-05-01 10:00:00,,接通,是,,60,0,5,2026-05-01 09:00:00
C15,2026-05-01 10:00:00,a,接通,是,5,60,0,5,2026-05-01 10:01:00
C15,2026-05-01 10:00:00,a,接通,是,5,60,0,5,2026-05-01 10:01:00
C16,2026-05-01 10:00:00,a,接通,是,5,60,0,5,2026-05-01 10:01:00
C16,2026-05-01 10:00:00,a,接通,是,7,60,0,5,2026-05-01 10:01:00
C17,2026-05-01 10:00:00,a,接通,是,7,60,0,5,2026-05-01 10:01:00
C17,2026-08-01 10:00:00,a,接通,是,7,60,0,5,2026-08-01 10:01:00
合计,,,,,,,,,
"""
SHEET = """质检编号,通话编号,质检员,质检日期,致命错误,未解决原因,反馈倾向,评分项,得分,满分
Q1,K1,赵敏,2026-05-01 10:00:00,轻微,心情不好,还行,问候,5,5
Q2,K2,赵敏,2026-05-01 10:00:00,轻微,,,问候,5,5
Q3,K3,赵敏,2026-05-01 10:00:00,,,,问候,9,5
"""


def report(text: str, tmp_path: Path, kind: str) -> FileReport:
    return report_of("甲.csv", read_text(text, tmp_path, kind).reading, status="stored")


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> FileReport:
    return report(CALLS, tmp_path_factory.mktemp("calls"), "calls")


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> FileReport:
    return report(SHEET, tmp_path_factory.mktemp("sheet"), "evaluations")


def test_every_issue_of_a_real_file_is_told_in_chinese_by_the_headers_of_the_file(
        calls: FileReport, sheet: FileReport) -> None:
    names = {name for kind in KINDS.values() for name in (column.name for column in kind.columns) if "_" in name}
    for each in (calls, sheet):
        for found in each.issues:
            told = issue_text(found, ZH, each.kind, each.columns)
            assert HAN.search(told) and told != found.message, found
            assert not any(name in told for name in names), told
    assert {found.code for found in (*calls.issues, *sheet.issues)} >= {
        "missing_cell", "not_a_time", "not_a_choice", "not_yes_no", "not_a_duration", "not_a_count", "not_a_number",
        "future", "negative_duration", "negative_count", "out_of_range", "impossible_unanswered_talk",
        "outcome_contradicts", "answered_without_wait", "answered_without_agent", "ended_before_start",
        "exact_duplicate", "older_version", "id_used_again", "total_row", "score_above_max",
    }


def test_english_too_names_the_header_of_the_file(calls: FileReport) -> None:
    told = {found.code: issue_text(found, EN, "calls", calls.columns) for found in calls.issues}
    assert told["not_a_time"] == ("“开始时间” holds no date or time that can be read. "
                                  "Write it as 2026-05-03 14:05:00.")
    assert "after hours" in told["not_a_choice"] and "after_hours" not in told["not_a_choice"]


def test_a_refusal_is_given_every_fact_its_chinese_sentence_needs() -> None:
    """Every place in the reading of files that refuses one names the facts of its sentence."""
    seen = set()
    for path in sorted((ROOT / "imports").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            code, refuses = node.args[0], node.func.id in ("refused", "Refused")
            if refuses and isinstance(code, ast.Constant) and isinstance(code.value, str):
                given = {keyword.arg for keyword in node.keywords}
                if None in given:
                    continue
                needed = {name for _, name, _, _ in Formatter().parse(CATALOGUE[code.value].sentence) if name}
                assert needed <= given, f"{path.name}: {code.value}"
                seen.add(code.value)
    assert len(seen) > len([entry for entry in CATALOGUE.values() if entry.effect is Effect.REFUSES]) / 2


def test_three_problems_of_one_row_are_three_lines_and_each_row_is_named_once(sheet: FileReport) -> None:
    groups = {group.column: group for group in issue_groups(sheet) if group.code == "not_a_choice"}
    assert {column: (group.count, group.rows, group.values) for column, group in groups.items()} == {
        "critical_error": (2, (2, 3), ("轻微",)), "blocked_by": (1, (2,), ("心情不好",)),
        "feedback_polarity": (1, (2,), ("还行",)),
    }
    told = issue_text(groups["critical_error"].example, ZH, "evaluations", sheet.columns)
    assert told == "“致命错误”中的词无法识别。可用的有：客户、业务、合规。"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_words_offered_for_a_choice_are_understood_when_typed(language: str) -> None:
    for kind in KINDS.values():
        for column in kind.columns:
            known = choice_words(column.name, column.choices)
            for choice in column.choices:
                word = word_of(choice, column, language)
                assert known.get(word, choice if word == choice.replace("_", " ") else None) == choice, (column, choice)


def test_every_column_has_a_chinese_name() -> None:
    assert {column.name for kind in KINDS.values() for column in kind.columns} <= set(COLUMNS)
    assert header_of("wait_s", {}, ZH) == "等待时长"
    assert header_of("wait_s", {"wait_s": "排队秒数"}, ZH) == "排队秒数"


def test_what_became_of_the_rows_is_said_rule_by_rule(calls: FileReport) -> None:
    effects = {found.code: effect_of(found) for found in calls.issues}
    assert effects["exact_duplicate"] == "stored_once" and effects["older_version"] == "replaced"
    assert effects["not_a_time"] == "held_back" and effects["out_of_range"] == "set_aside"
    assert effects["total_row"] == "not_data" and effects["answered_without_agent"] == "flagged"
    assert effect_of(issue(None, "", "", "no_header")) == "refused"
    every = {effect_of(issue(2, "", "", code)) for code in CATALOGUE}
    assert [effect for effect in every if not (EN.has(f"issue.{effect}") and ZH.has(f"issue.{effect}"))] == []


def test_a_file_of_which_no_row_can_be_stored_is_not_called_stored() -> None:
    none = FileReport("a.csv", "calls", "f", "b7", "stored", rows_read=5, rows_held_back=5)
    assert outcome_of(none) == "nothing"
    assert outcome_of(FileReport("a.csv", "calls", "f", "", "stored", rows_read=5, rows_stored=5)) == "ready"
    assert outcome_of(FileReport("a.csv", "calls", "f", "b7", "stored", rows_read=5, rows_stored=5)) == "stored"
    waiting = FileReport("a.csv", "calls", "f", "", "needs_answer", rows_read=5, rows_held_back=5)
    assert [part.name for part in sum_of(waiting)] == ["waiting"]


ASKED = FileReport("a.csv", "calls", "f", "", "needs_answer", columns={"call_id": "话单id"})


@pytest.mark.parametrize(("words", "asked", "answers"), [
    (EN, "Does 03/04/2026 in “Start” mean 3 April 2026 or 4 March 2026?",
     ["day/month/year: 3 April 2026", "month/day/year: 4 March 2026"]),
    (ZH, "“Start”中的 03/04/2026 是2026年4月3日还是2026年3月4日？",
     ["日/月/年：2026年4月3日", "月/日/年：2026年3月4日"]),
])
@pytest.mark.parametrize("example", ["03/04/2026 09:00", "03/04/2026"])
def test_the_order_of_a_date_is_asked_as_a_sentence(words: Words, asked: str, answers: list[str], example: str) -> None:
    question = Question("date_order", "Start", ["dmy", "mdy"], example)
    assert question_text(question, ASKED, words) == asked
    assert [answer_text(question, choice, words) for choice in question.choices] == answers


def test_a_date_of_six_digits_is_asked_as_a_sentence() -> None:
    question = Question("date_order", "Start", ["ymd", "dmy", "mdy"], "120526")
    assert question_text(question, ASKED, EN) == (
        "Does 120526 in “Start” mean 26 May 2012, 12 May 2026 or 5 December 2026?")
    assert answer_text(question, "ymd", ZH) == "年/月/日：2012年5月26日"
    assert answer_text(question, "dmy", EN) == "day/month/year: 12 May 2026"


def test_a_date_that_only_one_order_reads_is_quoted_as_it_stands() -> None:
    question = Question("date_order", "Start", ["dmy", "mdy"], "13/05/2026")
    assert question_text(question, ASKED, EN) == "How is “Start” meant? For example: 13/05/2026"
    assert answer_text(question, "mdy", EN) == "month/day/year"


def test_units_midnights_and_used_ids_are_asked_as_sentences() -> None:
    unit = Question("duration_unit", "Talk", ["s", "min"], "4.5")
    assert question_text(unit, ASKED, ZH) == "“Talk”中的 4.5 是秒还是分钟？"
    assert question_text(unit, ASKED, EN) == "Does 4.5 in “Talk” mean seconds or minutes?"
    assert [answer_text(unit, choice, EN) for choice in unit.choices] == ["seconds", "minutes"]
    day = Question("midnight", "Due", ["end_of_day", "midnight"], "2026-05-04 00:00:00")
    assert question_text(day, ASKED, ZH).startswith("“Due”中的 2026-05-04 00:00:00 是指当天全天还是零点整？")
    assert question_text(day, ASKED, EN).startswith(
        "Does 2026-05-04 00:00:00 in “Due” mean the whole day or midnight exactly?")
    assert [answer_text(day, choice, EN) for choice in day.choices] == ["the whole day", "midnight exactly"]
    told = replace(ASKED, answered={"midnight": "end_of_day"})
    assert (answered_text(told, EN), answered_text(told, ZH)) == (
        "as answered: 00:00 means the whole day", "按已给出的回答：00:00 指当天全天")
    used = Question("id_used_again", "call_id", ["hold_back"], "12 ids are stored already")
    assert "话单id" in question_text(used, ASKED, ZH) and not re.search("stored", question_text(used, ASKED, ZH))
    assert answer_text(used, "hold_back", ZH) == "退回这些行"


def test_a_short_year_is_read_as_the_reading_reads_it() -> None:
    question = Question("date_order", "Start", ["dmy", "mdy"], "03.04.26")
    assert answer_text(question, "dmy", EN) == "day/month/year: 3 April 2026"
    odd = Question("date_order", "Start", ["dmy", "mdy"], "?")
    assert question_text(odd, ASKED, EN) == "How is “Start” meant? For example: ?"
    assert answer_text(odd, "dmy", EN) == "day/month/year"


def test_first_rows_stand_as_the_file_writes_them(tmp_path: Path) -> None:
    reading: Reading = read_text("话单id,开始时间,结果,等待时长(秒)\nC1,2026-05-01 10:00:00,接通,75\n", tmp_path,
                                 timezone="Asia/Shanghai").reading
    heads, rows = preview_of(report_of("a.csv", reading), ZH, {"acme": "蓝海"})
    assert heads == ["行号", "话单id", "供应商", "开始时间", "结果", "等待时长(秒)"]
    assert rows == [["2", "C1", "蓝海", "2026-05-01 10:00:00", "接通", "75 秒"]]


def test_the_nearest_format_is_called_by_what_it_holds_and_whole_numbers_as_one_writes_them() -> None:
    nearest = next(each for each in FORMATS if each.kind == "evaluations" and each.by_meaning)
    far = issue(None, "", "", "unknown_format", nearest=nearest.title, missing="call_id", found="x")
    assert "最接近的是“质检评分”" in issue_text(far, ZH, "evaluations", {})
    above = issue(4, "Greeting", "7.0", "score_above_max", criterion="Greeting", max_score=5.0)
    assert issue_text(above, EN, "evaluations", {}).endswith("above its maximum of 5.")
    assert [value_text(text) for text in ("7.0", "-7.0", "7.05", "1.0.0", "v7.0")] == [
        "7", "-7", "7.05", "1.0.0", "v7.0"]


def test_every_format_is_called_by_a_name_and_not_by_its_code() -> None:
    for each in FORMATS:
        assert each.by_meaning or (EN.has(f"format.{each.name}") and ZH.has(f"format.{each.name}")), each.name


def test_rows_that_go_back_to_a_vendor_say_why_in_chinese_by_the_headers_of_their_file(store: Store) -> None:
    people.add_person(store, "mia", role="manager", name="Mia", password="correct horse battery")
    viewer = Viewer(1, "mia", "Mia", Role.MANAGER, None, "zh")
    text = "话单id,开始时间,坐席,通话结果\nC1,不是时间,a,接通\nC2,2026-05-01 10:00:00,a,飞走了\n"
    order = ImportOrder("calls", vendor="acme")
    report = uploads.bring_in(store, Upload("甲.csv", text.encode()), order, viewer=viewer)
    held = corrections.held_back(store, Scope(frozenset({VendorCode("acme")})), report.batch, "zh")
    first, second = (row[1] for row in held.rows)
    assert first == "“开始时间”不是可识别的日期时间。请写成 2026-05-03 14:05:00 的形式。"
    assert second.startswith("“通话结果”中的词无法识别。可用的有：接通、")
