"""A home, its key and its database belong together; the schema is the same on both engines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import audit, schema
from storage.home import StorageRefusal, Store, open_store
from storage.tables import SCHEMA_REVISION
from tests.storage_world import call, store_rows


def refused(home: Path, code: str, **options: object) -> str:
    with pytest.raises(StorageRefusal) as told:
        open_store(home, **options)  # type: ignore[arg-type]
    assert told.value.code == code
    return str(told.value)


def test_the_first_opening_makes_everything_and_the_next_finds_it(tmp_path: Path, engine_url: str | None) -> None:
    first = open_store(tmp_path / "h", engine_url, timezone="Asia/Shanghai", country_code="86")
    assert (first.timezone, first.country_code, first.data_version()) == ("Asia/Shanghai", "86", 0)
    assert first.secret_file.stat().st_mode & 0o777 == 0o600
    assert len(first.secret_file.read_bytes()) == 64
    again = open_store(tmp_path / "h", engine_url)
    assert (again.uuid, again.timezone, again.country_code) == (first.uuid, "Asia/Shanghai", "86")


def test_without_being_told_months_are_utc(tmp_path: Path) -> None:
    assert open_store(tmp_path / "h").timezone == "UTC"


def test_what_is_pinned_cannot_be_changed_and_says_so(tmp_path: Path) -> None:
    open_store(tmp_path / "h", timezone="Europe/Berlin", country_code="49")
    assert "Europe/Berlin" in refused(tmp_path / "h", "pinned", timezone="UTC")
    assert "49" in refused(tmp_path / "h", "pinned", country_code="86")
    open_store(tmp_path / "h", timezone="Europe/Berlin", country_code="49")
    refused(tmp_path / "new", "unknown_timezone", timezone="Mars/Olympus")
    assert open_store(tmp_path / "new").timezone == "UTC"


def test_a_home_is_never_paired_with_another_homes_database(tmp_path: Path, engine_url: str | None) -> None:
    url = engine_url or f"sqlite:///{tmp_path / 'shared.db'}"
    open_store(tmp_path / "one", url)
    assert "belongs to another home" in refused(tmp_path / "two", "another_home", database_url=url)
    used = open_store(tmp_path / "three")
    from storage import vendors

    vendors.add(used, "acme", actor="tester")
    store_rows(used, "calls", {"acme": [call("c1", "2026-05-01 09:00:00")]})
    fresh = f"sqlite:///{tmp_path / 'empty.db'}"
    assert "database is empty" in refused(tmp_path / "three", "another_database", database_url=fresh)


def test_another_or_a_missing_key_is_refused(tmp_path: Path) -> None:
    store = open_store(tmp_path / "h")
    key = store.secret_file.read_bytes()
    other = tmp_path / "other.key"
    other.write_bytes(b"a" * 64)
    other.chmod(0o600)
    assert "not the one" in refused(tmp_path / "h", "another_key", secret_file=other)
    store.secret_file.unlink()
    assert "cannot be read" in refused(tmp_path / "h", "key_missing")
    assert not store.secret_file.exists()
    other.write_bytes(key)
    assert open_store(tmp_path / "h", secret_file=other).secret_file == other


@pytest.mark.parametrize("bytes_", [b"", b"xy", b"x" * 64, b"a" * 63, b"a" * 65, b"a" * 64 + b"\n"])
def test_a_file_that_is_no_key_binds_no_home(tmp_path: Path, bytes_: bytes) -> None:
    key = tmp_path / "key"
    key.write_bytes(bytes_)
    key.chmod(0o600)
    assert "64 hexadecimal digits" in refused(tmp_path / "h", "key_malformed", secret_file=key)
    key.unlink()
    assert open_store(tmp_path / "h", secret_file=key).secret_file == key  # the refusal left nothing bound


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602, 0o666, 0o610])
def test_a_key_that_others_may_open_is_refused_at_first_and_ever_after(tmp_path: Path, mode: int) -> None:
    key = tmp_path / "key"
    key.write_bytes(b"0123456789abcdefABCDEF0123456789" * 2)
    key.chmod(mode)
    assert f"chmod 600 {key}" in refused(tmp_path / "h", "key_open", secret_file=key)
    key.chmod(0o600)
    open_store(tmp_path / "h", secret_file=key)
    key.chmod(mode)
    assert f"chmod 600 {key}" in refused(tmp_path / "h", "key_open", secret_file=key)


def test_a_key_elsewhere_gets_a_folder_of_its_owners_alone(tmp_path: Path) -> None:
    key = open_store(tmp_path / "h", secret_file=tmp_path / "keys" / "openline.key").secret_file
    assert (key.parent.stat().st_mode & 0o777, key.stat().st_mode & 0o777) == (0o700, 0o600)


def test_a_wrong_address_a_damaged_home_and_a_file_in_the_way_are_told_in_sentences(tmp_path: Path) -> None:
    refused(tmp_path / "h", "database_url", database_url="mysql://x/y")
    refused(tmp_path / "h", "database_url", database_url="not an address")
    told = refused(tmp_path / "h", "database_unreachable", database_url="postgresql://me:secret@127.0.0.1:1/x")
    assert "secret" not in told
    open_store(tmp_path / "d")
    (tmp_path / "d" / "home.json").write_text("{")
    refused(tmp_path / "d", "home_unreadable")
    (tmp_path / "file").write_text("")
    refused(tmp_path / "file", "home_unwritable")


def test_a_home_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    open_store(tmp_path / "h").close()
    (tmp_path / "h" / ".opening").unlink()
    (tmp_path / "h" / ".opening").mkdir()  # what no right to write would do, for root too
    assert "cannot be written" in refused(tmp_path / "h", "home_unwritable")
    refused(tmp_path / "caf\udce9", "home_name")


def test_a_damaged_database_is_told_in_a_sentence_when_it_is_opened_and_while_it_is_read(tmp_path: Path) -> None:
    store = open_store(tmp_path / "h")
    database = tmp_path / "h" / "openline.db"
    store.close()  # the last connection writes the journal into the file
    whole = database.read_bytes()
    store = open_store(tmp_path / "h")
    database.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StorageRefusal, match="is damaged"):
        audit.entries(store)
    store.close()
    for damage in (b"no database at all" * 100, whole[:4096] + b"\xff" * (len(whole) - 4096)):
        database.write_bytes(damage)
        for journal in ("-wal", "-shm"):
            database.with_name(database.name + journal).unlink(missing_ok=True)
        assert "backup" in refused(tmp_path / "h", "database_damaged")


def test_the_tables_and_the_migrations_agree_on_both_engines(store: Store) -> None:
    assert schema.differences(store.engine) == []
    assert schema.revision(store.engine) == SCHEMA_REVISION


def test_the_newest_migration_is_the_one_the_program_expects() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory(str(schema.MIGRATIONS)).get_heads() == [SCHEMA_REVISION]


def test_migrations_go_down_and_up_again_on_both_engines(tmp_path: Path, engine_url: str | None) -> None:
    from alembic import command

    from storage.engine import engine_for

    engine = engine_for(engine_url or f"sqlite:///{tmp_path / 'x.db'}")
    schema.bring_up(engine)
    with engine.begin() as connection:
        command.downgrade(schema.config(connection), "base")
    with engine.connect() as connection:
        assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}
    schema.bring_up(engine)
    assert schema.differences(engine) == []
    engine.dispose()


def test_a_database_newer_than_the_program_is_refused(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageRefusal, match="newer than this program"):
        schema.bring_up(store.engine)


def test_the_audit_trail_cannot_be_changed_or_shortened(store: Store) -> None:
    audit.record(store, "ann", "looked", "b1", why="curious")
    for statement in ("UPDATE audit SET actor = 'bob'", "DELETE FROM audit"):
        with pytest.raises(sa.exc.DatabaseError, match="append only"), store.engine.begin() as connection:
            connection.execute(sa.text(statement))
    newest = audit.entries(store)[0]
    assert (newest.actor, newest.action, newest.subject, newest.details) == ("ann", "looked", "b1", {"why": "curious"})


def test_two_first_openings_at_once_make_one_home(tmp_path: Path) -> None:
    code = ("import sys; from pathlib import Path; from storage.home import open_store; "
            "print(open_store(Path(sys.argv[1])).uuid)")
    started = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "h")], stdout=subprocess.PIPE)
               for _ in range(2)]
    told = {process.communicate(timeout=60)[0] for process in started}
    assert told == {(json.loads((tmp_path / "h" / "home.json").read_text())["uuid"] + "\n").encode()}


def test_nothing_of_a_home_is_anybody_elses_to_read_not_even_of_one_made_open(tmp_path: Path) -> None:
    from app.services.import_order import ImportOrder
    from app.services.importing import import_file
    from storage import vendors

    home, file = tmp_path / "h", tmp_path / "calls.csv"
    home.mkdir(mode=0o755)
    file.write_text("call_id,started_at,wait_s\nA,2026-05-03 10:00,5\nB,2026-05-03 10:00,soon\n")
    before = os.umask(0o022)
    try:
        store = open_store(home)
        vendors.add(store, "acme", actor="tester")
        report = import_file(store, file, ImportOrder("calls", vendor="acme"), actor="tester")
        open_paths = [path for path in (home, *home.rglob("*")) if path.stat().st_mode & 0o077]
        assert {"openline.db", "openline.db-wal", "openline.db-shm", "held_back"} <= {p.name for p in home.iterdir()}
    finally:
        os.umask(before)
    assert (report.status, report.rows_held_back, open_paths) == ("stored", 1, [])
    store.close()


def test_a_database_left_readable_is_closed_to_others_when_it_is_opened(tmp_path: Path) -> None:
    store = open_store(tmp_path / "h")
    store.close()
    database = tmp_path / "h" / "openline.db"
    database.chmod(0o644)
    open_store(tmp_path / "h").close()
    assert database.stat().st_mode & 0o777 == 0o600


def test_naming_the_home_imports_no_database_library() -> None:
    code = ("import sys, storage.home, storage.scope, storage.people, storage.vendors, storage.scorecards; "
            "print([m for m in ('sqlmodel', 'sqlalchemy', 'alembic', 'duckdb') if m in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_home_may_have_any_name(tmp_path: Path) -> None:
    from scoring.records import Month
    from storage import records, vendors
    from storage.scope import EVERYTHING

    store = open_store(tmp_path / "a [x]*'q? 家" / "h")
    assert (store.home / "openline.db").exists()
    vendors.add(store, "acme", actor="tester")
    for id_ in ("c1", "c2"):
        store_rows(store, "calls", {"acme": [call(id_, "2026-05-01 09:00:00")]})
    assert list(records.rows(store, EVERYTHING, "calls", "acme", Month(2026, 5))["call_id"]) == ["c1", "c2"]
