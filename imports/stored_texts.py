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
from imports.written import masked_writing, plain_writing, suspect_writing
from scoring.records import Kind, Type

WRITTEN = frozenset({"action", "comment", "evidence", "feedback_text", "text"})
WHO = frozenset({"agent", "evaluator"})
"""Two people stay two: what is left of their names carries a keyed mark of what was taken out."""
BLOCK_BYTES = 1_000_000
"""Of what somebody wrote so much is masked at once."""
TEXTS_READ = 20_000
"""At most so many suspicious texts of a column are looked at one by one; of more, cell by cell and without marks: a
column that holds so many customers names nobody's agents."""


def mask_texts(connection: duckdb.DuckDBPyConnection, kind: Kind, supplied: Iterable[str],
               key: bytes) -> dict[str, int]:
    """Mask the text columns of ``typed`` that the sheet supplies (canonical names); answers in how many cells of each
    something was masked, those without left out. ``key``: the home's."""
    given = frozenset(supplied)
    texts = [column.name for column in kind.columns
             if column.type is Type.TEXT and column.name in given and column.name != "vendor"]
    written = [name for name in texts if name in WRITTEN]
    changed = {name: _mask_writing(connection, name) for name in written}
    for name, found in _suspects(connection, [name for name in texts if name not in WRITTEN]).items():
        if len(found) > TEXTS_READ:
            changed[name] = _counted(connection, f"UPDATE typed SET {name} = {masked_sql(name)} WHERE "
                                                 f"{suspect_sql(name)} AND {name} <> {masked_sql(name)}")
        elif found:
            changed[name] = _replace(connection, name, found, key)
    return {name: changed[name] for name in texts if changed.get(name)}


def _mask_writing(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """Block by block: what is looked for in a text takes a hundred times its room while it is looked for."""
    suspects = f"SELECT _row, {plain_writing(name)} AS plain FROM typed WHERE {suspect_writing(name)}"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE _plain AS SELECT _row, plain, (sum(strlen(plain)) OVER (ORDER BY _row "
        f"ROWS UNBOUNDED PRECEDING) // {BLOCK_BYTES})::BIGINT AS block FROM ({suspects}) ORDER BY _row")
    (blocks,), = connection.execute("SELECT coalesce(max(block) + 1, 0) FROM _plain").fetchall()
    connection.execute("CREATE OR REPLACE TEMP TABLE _writings (_row BIGINT, shown VARCHAR)")
    for block in range(blocks):
        shown = f"SELECT _row, plain, {masked_writing('plain')} AS shown FROM _plain WHERE block = {block}"
        connection.execute(f"INSERT INTO _writings SELECT _row, shown FROM ({shown}) WHERE shown <> plain")
    connection.execute("DROP TABLE _plain")
    return _counted(connection, f"UPDATE typed SET {name} = shown FROM _writings WHERE typed._row = _writings._row")


def _counted(connection: duckdb.DuckDBPyConnection, update: str) -> int:
    (changed,), = connection.execute(update).fetchall()
    return int(changed)


def _suspects(connection: duckdb.DuckDBPyConnection, names: list[str]) -> dict[str, list[str]]:
    """The different texts of each column that may hold a customer, one more than are read at most."""
    if not names:
        return {}
    lists = ", ".join(f"list_filter(list(DISTINCT {identifier(name)}), lambda t: {suspect_sql('t')})"
                      f"[:{TEXTS_READ + 1}]" for name in names)
    row = connection.execute(f"SELECT {lists} FROM typed").fetchall()[0]
    return {name: found or [] for name, found in zip(names, row, strict=True)}


def _replace(connection: duckdb.DuckDBPyConnection, name: str, found: list[str], key: bytes) -> int:
    shown = [_marked(text, key) if name in WHO else masked_text(text) for text in found]
    connection.register("_masked", pa.table({"said": pa.array(found, pa.string()),
                                             "shown": pa.array(shown, pa.string())}))
    changed = _counted(connection, f"UPDATE typed SET {name} = shown FROM _masked "
                                   f"WHERE {name} = said AND said <> shown")
    connection.unregister("_masked")
    return changed


def _marked(text: str, key: bytes) -> str:
    """The masked text with 24 bits of a keyed hash of the whole in place of each thing taken out."""
    mark = hashlib.blake2b(text.encode(), key=key, digest_size=3, person=b"openline-who").hexdigest()
    return masked_text(text).replace(MASK, f"{MASK}{mark}")
