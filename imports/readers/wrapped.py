"""Cells dressed up so that a spreadsheet leaves them alone: ``="00042"`` and ``'00042`` mean 00042."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from imports.readers.sheet import Sheet
from imports.sql import literal

if TYPE_CHECKING:
    import duckdb

LOOKED_AT = 1_000
_FORMULA = r'\s*="(.*)"\s*'
_APOSTROPHE = r"\s*'([-+=@]?[0-9].*)"
"""Before a word an apostrophe may be the word's own."""


def bare_name(text: str) -> str:
    """A header cell without what it was dressed up in.

    >>> bare_name('="Call ID"'), bare_name("'Start"), bare_name("'quoted'")
    ('Call ID', 'Start', "'quoted'")
    """
    if found := re.fullmatch(_FORMULA, text, re.S):
        return found[1].replace('""', '"')
    return text[1:] if text.startswith("'") and not text.endswith("'") else text


def unwrapped(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> Sheet:
    """The sheet with its cells as they are meant; the same sheet where none of the first rows is dressed up."""
    cells = sheet.columns
    is_dressed = " OR ".join(f"prefix(ltrim({cell}), '=\"') OR prefix(ltrim({cell}), '''')" for cell in cells)
    found = connection.execute(f"SELECT coalesce(bool_or({is_dressed}), false) "
                               f"FROM (SELECT * FROM {sheet.relation} LIMIT {LOOKED_AT})").fetchone()
    if not found or not found[0]:
        return sheet
    relation = f"{sheet.relation}_bare"
    listed = ", ".join(f"{_bare(cell)} AS {cell}" for cell in cells)
    connection.execute(f"CREATE TEMP TABLE {relation} AS SELECT _row, {listed}, _surplus FROM {sheet.relation}")
    return replace(sheet, relation=relation)


def _bare(cell: str) -> str:
    formula, apostrophe = literal(_FORMULA), literal(_APOSTROPHE)
    inner = f"nullif(replace(regexp_extract({cell}, {formula}, 1, 's'), '\"\"', '\"'), '')"
    return (f"CASE WHEN regexp_full_match({cell}, {formula}, 's') THEN {inner} "
            f"WHEN regexp_full_match({cell}, {apostrophe}, 's') THEN regexp_extract({cell}, {apostrophe}, 1, 's') "
            f"ELSE {cell} END")
