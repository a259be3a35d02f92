"""Connections to SQLite and PostgreSQL, made to behave alike: writers queue, readers never wait, keys are enforced."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlmodel import Session

from storage.durable import PRIVATE_FILE, make_private
from storage.errors import StorageRefusal

_READ_ONLY = {"openline_read_only": True}
_WAIT_S = 30


def engine_for(url: str | Path) -> Engine:
    """An engine for a SQLite or PostgreSQL address, or a SQLite file; refused with a sentence otherwise.

    What a statement was given stands in no message of a failure: a traceback is logged, and a text must be in no log.
    """
    if isinstance(url, Path):
        return _sqlite(sa.URL.create("sqlite", database=str(url)))
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise StorageRefusal("database_url", _UNREADABLE) from None
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    if address.get_backend_name() in ("postgresql", "postgres"):
        return sa.create_engine(address.set(drivername="postgresql+psycopg"), pool_pre_ping=True,
                                hide_parameters=True, connect_args={"connect_timeout": _WAIT_S})
    raise StorageRefusal("database_url", _UNREADABLE)


_UNREADABLE = (
    "The database address is neither SQLite nor PostgreSQL. Set OPENLINE_DATABASE_URL to something like "
    "postgresql://user:password@host/name, or leave it unset to keep the database inside the home."
)


def _sqlite(address: sa.URL) -> Engine:
    engine = sa.create_engine(address, hide_parameters=True,
                              connect_args={"timeout": _WAIT_S, "check_same_thread": False})
    sa.event.listen(engine, "do_connect", _keep_private)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _keep_private(_dialect: Any, _record: Any, arguments: Any, _options: Any) -> None:
    """The database holds password hashes: SQLite gives its journals the mode of the file, so the file is made first.

    A file that is there is never opened here: to close it again would drop the locks of this process's connections.
    """
    name = str(arguments[0]) if arguments else ""
    if not name or name.startswith((":", "file:")):
        return
    with suppress(OSError):  # SQLite itself says better what is wrong with the place
        os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
    for journal in ("", "-wal", "-shm"):
        make_private(Path(name + journal))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """WAL lets readers go on while one writes; the driver must not begin transactions on its own."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON",
                   f"busy_timeout={_WAIT_S * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def wipe_journal(engine: Engine) -> None:
    """Have SQLite keep nothing of what was overwritten beside its file; while somebody reads, the next who may does."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the write lock at once: a deferred BEGIN loses read-then-write transactions to each other."""
    read_only = connection.get_execution_options().get("openline_read_only")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session for one consistent look: a snapshot on both engines, rolled back at its end."""
    options: dict[str, Any] = dict(_READ_ONLY)
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with (
        answering(engine), engine.connect().execution_options(**options) as connection,
        Session(connection) as session,
    ):
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session for one unit of work: committed whole at its end, or not at all when anything is raised."""
    with answering(engine), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def answering(engine: Engine) -> Iterator[None]:
    """Tell in a sentence what a database itself fails at: it does not answer, is damaged, full or not to be written.

    What is wrong with a statement of ours is no such thing and passes.
    """
    try:
        yield
    except sa.exc.DatabaseError as error:
        if isinstance(error, sa.exc.OperationalError):
            raise _told(engine, error, "database_unreachable", (
                "does not answer", "Check OPENLINE_DATABASE_URL and that it is running, may be written and has room."
            )) from error
        if type(error) is sa.exc.DatabaseError:  # SQLite's word for a file that is none of its own, or damaged
            raise _told(engine, error, "database_damaged", (
                "is damaged", "Bring it back from a backup."
            )) from error
        raise


def _told(engine: Engine, error: sa.exc.DatabaseError, code: str, said: tuple[str, str]) -> StorageRefusal:
    what, advice = said
    where = engine.url.render_as_string(hide_password=True)
    reason = str(error.orig).strip().splitlines()[0]
    return StorageRefusal(code, f"The database {where} {what}: {reason}. {advice}")
