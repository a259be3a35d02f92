"""Every declared format beside a small sample of its shape, with what must come out of it written by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from imports import recognise as recognition
from imports.formats import FORMATS, DateAndTime, Format, Reckoned, Sql
from imports.mapping import map_columns
from scoring.records import KINDS
from tests.readings import at, read_file, read_text

DATA = Path(__file__).parent / "data"


def scored(criterion: str, score: float | None, most: float | None, *, weight: float = 1, na: bool = False) -> Any:
    """One criterion as it is stored."""
    return {"criterion": criterion, "score": score, "max_score": most, "weight": weight, "na": na}


GOLDEN: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "aircall": ("calls", [
        {"call_id": "AC1", "started_at": at(2026, 3, 2, 9, 0, 0, 120000), "direction": "inbound", "queue": "Support",
         "reason": "Billing", "agent": "Mira", "outcome": "answered", "wait_ms": 20000, "ivr_ms": 30000,
         "talk_ms": 150000,
         "ended_by": "agent", "ended_at": at(2026, 3, 2, 9, 3, 20, 120000), "flags": 0},
        {"call_id": "AC2", "agent": None, "outcome": "abandoned", "wait_ms": 60000, "talk_ms": None,
         "ended_by": "customer"},
        {"call_id": "AC3", "outcome": "after_hours", "wait_ms": 26000},
        {"call_id": "AC4", "direction": "outbound", "outcome": "answered", "talk_ms": 60000},
        {"call_id": "AC5", "wait_ms": 9000, "talk_ms": 90000, "flags": 128},
    ]),
    "amazon_connect": ("calls", [
        {"call_id": "c-1", "started_at": at(2026, 3, 2, 9), "channel": "voice", "direction": "inbound",
         "queue": "Refunds", "agent": "noor", "outcome": "answered", "wait_ms": 40000, "talk_ms": 440000,
         "hold_ms": 60000, "wrap_ms": 50000, "transfers": 1, "ended_at": at(2026, 3, 2, 9, 9), "ended_by": "customer"},
        {"call_id": "c-3", "outcome": "abandoned", "wait_ms": 100000, "talk_ms": None, "agent": None},
        {"call_id": "c-4", "channel": "chat", "direction": "inbound", "outcome": "self_served", "wait_ms": None},
        {"call_id": "c-6", "outcome": None, "wait_ms": 200000},
        {"call_id": "c-5", "direction": "outbound", "callback_of": "c-6", "outcome": "answered", "wait_ms": 30000,
         "ended_by": "agent"},
    ]),
    "avaya_cms": ("intervals", [
        {"start_at": at(2026, 3, 16, 9), "minutes": 30, "counted_by": "vendor", "channel": "voice", "queue": "23 Sales",
         "offered": 50, "answered": 45, "answered_in_t": 40, "threshold_ms": 60000, "abandoned": 5,
         "wait_sum_ms": 540000, "handle_sum_ms": None, "flags": 0},
        {"start_at": at(2026, 3, 16, 9, 30), "minutes": 30, "offered": 61, "wait_sum_ms": 51 * 65000},
        {"start_at": at(2026, 3, 16, 23, 30), "minutes": 30, "offered": 0, "wait_sum_ms": 0},
    ]),
    "genesys_queues": ("intervals", [
        {"start_at": at(2026, 3, 2, 9), "minutes": 30, "channel": "voice", "queue": "Billing", "offered": 40,
         "answered": 36, "answered_in_t": None, "threshold_ms": None, "abandoned": 4, "short_abandoned": 1,
         "wait_sum_ms": 36 * 21000},
        {"channel": "chat", "offered": 7, "answered": 7, "abandoned": 0, "wait_sum_ms": 63000},
        {"start_at": at(2026, 3, 2, 9, 30), "offered": 38, "wait_sum_ms": 30 * 70000},
    ]),
    "iex": ("intervals", [
        {"start_at": at(2026, 3, 2, 9), "minutes": 30, "queue": "Care", "offered": 20, "answered": 19, "abandoned": 1,
         "wait_sum_ms": 19 * 11000},
        {"start_at": at(2026, 3, 2, 9, 30), "offered": 24},
        {"start_at": at(2026, 3, 14, 9), "minutes": 30, "offered": 9},
    ]),
    "five9": ("calls", [
        {"call_id": "300000001", "started_at": at(2026, 3, 2, 10), "direction": "inbound", "programme": "Billing",
         "agent": "Mira Sol", "outcome": "answered", "wait_ms": 23000, "talk_ms": 240000, "reason": "Resolved"},
        {"call_id": "300000002", "agent": None, "outcome": "abandoned", "wait_ms": 41000},
        {"call_id": "300000003", "direction": "outbound", "outcome": "answered", "wait_ms": None, "talk_ms": 120000},
        {"call_id": "300000004", "direction": "inbound", "outcome": "voicemail", "wait_ms": 70000},
    ]),
    "genesys": ("calls", [
        {"call_id": "11111111-aaaa", "started_at": at(2026, 3, 2, 9), "channel": "voice", "direction": "inbound",
         "queue": "Billing", "agent": "Mira Sol", "reason": "Refund", "outcome": "answered", "wait_ms": 23000,
         "talk_ms": 240000, "hold_ms": 20000, "wrap_ms": 40000, "ivr_ms": 5000, "transfers": 0, "ended_by": "customer"},
        {"call_id": "11111111-bbbb", "agent": None, "outcome": "abandoned", "wait_ms": 41000, "talk_ms": None},
        {"call_id": "11111111-cccc", "started_at": at(2026, 3, 14, 9, 20), "transfers": 1, "ended_by": None},
        {"call_id": "11111111-dddd", "queue": "Refunds", "agent": "Mira Sol", "outcome": "answered"},
        {"call_id": "11111111-eeee", "channel": "chat", "queue": None, "agent": None, "outcome": "self_served"},
    ]),
    "huadan": ("calls", [
        {"call_id": "100000000000000001", "started_at": at(2026, 3, 2, 9), "direction": "inbound", "queue": "售后",
         "agent": "张三", "outcome": "answered", "wait_ms": 25000, "talk_ms": 270000, "ended_by": "customer",
         "ended_at": at(2026, 3, 2, 9, 5)},
        {"call_id": "100000000000000002", "agent": None, "outcome": "abandoned", "wait_ms": 55000,
         "ended_by": "customer"},
        {"call_id": "100000000000000003", "direction": "outbound", "outcome": None, "ended_by": "customer"},
    ]),
    "asterisk_queue_log": ("calls", [
        {"call_id": "1772442590.11", "started_at": at(2026, 3, 2, 9, 10), "queue": "support", "agent": "PJSIP/mira",
         "outcome": "answered", "wait_ms": 20000, "talk_ms": 111000, "transfers": 0, "ended_by": "agent",
         "ended_at": at(2026, 3, 2, 9, 12, 11), "flags": 0, "source_row": 3},
        {"call_id": "1772442800.13", "agent": None, "outcome": "abandoned", "wait_ms": 45000, "talk_ms": None,
         "transfers": 0, "ended_by": "customer", "ended_at": at(2026, 3, 2, 9, 14, 5)},
        {"call_id": "1772442900.14", "started_at": at(2026, 3, 2, 9, 15), "queue": "second line",
         "agent": "PJSIP/omar", "outcome": "answered", "wait_ms": 45000, "talk_ms": 60000, "transfers": 1,
         "ended_by": None, "ended_at": None, "flags": 0},
        {"call_id": "1772443100.16", "outcome": "overflow", "wait_ms": 30000},
        {"call_id": "1772443150.17", "started_at": at(2026, 3, 2, 9, 19, 15), "customer": None, "wait_ms": 25000,
         "talk_ms": 120000, "ended_by": "customer"},
        {"call_id": "1772443400.18", "outcome": None, "wait_ms": None, "transfers": None, "flags": 8192},
        {"call_id": "1772443500.20", "outcome": "answered", "wait_ms": 7000, "talk_ms": None, "transfers": None,
         "ended_at": None, "flags": 16384},
    ]),
    "vicidial": ("calls", [
        {"call_id": "7001/2026-03-02 09:00:10", "started_at": at(2026, 3, 2, 9, 0, 10), "direction": "inbound",
         "queue": "SUPPORT", "reason": "Sale made", "agent": "mira", "outcome": "answered", "wait_ms": 20000,
         "talk_ms": 120000, "flags": 0},
        {"customer": None, "agent": None, "outcome": "abandoned", "wait_ms": 45000, "talk_ms": None, "flags": 0},
        {"outcome": "after_hours", "wait_ms": 0},
        {"direction": "outbound", "outcome": "answered", "wait_ms": None, "talk_ms": 61000},
        {"direction": "outbound", "outcome": "abandoned", "agent": None, "talk_ms": None},
    ]),
    "cxone": ("calls", [
        {"call_id": "810001", "started_at": at(2026, 3, 13, 9), "channel": "voice", "programme": "Care",
         "queue": "Support", "agent": "Mira", "outcome": "answered", "ivr_ms": 12000, "wait_ms": 25000,
         "talk_ms": 180000, "hold_ms": 10000, "wrap_ms": 8000, "flags": 0},
        {"call_id": "810002", "agent": None, "outcome": "abandoned", "wait_ms": 70000, "talk_ms": 0, "flags": 0},
        {"call_id": "810003", "queue": "Billing", "agent": "Omar", "outcome": "answered", "wait_ms": 15000,
         "talk_ms": 150000, "wrap_ms": 10000, "transfers": 1},
        {"call_id": "810005", "channel": "chat", "wait_ms": 8000},
    ]),
    "huawei_aicc": ("calls", [
        {"call_id": "1772442000-11", "started_at": at(2026, 3, 2, 9), "queue": "23", "agent": "6001", "ivr_ms": 20000,
         "outcome": "answered", "wait_ms": 35000, "talk_ms": 125000, "transfers": 0, "ended_at": at(2026, 3, 2, 9, 3)},
        {"call_id": "1772442600-12", "outcome": "abandoned", "wait_ms": 70000, "agent": None, "talk_ms": None},
        {"call_id": "1772443200-13", "outcome": "self_served", "ivr_ms": 60000, "wait_ms": None},
        {"call_id": "1772443800-14", "outcome": None, "wait_ms": None, "ended_at": None, "flags": 8192},
        {"call_id": "1772444400-15", "outcome": "answered", "agent": "6002", "wait_ms": 8000, "talk_ms": 106000,
         "transfers": 1, "flags": 0},
    ]),
    "asterisk_cdr": ("calls", [
        {"call_id": "1772442000.10", "started_at": at(2026, 3, 2, 9), "direction": "inbound", "agent": "PJSIP/1002",
         "outcome": "answered", "wait_ms": 12000, "talk_ms": 180000, "transfers": 1,
         "ended_at": at(2026, 3, 2, 9, 3, 20), "flags": 0},
        {"call_id": "1772442300.13", "outcome": "abandoned", "wait_ms": 30000, "talk_ms": None},
        {"call_id": "1772442600.15", "outcome": "voicemail", "wait_ms": None, "agent": None},
        {"call_id": "1772443200.18", "direction": "outbound", "agent": "PJSIP/1001", "outcome": "answered",
         "wait_ms": 9000, "talk_ms": 60000},
        {"call_id": "1772443800.20", "queue": "support", "outcome": "answered", "wait_ms": None, "talk_ms": None,
         "flags": 16384 + 4},
        {"call_id": "1772444400.22", "outcome": "self_served", "talk_ms": None},
    ]),
    "anonymous_bank": ("calls", [
        {"call_id": "33116", "started_at": at(1999, 3, 1, 8, 59, 40), "segment": "2", "reason": "PS", "agent": "DORIT",
         "outcome": "answered", "ivr_ms": 10000, "wait_ms": 30000, "talk_ms": 180000, "flags": 0},
        {"call_id": "33117", "customer": None, "outcome": "answered", "wait_ms": 0, "talk_ms": 61000, "flags": 0},
        {"call_id": "33118", "agent": None, "outcome": "abandoned", "wait_ms": 70000, "talk_ms": 0, "flags": 0},
    ]),
    "phonenow": ("calls", [
        {"call_id": "P1", "started_at": at(2026, 2, 28, 9, 12, 58), "agent": "Ada", "reason": "Fridge",
         "outcome": "answered", "resolved": True, "wait_ms": 109000, "talk_ms": 143000, "rating": 3.0, "flags": 0},
        {"call_id": "P2", "outcome": "abandoned", "resolved": False, "wait_ms": None, "talk_ms": None, "flags": 0},
        {"call_id": "P3", "started_at": at(2026, 3, 1, 10), "wait_ms": None, "talk_ms": None, "rating": None,
         "flags": 1},
    ]),
    "boston311": ("promises", [
        {"promise_id": "101000000001", "made_at": at(2026, 1, 5, 8), "due_at": at(2026, 1, 9, 8, 30),
         "kept_at": at(2026, 1, 7, 10), "status": "kept", "promise_kind": "Street Lights"},
        {"promise_id": "101000000002", "due_at": at(2026, 1, 8, 8, 30), "kept_at": None, "status": "open"},
        {"promise_id": "101000000003", "due_at": None, "status": "open"},
    ]),
    "nyc311": ("promises", [
        {"promise_id": "90000001", "made_at": at(2025, 10, 31, 23, 7, 15), "due_at": at(2025, 11, 1, 7, 7, 15),
         "kept_at": at(2025, 10, 31, 23, 25, 37), "status": "kept"},
        {"promise_id": "90000002", "made_at": at(2025, 5, 27), "due_at": None, "status": "open"},
        {"promise_id": "90000003", "kept_at": None, "status": "open"},
    ]),
    "threecx": ("calls", [
        {"call_id": "00000A1B_1", "started_at": at(2026, 3, 2, 9), "direction": "inbound", "queue": "Support (800)",
         "agent": "Mira Sol (102)", "outcome": "answered", "wait_ms": 24_500, "talk_ms": 200_250, "transfers": 0,
         "ended_at": at(2026, 3, 2, 9, 3, 44, 750_000), "flags": 0},
        {"call_id": "00000A1B_2", "outcome": "abandoned", "wait_ms": 70_000, "agent": None, "talk_ms": None},
        {"call_id": "00000A1B_4", "direction": "outbound", "outcome": "answered", "agent": "Mira Sol (102)",
         "talk_ms": 120_000},
        {"call_id": "00000A1B_5", "outcome": "voicemail", "wait_ms": 20_000, "agent": None, "talk_ms": None},
    ]),
    "zendesk_talk": ("calls", [
        {"call_id": "5001", "started_at": at(2026, 3, 2, 9), "direction": "inbound", "queue": "Care line",
         "agent": "Mira Sol", "outcome": "answered", "wait_ms": 17_000, "talk_ms": 240_000, "flags": 0},
        {"call_id": "5002", "agent": None, "outcome": "abandoned", "wait_ms": 65_000, "talk_ms": None},
        {"call_id": "5003", "agent": None, "outcome": "voicemail", "wait_ms": 40_000, "talk_ms": None, "flags": 0},
        {"call_id": "5004", "agent": None, "outcome": "voicemail", "wait_ms": 45_000},
        {"call_id": "5005", "started_at": at(2026, 3, 14, 13, 47), "direction": "outbound", "outcome": "answered",
         "wait_ms": None, "talk_ms": 180_000},
    ]),
    "zendesk_csat": ("surveys", [
        {"survey_id": "90001", "call_id": "5001", "run_by": "vendor", "invited_at": at(2026, 3, 2, 10), "csat": 5,
         "responded_at": at(2026, 3, 3, 8, 30), "text": "Quick help"},
        {"survey_id": "90002", "csat": None, "responded_at": None},
        {"survey_id": "90004", "csat": 1, "responded_at": at(2026, 3, 4, 9), "text": "Nobody called back"},
        {"survey_id": "90005", "csat": None, "responded_at": at(2026, 3, 5, 9)},
    ]),
    "tinet": ("calls", [
        {"call_id": "medias_1-1772442000.1", "started_at": at(2026, 3, 2, 9), "direction": "inbound", "queue": "售后",
         "agent": "张三", "outcome": "answered", "wait_ms": 30_000, "talk_ms": 120_000, "flags": 0,
         "ended_at": at(2026, 3, 2, 9, 2, 32)},
        {"call_id": "medias_1-1772442600.2", "outcome": "abandoned", "agent": None, "wait_ms": 70_000, "flags": 0},
        {"call_id": "medias_1-1772443200.3", "outcome": "self_served", "agent": None, "wait_ms": None},
        {"call_id": "medias_1-1772443800.4", "direction": "outbound", "outcome": "answered", "agent": "李四",
         "wait_ms": None, "talk_ms": 100_000},
    ]),
    "sobot": ("calls", [
        {"call_id": "6bf3cb-1", "started_at": at(2026, 3, 2, 9), "direction": "inbound", "queue": "售后",
         "agent": "张三", "outcome": "answered", "wait_ms": 30_500, "talk_ms": 120_000, "transfers": 1,
         "ended_at": at(2026, 3, 2, 9, 2, 32, 500_000)},
        {"call_id": "6bf3cb-2", "outcome": "abandoned", "agent": None, "wait_ms": 70_000, "talk_ms": None},
        {"call_id": "6bf3cb-3", "outcome": "overflow", "wait_ms": 30_000},
        {"call_id": "6bf3cb-4", "direction": "outbound", "outcome": None, "agent": None, "wait_ms": None},
    ]),
    "aliyun_ccc": ("calls", [
        {"call_id": "job-101", "started_at": at(2026, 3, 2, 9), "direction": "inbound", "queue": "售后",
         "agent": "李四", "outcome": "answered", "wait_ms": 22_000, "ivr_ms": 8_000, "talk_ms": 120_000,
         "ended_at": at(2026, 3, 2, 9, 2, 30), "ended_by": "customer", "flags": 0},
        {"call_id": "job-102", "outcome": "abandoned", "agent": None, "wait_ms": 60_000, "talk_ms": None},
        {"call_id": "job-103", "outcome": "overflow", "queue": "售后", "wait_ms": 120_000, "ended_by": None},
        {"call_id": "job-104", "direction": "outbound", "outcome": None, "agent": None, "talk_ms": None},
    ]),
    "talkdesk": ("calls", [
        {"call_id": "td-1", "started_at": at(2026, 3, 2, 9), "direction": "inbound", "queue": "billing",
         "agent": "Mira Sol", "reason": "Refund", "outcome": "answered", "wait_ms": 25_000, "talk_ms": 240_000,
         "hold_ms": 20_000, "rating": 5, "ended_at": at(2026, 3, 2, 9, 4, 25), "ended_by": "customer", "flags": 0},
        {"call_id": "td-2", "outcome": "abandoned", "wait_ms": 70_000, "talk_ms": None, "agent": None, "flags": 0},
        {"call_id": "td-3", "outcome": "voicemail", "wait_ms": 40_000, "talk_ms": None},
        {"call_id": "td-4", "direction": "outbound", "outcome": "answered", "talk_ms": 120_000, "ended_by": "agent"},
        {"call_id": "td-5", "direction": "outbound", "outcome": None, "talk_ms": None},
    ]),
    "ringcentral": ("calls", [
        {"call_id": "RC1", "started_at": at(2026, 3, 2, 9), "direction": "inbound", "queue": "Support",
         "agent": "Mira Sol", "outcome": "answered", "talk_ms": 240_000, "wait_ms": None},
        {"call_id": "RC2", "outcome": "abandoned", "agent": None, "talk_ms": None},
        {"call_id": "RC3", "outcome": "voicemail", "agent": None, "talk_ms": None},
        {"call_id": "RC4", "direction": "outbound", "outcome": "answered", "agent": "Omar Diaz", "talk_ms": 120_000},
    ]),
    "uccx": ("calls", [
        {"call_id": "1-14000001-0", "started_at": at(2026, 3, 2, 9), "programme": "Care_App", "queue": "Billing",
         "agent": "Omar Diaz", "outcome": "answered", "wait_ms": 35_000, "talk_ms": 270_000, "wrap_ms": 10_000,
         "transfers": 1, "ended_at": at(2026, 3, 2, 9, 5, 30), "flags": 0},
        {"call_id": "1-14000002-0", "outcome": "abandoned", "agent": None, "wait_ms": 60_000, "flags": 0},
        {"call_id": "1-14000003-0", "outcome": "self_served", "queue": None},
    ]),
    "amazon_evaluations": ("evaluations", [
        {"evaluation_id": "e-1", "call_id": "c-1", "evaluator": "jane", "judged_by": "vendor", "form": "Care form v2",
         "evaluated_at": at(2026, 3, 3, 10, 10, 0, 52_000), "status": "final", "critical_error": None,
         "comment": "Knew half", "criteria": [scored("Greeting", 100, 100), scored("Knowledge", 50, 100),
                                              scored("Offer", None, None, na=True)]},
        {"evaluation_id": "e-2", "critical_error": "customer",
         "criteria": [scored("Greeting", 100, 100), scored("Identity", 0, 100)]},
        {"evaluation_id": "e-3", "status": "draft", "criteria": [scored("Greeting", 100, 100)]},
    ]),
    "genesys_evaluations": ("evaluations", [
        {"evaluation_id": "g-1", "call_id": "11111111-aaaa", "evaluator": "Jane Roe", "judged_by": "vendor",
         "form": "Care 2026", "evaluated_at": at(2026, 3, 4, 9), "status": "final", "selection": None,
         "criteria": [scored("opening", 4, 5, weight=1.5), scored("solution", 20, 20),
                      scored("selling", None, 0, na=True)]},
        {"evaluation_id": "g-2", "status": "retracted"},
        {"evaluation_id": "g-3", "status": "final", "selection": "calibration", "evaluator": "Ann Poe"},
        {"evaluation_id": "g-4", "status": "draft", "critical_error": "customer"},
    ]),
}
GOLDEN["asterisk_cdr_table"] = GOLDEN["asterisk_cdr"]
"""One format, two ways out of Asterisk: by position and as a table with a header."""
PLATFORMS = [format_ for format_ in FORMATS if not format_.by_meaning]


@pytest.mark.parametrize("name", GOLDEN)
def test_a_sample_of_each_platform_gives_its_golden_records(tmp_path: Path, name: str) -> None:
    kind, expected = GOLDEN[name]
    sample, = DATA.glob(f"{name}_invented.*")
    read = read_file(sample, tmp_path, kind)
    records = read.records()
    assert read.reading.format == name
    assert read.adds_up() and len(records) == len(expected)
    for record, golden in zip(records, expected, strict=True):
        assert {key: record[key] for key in golden} == golden


def test_cxone_reads_the_same_with_its_header_in_any_order(tmp_path: Path) -> None:
    rows = [line.split(",") for line in (DATA / "cxone_invented.csv").read_text(encoding="utf-8").splitlines()]
    header = next(format_ for format_ in FORMATS if format_.name == "cxone").positions
    text = "\n".join(",".join(reversed(row)) for row in [list(header), *rows]) + "\n"
    read = read_text(text, tmp_path)
    plain = read_file(DATA / "cxone_invented.csv", tmp_path)
    assert read.reading.format == "cxone" and read.adds_up()
    elsewhere = {"source_row": 0, "also_rows": None}  # below a header, each row stands one lower
    assert [record | elsewhere for record in read.records()] == [record | elsewhere for record in plain.records()]


def test_of_an_evaluation_written_again_only_the_last_submitted_counts(tmp_path: Path) -> None:
    """The whole of the newer one: a question the older had and the newer has not is none."""
    lines = (DATA / "amazon_evaluations_invented.jsonl").read_text(encoding="utf-8").splitlines()
    newer = json.loads(lines[0])
    newer["metadata"]["evaluationSubmitTimestamp"] = "2026-03-05T08:00:00Z"
    del newer["questions"][0]
    newer["questions"][0]["score"] = {"percentage": 75}
    path = tmp_path / "again.jsonl"
    path.write_text("\n".join([json.dumps(newer), lines[0], lines[2]]), encoding="utf-8")
    read = read_file(path, tmp_path, "evaluations")
    records = {record["evaluation_id"]: record for record in read.records()}
    assert [each["score"] for each in records["e-1"]["criteria"]] == [75.0, None]
    assert records["e-1"]["evaluated_at"] == at(2026, 3, 5, 8)
    assert len(records["e-2"]["criteria"]) == 2
    assert read.reading.issue_counts == {"older_version": 3} and read.adds_up()


def test_one_evaluation_alone_in_a_file_is_read_as_amazon_connect_writes_it(tmp_path: Path) -> None:
    """Its longest list would be its questions, without whose they are."""
    lines = (DATA / "amazon_evaluations_invented.jsonl").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "one.json"
    path.write_text(json.dumps(json.loads(lines[0]), indent=1), encoding="utf-8")
    read = read_file(path, tmp_path, "evaluations")
    record, = read.records()
    assert (record["evaluation_id"], len(record["criteria"]), read.reading.rows_read) == ("e-1", 3, 3)


def test_a_repeated_row_of_a_long_sheet_is_counted_once(tmp_path: Path) -> None:
    text = ("evaluation_id,call_id,evaluator,evaluated_at,criterion,score,max_score\n"
            "E1,C1,jane,2026-03-03 10:00:00,Greeting,4,5\nE1,C1,jane,2026-03-03 10:00:00,Care,3,5\n"
            "E1,C1,jane,2026-03-03 10:00:00,Greeting,4,5\n")
    read = read_text(text, tmp_path, "evaluations")
    record, = read.records()
    assert [each["criterion"] for each in record["criteria"]] == ["Greeting", "Care"]
    assert read.codes() == {4: ["exact_duplicate"]} and read.adds_up()


def test_a_cell_that_has_to_agree_with_another_goes_by_its_own_header(tmp_path: Path) -> None:
    sample = (DATA / "aircall_invented.csv").read_text(encoding="utf-8")
    path = tmp_path / "aircall.csv"
    path.write_text(sample.replace("00:02:30", "soon"), encoding="utf-8")
    issue = next(issue for issue in read_file(path, tmp_path).reading.issues if issue.value == "soon")
    assert (issue.row, issue.column, issue.code) == (2, "in-call duration", "not_a_duration")
    assert issue.message.startswith("in-call duration holds")


@pytest.mark.parametrize("order", [(1, 0, 2, 3, 4, 5, 6), (6, 5, 4, 3, 2, 1, 0), (2, 1, 5, 0, 4, 3, 6)])
def test_of_records_delivered_again_the_newest_counts_wherever_it_stands(tmp_path: Path,
                                                                          order: tuple[int, ...]) -> None:
    lines = (DATA / "amazon_connect_invented.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    path = tmp_path / "records.jsonl"
    path.write_text("".join(lines[place] for place in order), encoding="utf-8")
    read = read_file(path, tmp_path)
    records = {record["call_id"]: record for record in read.records()}
    assert {id_: record["wrap_ms"] for id_, record in records.items() if record["wrap_ms"]} == {
        "c-1": 50_000, "c-5": 10_000}
    assert read.reading.issue_counts == {"older_version": 1} and read.adds_up()
    assert "LastUpdateTimestamp" not in read.reading.columns_ignored


def test_calls_between_extensions_are_told_once_not_once_for_each_of_them(tmp_path: Path) -> None:
    line = (DATA / "asterisk_cdr_invented.csv").read_bytes().splitlines()[4].decode()
    assert '"1001","1002"' in line
    rows = [line.replace('"1001","1002"', f'"{2000 + n}","1002"').replace("1772442900.16", f"17724429{n:02d}.9")
            for n in range(20)]
    path = tmp_path / "Master.csv"
    path.write_bytes((DATA / "asterisk_cdr_invented.csv").read_bytes() + ("\n".join(rows) + "\n").encode())
    told, = [issue for issue in read_file(path, tmp_path).reading.issues if issue.code == "no_record"]
    assert told.facts["count"] == 21 and "2001" not in told.message


def test_a_handling_time_is_used_though_it_is_not_stored(tmp_path: Path) -> None:
    read = read_text("call_id,started_at,outcome,agent,wait_s,talk_s,wrap_s,handle time\n"
                     "A,2026-05-03 10:00,answered,Bo,5,60,10,70\n", tmp_path)
    assert read.reading.columns_ignored == []


def test_times_are_said_to_be_read_in_the_zone_the_format_states_else_in_the_vendors(tmp_path: Path) -> None:
    zones = {"vendor_timezones": {"acme": "Asia/Shanghai"}}
    stated, other = (read_file(next(DATA.glob(f"{name}_invented.*")), tmp_path, **zones)
                     for name in ("amazon_connect", "five9"))
    assert (stated.reading.timezone, other.reading.timezone) == ("UTC", "Asia/Shanghai")


def test_every_platform_has_a_golden_sample() -> None:
    assert {format_.name for format_ in PLATFORMS} == set(GOLDEN)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: f"{format_.name}-{format_.kind}")
def test_a_format_names_only_columns_of_its_kind(format_: Format) -> None:
    known = {column.name for column in KINDS[format_.kind].columns}
    for part in (format_.columns, format_.constants, format_.zones, format_.units, format_.words, format_.same):
        assert set(part) <= known
    assert set(format_.answered_only) <= known
    assert not format_.newest or format_.newest in format_.signature


@pytest.mark.parametrize("format_", PLATFORMS, ids=lambda format_: format_.name)
def test_a_platform_recognises_its_own_headers_and_no_other_platform_does(format_: Format) -> None:
    header = list(format_.signature)
    for first in format_.columns.values():
        origin = first[0] if isinstance(first, tuple) and isinstance(first[0], DateAndTime) else first
        if isinstance(origin, str):
            header.append(origin)
        elif isinstance(origin, tuple):
            header.append(str(origin[0]))
        elif isinstance(origin, DateAndTime):
            header += [origin.date[0], origin.time[0]]
        elif isinstance(origin, Reckoned):
            header += [origin.header, origin.amount]
        else:
            assert isinstance(origin, Sql)
    header = list(dict.fromkeys(header))
    fitting = [other.name for other in PLATFORMS
               if other.kind == format_.kind and not map_columns(other, tuple(header), vendor_given=True).missing]
    assert fitting == [format_.name]


@pytest.mark.parametrize("kind", KINDS)
def test_every_canonical_name_is_its_own_header(kind: str) -> None:
    format_ = next(format_ for format_ in FORMATS if format_.by_meaning and format_.kind == kind)
    names = tuple(column.name for column in KINDS[kind].columns)
    mapping = map_columns(format_, names, vendor_given=False)
    assert {name: source.headers for name, source in mapping.sources.items()} == {name: (name,) for name in names}
    assert mapping.missing == () and mapping.unused == ()


AIRCALL = (DATA / "aircall_invented.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("cell, slip, column", [
    ("00:01:35", "about 95", "wait_s"), ("00:00:35", "a while", "wait_s"), ("95", "3 x", "ended_at"),
    ("2026-03-02 09:05:00", "2nd of March", "started_at"), ("No", "perhaps", "outcome"),
])
def test_a_cell_no_declared_column_can_read_holds_its_row_back(tmp_path: Path, cell: str, slip: str,
                                                                column: str) -> None:
    """Row 3 of the sample, one cell of it written wrongly."""
    lines = AIRCALL.splitlines(keepends=True)
    lines[2] = lines[2].replace(f",{cell},", f",{slip},", 1)
    read = read_text("".join(lines), tmp_path)
    found = {issue.column: issue for issue in read.reading.issues if issue.row == 3 and issue.holds_back}
    assert slip in found[column].value
    assert [record["call_id"] for record in read.records()] == ["AC1", "AC3", "AC4", "AC5"] and read.adds_up()


def test_a_blank_amount_takes_nothing_from_a_duration_and_leaves_a_moment_unknown(tmp_path: Path) -> None:
    records = read_text(AIRCALL.replace(",00:00:35,", ",n/a,").replace(",95,", ",,"), tmp_path).records()
    assert (records[1]["wait_ms"], records[1]["ended_at"]) == (95_000, None)
    assert records[0]["ended_at"] == at(2026, 3, 2, 9, 3, 20, 120000)


def test_a_duration_in_words_is_read_where_columns_are_reckoned(tmp_path: Path) -> None:
    records = read_text(AIRCALL.replace(",95,", ",3 m,"), tmp_path).records()
    assert records[1]["ended_at"] == at(2026, 3, 2, 9, 8)


MADE = Format(
    name="made", kind="calls", title="Made up", signature=("Ticket", "Begin", "Made"),
    columns={"call_id": "Ticket", "started_at": "Begin", "queue": Sql(r"try_cast({Made} AS INTEGER)::VARCHAR"),
             "reason": Sql("CASE WHEN {Made} = 'none' THEN '' ELSE {Made} END"),
             "hold_s": Sql("try_cast({Made} AS INTERVAL)::VARCHAR")})


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Format], None]]:
    """Have one format declared and no other."""
    recognition.header_words.cache_clear()
    yield lambda format_: monkeypatch.setattr(recognition, "FORMATS", (format_,))
    recognition.header_words.cache_clear()


def test_what_a_computation_makes_nothing_of_is_told_with_the_cells_it_looked_at(
    tmp_path: Path, declare: Callable[[Format], None]
) -> None:
    """NULL for cells that say something holds the row back; an empty text says that there is nothing."""
    declare(MADE)
    read = read_text("Ticket,Begin,Made\nA,2026-05-03,7\nB,2026-05-03,about 7\nC,2026-05-03,\nD,2026-05-03,n/a\n",
                     tmp_path)
    assert [(issue.row, issue.column, issue.value, issue.code) for issue in read.reading.issues if issue.row == 3] == [
        (3, "hold_s", "about 7", "not_a_duration"), (3, "queue", "about 7", "cells_unread")]
    assert [record["call_id"] for record in read.records()] == ["A", "C", "D"]


def test_the_format_of_the_readme_reads_a_file_of_its_shape(tmp_path: Path, declare: Callable[[Format], None]) -> None:
    readme = (Path(__file__).resolve().parents[1] / "imports" / "README.md").read_text(encoding="utf-8")
    code = readme.split("## Add a format")[1].split("```python\n")[1].split("```")[0]
    known: dict[str, Any] = {"Format": Format, "Reckoned": Reckoned, "Sql": Sql}
    exec(compile(code, "imports/README.md", "exec"), known)
    declare(known["ACME"])
    read = read_text("Ticket,Begin (UTC),Skill Name,Rang,Menu,Result,From\n"
                     "T1,2026-05-03 10:00:00,Sales,50,30,ok,\nT2,2026-05-03 10:05:00,Sales,50,,gone,\n"
                     "T3,2026-05-03 10:06:00,Sales,50,soon,gone,\n", tmp_path, client="Asia/Shanghai")
    assert [(r["call_id"], r["started_at"], r["queue"], r["wait_ms"], r["outcome"]) for r in read.records()] == [
        ("T1", at(2026, 5, 3, 10), "Sales", 20_000, "answered"),
        ("T2", at(2026, 5, 3, 10, 5), "Sales", 50_000, "abandoned")]
    assert read.codes() == {4: ["not_a_duration"]} and len(code.splitlines()) <= 25
