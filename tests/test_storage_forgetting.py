"""A customer who is forgotten is in no file any more, listed or not; everybody else's records are as before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scoring.records import KINDS, Month
from storage import audit, batches, records, vendors
from storage.forgetting import Customer, Forgotten, forget
from storage.home import Store, open_store
from storage.scope import EVERYTHING
from storage.staging import staging
from tests.storage_world import call, content, current_rows, evaluation, feedback, stage, store_rows

ROOT = Path(__file__).resolve().parents[1]
HIM, OTHER = 1, 2
ANN = Customer(frozenset({HIM}))
MAY = Month.parse("2026-05")


def told_of(store: Store) -> list[tuple[str, ...]]:
    """Every row of every Parquet file of the home, whether anything lists it or not, as texts."""
    rows: list[tuple[str, ...]] = []
    for path in sorted(store.home.rglob("*.parquet")):
        with duckdb.connect() as connection:
            rows += [(path.parent.name, *map(str, row))
                     for row in connection.execute(f"SELECT * FROM read_parquet('{path}')").fetchall()]
    return rows


def customers(store: Store) -> set[Any]:
    found: set[Any] = set()
    for path in store.home.rglob("*.parquet"):
        with duckdb.connect() as connection:
            names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()]
            if "customer" in names:
                found |= {one for one, in connection.execute(f"SELECT DISTINCT customer FROM '{path}'").fetchall()}
    return found


def read(store: Store, kind: str, column: str, as_of: datetime | None = None) -> list[Any]:
    """One column of acme's records of May, as readers get it."""
    return list(records.rows(store, EVERYTHING, kind, "acme", MAY, as_of=as_of)[column].tolist())


def filled(store: Store) -> None:
    """Two months and vendors, a month sent again, a batch withdrawn, feedback and evaluations."""
    store_rows(store, "calls", {"acme": [call("c1", "2026-05-04 09:00:00", HIM),
                                         call("c2", "2026-05-05 09:00:00", OTHER),
                                         call("c3", "2026-06-01 09:00:00", HIM)],
                                "beta": [call("c9", "2026-05-06 09:00:00", HIM)]})
    store_rows(store, "calls", {"acme": [call("c1", "2026-05-04 09:00:00", HIM, wait_ms=7),
                                         call("c4", "2026-05-07 09:00:00", OTHER)]})
    store_rows(store, "feedback", {"acme": [feedback("f1", "2026-05-04 10:00:00", "c1", customer=HIM),
                                            feedback("f2", "2026-05-05 10:00:00", "c2", customer=OTHER)]})
    store_rows(store, "evaluations", {"acme": [evaluation("e1", "c1", "2026-05-08 10:00:00")]})
    store_rows(store, "calls", {"acme": [call("c5", "2026-05-09 09:00:00", HIM)]})
    batches.withdraw(store, "b5", actor="tester")


def test_no_file_holds_him_and_every_other_value_stands(store: Store) -> None:
    filled(store)
    at = list(KINDS["calls"].stored_columns).index("customer")
    before = {month: current_rows(store, "calls", "acme", month) for month in ("2026-05", "2026-06")}
    moment = datetime.now().astimezone()
    done = forget(store, ANN, actor="tester")
    assert (done.records, done.held_back_rows) == (4, 0), "c1, c3, c9 and f1 stand in current files"
    assert set(done.changed) == {("calls", "acme", "2026-05"), ("calls", "acme", "2026-06"),
                                 ("calls", "beta", "2026-05"), ("feedback", "acme", "2026-05")}
    assert customers(store) == {None, OTHER}
    for month, rows in before.items():
        wanted = [(*row[:at], None if row[at] == HIM else row[at], *row[at + 1:]) for row in rows]
        assert current_rows(store, "calls", "acme", month) == wanted
    assert set(read(store, "calls", "call_id", moment)) == {"c1", "c2", "c4"}
    batches.reinstate(store, "b5", actor="tester")
    assert HIM not in customers(store)


def test_what_is_derived_anew_afterwards_is_what_was_listed(store: Store) -> None:
    filled(store)
    forget(store, ANN, actor="tester")
    listed = content(store)
    batches.withdraw(store, "b2", actor="tester")
    batches.reinstate(store, "b2", actor="tester")
    assert content(store) == listed


def test_the_audit_tells_that_somebody_was_forgotten_and_not_who(store: Store) -> None:
    filled(store)
    done = forget(store, Customer(frozenset({HIM}), "13800138000"), actor="tester")
    entry = audit.entries(store)[0]
    assert (entry.action, entry.subject, entry.actor) == ("customer_forgotten", "", "tester")
    assert entry.details == {"records": done.records, "files": done.files, "held_back_rows": 0}


def test_somebody_who_is_nowhere_changes_nothing_and_once_forgotten_he_is_nowhere(store: Store) -> None:
    filled(store)
    before, version = told_of(store), store.data_version()
    assert forget(store, Customer(frozenset({77}), "19900001111"), actor="tester") == Forgotten()
    assert told_of(store) == before
    forget(store, ANN, actor="tester")
    assert forget(store, ANN, actor="tester") == Forgotten()
    assert store.data_version() > version


def test_texts_ids_and_reports_that_show_him_show_him_no_more_and_one_id_stays_one(store: Store) -> None:
    shows, who = "138-0013-8000/7", Customer(frozenset({HIM}), "13800138000")
    with staging(store) as folder:
        rows = [call(shows, "2026-05-04 09:00:00", HIM, reason="ring 138 0013 8000"),
                call("c2", "2026-05-05 09:00:00", OTHER)]
        with duckdb.connect() as connection:
            connection.execute(f"COPY (SELECT 5 AS row, 'future' AS issue, 'acme' AS vendor_code, '{shows}' AS "
                               f"_record, NULL::VARCHAR AS _contact, '{shows}' AS \"Call\", 'Bo' AS \"Agent\" UNION "
                               f"ALL SELECT 6, "
                               f"'future', 'acme', 'c7', NULL, 'c7', 'Bo') TO '{folder}/held.parquet'")
        issue = {"row": 5, "column": "call_id", "value": shows, "code": "future", "message": f"{shows}: future"}
        batches.commit(store, folder, stage(folder, "calls", {"acme": rows}, held_back_file="held.parquet",
                                            issues=[issue]), actor="tester", file_name="of 13800138000.csv")
    store_rows(store, "evaluations", {"acme": [evaluation("e1", shows, "2026-05-08 10:00:00", comment="to 13800138000"),
                                               evaluation("e2", "c2", "2026-05-08 10:00:00", comment="fine")]})
    assert forget(store, who, actor="tester").held_back_rows == 1
    told = f"{told_of(store)} {batches.reading_of(store, EVERYTHING, 'b1')} {batches.listing(store, EVERYTHING)}"
    assert "8000" not in told and "Bo" in told and "c7" in told and "fine" in told
    called, = set(read(store, "calls", "call_id")) - {"c2"}
    judged = dict(zip(read(store, "evaluations", "evaluation_id"), read(store, "evaluations", "call_id"), strict=True))
    assert called.startswith("•••") and judged == {"e1": called, "e2": "c2"}


@pytest.mark.parametrize("step", ["written", "listed", "forgotten"])
def test_a_kill_leaves_him_forgotten_or_as_before_and_a_second_try_finishes(store: Store, engine_url: str | None,
                                                                            step: str) -> None:
    filled(store)
    before, version = content(store), store.data_version()
    killed = subprocess.run([sys.executable, "-m", "tests.storage_process", "forget", str(store.home), engine_url or "",
                             step], cwd=ROOT, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    if step != "forgotten":
        assert (content(store), store.data_version()) == (before, version)
    else:
        assert HIM not in read(store, "calls", "customer")
    for folder in (store.home / "staging").iterdir():
        os.utime(folder, (0, 0))
    forget(store, ANN, actor="tester")
    assert customers(store) == {None, OTHER}


def test_an_import_let_in_between_is_not_lost_and_is_without_him_too(store: Store) -> None:
    filled(store)
    let_in: list[object] = []

    def meanwhile(step: str) -> None:
        if step == "written" and not let_in:
            let_in.append(store_rows(store, "calls", {"acme": [call("c8", "2026-05-20 09:00:00", HIM)]}))

    forget(store, ANN, actor="tester", at_step=meanwhile)
    assert let_in and "c8" in read(store, "calls", "call_id")
    assert customers(store) == {None, OTHER}


def test_sqlite_keeps_nothing_of_him_beside_its_file_nor_in_its_free_pages(tmp_path: Path) -> None:
    opened = open_store(tmp_path / "home", None)
    vendors.add(opened, "acme", actor="tester")
    store_rows(opened, "calls", {"acme": [call("F13912345678", "2026-05-04 09:00:00", HIM)]})
    store_rows(opened, "calls", {"acme": [call("F13912345678", "2026-05-04 09:00:00", HIM, wait_ms=7)]})
    database = [opened.home / f"openline.db{more}" for more in ("", "-wal")]
    assert any(b"F13912345678" in file.read_bytes() for file in database), "a report named his call"
    forget(opened, Customer(frozenset({HIM}), trace="13912345678"), actor="tester")
    assert not any(b"13912345678" in file.read_bytes() for file in database if file.exists())
    opened.close()
