"""The sheet of new links, to be printed and cut: for each agent a QR code, the link in letters, and what it is.

It is made when the links are, and never again: what is kept of a link does not lead to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from app.errors import UserError
from app.services.direct_line import MadeLine
from app.words import Words

STYLE = """
body { margin: 0; padding: 1.2rem; color: #1e2a32; background: #fff; font: 15px/1.45 "Source Sans", "Noto Sans CJK SC",
  "PingFang SC", "Microsoft YaHei", sans-serif }
h1 { font-size: 1.3rem; margin: 0 0 .3rem } .told { max-width: 44rem; margin: 0 0 1rem; color: #5b6870 }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 0 }
section { border: 1px dashed #b9b4a6; padding: 1rem; break-inside: avoid; page-break-inside: avoid }
section svg { display: block; width: 150px; height: 150px; margin: 0 0 .6rem }
h2 { font-size: 1.05rem; margin: 0 0 .3rem } p { margin: 0 0 .4rem } code { font-size: .72rem; word-break: break-all }
.foot { font-size: .82rem; color: #5b6870 }
@media print { body { padding: 0 } .told, nav { display: none } }
"""
SVG_MODULES = 4


def base_of(address: str) -> str:
    """The portal's address as agents' phones reach it, without a slash at its end; UserError where it is none."""
    base = address.strip().rstrip("/")
    host = base.removeprefix("https://").removeprefix("http://")
    if host == base or not host or any(sign.isspace() or sign in "/?#\"'<>\\@" for sign in host):
        raise UserError("bad_address", (
            f"{address!r} is no address of a portal. Write it as agents' phones reach it, e.g. "
            "https://portal.example.com"
        ))
    return base


def sheet_of(made: Sequence[MadeLine], vendor: str, base: str, words: Words, back: str = "") -> str:
    """The sheet as one HTML page without script. ``vendor`` is its name, ``base`` as of :func:`base_of`; ``back`` is
    where a link leads that is not printed ('': none)."""
    way = f'<nav><p><a href="{escape(back)}">{escape(words.t("direct.sheet.back"))}</a></p></nav>' if back else ""
    cards = "".join(_card(line, base, words) for line in made)
    language = {"en": "en", "zh": "zh-Hans"}[words.language]
    title = words.t("direct.sheet.title", vendor=vendor, n=len(made))
    return (f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" '
            f'content="width=device-width"><title>{escape(title)}</title><style>{STYLE}</style></head><body>{way}'
            f'<h1>{escape(title)}</h1><p class="told">{escape(words.t("direct.sheet.told"))}</p>'
            f"<main>{cards}</main></body></html>")


def _card(line: MadeLine, base: str, words: Words) -> str:
    import segno

    address = base + line.path
    picture = segno.make(address, error="m", micro=False).svg_inline(scale=SVG_MODULES, omitsize=True)
    return (f"<section>{picture}<h2>{escape(line.agent)}</h2><p>{escape(words.t('direct.sheet.use'))}</p>"
            f'<p><code>{escape(address)}</code></p><p class="foot">{escape(words.t("direct.sheet.foot", line=line.id))}'
            "</p></section>")
