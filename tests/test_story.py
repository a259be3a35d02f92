"""The story the product exists for, in a real browser: an export goes in, a figure comes out, the workbook agrees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.services import people, vendors
from app.services.opening import open_home
from app.settings import Settings
from tests.portal_client import PASSWORD, Portal, serving

pytestmark = pytest.mark.browser
IDLE = "[data-testid=stApp][data-test-script-state=notRunning] .ol-who"
PATIENCE_MS = 60_000


@dataclass(frozen=True)
class Export:
    """A vendor's workbook, and what its service level is by our own count of its cells."""

    file: Path
    month: str
    in_time: int
    offered: int

    @property
    def share(self) -> float:
        return self.in_time / self.offered


def invented_export(folder: Path) -> Export:
    """Title lines above the header, an Excel time column, a total below: 300 of 400 contacts answered in time."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Acme Calls, call export"])
    sheet.append(["printed 2 June 2026"])
    sheet.append([])
    sheet.append(["Call ID", "Start time", "Outcome", "Wait (s)", "Agent"])
    start = datetime.fromisoformat("2026-05-01T09:00:00")
    for i in range(400):
        outcome, wait = ("answered", 20) if i % 4 != 3 else ("answered", 95) if i % 8 == 3 else ("abandoned", 120)
        agent = "Ann" if outcome == "answered" else None
        sheet.append([f"A{i:05d}", start + timedelta(hours=1.7 * i), outcome, wait, agent])
    sheet.append(["Total", None, None, None, None])
    file = folder / "acme may.xlsx"
    book.save(file)
    return Export(file, "2026-05", 300, 400)


def course_export(shared_data: Path) -> Export:
    """The widely shared PwC workbook; its January counted from the cells with openpyxl alone."""
    file = shared_data / "pwc-call-center" / "01 Call-Center-Dataset.xlsx"
    sheet = openpyxl.load_workbook(file, read_only=True).worksheets[0]
    rows = [row for row in sheet.iter_rows(min_row=2, values_only=True) if str(row[2]).startswith("2021-01")]
    in_time = sum(1 for row in rows if row[5] == "Y" and row[7] is not None and float(row[7]) <= 60)
    return Export(file, "2021-01", in_time, len(rows))


@pytest.fixture(params=["invented", "course"])
def export(request: pytest.FixtureRequest, tmp_path: Path) -> Export:
    if request.param == "invented":
        return invented_export(tmp_path)
    return course_export(request.getfixturevalue("shared_data"))


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    home = tmp_path / "home"
    store = open_home(Settings(home=home))
    vendors.add(store, "acme", name="Acme Calls")
    people.add_person(store, "mia", role="manager", name="Mia", password=PASSWORD)
    store.close()
    with serving(home) as running:
        yield running


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(locale="en-GB", accept_downloads=True, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def test_an_export_goes_in_the_figure_is_on_the_page_and_in_the_workbook(
    page: Any, portal: Portal, export: Export, tmp_path: Path
) -> None:
    sign_in(page, portal)
    bring_in(page, portal, export)
    shown = f"{export.share:.1%}"
    page.goto(f"{portal.origin}/overview?month={export.month}")
    page.wait_for_selector(f"text={shown}")
    page.goto(f"{portal.origin}/export?month={export.month}")
    page.wait_for_selector(IDLE)
    with page.expect_download() as waiting:
        page.locator("a[href*='summary.xlsx']").click()
    workbook = tmp_path / "summary.xlsx"
    waiting.value.save_as(workbook)
    assert any(figure == pytest.approx(export.share, abs=1e-12) for figure in figures_of(workbook))


def sign_in(page: Any, portal: Portal) -> None:
    page.goto(portal.origin + "/import")
    if page.locator("[name=login]").count() == 0:  # a browser under load may show an empty first page: look again
        page.goto(portal.origin + "/login?next=/import")
    page.fill("[name=login]", "mia")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_selector(IDLE)


def bring_in(page: Any, portal: Portal, export: Export) -> None:
    """Choose the vendor, drop the file, read the report, store it."""
    page.get_by_role("combobox", name="Vendor").click()
    page.get_by_role("option", name="Acme Calls").click()
    page.set_input_files("input[type=file]", export.file)
    page.get_by_role("button", name="Check", exact=True).click(timeout=PATIENCE_MS)
    page.wait_for_selector("text=rows read")
    page.get_by_role("button", name="Store").click()
    page.wait_for_selector("text=batch b1")


def figures_of(workbook: Path) -> list[float]:
    """Every number in the workbook, as Excel holds it."""
    book = openpyxl.load_workbook(workbook, data_only=True)
    return [cell for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row
            if isinstance(cell, (int, float))]
