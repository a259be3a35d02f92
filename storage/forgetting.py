"""Erasing a customer: in every file, listed or left over, nothing leads to him any more; his contacts stay, nobody's.

Files are never changed: each that holds him is written anew without him, and one unit of work lists the new ones. What
is read as of an earlier day is read from the new layers, so he is in no past either. The old files go at once; whoever
was reading one reads again (``duck.answered``). What a kill leaves of them goes when he is forgotten again, or with the
sweep.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import col, select

from scoring.records import KINDS, Type
from scoring.stored import stored_columns
from storage import direct, findings, judged, quoting
from storage.audit import note
from storage.changes import (
    Seen,
    Step,
    check_written,
    discarded_when_lost,
    list_partitions,
    no_step,
    retried,
    seen,
    step_or_lose,
)
from storage.current import Derivation
from storage.customers import MASK
from storage.customers import Customer as Customer
from storage.duck import duck
from storage.durable import PRIVATE_FILE, sync
from storage.engine import wipe_journal
from storage.fingerprints import Served, measured
from storage.home import Store, usable
from storage.originals import FOLDER, unlist
from storage.staging import staging, under_way, unlisted
from storage.tables import Batch, DrawnCalls, Layer, Original, Vendor

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlmodel import Session

_HELD_OURS = ("issue", "vendor_code")
"""Columns of a held-back file that quote nothing from the file."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was done: current records he was taken out of, files written anew, rows held back in which he stood, and the
    (kind, vendor, month) whose content is another now; and what could not be: ``drawn_calls`` stay in sealed draws
    under an id that shows him, for a draw can never be changed. ``originals`` are imported files, kept as they came,
    that were deleted; ``originals_left`` those of other files that are kept still. ``messages`` of the direct line and
    ``findings`` of missing feedback held him."""

    records: int = 0
    files: int = 0
    held_back_rows: int = 0
    changed: tuple[tuple[str, str, str], ...] = ()
    drawn_calls: int = 0
    originals: int = 0
    originals_left: int = 0
    messages: int = 0
    findings: int = 0


@dataclass(slots=True)
class _Work:
    """One attempt: the rewritten files by the name of the old one, and the ids that are others now."""

    store: Store
    customer: Customer
    token: str
    derivation: Derivation
    new: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    records: int = 0
    held_back_rows: int = 0
    batches: set[int] = field(default_factory=set)

    def told_without(self, told: Any) -> Any:
        """What a report or a finding tells, without him."""
        return self.customer.taken_out_of(told, self.ids)


def forget(store: Store, customer: Customer, *, actor: str, at_step: Step = no_step) -> Forgotten:
    """Take ``customer`` out of all records, of batches that are withdrawn too, of rows held back and reports.

    His records stay, and count as those of nobody known. An id that shows him becomes another one, the same in every
    file; a text that shows him becomes ``•••``. The audit tells that somebody was forgotten, not who.
    """
    with usable(store.home):
        with staging(store) as folder:
            done = retried(lambda: _attempt(store, customer, folder.name, actor, at_step))
        at_step("forgotten")
        _delete_left_over(store, customer)
        wipe_journal(store.engine)
    return done


def would_forget(store: Store, customer: Customer) -> Forgotten:
    """What :func:`forget` would do at this moment, with nothing changed: all it would count."""
    with usable(store.home), duck(store) as connection:
        with store.reading() as session:
            before = seen(session, session.exec(select(Vendor.code)))
            layers = list(session.exec(select(Layer.kind, Layer.file, Layer.batch)))
            held = {row: file for row, file in session.exec(select(Batch.number, Batch.held_back_file)) if file}
            kept = set(session.exec(select(Original.batch)))
            drawn = sum(customer.is_in(call) for calls in session.exec(select(DrawnCalls.calls)) for call in calls)
            messages = len(direct.holding(session, customer))
            told = len(findings.holding(session, lambda value: customer.taken_out_of(value, {})))
        work = _Work(store, customer, "", Derivation(connection, store.home, (), dict(before.partitions), ""))
        files = {file: kind for kind, file, _ in layers} | {one.file: one.kind for one in before.partitions.values()}
        found = {file: rows for kind in KINDS for file, rows in _rows_in(
            work, kind, [file for file, its in files.items() if its == kind]).items()}
        rows = {file: _held_rows(work, file) for file in held.values()}
    gone = kept & ({batch for _, file, batch in layers if file in found} | set(held))
    changed = sorted(key for key, one in before.partitions.items() if one.file in found)
    return Forgotten(sum(found.get(one.file, 0) for one in before.partitions.values()),
                     len(found) + sum(map(bool, rows.values())), sum(rows.values()), tuple(changed), drawn, len(gone),
                     len(kept - gone), messages, told)


def _attempt(store: Store, customer: Customer, token: str, actor: str, at_step: Step) -> Forgotten:
    with store.reading() as session:
        before = seen(session, session.exec(select(Vendor.code)))
        layers = list(session.exec(select(Layer.kind, Layer.file)))
        held = [file for file in session.exec(select(Batch.held_back_file)) if file]
        of_batch = dict(session.exec(select(Layer.file, Layer.batch)).all())
        masked = set(session.exec(select(Batch.number).where(col(Batch.held_back_file) != "")))
        drawn = sum(customer.is_in(call) for calls in session.exec(select(DrawnCalls.calls)) for call in calls)
    with duck(store) as connection:
        work = _Work(store, customer, token, Derivation(connection, store.home, (), dict(before.partitions), token))
        _rewrite(work, before, layers, held)
    work.batches = masked | {of_batch[file] for file in work.new if file in of_batch}
    at_step("written")
    with discarded_when_lost(store, work.derivation), store.writing() as session:
        step_or_lose(session, before)
        check_written(store, work.new.values())
        _list(session, work, before)
        messages, found = direct.take_out(session, customer), findings.take_out(session, work.told_without)
        judged.clear(session)
        gone = unlist(session, work.batches)
        left = session.exec(select(sa.func.count()).select_from(Original)).one()
        told = {name: count for name, count in (("originals", len(gone)), ("messages", messages), ("findings", found))
                if count}
        note(session, actor, "customer_forgotten", "", records=work.records, files=len(work.new),
             held_back_rows=work.held_back_rows, **told)
        session.flush()
        at_step("listed")
    return Forgotten(work.records, len(work.new), work.held_back_rows, tuple(sorted(work.derivation.changed)), drawn,
                     len(gone), left, messages, found)


def _rewrite(work: _Work, before: Seen, layers: Iterable[tuple[str, str]], held: Iterable[str]) -> None:
    """Write anew, aside, every file that holds him."""
    connection, partitions = work.derivation.duck, before.partitions
    files = {file: kind for kind, file in layers} | {one.file: one.kind for one in partitions.values()}
    found = {file: rows for kind in KINDS for file, rows in _rows_in(
        work, kind, [file for file, its in files.items() if its == kind]).items()}
    work.records = sum(found.get(one.file, 0) for one in partitions.values())
    connection.execute("CREATE TEMP TABLE renamed AS SELECT unnest($old) AS old, unnest($new) AS new",
                       {"old": list(work.ids), "new": list(work.ids.values())})
    for file in found:
        _written_anew(work, file, _without(work.customer, files[file]))
    for file in held:
        if rows := _held_rows(work, file):
            work.held_back_rows += rows
            _written_anew(work, file, _without_held(work, file))
    served = [Served(*one.key, work.new[one.file], one.layer_batch)
              for one in partitions.values() if one.file in work.new]
    for ref in measured(connection, work.store.home, served):
        work.derivation.partitions[ref.key] = ref
        if ref.fingerprint != partitions[ref.key].fingerprint:
            work.derivation.changed.add(ref.key)


def _rows_in(work: _Work, kind: str, files: list[str]) -> dict[str, int]:
    """How many rows of each of these files hold him; notes another id for each that shows him."""
    if not files:
        return {}
    home, connection = work.store.home, work.derivation.duck
    paths = {str(home / file): file for file in files}
    read = (f"read_parquet([{', '.join(quoting.existing_file(home / file) for file in files)}], "
            "filename = 'from_file', union_by_name = true)")
    shown = connection.execute(f"SELECT from_file, count(*) FROM {read} WHERE {_holds(work.customer, kind)} "
                               "GROUP BY from_file").fetchall()
    for name in _ids_of(kind) if work.customer.trace and shown else ():
        for id_, in connection.execute(f"SELECT DISTINCT {name} FROM {read} "
                                       f"WHERE {work.customer.in_text(name)}").fetchall():
            work.ids.setdefault(id_, f"{MASK}{secrets.token_hex(6)}")
    return {paths[path]: rows for path, rows in shown}


def _holds(customer: Customer, kind: str) -> str:
    """SQL: does a stored record hold him?"""
    tests = [customer.in_text(name) for name in (*_ids_of(kind), *_texts_of(kind))] if customer.trace else []
    if "customer" in stored_columns(kind):
        tests.append(f"customer IN ({_numbers(customer)})")
    return " OR ".join(tests) or "false"


def _without(customer: Customer, kind: str) -> dict[str, str]:
    """The columns of a record as they are without him, by name."""
    columns = {}
    if "customer" in stored_columns(kind):
        columns["customer"] = f"CASE WHEN customer NOT IN ({_numbers(customer)}) THEN customer END"
    if customer.trace:
        columns |= {name: f"coalesce((SELECT new FROM renamed WHERE old = {name}), {name})" for name in _ids_of(kind)}
        columns |= {name: f"CASE WHEN {customer.in_text(name)} THEN {quoting.text(MASK)} ELSE {name} END"
                    for name in _texts_of(kind)}
    return columns


def _held_rows(work: _Work, file: str) -> int:
    """How many rows held back in ``file`` show him: customers are masked in them, but ids stand whole."""
    names = _held_texts(work, file) if work.customer.trace else []
    tests = " OR ".join(work.customer.in_text(quoting.name(name)) for name in names)
    if not tests:
        return 0
    path = quoting.existing_file(work.store.home / file)
    (rows,), = work.derivation.duck.execute(f"SELECT count(*) FROM read_parquet({path}) WHERE {tests}").fetchall()
    return int(rows)


def _without_held(work: _Work, file: str) -> dict[str, str]:
    """A row whose id showed him has none that it could come back by."""
    return {name: f"CASE WHEN {work.customer.in_text(quoting.name(name))} THEN "
                  f"{'NULL' if name.startswith('_') else quoting.text(MASK)} ELSE {quoting.name(name)} END"
            for name in _held_texts(work, file)}


def _held_texts(work: _Work, file: str) -> list[str]:
    described = work.derivation.duck.execute(
        f"DESCRIBE SELECT * FROM read_parquet({quoting.existing_file(work.store.home / file)})").fetchall()
    return [name for name, type_, *_ in described if type_ == "VARCHAR" and name not in _HELD_OURS]


def _written_anew(work: _Work, file: str, columns: Mapping[str, str]) -> None:
    """Write ``file`` under the token of this work, ``columns`` replaced, its rows in their order."""
    old = work.store.home / file
    new = old.with_name(f"{old.stem.rpartition('-')[0]}-{work.token}.parquet")
    replaced = ", ".join(f"{sql} AS {quoting.name(name)}" for name, sql in columns.items())
    work.derivation.duck.execute(
        f"COPY (SELECT * EXCLUDE (file_row_number) REPLACE ({replaced}) FROM read_parquet("
        f"{quoting.existing_file(old)}, file_row_number = true) ORDER BY file_row_number) "
        f"TO {quoting.text(new)} (FORMAT parquet, COMPRESSION zstd)")
    new.chmod(PRIVATE_FILE)
    sync(new)
    sync(new.parent)
    work.new[file] = new.relative_to(work.store.home).as_posix()
    work.derivation.written.append(work.new[file])


def _list(session: Session, work: _Work, before: Seen) -> None:
    """List the new files in the place of the old ones, and take him out of the reports."""
    home = work.store.home
    for old, new in work.new.items():
        data = home / new
        session.exec(sa.update(Layer).where(col(Layer.file) == old).values(
            file=new, bytes=data.stat().st_size, sha256=_sha256(data)))
        session.exec(sa.update(Batch).where(col(Batch.held_back_file) == old).values(held_back_file=new))
    list_partitions(session, before, work.derivation)
    for row in session.exec(select(Batch)) if work.customer.trace else ():
        row.reading = work.told_without(row.reading)
        row.file_name = work.told_without(row.file_name)


def _delete_left_over(store: Store, customer: Customer) -> None:
    """Delete the files that hold him and that nobody lists; those of a living import are its own."""
    for file in unlisted(store, under_way(store)):
        if _holds_him(store, customer, file):
            (store.home / file).unlink(missing_ok=True)
            sync((store.home / file).parent)


def _holds_him(store: Store, customer: Customer, file: str) -> bool:
    """False of a file that is not written to its end: that is swept. An original that nobody lists may hold anybody."""
    import duckdb

    if file.startswith(f"{FOLDER}/"):
        return True
    kind = Path(file).parts[1]

    def look(connection: DuckDBPyConnection) -> bool:
        work = _Work(store, customer, token="", derivation=Derivation(connection, store.home, (), {}, ""))
        return bool(_rows_in(work, kind, [file]) if kind in KINDS else _held_rows(work, file))

    try:
        with duck(store) as connection:
            return look(connection)
    except duckdb.Error:
        return False


def _ids_of(kind: str) -> Collection[str]:
    return [column.stored for column in KINDS[kind].columns if column.type is Type.ID]


def _texts_of(kind: str) -> Collection[str]:
    known = stored_columns(kind)
    return [*(column.stored for column in KINDS[kind].columns if column.type is Type.TEXT and column.stored in known),
            "site"]


def _numbers(customer: Customer) -> str:
    return ", ".join(f"({number})" for number in sorted(customer.pseudonyms))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
