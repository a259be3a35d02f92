"""Rows held back, read block by block: a fat file must not lie in the server's memory whole."""

from __future__ import annotations

from collections.abc import Iterator

from storage.batch_listing import find, owners
from storage.home import Store
from storage.scope import Scope

BLOCK_ROWS = 200
OWNER = "vendor_code"


def held_back_blocks(store: Store, scope: Scope, batch_id: str, *, characters: int,
                     only: str | None = None) -> Iterator[dict[str, list[str]]]:
    """The rows held back, in the order of the file and some hundred at a time: texts by column, '' where empty.

    Cells are cut to ``characters``; ``only`` asks for one column. Nothing outside the scope; and for a vendor those
    rows alone that are surely its own.
    """
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    file = _file(store, scope, batch_id)
    if not file:
        return
    with store.reading() as session:
        codes = owners(session, scope)
    with pq.ParquetFile(store.home / file) as source:
        wanted = [name for name in source.schema_arrow.names if only in (None, name) or name == OWNER]
        for block in source.iter_batches(BLOCK_ROWS, columns=wanted):
            texts = {name: pc.utf8_slice_codeunits(block.column(name).cast("string"), 0, characters).to_pylist()
                     for name in wanted}
            own = _own(codes, texts.get(OWNER), len(block))
            yield {name: [text or "" for text, is_own in zip(column, own, strict=True) if is_own]
                   for name, column in texts.items()}


def _file(store: Store, scope: Scope, batch_id: str) -> str:
    from storage.tables import Batch

    view = find(store, scope, batch_id)
    if view is None:
        return ""
    with store.reading() as session:
        row = session.get(Batch, view.number)
        return row.held_back_file if row else ""


def _own(codes: frozenset[str] | None, named: list[str | None] | None, rows: int) -> list[bool]:
    """Which rows those of the vendors ``codes`` may see; a row that names no vendor may be anybody's."""
    if codes is None:
        return [True] * rows
    return [owner in codes for owner in named] if named is not None else [False] * rows
