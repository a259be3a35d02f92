"""Whom a stored text shows: a customer's number in any spelling, whole and no part of another's; or his address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage import quoting

MASK = "•••"
"""What takes a forgotten customer's place."""

_FROM, _TO = "０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹＋", "0123456789" * 3 + "+"
_NUMERALS, _FIGURES = "零〇○一二三四五六七八九幺壹贰貳叁參肆伍陆陸柒捌玖", "0001234567891122334566789"
"""Chinese numerals, also those of accounts."""
_BETWEEN = "[^0-9a-z@]{0,3}"
"""Between two digits of a number."""
_LONG = 9
"""A number of so many digits is somebody's wherever it stands; a shorter one may be the end of another's."""
_SPACES = r"[\s().+/-]{0,3}"
_NO_NUMBER = r"[^0-9\s().+/-]"
_WHOLE = 11
"""So many digits, the country's included, are nobody else's even within a longer row of digits."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Who is to be forgotten: the pseudonyms he may have, and what a text that was stored whole shows him by.

    ``trace`` are the digits of his number without the country (whose calling code is ``country``, '' where it is not
    known), or the letters (a-z, @) and digits of his address; '' where it cannot be told. A number is found in any
    spelling (full width, Chinese numerals, blanks and signs between the digits, with its country or a trunk zero
    before it), but only whole.
    """

    pseudonyms: frozenset[int]
    trace: str = ""
    country: str = ""

    def in_text(self, text: str) -> str:
        """SQL: does the SQL ``text`` show him?"""
        if not self.trace:
            return "false"
        plain = f"translate(lower({text}), {quoting.text(_FROM)}, {quoting.text(_TO)})"
        if not self.trace.isdigit():
            return f"contains(regexp_replace({plain}, '[^0-9a-z@]', '', 'g'), {quoting.text(self.trace)})"
        numerals = f"translate({plain}, {quoting.text(_NUMERALS)}, {quoting.text(_FIGURES)})"
        tests = [f"regexp_matches({each}, {quoting.text(self._pattern)})" for each in (plain, numerals)]
        if self._whole:
            tests.append(f"contains(regexp_replace({plain}, '[^0-9a-z@]', '', 'g'), {quoting.text(self._whole)})")
        return f"({' OR '.join(tests)})"

    def is_in(self, text: str) -> bool:
        """Does ``text`` show him?"""
        if not self.trace:
            return False
        plain = text.lower().translate(str.maketrans(_FROM, _TO))
        told = re.sub("[^0-9a-z@]", "", plain)
        if not self.trace.isdigit():
            return self.trace in told
        pattern = re.compile(self._pattern, re.ASCII)
        numerals = plain.translate(str.maketrans(_NUMERALS, _FIGURES))
        return any(map(pattern.search, (plain, numerals))) or bool(self._whole and self._whole in told)

    def taken_out_of(self, told: Any, ids: Mapping[str, str]) -> Any:
        """A JSON value with ``•••``, or the other one that ``ids`` has for an id, in the place of each text that shows
        him."""
        if isinstance(told, str):
            return ids.get(told, MASK) if self.is_in(told) else told
        if isinstance(told, dict):
            return {name: self.taken_out_of(value, ids) for name, value in told.items()}
        return [self.taken_out_of(value, ids) for value in told] if isinstance(told, list) else told

    @property
    def _whole(self) -> str:
        """The number with its country, where it is long enough to be found within other digits."""
        whole = self.country + self.trace
        return whole if self.country and len(whole) >= _WHOLE else ""

    @property
    def _pattern(self) -> str:
        code = self.country or "[1-9][0-9]{0,2}"
        own = f"{self.country}{_BETWEEN}|" if self.country else ""
        trunk = "[08]?" if self.country == "7" else "0?"
        number = _BETWEEN.join(self.trace)
        first, last = ("(?:^|[^0-9])", "(?:[^0-9]|$)")
        if len(self.trace) < _LONG:
            first, last = f"(?:^|{_NO_NUMBER}){_SPACES}", f"{_SPACES}(?:{_NO_NUMBER}|$)"
        abroad = rf"(?:[+]|00){_BETWEEN}{code}{_BETWEEN}"
        return f"{first}(?:{abroad}|{own}){trunk}{_BETWEEN}{number}{last}"
