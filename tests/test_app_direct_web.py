"""The page behind an agent's link, against the real server: open to who has the link, telling nobody else anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from app.services import direct_line, people
from app.settings import Settings
from app.web import direct as web
from app.web.allowance import Allowance
from app.web.throttle import MOST_KEYS, Window
from storage import direct
from storage.home import Store
from storage.scope import EVERYTHING
from tests.portal_client import PASSWORD, Answer, Portal, serving
from tests.storage_world import call, feedback, store_rows


def _store(home: Path) -> Store:
    from app.services.opening import open_home

    return open_home(Settings(home=home))


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    from storage import vendors

    home = tmp_path_factory.mktemp("direct") / "home"
    store = _store(home)
    vendors.add(store, "acme", name="Acme", actor="test")
    store_rows(store, "calls", {"acme": [call(f"A{day}", f"2026-05-{day:02d}T09:00:00", agent=f"ag{day % 3}")
                                         for day in range(1, 29)]})
    store_rows(store, "feedback", {"acme": [feedback("F1", "2026-05-03T09:05:00", "A3", polarity="negative")]})
    for login, role in (("mia", "manager"), ("quinn", "qa"), ("eve", "executive")):
        people.add_person(store, login, role=role, name=login.title(), password=PASSWORD)
    people.add_person(store, "vera", role="vendor", name="Vera", vendor="acme", password=PASSWORD)
    with serving(home) as running:
        yield running


@pytest.fixture
def token(portal: Portal, request: pytest.FixtureRequest) -> str:
    """A link of an agent of the test's own, so that no test uses up another's allowance."""
    (made,) = direct_line.make(_store(portal.home), EVERYTHING, "acme", agent=request.node.name, month=None,
                               actor="mia")
    return made.path.removeprefix("/d/")


def sent(portal: Portal, token: str, origin: str | None = "", **fields: str) -> Answer:
    headers = {"Content_Type": "application/x-www-form-urlencoded"}
    if origin is not None:
        headers["Origin"] = origin or portal.origin
    return portal.ask("/d", "POST", body=urlencode({"token": token, "language": "en", "text": "too dear", **fields}),
                      **headers)


def stored(portal: Portal) -> list[str]:
    return [each.said.text for each in direct.messages(_store(portal.home), EVERYTHING)]


def test_whoever_has_the_link_gets_a_form_without_signing_in_in_the_browsers_language(portal: Portal,
                                                                                      token: str) -> None:
    for language, heading, other in (("en-GB,en", "Tell us what the customer said", "zh"),
                                     ("zh-CN,zh;q=0.9", "请告诉我们客户说了什么", "en")):
        answer = portal.ask(f"/d/{token}", Accept_Language=language)
        assert answer.status == 200 and heading in answer.body and f"?language={other}" in answer.body
        switched = portal.ask(f"/d/{token}?language={other}", Accept_Language=language)
        assert switched.status == 200 and heading not in switched.body
    words = answer.body
    assert "贵呼叫中心的管理层看不到" in words and "<script" not in words and "Acme" not in words


def test_the_page_is_kept_nowhere_framed_nowhere_and_sends_its_address_nowhere(portal: Portal, token: str) -> None:
    for answer in (portal.ask(f"/d/{token}"), portal.ask("/d?sent=1"), portal.ask("/d/wrong"), sent(portal, token)):
        told = answer.headers
        assert told["cache-control"] == "no-store" and answer.cookies == []
        assert told["referrer-policy"] == "strict-origin", "the address holds the token; no-referrer would drop Origin"
        assert told["x-frame-options"] == "DENY" and told["x-content-type-options"] == "nosniff"
        if answer.status != 303:
            policy = told["content-security-policy"]
            assert "default-src 'none'" in policy and "script-src" not in policy and "unsafe" not in policy
            assert not re.search(r"""(src|href|action)="(https?:)?//""", answer.body), "nothing from elsewhere"
    assert portal.ask("/login").headers["referrer-policy"] == "same-origin", "other pages keep theirs"


def test_wrong_revoked_and_mangled_links_are_told_alike_by_one_look_into_the_database(portal: Portal,
                                                                                       token: str) -> None:
    store = _store(portal.home)
    line = direct.opened(store, token)
    assert line is not None
    direct.revoke(store, line.id, actor="mia")
    wrong = [token, "x" * 43, token[:-1], "a", "%E4%BD%A0", token + "."]
    answers = [portal.ask(f"/d/{each}") for each in wrong]
    assert {(each.status, each.body) for each in answers} == {(404, answers[0].body)}
    assert "leads nowhere" in answers[0].body
    posted = [sent(portal, each) for each in wrong]
    assert {(each.status, each.body) for each in posted} == {(404, answers[0].body)}
    assert next(each for each in direct.lines(store, EVERYTHING) if each.id == line.id).last_used_at is None
    statements: dict[str, list[str]] = {}
    import sqlalchemy as sa

    for name, each in (("revoked", token), ("unknown", "x" * 43)):
        seen = statements.setdefault(name, [])
        sa.event.listen(store.engine, "before_cursor_execute", note := lambda *given, seen=seen: seen.append(given[2]))
        assert not direct_line.opened(store, each)
        sa.event.remove(store.engine, "before_cursor_execute", note)
    assert statements["revoked"] == statements["unknown"] != [], "the same questions, so the same time"


def test_a_message_sent_from_another_page_is_refused(portal: Portal, token: str) -> None:
    before = stored(portal)
    for origin in ("https://evil.example", "null", None, f"{portal.origin}.evil.example"):
        assert sent(portal, token, origin).status == 403
    assert stored(portal) == before


def test_what_is_wrong_is_said_beside_what_was_written(portal: Portal, token: str) -> None:
    before = stored(portal)
    for fields, status, told in (
        ({"text": " "}, 400, "Nothing was written yet"), ({"text": "<b>x</b>" * 600}, 400, "4,000 characters at most"),
        ({"called_at": "2999-01-01T00:00", "text": "<b>kept</b>"}, 400, "&lt;b&gt;kept&lt;/b&gt;"),
        ({"text": "x" * 70_000}, 413, "too long"),
    ):
        answer = sent(portal, token, **fields)
        assert answer.status == status and told in answer.body and "<b>" not in answer.body
    assert portal.ask("/d", "POST", body="text=\u00fc&token=x", Origin=portal.origin).status == 413
    assert stored(portal) == before


def test_a_link_writes_so_many_messages_at_a_time_and_the_next_waits(portal: Portal, token: str) -> None:
    assert [sent(portal, token).status for _ in range(web.WRITTEN.attempts)] == [303] * web.WRITTEN.attempts
    answer = sent(portal, token, text="one more")
    assert answer.status == 429 and 0 < int(answer.headers["retry-after"]) <= 600 and "one more" in answer.body
    assert "one more" not in stored(portal)


def test_wrong_links_sent_from_an_agents_own_office_do_not_keep_the_agent_from_writing(portal: Portal,
                                                                                       token: str) -> None:
    junk = [sent(portal, f"junk{number}").status for number in range(web.LOOKED.attempts + 5)]
    assert set(junk) == {404, 429} and portal.ask("/d/junk").status == 429, "who tries links is slowed down"
    assert portal.ask(f"/d/{token}").status == 200
    assert sent(portal, token, text="heard in spite of them").status == 303
    assert "heard in spite of them" in stored(portal)


def test_a_link_typed_with_a_slash_at_its_end_leads_to_its_form_and_never_to_sign_in(portal: Portal,
                                                                                     token: str) -> None:
    assert portal.page(f"/d/{token}/").status == 200
    assert portal.page("/d/wrong/").status in (404, 429), "too many wrong ones were tried by now, or not"


def test_what_cannot_be_stored_is_handed_back_and_no_word_of_it_reaches_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import anyio
    import sqlalchemy as sa
    from starlette.requests import Request

    from app.web.door import Door
    from storage import vendors

    store = _store(tmp_path / "home")
    vendors.add(store, "acme", name="Acme", actor="test")
    (made,) = direct_line.make(store, EVERYTHING, "acme", agent="ag1", month=None, actor="mia")
    with store.engine.begin() as connection:  # a database that takes no message, whatever it fails at
        connection.execute(sa.text("CREATE TRIGGER full BEFORE INSERT ON direct_messages BEGIN SELECT RAISE(ABORT, "
                                   "'disk full'); END"))
    monkeypatch.setattr(Door, "store", lambda _: store)
    said = {"token": made.path.removeprefix("/d/"), "text": "the lift was stuck again", "language": "en"}

    async def body() -> dict[str, Any]:
        return {"type": "http.request", "body": urlencode(said).encode()}

    request = Request({"type": "http", "method": "POST", "path": "/d", "query_string": b"", "client": ("10.0.0.1", 1),
                       "headers": [(b"host", b"portal"), (b"origin", b"http://portal")]}, body)
    with ThreadPoolExecutor(1) as thread:  # a loop of its own, whatever runs in this thread
        answer = thread.submit(anyio.run, web.Direct(Door(), Allowance()).send, request).result()
    page = bytes(answer.body).decode()
    assert answer.status_code == 503 and "could not be stored just now" in page
    assert "the lift was stuck again" in page, "what was written is kept in the form"
    assert "disk full" in caplog.text, "whoever runs the portal is told"
    assert "the lift" not in caplog.text and said["token"] not in caplog.text
    store.close()


def test_an_act_counts_in_all_its_windows_or_in_none_and_what_is_past_is_forgotten() -> None:
    now = [0.0]
    allowance = Allowance(lambda: now[0])
    few, many = Window(2, 10), Window(3, 100)
    wanted = [(("a",), few), (("b",), many)]
    assert [allowance.wait_s(wanted) for _ in range(3)] == [0, 0, 10]
    now[0] = 10
    assert allowance.wait_s(wanted) == 0, "the one that waited has used up nothing"
    assert allowance.wait_s(wanted) == 90
    now[0] = 1_000
    for number in range(3 * MOST_KEYS):
        assert allowance.wait_s([((str(number),), few)]) == 0
        now[0] += 10
    assert len(allowance._acts) < 2 * MOST_KEYS


@pytest.mark.parametrize("login", ["vera", "quinn", "eve", ""])
def test_only_a_manager_makes_links_and_for_others_the_address_does_not_exist(portal: Portal, login: str) -> None:
    before = len(direct.lines(_store(portal.home), EVERYTHING))
    answer = portal.ask("/direct-line/sheet", "POST", token=portal.token_of(login) if login else "",
                        body=urlencode({"vendor": "acme", "month": "2026-05"}), Origin=portal.origin,
                        Content_Type="application/x-www-form-urlencoded")
    assert answer.status == (404 if login else 401) and "direct" not in answer.body.casefold()
    assert len(direct.lines(_store(portal.home), EVERYTHING)) == before


def test_a_vendors_person_finds_no_page_and_no_word_of_it(portal: Portal, token: str) -> None:
    assert sent(portal, token, text="a whisper").status == 303
    vendor = portal.token_of("vera")
    assert portal.page("/direct-line", vendor).status == 404
    with portal.socket(vendor) as tab:
        for page in ("vendor", "corrections", "direct-line", "integrity", "draws"):
            told = tab.run(page).casefold()
            assert "whisper" not in told and "direct line" not in told and "direct-line" not in told
    for path in ("/vendor/trace.xlsx?vendor=acme&month=2026-05&measure=feedback_capture",
                 "/integrity/calls.xlsx?vendor=acme&month=2026-05",
                 "/draws/test-calls.xlsx?vendor=acme&month=2026-05&n=1",
                 "/findings/evidence.xlsx?reference=00000000", "/draws/sheet.xlsx?draw=d1"):
        answer = portal.ask(path, token=vendor)
        assert "whisper" not in answer.body and (answer.status == 404 or path.startswith("/vendor"))


def test_from_the_printed_code_to_the_exhibit(portal: Portal) -> None:
    """The manager presses, the sheet is there once; an agent writes; the manager reads it beside what the vendor sent.
    """
    manager = portal.token_of("mia")
    form = {"Origin": portal.origin, "Content_Type": "application/x-www-form-urlencoded"}
    body = urlencode({"vendor": "acme", "month": "2026-05"})
    foreign = portal.ask("/direct-line/sheet", "POST", token=manager, body=body, Origin="https://evil.example")
    assert foreign.status == 403
    sheet = portal.ask("/direct-line/sheet", "POST", token=manager, body=body, **form)
    links = re.findall(rf"<code>{portal.origin}(/d/[\w-]+)</code>", sheet.body)
    assert sheet.status == 200 and len(links) == 3 and sheet.body.count("<svg") == 3
    assert sheet.headers["cache-control"] == "no-store" and sheet.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in sheet.headers["content-security-policy"]
    again = portal.ask("/direct-line/sheet", "POST", token=manager, body=body, **form)
    assert again.status == 400 and "has a link" in again.body
    assert portal.ask(links[0]).status == 200
    kept = b"".join(path.read_bytes() for path in portal.home.rglob("*") if path.is_file())
    assert not [link for link in links if link.removeprefix("/d/").encode() in kept]
    answer = sent(portal, links[0].removeprefix("/d/"), text="Charged twice, call 07700 900123", call_id="A3",
                  mood="negative", category="billing", call_back="yes")
    assert answer.status == 303 and answer.headers["location"] == "/d?sent=1&language=en"
    assert "Received, thank you" in portal.ask("/d?sent=1&language=en").body
    told: dict[str, Any] = {}
    for login in ("mia", "eve", "quinn"):
        with portal.socket(portal.token_of(login)) as tab:
            told[login] = [tab.run(page, seconds=90) for page in ("direct-line", "integrity")]
    assert "Charged twice, call •••" in told["mia"][0].encode().decode("unicode_escape").encode("latin-1").decode()
    assert "07700" not in told["mia"][0] and links[0].removeprefix("/d/") not in told["mia"][0]
    assert "Charged twice" not in told["eve"][0] and "By vendor" in told["eve"][0]
    for login, listed in (("mia", True), ("quinn", False), ("eve", False)):
        assert "Of 1 message agents sent us directly in this month, 1 also arrived" in told[login][1], login
        assert ("Charged twice" in told[login][1]) is listed
    assert "Charged twice" not in told["quinn"][0], "for QA the page does not exist"


@pytest.mark.browser
@pytest.mark.parametrize(("locale", "send", "thanks"), [("en-GB", "Send", "Received, thank you"),
                                                        ("zh-CN", "发送", "已收到，谢谢")])
def test_a_telephone_shows_reads_and_sends_the_form_and_nothing_leaves_the_host(
    chromium: Any, portal: Portal, token: str, locale: str, send: str, thanks: str
) -> None:
    """A browser sets Origin and Referer by the page's own policy: what it sends must be taken, and the link kept in."""
    context = chromium.new_context(locale=locale, viewport={"width": 320, "height": 640})
    page, asked = context.new_page(), list[Any]()
    page.on("request", lambda request: asked.append(request))
    page.goto(f"{portal.origin}/d/{token}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, "nothing is cut off at the side"
    assert page.evaluate("document.activeElement.tagName") == "BODY", "no keyboard covers who reads it"
    page.fill("textarea", f"told in {locale}")
    page.check("[value=negative]")
    page.get_by_role("button", name=send).click()
    page.wait_for_selector(f"text={thanks}")
    assert token not in page.url and context.cookies() == []
    assert [each.url for each in asked if not each.url.startswith((portal.origin, "data:"))] == []
    assert [each.url for each in asked if token in each.all_headers().get("referer", "")] == []
    context.close()
    assert f"told in {locale}" in stored(portal)
