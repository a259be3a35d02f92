"""Reasons stored in English, told in another language.

A scorecard keeps the sentence scoring wrote. The sentence came of a template and facts; both are recovered here, so
that cards already issued speak every language the portal learns.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.words import words_for

_FIELD = re.compile(r"\{(\w+)(![rs])?(?::([^}]*))?\}")
_COUNTED = "n "
"""The format of scoring's sentences for a number with its noun: ``n contact|contacts``."""
Fact = str | int | float


def reason_text(english: str, language: str) -> str:
    """``english`` (one of scoring's sentences) in ``language``; itself where it is not recognised."""
    if language == "en" or not english:
        return english
    for code, pattern, kinds in _patterns():
        match = pattern.fullmatch(english)
        if match:
            facts = {name: _fact(text, kinds[name]) for name, text in match.groupdict().items()}
            return words_for(language).reason(code, facts, english)
    return english


def code_of(english: str) -> str | None:
    """Which of scoring's sentences ``english`` is; None when it is none of them."""
    return next((code for code, pattern, _ in _patterns() if pattern.fullmatch(english)), None)


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, re.Pattern[str], dict[str, str]]]:
    from scoring.reasons import SENTENCES

    return [(code, *_pattern(template)) for code, template in SENTENCES.items()]


def _pattern(template: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """A template turned round: a pattern with a group for each field, and how each field was written."""
    kinds: dict[str, str] = {}
    text, last = "", 0
    for field in _FIELD.finditer(template):
        name, quoted, how = field[1], field[2] or "", field[3] or ""
        text += re.escape(template[last : field.start()])
        text += f"(?P={name})" if name in kinds else f"(?P<{name}>{_written(how, quoted)})"
        kinds.setdefault(name, quoted or how)
        last = field.end()
    return re.compile(text + re.escape(template[last:])), kinds


def _written(how: str, quoted: str) -> str:
    if how.endswith("%"):
        return r"-?[\d,.]+%"
    if how.startswith(_COUNTED):
        return rf"[\d,]+ (?:{'|'.join(re.escape(word) for word in how.removeprefix(_COUNTED).split('|'))})"
    return r"-?[\d,.]+" if how and not quoted else r".+?"


def _fact(text: str, how: str) -> Fact:
    if how.endswith("%"):
        return float(text.rstrip("%").replace(",", "")) / 100
    if how.startswith(_COUNTED):
        return int(text.split(" ")[0].replace(",", ""))
    if how == "!r":
        return text.strip("'\"")
    if how:
        return float(text.replace(",", ""))
    return int(text) if text.isdecimal() else text
