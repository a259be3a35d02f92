"""The frame in a real browser: signing in and out, both languages, and no request that leaves the host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.services import people
from app.services.opening import open_home
from app.settings import Settings
from tests.portal_client import PASSWORD, Portal, serving

pytestmark = pytest.mark.browser
DRAWN = "[data-testid=stApp][data-test-script-state=notRunning] .ol-who"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    home = tmp_path_factory.mktemp("browser") / "home"
    people.add_person(open_home(Settings(home=home)), "mia", role="manager", name="Mia", password=PASSWORD)
    with serving(home) as running:
        yield running


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(locale="en-GB")
    yield context.new_page()
    context.close()


def sign_in(page: Any, portal: Portal, path: str = "/") -> None:
    page.goto(portal.origin + path)
    page.fill("[name=login]", "mia")
    page.fill("[name=password]", PASSWORD)
    page.click("button")
    page.wait_for_selector(DRAWN)


def test_a_person_signs_in_reads_in_chinese_and_signs_out(page: Any, portal: Portal) -> None:
    sign_in(page, portal, "/export")
    assert page.url == portal.origin + "/export"  # the deep link is kept
    page.get_by_text("简体中文").click()
    page.wait_for_selector("text=甲方经理 · Mia")
    page.reload()
    page.wait_for_selector("text=甲方经理 · Mia")
    page.goto(portal.origin + "/import")
    page.wait_for_selector("text=压缩包亦可；每个不超过 1 GB")
    button = page.locator("[data-testid=stFileUploaderDropzone] button p")
    assert button.evaluate("p => [getComputedStyle(p).fontSize, getComputedStyle(p, '::after').content]") == \
        ["0px", '"选择文件"'], "Streamlit's own English is not shown"
    assert page.locator("[data-testid=stFileUploaderDropzoneInstructions]:visible").count() == 0
    page.get_by_text("English").click()
    page.wait_for_selector("text=Client manager · Mia")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login?left=1")
    page.goto(portal.origin + "/export")
    assert page.url == portal.origin + "/login?next=/export"


def test_no_request_leaves_the_host_and_no_policy_is_broken(page: Any, portal: Portal) -> None:
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on("console", lambda message: told.append(message.text))
    sign_in(page, portal)
    for address in ("overview", "vendor", "import", "export"):
        page.goto(f"{portal.origin}/{address}")
        page.wait_for_selector(DRAWN)
    own = (portal.origin, portal.origin.replace("http", "ws"), "data:", "blob:")
    assert len(asked) > 50 and [url for url in asked if not url.startswith(own)] == []
    assert [text for text in told if "Content Security Policy" in text] == []


@pytest.mark.parametrize(("scheme", "ground"), [("light", "rgb(251, 250, 247)"), ("dark", "rgb(18, 24, 28)")])
def test_the_theme_is_the_products_own_from_whatever_folder_it_is_started(
    chromium: Any, portal: Portal, scheme: str, ground: str
) -> None:
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(portal.origin + "/login")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
    sign_in(page, portal)
    shown = page.locator("[data-testid=stApp]").evaluate("e => getComputedStyle(e).backgroundColor")
    assert shown == ground
    assert not (Path(portal.home.parent) / ".streamlit").exists()
    context.close()


def test_streamlits_own_chrome_is_not_shown(page: Any, portal: Portal) -> None:
    sign_in(page, portal)
    for name in ("stAppDeployButton", "stMainMenu", "stDecoration", "stStatusWidget"):
        assert page.locator(f"[data-testid={name}]:visible").count() == 0
