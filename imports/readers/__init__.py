"""Readers: from the bytes of one container to sheets of text. Start at :func:`read_sheets`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from imports.errors import Refused
from imports.readers.sheet import Sheet
from imports.readers.template import Template

if TYPE_CHECKING:
    import duckdb

    from imports.source import SourceFile

__all__ = ["Sheet", "Template", "read_sheets"]


def read_sheets(source: SourceFile, connection: duckdb.DuckDBPyConnection,
                known: Callable[[str], bool] = lambda name: False, templates: Sequence[Template] = (),
                spread: Sequence[str] = ()) -> list[Sheet]:
    """Read every table of ``source`` into ``connection``, in the file's order; Refused when there is none.

    ``known`` tells of a cleaned header text whether it is the name of a column somebody expects: it helps to tell
    the header from titles and data, and nothing else depends on it. ``templates`` are the tables without a header that
    somebody expects: their names become the header of a sheet (text or workbook) that holds one. ``spread`` are paths
    to lists within a JSON record (``answers.questions``) whose items are the records.
    """
    more = {"spread": spread} if source.container in ("json", "jsonl") else {}
    sheets = _reader(source.container)(source, connection, known, templates, **more)
    if not sheets:
        raise Refused("no_table")
    return sheets


def _reader(container: str) -> Callable[..., list[Sheet]]:
    """The reader of a container, imported only when it is needed."""
    if container == "text":
        from imports.readers.text import read
    elif container in ("json", "jsonl"):
        from imports.readers.json_records import read
    else:
        from imports.readers.workbook import read
    return read
