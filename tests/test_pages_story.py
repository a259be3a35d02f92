"""The pages through the real entry script: real files in, each role's pages drawn in both languages."""

from __future__ import annotations

import csv
import hashlib
import io
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.access import Role, Viewer, scope_for
from app.errors import UserError
from app.services import corrections, importing, people, uploads
from app.services import vendors as vendor_services
from app.services.calls_behind import calls_behind
from app.services.exporting import summary_workbook
from app.services.import_order import ImportOrder
from app.services.opening import open_portal
from app.services.phrases import figure_text, say_all
from app.services.signing_in import sign_in, viewer_for
from app.services.viewing import definition_check_of, overview_of, vendor_of
from app.ui import session
from scoring.result import Note

PASSWORD = "correct horse battery"
PORTAL = Path(__file__).resolve().parents[1] / "app" / "portal.py"
MONTH = "2026-03"
MANAGER = Viewer(0, "mia", "Mia", Role.MANAGER, None, "en")
HEAD = ("call_id", "vendor", "started_at", "customer", "agent", "outcome", "wait_s", "transfers", "resolved")


def export_of(vendor: str, *, late: float, seed: int) -> bytes:
    """A vendor's calls of March and early April 2026; one row with a time nobody can read."""
    draw, text = random.Random(seed), io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for i in range(600):
        start = datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(minutes=97 * i)
        wait = draw.randint(61, 300) if draw.random() < late else draw.randint(1, 55)
        writer.writerow([f"{vendor}-{i}", vendor, f"{start:%Y-%m-%d %H:%M:%S}", f"+86139{draw.randint(1, 400):08d}",
                         f"{vendor}-agent-{i % 7}", "answered", wait, (i % 9 == 0 and 1) or 0, "yes"])
    writer.writerow([f"{vendor}-x", vendor, "not a time", "", "", "answered", 5, 0, "yes"])
    return text.getvalue().encode()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A home with two vendors' calls and one person a role, signed in."""
    from storage import vendors

    patch = pytest.MonkeyPatch()
    patch.setenv("OPENLINE_HOME", str(tmp_path_factory.mktemp("story") / "home"))
    store = open_portal()
    tokens = {}
    for code, late, seed in (("harbour", 0.1, 1), ("summit", 0.4, 2)):
        vendors.add(store, code, name=code.title(), actor="test")
        upload = uploads.Upload(f"{code}.csv", export_of(code, late=late, seed=seed))
        report = uploads.bring_in(store, upload, ImportOrder("calls"), viewer=MANAGER)
        assert (report.status, report.rows_stored, report.rows_held_back) == ("stored", 600, 1)
    for role in Role:
        people.add_person(store, role.value, role=role.value, name=role.value, password=PASSWORD,
                          vendor="summit" if role is Role.VENDOR else None)
        tokens[role] = sign_in(store, role.value, PASSWORD)
    yield {"store": store, "tokens": tokens}
    patch.undo()


def viewer(home: dict[str, Any], role: Role) -> Any:
    found = viewer_for(home["store"], home["tokens"][role])
    assert found is not None
    return found


def drawn(home: dict[str, Any], role: Role, page: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    from streamlit.testing.v1 import AppTest

    monkeypatch.setattr(session, "cookie_token", lambda: home["tokens"][role])
    test = AppTest.from_file(str(PORTAL), default_timeout=60).run()
    test = test.switch_page(f"../pages/{page}.py").run()
    assert not test.exception, [each.value for each in test.exception]
    return test


def text_of(test: Any) -> str:
    def leaves(block: Any) -> Iterator[str]:
        for child in block.children.values():
            if hasattr(child, "children"):
                yield from leaves(child)
            else:
                yield str(child.proto)

    return "\n".join(leaves(test.main)).encode().decode("unicode_escape", "ignore")


@pytest.mark.parametrize(("role", "page"), [
    (Role.MANAGER, "overview"), (Role.MANAGER, "vendor"), (Role.MANAGER, "import_files"), (Role.MANAGER, "export"),
    (Role.EXECUTIVE, "overview"), (Role.EXECUTIVE, "export"), (Role.QA, "import_files"), (Role.VENDOR, "vendor"),
    (Role.VENDOR, "corrections"),
])
def test_every_page_of_every_role_is_drawn_without_an_error(
    home: dict[str, Any], role: Role, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = text_of(drawn(home, role, page, monkeypatch))
    assert "ol-finding" in told
    assert "could not be drawn" not in told


def test_a_vendors_page_says_nothing_of_another_vendor(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in ("vendor", "corrections"):
        told = text_of(drawn(home, Role.VENDOR, page, monkeypatch)).casefold()
        assert "summit" in told and "harbour" not in told


@pytest.mark.parametrize("role", [Role.MANAGER, Role.VENDOR])
def test_the_rows_behind_a_figure_name_their_file_and_hash_and_lead_to_all_of_them(
    home: dict[str, Any], role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = hashlib.sha256(export_of("summit", late=0.4, seed=2)).hexdigest()
    told = text_of(drawn(home, role, "vendor", monkeypatch))
    assert f"SHA-256 {sha256[:12]}" in told
    assert "/vendor/trace.xlsx?vendor=summit&month=2026-0" in told and "&measure=" in told


def test_a_card_for_a_vendor_names_no_other_vendor_wherever_the_note_stands(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services import scorecards as issuing
    notes = [Note(code, facts).as_json() for code, facts in (("awaiting_vendors", (("vendors", "harbour"),)),
                                                             ("uncoded", (("share", 0.5),)))]
    notes += [{"code": "a_later_programs_code", "facts": {}, "text": "harbour is late"}, "harbour, in a plain text"]
    card = {"vendor": "summit", "month": MONTH, "rank": {"place": 1}, "comparisons": [{"vendor": "harbour"}],
            "composite": {"value": 1, "notes": notes}, "pillars": [{"code": "resolution", "notes": notes}],
            "measures": [{"code": "fcr_repeat", "notes": notes, "estimate": {"value": 1, "notes": notes},
                          "by_channel": {"chat": {"notes": notes}}}]}
    monkeypatch.setattr(issuing, "_issued", lambda *_given: {"summit": card, "harbour": {"vendor": "harbour"}})
    shown, = issuing.scorecards(home["store"], scope_for(viewer(home, Role.VENDOR)), month=MONTH)
    assert "harbour" not in str(shown) and str(shown).count("carry no resolution code") == 5
    whole = issuing.scorecards(home["store"], scope_for(viewer(home, Role.MANAGER)), month=MONTH, vendor="summit")
    assert whole == [card]


def test_a_month_that_is_not_closed_is_not_the_vendors_to_see(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services import scorecards as issuing

    store = home["store"]
    own, manager = scope_for(viewer(home, Role.VENDOR)), scope_for(viewer(home, Role.MANAGER))
    assert definition_check_of(store, own, "summit", MONTH) is not None
    assert calls_behind(store, own, "summit", MONTH, "service_level").rows
    monkeypatch.setattr(issuing, "CLOSES_AFTER", timedelta(days=36_500))
    assert definition_check_of(store, own, "summit", MONTH) is None
    hidden = calls_behind(store, own, "summit", MONTH, "service_level")
    assert (hidden.total, hidden.missed, hidden.rows) == (0, 0, ())
    assert vendor_of(store, own, "summit", MONTH) is None
    assert calls_behind(store, manager, "summit", MONTH, "service_level").rows
    assert definition_check_of(store, manager, "summit", MONTH) is not None


def test_the_calls_behind_a_figure_add_up_to_it_and_hide_agents_from_the_client(home: dict[str, Any]) -> None:
    store = home["store"]
    manager, own = scope_for(viewer(home, Role.MANAGER)), scope_for(viewer(home, Role.VENDOR))
    view = vendor_of(store, manager, "summit", MONTH)
    assert view is not None
    figure = next(figure for figure in view.figures if figure.code == "service_level")
    found = calls_behind(store, manager, "summit", MONTH, "service_level")
    assert (found.total, found.total - found.missed) == (figure.denominator, figure.numerator)
    assert len(found.rows) == min(200, found.missed)
    assert found.rows[0].wait_s == max(row.wait_s or 0 for row in found.rows)
    assert all(row.agent.startswith("A-") for row in found.rows)
    assert all(len(source.rows) == 1 and found.files[source.batch].file == "summit.csv"
               for row in found.rows for source in row.sources)
    resolved = calls_behind(store, own, "summit", MONTH, "service_level")
    assert all(row.agent.startswith("summit-agent-") for row in resolved.rows)
    assert calls_behind(store, own, "harbour", MONTH, "service_level").rows == ()


def test_screen_and_workbook_show_the_same_figures(home: dict[str, Any]) -> None:
    store, manager = home["store"], viewer(home, Role.MANAGER)
    view = overview_of(store, scope_for(manager), MONTH)
    assert view is not None
    name, data = summary_workbook(store, manager, MONTH, "en")
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Summary"]
    told = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert name == "openline-2026-03-en.xlsx"
    assert say_all(view.finding, "en") + "." in told
    assert view.promises[0].figure.value in told


def test_the_overview_leads_to_each_vendor_and_the_vendor_page_opens_on_the_one_most_at_risk(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = text_of(drawn(home, Role.MANAGER, "overview", monkeypatch))
    assert "/vendor?vendor=Summit&amp;month=2026-04" in told and "/vendor?vendor=Harbour&amp;month=2026-04" in told
    assert "measure=service_level" in told
    assert "/vendor?" not in text_of(drawn(home, Role.EXECUTIVE, "overview", monkeypatch))
    assert drawn(home, Role.MANAGER, "vendor", monkeypatch).selectbox(key="vendor").value == "summit"


def test_the_overview_page_shows_the_views_figure(home: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    view = overview_of(home["store"], scope_for(viewer(home, Role.EXECUTIVE)), "2026-04")
    assert view is not None
    told = text_of(drawn(home, Role.EXECUTIVE, "overview", monkeypatch))
    assert figure_text(view.promises[0].figure.value, "share", "en") in told.replace("\\", "")


def test_held_back_rows_go_back_with_their_reason_and_only_to_their_vendor(home: dict[str, Any]) -> None:
    store, own = home["store"], viewer(home, Role.VENDOR)
    listed = corrections.open_files(store, scope_for(own))
    assert [file.file for file in listed] == ["summit.csv"]
    _name, data = corrections.held_back_workbook(store, own, listed[0].batch)
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert rows[0][:2] == ("row", "issue") and rows[1][0] == "602" and " " in rows[1][1]
    other = corrections.open_files(store, scope_for(viewer(home, Role.MANAGER)))
    foreign = next(file.batch for file in other if file.file == "harbour.csv")
    assert corrections.held_back(store, scope_for(own), foreign, "en").rows == ()


def test_a_correction_adds_what_was_held_back_and_restates_nothing(home: dict[str, Any]) -> None:
    store, own = home["store"], viewer(home, Role.VENDOR)
    before = vendor_of(store, scope_for(own), "summit", MONTH)
    text = export_of("summit", late=0.0, seed=3).decode().replace("not a time", "2026-03-09 10:00:00")
    batch = corrections.open_files(store, scope_for(own))[0].batch
    report = corrections.send_corrected(store, own, batch, uploads.Upload("corrected.csv", text.encode()))
    assert (report.rows_read, report.rows_stored, report.rows_held_back) == (601, 1, 600)
    assert report.issue_counts["not_held_back"] == 600
    after = vendor_of(store, scope_for(own), "summit", MONTH)
    assert before is not None and after is not None and after.contacts == before.contacts + 1
    importing.withdraw_batch(store, report.batch, actor="test")


def test_what_a_correction_leaves_open_is_asked_on_the_page_and_nothing_is_stored_before(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, own = home["store"], scope_for(viewer(home, Role.VENDOR))
    before, batch = store.data_version(), corrections.open_files(store, own)[0].batch
    text = ",".join(HEAD) + "\nsummit-x,summit,03/04/2026 10:00,,,answered,5,0,yes\n"
    test = drawn(home, Role.VENDOR, "corrections", monkeypatch)
    assert button(test, "Send").disabled
    test.file_uploader[0].set_value(("mended.csv", text.encode(), "text/csv")).run()
    button(test, "Send").click().run()
    asked = next(each for each in test.selectbox if str(each.key).startswith("answer."))
    assert (asked.value, button(test, "Send").disabled, store.data_version()) == (None, True, before)
    asked.select("dmy").run()
    button(test, "Send").click().run()
    assert not test.exception and "None of your rows is held back" in text_of(test)
    assert corrections.open_files(store, own) == ()
    newest = importing.history(store, scope_for(MANAGER))[0]
    assert (newest["corrects"], newest["months"]) == (batch, ["2026-04"])
    assert f"corrects {batch}" in text_of(drawn(home, Role.MANAGER, "import_files", monkeypatch))
    importing.withdraw_batch(store, newest["batch"], actor="test")


@pytest.mark.parametrize(
    ("role", "kind"), [(Role.QA, "calls"), (Role.VENDOR, "calls"), (Role.EXECUTIVE, "evaluations")]
)
def test_nobody_imports_what_their_role_does_not(home: dict[str, Any], role: Role, kind: str) -> None:
    with pytest.raises(UserError):
        uploads.bring_in(home["store"], uploads.Upload("a.csv", b"x"), ImportOrder(kind), viewer=viewer(home, role))


def test_what_a_file_holds_is_text_in_a_question_and_no_question_answers_itself(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    head = ",".join("**started_at**" if name == "started_at" else name for name in HEAD)
    lines = [f"q{i},summit,0{i}/04/2026 10:00:00,,,answered,5,0,yes" for i in range(1, 6)]
    store, before = home["store"], home["store"].data_version()
    test = drawn(home, Role.MANAGER, "import_files", monkeypatch)
    test.file_uploader[0].set_value(("[a](b).csv", "\n".join([head, *lines]).encode(), "text/csv")).run()
    next(each for each in test.button if each.label == "Check").click().run()
    asked = next(each for each in test.selectbox if str(each.key).startswith("answer."))
    assert "\\*\\*started\\_at\\*\\*" in asked.label
    assert asked.value is None
    assert next(each for each in test.button if each.label.startswith("Store")).disabled
    asked.select(asked.options[0]).run()
    assert not next(each for each in test.button if each.label.startswith("Store")).disabled
    assert store.data_version() == before


def test_checking_an_upload_stores_nothing(home: dict[str, Any]) -> None:
    store = home["store"]
    before = store.data_version()
    upload = uploads.Upload("../../evil.csv", export_of("harbour", late=0.5, seed=9))
    report = uploads.check(store, upload, ImportOrder("calls"), viewer=MANAGER)
    assert report.rows_read == 601 and report.batch == ""
    assert store.data_version() == before


def test_a_file_is_taken_back_only_after_being_asked_once(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def states() -> list[str]:
        return [batch["state"] for batch in importing.history(home["store"], scope_for(MANAGER))]

    test, before = drawn(home, Role.MANAGER, "import_files", monkeypatch), states()
    newest = importing.history(home["store"], scope_for(MANAGER))[0]["batch"]
    test.button(key=f"batch.{newest}").click().run()
    assert states() == before and f"{newest}?" in " ".join(each.value for each in test.markdown)
    test.button(key="history.leave").click().run()
    assert states() == before and not any(each.key == "history.sure" for each in test.button)
    turned = "stored" if before[0] == "withdrawn" else "withdrawn"
    for state in (turned, before[0]):
        test.button(key=f"batch.{newest}").click().run()
        test.button(key="history.sure").click().run()
        assert states() == [state, *before[1:]], [each.value for each in test.toast]


def button(test: Any, beginning: str) -> Any:
    return next(each for each in test.button if each.label.startswith(beginning))


def checked(home: dict[str, Any], monkeypatch: pytest.MonkeyPatch, name: str, data: bytes,
            role: Role = Role.MANAGER) -> Any:
    """The import page after a file was dropped and checked."""
    test = drawn(home, role, "import_files", monkeypatch)
    test.file_uploader[0].set_value((name, data, "text/csv")).run()
    button(test, "Check").click().run()
    assert not test.exception
    return test


def test_a_new_file_of_the_same_name_and_size_must_be_checked_itself(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = export_of("summit", late=0.2, seed=21)
    other = first.replace(b",answered,", b",abandoned,")[: len(first)].ljust(len(first))
    test = checked(home, monkeypatch, "same.csv", first)
    assert any(each.label.startswith("Store") for each in test.button)
    test.file_uploader[0].set_value(("same.csv", other, "text/csv")).run()
    assert not any(each.label.startswith("Store") for each in test.button)


def test_a_file_of_rows_held_back_alone_can_be_kept_and_goes_back_to_its_vendor(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, own = home["store"], scope_for(viewer(home, Role.VENDOR))
    text = ",".join(HEAD) + "\nkept-1,summit,never,,,answered,5,0,yes\n"
    test = checked(home, monkeypatch, "kept.csv", text.encode())
    assert not any(each.label.startswith("Store") for each in test.button)
    button(test, "Keep").click().run()
    assert not test.exception
    assert "kept.csv" in [file.file for file in corrections.open_files(store, own)]
    kept = next(batch for batch in importing.history(store, scope_for(MANAGER)) if batch["file"] == "kept.csv")
    importing.withdraw_batch(store, kept["batch"], actor="test")


def test_a_manager_adds_the_vendor_a_file_names_and_its_first_scores_say_what_is_measured(
    home: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, data = home["store"], export_of("Nova South", late=0.1, seed=5)
    test = checked(home, monkeypatch, "nova.csv", data)
    assert "not known: Nova South. Where all rows" in text_of(test)
    assert [each.value for each in test.text_input] == ["Nova South", "nova-south"]
    button(test, "Add").click().run()
    assert not test.exception
    assert vendor_services.listed(store)[1]["name"] == "Nova South"
    test.file_uploader[0].set_value(("nova.csv", data, "text/csv")).run()
    button(test, "Check").click().run()
    button(test, "Store").click().run()
    told = text_of(test)
    assert "/vendor?vendor=Nova" in told and "Answer speed" in told
    assert "No overall score: " in told and "missing: promise-keeping and feedback forwarding" in told
    assert "promise_keeping" not in told
    importing.withdraw_batch(store, importing.history(store, scope_for(MANAGER))[0]["batch"], actor="test")


@pytest.mark.parametrize(("name", "code"), [("Nova Süd", "nova-sud"), (" Acme (UK)", "acme-uk"), ("蓝海", "")])
def test_a_code_is_suggested_where_a_name_has_latin_letters(name: str, code: str) -> None:
    assert vendor_services.suggested_code(name) == code


def test_a_vendor_is_added_by_those_who_import_and_a_taken_name_is_refused(home: dict[str, Any]) -> None:
    store = home["store"]
    for role in (Role.QA, Role.EXECUTIVE, Role.VENDOR):
        with pytest.raises(UserError):
            vendor_services.introduce(store, viewer(home, role), "Another", code="another")
    with pytest.raises(UserError):
        vendor_services.introduce(store, MANAGER, "Another", code="summit")
    vendor_services.introduce(store, MANAGER, "Summit Call Centres", known="summit")
    assert [v["code"] for v in vendor_services.listed(store) if "Summit Call Centres" in v["aliases"]] == ["summit"]


def test_a_call_judged_twice_is_one_evaluated_call(home: dict[str, Any]) -> None:
    store = home["store"]
    head = "evaluation_id,call_id,vendor,evaluator,evaluated_at,criterion,score,max_score\n"
    rows = "".join(f"e{i},{call},summit,ann,2026-03-09 10:00:00,greeting,1,1\n"
                   for i, call in enumerate(("summit-1", "summit-2", "summit-2")))
    upload = uploads.Upload("twice.csv", (head + rows).encode())
    report = uploads.bring_in(store, upload, ImportOrder("evaluations"), viewer=MANAGER)
    assert report.records == 3
    view, over = vendor_of(store, scope_for(MANAGER), "summit", MONTH), overview_of(store, scope_for(MANAGER), MONTH)
    assert view is not None and over is not None
    assert (view.evaluations, over.evaluations) == (2, 2)
    importing.withdraw_batch(store, report.batch, actor="test")


def test_the_first_day_that_cannot_be_judged_is_seven_days_before_the_newest_call(home: dict[str, Any]) -> None:
    """The exports end on 10 April 2026, so that April is unfinished and March is judged to its end."""
    store, scope = home["store"], scope_for(MANAGER)
    last = datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(minutes=97 * 599)
    april, march = overview_of(store, scope, "2026-04"), overview_of(store, scope, MONTH)
    assert april is not None and march is not None
    days = [dict(each.facts).get("day") for each in april.may_move]
    assert days == [f"{last - timedelta(days=7):%Y-%m-%d}"]
    assert not any(each.code == "basis.provisional.immature" for each in march.may_move)
