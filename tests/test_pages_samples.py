"""The page on which a vendor checks the draws of its calls, and the way its client opens one."""

from __future__ import annotations

from typing import Any

import pytest

from app.access import Role
from app.services import drawing
from app.services.draw_opening import open_draw
from app.services.draw_proof import sealed_draws
from app.words import words_for
from scoring.sampling import EVALUATE
from storage import draws
from storage.home import Store
from storage.scope import EVERYTHING
from tests.test_pages_draws import PAGE, opened, page_of, told

__all__ = ["opened"]
SAMPLES = PAGE.parent / "samples_drawn.py"
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])


def shown_to_vendor(store: Store, monkeypatch: pytest.MonkeyPatch, language: str) -> str:
    """What the page says, its escaped letters as letters."""
    page = page_of(store, Role.VENDOR, monkeypatch, language)
    page.switch_page(str(SAMPLES))
    return plain(told(page.run()))


def plain(text: str) -> str:
    return text.encode().decode("unicode_escape").encode("latin-1", "ignore").decode("utf-8", "ignore")


@pytest.fixture(autouse=True)
def first_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A vendor has no page of draws to begin on."""
    monkeypatch.setattr("tests.test_pages_draws.PAGE", SAMPLES)


@LANGUAGES
def test_a_vendor_sees_the_seal_first_and_after_the_opening_that_the_same_calls_come_out(
        opened: Store, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    words = words_for(language)
    assert words.t("proof.title.none", vendor="Acme Calls") in shown_to_vendor(opened, monkeypatch, language)
    view = drawing.draw(opened, EVALUATE, "acme", "2026-05", 7, actor="qa")
    shown = shown_to_vendor(opened, monkeypatch, language)
    assert view.seal in shown and words.t("proof.sealed.over") in shown
    assert view.seed not in shown and view.frame_fingerprint not in shown and "proof.zip" not in shown
    open_draw(opened, EVERYTHING, view.id, actor="manager")
    shown = shown_to_vendor(opened, monkeypatch, language)
    assert words.t("proof.title", vendor="Acme Calls", draws=1, opened=1) in shown
    assert words.t("proof.same", n=7, of=20) in shown
    assert view.seed in shown and f"/samples/proof.zip?draw={view.id}&language={language}" in shown
    assert all(call in shown for call in draws.named(opened, EVERYTHING, view.id))


@LANGUAGES
def test_a_manager_opens_a_draw_from_the_page_of_samples_and_qa_does_not(
        opened: Store, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    words = words_for(language)
    view = drawing.draw(opened, EVALUATE, "acme", "2026-05", 7, actor="qa")
    monkeypatch.setattr("tests.test_pages_draws.PAGE", SAMPLES.parent / "draws.py")
    label = words.t("proof.open.submit", draw=view.id, vendor="Acme Calls")
    qa = page_of(opened, Role.QA, monkeypatch, language)
    assert not [each for each in qa.button if each.label == label]
    page = page_of(opened, Role.MANAGER, monkeypatch, language)
    assert words.t("proof.open.out", out=7) in plain(told(page))
    shown = plain(told(next(each for each in page.button if each.label == label).click().run()))
    (sealed,) = sealed_draws(opened, EVERYTHING)
    assert sealed.opening is not None and sealed.opening.by == "manager"
    assert words.t("proof.opened", vendor="Acme Calls", day=sealed.opening.at, who="manager") in shown
    seen: Any = plain(told(page_of(opened, Role.QA, monkeypatch, language)))
    assert words.t("proof.opened", vendor="Acme Calls", day=sealed.opening.at, who="manager") in seen
