"""Imported files are kept only where the client says so, sealed, until their time is over; and are gone then."""

from __future__ import annotations

import hashlib
import json
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from storage import audit, batches, originals
from storage.changes import Committed
from storage.clock import utc_now
from storage.errors import StorageRefusal
from storage.forgetting import Customer, forget
from storage.home import Store, open_store
from storage.pinned import originals_days
from storage.sealing import PIECE_BYTES, TAG_BYTES, seal, unseal
from storage.staging import staging, sweep
from storage.tables import Original
from tests.storage_world import call, stage
from tests.test_storage_durability import _killed

SECRET = b"ab" * 32
MAY = b"call_id,customer\nc1,+44 7700 900123\n"


def imported(store: Store, folder: Path, content: bytes = MAY, id_: str = "c1", customer: int = 1) -> Committed:
    """One call of a file with this content."""
    source = folder / f"{id_}.csv"
    source.write_bytes(content)
    with staging(store) as work:
        reading = stage(work, "calls", {"acme": [call(id_, "2026-05-04 09:00:00", customer)]}, size=len(content))
        reading["sha256"] = hashlib.sha256(content).hexdigest()
        return batches.commit(store, work, reading, actor="tester", file_name=source.name, original=source)


def sealed_files(store: Store) -> list[Path]:
    return sorted((store.home / "originals").iterdir())


def end_of(store: Store, batch: int, when: timedelta) -> None:
    with store.writing() as session:
        row = session.get(Original, batch)
        assert row is not None
        row.expires_at = utc_now() + when


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_what_is_sealed_comes_back_to_the_byte(tmp_path: Path, size: int) -> None:
    plain = os.urandom(size)
    (tmp_path / "plain").write_bytes(plain)
    digest = seal(tmp_path / "plain", tmp_path / "sealed", SECRET, b"it")
    assert unseal(tmp_path / "sealed", tmp_path / "back", SECRET, b"it") == digest == hashlib.sha256(plain).hexdigest()
    assert (tmp_path / "back").read_bytes() == plain
    assert (tmp_path / "back").stat().st_mode & 0o777 == (tmp_path / "sealed").stat().st_mode & 0o777 == 0o600


def test_the_same_file_sealed_twice_is_never_the_same(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(MAY)
    for name in ("one", "two"):
        seal(tmp_path / "plain", tmp_path / name, SECRET, b"it")
    assert (tmp_path / "one").read_bytes() != (tmp_path / "two").read_bytes()


def test_any_changed_byte_a_lost_end_and_swapped_pieces_are_refused(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(os.urandom(2 * PIECE_BYTES + 5))
    seal(tmp_path / "plain", tmp_path / "sealed", SECRET, b"it")
    whole = (tmp_path / "sealed").read_bytes()
    piece, head = PIECE_BYTES + TAG_BYTES, len(whole) - 2 * (PIECE_BYTES + TAG_BYTES) - 5 - TAG_BYTES
    changed = [whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:]
               for place in (*range(0, head, 7), head, head + piece - 1, len(whole) - 1)]
    swapped = whole[:head] + whole[head + piece:head + 2 * piece] + whole[head:head + piece] + whole[head + 2 * piece:]
    for each in (*changed, whole[:-1], whole[:head + piece], whole[:head + 2 * piece], whole[:head], b"", swapped,
                 whole + b"x"):
        (tmp_path / "broken").write_bytes(each)
        with pytest.raises(StorageRefusal):
            unseal(tmp_path / "broken", tmp_path / "back", SECRET, b"it")
    with pytest.raises(StorageRefusal, match="not as it was written"):
        unseal(tmp_path / "sealed", tmp_path / "back", SECRET, b"another")
    with pytest.raises(StorageRefusal, match="another secret key"):
        unseal(tmp_path / "sealed", tmp_path / "back", b"cd" * 32, b"it")
    assert not (tmp_path / "back").exists() and not list(tmp_path.glob(".back*"))


def test_nothing_is_kept_unless_the_home_says_so(store: Store, tmp_path: Path) -> None:
    imported(store, tmp_path)
    assert sealed_files(store) == [] and originals.listing(store) == [] and originals_days(store.home) == 0
    with pytest.raises(StorageRefusal, match="no original is kept"):
        originals.write_original(store, "b1", tmp_path / "out.csv", actor="tester")


def test_a_kept_file_comes_back_and_the_audit_tells_who_had_it(store: Store, tmp_path: Path) -> None:
    originals.keep_for(store, 30, actor="tester")
    imported(store, tmp_path)
    kept, = originals.listing(store)
    assert (kept.batch, kept.file_name, kept.bytes) == ("b1", "c1.csv", len(MAY))
    assert kept.expires_at - kept.kept_at == timedelta(days=30)
    sealed, = sealed_files(store)
    assert b"7700" not in sealed.read_bytes() and sealed.stat().st_mode & 0o777 == 0o600
    assert originals.write_original(store, "b1", tmp_path / "out.csv", actor="ann").read_bytes() == MAY
    told = audit.entries(store)
    assert (told[0].actor, told[0].action, told[0].subject) == ("ann", "original_read", "b1")
    batches.withdraw(store, "b1", actor="tester")
    assert originals.write_original(store, "b1", tmp_path / "again.csv", actor="ann").read_bytes() == MAY


def test_an_original_in_anothers_place_is_refused(store: Store, tmp_path: Path) -> None:
    originals.keep_for(store, 30, actor="tester")
    imported(store, tmp_path)
    imported(store, tmp_path, b"call_id\nc2\n", "c2")
    one, two = sealed_files(store)
    one.write_bytes(two.read_bytes())
    with pytest.raises(StorageRefusal, match="not as it was written"):
        originals.write_original(store, "b1", tmp_path / "out.csv", actor="tester")
    assert not (tmp_path / "out.csv").exists()


def test_a_file_that_changed_since_it_was_read_is_not_stored(store: Store, tmp_path: Path) -> None:
    originals.keep_for(store, 30, actor="tester")
    (tmp_path / "may.csv").write_bytes(MAY)
    with staging(store) as work, pytest.raises(StorageRefusal, match="was changed while"):
        batches.commit(store, work, stage(work, "calls", {"acme": [call("c1", "2026-05-04 09:00:00")]}), actor="tester",
                       file_name="may.csv", original=tmp_path / "may.csv")
    assert sealed_files(store) == []


def test_the_next_import_deletes_what_has_had_its_time(store: Store, tmp_path: Path) -> None:
    originals.keep_for(store, 30, actor="tester")
    imported(store, tmp_path)
    end_of(store, 1, -timedelta(seconds=1))
    assert originals.listing(store) == []
    imported(store, tmp_path, b"call_id\nc2\n", "c2")
    assert [path.name.split("-")[0] for path in sealed_files(store)] == ["b2"]
    expired = [entry for entry in audit.entries(store) if entry.action == "originals_expired"]
    assert [entry.details["batches"] for entry in expired] == [["b1"]]


def test_a_shorter_time_counts_for_what_is_kept_already_and_a_longer_one_does_not(store: Store, tmp_path: Path) -> None:
    originals.keep_for(store, 30, actor="tester")
    imported(store, tmp_path)
    for days, left in ((90, 30), (7, 7), (60, 7)):
        assert originals.keep_for(store, days, actor="tester") == 0
        kept, = originals.listing(store)
        assert kept.expires_at - kept.kept_at == timedelta(days=left)
    assert originals.keep_for(store, 0, actor="tester") == 1
    assert originals.listing(store) == [] and sealed_files(store) == []


@pytest.mark.parametrize("step", ("placed", "written", "listed"))
def test_a_kill_between_file_and_list_leaves_nothing_that_is_not_swept(store: Store, engine_url: str | None,
                                                                        step: str) -> None:
    originals.keep_for(store, 30, actor="tester")
    _killed("import", store.home, engine_url, step)
    assert originals.listing(store) == []
    left = sealed_files(store)
    assert len(left) == 1, "the kill must strike after the file was placed"
    assert sweep(store) == []
    hours_ago = time.time() - 7200
    for path in [*store.home.rglob("*.parquet"), *left, *(store.home / "staging").rglob("*")]:
        os.utime(path, (hours_ago, hours_ago))
    assert f"originals/{left[0].name}" in sweep(store) and sealed_files(store) == []


def test_a_listed_original_is_never_swept(store: Store, tmp_path: Path) -> None:
    originals.keep_for(store, 30, actor="tester")
    imported(store, tmp_path)
    os.utime(sealed_files(store)[0], (1, 1))
    assert sweep(store) == [] and len(sealed_files(store)) == 1


def test_forgetting_a_customer_deletes_the_originals_that_hold_him(store: Store, tmp_path: Path) -> None:
    """And those of rows held back, in which customers are masked: nobody can tell who stood there."""
    originals.keep_for(store, 30, actor="tester")
    imported(store, tmp_path)
    imported(store, tmp_path, b"call_id\nc2\n", "c2", customer=2)
    batches.withdraw(store, "b1", actor="tester")
    done = forget(store, Customer(frozenset({1})), actor="tester")
    assert (done.originals, done.originals_left) == (1, 1)
    assert [one.batch for one in originals.listing(store)] == ["b2"]
    assert [path.name.split("-")[0] for path in sealed_files(store)] == ["b2"]


def test_forgetting_deletes_the_originals_of_rows_held_back(store: Store, tmp_path: Path) -> None:
    import duckdb

    originals.keep_for(store, 30, actor="tester")
    (tmp_path / "may.csv").write_bytes(MAY)
    with staging(store) as work:
        reading = stage(work, "calls", {"acme": [call("c1", "2026-05-04 09:00:00", 2)]}, rows_held_back=1)
        duckdb.connect().execute(
            "COPY (SELECT 'c9' AS call_id, '•••' AS customer, 2 AS row, 'x' AS issue, 'acme' AS vendor_code, "
            f"'c9' AS _record, NULL::VARCHAR AS _contact) TO '{work}/held_back.parquet'")
        reading |= {"sha256": hashlib.sha256(MAY).hexdigest(), "held_back_file": "held_back.parquet"}
        batches.commit(store, work, reading, actor="tester", file_name="may.csv", original=tmp_path / "may.csv")
    assert forget(store, Customer(frozenset({7})), actor="tester").originals == 1
    assert sealed_files(store) == []


def test_the_days_are_pinned_by_whoever_names_them_first(tmp_path: Path) -> None:
    open_store(tmp_path / "home").close()
    assert json.loads((tmp_path / "home" / "home.json").read_text())["originals_days"] is None
    open_store(tmp_path / "home", keep_originals="30").close()
    assert originals_days(tmp_path / "home") == 30
    with pytest.raises(StorageRefusal, match="--keep 60"):
        open_store(tmp_path / "home", keep_originals="60")
    open_store(tmp_path / "home").close()
    assert originals_days(tmp_path / "home") == 30


@pytest.mark.parametrize("said", ["", "-1", "3.5", "a month", "99999", "３０"])
def test_what_is_no_number_of_days_is_refused(tmp_path: Path, said: str) -> None:
    with pytest.raises(StorageRefusal, match="no number of days"):
        open_store(tmp_path / "home", keep_originals=said)


def test_a_home_of_before_opens_and_keeps_nothing(tmp_path: Path) -> None:
    open_store(tmp_path / "home").close()
    about = json.loads((tmp_path / "home" / "home.json").read_text())
    del about["originals_days"]
    (tmp_path / "home" / "home.json").write_text(json.dumps(about))
    open_store(tmp_path / "home").close()
    assert originals_days(tmp_path / "home") == 0


