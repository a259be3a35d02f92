"""The frame through the real entry script: who sees which page, in which language, and what a page is given.

AppTest runs no middleware, so the person comes from where a page takes it too: the cookie, looked up in the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.access import GRANTS, Permission, Role
from app.services import people
from app.services.opening import open_portal
from app.services.signing_in import sign_in
from app.ui import navigation, session

PASSWORD = "correct horse battery"
PORTAL = Path(__file__).resolve().parents[1] / "app" / "portal.py"
PAGE = """
from app.access import Permission
from app.ui.components import finding
from app.ui.frame import open_page
ctx = open_page({permissions})
finding("secret of {address} for " + ctx.viewer.login + " " + " ".join(sorted(ctx.scope.vendors or ["everything"])))
"""
SEES = {
    Role.MANAGER: ["overview", "vendor", "import", "draws", "integrity", "direct-line", "export"],
    Role.QA: ["import", "draws", "integrity"],
    Role.VENDOR: ["vendor", "samples", "answer", "corrections"],
    Role.EXECUTIVE: ["overview", "integrity", "direct-line", "export"],
}
"""Written out, not derived: what the agreement with the client says."""


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A home with one person a role, and pages that tell that they ran."""
    from storage import vendors

    monkeypatch.setenv("OPENLINE_HOME", str(tmp_path / "home"))
    folder = tmp_path / "pages"
    folder.mkdir()
    for entry in navigation.PAGES:
        needed = ", ".join(f"Permission.{permission.name}" for permission in entry.permissions)
        (folder / entry.file).write_text(PAGE.format(permissions=needed, address=entry.address))
    monkeypatch.setattr(navigation, "FOLDER", folder)
    opened = open_portal()
    vendors.add(opened, "harbour", name="Harbour", actor="test")
    for role in Role:
        people.add_person(opened, role.value, role=role.value, name=f"A {role.value}", password=PASSWORD,
                          vendor="harbour" if role is Role.VENDOR else None)
    return opened


@pytest.fixture
def cookies(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The browser's cookies: put a session token under "token" to be signed in."""
    jar: dict[str, str] = {}
    monkeypatch.setattr(session, "cookie_token", lambda: jar.get("token"))
    yield jar


def portal() -> Any:
    from streamlit.testing.v1 import AppTest

    return AppTest.from_file(str(PORTAL), default_timeout=30)


def shown(test: Any) -> str:
    """Everything the run drew, as text."""
    assert not test.exception, [str(each) for each in test.exception]
    return "\n".join(str(element.proto) for block in (test.main, test.sidebar) for element in _leaves(block))


def _leaves(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _leaves(child)
        else:
            yield child


def open_at(test: Any, address: str) -> str:
    entry = next(entry for entry in navigation.PAGES if entry.address == address)
    test.switch_page(str(navigation.FOLDER / entry.file))
    return shown(test.run())


@pytest.mark.parametrize("role", Role)
def test_each_role_finds_its_pages_and_no_other(role: Role, store: Any, cookies: dict[str, str]) -> None:
    cookies["token"] = sign_in(store, role.value, PASSWORD) or ""
    test = portal().run()
    for entry in navigation.PAGES:
        if entry.address in SEES[role]:
            assert f"secret of {entry.address} for {role.value}" in open_at(test, entry.address)
        else:
            with pytest.raises(ValueError):
                open_at(test, entry.address)


@pytest.mark.parametrize("role", Role)
def test_the_bare_address_leads_to_the_first_page_of_the_role(
    role: Role, store: Any, cookies: dict[str, str]
) -> None:
    cookies["token"] = sign_in(store, role.value, PASSWORD) or ""
    assert f"secret of {SEES[role][0]} for {role.value}" in shown(portal().run())


@pytest.mark.parametrize("token", [None, "", "made-up", "x" * 5000])
def test_without_a_session_nothing_is_shown(token: str | None, cookies: dict[str, str]) -> None:
    if token is not None:
        cookies["token"] = token
    told = shown(portal().run())
    assert "You are signed out" in told and "您已退出登录" in told and "secret" not in told


def test_a_page_run_by_someone_without_its_permission_says_it_does_not_exist(
    store: Any, cookies: dict[str, str]
) -> None:
    from streamlit.testing.v1 import AppTest

    for role in Role:
        cookies["token"] = sign_in(store, role.value, PASSWORD) or ""
        for entry in navigation.PAGES:
            told = shown(AppTest.from_file(str(navigation.FOLDER / entry.file), default_timeout=30).run())
            may = entry.address in SEES[role]
            assert ("secret" in told) is may and ("This page does not exist" in told) is not may


def test_a_vendors_page_is_given_the_vendors_own_scope(
    store: Any, cookies: dict[str, str]
) -> None:
    cookies["token"] = sign_in(store, "vendor", PASSWORD) or ""
    assert "for vendor harbour<" in open_at(portal().run(), "vendor")
    cookies["token"] = sign_in(store, "manager", PASSWORD) or ""
    assert "for manager everything<" in open_at(portal().run(), "vendor")


def test_signing_out_and_disabling_end_an_open_page_with_its_next_run(store: Any, cookies: dict[str, str]) -> None:
    from app.services.signing_in import sign_out

    for end in (lambda: sign_out(store, cookies["token"]), lambda: people.disable(store, "manager")):
        cookies["token"] = sign_in(store, "manager", PASSWORD) or ""
        test = portal().run()
        assert "secret of overview" in shown(test)
        end()
        assert "secret" not in shown(test.run())


def test_another_persons_session_state_is_cleared_before_anything_is_drawn(
    store: Any, cookies: dict[str, str]
) -> None:
    cookies["token"] = sign_in(store, "manager", PASSWORD) or ""
    test = portal().run()
    test.session_state["draft"] = "the manager's own"
    assert "draft" in test.run().session_state
    cookies["token"] = sign_in(store, "executive", PASSWORD) or ""
    assert "draft" not in test.run().session_state


def test_the_chosen_language_is_kept_on_the_person(store: Any, cookies: dict[str, str]) -> None:
    cookies["token"] = sign_in(store, "manager", PASSWORD) or ""
    test = portal().run()
    assert "Client manager · A manager" in shown(test)
    test.button_group[0].set_value("zh")
    told = shown(test.run())
    assert "甲方经理 · A manager" in told and "退出登录" in told
    assert "甲方经理" in shown(portal().run())  # a new tab
    assert next(p for p in people.listed(store) if p["login"] == "manager")["language"] == "zh"


def test_a_page_that_fails_says_so_in_a_sentence_with_a_reference(
    store: Any, cookies: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    page = navigation.FOLDER / "export.py"
    page.write_text(page.read_text() + "\nraise RuntimeError('private detail')\n")
    cookies["token"] = sign_in(store, "manager", PASSWORD) or ""
    told = open_at(portal().run(), "export")
    assert "could not be drawn" in told and "private detail" not in told
    assert "private detail" in caplog.text


def test_names_from_data_are_text_and_never_markup(store: Any, cookies: dict[str, str]) -> None:
    people.add_person(store, "mallory", role="manager", name="<img src=x onerror=1>", password=PASSWORD)
    cookies["token"] = sign_in(store, "mallory", PASSWORD) or ""
    told = shown(portal().run())
    assert "<img" not in told and "&lt;img" in told


def test_every_role_has_a_page_and_every_page_a_role_that_may_open_it() -> None:
    assert all(any(GRANTS[role] & set(entry.permissions) for entry in navigation.PAGES) for role in Role)
    assert all(any(GRANTS[role] & set(entry.permissions) for role in Role) for entry in navigation.PAGES)
    assert Permission.PEOPLE not in {p for entry in navigation.PAGES for p in entry.permissions}


def test_pages_lie_beside_the_app_and_not_beside_its_entry_script() -> None:
    """A folder ``pages`` beside the entry script would be run by Streamlit without asking it: a way past sign-in."""
    folder = Path(navigation.__file__).resolve().parents[2] / "pages"
    assert not (PORTAL.parent / "pages").exists()
    assert {entry.file for entry in navigation.PAGES} == {
        path.name for path in folder.glob("*.py") if path.name != "__init__.py"}
