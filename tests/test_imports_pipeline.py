"""The whole way of a file: real exports against an independent reading, parts and report that add up."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from imports.errors import Refused
from imports.issues import CATALOGUE
from imports.parent import read_in_child
from imports.privacy import pseudonyms
from imports.request import Reading, ReadRequest
from scoring.records import CRITERION, KINDS
from tests.readings import KEY, NOW, Read, at, read_file, read_text

PHONENOW = [
    ("pwc-call-center/01 Call-Center-Dataset.xlsx", 5000), ("pwc-sql-variant/call_center.csv", 5000),
    ("pwc-imputed-variant/call_center_first_45_rows.csv", 45), ("opticonnect-call-center/Call_Center.csv", 1772),
    ("opticonnect-call-center/Call_Center.xlsx", 1772), ("opticonnect-call-center/Call_Center_RawFile .xlsx", 1772),
]


def _by_id(read: Read) -> dict[str, dict[str, Any]]:
    return {record["call_id"]: record for record in read.records()}


@pytest.mark.shared
@pytest.mark.parametrize("name, rows", PHONENOW)
def test_the_phonenow_family_is_read_whole(shared_data: Path, tmp_path: Path, name: str, rows: int) -> None:
    read = read_file(shared_data / name, tmp_path)
    reading = read.reading
    assert (reading.status, reading.format, reading.questions) == ("read", "phonenow", [])
    assert (reading.rows_read, reading.rows_stored, reading.rows_held_back, reading.rows_not_data) == (rows, rows, 0, 0)
    assert reading.records == sum(part.records for part in reading.parts) == len(read.records()) == rows


def _milliseconds(clock: time) -> int:
    return round(timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second,
                           microseconds=clock.microsecond).total_seconds() * 1000)


@pytest.mark.shared
def test_the_workbook_agrees_with_openpyxl_cell_by_cell(shared_data: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = shared_data / PHONENOW[0][0]
    stored = _by_id(read_file(path, tmp_path))
    rows = load_workbook(path, read_only=True).active.iter_rows(min_row=2, values_only=True)
    for call, agent, day, clock, topic, answered, resolved, speed, talk, rating in rows:
        record = stored[call]
        assert record["started_at"] == datetime.combine(date.fromisoformat(day), clock)
        assert (record["agent"], record["reason"]) == (agent, topic)
        assert record["outcome"] == ("answered" if answered == "Y" else "abandoned")
        assert record["resolved"] is (resolved == "Y")
        assert record["wait_ms"] == (None if speed is None else speed * 1000)
        assert record["talk_ms"] == (None if talk is None else _milliseconds(talk))
        assert record["rating"] == rating


@pytest.mark.shared
def test_the_same_calls_are_equal_in_every_re_export(shared_data: Path, tmp_path: Path) -> None:
    book, table, imputed = (_by_id(read_file(shared_data / name, tmp_path)) for name, _ in PHONENOW[:3])
    left_out = ("source_row", "also_rows", "flags")
    plain = [{key: value for key, value in record.items() if key not in left_out} for record in book.values()]
    assert plain == [{key: value for key, value in record.items() if key not in left_out} for record in table.values()]
    own = ("wait_ms", "talk_ms", "rating", *left_out)  # whoever filled the blanks let these columns slide up
    for call, record in imputed.items():
        assert {k: v for k, v in record.items() if k not in own} == {k: v for k,
                                                                     v in book[call].items() if k not in own}


@pytest.mark.shared
def test_fractions_of_a_day_are_read_to_the_second(shared_data: Path, tmp_path: Path) -> None:
    import pandas as pd

    frame = pd.read_csv(shared_data / PHONENOW[2][0])
    answered = frame[frame["Answered (Y/N)"] == "Y"]
    stored = _by_id(read_file(shared_data / PHONENOW[2][0], tmp_path))
    seconds = dict(zip(answered["Call Id"], (answered["AvgTalkDuration"] * 86400).round(), strict=True))
    assert {call: stored[call]["talk_ms"] for call in seconds} == {call: s * 1000 for call, s in seconds.items()}
    assert all(record["started_at"].microsecond == 0 for record in stored.values())


@pytest.mark.shared
def test_made_up_values_on_unanswered_calls_are_flagged(shared_data: Path, tmp_path: Path) -> None:
    import pandas as pd

    path = shared_data / PHONENOW[2][0]
    frame = pd.read_csv(path)
    unanswered = frame[frame["Answered (Y/N)"] == "N"]
    read = read_file(path, tmp_path)
    assert len(unanswered) > 0
    assert read.reading.issue_counts == {"impossible_unanswered_talk": len(unanswered)}
    assert [issue.row for issue in read.reading.issues] == [index + 2 for index in unanswered.index]


@pytest.mark.shared
def test_opticonnect_reads_the_same_from_csv_and_both_workbooks(shared_data: Path, tmp_path: Path) -> None:
    import pandas as pd

    table, book, raw = (_by_id(read_file(shared_data / name, tmp_path)) for name, _ in PHONENOW[3:])
    assert book.keys() == raw.keys() == table.keys()
    for call, record in table.items():
        for other in (book[call], raw[call]):
            same = ("started_at", "agent", "reason", "outcome", "resolved", "wait_ms", "rating", "day")
            assert {key: record[key] for key in same} == {key: other[key] for key in same}, call
            assert abs((record["talk_ms"] or 0) - (other["talk_ms"] or 0)) <= 500, call
    frame = pd.read_csv(shared_data / PHONENOW[3][0], encoding="utf-8-sig")
    started = pd.to_datetime(frame["Date"] + " " + frame["Time"], format="%d-%m-%Y %H:%M:%S")
    assert dict(zip(frame["Call Id"], started.dt.to_pydatetime(), strict=True)) == {
        call: record["started_at"] for call, record in table.items()}
    talk = pd.to_timedelta(frame["AvgTalkDuration"]).dt.total_seconds().sum()
    assert sum(record["talk_ms"] or 0 for record in table.values()) == talk * 1000


@pytest.mark.shared
def test_aircall_is_read_in_utc_with_the_voice_menu_taken_off_the_wait(shared_data: Path, tmp_path: Path) -> None:
    read = read_file(shared_data / "aircall-export/aircall_calls_sample_masked.csv", tmp_path, country_code="61")
    assert [(r["started_at"], r["direction"], r["outcome"], r["wait_ms"], r["ivr_ms"], r["talk_ms"], r["ended_by"],
             r["agent"])
            for r in read.records()] == [
        (at(2025, 12, 4, 7, 57, 14, 83000), "inbound", "abandoned", 155000, 62000, None, "customer", None),
        (at(2025, 12, 4, 7, 53, 35), "inbound", "answered", 29000, 15000, 486000, "agent", "Agent A"),
        (at(2025, 12, 4, 7, 35, 40), "inbound", "answered", 30000, 6000, 375000, "customer", "Agent B"),
        (at(2025, 12, 4, 7, 33, 54), "outbound", "answered", 7000, None, 191000, "customer", "Agent C"),
        (at(2025, 12, 4, 12, 42, 37, 34000), "inbound", "after_hours", 26000, None, None, "agent", None)]
    assert [r["customer"] for r in read.records()] == pseudonyms(
        ["+61400000001", "+61400000002", "+61400000003", "+61400000004", "+61400000005"], KEY)
    assert read.reading.issues == [] and read.adds_up()


@pytest.mark.shared
@pytest.mark.parametrize("name, rows, records", [
    ("boston311-100.csv", 100, 100), ("boston311-100-20dupes-random.csv", 100, 80), ("boston311-100-deduped.csv", 80,
                                                                                     80),
    ("boston311-100-diff.csv", 100, 100), ("NYC311-5.csv", 5, 5), ("NYC311-5.ssv", 5, 5), ("NYC311-5.tsv", 5, 5),
])
def test_city_requests_are_read_as_promises(shared_data: Path, tmp_path: Path, name: str, rows: int,
                                            records: int) -> None:
    read = read_file(shared_data / "boston311-promises" / name, tmp_path, "promises", timezone="America/New_York")
    assert (read.reading.rows_read, read.reading.rows_stored, read.reading.records) == (rows, rows, records)
    assert read.reading.rows_held_back == 0


@pytest.mark.shared
def test_boston_agrees_with_pandas(shared_data: Path, tmp_path: Path) -> None:
    import pandas as pd

    path = shared_data / "boston311-promises/boston311-100.csv"
    frame = pd.read_csv(path, dtype=str)
    records = read_file(path, tmp_path, "promises").records()
    assert [record["promise_id"] for record in records] == frame["case_enquiry_id"].tolist()
    for column, stored in (("open_dt", "made_at"), ("target_dt", "due_at"), ("closed_dt", "kept_at")):
        expected = [None if pd.isna(moment) else moment.to_pydatetime() for moment in pd.to_datetime(frame[column])]
        assert [record[stored] for record in records] == expected
    assert sum(record["status"] == "kept" for record in records) == (frame["case_status"] == "Closed").sum()
    assert sum(record["due_at"] is None for record in records) == 11


@pytest.mark.shared
def test_nyc_is_the_same_from_three_delimiters(shared_data: Path, tmp_path: Path) -> None:
    three = [read_file(shared_data / f"boston311-promises/NYC311-5.{end}", tmp_path, "promises").records()
             for end in ("csv", "ssv", "tsv")]
    assert three[0] == three[1] == three[2]


@pytest.mark.shared
def test_a_table_of_something_else_is_refused_with_a_sentence(shared_data: Path, tmp_path: Path) -> None:
    for kind in KINDS:
        with pytest.raises(Refused) as refusal:
            read_file(shared_data / "boston311-promises/inputskiptest.csv", tmp_path, kind)
        assert refusal.value.code == "unknown_format" and refusal.value.rows_read > 0
        assert "column1, column2" in refusal.value.message


def test_staged_files_hold_every_stored_column_with_its_type(tmp_path: Path) -> None:
    sheets = {
        "calls": "call_id,started_at\nA,2026-05-03\n", "promises": "promise_id,made_at,due_at\nA,2026-05-03,\n",
        "evaluations": "call_id,evaluator,evaluated_at,Greeting [5]\nA,Kim,2026-05-03,4\n",
        "feedback": "feedback_id,captured_at,forwarded_at\nA,2026-05-03,\n",
        "surveys": "survey_id,run_by,invited_at\nA,client,2026-05-03\n",
        "complaints": "complaint_id,received_at,via\nA,2026-05-03,letter\n",
        "intervals": "start_at,minutes,counted_by,offered\n2026-05-03 10:00,30,carrier,7\n",
        "staff": "agent,hired_at\nKim,2024-02-01\n", "costs": "month,amount,currency\n2026-05,1200.50,EUR\n",
    }
    for kind in KINDS.values():
        part, = read_text(sheets[kind.name], tmp_path, kind.name).reading.parts
        described = duckdb.connect().execute(f"DESCRIBE SELECT * FROM read_parquet('{part.file}')").fetchall()
        types = {row[0]: row[1] for row in described}
        own = {"site": "VARCHAR", "day": "DATE", "flags": "INTEGER", "source_row": "INTEGER",
               "also_rows": "INTEGER[]"}
        left_out = {"vendor", "criterion", "score", "max_score", "weight"} if kind.name == "evaluations" else {"vendor"}
        expected = {c.stored: c.sql_type for c in kind.columns if c.name not in left_out} | own
        if kind.name == "evaluations":
            expected["criteria"] = f"{CRITERION}[]"
        assert {name: type_.replace('"', "") for name, type_ in types.items()} == expected


def test_a_row_belongs_to_the_month_of_the_clients_own_clock(tmp_path: Path) -> None:
    read = read_text("call_id,started_at\nA,2026-04-30 23:30:00\nB,2026-04-30 15:30:00\n", tmp_path,
                     client="Asia/Shanghai",
                     timezone="UTC")
    assert [(part.month, part.records) for part in read.reading.parts] == [("2026-04", 1), ("2026-05", 1)]
    assert [record["day"] for record in read.records()] == [date(2026, 5, 1), date(2026, 4, 30)]


def test_calls_lie_as_their_export_has_them(tmp_path: Path) -> None:
    rows = "".join(f"C{n},2026-05-{3 + n % 5:02d} 10:00,1380013{n % 7:04d}\n" for n in range(50))
    read = read_text("call_id,started_at,customer\n" + rows, tmp_path)
    stored = pq.read_table(read.reading.parts[0].file).to_pylist()
    assert [row["call_id"] for row in stored] == [f"C{n}" for n in range(50)]


def test_one_customer_in_many_spellings_is_one_pseudonym(tmp_path: Path) -> None:
    rows = ["+86 138 0013 8000", "13800138000", "008613800138000", "anonymous", "", "0"]
    read = read_text("call_id,started_at,customer\n" + "".join(f"C{n},2026-05-03,{text}\n" for n,
                                                               text in enumerate(rows)), tmp_path,
                     country_code="86")
    keys = [record["customer"] for record in read.records()]
    assert len(set(keys[:3])) == 1 and keys[0] is not None and keys[3:] == [None, None, None]


def test_the_preview_leaves_customers_out_and_can_be_written_as_json(tmp_path: Path) -> None:
    read = read_text("call_id,started_at,customer,wait_s\nA,2026-05-03 10:00:00,13800138000,5\n", tmp_path)
    assert read.reading.preview == [{"row": 2, "call_id": "A", "vendor": "acme", "started_at": "2026-05-03T10:00:00",
                                     "channel": "voice",
                                     "direction": "inbound", "wait_ms": 5000}]
    read.reading.write(tmp_path / "reading.json")
    assert Reading.load(tmp_path / "reading.json") == read.reading
    assert "13800138000" not in json.dumps(read.reading.preview)


def test_a_reading_is_the_same_every_time(tmp_path: Path) -> None:
    rows = "".join(f"C{n % 40},2026-05-03 10:{n % 60:02d},Agent {n % 3},{n % 4}\n" for n in range(60))
    texts = [read_text("call_id,started_at,agent,wait_s\n" + rows, tmp_path) for _ in range(2)]
    digests = [[hashlib.sha256(Path(part.file).read_bytes()).hexdigest() for part in read.reading.parts]
               for read in texts]
    assert digests[0] == digests[1]


def test_an_unknown_time_zone_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="'Mars/Olympus' is not a time zone"):
        read_text("call_id,started_at\nA,2026-05-03\n", tmp_path, timezone="Mars/Olympus")


def test_a_header_without_records_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read_text("call_id,started_at\nTotal,\n", tmp_path)
    assert (refusal.value.code, refusal.value.rows_read) == ("no_records", 1)


def test_the_child_process_answers_readings_and_refusals_alike(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(KEY)
    answers = {}
    for name, text in (("good", "call_id,started_at\nA,2026-05-03\n"), ("bad", "id,colour\nA,red\n")):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        answers[name] = read_in_child(ReadRequest(str(path), path.name, "calls", str(tmp_path / name), NOW, "UTC",
                                                  str(tmp_path / "key"), vendor="acme"))
    good, bad = answers["good"], answers["bad"]
    assert (good.status, good.records, Path(good.parts[0].file).exists()) == ("read", 1, True)
    assert set(good.seconds) == {"read", "type", "check", "write"}
    assert (bad.status, bad.rows_read, bad.rows_held_back, bad.issues[0].code) == ("refused", 1, 1, "unknown_format")


def test_required_cells_are_columns_of_their_kind() -> None:
    for kind in KINDS.values():
        assert set(kind.needs) <= {column.name for column in kind.columns}
        assert kind.needs


def test_the_readme_lists_the_catalogue_as_the_code_has_it() -> None:
    readme = (Path(__file__).resolve().parents[1] / "imports" / "README.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in readme.splitlines() if line.startswith("| `")]
    listed = {row[1].strip().strip("`"): (row[2].strip(), row[3].strip()) for row in rows if len(row) == 5}
    assert listed == {code: (entry.effect.value, entry.sentence) for code, entry in CATALOGUE.items()}


@pytest.mark.parametrize("kind", ["nonsense", "", "calls\n", "it's"])
def test_a_kind_nobody_knows_is_refused_by_its_name(tmp_path: Path, kind: str) -> None:
    with pytest.raises(Refused, match="There is no kind") as caught:
        read_text("call_id,started_at\nA,2026-05-03\n", tmp_path, kind)
    assert caught.value.code == "unknown_kind" and "evaluations" in caught.value.message


@pytest.mark.parametrize("blank", ["", "   ", "\n\t"])
def test_a_blank_vendor_is_none_and_the_file_is_asked(tmp_path: Path, blank: str) -> None:
    head = "call_id,started_at"
    named = read_text(f"{head},vendor\nA,2026-05-03,Acme\n", tmp_path, vendor=blank, vendors={"acme": "acme"})
    assert [part.vendor for part in named.reading.parts] == ["acme"]
    with pytest.raises(Refused) as caught:
        read_text(f"{head}\nA,2026-05-03\n", tmp_path, vendor=blank)
    assert caught.value.code == "vendor_needed"


@pytest.mark.parametrize("odd", ["it's a \"day\"", "two\nlines", "a*b?[c]{d}", "x; DROP TABLE typed --", "月报"])
def test_folders_and_files_may_be_called_anything(tmp_path: Path, odd: str) -> None:
    folder = tmp_path / odd
    folder.mkdir()
    path = folder / f"{odd}.csv"
    path.write_text("call_id,started_at,agent\nA,2026-05-03,O'Hara\nB,never-ever,\n", encoding="utf-8")
    read = read_file(path, folder)
    assert [record["agent"] for record in read.records()] == ["O'Hara"] and Path(read.reading.held_back_file).is_file()


def test_a_file_whose_name_is_no_text_is_read_in_the_child_process(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"mai\xff.csv")
    path.write_text("call_id,started_at\nA,2026-05-03\n", encoding="utf-8")
    (tmp_path / "key").write_bytes(b"x" * 32)
    reading = read_in_child(ReadRequest(str(path), path.name, "calls", str(tmp_path / "out"), NOW, "UTC",
                                        str(tmp_path / "key"), vendor="acme"))
    assert (reading.status, reading.records) == ("read", 1)
