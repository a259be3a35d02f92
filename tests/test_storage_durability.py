"""A kill at any instant leaves before or after; two changes at once both count; what the dead leave is swept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from storage import batches
from storage.changes import Committed
from storage.home import Store
from storage.scope import EVERYTHING
from storage.staging import staging, sweep
from tests.storage_process import SECOND
from tests.storage_world import call, content, ids, stage, store_rows

FIRST = [call("c1", "2026-05-04 09:00:00", wait_ms=1), call("c2", "2026-05-05 09:00:00", wait_ms=1)]
ROOT = Path(__file__).resolve().parents[1]
STEPS = ("placed", "written", "listed")


def _run(act: str, home: Path, url: str | None, argument: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.storage_process", act, str(home), url or "", argument],
                            cwd=ROOT)


def _killed(act: str, home: Path, url: str | None, step: str) -> None:
    assert _run(act, home, url, step).wait(60) == -signal.SIGKILL


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_during_an_import_leaves_the_data_as_before_and_the_file_can_be_imported_again(
        store: Store, engine_url: str | None, step: str) -> None:
    store_rows(store, "calls", {"acme": FIRST})
    before, version = content(store), store.data_version()
    _killed("import", store.home, engine_url, step)
    assert (content(store), store.data_version()) == (before, version)
    assert [one.id for one in batches.listing(store, EVERYTHING)] == ["b1"]
    assert ids(store, "calls", "acme", "2026-05") == {"c1", "c2"}
    left = [path for folder in ("layers", "current") for path in (store.home / folder).rglob("*b2*")]
    assert left, "the kill must strike after files were written"
    done = store_rows(store, "calls", {"acme": SECOND})
    assert done.batch.id == "b2"
    assert ids(store, "calls", "acme", "2026-06") == {"c3"}


@pytest.mark.parametrize("step", ("written", "listed"))
def test_a_kill_during_a_withdrawal_leaves_the_data_as_before(store: Store, engine_url: str | None, step: str) -> None:
    store_rows(store, "calls", {"acme": FIRST})
    store_rows(store, "calls", {"acme": SECOND})
    before = content(store)
    _killed("withdraw", store.home, engine_url, step)
    assert content(store) == before
    assert all(one.visible for one in batches.listing(store, EVERYTHING))


def test_what_a_dead_import_left_is_swept_after_an_hour_and_nothing_that_is_listed(
        store: Store, engine_url: str | None) -> None:
    store_rows(store, "calls", {"acme": FIRST})
    _killed("import", store.home, engine_url, "written")
    assert sweep(store) == []
    hours_ago = time.time() - 7200
    for path in [*store.home.rglob("*.parquet"), *(store.home / "staging").rglob("*")]:
        os.utime(path, (hours_ago, hours_ago))
    for path in (store.home / "staging").iterdir():
        os.utime(path, (hours_ago, hours_ago))
    gone = sweep(store)
    assert gone and all("b2-" in file or file.startswith("current/") for file in gone)
    assert not list((store.home / "staging").iterdir())
    assert ids(store, "calls", "acme", "2026-05") == {"c1", "c2"}


def test_files_of_a_living_import_are_never_swept(store: Store) -> None:
    with staging(store) as folder:
        mine = store.home / "layers" / f"b9-0-{folder.name}.parquet"
        mine.write_bytes(b"x")
        os.utime(mine, (0, 0))
        assert sweep(store) == []
        assert mine.exists()
    assert sweep(store) == [f"layers/{mine.name}"]


def test_the_loser_of_two_imports_at_once_derives_again_and_both_count(store: Store) -> None:
    """The second import is let in between the first's files and its listing."""
    store_rows(store, "calls", {"acme": FIRST})
    done: list[Committed] = []

    def meanwhile(name: str) -> None:
        if name == "written" and not done:
            done.append(store_rows(store, "calls", {"acme": [call("c9", "2026-05-09 09:00:00")]}))

    late = store_rows(store, "calls", {"acme": SECOND}, at_step=meanwhile)
    assert (done[0].batch.id, late.batch.id) == ("b2", "b3")
    assert ids(store, "calls", "acme", "2026-05") == {"c1", "c2", "c9"}
    assert ids(store, "calls", "acme", "2026-06") == {"c3"}
    assert len(list((store.home / "layers").rglob("*.parquet"))) == 4
    assert len(sweep(store, old_s=-1)) == 1, "the current file that was replaced; a lost attempt leaves nothing"


def test_many_imports_of_the_same_month_at_once_all_count(store: Store) -> None:
    failures: list[BaseException] = []

    def import_one(number: int) -> None:
        try:
            store_rows(store, "calls", {"acme": [call(f"t{number}", f"2026-05-{number + 1:02d} 09:00:00"),
                                                 call("shared", "2026-05-20 09:00:00", wait_ms=number)]})
        except BaseException as error:  # noqa: BLE001 - it must reach the assertion below
            failures.append(error)

    threads = [threading.Thread(target=import_one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert ids(store, "calls", "acme", "2026-05") == {"shared", *(f"t{number}" for number in range(6))}
    assert sorted(one.number for one in batches.listing(store, EVERYTHING)) == [1, 2, 3, 4, 5, 6]


def test_two_processes_importing_the_same_month_at_once_both_count(store: Store, engine_url: str | None) -> None:
    processes = [_run("store", store.home, engine_url, str(number)) for number in range(2)]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert ids(store, "calls", "acme", "2026-05") == {"p0", "p1"}


def test_the_same_file_imported_twice_at_once_is_stored_once(store: Store) -> None:
    done: list[Committed] = []

    def meanwhile(name: str) -> None:
        if name == "placed" and not done:
            done.append(store_rows(store, "calls", {"acme": SECOND}))

    late = store_rows(store, "calls", {"acme": SECOND}, at_step=meanwhile)
    assert late.unchanged and late.batch.id == "b1"
    assert len(batches.listing(store, EVERYTHING)) == 1


def test_the_staging_folder_goes_whatever_happens_inside(store: Store) -> None:
    with pytest.raises(RuntimeError), staging(store) as folder:
        stage(folder, "calls", {"acme": FIRST})
        raise RuntimeError
    assert not list((store.home / "staging").iterdir())
