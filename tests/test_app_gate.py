"""The gate over HTTP and websocket, against the real server: nobody without a valid session gets past it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.datastructures import Headers

from app.services import people
from app.settings import Settings, settings
from app.web.downloads import Downloads
from app.web.gate import NO_PAGES
from app.web.origin import is_same_origin, safe_next
from app.web.resume import Resumable
from app.web.throttle import ADDRESS, KNOWN_S, LOGIN, PAIR, Throttle
from tests.portal_client import PASSWORD, Portal, free_port, serving

CLOSED_TO_STRANGERS = [
    "/overview", "/vendor?vendor=harbour", "/media/0123abcd.xlsx", "/_stcore/host-config", "/component/x/index.html",
    "/_stcore/bidi-components/x", "/export/summary.xlsx?month=2026-05", "/static/js/index.js", "/app/static/x",
    "/pages/overview.py", "/import_files", "/index.html", "/login/", "//login", "/healthz/x", "/LOGIN",
    "/static/media/../js/index.js", "/favicon.png",
]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    home = tmp_path_factory.mktemp("gate") / "home"
    store = _store(home)
    from storage import vendors

    vendors.add(store, "harbour", name="Harbour", actor="test")
    for login, role in (("mia", "manager"), ("quinn", "qa"), ("eve", "executive"), ("dora", "manager"),
                        ("otto", "manager"), ("luis", "manager"), ("brut", "manager")):
        people.add_person(store, login, role=role, name=login.title(), password=PASSWORD)
    people.add_person(store, "vera", role="vendor", name="Vera", vendor="harbour", password=PASSWORD)
    with serving(home) as running:
        yield running


def _store(home: Path):  # type: ignore[no-untyped-def]
    from app.services.opening import open_home

    return open_home(Settings(home=home))


@pytest.mark.parametrize("path", CLOSED_TO_STRANGERS)
def test_a_stranger_is_sent_to_sign_in_or_refused(portal: Portal, path: str) -> None:
    page, other = portal.page(path), portal.ask(path)
    assert page.status == 303 and page.headers["location"].startswith("/login"), path
    assert other.status == 401 and other.body == "Sign in first."


def test_the_doors_speak_the_readers_language(portal: Portal) -> None:
    for accepted, told in (("zh-CN,zh;q=0.9", "请先登录。"), ("en", "Sign in first.")):
        assert portal.ask("/export/summary.xlsx", Accept_Language=accepted).body == told
    token = portal.token_of("vera")
    foreign = portal.ask("/logout", "POST", token=token, Origin="https://evil.example", Accept_Language="zh")
    assert (foreign.status, foreign.body) == (403, "Do this on the portal's own page."), "as the person has chosen"
    with_zh = portal.ask("/_stcore/metrics", Accept_Language="zh-CN")
    assert (with_zh.status, with_zh.body) == (404, "这个地址没有内容。")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "OPTIONS"])
def test_a_stranger_cannot_upload(portal: Portal, method: str) -> None:
    assert portal.ask("/_stcore/upload_file/session/file", method, body="x").status == 401


def test_a_stranger_gets_no_websocket(portal: Portal) -> None:
    from websockets.exceptions import InvalidStatus

    for token in ("", "made-up"):
        with pytest.raises(InvalidStatus) as refused, portal.socket(token):
            pass
        assert refused.value.response.status_code == 403


def test_only_health_and_sign_in_are_open(portal: Portal) -> None:
    assert portal.ask("/healthz").status == 200
    assert portal.ask("/_stcore/health").status == 200
    assert portal.page("/login").status == 200


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/interact",
                                  "/_stcore/script-health-check", "/auth/login", "/oauth2callback"])
def test_doors_the_portal_does_not_use_are_shut_even_to_a_manager(portal: Portal, path: str) -> None:
    assert portal.ask(path).status == 404
    assert portal.ask(path, token=portal.token_of("mia")).status == 404


def test_signing_in_sets_a_cookie_scripts_and_other_sites_cannot_use(portal: Portal) -> None:
    answer = portal.sign_in("mia", target="/vendor?vendor=harbour")
    assert answer.status == 303 and answer.headers["location"] == "/vendor?vendor=harbour"
    cookie = answer.cookies[0].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/" in cookie and "max-age=43200" in cookie
    assert len(answer.token) >= 43  # 256 bits
    assert portal.page("/overview", answer.token).status == 200


def test_the_database_knows_only_the_digest_of_a_token(portal: Portal) -> None:
    token = portal.token_of("mia")
    kept = b"".join(path.read_bytes() for path in portal.home.rglob("*") if path.is_file())
    assert token.encode() not in kept
    assert PASSWORD.encode() not in kept


def test_an_unknown_login_is_answered_like_a_wrong_password(portal: Portal) -> None:
    unknown, wrong = portal.sign_in("nobody-here", "wrong password"), portal.sign_in("quinn", "wrong password")
    assert unknown.status == wrong.status == 401
    assert unknown.body.replace("nobody-here", "") == wrong.body.replace("quinn", "")
    assert not unknown.token and not wrong.token


def test_the_sign_in_form_sent_from_elsewhere_is_refused(portal: Portal) -> None:
    for origin in ("https://evil.example", "null", "", f"http://127.0.0.1:{portal.port}.evil.example"):
        answer = portal.sign_in("mia", origin=origin)
        assert answer.status == 403 and not answer.token, origin


def test_a_form_that_is_no_form_is_refused(portal: Portal) -> None:
    for body in ("x" * 20_000, "login=\u00fc\u0000&password=\u4e2d", "&".join(f"a{i}=1" for i in range(50))):
        assert portal.ask("/login", "POST", body=body, Origin=portal.origin).status == 400


def test_signing_out_ends_the_session_and_a_copied_cookie_opens_nothing(portal: Portal) -> None:
    from websockets.exceptions import InvalidStatus

    token = portal.token_of("otto")
    with portal.socket(token) as tab:
        assert "Otto" in tab.run("export")
        left = portal.ask("/logout", "POST", token=token, Origin=portal.origin)
        assert left.status == 303 and left.headers["location"] == "/login?left=1"
        told = tab.run("export")  # the tab that was open already
        assert "You are signed out" in told and "Otto" not in told
    assert portal.page("/export", token).status == 303
    assert portal.ask("/media/x", token=token).status == 401
    with pytest.raises(InvalidStatus), portal.socket(token):
        pass


def test_nobody_can_be_signed_out_from_elsewhere(portal: Portal) -> None:
    token = portal.token_of("mia")
    assert portal.ask("/logout", "POST", token=token, Origin="https://evil.example").status == 403
    portal.ask("/logout", "GET", token=token)  # a picture's address on a foreign page
    assert portal.page("/export", token).status == 200


def test_a_disabled_person_is_out_at_once(portal: Portal) -> None:
    from websockets.exceptions import InvalidStatus

    token = portal.token_of("dora")
    with portal.socket(token) as tab:
        assert "Dora" in tab.run("export")
        people.disable(_store(portal.home), "dora")
        assert "You are signed out" in tab.run("export")
    assert portal.page("/export", token).status == 303
    with pytest.raises(InvalidStatus), portal.socket(token):
        pass
    assert portal.sign_in("dora").status == 401


def test_a_dropped_connection_resumes_its_own_session_and_nobody_elses(portal: Portal) -> None:
    mia, luis = portal.token_of("mia"), portal.token_of("luis")
    with portal.socket(mia) as tab:
        tab.run("export")
        session = tab.session
    assert session
    with portal.socket(luis, session) as other:
        other.run("export")
        assert other.session and other.session != session
    with portal.socket(mia, session) as again:
        again.run("export")
        assert again.session == session


def pages_drawn(told: str) -> set[str]:
    """The scripts that drew anything beside the frame, by Streamlit's hash of them."""
    frame = re.search(r'main_script_hash: "(\w+)"', told)
    return set(re.findall(r'active_script_hash: "(\w+)"', told)) - {frame[1] if frame else ""}


@pytest.mark.parametrize("address", ["overview", "import", "export"])
def test_a_vendor_cannot_run_a_managers_page_by_address_or_by_forged_message(portal: Portal, address: str) -> None:
    manager, vendor = portal.token_of("mia"), portal.token_of("vera")
    with portal.socket(manager) as tab:
        managers_page = pages_drawn(tab.run(address))
    assert len(managers_page) == 1, "the page did not run for the manager, so nothing would be proved"
    for name, page_hash in ((address, ""), ("", next(iter(managers_page)))):
        with portal.socket(vendor) as tab:
            told = tab.run(name, page_hash)
        assert "Vendor · Vera" in told and not pages_drawn(told) & managers_page


def test_tries_at_a_password_are_slowed_down(portal: Portal) -> None:
    statuses = [portal.sign_in("brut", f"wrong {i}").status for i in range(PAIR.attempts + 2)]
    assert statuses == [401] * PAIR.attempts + [429, 429]
    right = portal.sign_in("brut")
    assert right.status == 429 and int(right.headers["retry-after"]) > 60 and not right.token


@pytest.mark.parametrize("origin", ["http://127.0.0.1:9999", "http://localhost", "https://evil.example", "null", None])
def test_a_page_of_another_origin_gets_no_websocket_and_changes_nothing(portal: Portal, origin: str | None) -> None:
    from websockets.exceptions import InvalidStatus

    token = portal.token_of("mia")
    with pytest.raises(InvalidStatus) as refused, portal.socket(token, origin=origin):
        pass
    assert refused.value.response.status_code == 403
    sent = {"Origin": origin} if origin else {}
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        for path in ("/_stcore/upload_file/session/file", "/logout", "/export/summary.xlsx"):
            answer = portal.ask(path, method, token=token, body="x", **sent)
            assert answer.status == 403 and "own page" in answer.body, (method, path)
    assert portal.page("/export", token).status == 200


def test_the_portals_own_page_may_upload(portal: Portal) -> None:
    answer = portal.ask("/_stcore/upload_file/session/file", "DELETE", token=portal.token_of("mia"),
                        Origin=portal.origin)
    assert "own page" not in answer.body  # it is asked whose session this is, and no more where it came from


def test_nobody_on_this_machine_tries_passwords_from_made_up_addresses(portal: Portal) -> None:
    statuses = [portal.ask("/login", "POST", body=f"login=forged&password=wrong{i}", Origin=portal.origin,
                           X_Forwarded_For=f"203.0.113.{i}").status for i in range(PAIR.attempts + 2)]
    assert statuses == [401] * PAIR.attempts + [429, 429]


def test_a_proxy_is_believed_where_the_settings_name_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.services import serving as starting

    became: list[dict[str, str]] = []
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    monkeypatch.setattr(starting.os, "execve", lambda _program, _arguments, environment: became.append(environment))
    for trusted in ("", "10.0.0.5,10.1.0.0/16"):
        chosen = Settings(home=tmp_path, trusted_proxies=trusted)
        starting.serve_portal(chosen, port=free_port(), host="127.0.0.1", on_ready=lambda _line: None)
    assert [each["FORWARDED_ALLOW_IPS"] for each in became] == ["", "10.0.0.5,10.1.0.0/16"]
    assert settings(environment=became[1]).trusted_proxies == "10.0.0.5,10.1.0.0/16"


def test_every_answer_forbids_framing_sniffing_and_foreign_hosts(portal: Portal) -> None:
    token = portal.token_of("mia")
    for answer in (portal.page("/login"), portal.page("/x"), portal.ask("/x"), portal.page("/export", token),
                   portal.ask("/healthz"), portal.ask("/_stcore/metrics")):
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy and "http" not in policy and "*" not in policy
        assert "unsafe-eval" not in policy
        assert "'unsafe-inline'" not in policy.split("style-src")[0]


def test_the_workbook_address_knows_who_may_export(portal: Portal) -> None:
    vendor, manager = portal.token_of("vera"), portal.token_of("mia")
    assert portal.ask("/export/summary.xlsx?month=2026-05", token=vendor).status == 404
    asked = portal.ask("/export/summary.xlsx?month=May", token=manager)
    assert asked.status == 400 and "2026-05" in asked.body
    none = portal.ask("/export/summary.xlsx?month=2026-05&language=zh", token=manager)
    assert none.status == 404 and "2026年5月" in none.body


def test_every_download_is_known_to_the_gate_as_no_page() -> None:
    door: Any = None
    missed = [route.path for route in Downloads(door).routes() if not route.path.startswith(NO_PAGES)]
    assert missed == [], "a browser that follows a link to it would be shown a missing page"


@pytest.mark.parametrize("address", ["/draws/sheet.xlsx?draw=d1", "/samples/proof.zip?draw=d1",
                                     "/imports/differences.xlsx?batch=b1",
                                     "/vendor/trace.xlsx?vendor=b1&month=2026-05&measure=asa"])
def test_a_browser_that_follows_a_download_reaches_its_route_and_no_missing_page(portal: Portal, address: str) -> None:
    told = portal.page(address, portal.token_of("mia")).body
    assert "nothing at this address" not in told and ("d1" in told or "b1" in told)


def test_held_back_rows_are_for_who_may_correct_them(portal: Portal) -> None:
    address = "/corrections/held-back.xlsx?batch=b1"
    assert "nothing at this address" in portal.ask(address, token=portal.token_of("eve")).body
    vendors = portal.page(address, portal.token_of("vera"))
    assert vendors.status == 404 and "b1" in vendors.body


def test_a_traced_figure_is_for_who_sees_scorecards_and_a_vendors_people_learn_of_no_other(portal: Portal) -> None:
    address = "/vendor/trace.xlsx?vendor=harbour&month=2026-05&measure=asa"
    for login in ("eve", "quinn"):
        refused = portal.ask(address, token=portal.token_of(login))
        assert refused.status == 404 and "nothing at this address" in refused.body
    for asked in (address, address.replace("harbour", "summit"), address.replace("2026-05", "0001-01"),
                  "/vendor/trace.xlsx", "/vendor/trace.xlsx?vendor=%0d%0aX-Y:1&month=2026-05&measure=%00"):
        answer = portal.ask(asked, token=portal.token_of("vera"))
        assert answer.status in (400, 404) and answer.body and "x-y" not in answer.headers


def test_the_sheet_of_a_draw_is_for_who_draws_samples(portal: Portal) -> None:
    address = "/draws/sheet.xlsx?draw=d1"
    for login in ("eve", "vera"):
        refused = portal.ask(address, token=portal.token_of(login))
        assert refused.status == 404 and "nothing at this address" in refused.body
    for draw in ("d1", "d1%0a", "%0d%0aX-Y:1", "", "d%D9%A1"):
        answer = portal.ask(f"/draws/sheet.xlsx?draw={draw}", token=portal.token_of("quinn"))
        assert answer.status == 404 and "There is no draw" in answer.body and "x-y" not in answer.headers


def test_the_calls_of_a_finding_are_for_who_checks_it(portal: Portal) -> None:
    """A vendor, an executive and QA, who may be asked to hear them again, are told that there is no such address,
    whether or not there is a finding."""
    address = "/integrity/calls.xlsx?vendor=harbour&month=2026-05"
    for login in ("eve", "vera", "quinn"):
        refused = portal.ask(address, token=portal.token_of(login))
        assert refused.status == 404 and "nothing at this address" in refused.body
    assert portal.ask(address, token=portal.token_of("mia")).status == 404
    asked = portal.ask("/integrity/calls.xlsx?vendor=harbour&month=May", token=portal.token_of("mia"))
    assert asked.status == 400 and "2026-05" in asked.body
    assert portal.page("/integrity", portal.token_of("vera")).status == 404
    assert portal.page("/integrity", portal.token_of("eve")).status == 200


def test_a_malformed_request_is_answered_in_a_sentence(portal: Portal) -> None:
    manager, vendor = portal.token_of("mia"), portal.token_of("vera")
    assert portal.sign_in("mia", origin="http://[").status == 403
    for month in ("0000-01", "0001-01", "9999-12", "２０２６-05", "2026-13", "2026-05%0a%0d"):
        answer = portal.ask(f"/export/summary.xlsx?month={quote(month, safe='%')}", token=manager)
        assert answer.status in (400, 404) and answer.body, month
    for batch in ("b1%0a", "b1%00", "%0d%0aX-Y:1", "b%D9%A1"):
        answer = portal.ask(f"/corrections/held-back.xlsx?batch={batch}", token=vendor)
        assert answer.status == 404 and answer.body and "x-y" not in answer.headers, batch


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "", "/\tx",
                                    "/\n/evil.example", "/%0d\r", "\\\\evil", "/a\\..\\b", " /x", "/login", "/logout"])
def test_nobody_is_sent_to_another_site_after_signing_in(target: str) -> None:
    assert safe_next(target) == "/"


def test_a_page_of_the_portal_is_kept_as_the_next_one() -> None:
    assert safe_next("/vendor?vendor=harbour&month=2026-05") == "/vendor?vendor=harbour&month=2026-05"


def test_origin_is_told_by_host_and_port_together() -> None:
    def told(**headers: str) -> bool:
        return is_same_origin(Headers({"host": "portal.example:8501", **headers}))

    assert told(origin="http://portal.example:8501") and told(origin="https://portal.example:8501")
    assert told(referer="http://portal.example:8501/login")
    for sender in ("http://[", "ftp://portal.example:8501", "//portal.example:8501", "portal.example:8501",
                   "chrome-extension://portal.example:8501"):
        assert not told(origin=sender) and not told(referer=sender), sender
    assert not told() and not told(origin="http://portal.example") and not told(origin="null")
    assert not told(origin="http://evil.example", referer="http://portal.example:8501/")


def test_the_throttle_forgets_after_its_window_and_after_the_right_password() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    for _ in range(PAIR.attempts):
        assert throttle.wait_s("Mia ", "a") == 0
    assert throttle.wait_s("mia", "a") == PAIR.seconds
    assert throttle.wait_s("mia", "b") == 0  # elsewhere she still may
    now[0] = PAIR.seconds + 1
    assert throttle.wait_s("mia", "a") == 0
    throttle.succeeded("mia", "a")
    assert all(throttle.wait_s("mia", "a") == 0 for _ in range(PAIR.attempts))


def test_the_throttle_counts_one_place_over_many_logins_and_one_login_over_many_places() -> None:
    one_place, one_login = Throttle(lambda: 0.0), Throttle(lambda: 0.0)
    assert all(one_place.wait_s(f"person {i}", "a") == 0 for i in range(ADDRESS.attempts))
    assert one_place.wait_s("another", "a") > 0
    assert all(one_login.wait_s("mia", f"place {i}") == 0 for i in range(LOGIN.attempts))
    assert one_login.wait_s("mia", "yet another") > 0


def test_nobody_is_locked_out_where_they_signed_in_lately() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    throttle.wait_s("mia", "home")
    throttle.succeeded("Mia", "home")
    assert all(throttle.wait_s("mia", f"place {i}") == 0 for i in range(LOGIN.attempts))
    assert throttle.wait_s("mia", "yet another") > 0
    assert [throttle.wait_s("mia", "home") for _ in range(PAIR.attempts)] == [0.0] * PAIR.attempts
    assert throttle.wait_s("mia", "home") > 0  # there too she is slowed down after a few
    now[0] = KNOWN_S + 1
    assert all(throttle.wait_s("mia", f"place {i}") == 0 for i in range(LOGIN.attempts))
    assert throttle.wait_s("mia", "home") > 0  # long ago is no more lately


def test_a_try_counts_though_very_many_were_counted_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.throttle.MOST_KEYS", 50)
    throttle = Throttle(lambda: 0.0)
    for i in range(200):
        throttle.wait_s(f"person {i}", f"place {i}")
    assert [throttle.wait_s("mia", "a") > 0 for _ in range(PAIR.attempts + 1)] == [False] * PAIR.attempts + [True]


def test_the_throttle_forgets_whom_it_need_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.throttle.MOST_KEYS", 50)
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    for i in range(2_000):
        now[0] += 60
        throttle.wait_s(f"person {i}", f"place {i}")
    assert len(throttle._tries) < 200


def test_a_session_may_be_resumed_only_by_the_person_last_seen_in_it() -> None:
    register = Resumable()
    assert not register.may_resume("s", 1)
    register.seen("s", 1)
    assert register.may_resume("s", 1) and not register.may_resume("s", 2)
    register.seen("s", 2)
    assert not register.may_resume("s", 1)


def test_an_address_that_is_not_among_a_persons_pages_does_not_exist_for_them(portal: Portal) -> None:
    vendor, manager = portal.token_of("vera"), portal.token_of("mia")
    assert portal.page("/overview", manager).status == portal.page("/vendor", vendor).status == 200
    for path in ("/overview", "/import", "/export", "/nowhere", "/vendor/harbour", "/portal.py"):
        answer = portal.page(path, vendor)
        assert answer.status == 404 and "This page does not exist" in answer.body, path
    assert portal.page("/overview", vendor).body == portal.page("/nowhere", vendor).body


@pytest.mark.parametrize(("setting", "secure"), [("1", True), ("", False)])
def test_the_cookie_is_for_https_alone_where_the_settings_say_so(
    setting: str, secure: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from starlette.responses import Response

    from app.web.door import Door
    from app.web.signing import Signing

    monkeypatch.setenv("OPENLINE_COOKIE_SECURE", setting)
    answer = Signing(Door(), Throttle())._with_cookie(Response(), "token")
    assert ("secure" in answer.headers["set-cookie"].lower().split("; ")) is secure


def test_what_a_vendor_was_sent_is_for_its_own_people_and_who_sends_it(portal: Portal) -> None:
    address = "/findings/evidence.xlsx?reference=12345678"
    for login in ("eve", "quinn", "vera", "mia"):  # nothing was sent: nobody learns more than that
        answer = portal.ask(address, token=portal.token_of(login))
        assert answer.status == 404 and "nothing at this address" in answer.body
    assert portal.ask(address).status == 401
