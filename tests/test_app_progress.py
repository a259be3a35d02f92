"""An import on its way: told on the terminal and on the page, and stopped without leaving anything."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.access import Role, Viewer
from app.errors import UserError
from app.services import people, uploads
from app.services.import_order import ImportOrder
from app.services.importing import history, import_all, import_file
from app.services.opening import open_home
from app.services.progress import STEPS, Progress
from app.settings import Settings
from app.words import words_for
from storage import vendors
from storage.errors import StorageRefusal
from storage.home import Store
from storage.scope import EVERYTHING
from storage.staging import unlisted
from tests.portal_client import PASSWORD, Portal, serving
from tests.storage_world import call, stage

ROOT = Path(__file__).resolve().parents[1]
HEAD = "call_id,vendor,started_at,customer,outcome,wait_s\n"
LARGE = 400_000
MANAGER = Viewer(1, "mia", "Mia", Role.MANAGER, None, "en")


def export_of(rows: int) -> str:
    return HEAD + "".join(f"c{i},acme,2026-03-{i % 28 + 1:02d} {i % 24:02d}:{i % 60:02d}:00,+44207{i:07d},answered,"
                          f"{i % 90}\n" for i in range(rows))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export that takes seconds to read."""
    file = tmp_path_factory.mktemp("large") / "march.csv"
    file.write_text(export_of(LARGE))
    return file


@pytest.fixture
def home(tmp_path: Path) -> Path:
    store = open_home(Settings(home=tmp_path / "home"))
    vendors.add(store, "acme", name="Acme Calls", actor="tester")
    people.add_person(store, "mia", role="manager", name="Mia", password=PASSWORD)
    store.close()
    return tmp_path / "home"


def started(home: Path, *arguments: str, stderr: Any = subprocess.PIPE) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "app", "import", "calls", *arguments, "--home", str(home)], cwd=ROOT,
                            stdout=subprocess.PIPE, stderr=stderr, start_new_session=True)


def is_reading(home: Path) -> bool:
    """A child was told to read and has made its own folder."""
    return any((home / "staging").glob("*/reading-*"))


def wait_until(holds: Any, patience_s: float = 60) -> None:
    end = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < end, "it never came to this"
        time.sleep(0.01)


def readers_of(folder: Path) -> list[str]:
    """Processes that read a file below ``folder`` at this moment."""
    found = []
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            told = status.read_bytes()
            files = {os.readlink(each) for each in (status.parent / "fd").iterdir()} if b"imports.child" in told else ()
        except OSError:
            continue
        found += [str(file) for file in files if str(file).startswith(str(folder))]
    return found


def nothing_is_left(home: Path) -> bool:
    left = [*(home / "staging").iterdir(), *home.glob("layers/**/*.parquet"), *home.glob("current/**/*.parquet")]
    return left == [] and readers_of(home) == []


def test_ctrl_c_stops_an_import_with_a_sentence_and_leaves_nothing(home: Path, large: Path) -> None:
    running = started(home, str(large), str(large))
    wait_until(lambda: is_reading(home))
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 2 and b"Traceback" not in err and b"Stopping" in err
    assert out.count(b"Nothing was stored") == 1 and b"Nothing of it was stored" in out
    assert nothing_is_left(home)
    assert history(open_home(Settings(home=home)), EVERYTHING) == []


def test_a_program_that_stops_an_import_gets_its_document(home: Path, large: Path) -> None:
    running = started(home, str(large), "--json")
    wait_until(lambda: is_reading(home))
    running.send_signal(signal.SIGINT)
    out, _err = running.communicate(timeout=60)
    told, = json.loads(out)["files"]
    assert running.returncode == 2 and (told["status"], told["issues"][0]["code"]) == ("refused", "cancelled")


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_progress_is_told_to_a_terminal_and_to_no_program(home: Path, large: Path, arguments: tuple[str, ...]) -> None:
    reader, writer = pty.openpty()
    running = started(home, str(large), *arguments, stderr=writer)
    os.close(writer)
    told = b""
    while True:
        try:
            piece = os.read(reader, 65_536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        told += piece
    out, _ = running.communicate(timeout=120)
    os.close(reader)
    assert running.returncode == 0
    if arguments:
        assert told == b"" and json.loads(out)["files"][0]["records"] == LARGE
        return
    lines = [line.decode() for line in told.split(b"\r\x1b[K") if line]
    assert any(line.startswith("Reading ") and "%" in line for line in lines)
    assert any(line.startswith("Checking ") for line in lines) and all(line.endswith(" s") for line in lines)
    assert len(lines) < 5 * 60 and told.endswith(b"\r\x1b[K"), "a few times a second, and the line is gone at the end"


def test_nothing_is_told_where_standard_error_is_no_terminal(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(export_of(3))
    out, err = started(home, str(tmp_path / "a.csv")).communicate(timeout=120)
    assert err == b"" and b"3 rows read" in out


def test_a_text_tells_its_share_as_it_is_read(store: Store, large: Path) -> None:
    told: list[tuple[str, float | None]] = []
    report = import_file(store, large, ImportOrder("calls", dry_run=True), actor="tester",
                         on_progress=lambda phase, share: told.append((phase, share)))
    assert report.records == LARGE
    shares = [share for phase, share in told if phase == "read" and share is not None]
    assert shares == sorted(shares) and any(0 < share < 1 for share in shares)
    steps = list(dict.fromkeys(phase for phase, _share in told))
    assert steps == ["open", "read", "check", "write"] and set(steps) <= set(STEPS)


def test_files_after_the_one_that_was_stopped_are_not_begun(store: Store, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text(export_of(3 if name == "a" else 4))
    stopped: list[bool] = []

    def listener(phase: str, _share: float | None) -> None:
        stopped.extend([True] if phase == "scoring" else [])

    first, second = import_all(store, [tmp_path / "a.csv", tmp_path / "b.csv"], ImportOrder("calls"), actor="tester",
                               on_progress=listener, cancelled=lambda: bool(stopped))
    assert (first.status, first.not_scored, second.status) == ("stored", "", "refused")
    assert second.issues[0].code == "cancelled" and [one["file"] for one in history(store, EVERYTHING)] == ["a.csv"]


@pytest.mark.parametrize("at", ["placed", "written"])
def test_what_is_stopped_before_it_is_listed_leaves_no_file(store: Store, at: str) -> None:
    from storage import batches
    from storage.staging import staging

    reached: list[str] = []
    rows = {"acme": [call("c1", "2026-05-04 09:00:00")]}
    with staging(store) as folder:
        reading = stage(folder, "calls", rows)
        with pytest.raises(StorageRefusal) as refused:
            batches.commit(store, folder, reading, actor="tester", file_name="a.csv", at_step=reached.append,
                           cancelled=lambda: at in reached)
    assert refused.value.code == "cancelled" and reached == ["placed", "written"]
    assert unlisted(store, set()) == [] and history(store, EVERYTHING) == []
    with staging(store) as folder:
        again = batches.commit(store, folder, stage(folder, "calls", rows), actor="tester", file_name="a.csv")
    assert again.batch.id == "b1" and not again.unchanged


def test_who_waits_for_a_turn_can_stop_waiting(store: Store) -> None:
    told: list[str] = []
    for _turn in range(uploads.IMPORTS_AT_ONCE):
        uploads._turns.acquire()
    try:
        with pytest.raises(UserError) as stopped:
            uploads.check(store, uploads.Upload("a.csv", export_of(3).encode()), ImportOrder("calls"), viewer=MANAGER,
                          on_progress=lambda phase, _share: told.append(phase), cancelled=lambda: bool(told))
    finally:
        for _turn in range(uploads.IMPORTS_AT_ONCE):
            uploads._turns.release()
    assert stopped.value.code == "cancelled" and told == ["waiting"]
    report = uploads.check(store, uploads.Upload("a.csv", export_of(3).encode()), ImportOrder("calls"), viewer=MANAGER)
    assert report.records == 3, "nobody's turn was lost"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_phase_is_told_in_words_and_the_whole_never_goes_back(language: str) -> None:
    words, whole = words_for(language), list[float]()
    for phase in STEPS:
        assert words.has(f"progress.{phase}")
        progress = Progress()
        for share in (0.0, 0.5, 1.0):
            progress(phase, share)
            whole.append(progress.whole)
    assert whole == sorted(whole) and whole[-1] == 1.0


@pytest.fixture
def portal(home: Path) -> Iterator[Portal]:
    with serving(home) as running:
        yield running


@pytest.mark.browser
def test_the_button_on_the_page_stops_the_reading_child_and_says_that_nothing_was_stored(
        chromium: Any, portal: Portal, home: Path, large: Path) -> None:
    context = chromium.new_context(locale="en-GB")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{portal.origin}/login?next=/import")
    page.fill("[name=login]", "mia")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning] input[type=file]", state="attached")
    page.set_input_files("input[type=file]", large)
    page.get_by_role("button", name="Check", exact=True).click()
    page.wait_for_selector("text=march.csv (1 of 1)")
    wait_until(lambda: is_reading(home))
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.wait_for_selector("text=Stopped. Nothing is stored by a check.")
    wait_until(lambda: nothing_is_left(home))
    page.get_by_role("button", name="Check", exact=True).click()
    page.wait_for_selector("text=400,000 rows read")
    page.get_by_role("button", name="Store").click()
    page.wait_for_selector("text=march.csv (1 of 1)")
    wait_until(lambda: is_reading(home))
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.wait_for_selector("text=Stopped. Nothing of march.csv was stored.")
    wait_until(lambda: nothing_is_left(home))
    context.close()
