"""The portal's pages outside Streamlit: drawn by the server, no script, their style named by hash."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from html import escape
from importlib.util import find_spec
from pathlib import Path

from starlette.responses import HTMLResponse

from app.web.headers import digest
from app.words import Words

HERE = Path(__file__).parent
HTML_LANGUAGE = {"en": "en", "zh": "zh-Hans"}
MARKS = ((36, 62, 52, 44, ""), (30, 58, 47, 55, ""), (52, 74, 63, 70, ""), (8, 24, 17, 33, " low"))
"""The picture beside the form, in the portal's one language of sureness: bar, dot, and last month's tick (percent)."""
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title} · {product}</title><link rel="icon" href="{icon}"><style>{style}</style></head>
<body><aside><div class="mark">{product}</div><div><h1>{tagline}</h1>{picture}</div><div></div></aside>
<main>{inside}</main></body></html>"""


def page(words: Words, title: str, inside: str, status: int = 200) -> HTMLResponse:
    """A page in the product's look around ``inside`` (markup, escaped by whoever made it)."""
    style = _style()
    body = _PAGE.format(
        language=HTML_LANGUAGE[words.language], title=escape(title), style=style, icon=_icon(), picture=_picture(),
        product=escape(words.t("product")), tagline=escape(words.t("tagline")), inside=inside,
    )
    policy = (f"default-src 'none'; style-src 'sha256-{digest(style)}'; font-src 'self'; img-src data:; "
              "form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
    return HTMLResponse(body, status, {"Content-Security-Policy": policy, "Cache-Control": "no-store"})


def missing_page(words: Words) -> HTMLResponse:
    """There is nothing at this address, for this person at least, and the way back."""
    title = words.t("missing.title")
    inside = (f'<div class="missing"><h2>{escape(title)}</h2><p>{escape(words.t("missing.text"))}</p>'
              f'<p><a href="/">{escape(words.t("missing.back"))}</a></p></div>')
    return page(words, title, inside, 404)


def streamlit_static() -> Path:
    """Where the installed Streamlit keeps what it serves to browsers."""
    spec = find_spec("streamlit")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "static"


@lru_cache(maxsize=1)
def _picture() -> str:
    """Four vendors, four bars: what the portal is about, without a word or a number to be taken for data."""
    rows = "".join(
        f'<line class="rule" x1="0" x2="300" y1="{y + 16}" y2="{y + 16}"/>'
        f'<line class="bar" x1="{low * 3}" x2="{high * 3}" y1="{y}" y2="{y}"/>'
        f'<line class="tick" x1="{tick * 3}" x2="{tick * 3}" y1="{y - 7}" y2="{y + 7}"/>'
        f'<circle class="dot{kind}" cx="{dot * 3}" cy="{y}" r="6.5"/>'
        for y, (low, high, dot, tick, kind) in zip((16, 48, 80, 112), MARKS, strict=True)
    )
    return f'<svg class="strip" viewBox="0 0 300 132" aria-hidden="true">{rows}</svg>'


@lru_cache(maxsize=1)
def _icon() -> str:
    return "data:image/png;base64," + b64encode((HERE / "icon.png").read_bytes()).decode()


@lru_cache(maxsize=1)
def _style() -> str:
    """The sheet with the addresses of the two fonts that Streamlit ships."""
    sheet = (HERE / "login.css").read_text(encoding="utf-8")
    sheet = sheet.replace("FONT_SERIF", _font("SourceSerifVariable-Roman"))
    return sheet.replace("FONT_SANS", _font("SourceSansVF-Upright"))


def _font(name: str) -> str:
    found = sorted((streamlit_static() / "static" / "media").glob(f"{name}*.woff2"))
    return f"/static/media/{found[0].name}" if found else "data:,"
