"""Uploads on their way in: from whom, into whose session, how much of them.

Streamlit holds what is uploaded in this process's memory until the tab that sent it is closed, and takes it from
anybody who names a session. So the gate asks first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access import Viewer
from app.web.resume import Resumable
from app.words import words_for

PATH = "/_stcore/upload_file"
FILES_AT_ONCE = 2
"""A person's uploads together, in files of the largest size they may send."""

HeldBytes = Callable[[str], int]
"""How many bytes of uploads are held for a session."""


class Receiving:
    """Lets an upload pass into the sender's own session, as far as there is room. Lives in one event loop: nothing is
    awaited between looking and taking room."""

    def __init__(self, held: HeldBytes, resumable: Resumable) -> None:
        self._held = held
        self._resumable = resumable
        self._coming: Counter[int] = Counter()

    async def pass_on(self, app: ASGIApp, viewer: Viewer, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to ``app``, or refuse it: 404 where it is not this person's to make, 413 for too much."""
        if not viewer.largest_upload or not self._resumable.may_resume(_session(scope), viewer.person_id):
            await _answer(404, words_for(viewer.language).t("error.not_found"))(scope, receive, send)
        elif scope["method"] != "PUT":
            await app(scope, receive, send)
        else:
            await self._take(app, viewer, scope, receive, send)

    async def _take(self, app: ASGIApp, viewer: Viewer, scope: Scope, receive: Receive, send: Send) -> None:
        """Room for the whole body is taken before the first byte of it is read."""
        most, too_much = largest_body(viewer), words_for(viewer.language).t("gate.too_much")
        size = _declared(scope, most)
        if size > most or self._at_hand(viewer) + size > FILES_AT_ONCE * most:
            await _answer(413, too_much)(scope, receive, send)
            return
        self._coming[viewer.person_id] += size
        try:
            await app(scope, capped(receive, size, too_much), send)
        finally:
            self._coming[viewer.person_id] -= size

    def _at_hand(self, viewer: Viewer) -> int:
        """Bytes held for this person and on their way."""
        held = sum(map(self._held, self._resumable.sessions_of(viewer.person_id)))
        return held + self._coming[viewer.person_id]


def largest_body(viewer: Viewer) -> int:
    """Bytes of a request: a twentieth above the file's, for the form around it and for megabytes of 2^20 bytes."""
    return viewer.largest_upload + viewer.largest_upload // 20


def capped(receive: Receive, most: int, too_much: str) -> Receive:
    """``receive`` that refuses with 413 and the sentence ``too_much`` once more than ``most`` bytes have come."""
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise HTTPException(413, too_much)
        return message

    return counted


def _session(scope: Scope) -> str:
    """The session named in ``/_stcore/upload_file/<session>/<file>``; '' where none is."""
    return str(scope["path"]).removeprefix(PATH).strip("/").partition("/")[0]


def _declared(scope: Scope, otherwise: int) -> int:
    """The length the request states, ``otherwise`` when it states none that can be read."""
    stated = Headers(scope=scope).get("content-length", "")
    return int(stated) if stated.isascii() and stated.isdigit() else otherwise


def _answer(status: int, said: str) -> PlainTextResponse:
    return PlainTextResponse(said, status, {"Cache-Control": "no-store"})
