"""``/d/…``: the public page behind an agent's link. No sign-in, cookie or script; wrong and revoked links look alike.

What a link does counts against the link, a wrong link against the address it came from: agents share an address with
whoever would like to keep them from writing.
"""

from __future__ import annotations

import hashlib

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from app.access import Permission, Viewer
from app.errors import UserError
from app.services import direct_line
from app.services.faults import told
from app.web.allowance import Allowance
from app.web.direct_page import form_page, told_page
from app.web.door import Door
from app.web.forms import fields_of
from app.web.gate import VIEWER
from app.web.headers import REFERRER, digest
from app.web.login_page import words_of
from app.web.origin import is_same_origin
from app.web.throttle import Window
from app.words import Words, words_for
from storage.errors import StorageRefusal

LARGEST_FORM = 65_536
"""4,000 Chinese characters as a form sends them, and what else it holds."""
LOOKED = Window(240, 300)
"""Wrong links from one address, and openings of one link."""
WRITTEN, WRITTEN_A_DAY = Window(8, 600), Window(40, 86_400)
"""Messages by one link."""


class Direct:
    """The routes of the link's page, and that of the printed sheet, with the counters of both."""

    def __init__(self, door: Door, allowance: Allowance) -> None:
        self._door = door
        self._allowance = allowance

    def routes(self) -> list[Route]:
        return [
            Route("/d", self.told, methods=["GET"]),
            Route("/d", self.send, methods=["POST"]),
            Route("/d/{token}", self.show, methods=["GET"]),
            Route("/d/{token}/", self.show, methods=["GET"]),
            Route("/direct-line/sheet", self.sheet, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The form of a link."""
        words, token = _words(request, request.query_params.get("language")), str(request.path_params["token"])
        try:
            if not await self._leads(token):
                return self._gone(request, words)
            if self._allowance.wait_s([(("opened", _digest(token)), LOOKED)]) > 0:
                return _slow(words, 60)
            is_live = await to_thread.run_sync(direct_line.opened, self._door.store(), token)
        except Exception as fault:  # noqa: BLE001 - whatever it is, an agent can do nothing about it
            _note(fault)
            return told_page(words, "later", 503)
        return form_page(words, token) if is_live else told_page(words, "gone", 404)

    async def _leads(self, token: str) -> bool:
        return await to_thread.run_sync(direct_line.leads, self._door.store(), token)

    def _gone(self, request: Request, words: Words) -> Response:
        """That a link leads nowhere, unless too many such links came from where this one did."""
        address = request.client.host if request.client else ""
        too_many = self._allowance.wait_s([(("wrong", address), LOOKED)]) > 0
        return _slow(words, 60) if too_many else told_page(words, "gone", 404)

    async def told(self, request: Request) -> Response:
        """That a message was received; the token is gone from the address by then."""
        words = _words(request, request.query_params.get("language"))
        return told_page(words, "thanks") if "sent" in request.query_params else told_page(words, "gone", 404)

    async def send(self, request: Request) -> Response:
        """Store what was written, or say what is wrong with it, its words kept in the form."""
        form = await fields_of(request, largest=LARGEST_FORM, most=12)
        words = _words(request, form.get("language") if form else None)
        if form is None:
            return told_page(words, "unreadable", 413)
        if not is_same_origin(request.headers):
            return told_page(words, "foreign", 403)
        token = form.get("token", "")
        try:
            if not await self._leads(token):
                return self._gone(request, words)
            key = _digest(token)
            wait_s = self._allowance.wait_s([(("link", key), WRITTEN), (("day", key), WRITTEN_A_DAY)])
            if wait_s > 0:
                return _slow(words, wait_s, form)
            answer = await to_thread.run_sync(direct_line.receive, self._door.store(), token, form, words.language)
        except Exception as fault:  # noqa: BLE001 - whatever it is, an agent can do nothing about it
            _note(fault)
            return form_page(words, token, said=form, wrong=words.t("direct.wrong.later"), status=503)
        if answer == direct_line.SENT:
            return RedirectResponse(f"/d?sent=1&language={words.language}", 303, {
                "Cache-Control": "no-store", REFERRER: "strict-origin"})
        if answer == "gone":
            return told_page(words, "gone", 404)
        wrong = words.t(f"direct.wrong.{answer}", most=direct_line.MOST_CHARACTERS) if answer == "long" else (
            words.t(f"direct.wrong.{answer}"))
        return form_page(words, token, said=form, wrong=wrong, status=400)

    async def sheet(self, request: Request) -> Response:
        """Make links of a vendor's agents for whoever may, and answer with the sheet to print: shown this once."""
        viewer: Viewer = request.scope[VIEWER]
        words = words_for(viewer.language)
        form = await fields_of(request, largest=LARGEST_FORM, most=12)
        if not viewer.may(Permission.DIRECT_LINE):
            return _sentence(words.t("error.not_found"), 404)
        try:
            page = await to_thread.run_sync(self._sheet, viewer, form or {}, request.headers.get("origin", ""))
        except (UserError, StorageRefusal) as refusal:
            return _sentence(str(refusal), 400)
        from app.services.direct_sheet import STYLE

        policy = (f"default-src 'none'; style-src 'sha256-{digest(STYLE)}'; form-action 'none'; base-uri 'none'; "
                  "frame-ancestors 'none'")
        return HTMLResponse(page, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store",
                                           REFERRER: "no-referrer"})

    def _sheet(self, viewer: Viewer, form: dict[str, str], origin: str) -> str:
        from app.services.direct_sheet import base_of, sheet_of
        from app.services.viewing import vendor_names

        store, vendor = self._door.store(), form.get("vendor", "")
        base = base_of(origin)
        made = direct_line.make_as(store, viewer, vendor, form.get("month", ""), form.get("agent", ""))
        from app.access import scope_for

        name = vendor_names(store, scope_for(viewer)).get(vendor, vendor)
        return sheet_of(made, name, base, words_for(viewer.language), back="/direct-line")


def _words(request: Request, asked: str | None) -> Words:
    return words_of(asked, request.headers.get("accept-language", ""))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _note(fault: Exception) -> None:
    """What fails here fails for somebody who can do nothing about it: told to whoever runs the portal."""
    if not isinstance(fault, StorageRefusal):
        told(fault)


def _slow(words: Words, wait_s: float, form: dict[str, str] | None = None) -> Response:
    """Wait a while; what was written is kept in the form."""
    told = words.t("direct.wrong.throttled", wait=wait_s + 1)
    answer = form_page(words, form.get("token", ""), said=form, wrong=told, status=429) if form else (
        told_page(words, "slow", 429))
    answer.headers["Retry-After"] = str(int(wait_s) + 1)
    return answer


def _sentence(text: str, status: int) -> Response:
    return PlainTextResponse(text, status, {"Cache-Control": "no-store"})
