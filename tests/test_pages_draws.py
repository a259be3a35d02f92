"""The page of random draws through the real entry script: QA draws, sees the seal, and finds the way to its sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.access import GRANTS, Permission, Role, Viewer
from app.errors import UserError
from app.services import drawing, people
from app.services.opening import open_portal
from app.services.signing_in import sign_in
from app.ui import session
from scoring.sampling import EVALUATE
from storage import draws
from storage.home import Store
from storage.scope import EVERYTHING
from tests.storage_world import call, evaluation, store_rows

PASSWORD = "correct horse battery"
PORTAL = Path(__file__).resolve().parents[1] / "app" / "portal.py"
PAGE = PORTAL.parents[1] / "pages" / "draws.py"


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A home with 20 calls of May and one person a role."""
    from storage import vendors

    monkeypatch.setenv("OPENLINE_HOME", str(tmp_path / "home"))
    store = open_portal()
    vendors.add(store, "acme", name="Acme Calls", actor="test")
    store_rows(store, "calls", {"acme": [call(f"A{i}", f"2026-05-{1 + i:02d}T09:00:00", queue="billing", customer=i)
                                         for i in range(20)]})
    for role in Role:
        people.add_person(store, role.value, role=role.value, name=role.value, password=PASSWORD,
                          vendor="acme" if role is Role.VENDOR else None)
    yield store


def page_of(store: Store, role: Role, monkeypatch: pytest.MonkeyPatch, language: str = "en") -> Any:
    from streamlit.testing.v1 import AppTest

    from app.services.signing_in import choose_language, viewer_for

    token = sign_in(store, role.value, PASSWORD) or ""
    seen = viewer_for(store, token)
    assert seen is not None
    choose_language(store, seen, language)
    monkeypatch.setattr(session, "cookie_token", lambda: token)
    test = AppTest.from_file(str(PORTAL), default_timeout=60).run()
    test.switch_page(str(PAGE))
    return test.run()


def told(test: Any) -> str:
    assert not test.exception, [str(each) for each in test.exception]

    def leaves(block: Any) -> Iterator[Any]:
        for child in block.children.values():
            if hasattr(child, "children"):
                yield from leaves(child)
            else:
                yield child

    return "\n".join(str(leaf.proto) for leaf in leaves(test.main))


def test_qa_draws_from_the_page_and_finds_seal_and_sheet(opened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    test = page_of(opened, Role.QA, monkeypatch)
    assert "No sample has been drawn yet" in told(test)
    test.number_input[0].set_value(7)
    next(button for button in test.button if button.label == "Draw, for the record").click()
    shown = told(test.run())
    (view,) = draws.listing(opened, EVERYTHING)
    assert (view.n, view.vendor, view.month, view.drawn_by) == (7, "acme", "2026-05", "qa")
    assert "0 of the 7 calls drawn last are judged" in shown
    assert view.seed in shown and view.frame_fingerprint in shown and "Greeting and identification" in shown
    assert f"/draws/sheet.xlsx?draw={view.id}&language=en" in shown
    assert not any(f"A{i}\"" in shown for i in range(20)), "the page names no call; the sheet does"


def test_more_than_there_are_is_said_and_nothing_is_drawn(opened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    test = page_of(opened, Role.QA, monkeypatch, "zh")
    test.number_input[0].set_value(21)
    next(button for button in test.button if button.label == "抽取并存档").click()
    assert "该月的通话没有这么多" in told(test.run())
    assert draws.listing(opened, EVERYTHING) == []


def test_the_page_speaks_chinese(opened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing.draw(opened, EVALUATE, "acme", "2026-05", 3, language="zh", actor="administrator")
    drawing.draw(opened, "survey", "acme", "2026-05", 3, actor="administrator")
    drawing.draw(opened, EVALUATE, "acme", "2026-05", 4, language="zh", actor="administrator")
    shown = told(page_of(opened, Role.MANAGER, monkeypatch, "zh"))
    assert "最近抽取的 4 通通话中已评定 0 通" in shown and "该月第 2 次抽样" in shown and "language=zh" in shown


@pytest.mark.parametrize("role", [Role.VENDOR, Role.EXECUTIVE])
def test_for_others_the_page_does_not_exist_and_the_service_refuses(opened: Store, role: Role,
                                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    assert Permission.SAMPLE not in GRANTS[role]
    drawing.draw(opened, EVALUATE, "acme", "2026-05", 3, actor="administrator")
    with pytest.raises(ValueError):
        page_of(opened, role, monkeypatch)
    person = Viewer(1, "x", "X", role, None, "en")
    with pytest.raises(UserError, match="does not draw samples"):
        drawing.draw_as(opened, person, EVALUATE, "acme", "2026-05", 3)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_how_many_calls_are_enough_is_worked_out_when_somebody_asks(
        opened: Store, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    from app.words import words_for

    words = words_for(language)
    page = page_of(opened, Role.QA, monkeypatch, language)
    assert words.t("size.none") not in told(page)
    asked = next(button for button in page.button if button.label == words.t("size.ask"))
    assert words.t("size.none") in told(asked.click().run())
    store_rows(opened, "evaluations", {"acme": [
        {"evaluation_id": f"E{i}", "call_id": f"A{i}", "evaluator": "qa", "evaluated_at": "2026-05-28T09:00:00",
         "selection": "random", "feedback_voiced": True, "feedback_polarity": "negative"} for i in range(20)]})
    page = page_of(opened, Role.QA, monkeypatch, language)
    asked = next(button for button in page.button if button.label == words.t("size.ask"))
    assert words.t("size.typical") in told(asked.click().run())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_judged_calls_are_drawn_again_from_the_page_and_agreement_and_test_calls_are_told(
        opened: Store, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    from app.words import words_for

    words = words_for(language)
    first = drawing.draw(opened, EVALUATE, "acme", "2026-05", 10, actor="qa")
    shown = told(page_of(opened, Role.QA, monkeypatch, language))
    assert words.t("double.nothing") in shown and words.t("double.none") in shown and words.t("planted.none") in shown
    assert "/draws/test-calls.xlsx?vendor=acme" in shown
    at = {"evaluated_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}", "feedback_voiced": True}
    store_rows(opened, "evaluations", {"acme": [evaluation(
        f"E{place}", call_id, at["evaluated_at"], draw_id=first.id, selection="random", evaluator="eva",
        feedback_voiced=True, feedback_polarity="negative") for place, call_id in
        enumerate(draws.named(opened, EVERYTHING, first.id))]})
    page = page_of(opened, Role.QA, monkeypatch, language)
    next(each for each in page.number_input if each.value == 50).set_value(11)
    again = [button for button in page.button if button.label == words.t("draws.submit")][-1]
    assert words.t("draws.refused.too_few_judged") in told(again.click().run())
    page = page_of(opened, Role.QA, monkeypatch, language)
    next(each for each in page.number_input if each.value == 50).set_value(4)
    [button for button in page.button if button.label == words.t("draws.submit")][-1].click().run()
    view = draws.listing(opened, EVERYTHING)[0]
    assert (view.purpose, view.drawn_of, view.n, view.drawn_by) == ("double", first.id, 4, "qa")
    calls = draws.named(opened, EVERYTHING, view.id)
    store_rows(opened, "evaluations", {"acme": [
        *(evaluation(f"D{place}", call_id, at["evaluated_at"], draw_id=view.id, selection="double", evaluator="li",
                     feedback_voiced=place > 0, feedback_polarity="negative" if place else None)
          for place, call_id in enumerate(calls)),
        evaluation("P1", "A3", at["evaluated_at"], selection="planted", evaluator="tess", feedback_voiced=True,
                   feedback_polarity="negative", feedback_text="said on purpose")]})
    shown = told(page_of(opened, Role.QA, monkeypatch, language)).encode().decode("unicode_escape", "ignore")
    shown = shown.encode("latin-1", "ignore").decode("utf-8", "ignore") if language == "zh" else shown
    assert words.t("double.finding", calls=4, both=3) in shown
    assert words.t("double.share", hits=3, n=4, share=.75, low=.3006, high=.9544) in shown
    assert "said on purpose" in shown and words.t("planted.finding", calls=1, arrived=0) in shown
