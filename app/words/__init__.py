"""What the portal says, in English and 简体中文. Written twice, never translated word by word.

``Words("zh").t("basis.vendors", count=4)`` looks a sentence up and fills it. Fields of a sentence:
``{name}`` text as it is, whole numbers grouped, others with one decimal; ``{share:percent}``,
``{month:month}``, ``{seconds:duration}``, ``{day:day}``; ``{count:plural vendor|vendors}``: the word alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from string import Formatter
from typing import Any

from babel.lists import format_list

from app.words import (
    en,
    en_beside,
    en_direct,
    en_draws,
    en_findings,
    en_import,
    en_life,
    en_pages,
    en_proof,
    en_trace,
    zh,
    zh_beside,
    zh_direct,
    zh_draws,
    zh_findings,
    zh_import,
    zh_life,
    zh_pages,
    zh_proof,
    zh_trace,
)
from app.words.formats import Formats
from scoring.records import Month

LANGUAGES = {"en": "English", "zh": "简体中文"}
LISTED = frozenset({"pillars", "vendors", "columns", "queues"})
"""Facts of a reason that hold several names, with commas between them."""
Fact = str | int | float | Month | date | datetime
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "en": {**en.SENTENCES, **en_pages.SENTENCES, **en_import.SENTENCES, **en_draws.SENTENCES,
           **en_findings.SENTENCES, **en_life.SENTENCES, **en_trace.SENTENCES, **en_beside.SENTENCES,
           **en_direct.SENTENCES, **en_proof.SENTENCES},
    "zh": {**zh.SENTENCES, **zh_pages.SENTENCES, **zh_import.SENTENCES, **zh_draws.SENTENCES,
           **zh_findings.SENTENCES, **zh_life.SENTENCES, **zh_trace.SENTENCES, **zh_beside.SENTENCES,
           **zh_direct.SENTENCES, **zh_proof.SENTENCES},
}
"""Every sentence by language and key; ``tests/test_app_words.py`` holds the languages together."""


class Words(Formats):
    """One language's sentences and formats. KeyError for a key or a field that is not there."""

    def t(self, key: str, **facts: Fact) -> str:
        """The sentence ``key`` with ``facts`` in its fields."""
        return self.fill(SENTENCES[self.language][key], facts)

    def has(self, key: str) -> bool:
        """Is there a sentence for this key? (codes that other rooms may add to)"""
        return key in SENTENCES[self.language]

    def fill(self, template: str, facts: Mapping[str, Any]) -> str:
        """Fill a template of another catalogue (reasons, issues) by the same rules."""
        return _Filler(self).vformat(template, (), facts)

    def column(self, name: str) -> str:
        """What a canonical column is called: its name in files, in Chinese a Chinese one."""
        if self.language == "en":
            return name
        from app.words.zh_columns import COLUMNS

        return COLUMNS.get(name, name)

    def column_told(self, name: str) -> str:
        """What a canonical column is, in words, for whoever does not know its name."""
        if self.language == "zh":
            return self.column(name)
        from app.words.en_columns import COLUMNS

        return COLUMNS.get(name, name)

    def either(self, choices: Sequence[str]) -> str:
        """What a question lets one choose between: A or B; 甲还是乙."""
        if self.language == "zh":
            return "还是".join(filter(None, ("、".join(choices[:-1]), choices[-1])))
        return str(format_list(list(choices), style="or", locale=self.locale))

    def reason(self, code: str, facts: Mapping[str, Any], english: str) -> str:
        """A reason or note of scoring in this language: ``english`` is what scoring said itself.

        Pillars and channels, which scoring knows by their codes, are called by their names; lists are told as such.
        """
        named = self._named(facts)
        if self.language == "en":
            for listed in LISTED & facts.keys():
                english = english.replace(str(facts[listed]), named[listed])
            return english
        from app.words.zh_reasons import SENTENCES as reasons

        return self._filled(reasons.get(code), {**facts, **named}, english)

    def _named(self, facts: Mapping[str, Any]) -> dict[str, str]:
        """The facts that are codes of ours or lists, in words."""
        named = {}
        if "pillars" in facts:
            pillars = [(each, f"pillar.{each}") for each in str(facts["pillars"]).split(", ")]
            named["pillars"] = self.names([self.t(key).lower() if self.has(key) else code for code, key in pillars])
        if "vendors" in facts:
            named["vendors"] = self.names(str(facts["vendors"]).split(", "))
        if "columns" in facts:
            named["columns"] = self.names([self.column(each) for each in str(facts["columns"]).split(", ")])
        if "queues" in facts:
            named["queues"] = self.names(str(facts["queues"]).split(", "))
        if self.has(f"channel.{facts.get('channel')}"):
            named["channel"] = self.t(f"channel.{facts['channel']}")
        return named

    def issue(self, code: str, facts: Mapping[str, Any], english: str) -> str:
        """An import issue or refusal in this language: ``english`` is what the reading said itself."""
        if self.language == "en":
            from app.words.en_issues import SENTENCES as differing

            return self._filled(differing.get(code), facts, english)
        from app.words.zh_issues import FOUND
        from app.words.zh_issues import SENTENCES as issues

        kinds = {name: self.t(f"kind.{facts[name]}") for name in ("kind", "looks_like")
                 if self.has(f"kind.{facts.get(name)}")}
        found = {"found": FOUND[facts["found"]]} if facts.get("found") in FOUND else {}
        return self._filled(issues.get(code), {**facts, **kinds, **found}, english)

    def _filled(self, template: str | None, facts: Mapping[str, Any], english: str) -> str:
        """What an older card or file was told without a fact we need now stays as it was told."""
        try:
            return self.fill(template, facts) if template else english
        except KeyError:
            return english


class _Filler(Formatter):
    """``str.format`` with the portal's own field formats."""

    def __init__(self, words: Formats) -> None:
        self._words = words
        self._formats: dict[str, Callable[[Any], str]] = {
            "percent": words.percent, "month": words.month, "day": words.day, "moment": words.moment,
            "duration": words.duration, "": self._plain,
        }

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return kwargs[str(key)]

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec.startswith("plural "):
            one, many = format_spec.removeprefix("plural ").split("|")
            return one if value == 1 else many
        if isinstance(value, float) and format_spec == "," and value.is_integer():
            value = int(value)
        known = self._formats.get(format_spec)
        return known(value) if known else format(value, format_spec)

    def _plain(self, value: Any) -> str:
        if isinstance(value, Month):
            return self._words.month(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return str(value)
        return self._words.number(value, 0 if float(value).is_integer() else 1)


@lru_cache(maxsize=len(LANGUAGES))
def words_for(language: str) -> Words:
    """The words of ``language``; English for one the portal does not speak."""
    return Words(language if language in LANGUAGES else "en")
