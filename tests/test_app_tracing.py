"""Every figure traced to batch, file hash, sheet and row: its records add up to it, and stand where they say."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.access import Role, Viewer
from app.cli import status_of
from app.errors import UserError
from app.services.import_order import ImportOrder
from app.services.importing import import_file, withdraw_batch
from app.services.scorecards import scorecards
from app.services.trace_sheets import HEADS, json_pieces, trace_workbook, viewers_trace
from app.services.tracing import Trace, trace, traceable
from app.services.where_from import FileOf, files_of, rows_text
from scoring.measures import MEASURES
from scoring.records import VendorCode
from storage.home import Store
from storage.scope import EVERYTHING, Scope

MONTH = "2026-03"
FIRST = datetime(2026, 3, 1, 9, tzinfo=UTC)
CODES = [measure.code for measure in MEASURES]
OUTCOMES = ("answered",) * 7 + ("abandoned", "blocked", "overflow")


def _text(head: str, rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head.split(","))
    writer.writerows(rows)
    return text.getvalue()


def _call(i: int, wait: int) -> list[object]:
    outcome = OUTCOMES[i % 10]
    answered = outcome == "answered"
    waits = wait if outcome in ("answered", "abandoned") else ""
    vendor, channel = "beta" if i % 10 == 3 else "acme", "chat" if i % 9 == 4 else "voice"
    return [f"c{i}", vendor, FIRST + timedelta(hours=3 * i), channel, f"+4420790{i % 90:04d}", outcome, waits,
            60 if answered else "", i % 3 % 2 if answered else "", ("yes" if i % 4 else "no") if answered else "",
            ("bill", "move")[i % 2]]


CALLS = "call_id,vendor,started_at,channel,customer,outcome,wait_s,talk_s,transfers,resolved,reason"
"""Two vendors, two channels, and customers who come back; the days after the month included."""


def _files(folder: Path) -> list[tuple[str, str, str]]:
    """(kind, name, text): a month of both vendors, some of it re-sent, and all that is judged beside it."""
    month = [_call(i, 7 * i % 900) for i in range(300)]
    again = [_call(i, 30) for i in range(0, 120, 4)]
    judged = [[f"e{i}", f"c{i * 10}" if i < 25 else f"x{i}", "acme", "eva", FIRST + timedelta(hours=9 * i), "random",
               "Care" if part else "Tone", i % 10, 10, (0.3, 1.1)[part], "yes" if i % 3 == 0 else "no", "billing"]
              for i in range(60) for part in (0, 1)]
    heard = [[f"f{i}", "acme", FIRST, FIRST, judged[2 * i][1]] for i in range(0, 60, 6)]
    due = [FIRST + timedelta(days=i // 4) for i in range(100)]
    promised = [[f"p{i}", "acme", due[i] - timedelta(days=2), due[i],
                 due[i] - timedelta(hours=1) if i < 80 else due[i] + timedelta(days=1) if i < 90 else "",
                 "kept" if i < 90 else "open" if i < 97 else "released"] for i in range(100)]
    asked = [[f"s{i}", "acme", "client" if i % 5 else "vendor", FIRST + timedelta(hours=i), i % 5 + 1 if i % 3 else ""]
             for i in range(90)]
    counted = [[f"i{i}{channel}", "acme", FIRST.replace(hour=0) + timedelta(days=i), 1440, "carrier", channel,
                6 + i % 3]
               for i in range(31) for channel in ("voice", "chat")]
    return [
        ("calls", "month.csv", _text(CALLS, month)), ("calls", "again.csv", _text(CALLS, again)),
        ("evaluations", "judged.csv", _text("evaluation_id,call_id,vendor,evaluator,evaluated_at,selection,criterion,"
                                            "score,max_score,weight,feedback_voiced,feedback_category", judged)),
        ("feedback", "heard.csv", _text("feedback_id,vendor,captured_at,forwarded_at,call_id", heard)),
        ("promises", "promised.csv", _text("promise_id,vendor,made_at,due_at,kept_at,status", promised)),
        ("surveys", "asked.csv", _text("survey_id,vendor,run_by,invited_at,csat", asked)),
        ("intervals", "counted.csv", _text("interval_id,vendor,start_at,minutes,counted_by,channel,offered",
                                           counted)),
    ]


@pytest.fixture
def world(store: Store, tmp_path: Path) -> Store:
    for kind, name, text in _files(tmp_path):
        (tmp_path / name).write_text(text)
        report = import_file(store, tmp_path / name, ImportOrder(kind), actor="tester", score=False)
        assert (report.status, report.rows_held_back) == ("stored", 0), report.issues
    return store


def _read(found: Trace) -> list[Any]:
    return [given for block in found for given in block]


def test_every_measure_there_is_can_be_traced() -> None:
    assert set(CODES) == traceable()


def test_the_records_behind_every_figure_add_up_to_its_numerator_and_denominator_and_stand_in_the_rows_named(
        world: Store, tmp_path: Path) -> None:
    card, = scorecards(world, EVERYTHING, month=MONTH, vendor="acme")
    figures = {each["code"]: each["estimate"] for each in card["measures"]}
    assert [code for code in CODES if figures[code]["value"] is None] == [], "a figure that is not told proves nothing"
    lines = {name: list(csv.reader(text.splitlines())) for _kind, name, text in _files(tmp_path)}
    for code in CODES:
        found = trace(world, EVERYTHING, "acme", MONTH, code)
        given = _read(found)
        assert found.adds_up, (code, found.above, found.below, figures[code])
        assert sum(each.above for each in given) == pytest.approx(figures[code]["numerator"])
        assert sum(each.below for each in given) == pytest.approx(figures[code]["denominator"])
        assert len({each.id for each in given}) == len(given) == found.records
        files = files_of(world, EVERYTHING, found.batches)
        for source in (source for each in given for source in each.sources):
            assert source.rows and all(lines[files[source.batch].file][row - 1][0] == source.id for row in source.rows)
    hashes = {file.file: file.sha256 for file in files.values()}
    assert hashes == {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in hashes}


def test_what_came_again_is_traced_to_the_batch_in_force_and_a_withdrawn_one_to_none(world: Store) -> None:
    again = {f"c{i}" for i in range(0, 120, 4)}

    def batches() -> dict[str, str]:
        found = trace(world, EVERYTHING, "acme", MONTH, "service_level")
        return {each.id: each.sources[0].batch for each in _read(found)}

    assert {batch for id_, batch in batches().items() if id_ in again} == {"b2"}
    assert {batch for id_, batch in batches().items() if id_ not in again} == {"b1"}
    withdraw_batch(world, "b2", actor="tester")
    assert set(batches().values()) == {"b1"}
    assert trace(world, EVERYTHING, "acme", MONTH, "service_level").adds_up is False, "before a record is read"


def test_a_record_of_several_rows_names_each_and_a_remark_what_arrived_for_it(world: Store) -> None:
    judged = _read(trace(world, EVERYTHING, "acme", MONTH, "qa_score"))
    assert {each.sources[0].rows for each in judged} == {(2 + 2 * i, 3 + 2 * i) for i in range(60)}
    heard = _read(trace(world, EVERYTHING, "acme", MONTH, "feedback_capture"))
    assert {len(each.sources) for each in heard} == {1, 2}
    assert all((len(each.sources) == 2) == (each.above == 1) for each in heard)
    assert {each.sources[1].kind for each in heard if each.above} == {"feedback"}


def test_the_figures_of_a_month_of_counts_alone_add_up_from_the_rows_of_the_report(store: Store,
                                                                                 tmp_path: Path) -> None:
    head = "interval_id,vendor,start_at,minutes,counted_by,channel,offered,answered,answered_in_t,threshold_s,abandoned"
    rows = [[f"i{day}{channel}{half}", "acme", f"2026-03-{day:02d} 09:{half:02d}:00", 30, "vendor", channel,
             20 + day, "" if day == 9 else 17 + day, 11 + day, 60, 3, 7.5 * day]
            for day in range(1, 29) for half in (0, 30) for channel in (("voice", "chat") if day < 9 else ("voice",))]
    (tmp_path / "report.csv").write_text(_text(f"{head},wait_sum_s", rows))
    import_file(store, tmp_path / "report.csv", ImportOrder("intervals", answers={"counted_by": "vendor"}),
                actor="tester")
    voice = {row[0]: (line, row) for line, row in enumerate(rows, 2) if row[5] == "voice" and row[7] != ""}
    expected = {"service_level": (8, 6), "abandonment": (10, 6), "asa": (11, 7)}
    for code, (above, below) in expected.items():
        found = trace(store, EVERYTHING, "acme", MONTH, code)
        given = _read(found)
        assert found.kind == "intervals" and found.adds_up is True, (code, found.above, found.below, found.estimate)
        assert {each.id: (each.above, each.below, each.sources[0].rows) for each in given} == {
            id_: (row[above], row[below], (line,)) for id_, (line, row) in voice.items()}


def test_a_figure_that_cannot_be_told_says_why_and_lists_what_there_is(world: Store) -> None:
    found = trace(world, EVERYTHING, "beta", MONTH, "transfer_rate")
    assert _read(found) and found.adds_up is (None if found.estimate["value"] is None else True)
    with pytest.raises(UserError, match="no scorecard of beta for May 2026"):
        trace(world, EVERYTHING, "beta", "2026-05", "asa")
    with pytest.raises(UserError, match="no measure speed"):
        trace(world, EVERYTHING, "beta", MONTH, "speed")
    with pytest.raises(UserError, match="没有指标 speed"):
        trace(world, EVERYTHING, "beta", MONTH, "speed", "zh")


def test_the_workbook_sums_to_the_figure_and_holds_whole_hashes_and_no_formula(world: Store) -> None:
    name, data = trace_workbook(world, EVERYTHING, "acme", MONTH, "feedback_capture", "en")
    assert name == "openline-trace-acme-2026-03-feedback_capture.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(data))
    head, *rows = book["rows behind it"].iter_rows(values_only=True)
    assert len(head) == len(HEADS)
    assert (sum(row[2] or 0 for row in rows), sum(row[3] or 0 for row in rows)) == (10, 20)
    assert {(row[4], row[7], len(row[10])) for row in rows} == {("Evaluations", "judged.csv", 64),
                                                              ("Feedback", "heard.csv", 64)}
    figure = {row[0]: row[1:3] for row in book["figure"].iter_rows(values_only=True)}
    assert figure["Numerator and denominator of these rows"] == (10, 20)
    assert figure["They are the same"][0] == "yes"


def test_a_vendor_traces_its_own_and_learns_no_name_of_a_file_shared_with_others(world: Store,
                                                                                 tmp_path: Path) -> None:
    vera = Viewer(1, "vera", "Vera", Role.VENDOR, VendorCode("acme"), "zh")
    _name, data = viewers_trace(world, vera, "acme", MONTH, "service_level")
    rows = list(openpyxl.load_workbook(io.BytesIO(data))["所依据的记录"].iter_rows(min_row=2, values_only=True))
    sha256 = hashlib.sha256((tmp_path / "again.csv").read_bytes()).hexdigest()
    assert {(row[6], row[7], row[8] or "", row[10] or "") for row in rows} == {
        ("b1", "与其他供应商共用的文件", "", ""), ("b2", "again.csv", "again.csv", sha256)}
    own = Scope(frozenset({VendorCode("acme")}))
    assert files_of(world, own, {"b1"}) == {"b1": FileOf("b1", "", "", "")}, "b1 holds rows of beta too"
    assert files_of(world, own, {"b5"})["b5"].file == "promised.csv"
    for vendor, code in (("beta", "service_level"), ("acme", "qa_score"), ("acme", "csat"),
                         ("acme", "feedback_capture")):
        with pytest.raises(UserError):
            viewers_trace(world, vera, vendor, MONTH, code)
    with pytest.raises(UserError):
        viewers_trace(world, Viewer(2, "quinn", "Quinn", Role.QA, None, "en"), "acme", MONTH, "asa")


def test_an_open_month_is_not_traced_by_a_vendor(world: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.scorecards.closed", lambda month, timezone: False)
    with pytest.raises(UserError, match="no scorecard"):
        trace(world, Scope(frozenset({VendorCode("acme")})), "acme", MONTH, "service_level")


def test_no_trace_shows_a_customer(store: Store, tmp_path: Path) -> None:
    (tmp_path / "of 447700900123.csv").write_text(
        f"{CALLS}\n+447700900123,acme,2026-03-03 10:00,voice,ann@example.org,answered,9,9,0,yes,447700900123\n")
    import_file(store, tmp_path / "of 447700900123.csv", ImportOrder("calls"), actor="tester")
    told = "".join(json_pieces(store, EVERYTHING, trace(store, EVERYTHING, "acme", MONTH, "asa")))
    assert json.loads(told)["rows"][0]["id"] == "•••" and "7700900123" not in told and "ann@" not in told


def test_the_command_answers_with_one_document_a_table_or_a_workbook(tmp_path: Path,
                                                                    capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    home, file = str(tmp_path / "home"), tmp_path / "month.csv"
    file.write_text(_text(CALLS, [_call(i, 7 * i % 900) for i in range(300)]))
    for code in ("acme", "beta"):
        status_of(["vendors", "add", code, "--home", home])
    status_of(["import", "calls", str(file), "--home", home])
    asked = ["trace", "--vendor", "acme", "--month", MONTH, "--measure", "service_level", "--home", home]
    capsysbinary.readouterr()
    assert status_of([*asked, "--json"]) == 0
    document = json.loads(capsysbinary.readouterr().out)
    assert document["adds_up"] is True and len(document["rows"]) == document["rows_total"]
    assert document["numerator"] == document["estimate"]["numerator"] == sum(r["numerator"] for r in document["rows"])
    assert document["files"]["b1"]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert status_of(asked) == 0
    told = capsysbinary.readouterr().out.decode()
    assert "as on the scorecard" in told and "b1 · row 2" in told and "b1: month.csv · SHA-256" in told
    assert status_of([*asked, "--out", str(tmp_path / "trace.xlsx")]) == 0 and (tmp_path / "trace.xlsx").exists()
    assert status_of([*asked, "--out", str(tmp_path / "trace.csv")]) == 2
    capsysbinary.readouterr()
    assert status_of([*asked[:-3], "speed", "--home", home, "--json"]) == 2
    assert json.loads(capsysbinary.readouterr().out)["error"]["code"] == "unknown_measure"


def test_rows_are_told_as_stretches() -> None:
    assert rows_text((2, 3, 4, 7, 9, 10)) == "2–4, 7, 9–10"
    assert rows_text((5,)) == "5" and rows_text(()) == ""
    assert rows_text(tuple(range(1, 60, 2)), 2) == "1, 3, …"
