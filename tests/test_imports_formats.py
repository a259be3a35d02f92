"""Every declared format beside a small sample of its shape, with what must come out of it written by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from imports.formats import FORMATS, DateAndTime, Format, Sql
from imports.mapping import map_columns
from scoring.records import KINDS
from tests.readings import at, read_file

DATA = Path(__file__).parent / "data"

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
}
PLATFORMS = [format_ for format_ in FORMATS if not format_.by_meaning]


@pytest.mark.parametrize("name", GOLDEN)
def test_a_sample_of_each_platform_gives_its_golden_records(tmp_path: Path, name: str) -> None:
    kind, expected = GOLDEN[name]
    read = read_file(DATA / f"{name}_invented.csv", tmp_path, kind)
    records = read.records()
    assert read.reading.format == name
    assert read.adds_up() and len(records) == len(expected)
    for record, golden in zip(records, expected, strict=True):
        assert {key: record[key] for key in golden} == golden


def test_a_cell_that_has_to_agree_with_another_goes_by_its_own_header(tmp_path: Path) -> None:
    sample = (DATA / "aircall_invented.csv").read_text(encoding="utf-8")
    path = tmp_path / "aircall.csv"
    path.write_text(sample.replace("00:02:30", "soon"), encoding="utf-8")
    issue = next(issue for issue in read_file(path, tmp_path).reading.issues if issue.value == "soon")
    assert (issue.row, issue.column, issue.code) == (2, "in-call duration", "not_a_duration")
    assert issue.message.startswith("in-call duration holds")


def test_every_platform_has_a_golden_sample() -> None:
    assert {format_.name for format_ in PLATFORMS} == set(GOLDEN)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: f"{format_.name}-{format_.kind}")
def test_a_format_names_only_columns_of_its_kind(format_: Format) -> None:
    known = {column.name for column in KINDS[format_.kind].columns}
    for part in (format_.columns, format_.constants, format_.zones, format_.units, format_.words, format_.same):
        assert set(part) <= known
    assert set(format_.answered_only) <= known


@pytest.mark.parametrize("format_", PLATFORMS, ids=lambda format_: format_.name)
def test_a_platform_recognises_its_own_headers_and_no_other_platform_does(format_: Format) -> None:
    header = list(format_.signature)
    for origin in format_.columns.values():
        if isinstance(origin, str):
            header.append(origin)
        elif isinstance(origin, tuple):
            header.append(str(origin[0]))
        elif isinstance(origin, DateAndTime):
            header += [origin.date[0], origin.time[0]]
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
