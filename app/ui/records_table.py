"""The promises, remarks and evaluations behind a figure, 200 a page, each with the row it came from."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app.services.rows_behind_records import CLIENTS_OWN, Cell, Row
from app.services.views_vendor import VendorMonth
from app.services.where_from import Source, files_text, source_text
from app.ui import loaders
from app.ui.components import grey, legend
from app.ui.figures import table
from app.ui.frame import PageContext
from app.words import Words

_NUMBERS = ("points", "possible", "share", "csat")
_CODED = ("state", "polarity")


def records_table(ctx: PageContext, view: VendorMonth, code: str, *, missed_only: bool) -> None:
    """How many records, and one page of them."""
    if ctx.scope.vendors is not None and code in CLIENTS_OWN:
        grey(ctx.words.t("behind.clients_own"))
        return
    asked = (ctx.scope, view.vendor, view.month, code, missed_only)
    found = loaders.records_behind(*asked, 1, ctx.data_version)
    legend(ctx.words.t(f"behind.count.{code}", missed=found.missed, total=found.total))
    if not found.rows:
        grey(ctx.words.t("behind.none"))
        return
    if found.pages > 1:
        page = st.pagination(found.pages, key=f"behind.{code}.{missed_only}")
        found = loaders.records_behind(*asked, page, ctx.data_version)
    columns = [*found.columns, "source"]
    with st.container(height=460, border=False, key="records"):
        table([ctx.words.t(f"behind.{column}") for column in columns],
              [[_cell(column, row, ctx.words) for column in columns] for row in found.rows],
              numbers=[i for i, column in enumerate(columns) if column in _NUMBERS])
    legend(" ".join([ctx.words.t("behind.zone", zone=ctx.store.timezone), files_text(found.files, ctx.words),
                     ctx.words.t("behind.no_customers")]))


def _cell(column: str, row: Row, words: Words) -> str:
    value: Cell = row[column]
    if value is None:
        return ""
    if isinstance(value, Source):
        return source_text(value, words)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float):
        return words.percent(value) if column == "share" else f"{value:g}"
    key = f"state.{value}" if column == "state" else f"polarity.{value}"
    told = words.t(key) if column in _CODED and words.has(key) else str(value)
    arrived = row.get("arrived_in") if column == "state" else None
    return f"{told}: {source_text(arrived, words)}" if isinstance(arrived, Source) else told
