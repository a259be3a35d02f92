"""Sentences and figures in words, for everything that screen and workbook both say.

The words lie in ``app.words``; here is how a fact is told inside them: ``{value:share}`` is 83.4%, ``{n:count}``
412,906, ``{vendors:list}`` "A, B and C", ``{vendors:some}`` "A, B, C and 12 more", ``{month:month}`` May 2026,
``{measure:title}`` the measure's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from string import Formatter
from typing import Any

from app.services.views import Figure, Sentence
from app.services.views_overview import Overview
from app.services.views_vendor import VendorMonth
from app.words import SENTENCES, Words, words_for

NAMED_AT_MOST = 3
"""Of more vendors than these a sentence names the first, and says how many more there are."""
_HAN = "\u4e00-\u9fff"
_MARK = "\u3000-\u303f\uff00-\uffef"
_NEEDLESS_SPACE = re.compile(f"(?<=[{_HAN}]) +(?=[{_HAN}])|(?<=[{_MARK}]) +| +(?=[{_MARK}])")

_LATIN_BESIDE_HAN = re.compile(f"(?<=[A-Za-z])(?=[{_HAN}])|(?<=[{_HAN}])(?=[A-Za-z])")


def phrase(code: str, language: str) -> str:
    """The words of ``code`` in ``language`` (``en`` or ``zh``); KeyError for a code without words."""
    return SENTENCES[language][code]


def told(code: str, language: str, facts: Mapping[str, Any] | None = None) -> str:
    """The sentence ``code`` with its facts told."""
    text = _Telling(words_for(language)).vformat(phrase(code, language), (), facts or {})
    return _LATIN_BESIDE_HAN.sub(" ", _NEEDLESS_SPACE.sub("", text)) if language == "zh" else text


def say(sentence: Sentence, language: str) -> str:
    """The sentence in ``language``."""
    return told(sentence.code, language, dict(sentence.facts))


def say_all(sentences: Sequence[Sentence], language: str) -> str:
    """Clauses as one sentence without a full stop, as a headline reads."""
    text = ("; " if language == "en" else "；").join(say(one, language) for one in sentences)
    return text[:1].upper() + text[1:]


def closed(text: str, language: str) -> str:
    """A fragment as a sentence of its own: a capital at its beginning, a full stop at its end."""
    stop = "." if language == "en" else "。"
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "。", "?", "？")) else stop) if text else ""


def closed_all(texts: Sequence[str], language: str) -> str:
    """Fragments as sentences one after the other."""
    return (" " if language == "en" else "").join(closed(text, language) for text in texts if text)


def measure_name(code: str, language: str) -> str:
    """What a measure is called; its code where it has no name yet."""
    if code == "composite":
        return phrase("composite", language)
    return SENTENCES[language].get(f"measure.{code}", code)


def short_name(code: str, language: str) -> str:
    """The measure's name where space is short."""
    return SENTENCES[language].get(f"short.{code}", measure_name(code, language))


def about(code: str, language: str) -> str:
    """The measure's definition in words; nothing where none is written."""
    key = "composite.help" if code == "composite" else f"measure.{code}.help"
    return SENTENCES[language].get(key, "")


def figure_text(value: float | None, unit: str, language: str) -> str:
    """A figure as it is read: 83.4%, 42 s, 88.1; a dash for none."""
    return "–" if value is None else words_for(language).value(value, unit)


def target_text(value: float | None, unit: str, language: str) -> str:
    """What was agreed on: 80%; nothing where nothing was."""
    return "" if value is None else words_for(language).target(value, unit)


def interval_text(figure: Figure, language: str) -> str:
    """The 95 % interval in the figure's unit, said once at the end: 82.9–83.9%; nothing where none is claimed."""
    if figure.low is None or figure.high is None or figure.low == figure.high:
        return ""
    return words_for(language).interval(figure.low, figure.high, figure.unit)


def change_text(value: float, unit: str, language: str) -> str:
    """A difference with its sign: shares in percentage points."""
    words = words_for(language)
    return words.t("change.points", points=words.points(value * 100)) if unit == "share" else words.points(value)


def basis_parts(view: Overview | VendorMonth, words: Words) -> list[str]:
    """What a view rests on: month, vendors, contacts, evaluated calls, as of, definition."""
    counts: dict[str, int | None] = {"contacts": view.contacts, "evaluations": view.evaluations}
    if isinstance(view, Overview):
        counts = {"vendors": len(view.standings), **counts}
    parts = [words.month(view.month)]
    parts += [words.t(f"basis.{what}", count=count) for what, count in counts.items() if count is not None]
    parts += [say(why, words.language) for why in view.may_move]
    if view.as_of:
        parts.append(words.t("basis.as_of", day=date.fromisoformat(view.as_of[:10])))
    if view.definition:
        parts.append(words.t("basis.definition", code=view.definition))
    return parts


class _Telling(Formatter):
    """``str.format`` whose format specifications are the ways a fact is told."""

    def __init__(self, words: Words) -> None:
        self.words = words
        language = words.language
        self.ways: dict[str, Callable[[Any], str]] = {
            "share": words.percent,
            "target": lambda share: words.target(share, "share"),
            "count": words.number,
            "points": lambda value: words.number(value, 1),
            "month": words.month,
            "day": lambda day: words.day(date.fromisoformat(day[:10])),
            "list": words.names,
            "vendors": lambda n: words.t("basis.vendors", count=n),
            "some": self._some,
            "fell": self._fell,
            "phrase": lambda code: phrase(code, language),
            "title": lambda code: measure_name(code, language),
            "measure": lambda code: short_name(code, language),
            "measures": lambda codes: words.names([short_name(code, language) for code in codes]),
        }

    def _some(self, names: Sequence[str]) -> str:
        """The first names, and how many more there are."""
        more = len(names) - NAMED_AT_MOST
        rest = [self.words.t("others", n=more)] if more > 0 else []
        return self.words.names([*names[:NAMED_AT_MOST], *rest])

    def _fell(self, months: Sequence[float]) -> str:
        """Last month's share and this month's; nothing where it did not clearly fall."""
        return self.words.t("fell", before=months[0], now=months[1]) if months else ""

    def format_field(self, value: Any, format_spec: str) -> str:
        tell = self.ways.get(format_spec)
        return tell(value) if tell else str(super().format_field(value, format_spec))
