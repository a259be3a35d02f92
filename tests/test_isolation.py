"""Every page × role × vendor through the real entry script: what a person may not see is not there, down to the byte.

Three vendors with words of their own in every field; a page drawn for one vendor's person may hold none of the others'.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.access import Role, Viewer, scope_for
from app.errors import UserError
from app.services import corrections, direct_line, direct_views, drawing, people, planted, uploads
from app.services.draw_opening import open_draw
from app.services.import_order import ImportOrder
from app.services.opening import open_portal
from app.services.restating import viewers_differences
from app.services.signing_in import sign_in, viewer_for
from app.services.trace_sheets import viewers_trace
from app.ui import navigation, session
from scoring.traces import CALL_TRACES, RECORD_TRACES
from storage import batches
from storage.errors import StorageRefusal
from storage.home import Store
from storage.scope import EVERYTHING
from tests.storage_world import evaluation, store_rows

PASSWORD = "correct horse battery"
PORTAL = Path(__file__).resolve().parents[1] / "app" / "portal.py"
VENDORS = ("qirax", "wovex", "zulmo")
MANAGER = Viewer(0, "setup", "Setup", Role.MANAGER, None, "en")
SEES = {
    Role.MANAGER: {"overview", "vendor", "integrity", "import", "draws", "direct-line", "export"},
    Role.QA: {"integrity", "import", "draws"},
    Role.VENDOR: {"vendor", "samples", "answer", "corrections"},
    Role.EXECUTIVE: {"overview", "integrity", "direct-line", "export"},
}
PEOPLE = [(Role.MANAGER, None), (Role.QA, None), (Role.EXECUTIVE, None), *((Role.VENDOR, code) for code in VENDORS)]


def export_of(vendor: str) -> bytes:
    """Calls of March and April 2026 in which every text names the vendor; one row is held back."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["call_id", "started_at", "customer", "agent", "queue", "reason", "outcome", "wait_s", "transfers"])
    for i in range(320):
        start = datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(minutes=150 * i)
        wait, transfers = (90, 1) if i % 4 == 0 else (20, 0)
        writer.writerow([f"{vendor}-{i}", f"{start:%Y-%m-%d %H:%M:%S}", f"+4477009{i % 97:05d}",
                         f"{vendor}-agent-{i % 5}", f"{vendor}-queue", f"{vendor}-reason", "answered", wait, transfers])
    writer.writerow([f"{vendor}-held", "not a time", "", f"{vendor}-agent-9", f"{vendor}-queue", "", "answered", 5, 0])
    return text.getvalue().encode()


def file_of_all() -> bytes:
    """One file of all three: of each a row that is stored and held-back rows, as many as it stands in the list, and a
    few more that name nobody."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["call_id", "vendor", "started_at", "customer", "queue", "outcome", "wait_s"])
    for place, vendor in enumerate(VENDORS, start=1):
        times = ["2026-03-05 10:00:00", *["not a time"] * place]
        for number, at in enumerate(times):
            writer.writerow([f"{vendor}-all-{number}", vendor, at, "+447700900123", f"{vendor}-queue", "answered", 5])
    writer.writerows([f"nobody-{number}", "", "not a time", "+447700900123", "q", "answered", 5] for number in range(3))
    return text.getvalue().encode()


SECRETS = ("whispered words", "planted words", "direct line", "direct-line", "test call")
"""What no vendor's person may meet anywhere, of his own vendor neither."""


def secrets_of_the_client(store: Store) -> None:
    """Of each vendor a message by the direct line, and a test call that was judged."""
    for code in VENDORS:
        (made,) = direct_line.make(store, EVERYTHING, code, agent=f"{code}-agent-1", month=None, actor="test")
        said = {"text": "whispered words", "call_id": f"{code}-8", "mood": "negative"}
        assert direct_line.receive(store, made.path.removeprefix("/d/"), said, "en") == direct_line.SENT
    said = {"feedback_voiced": True, "feedback_polarity": "negative", "feedback_text": "planted words"}
    store_rows(store, "evaluations", {code: [evaluation(
        f"{code}-planted", f"{code}-8", "2026-03-05T10:00:00", selection="planted", evaluator="tess", **said)]
        for code in VENDORS})


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[Role, str | None], str]]:
    """A home with the three vendors' calls and a signed-in person for each role and vendor."""
    from storage import vendors

    patch = pytest.MonkeyPatch()
    patch.setenv("OPENLINE_HOME", str(tmp_path_factory.mktemp("isolation") / "home"))
    store, signed_in = open_portal(), {}
    for code in VENDORS:
        vendors.add(store, code, name=f"{code.title()} Contact", actor="test")
        order = ImportOrder("calls", vendor=code)
        report = uploads.bring_in(store, uploads.Upload(f"{code}.csv", export_of(code)), order, viewer=MANAGER)
        assert (report.status, report.rows_held_back) == ("stored", 1)
    every = uploads.Upload("every-vendor.csv", file_of_all())
    report = uploads.bring_in(store, every, ImportOrder("calls"), viewer=MANAGER)
    assert (report.status, report.rows_stored, report.rows_held_back) == ("stored", 3, 9)
    secrets_of_the_client(store)
    for code in VENDORS:
        open_draw(store, EVERYTHING, drawing.draw(store, "evaluate", code, "2026-03", 5, actor="test").id, actor="test")
    for role, vendor in PEOPLE:
        login = f"{role.value}-of-{vendor or 'client'}"
        people.add_person(store, login, role=role.value, name="Somebody", vendor=vendor, password=PASSWORD)
        signed_in[role, vendor] = sign_in(store, login, PASSWORD) or ""
    yield signed_in
    patch.undo()


def drawn(entry: navigation.Entry, token: str, monkeypatch: pytest.MonkeyPatch, query: dict[str, str]) -> str | None:
    """Everything the portal drew for ``token`` at the page, frame included; None when the page does not exist."""
    from streamlit.testing.v1 import AppTest

    monkeypatch.setattr(session, "cookie_token", lambda: token)
    test = AppTest.from_file(str(PORTAL), default_timeout=60)
    test.query_params.update(query)
    test.run()
    try:
        test = test.switch_page(f"../pages/{entry.file}").run()
    except ValueError:
        return None
    assert not test.exception, [each.value for each in test.exception]
    told = "\n".join(str(element.proto) for block in (test.main, test.sidebar) for element in leaves(block))
    return told.encode().decode("unicode_escape", "ignore")


def leaves(block: Any) -> Iterator[Any]:
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from leaves(child)
        else:
            yield child


@pytest.mark.parametrize(("role", "vendor"), PEOPLE, ids=lambda value: str(value or "client"))
@pytest.mark.parametrize("entry", navigation.PAGES, ids=lambda entry: entry.address)
def test_a_page_exists_for_its_roles_alone_and_shows_a_vendor_only_itself(
    entry: navigation.Entry, role: Role, vendor: str | None, tokens: dict[tuple[Role, str | None], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = drawn(entry, tokens[role, vendor], monkeypatch, {})
    assert (told is not None) == (entry.address in SEES[role])
    if told is not None and vendor is not None:
        assert vendor in told.casefold(), "the page shows the vendor something of its own"
        assert [other for other in VENDORS if other != vendor and other in told.casefold()] == []
        assert "integrity" not in told.casefold() and "being checked" not in told, "nor anything of a finding"
        assert [secret for secret in SECRETS if secret in told.casefold()] == [], "nor what the client keeps to itself"
    if told is not None and role is Role.MANAGER and entry.address == "overview":
        assert all(code in told.casefold() for code in VENDORS), "the check would be blind if nothing were drawn"
    if told is not None and role is Role.MANAGER:
        blind = {"direct-line": "whispered words", "draws": "planted words"}.get(entry.address, "")
        assert blind in told, "of these too"
    assert told is None or "+44" not in told, "no customer is ever shown"


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("address", sorted(SEES[Role.VENDOR]))
def test_asking_for_another_vendor_in_the_address_shows_nothing_of_it(
    vendor: str, address: str, tokens: dict[tuple[Role, str | None], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = next(entry for entry in navigation.PAGES if entry.address == address)
    for other in VENDORS:
        if other != vendor:
            query = {"vendor": other, "month": "2026-03", "batch": "b1", "measure": "service_level"}
            told = drawn(entry, tokens[Role.VENDOR, vendor], monkeypatch, query)
            assert told is not None and [each for each in VENDORS if each != vendor and each in told.casefold()] == []


@pytest.mark.parametrize(("vendor", "rows"), [(code, place) for place, code in enumerate(VENDORS, start=1)])
def test_of_a_file_of_all_vendors_each_sees_its_own_held_back_rows_and_no_count_of_the_others(
    vendor: str, rows: int, tokens: dict[tuple[Role, str | None], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = next(entry for entry in navigation.PAGES if entry.address == "corrections")
    told = drawn(entry, tokens[Role.VENDOR, vendor], monkeypatch, {})
    assert told is not None and "every-vendor.csv" in told
    assert [f"{vendor}-all-{number}" in told for number in range(5)] == [0 < number <= rows for number in range(5)]
    assert f"{rows} row" in told and f"{rows + 1} rows of yours" in told, "the other file holds one more"
    assert "nobody" not in told and "9 rows" not in told


def test_a_download_of_a_shared_file_holds_ones_own_rows_alone(tokens: dict[tuple[Role, str | None], str]) -> None:
    store = open_portal()
    batch = next(file.batch for file in corrections.open_files(store, EVERYTHING) if file.file == "every-vendor.csv")
    for vendor in VENDORS:
        viewer = viewer_for(store, tokens[Role.VENDOR, vendor])
        assert viewer is not None
        _name, data = corrections.held_back_workbook(store, viewer, batch)
        told = str(list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))).casefold()
        assert [code for code in VENDORS if code in told] == [vendor] and "nobody" not in told


@pytest.mark.parametrize("vendor", VENDORS)
def test_no_workbook_a_vendor_can_fetch_tells_of_test_calls_or_messages(
    vendor: str, tokens: dict[tuple[Role, str | None], str]
) -> None:
    store = open_portal()
    viewer = viewer_for(store, tokens[Role.VENDOR, vendor])
    assert viewer is not None
    ways = [lambda measure=measure: viewers_trace(store, viewer, vendor, "2026-03", measure)
            for measure in (*CALL_TRACES, *RECORD_TRACES)]
    ways += [lambda batch=batch.id: viewers_differences(store, viewer, batch)
             for batch in batches.listing(store, EVERYTHING)]
    fetched = []
    for way in ways:
        with suppress(UserError, StorageRefusal):
            _name, data = way()
            book = openpyxl.load_workbook(io.BytesIO(data))
            fetched.append(str([[cell.value for cell in row] for page in book for row in page]).casefold())
    assert any(f"{vendor}-8" in told for told in fetched), "the call itself is one among the others"
    assert [secret for secret in (*SECRETS, "planted", "tess") for told in fetched if secret in told] == []
    assert planted.planted_calls(store, scope_for(viewer)) == () == direct_views.messages_of(store, scope_for(viewer))


def test_without_a_session_no_page_tells_anything(
    tokens: dict[tuple[Role, str | None], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tokens
    for entry in navigation.PAGES:
        told = drawn(entry, "forged", monkeypatch, {})
        assert told is None or not any(code in told.casefold() for code in VENDORS)
