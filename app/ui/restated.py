"""What a file changed of what was stored before, on the page: counted by column, then each cell by its row."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app.services.restating import (
    CELL_HEADS,
    CHANGE_HEADS,
    ID_HEADS,
    Restated,
    Told,
    cell_row,
    change_row,
    id_rows,
    ids_total,
)
from app.ui.components import grey
from app.ui.figures import MOST_ROWS, NO_HEADERS, table
from app.words import Words


def restated(told: Restated, kind: str, batch: str, words: Words, *, names: Mapping[str, str] = NO_HEADERS,
             columns: Mapping[str, str] = NO_HEADERS) -> None:
    """Nothing where the file repeats nothing. ``names`` are the vendors' by code, ``columns`` the file's headers."""
    if not told:
        return
    grey(words.t("restated.sum", known=told.total("known"), changed=told.total("changed"), new=told.total("new")))
    if gone := told.total("gone"):
        grey(words.t("restated.gone", n=gone))
    if told.changes:
        _changes(told, kind, words, names, columns)
    if batch and (told.changes or told.new or told.gone or told.total("missing")):
        st.link_button(words.t("restated.download"), f"/imports/differences.xlsx?batch={batch}",
                       icon=":material/download:")


def ids_listed(told: Told, words: Words, names: Mapping[str, str] = NO_HEADERS) -> None:
    """The ids that are new, missing, gone or used again; nothing where there are none."""
    rows = list(id_rows(told, words))
    if not rows:
        return
    with st.expander(words.t("restated.ids", n=min(len(rows), MOST_ROWS), total=ids_total(told))):
        table([words.t(key) for key in ID_HEADS], [[names.get(vendor, vendor), *rest] for vendor, *rest in rows])


def _changes(told: Restated, kind: str, words: Words, names: Mapping[str, str], columns: Mapping[str, str]) -> None:
    """Counted by column, then each cell by its row."""
    several = len(told.vendors) > 1
    heads = ([words.t("column.vendor")] if several else []) + [words.t(key) for key in CHANGE_HEADS]
    rows = [([names.get(one.vendor, one.vendor)] if several else []) + change_row(one, kind, columns, words)
            for one in told.changes]
    table(heads, rows, numbers=[len(heads) - 2, len(heads) - 1])
    total, shown = told.total("cells"), min(len(told.cells), MOST_ROWS)
    with st.expander(words.t("restated.cells", n=shown, total=total)):
        table([words.t(key) for key in CELL_HEADS],
              [cell_row(cell, kind, columns, words) for cell in told.cells[:MOST_ROWS]], numbers=[0])
