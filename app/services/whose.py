"""Whose rows: vendors by name, and nobody's by a word for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.words import Words
from scoring.records import UNASSIGNED


def vendor_name(code: str, names: Mapping[str, str], words: Words) -> str:
    """The vendor's name; its code where it has none here; "no vendor named" for rows that name nobody."""
    return words.t("vendor.unassigned") if code == UNASSIGNED else names.get(code, code)


def vendor_list(codes: Iterable[str], names: Mapping[str, str], words: Words) -> str:
    """The names in a row, as the language lists them."""
    return words.names([vendor_name(code, names, words) for code in codes])
