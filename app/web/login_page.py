"""The sign-in page: what the product is in one sentence, and the form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

from starlette.responses import HTMLResponse

from app.web.shell import HTML_LANGUAGE, page
from app.words import Words, words_for


def login_page(words: Words, target: str, *, said: str = "", wrong: bool = False, login: str = "", chosen: str = "",
               people: Sequence[dict[str, Any]] = (), status: int = 200) -> HTMLResponse:
    """The page in the words' language. ``target`` is where to go after; ``people`` names a demo home's.

    ``chosen`` is the language somebody asked for on this page, '' while it is only the browser's: the form sends it on,
    and a choice is kept on the person who signs in.
    """
    inside = (f"<nav>{_switch(words, target)}</nav>{_said(said, wrong)}{_form(words, target, login, chosen)}"
              f"{_people(words, people)}")
    return page(words, words.t("login.title"), inside, status)


def words_of(language: str | None, accepted: str) -> Words:
    """The words to sign in with: as asked for, else as the browser prefers."""
    preferred = "zh" if accepted.lower().startswith("zh") else "en"
    return words_for(language if language in HTML_LANGUAGE else preferred)


def _form(words: Words, target: str, login: str, chosen: str) -> str:
    focus = ("", " autofocus") if login else (" autofocus", "")
    return (
        f'<h2>{escape(words.t("login.title"))}</h2><form method="post" action="/login">'
        f'<input type="hidden" name="next" value="{escape(target)}">'
        f'<input type="hidden" name="language" value="{escape(chosen)}">'
        f'<label>{escape(words.t("login.name"))}<input name="login" value="{escape(login)}" required '
        f'maxlength="80" autocomplete="username" autocapitalize="none" spellcheck="false"{focus[0]}></label>'
        f'<label>{escape(words.t("login.password"))}<input name="password" type="password" required '
        f'maxlength="400" autocomplete="current-password"{focus[1]}></label>'
        f'<button>{escape(words.t("login.submit"))}</button></form>'
    )


def _switch(words: Words, target: str) -> str:
    other = "en" if words.language == "zh" else "zh"
    query = urlencode({"language": other} | ({"next": target} if target != "/" else {}))
    label, tag = escape(words.t("login.other_language")), HTML_LANGUAGE[other]
    return f'<a href="/login?{escape(query)}" lang="{tag}" hreflang="{tag}">{label}</a>'


def _said(said: str, wrong: bool) -> str:
    role = "alert" if wrong else "status"
    return f'<p class="say{" wrong" if wrong else ""}" role="{role}">{escape(said)}</p>' if said else ""


def _people(words: Words, people: Sequence[dict[str, Any]]) -> str:
    """The sample people of a demo home: login, name and role; never a password."""
    if not people:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(person['login'])}</code></td><td>{escape(person['name'])}</td>"
        f"<td>{escape(words.t('role.' + person['role']))}</td></tr>" for person in people
    )
    return (f'<section class="people"><h3>{escape(words.t("login.demo"))}</h3>'
            f"<p>{_with_code(words.t('login.demo.text'))}</p><table>{rows}</table></section>")


def _with_code(sentence: str) -> str:
    """Escaped markup with what stands between backquotes as code."""
    return re.sub(r"`(.+?)`", r"<code>\1</code>", escape(sentence))
