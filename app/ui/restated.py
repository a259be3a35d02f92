"""What a file changed of what was stored before, on the page: counted by column, then each cell by its row."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app.services.restating import CELL_HEADS, CHANGE_HEADS, Restated, cell_row, change_row
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
    if not told.changes:
        return
    several = len(told.vendors) > 1
    heads = ([words.t("column.vendor")] if several else []) + [words.t(key) for key in CHANGE_HEADS]
    rows = [([names.get(one.vendor, one.vendor)] if several else []) + change_row(one, kind, columns, words)
            for one in told.changes]
    table(heads, rows, numbers=[len(heads) - 2, len(heads) - 1])
    total, shown = told.total("cells"), min(len(told.cells), MOST_ROWS)
    with st.expander(words.t("restated.cells", n=shown, total=total)):
        table([words.t(key) for key in CELL_HEADS],
              [cell_row(cell, kind, columns, words) for cell in told.cells[:MOST_ROWS]], numbers=[0])
        if batch:
            st.html(f'<p class="ol-sure"><a href="/imports/differences.xlsx?batch={batch}" target="_blank" '
                    f'rel="noopener">{words.t("restated.download")}</a></p>')
