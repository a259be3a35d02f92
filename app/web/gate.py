"""The gate before everything: pages, media, uploads and the websocket. Who has no valid cookie gets no
further.

Open to all: the sign-in form, the two health addresses, the page behind an agent's link (it asks for the link's own
token) and the fonts of these pages. Shut to all: the
server's metrics and every Streamlit door the portal does not use. All else needs a session that the database
knows; what may change anything, the websocket included, must also come from the portal's own pages. Uploads pass
:mod:`app.web.receiving`; of a websocket's messages only those pass that the portal's pages send.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access import Viewer
from app.web import receiving
from app.web.login_page import words_of
from app.web.origin import is_same_origin
from app.web.receiving import Receiving
from app.web.resume import Resumable
from app.web.shell import missing_page
from app.words import words_for

COOKIE = "openline_session"
OPEN = frozenset({"/login", "/healthz", "/_stcore/health", "/d"})
OPEN_LINK = re.compile(r"/d/[^/]+/?")
"""An agent's link, of whatever token: whoever follows a wrong one is told so, not asked to sign in."""
OPEN_FONTS = ("/static/media/SourceSans", "/static/media/SourceSerif")
SHUT = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/auth/", "/oauth2callback")
VIEWER = "openline.viewer"
"""Where the gate leaves the :class:`Viewer` in the ASGI scope for the routes behind it."""

Identify = Callable[[str], Viewer | None]
Addresses = Callable[[Viewer], frozenset[str]]
"""The addresses of the pages a person may open, without slashes; the bare address is always among them."""
Welcome = Callable[[bytes], bool]
"""Is this a message that the portal's pages send through their websocket?"""
NO_PAGES = ("/static/", "/media/", "/component/", "/_stcore/", "/export/", "/corrections/", "/draws/sheet.xlsx",
            "/draws/test-calls.xlsx", "/samples/proof.zip", "/imports/differences.xlsx", "/vendor/trace.xlsx",
            "/integrity/calls.xlsx", "/findings/evidence.xlsx", "/direct-line/sheet", "/logout")
"""What is fetched and not looked at: each has a route of its own."""


class Gate:
    """ASGI middleware: resolves the cookie to a person on every request and every websocket connection."""

    def __init__(self, app: ASGIApp, identify: Identify, addresses: Addresses, resumable: Resumable,
                 receiving: Receiving, welcome: Welcome) -> None:
        self._app = app
        self._addresses = addresses
        self._identify = identify
        self._receiving = receiving
        self._resumable = resumable
        self._welcome = welcome

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or is_open(scope):
            await self._app(scope, receive, send)
            return
        viewer = None if is_shut(scope) else await self._viewer(scope)
        if viewer is None:
            await _refuse(scope, receive, send)
            return
        if _changes_something(scope) and not is_same_origin(HTTPConnection(scope).headers):
            await _refuse_foreign(viewer, scope, receive, send)
            return
        scope[VIEWER] = viewer
        if scope["type"] == "websocket":
            self._resumable.keep_own(scope, viewer)
            receive = only_welcome(receive, self._welcome)
        elif scope["path"].startswith(receiving.PATH):
            await self._receiving.pass_on(self._app, viewer, scope, receive, send)
            return
        elif _asks_for_page(scope) and scope["path"].strip("/") not in self._addresses(viewer):
            await missing_page(words_for(viewer.language))(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _viewer(self, scope: Scope) -> Viewer | None:
        token = HTTPConnection(scope).cookies.get(COOKIE)
        return await run_in_threadpool(self._identify, token) if token else None


def is_open(scope: Scope) -> bool:
    """May anybody reach this address? Exact paths and links only; a websocket never."""
    path = str(scope["path"])
    is_link = OPEN_LINK.fullmatch(path) is not None
    is_font = path.startswith(OPEN_FONTS) and path.endswith(".woff2")
    return scope["type"] == "http" and (path in OPEN or is_font or is_link)


def _changes_something(scope: Scope) -> bool:
    """Could this do more than read? A websocket carries all a page does; SameSite does not tell two ports apart."""
    return scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD", "OPTIONS")


def _asks_for_page(scope: Scope) -> bool:
    """Is this a browser opening an address? (its own requests for parts of a page do not accept HTML)"""
    wants_page = "text/html" in HTTPConnection(scope).headers.get("accept", "")
    return scope["method"] == "GET" and wants_page and not scope["path"].startswith(NO_PAGES)


def only_welcome(receive: Receive, welcome: Welcome) -> Receive:
    """``receive`` of a websocket that passes over messages no page of the portal sends."""

    async def passed() -> Message:
        while True:
            message = await receive()
            data = message.get("bytes")
            if message["type"] != "websocket.receive" or data is None or welcome(data):
                return message

    return passed


def is_shut(scope: Scope) -> bool:
    """Is this one of the doors the portal does not use?"""
    return str(scope["path"]).startswith(SHUT)


async def _refuse_foreign(viewer: Viewer, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await _sentence(words_for(viewer.language).t("gate.foreign"), 403)(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await _refusal(scope)(scope, receive, send)


def _refusal(scope: Scope) -> Response:
    headers = HTTPConnection(scope).headers
    words = words_of(None, headers.get("accept-language", ""))
    if is_shut(scope):
        return _sentence(words.t("error.not_found"), 404)
    if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
        query = scope["query_string"].decode("latin-1")
        here = scope["path"] + (f"?{query}" if query else "")
        target = "/login" if here == "/" else f"/login?next={quote(here)}"
        return RedirectResponse(target, status_code=303, headers={"Cache-Control": "no-store"})
    return _sentence(words.t("gate.sign_in"), 401)


def _sentence(text: str, status: int) -> Response:
    return PlainTextResponse(text, status, {"Cache-Control": "no-store"})
