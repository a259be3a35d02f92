"""Texts as they are stored: a customer who stands in a queue, a reason or an agent's name is taken out of it.

Those columns hold few different texts, so only the different ones are looked at. What somebody wrote in words of their
own (remarks, comments) is stored as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import duckdb
import pyarrow as pa

from imports.masking import MASK, masked_sql, masked_text, suspect_sql
from imports.sql import identifier
from scoring.records import Kind, Type

WRITTEN = frozenset({"action", "comment", "evidence", "feedback_text", "text"})
WHO = frozenset({"agent", "evaluator"})
"""Two people stay two: what is left of their names carries a keyed mark of what was taken out."""
TEXTS_READ = 20_000
"""At most so many suspicious texts of a column are looked at one by one; of more, cell by cell and without marks: a
column that holds so many customers names nobody's agents."""


def mask_texts(connection: duckdb.DuckDBPyConnection, kind: Kind, supplied: Iterable[str], key: bytes) -> None:
    """Mask the text columns of ``typed`` that the sheet supplies (canonical names). ``key``: the home's."""
    given = frozenset(supplied)
    names = [column.name for column in kind.columns
             if column.type is Type.TEXT and column.name in given and column.name not in WRITTEN | {"vendor"}]
    for name, found in _suspects(connection, names).items():
        if len(found) > TEXTS_READ:
            connection.execute(f"UPDATE typed SET {name} = {masked_sql(name)} WHERE {suspect_sql(name)}")
        elif found:
            _replace(connection, name, found, key)


def _suspects(connection: duckdb.DuckDBPyConnection, names: list[str]) -> dict[str, list[str]]:
    """The different texts of each column that may hold a customer, one more than are read at most."""
    if not names:
        return {}
    lists = ", ".join(f"list_filter(list(DISTINCT {identifier(name)}), lambda t: {suspect_sql('t')})"
                      f"[:{TEXTS_READ + 1}]" for name in names)
    row = connection.execute(f"SELECT {lists} FROM typed").fetchall()[0]
    return {name: found or [] for name, found in zip(names, row, strict=True)}


def _replace(connection: duckdb.DuckDBPyConnection, name: str, found: list[str], key: bytes) -> None:
    shown = [_marked(text, key) if name in WHO else masked_text(text) for text in found]
    connection.register("_masked", pa.table({"said": pa.array(found, pa.string()),
                                             "shown": pa.array(shown, pa.string())}))
    connection.execute(f"UPDATE typed SET {name} = shown FROM _masked WHERE {name} = said AND said <> shown")
    connection.unregister("_masked")


def _marked(text: str, key: bytes) -> str:
    """The masked text with 24 bits of a keyed hash of the whole in place of each thing taken out."""
    mark = hashlib.blake2b(text.encode(), key=key, digest_size=3, person=b"openline-who").hexdigest()
    return masked_text(text).replace(MASK, f"{MASK}{mark}")
