"""The batches brought in so far: what each held, and the way to take one back or bring it back."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from app.errors import UserError
from app.services import uploads
from app.services.taking_back import may_turn
from app.services.whose import vendor_list
from app.ui import loaders, session
from app.ui.components import Badge, Tone, badge_html, grey, legend, section
from app.ui.figures import SAFE
from app.ui.frame import PageContext
from app.ui.restated import ids_listed, restated
from app.web.door import DOOR
from app.words import Words, words_for
from storage.errors import StorageRefusal

BATCHES_PER_PAGE = 15
ASKED, LOOKED = "history.asked", "history.looked"


def import_history(ctx: PageContext, *, kinds: tuple[str, ...]) -> None:
    """Newest first, 15 a page."""
    section(ctx.words.t("history.title"))
    batches = [batch for batch in loaders.history(ctx.scope, ctx.data_version) if batch["kind"] in kinds]
    if not batches:
        grey(ctx.words.t("history.none"))
        return
    pages = -(-len(batches) // BATCHES_PER_PAGE)
    page = st.pagination(pages, key="history.page") if pages > 1 else 1
    for batch in batches[(page - 1) * BATCHES_PER_PAGE : page * BATCHES_PER_PAGE]:
        _batch(ctx, batch)


def _batch(ctx: PageContext, batch: dict[str, Any]) -> None:
    stored = batch["state"] == "stored"
    told, act = st.columns([6, 1], vertical_alignment="center")
    state = badge_html(_state(ctx, batch))
    told.html(
        f'<p style="margin:0"><b>{escape(batch["batch"])}</b> · {escape(batch["file"])} {state}</p>'
        f'<p class="ol-sure" style="margin:.1rem 0 0">{escape(_facts(ctx, batch))}</p>'
    )
    if batch["changed"] or batch["came_or_missing"]:
        _changes(ctx, batch)
    if not may_turn(ctx.viewer, batch["kind"], batch["imported_by"]):
        return
    word = ctx.words.t("history.withdraw" if stored else "history.reinstate")
    asked = session.recall(ASKED) == batch["batch"]
    act.button(word, key=f"batch.{batch['batch']}", on_click=session.remember, args=(ASKED, batch["batch"]),
               disabled=asked)
    if asked:
        _ask_again(ctx, batch, word, stored)


def _changes(ctx: PageContext, batch: dict[str, Any]) -> None:
    """What it changed after the fact, once it is asked for."""
    looked = session.recall(LOOKED) == batch["batch"]
    said = (ctx.words.t("history.changed", n=batch["changed"]) if batch["changed"] else
            ctx.words.t("history.ids", n=batch["came_or_missing"]))
    st.button(said, key=f"changed.{batch['batch']}", type="tertiary",
              on_click=session.remember, args=(LOOKED, None if looked else batch["batch"]))
    if looked:
        found = loaders.difference(ctx.scope, batch["batch"], ctx.data_version)
        sheet = batch["sheet"] if batch["sheet"] not in ("", batch["file"]) else "–"  # a text file is its only sheet
        legend(ctx.words.t("restated.file", file=batch["file"], sha256=batch["sha256"], sheet=sheet))
        restated(found.restated, batch["kind"], batch["batch"], ctx.words,
                 names=loaders.vendor_names(ctx.scope, ctx.data_version))
        ids_listed(found, ctx.words, loaders.vendor_names(ctx.scope, ctx.data_version))


def _state(ctx: PageContext, batch: dict[str, Any]) -> Badge:
    if batch["state"] != "stored":
        return Badge(ctx.words.t("badge.withdrawn"), Tone.PLAIN)
    if not batch["rows_stored"]:
        return Badge(ctx.words.t("badge.nothing"), Tone.CARE)
    return Badge(ctx.words.t("badge.stored"), Tone.GOOD)


def _facts(ctx: PageContext, batch: dict[str, Any]) -> str:
    """Whose, of which months, what, how many rows, when and by whom."""
    words, names = ctx.words, loaders.vendor_names(ctx.scope, ctx.data_version)
    by = f"history.by.{batch['imported_by']}"
    moment = datetime.fromisoformat(batch["imported_at"]).astimezone(ZoneInfo(ctx.store.timezone))
    rows = words.t(
        "history.facts", kind=words.t(f"kind.{batch['kind']}"), stored=batch["rows_stored"],
        held=batch["rows_held_back"], day=words.day(moment),
        who=words.t(by) if words.has(by) else batch["imported_by"],
    )  # fmt: skip
    whose = vendor_list(batch["vendors"], names, words)
    corrects = words.t("history.corrects", batch=batch["corrects"]) if batch["corrects"] else ""
    return " · ".join(part for part in (corrects, whose, _span(batch["months"], words), rows) if part)


def _span(months: list[str], words: Words) -> str:
    """The first and the last month, or the only one."""
    told = [words.month(month) for month in months]
    return words.t("history.months", first=told[0], last=told[-1]) if len(told) > 1 else "".join(told)


def _ask_again(ctx: PageContext, batch: dict[str, Any], word: str, stored: bool) -> None:
    """What it would change, and whether it is really meant."""
    with st.container(border=True):
        st.markdown(ctx.words.t(
            f"history.ask.{batch['state']}", batch=batch["batch"], records=batch["records"],
            months=_span(batch["months"], ctx.words),
        ).translate(SAFE))
        with st.container(horizontal=True):
            st.button(word, key="history.sure", type="primary", on_click=_turn, args=(batch["batch"], stored))
            st.button(ctx.words.t("history.leave"), key="history.leave", on_click=session.forget, args=(ASKED,))


def _turn(batch: str, stored: bool) -> None:
    """Take the batch back, or bring it back. Streamlit calls this before the page is opened again, so it asks anew who
    is there; the service asks again who may, for a message can be forged."""
    viewer = session.current_viewer()
    if viewer is None:
        return
    session.forget(ASKED)
    words, act = words_for(viewer.language), uploads.withdraw if stored else uploads.reinstate
    try:
        answer = act(DOOR.store(), batch, viewer=viewer)
    except (UserError, StorageRefusal) as mistake:
        st.toast(str(mistake).translate(SAFE))
        return
    months = words.names([words.month(month) for month in answer["months"]])
    st.toast(words.t("history.rescored", batch=batch, months=months or "–").translate(SAFE))
