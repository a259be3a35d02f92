"""The portal's own addresses, and the two layers every request passes first."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.web.allowance import Allowance
from app.web.direct import Direct
from app.web.door import DOOR
from app.web.downloads import Downloads
from app.web.gate import Addresses, Gate, Welcome
from app.web.headers import SafeHeaders
from app.web.receiving import HeldBytes, Receiving
from app.web.resume import RESUMABLE
from app.web.shell import streamlit_static
from app.web.signing import Signing
from app.web.throttle import Throttle


def routes() -> list[Route]:
    """Sign-in, health, downloads and the direct line; Streamlit serves the rest."""
    return [
        *Signing(DOOR, Throttle()).routes(),
        *Downloads(DOOR).routes(),
        *Direct(DOOR, Allowance()).routes(),
        Route("/healthz", _healthz, methods=["GET"]),
    ]


def layers(addresses: Addresses, held: HeldBytes, welcome: Welcome) -> list[Middleware]:
    """Headers outermost, so that refusals carry them too; then the gate. ``addresses`` are a person's pages, ``held``
    counts uploads in memory, ``welcome`` knows the messages of the pages."""
    return [
        Middleware(SafeHeaders, index=streamlit_static() / "index.html"),
        Middleware(Gate, identify=DOOR.identify, addresses=addresses, resumable=RESUMABLE,
                   receiving=Receiving(held, RESUMABLE), welcome=welcome),
    ]


async def _healthz(request: Request) -> Response:
    """Alive, and nothing more: no version, no numbers, no names."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})
