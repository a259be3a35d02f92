"""The portal's frame: who is looking, the menu, the language, the way out; and the one way into a page.

A page begins with ``ctx = open_page(Permission.…)``. Without it there is no scope and no store to load anything with.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

import streamlit as st

from app.access import Permission, Viewer, scope_for
from app.errors import UserError
from app.services.signing_in import choose_language
from app.ui import session
from app.ui.components import empty_state
from app.ui.navigation import entries_for, pages_for
from app.web.door import DOOR
from app.words import LANGUAGES, Words, words_for
from storage.errors import StorageRefusal
from storage.home import Store
from storage.scope import Scope

STYLE = Path(__file__).with_name("portal.css")
OWN_STYLE = {"zh": STYLE.with_name("portal.zh.css")}
ICON = Path(__file__).resolve().parents[1] / "web" / "icon.png"
LANGUAGE_KEY = "openline.language"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PageContext:
    """Everything a page may use: the person, the data they may read, their words, and the state of the data.

    ``scope`` is every loader's first argument; ``data_version`` names the home and moves with every change of its
    data: a loader's last argument. ``store`` is for services.
    """

    viewer: Viewer
    scope: Scope
    words: Words
    data_version: str
    store: Store


def open_page(*permissions: Permission) -> PageContext:
    """Open a page to a person who has one of ``permissions``; anybody else is told that it does not exist."""
    viewer = session.current_viewer()
    if viewer is None:
        _signed_out()
        st.stop()
    words = words_for(viewer.language)
    if not viewer.may_any(*permissions):
        empty_state(words.t("missing.title"), words.t("missing.text"))
        st.stop()
    store = DOOR.store()
    return PageContext(viewer, scope_for(viewer), words, version_of(store), store)


def version_of(store: Store) -> str:
    """What names the home and the state of its data now: the last argument of loaders."""
    return f"{store.uuid}:{store.data_version()}"


def draw_portal() -> None:
    """One run of the portal: the frame around the page the address names."""
    viewer = session.current_viewer()
    words = words_for(viewer.language if viewer else "en")
    st.set_page_config(words.t("product"), str(ICON), layout="wide", initial_sidebar_state="auto")
    st.html(STYLE)
    if words.language in OWN_STYLE:
        st.html(OWN_STYLE[words.language])
    if viewer is None:
        _signed_out()
        return
    pages = pages_for(viewer, words)
    home = st.Page(_first_page(viewer, pages), title=words.t("product"), url_path="home", default=True,
                   visibility="hidden")
    chosen = st.navigation([home, *pages.values()], position="hidden")
    with st.sidebar:
        _sidebar(viewer, words, pages)
    _run(chosen, words)


def _first_page(viewer: Viewer, pages: dict[str, st.Page]) -> Callable[[], None]:
    def home() -> None:
        """The bare address leads to the first page of the person's menu, which keeps its own address."""
        st.switch_page(pages[entries_for(viewer)[0].address])

    return home


def _run(chosen: st.Page, words: Words) -> None:
    """Run the page. A refusal is told as its sentence; anything else is ours: logged, told with a reference."""
    try:
        chosen.run()
    except (UserError, StorageRefusal) as refusal:
        empty_state(words.t("refused.title"), str(refusal))
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("page failed, reference %s", reference)
        empty_state(words.t("failed.title"), words.t("failed.text", reference=reference))


def _sidebar(viewer: Viewer, words: Words, pages: dict[str, st.Page]) -> None:
    who = words.t("signed_in_as", role=words.t(f"role.{viewer.role}"), name=viewer.name)
    st.html(f'<p class="ol-mark">{escape(words.t("product"))}</p><p class="ol-who">{escape(who)}</p>')
    for page in pages.values():
        st.page_link(page)
    st.segmented_control(
        words.t("language"), list(LANGUAGES), default=viewer.language, required=True, key=LANGUAGE_KEY,
        format_func=LANGUAGES.__getitem__, on_change=_language_chosen,
    )
    st.html(f'<div class="ol-out"><form method="post" action="/logout"><button type="submit">'
            f'{escape(words.t("sign_out"))}</button></form></div>')


def _language_chosen() -> None:
    viewer, language = session.current_viewer(), session.recall(LANGUAGE_KEY)
    if viewer is not None and language in LANGUAGES:
        choose_language(DOOR.store(), viewer, language)


def _signed_out() -> None:
    """Said in both languages: nobody is there whose language could be known."""
    for words in (words_for("en"), words_for("zh")):
        empty_state(words.t("signed_out.title"), words.t("signed_out.text"), ("/login", words.t("signed_out.again")))
