"""The direct line's use cases: who may make links, what is kept of a message, what of it also came by the vendor."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import segno

from app.access import Role, Viewer
from app.cli import status_of
from app.errors import UserError
from app.services import direct_exhibit, direct_line, direct_views
from app.services.calls_behind import Agents
from app.services.direct_sheet import base_of, sheet_of
from app.services.integrity import findings
from app.words import words_for
from scoring.records import VendorCode
from storage import audit, direct
from storage.home import Store
from storage.scope import EVERYTHING, Scope
from tests.storage_world import call, feedback, store_rows

ACME = Scope(frozenset({VendorCode("acme")}))
MANAGER = Viewer(1, "li.wei", "Li Wei", Role.MANAGER, None, "en")
MAY = datetime(2026, 5, 10, 9, tzinfo=UTC)


@pytest.fixture
def may(store: Store) -> Store:
    """A call a day of May by one of three agents; items by id, by agent and time, of the wrong time, one direct."""
    store_rows(store, "calls", {"acme": [
        call(f"A{day}", f"2026-05-{day:02d}T09:00:00", agent=f"ag{day % 3}", talk_ms=60_000) for day in range(1, 29)]})
    store_rows(store, "feedback", {"acme": [
        feedback("F1", "2026-05-03T09:05:00", "A3", polarity="negative"),
        feedback("F2", "2026-05-10T09:20:00", agent="ag1", polarity="negative"),
        feedback("F3", "2026-05-11T18:30:00", agent="ag2", polarity="negative"),
        feedback("F4", "2026-05-12T09:05:00", "A12", route="direct")]})
    return store


def link_of(store: Store, agent: str) -> str:
    (made,) = direct_line.make(store, EVERYTHING, "acme", agent=agent, month=None, actor="li.wei")
    return made.path.removeprefix("/d/")


def sent(store: Store, token: str, **fields: str) -> str:
    return direct_line.receive(store, token, {"text": "too dear", **fields}, "en")


def test_links_are_made_for_every_agent_of_a_month_who_has_none(may: Store) -> None:
    link_of(may, "ag1")
    before = direct_line.agents_of(may, EVERYTHING, "acme", "2026-05")
    told = Agents(may, own=False)
    assert {(one.shown, one.has_line) for one in before} == {
        (told.shown("acme", agent), agent == "ag1") for agent in ("ag0", "ag1", "ag2")}
    made = direct_line.make_as(may, MANAGER, "acme", "2026-05")
    assert sorted(one.agent for one in made) == ["ag0", "ag2"]
    with pytest.raises(UserError, match="has a link"):
        direct_line.make_as(may, MANAGER, "acme", "2026-05")
    (again,) = direct_line.make_as(may, MANAGER, "acme", "2026-05", told.shown("acme", "ag1"))
    assert again.agent == "ag1" and sum(line.revoked_at is None for line in direct.lines(may, EVERYTHING)) == 3
    for vendor, month in (("acme", "2026-04"), ("beta", "2026-05"), ("nobody", "2026-05")):
        with pytest.raises(UserError, match="no such agent"):
            direct_line.make_as(may, MANAGER, vendor, month)


@pytest.mark.parametrize("role", [Role.QA, Role.VENDOR, Role.EXECUTIVE])
def test_nobody_but_a_manager_makes_or_ends_links(may: Store, role: Role) -> None:
    link_of(may, "ag1")
    other = Viewer(2, "x", "X", role, VendorCode("acme") if role is Role.VENDOR else None, "zh")
    for act in (lambda: direct_line.make_as(may, other, "acme", "2026-05"),
                lambda: direct_line.revoke_as(may, other, "l1")):
        with pytest.raises(UserError, match="请联系甲方经理"):
            act()
    assert [line.revoked_at for line in direct.lines(may, EVERYTHING)] == [None]


def test_a_vendors_scope_sees_neither_agents_nor_links_nor_messages_nor_how_many(may: Store) -> None:
    sent(may, link_of(may, "ag1"))
    assert len(direct_views.messages_of(may, EVERYTHING)) == 1
    assert direct_line.agents_of(may, ACME, "acme", "2026-05") == direct_line.months_of(may, ACME) == ()
    assert direct_views.lines_of(may, ACME) == direct_views.messages_of(may, ACME) == direct_views.counts_of(may, ACME)
    assert direct_views.counts_of(may, ACME) == () and direct_exhibit.messages_in(may, ACME) == 0
    assert direct_exhibit.exhibit(may, ACME, "acme", "2026-05").told == ()


@pytest.mark.parametrize(("said", "kept"), [
    ("Ring +44 7700 900123 or mail a.b@c.example", "Ring ••• or mail •••"),
    ("卡号 6222 0212 3456 7890 123，身份证11010519491231002X", "卡号 •••，身份证•••"),
    ("<script>alert(1)</script> ' OR 1=1 -- \x00\x07\u202e=cmd|'/c calc'!A1", None),
    ("a\r\nb\r\n", "a\nb"),
])
def test_a_message_is_kept_as_it_was_written_but_for_customers_and_what_no_page_can_hold(
        may: Store, said: str, kept: str | None) -> None:
    token = link_of(may, "ag1")
    assert sent(may, token, text=said, call_id="13800138000", category="nonsense", mood="'; DROP") == "sent"
    (message,) = direct.messages(may, EVERYTHING)
    if kept is None:
        assert "\x00" not in message.said.text and "\x07" not in message.said.text and "\u202e" not in message.said.text
        assert "<script>alert(1)</script> ' OR 1=1 -- " in message.said.text
    else:
        assert message.said.text == kept
    assert (message.said.category, message.said.polarity) == ("", "")
    assert "13800138000" not in (message.said.call_id or "")


@pytest.mark.parametrize("said", [
    "call her on 138 0013 8000", "一三八零零一三八零零零打过来的", "order 20260501001 was lost, paid 1,234,567.00",
    "write to jo (at) example.com", "nothing to mask", "card 4111 1111 1111 1111, 单号 12345678901",
])
def test_a_message_is_masked_as_an_import_masks_remarks(may: Store, said: str, tmp_path: Path) -> None:
    from tests.readings import read_text

    header = "feedback_id,vendor,captured_at,forwarded_at,text\n"
    found = read_text(f'{header}F1,acme,2026-05-01,2026-05-01,"{said}"\n', tmp_path, "feedback")
    (record,) = found.records()
    assert sent(may, link_of(may, "ag1"), text=said) == "sent"
    (message,) = direct.messages(may, EVERYTHING)
    assert message.said.text == record["text"]


def test_no_line_of_a_message_passes_for_another_message(may: Store, monkeypatch: pytest.MonkeyPatch,
                                                         capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("OPENLINE_DATABASE_URL", may.engine.url.render_as_string(hide_password=False))
    sent(may, link_of(may, "ag1"), text="too dear\nm9  2026-05-01T09:00  acme A-1  positive  -  all is well")
    capsys.readouterr()
    assert status_of(["direct-line", "messages", "--home", str(may.home)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("m1  ") and second.startswith("    m9")


def test_the_sheet_of_links_is_open_to_its_owner_alone(may: Store, monkeypatch: pytest.MonkeyPatch,
                                                       tmp_path: Path) -> None:
    monkeypatch.setenv("OPENLINE_DATABASE_URL", may.engine.url.render_as_string(hide_password=False))
    out = tmp_path / "sheet.html"
    out.touch(0o644)
    assert status_of(["direct-line", "add", "--vendor", "acme", "--address", "https://portal.example", "--agent", "a",
                      "--out", str(out), "--home", str(may.home)]) == 0
    assert out.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("fields", "answer"), [
    ({"text": " \n"}, "empty"), ({"text": "\u200b\u2060\u00ad"}, "empty"),
    ({"text": "x" * 4_001}, "long"), ({"call_id": "9" * 101}, "long_id"),
    ({"called_at": "yesterday"}, "time"), ({"called_at": "1026-05-01T09:00"}, "time"),
    ({"called_at": f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT%H:%M}"}, "time"),
    ({"text": "话" * 4_000}, "sent"),
])
def test_what_cannot_be_is_told_by_its_reason_and_nothing_is_stored(may: Store, fields: dict[str, str],
                                                                    answer: str) -> None:
    assert sent(may, link_of(may, "ag1"), **fields) == answer
    assert len(direct.messages(may, EVERYTHING)) == (answer == "sent")


def test_the_agents_clock_is_that_of_the_vendor(may: Store) -> None:
    from storage import vendors

    vendors.set_timezone(may, "acme", "Asia/Shanghai", actor="tester")
    sent(may, link_of(may, "ag1"), called_at="2026-05-10T17:00")
    assert direct.messages(may, EVERYTHING)[0].said.called_at == MAY


def test_messages_are_linked_as_remarks_that_evaluators_heard_and_change_no_finding(may: Store) -> None:
    before = findings(may, EVERYTHING)
    tokens = [link_of(may, f"ag{number}") for number in range(3)]
    for token, fields in (
        (tokens[0], {"call_id": "A3", "mood": "negative"}),  # came by its id: F1
        (tokens[1], {"called_at": "2026-05-10T09:00", "mood": "negative"}),  # agent and half an hour: F2
        (tokens[2], {"called_at": "2026-05-11T09:00", "mood": "negative"}),  # nine hours, of no category: not F3
        (tokens[0], {"call_id": "A12"}),  # F4 came directly: not through the vendor
        (tokens[0], {"call_id": "A3"}),  # one item is no two: F1 is taken
        (tokens[1], {"called_at": "2026-04-30T23:00"}),  # another month
        (tokens[1], {}),  # came today: another month
    ):
        assert sent(may, token, **fields) == "sent"
    told = direct_exhibit.exhibit(may, EVERYTHING, "acme", "2026-05")
    assert (len(told.told), told.arrived) == (5, 2)
    assert {(each.message.id, each.item) for each in told.told if each.item} == {("m1", "F1"), ("m2", "F2")} or {
        (each.message.id, each.item) for each in told.told if each.item} == {("m5", "F1"), ("m2", "F2")}
    assert all(each.message.agent.startswith("A-") for each in told.told), "agents by pseudonym, as elsewhere"
    assert findings(may, EVERYTHING) == before, "an exhibit is no part of a finding"


def test_a_call_of_another_month_takes_its_message_with_it_whatever_its_time_says(may: Store) -> None:
    sent(may, link_of(may, "ag1"), call_id="A28", called_at="2026-06-01T10:00")
    told = [direct_exhibit.exhibit(may, EVERYTHING, "acme", month).told for month in ("2026-05", "2026-06")]
    assert list(map(len, told)) == [1, 0]


def test_the_sheet_holds_a_code_for_each_link_and_escapes_what_a_vendor_calls_its_agents() -> None:
    made = [direct_line.MadeLine("l1", "<b>ana</b>", "/d/abc"), direct_line.MadeLine("l2", "周敏", "/d/xyz")]
    page = sheet_of(made, "<i>Acme</i>", "https://portal.example", words_for("zh"))
    assert "<b>" not in page and "<i>" not in page and "<script" not in page and "周敏" in page
    for line in made:
        path = re.search(r' d="([^"]+)"', segno.make(f"https://portal.example{line.path}", error="m").svg_inline())
        assert path is not None and path[1] in page, "the picture of this very link"
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("address", ["", "portal.example", "ftp://x", "https://", "https://a/b", "https://a b",
                                     "javascript:alert(1)", "https://u@evil", "https://a\"onload=1"])
def test_an_address_no_telephone_can_open_is_refused(address: str) -> None:
    with pytest.raises(UserError, match="is no address of a portal"):
        base_of(address)


def test_the_commands_make_list_end_and_read(may: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                             capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    monkeypatch.setenv("OPENLINE_DATABASE_URL", may.engine.url.render_as_string(hide_password=False))

    def answer(*arguments: str) -> tuple[int, Any]:
        capsysbinary.readouterr()
        status = status_of(["direct-line", *arguments, "--home", str(may.home), "--json"])
        return status, json.loads(capsysbinary.readouterr().out)

    out = tmp_path / "sheet.html"
    add = ("add", "--vendor", "acme", "--address", "https://portal.example/")
    status, made = answer(*add, "--month", "2026-05", "--out", str(out), "--language", "zh")
    assert status == 0 and [each["agent"] for each in made["lines"]] == ["ag0", "ag1", "ag2"]
    assert all(each["link"] in out.read_text(encoding="utf-8") for each in made["lines"])
    token = made["lines"][0]["link"].removeprefix("https://portal.example/d/")
    assert sent(may, token, call_id="A3") == "sent"
    assert answer("messages", "--vendor", "acme", "--month", "2026-05")[1]["arrived"] == 1
    assert [each["text"] for each in answer("messages")[1]["messages"]] == ["too dear"]
    assert answer("revoke", "l1") == (0, {"line": "l1", "state": "ended"}) and sent(may, token) == "gone"
    listed = answer("list")[1]["lines"]
    assert [(each["id"], each["revoked_at"] is None, each["messages"]) for each in listed] == [
        ("l3", True, 0), ("l2", True, 0), ("l1", False, 1)]
    assert "ag0" not in str(listed) and token not in str(listed) + str([one.details for one in audit.entries(may)])
    for wrong, code in (
        ((*add, "--agent", "x", "--month", "2026-05"), "usage"), (add, "usage"), (("revoke", "l9"), "unknown_line"),
        ((*add, "--month", "2026-04"), "no_agent"), ((*add, "--agent", " "), "no_agent"),
        ((*add, "--agent", "x", "--out", str(tmp_path / "x.pdf")), "bad_name"),
        (("add", "--vendor", "acme", "--address", "x", "--agent", "a"), "bad_address"),
        (("messages", "--month", "2026-05"), "usage"), (("list", "--vendor", "nobody"), "unknown_vendor"),
    ):
        status, found = answer(*wrong)
        assert (status, found["error"]["code"]) == (2, code), wrong
