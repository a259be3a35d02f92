"""What every answer tells the browser: take nothing from elsewhere, show this nowhere else, guess no
types."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REFERRER = "Referrer-Policy"
FIXED = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    REFERRER: "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def portal_policy(index_html: str) -> str:
    """The content policy of Streamlit's pages: this host alone, and only the inline scripts Streamlit itself
    ships.

    Styles must stay inline (its components write them as they draw); data: and blob: carry its own pictures
    and downloads. Nothing may be framed, and no request may leave the host.
    """
    scripts = re.findall(r"<script>(.*?)</script>", index_html, flags=re.DOTALL)
    hashes = " ".join(f"'sha256-{digest(script)}'" for script in scripts)
    return "; ".join([
        "default-src 'self'", f"script-src 'self' {hashes}".strip(), "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'self'",
        "worker-src 'self' blob:", "media-src 'self'", "frame-src 'none'", "object-src 'none'",
        "base-uri 'self'", "form-action 'self'", "frame-ancestors 'none'",
    ])


def digest(text: str) -> str:
    """SHA-256 in the form a content policy names inline text by."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class SafeHeaders:
    """ASGI middleware that adds the headers; an answer that brings its own content or referrer policy keeps it."""

    def __init__(self, app: ASGIApp, index: Path) -> None:
        self._app = app
        self._policy = portal_policy(index.read_text(encoding="utf-8"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in FIXED.items():
                    if name != REFERRER or name not in headers:
                        headers[name] = value
                headers.setdefault("Content-Security-Policy", self._policy)
            await send(message)

        await self._app(scope, receive, send_safely if scope["type"] == "http" else send)
