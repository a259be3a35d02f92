"""The page Direct line through the real entry script: a manager reads, makes and ends; an executive counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.access import Role
from app.services import direct_line, people
from app.services.opening import open_portal
from app.services.signing_in import choose_language, sign_in, viewer_for
from app.ui import session
from app.words import words_for
from storage import direct
from storage.home import Store
from storage.scope import EVERYTHING
from tests.storage_world import call, store_rows

PASSWORD = "correct horse battery"
PORTAL = Path(__file__).resolve().parents[1] / "app" / "portal.py"
PAGE = PORTAL.parents[1] / "pages" / "direct_line.py"


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A home with calls of two agents, and one person a role."""
    from storage import vendors

    monkeypatch.setenv("OPENLINE_HOME", str(tmp_path / "home"))
    store = open_portal()
    vendors.add(store, "acme", name="Acme Calls", actor="test")
    store_rows(store, "calls", {"acme": [call(f"A{day}", f"2026-05-{day:02d}T09:00:00", agent=f"real name {day % 2}")
                                         for day in range(1, 20)]})
    for role in Role:
        people.add_person(store, role.value, role=role.value, name=role.value, password=PASSWORD,
                          vendor="acme" if role is Role.VENDOR else None)
    yield store


def page_of(store: Store, role: Role, monkeypatch: pytest.MonkeyPatch, language: str = "en") -> Any:
    from streamlit.testing.v1 import AppTest

    token = sign_in(store, role.value, PASSWORD) or ""
    seen = viewer_for(store, token)
    assert seen is not None
    choose_language(store, seen, language)
    monkeypatch.setattr(session, "cookie_token", lambda: token)
    test = AppTest.from_file(str(PORTAL), default_timeout=60).run()
    return test.switch_page(str(PAGE)).run()


def told(test: Any) -> str:
    assert not test.exception, [str(each) for each in test.exception]
    return "\n".join(leaf.proto.body for leaf in test.main if leaf.type == "html") or "\n".join(
        each.proto.body for each in test.get("html"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_manager_finds_whom_to_give_a_link_reads_what_came_and_ends_one(
        opened: Store, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    words = words_for(language)
    page = page_of(opened, Role.MANAGER, monkeypatch, language)
    shown = told(page)
    assert words.t("direct.title.none") in shown and words.t("direct.messages.none") in shown
    assert 'action="/direct-line/sheet"' in shown and 'name="month" value="2026-05"' in shown
    offered = page.selectbox[-1].options
    assert offered[0] == words.t("direct.make.all", n=2) and len(offered) == 3
    assert "real name" not in shown + str(offered), "agents by pseudonym, as elsewhere"

    first, second = direct_line.make(opened, EVERYTHING, "acme", agent=None, month="2026-05", actor="x")
    said = {"text": "<b>too dear</b>", "mood": "negative", "category": "billing", "call_back": "yes", "call_id": "A3"}
    assert direct_line.receive(opened, first.path.removeprefix("/d/"), said, "en") == direct_line.SENT
    page = page_of(opened, Role.MANAGER, monkeypatch, language)
    shown = told(page)
    assert words.t("direct.title", live=2, messages=1, recent=1) in shown
    assert "&lt;b&gt;too dear&lt;/b&gt;" in shown and "<b>too dear" not in shown
    for key in ("direct.category.billing", "polarity.negative", "direct.back.yes", "direct.lines.never"):
        assert words.t(key) in shown
    assert first.path not in shown and "real name" not in shown
    assert page.selectbox[2].options[0] == words.t("direct.make.all", n=0)

    page.selectbox[-1].set_value(second.id)
    next(each for each in page.button if each.label == words.t("direct.revoke.button")).click()
    shown = told(page.run())
    assert [line.revoked_at is None for line in direct.lines(opened, EVERYTHING)] == [False, True]
    assert words.t("direct.title", live=1, messages=1, recent=1) in shown


def test_an_executive_counts_and_reads_nothing(opened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = direct_line.make(opened, EVERYTHING, "acme", agent=None, month="2026-05", actor="x")
    direct_line.receive(opened, first.path.removeprefix("/d/"), {"text": "too dear"}, "en")
    page = page_of(opened, Role.EXECUTIVE, monkeypatch)
    shown = told(page)
    assert "2 agents have a direct line; 1 message came by it" in shown and "Acme Calls" in shown
    assert "too dear" not in shown and "<form" not in shown and not page.selectbox


@pytest.mark.parametrize("role", [Role.QA, Role.VENDOR])
def test_for_others_the_page_does_not_exist(opened: Store, monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    with pytest.raises(ValueError):
        page_of(opened, role, monkeypatch)
