"""Where a request came from, and where a person may be sent next."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers

NOT_AFTER_SIGN_IN = ("/login", "/logout", "/_stcore", "/static", "/media")


def is_same_origin(headers: Headers) -> bool:
    """Did this site's own page send the request? Told by Origin, else Referer; neither is a no.

    Only host and port are compared: behind a proxy that ends TLS the scheme differs.
    """
    sender = headers.get("origin") or headers.get("referer")
    host = headers.get("host")
    if not sender or not host:
        return False
    try:
        origin = urlsplit(sender)
    except ValueError:
        return False
    return origin.scheme in ("http", "https") and origin.netloc == host


def safe_next(target: str | None) -> str:
    """``target`` if it is a page of this site, else ``/``. Anything a browser could read as another site is
    refused."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    if any(ord(character) < 0x21 or character in "\\\x7f" for character in target):
        return "/"
    if target.split("?")[0].startswith(NOT_AFTER_SIGN_IN):
        return "/"
    return target
