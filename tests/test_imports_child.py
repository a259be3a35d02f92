"""Whatever a file does to its reader, the portal gets one clear sentence, in time, and no process stays
behind."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from imports import ready
from imports.child import Job, refusal
from imports.errors import Refused
from imports.parent import read_in_child, resident_bytes
from imports.request import Reading, ReadRequest

_ENTRIES = '''
import os, sys, time
from pathlib import Path
from imports.errors import Refused
from imports.progress import report
from imports.request import Reading

def _reading(request, source, **more):
    return Reading("read", request.kind, "canonical", source.sha256, source.size, **more)

def counts(request, source):
    import duckdb
    from imports.readers import read_sheets
    report("read", 0.5)
    print("noise that a library prints")
    sheet = read_sheets(source, duckdb.connect())[0]
    report("read", 1.0)
    heavy = [name for name in ("pandas", "sqlmodel", "scipy", "streamlit", "sklearn") if name in sys.modules]
    return _reading(request, source, sheet=sheet.name, rows_read=sheet.rows, columns_ignored=heavy)

def scratch(request, source):
    return _reading(request, source, sheet=str(source.folder))

def hangs(request, source):
    Path(request.out, "pid").write_text(str(os.getpid()))
    time.sleep(60)

def starts_another_and_hangs(request, source):
    import subprocess
    other = subprocess.Popen(["sleep", "60"])
    Path(request.out, "pid").write_text(str(other.pid))
    time.sleep(60)

def grows(request, source):
    kept = []
    while True:
        kept.append(bytearray(os.urandom(1) * 20_000_000))
        time.sleep(0.01)

def grows_at_once(request, source):
    return bytearray(50_000_000_000)

def aborts(request, source):
    os.abort()

def leaves(request, source):
    os._exit(3)

def panics(request, source):
    class PanicException(BaseException): pass
    raise PanicException("index out of bounds")

def goes_away_before_it_is_hashed(request, source):
    from concurrent.futures import Future
    lost = Future()
    lost.set_exception(Refused("not_there"))
    object.__setattr__(source, "hashing", lost)
    refuses(request, source)

def faults(request, source):
    return {}["secret customer 13800138000"]

def refuses(request, source):
    raise Refused("missing", template="No column {column} in row {row}.", rows_read=7, row=3, column="agent")
'''


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Reading]:
    (tmp_path / "entries.py").write_text(_ENTRIES, encoding="utf-8")

    def read_file(entry: str, content: bytes = b"Call Id,Agent\n1,a\n2,b\n", name: str = "calls.csv",
                  **more: Any) -> Reading:
        path = tmp_path / "upload"
        path.write_bytes(content)
        request = ReadRequest(str(path), name, "calls", str(tmp_path / "out"), "2026-06-01T00:00:00", "UTC", "")
        return read_in_child(request, entry=f"entries:{entry}", search_path=(str(tmp_path),), **more)

    return read_file


def _only_issue(reading: Reading) -> tuple[str, str]:
    assert (reading.status, reading.rows_stored, reading.issues_total) == ("refused", 0, 1)
    assert reading.rows_read == reading.rows_held_back + reading.rows_not_data
    assert "Traceback" not in reading.issues[0].message
    return reading.issues[0].code, reading.issues[0].message


def _is_gone(pid: int) -> bool:
    for _look in range(100):
        try:
            os.kill(pid, 0)
            if "Z" in Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split()[2]:
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


def test_a_sound_file_is_read_and_progress_told_without_heavy_libraries(read: Callable[..., Reading]) -> None:
    told: list[tuple[str, float]] = []
    reading = read("counts", on_progress=lambda phase, fraction: told.append((phase, fraction)))
    assert (reading.status, reading.rows_read, reading.columns_ignored) == ("read", 2, [])
    assert reading.sha256 == hashlib.sha256(b"Call Id,Agent\n1,a\n2,b\n").hexdigest()
    assert ("open", 0.0) in told and told[-1] == ("read", 1.0)


def test_nothing_is_left_in_the_folder_but_what_was_staged(read: Callable[..., Reading], tmp_path: Path) -> None:
    folder = read("scratch").sheet
    assert Path(folder).parent == tmp_path / "out" and not Path(folder).exists()
    assert list((tmp_path / "out").iterdir()) == []


def test_a_refusal_anywhere_becomes_the_one_issue(read: Callable[..., Reading]) -> None:
    reading = read("refuses")
    assert _only_issue(reading) == ("missing", "No column agent in row 3.")
    assert (reading.rows_read, reading.rows_held_back, reading.issues[0].row) == (7, 7, 3)


def test_a_file_that_cannot_be_hashed_is_refused_for_what_was_wrong_with_it(read: Callable[..., Reading]) -> None:
    assert _only_issue(read("goes_away_before_it_is_hashed"))[0] == "missing"


def test_a_child_made_ready_reads_the_next_file_and_one_nobody_needs_ends_by_itself() -> None:
    ready.prepare()
    ready.prepare()
    child, other = ready.take(), ready.take()
    assert child.process.pid != other.process.pid and child.process.poll() is None
    for each in (child, other):
        assert each.process.stdin is not None
        each.process.stdin.close()
        assert each.process.wait(timeout=60) == 0
        each.errors.close()


@pytest.mark.parametrize(("content", "code"), [
    (b"", "empty_file"), (b"\x89PNG\r\n\x1a\n", "wrong_kind_of_file"), (b"\0\1\2" * 3000, "unreadable_text"),
    (b"PK\x03\x04[Content_Types].xml", "corrupt_workbook"),
])
def test_a_hostile_file_is_refused_with_its_hash(read: Callable[..., Reading], content: bytes, code: str) -> None:
    reading = read("counts", content)
    assert _only_issue(reading)[0] == code
    assert reading.size == len(content)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    request = ReadRequest(str(tmp_path / "no.csv"), "no.csv", "calls", str(tmp_path / "out"), "2026-06-01", "UTC", "")
    assert _only_issue(read_in_child(request))[0] == "not_there"


def test_a_relative_path_is_read_from_where_the_caller_stands(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "entries.py").write_text(_ENTRIES, encoding="utf-8")
    (tmp_path / "calls.csv").write_bytes(b"Call Id,Agent\n1,a\n")
    request = ReadRequest("calls.csv", "calls.csv", "calls", "out", "2026-06-01", "UTC", "secret")
    assert read_in_child(request, entry="entries:counts", search_path=(str(tmp_path),)).rows_read == 1


@pytest.mark.parametrize("entry", ["hangs", "starts_another_and_hangs"])
def test_what_takes_too_long_is_stopped_with_all_it_started(
        read: Callable[..., Reading], tmp_path: Path, entry: str) -> None:
    begun = time.monotonic()
    reading = read(entry, time_limit_s=3)
    assert time.monotonic() - begun < 10
    assert _only_issue(reading)[0] == "timeout" and "3" in reading.issues[0].message
    assert reading.size > 0
    assert _is_gone(int((tmp_path / "out" / "pid").read_text()))


def test_reading_can_be_cancelled(read: Callable[..., Reading], tmp_path: Path) -> None:
    started = tmp_path / "out" / "pid"
    reading = read("hangs", cancelled=started.exists)
    assert _only_issue(reading)[0] == "cancelled"
    assert _is_gone(int(started.read_text()))


@pytest.mark.parametrize("entry", ["grows", "grows_at_once"])
def test_what_needs_too_much_memory_is_stopped(read: Callable[..., Reading], entry: str) -> None:
    assert _only_issue(read(entry, memory_limit_bytes=300_000_000, time_limit_s=60))[0] == "memory"


@pytest.mark.parametrize(("entry", "code"), [
    ("aborts", "reader_crashed"), ("panics", "reader_crashed"), ("leaves", "reader_fault"), ("faults", "reader_fault")])
def test_a_crash_a_panic_and_a_fault_end_in_a_sentence(read: Callable[..., Reading], entry: str, code: str) -> None:
    found, message = _only_issue(read(entry))
    assert found == code
    assert "13800138000" not in message


def test_the_memory_of_a_process_is_known() -> None:
    before = resident_bytes(os.getpid())
    held = bytearray(os.urandom(1) * 60_000_000)
    assert 50_000_000 < resident_bytes(os.getpid()) - before < 90_000_000 and held
    assert resident_bytes(2**22 + 1) == 0


def test_a_job_and_a_refusal_survive_being_written(tmp_path: Path) -> None:
    request = ReadRequest("p", "é.csv", "calls", "o", "now", "UTC", "s", vendors={"a": "A"}, answers={"q": "1"})
    job = Job(request, "answer", 1.5, 10, search_path=("x",))
    job.write(tmp_path / "job.json")
    assert Job.load(tmp_path / "job.json") == job
    reading = refusal(request, Refused("empty_file"), "00", 0)
    reading.write(tmp_path / "reading.json")
    assert Reading.load(tmp_path / "reading.json") == reading


def test_a_name_that_is_not_utf8_survives_being_written(tmp_path: Path) -> None:
    request = ReadRequest("caf\udce9", "caf\udce9", "calls", "o", "now", "UTC", "s", format="\udce9")
    Job(request, "answer", 1.5, 10).write(tmp_path / "job.json")
    assert Job.load(tmp_path / "job.json").request == request
    refusal(request, Refused("empty_file"), "00", 0).write(tmp_path / "reading.json")
    assert Reading.load(tmp_path / "reading.json").format == "\udce9"
