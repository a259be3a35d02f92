"""DuckDB over the home's Parquet: one connection in memory a question, few at once, nothing from outside the home."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

from storage import quoting
from storage.errors import StorageRefusal
from storage.home import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from scoring.counts import Columns

T = TypeVar("T")
AT_ONCE = 2
MEMORY = "900MB"
PROCESSORS = 8
_turns = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def duck(store: Store) -> Iterator[DuckDBPyConnection]:
    """A connection with a turn for as long as it is open."""
    with _turns, connected(store, PROCESSORS) as connection:
        yield connection


@contextmanager
def connected(store: Store, threads: int) -> Iterator[DuckDBPyConnection]:
    """A connection that reads and writes below the home only, spills there, and loads no extension; it uses up to
    ``threads`` processors. Ask in turn (:func:`answered_in_turn`): between questions others have theirs."""
    import duckdb

    with duckdb.connect(":memory:", config={
        "threads": str(min(os.cpu_count() or 1, threads)), "memory_limit": MEMORY,
        "temp_directory": str(store.home / "spill"), "preserve_insertion_order": "false",
        "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
    }) as connection:
        folders = f"{quoting.text(store.home)}, {quoting.existing_file(store.home)}"
        connection.execute(f"SET allowed_directories = [{folders}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


def fetched(connection: DuckDBPyConnection, sql: str, parameters: Sequence[object] = ()) -> Columns:
    """The answer as NumPy columns, masked where NULL; texts and lists as objects, times as datetime64[us]."""
    answer: Any = connection.execute(sql, list(parameters)).fetchnumpy()
    return cast("Columns", answer)


def answered(store: Store, question: Callable[[DuckDBPyConnection], T]) -> T:
    """Ask on a connection of its own; once more when a file was replaced and swept between listing and reading it."""
    with duck(store) as connection:
        return _answered(connection, store, question)


def answered_in_turn(connection: DuckDBPyConnection, store: Store, question: Callable[[DuckDBPyConnection], T]) -> T:
    """Ask likewise on a connection that stays open, of :func:`connected`."""
    with _turns:
        return _answered(connection, store, question)


def _answered(connection: DuckDBPyConnection, store: Store, question: Callable[[DuckDBPyConnection], T]) -> T:
    import duckdb

    before = store.data_version()
    try:
        return question(connection)
    except duckdb.IOException as error:
        if store.data_version() == before:
            raise StorageRefusal("file_lost", (
                f"A stored file cannot be read ({str(error).splitlines()[0]}). "
                "Bring the home back from a backup."
            )) from error
    return question(connection)
