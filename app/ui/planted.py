"""Test calls: the sheet for who makes them, and what arrived of what they said."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import streamlit as st

from app.services.drawing import MOST_DRAWN
from app.services.planted import PlantedCall
from app.ui import loaders
from app.ui.components import Badge, Tone, finding_line, grey, legend, section
from app.ui.figures import MOST_ROWS, Cell, table, whole_words
from app.ui.frame import PageContext
from app.words import Words
from scoring.records import Month

USUAL = 20
AHEAD = 3
"""Months to come that a sheet can be had for."""


def planted(ctx: PageContext) -> None:
    """What is known of the test calls, then the way to a blank sheet."""
    words = ctx.words
    section(words.t("planted.title"))
    legend(words.t("planted.what"))
    calls = loaders.planted(ctx.scope, ctx.data_version)
    if calls:
        names = loaders.vendor_names(ctx.scope, ctx.data_version)
        finding_line(words.t("planted.finding", calls=len(calls), arrived=sum(bool(call.item) for call in calls)))
        heads = [words.t("column.vendor"), *(words.t(f"planted.column.{name}")
                                             for name in ("call", "at", "caller", "said", "arrived"))]
        more = words.t("rows.shown", shown=MOST_ROWS, total=len(calls)) if len(calls) > MOST_ROWS else ""
        with whole_words("planted"):
            table(heads, [_row(call, names.get(call.vendor, call.vendor), words) for call in calls], caption=more)
    else:
        grey(words.t("planted.none"))
    _sheet(ctx)


def _row(call: PlantedCall, vendor: str, words: Words) -> list[Cell]:
    mood = words.t(f"polarity.{call.mood}") if call.mood else ""
    said = " · ".join(filter(None, (mood, call.category, call.text)))
    return [vendor, call.call_id or "–", words.moment(call.called_at) if call.called_at else "–", call.caller or "–",
            said or "–", _arrived(call, words)]


def _arrived(call: PlantedCall, words: Words) -> Badge:
    if call.arrived == "missing":
        return Badge(words.t("planted.missing" if call.in_log else "planted.not_in_log"), Tone.DECIDE)
    if call.arrived == "turned":
        return Badge(words.t("planted.turned", item=call.item, mood=words.t(f"polarity.{call.item_mood}")), Tone.CARE)
    return Badge(words.t("planted.came", item=call.item), Tone.GOOD)


def _sheet(ctx: PageContext) -> None:
    """Vendor, month and number lead to an address that makes the sheet; it is on record from then on."""
    words, names = ctx.words, loaders.vendor_names(ctx.scope, ctx.data_version)
    with st.expander(words.t("planted.new")):
        if not names:
            grey(words.t("draws.new.none"))
            return
        left, middle, right, last = st.columns(4, gap="medium", vertical_alignment="bottom")
        vendor = left.selectbox(words.t("planted.from"), list(names), format_func=names.__getitem__,
                                key="planted.vendor")
        now = Month.parse(f"{datetime.now(ZoneInfo(ctx.store.timezone)):%Y-%m}")
        months = [str(now.shifted(step)) for step in range(AHEAD, -AHEAD - 1, -1)]
        month = middle.selectbox(words.t("planted.month"), months, AHEAD, lambda each: words.month(Month.parse(each)),
                                 key=f"planted.month.{words.language}")
        n = right.number_input(words.t("planted.n"), 1, MOST_DRAWN, USUAL, key="planted.n")
        asked = urlencode({"vendor": vendor, "month": month, "n": int(n), "language": words.language})
        last.link_button(words.t("planted.download"), f"/draws/test-calls.xlsx?{asked}", icon=":material/download:")
