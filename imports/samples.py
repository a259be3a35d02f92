"""A few texts of each column, as a person may see them: no customer stands in them."""

from __future__ import annotations

import duckdb

from imports.held_back import shown_header
from imports.mapping import Mapping, cell, map_columns
from imports.masking import MASK, masked_text
from imports.meaning import meaning_of
from scoring.records import Type

ROWS_LOOKED_AT, TEXTS_SHOWN, CHARACTERS = 60, 3, 40


def samples(connection: duckdb.DuckDBPyConnection, relation: str, mapping: Mapping) -> dict[str, list[str]]:
    """The first different texts under each header; of columns that show a customer only that they are filled."""
    width = len(mapping.headers)
    lists = ", ".join(f"list(left({cell(place)}, {CHARACTERS}) ORDER BY _row)" for place in range(width))
    found = connection.execute(f"SELECT {lists} FROM (SELECT * FROM {relation} LIMIT {ROWS_LOOKED_AT})").fetchall()[0]
    types = {place: source.column.type for source in mapping.sources.values() for place in source.positions}
    return {header: [_shown(text, place, header, types, mapping) for text in _first(texts or [])]
            for place, (header, texts) in enumerate(zip(mapping.headers, found, strict=True))}


def _first(texts: list[str | None]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))[:TEXTS_SHOWN]


def _shown(text: str, place: int, header: str, types: dict[int, Type], mapping: Mapping) -> str:
    if place in mapping.private or "customer" in meaning_of(header).concepts:
        return MASK
    return masked_text(text, types.get(place))


def left_out(connection: duckdb.DuckDBPyConnection, relation: str, mapping: Mapping) -> list[tuple[str, str, str]]:
    """Each column that was not read although a header names it: its name, the header, and a text that stands there."""
    if not mapping.left_out:
        return []
    plain = map_columns(mapping.format, mapping.headers, vendor_given=True)
    told = []
    for name in mapping.left_out:
        source = plain.sources[name]
        if source.positions[0] not in mapping.unused:
            continue
        text, = connection.execute(f"SELECT any_value({source.text}) FROM {relation}").fetchall()[0]
        told.append((name, shown_header(source.said), text or ""))
    return told
