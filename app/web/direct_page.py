"""The page behind an agent's link: a form for a telephone, without script, that says who reads what is written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path

from starlette.responses import HTMLResponse

from app.services.direct_line import CATEGORIES, MOODS, MOST_CHARACTERS, MOST_OF_AN_ID
from app.web.headers import REFERRER, digest
from app.web.shell import HTML_LANGUAGE
from app.words import Words

HERE = Path(__file__).parent
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>{title}</title><link rel="icon" href="data:,"><style>{style}</style></head>
<body><main>{inside}</main></body></html>"""


def form_page(words: Words, token: str, *, said: Mapping[str, str] | None = None, wrong: str = "",
              status: int = 200) -> HTMLResponse:
    """The form, filled with what was ``said`` before, and what is ``wrong`` with it."""
    given = said or {}
    alert = f'<p class="wrong" role="alert">{escape(wrong)}</p>' if wrong else ""
    inside = (
        f'<nav>{_switch(words, f"/d/{token}")}</nav><h1>{escape(words.t("direct.form.title"))}</h1>'
        f'<div class="who"><p>{escape(words.t("direct.form.who"))}</p>'
        f'<p>{escape(words.t("direct.form.known"))}</p></div>'
        f'{alert}<form method="post" action="/d"><input type="hidden" name="token" value="{escape(token)}">'
        f'<input type="hidden" name="language" value="{words.language}">{_fields(words, given)}'
        f'<button>{escape(words.t("direct.form.send"))}</button></form>'
    )
    return _page(words, words.t("direct.form.title"), inside, status)


def told_page(words: Words, code: str, status: int = 200) -> HTMLResponse:
    """A page that says one thing: that a message was received, or that a link leads nowhere."""
    title = words.t(f"direct.{code}.title")
    inside = (f'<nav>{_switch(words, "/d")}</nav>' if code == "thanks" else "") + (
        f'<h1>{escape(title)}</h1><p>{escape(words.t(f"direct.{code}.text"))}</p>')
    return _page(words, title, inside, status)


def _fields(words: Words, given: Mapping[str, str]) -> str:
    moods = "".join(
        f'<label><input type="radio" name="mood" value="{mood}"{" checked" if given.get("mood") == mood else ""}>'
        f'{escape(words.t(f"polarity.{mood}"))}</label>' for mood in MOODS)
    kinds = "".join(
        f'<option value="{kind}"{" selected" if given.get("category") == kind else ""}>'
        f'{escape(words.t(f"direct.category.{kind}"))}</option>' for kind in CATEGORIES)
    ticked = " checked" if given.get("call_back") == "yes" else ""
    return (
        f'<div class="field"><label for="text">{escape(words.t("direct.form.text"))}</label>'
        f'<textarea id="text" name="text" required maxlength="{MOST_CHARACTERS}">'
        f'{escape(given.get("text", ""))}</textarea>'
        f'<p class="hint">{escape(words.t("direct.form.text.hint"))}</p></div>'
        f'<fieldset><legend>{escape(words.t("direct.form.mood"))}</legend><div class="choices">{moods}</div></fieldset>'
        f'<div class="field"><label for="category">{escape(words.t("direct.form.category"))}</label>'
        f'<select id="category" name="category"><option value="">{escape(words.t("direct.form.no_category"))}</option>'
        f'{kinds}</select></div>'
        f'<div class="field"><label for="call_id">{escape(words.t("direct.form.call_id"))}</label>'
        f'<input type="text" id="call_id" name="call_id" maxlength="{MOST_OF_AN_ID}" autocomplete="off" '
        f'autocapitalize="none" spellcheck="false" value="{escape(given.get("call_id", ""))}"></div>'
        f'<div class="field"><label for="called_at">{escape(words.t("direct.form.called_at"))}</label>'
        f'<input type="datetime-local" id="called_at" name="called_at" value="{escape(given.get("called_at", ""))}">'
        f'<p class="hint">{escape(words.t("direct.form.call.hint"))}</p></div>'
        f'<div class="field"><label class="tick"><input type="checkbox" name="call_back" value="yes"{ticked}>'
        f'{escape(words.t("direct.form.call_back"))}</label></div>'
    )


def _switch(words: Words, path: str) -> str:
    other = "en" if words.language == "zh" else "zh"
    more = "&amp;sent=1" if path == "/d" else ""
    tag = HTML_LANGUAGE[other]
    return (f'<a href="{escape(path)}?language={other}{more}" lang="{tag}" hreflang="{tag}">'
            f'{escape(words.t("login.other_language"))}</a>')


def _page(words: Words, title: str, inside: str, status: int) -> HTMLResponse:
    """The address holds the token: nothing of it goes out as a referrer, nothing of the page is kept, and it fetches
    nothing at all, not even a font."""
    style = _style()
    body = _PAGE.format(language=HTML_LANGUAGE[words.language], title=escape(title), style=style, inside=inside)
    policy = (f"default-src 'none'; style-src 'sha256-{digest(style)}'; img-src data:; "
              "form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
    return HTMLResponse(body, status, {"Content-Security-Policy": policy, "Cache-Control": "no-store",
                                       REFERRER: "strict-origin", "X-Robots-Tag": "noindex, nofollow"})


@lru_cache(maxsize=1)
def _style() -> str:
    return (HERE / "direct.css").read_text(encoding="utf-8")
