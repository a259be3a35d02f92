"""The calls behind a figure, 200 a page, each with the file and row it came from."""

from __future__ import annotations

from math import ceil

import streamlit as st

from app.services.calls_behind import CallRow
from app.services.views_vendor import VendorMonth
from app.services.where_from import files_text, source_text
from app.ui import loaders
from app.ui.components import grey, legend
from app.ui.figures import table
from app.ui.frame import PageContext
from app.words import Words

TABLE_PX = 32 * 15
"""The head and fourteen whole rows of 32 pixels (``portal.css``)."""
_COLUMNS = ("call", "started", "channel", "queue", "reason", "agent", "outcome", "wait", "talk", "transfers", "source")


def calls_table(ctx: PageContext, view: VendorMonth, code: str, *, missed_only: bool) -> None:
    """How many calls, and one page of them."""
    others = tuple(channel for channel, _ in view.channels) if code in loaders.ONE_CHANNEL else ()
    asked = (ctx.scope, view.vendor, view.month, code, missed_only, others)
    found = loaders.calls_behind(*asked, 1, ctx.data_version)
    what = ctx.words.t(f"behind.missed.{code}")
    legend(ctx.words.t("behind.count", missed=found.missed, total=found.total, what=what))
    if not found.rows:
        grey(ctx.words.t("behind.none"))
        return
    if found.pages > 1:
        page = st.pagination(found.pages, key=f"behind.{code}.{missed_only}")
        found = loaders.calls_behind(*asked, page, ctx.data_version)
    heads = [ctx.words.t(f"behind.{column}") for column in _COLUMNS]
    with st.container(height=TABLE_PX, border=False, key="calls"):
        table(heads, [_cells(row, ctx.words) for row in found.rows], numbers=[7, 8, 9])
    said = [ctx.words.t("behind.zone", zone=ctx.store.timezone), files_text(found.files, ctx.words)]
    legend(" ".join([*said, ctx.words.t("behind.agents" if ctx.scope.vendors is None else "behind.no_customers")]))


def _cells(row: CallRow, words: Words) -> list[str]:
    def told(key: str, code: str) -> str:
        return words.t(key) if words.has(key) else code

    return [
        row.call_id,
        f"{row.started_at:%m-%d %H:%M:%S}",
        told(f"channel.{row.channel}", row.channel),
        row.queue,
        row.reason,
        row.agent,
        told(f"outcome.{row.outcome}", row.outcome),
        "" if row.wait_s is None else clock(row.wait_s),
        "" if row.talk_s is None else clock(row.talk_s),
        "" if row.transfers is None else str(row.transfers),
        "; ".join(source_text(source, words) for source in row.sources),
    ]


def clock(seconds: float) -> str:
    """Minutes and seconds, alike in a whole column: 0:34, 12:05, 75:00. A part of a second counts as a whole one."""
    whole = ceil(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
