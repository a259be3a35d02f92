"""What a reading says of its parts is what storage finds in the files: it need not look, and may."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from imports.request import Part
from sample_data.manifest import FILES, FOLDER
from storage import batches
from storage.duck import duck
from storage.fingerprints import Served, measured
from storage.home import Store
from storage.listing import PartitionRef, partitions
from tests.readings import Read, read_file

_FIRST = {file.kind: file for file in reversed(FILES)}
MORE = {
    "complaints": "complaint_id,received_at,via\nk1,2026-05-03 10:00,letter\nk2,2026-06-01 10:00,email\n",
    "costs": "month,amount,currency\n2026-05,1200,EUR\n2026-06,1300,EUR\n",
}


def _read(kind: str, folder: Path) -> Read:
    if kind in _FIRST:
        return read_file(FOLDER / _FIRST[kind].path, folder, kind)
    (folder / "more.csv").write_text(MORE[kind], encoding="utf-8")
    return read_file(folder / "more.csv", folder, kind)


@pytest.mark.parametrize("kind", [*_FIRST, *MORE])
def test_a_part_says_of_its_records_what_a_look_into_its_file_finds(kind: str, tmp_path: Path, store: Store) -> None:
    read = _read(kind, tmp_path)
    assert read.reading.parts
    with duck(store) as connection:
        connection_home = store.home
        for part in read.reading.parts:
            inside = connection_home / "staging" / Path(part.file).name
            inside.write_bytes(Path(part.file).read_bytes())
            (found,) = measured(connection, store.home, [
                Served(kind, part.vendor, part.month, str(inside.relative_to(store.home)), 1)])
            assert _told(part) == _found(found)


def _told(part: Part) -> tuple[object, ...]:
    return (part.records, part.content, part.head_content, part.first_at, part.last_at, part.newest_at)


def _found(ref: PartitionRef) -> tuple[object, ...]:
    times = (moment and moment.replace(tzinfo=None).isoformat()
             for moment in (ref.first_at, ref.last_at, ref.newest_at))
    return (ref.records, ref.fingerprint, ref.head_fingerprint, *times)


@pytest.mark.parametrize("kind", ["calls", "evaluations", "promises"])
def test_what_is_stored_is_the_same_whether_a_reading_tells_of_its_parts_or_not(
        kind: str, tmp_path: Path, store: Store) -> None:
    reading = asdict(_read(kind, tmp_path).reading)
    listed = []
    for tells in (True, False):
        parts = []
        for part in reading["parts"]:
            copy = Path(part["file"]).with_suffix(f".{tells}")
            copy.write_bytes(Path(part["file"]).read_bytes())
            parts.append(part | {"file": str(copy)} if tells else
                         {name: part[name] for name in ("vendor", "month", "records", "first_at", "last_at")}
                         | {"file": str(copy)})
        batches.commit(store, tmp_path, reading | {"parts": parts, "held_back_file": ""}, actor="tester",
                       file_name="x.csv")
        with store.reading() as session:
            listed.append([(one.key, one.records, one.fingerprint, one.head_fingerprint, one.first_at, one.last_at,
                            one.newest_at) for one in partitions(session, None)])
        batches.withdraw(store, f"b{len(listed)}", actor="tester")
    assert listed[0] and listed[0] == listed[1]
