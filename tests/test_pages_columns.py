"""The page of imports shows where each column comes from, reads the file again as it is told, and can go back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.access import Role
from app.services import importing, people, uploads
from app.services.columns_read import columns_absent, columns_read, layout_of
from app.services.import_order import ImportOrder
from app.services.opening import open_portal
from app.services.reports import report_of
from app.services.signing_in import sign_in, viewer_for
from app.ui import session
from app.words import LANGUAGES, words_for
from app.words.en_columns import COLUMNS as IN_ENGLISH
from app.words.zh_columns import COLUMNS as IN_CHINESE
from storage.scope import Scope
from tests.header_sets import sheet
from tests.readings import read_text

PASSWORD = "correct horse battery"
PORTAL = Path(__file__).resolve().parents[1] / "app" / "portal.py"
SPEC = "Thing=:id|Moment=:when|Queue Wait (sec)=wait_s:s|Member of staff=:agent|Phone=customer:phone|Colour=:country"
EVERYONE = Scope(frozenset({"acme"}))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A home with a vendor and its manager, whose import page is open with the file dropped and checked."""
    from storage import vendors

    monkeypatch.setenv("OPENLINE_HOME", str(tmp_path / "home"))
    store = open_portal()
    vendors.add(store, "acme", name="Acme", actor="test")
    people.add_person(store, "mia", role=Role.MANAGER.value, name="Mia", password=PASSWORD, vendor=None)
    token = sign_in(store, "mia", PASSWORD)
    monkeypatch.setattr(session, "cookie_token", lambda: token)
    yield store
    store.close()


def checked(text: str) -> Any:
    from streamlit.testing.v1 import AppTest

    test = AppTest.from_file(str(PORTAL), default_timeout=60).run().switch_page("../pages/import_files.py").run()
    test.selectbox[1].select("acme")
    test.file_uploader[0].set_value(("may.csv", text.encode(), "text/csv")).run()
    next(each for each in test.button if each.label == "Check").click().run()
    assert not test.exception, [each.value for each in test.exception]
    return test


def box(test: Any, name: str) -> Any:
    keys = ((each, str(each.key)) for each in test.selectbox)
    return next(each for each, key in keys if key.startswith("columns.") and f".{name}." in key)


def stores(test: Any) -> bool:
    return any(each.label.startswith("Store") and not each.disabled for each in test.button)


def panel(test: Any) -> Any:
    return next(each for each in test.expander if each.label.startswith("Columns"))


def test_what_must_be_chosen_stands_open_and_nothing_is_stored_before(home: Any) -> None:
    test = checked(sheet(SPEC))
    assert panel(test).label == "Columns: 2 to be chosen by you" and panel(test).proto.expanded
    assert (box(test, "call_id").value, box(test, "started_at").value, box(test, "wait_s").value) == (
        None, None, "Queue Wait (sec)")
    assert not stores(test)
    box(test, "call_id").select("Thing").run()
    assert box(test, "call_id").value == "Thing" and not stores(test)
    box(test, "started_at").select("Moment").run()
    assert not test.exception and stores(test)
    assert panel(test).label == "Columns: 4, 1 of them taken by what their header means"


def test_a_choice_is_undone_step_by_step_and_the_file_stored_as_it_was_last_shown(home: Any) -> None:
    test = checked(sheet(SPEC))
    for name, header in (("call_id", "Thing"), ("started_at", "Moment"), ("wait_s", "-")):
        box(test, name).select(header).run()
    assert box(test, "wait_s").value == "-"
    next(each for each in test.button if str(each.key).startswith("columns.undo")).click().run()
    assert box(test, "wait_s").value == "Queue Wait (sec)"
    next(each for each in test.selectbox if str(each.key).startswith("columns.more")).select("agent").run()
    box(test, "more.agent").select("Member of staff").run()
    assert not test.exception and box(test, "agent").value == "Member of staff"
    next(each for each in test.button if each.label.startswith("Store")).click().run()
    assert not test.exception, [each.value for each in test.exception]
    batch, = importing.history(home, EVERYONE)
    assert batch["rows_stored"] == 60
    again = uploads.check(home, uploads.Upload("june.csv", sheet(SPEC, seed=2).encode()), ImportOrder("calls", "acme"),
                          viewer=manager(home))
    assert (again.status, again.columns["agent"], again.columns["wait_s"]) == (
        "stored", "Member of staff", "Queue Wait (sec)"), "kept for the next month"


def manager(store: Any) -> Any:
    return viewer_for(store, sign_in(store, "mia", PASSWORD) or "")


def test_a_file_whose_headers_are_known_is_folded_and_ready(home: Any) -> None:
    test = checked("call_id,started_at,agent\nA,2026-05-03 10:00:00,Ann\n")
    assert panel(test).label == "Columns: 3, each under a header that is known" and not panel(test).proto.expanded
    assert stores(test)


def test_a_choice_that_has_the_file_refused_says_so_and_can_be_undone(home: Any) -> None:
    from streamlit.testing.v1 import AppTest

    text = "call_id,started_at,Firm,Team\n" + "".join(f"c{n},2026-05-0{n} 10:00,acme,x\n" for n in range(1, 8))
    test = AppTest.from_file(str(PORTAL), default_timeout=60).run().switch_page("../pages/import_files.py").run()
    test.file_uploader[0].set_value(("may.csv", text.encode(), "text/csv")).run()
    next(each for each in test.button if each.label == "Check").click().run()
    box(test, "vendor").select("Firm").run()
    assert stores(test)
    box(test, "vendor").select("Team").run()
    assert not test.exception and not stores(test)
    assert panel(test).proto.expanded
    next(each for each in test.button if str(each.key).startswith("columns.undo")).click().run()
    assert stores(test)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_row_says_what_how_sure_and_what_was_understood_and_shows_no_customer(
    language: str, tmp_path: Path
) -> None:
    answers = {"column.call_id": "Thing", "column.started_at": "Moment"}
    report = report_of("may.csv", read_text(sheet(SPEC), tmp_path, answers=answers).reading, status="stored")
    rows = {row.name: row for row in columns_read(report, words_for(language))}
    assert [(row.how, row.is_certain) for row in rows.values()] == [
        ("answered", True), ("answered", True), ("known", True), ("meant", False)]
    assert rows["customer"].examples == () and "+44" not in str(report.samples)
    waits = [float(text) for text in report.samples["Queue Wait (sec)"]]
    assert rows["wait_s"].examples == tuple(words_for(language).duration(wait) for wait in waits)
    assert rows["started_at"].examples[0] == report.samples["Moment"][0]
    absent = {row.name for row in columns_absent(report, words_for(language))}
    assert "queue" in absent and not absent & rows.keys()


def test_files_with_the_same_headers_in_another_order_are_one_layout(tmp_path: Path) -> None:
    first, second = (report_of("a", read_text(sheet(SPEC, order=order), tmp_path).reading)
                     for order in (None, [5, 4, 3, 2, 1, 0]))
    assert layout_of(first) == layout_of(second)


def test_every_column_is_told_in_words_in_both_languages() -> None:
    assert IN_ENGLISH.keys() == IN_CHINESE.keys()
    assert len({words_for("en").column_told(name) for name in ("wait_s", "talk_s", "due_at")}) == 3
    assert words_for("zh").column_told("wait_s") == "等待时长"


def test_a_correction_is_read_by_the_columns_that_were_chosen_for_its_file(home: Any) -> None:
    from app.services import corrections

    people.add_person(home, "vic", role=Role.VENDOR.value, name="Vic", password=PASSWORD, vendor="acme")
    vic = viewer_for(home, sign_in(home, "vic", PASSWORD) or "")
    assert vic is not None
    lines = sheet(SPEC).splitlines()
    lines[3] = lines[3].replace(lines[3].split(",")[1], "not a time")
    chosen = {"column.call_id": "Thing", "column.started_at": "Moment", "column.agent": "Member of staff"}
    order = ImportOrder("calls", "acme", answers=chosen)
    report = uploads.bring_in(home, uploads.Upload("may.csv", "\n".join(lines).encode()), order, viewer=manager(home))
    assert (report.rows_stored, report.rows_held_back) == (59, 1)
    _name, book = corrections.held_back_workbook(home, vic, report.batch)
    mended = mended_csv(book)
    back = corrections.send_corrected(home, vic, report.batch, uploads.Upload("back.csv", mended.encode()))
    assert (back.status, back.rows_stored, back.questions, back.columns) == ("stored", 1, (), report.columns)


def mended_csv(book: bytes) -> str:
    """The rows handed back, as their vendor mends them."""
    import csv
    import io

    import openpyxl

    rows = [[str(cell or "") for cell in row]
            for row in openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True)]
    mended = [["" if "•" in cell else "2026-05-04 10:00:00" if cell == "not a time" else cell for cell in row]
              for row in rows]
    text = io.StringIO()
    csv.writer(text).writerows(mended)
    return text.getvalue()
