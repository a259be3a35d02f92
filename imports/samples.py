"""A few texts of each column, as a person may see them: no customer stands in them."""

from __future__ import annotations

import duckdb

from imports.held_back import shown_header
from imports.mapping import Mapping, cell, map_columns
from imports.masking import LOOKED_AT, MASK, masked_start
from imports.meaning import meaning_of
from scoring.records import Type

ROWS_LOOKED_AT, TEXTS_SHOWN, CHARACTERS = 60, 3, 40


def samples(connection: duckdb.DuckDBPyConnection, relation: str, mapping: Mapping) -> dict[str, list[str]]:
    """The first different texts under each header; of columns that show a customer only that they are filled."""
    width = len(mapping.headers)
    cells = ", ".join(f"left({cell(place)}, {LOOKED_AT + 1})" for place in range(width))
    rows = connection.execute(f"SELECT {cells} FROM {relation} LIMIT {ROWS_LOOKED_AT}").fetchall()
    types = {place: source.column.type for source in mapping.sources.values() for place in source.positions}
    hidden = set(mapping.private)
    return {header: [_shown(text, header, place in hidden, types.get(place))
                     for text in _first([row[place] for row in rows])]
            for place, header in enumerate(mapping.headers)}


def _first(texts: list[str | None]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))[:TEXTS_SHOWN]


def _shown(text: str, header: str, is_hidden: bool, type_: Type | None) -> str:
    return MASK if is_hidden or "customer" in meaning_of(header).concepts else masked_start(text, CHARACTERS, type_)


def left_out(connection: duckdb.DuckDBPyConnection, relation: str, mapping: Mapping) -> list[tuple[str, str, str]]:
    """Each column that was not read although a header names it: its name, the header, and a text that stands there."""
    if not mapping.left_out:
        return []
    plain = map_columns(mapping.format, mapping.headers, vendor_given=True, empty=mapping.empty)
    told = []
    for name in mapping.left_out:
        source = plain.sources.get(name)
        if source is None or source.positions[0] not in mapping.unused:
            continue
        text, = connection.execute(f"SELECT any_value({source.text}) FROM {relation}").fetchall()[0]
        told.append((name, shown_header(source.said), text or ""))
    return told
