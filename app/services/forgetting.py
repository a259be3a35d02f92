"""Forgetting a customer who asks for it, by number or address."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from app.errors import UserError
from imports.privacy import normalise, pseudonym

if TYPE_CHECKING:
    from storage.customers import Customer
    from storage.home import Store

_NUMERALS, _FIGURES = "零〇○一二三四五六七八九幺", "0001234567891"

LEAST_TRACE = 7
"""Fewer digits than these are in many texts that are nobody's number."""


def forget_customer(store: Store, said: str, *, actor: str, dry_run: bool = False) -> dict[str, Any]:
    """Erase the customer whom ``said`` names, and score again what that changes: counts and months, never who it was.
    ``dry_run`` counts what would be done and changes nothing.

    ``country_unknown`` in the answer: the number was said without its country and the home knows none, so that records
    in which it stands with one were not looked for. UserError where it names nobody.
    """
    from app.services.scorecards import bring_up_to_date
    from storage.forgetting import forget, would_forget

    customer = named(said, store.country_code, store.secret_file.read_bytes())
    done = would_forget(store, customer) if dry_run else forget(store, customer, actor=actor)
    months = sorted({month for _, _, month in done.changed}) if dry_run else list(bring_up_to_date(store))
    return {"records": done.records, "files": done.files, "held_back_rows": done.held_back_rows,
            "drawn_calls": done.drawn_calls, "originals": done.originals, "originals_left": done.originals_left,
            "messages": done.messages, "findings": done.findings, "months": months,
            "country_unknown": customer.trace.isdigit() and not customer.country}


def named(said: str, country_code: str | None, secret: bytes) -> Customer:
    """Whom ``said`` names: every pseudonym he may have been given, and what shows him in a text."""
    from storage.customers import Customer

    figures = unicodedata.normalize("NFKC", said).translate(str.maketrans(_NUMERALS, _FIGURES))
    plain = figures if not re.search(r"[^0-9+()\s.-]", figures) else said
    key = normalise(plain, country_code)
    if key is None:
        raise UserError("nobody", (
            "This names no customer: it is empty, masked or stands for unknown callers. Give the number or address "
            "whole, as an export writes it."
        ))
    country = _country(key, plain, country_code)
    keys = {key, *_other_spellings(key, country, country_code), *filter(None, (normalise(said, country_code),))}
    return Customer(frozenset(pseudonym(each, secret) for each in keys), _trace(key, country), country)


def trace_of(key: str, country_code: str | None) -> str:
    """By which letters and digits a text shows the customer of this key: of a number those without its country, of an
    address all; '' for other ids, which may be anything."""
    return _trace(key, (country_code or "").lstrip("+0"))


def _trace(key: str, country: str) -> str:
    if "@" in key:
        return re.sub("[^0-9a-z@]", "", key)
    number = key.partition("x")[0]
    if not number.isdecimal():
        return ""
    national = number.removeprefix(country) if country else number.removeprefix("0")
    return national if len(national) >= LEAST_TRACE else ""


def _country(key: str, said: str, country_code: str | None) -> str:
    """The calling code in the key; '' where a number was said without one and the home knows none."""
    from imports.countries import calling_code

    pinned = (country_code or "").lstrip("+0")
    if pinned and key.startswith(pinned):
        return pinned
    abroad = said.strip().lstrip("(").startswith(("+", "00", "＋"))
    return calling_code(key) if abroad and key.partition("x")[0].isdecimal() else ""


def _other_spellings(key: str, country: str, country_code: str | None) -> set[str]:
    """The keys that other spellings of the number have been given: where the home knows no country, a number written
    without one is another than the same with it."""
    if country_code or not key.isdecimal():
        return set()
    national = key.removeprefix(country) if country else key.removeprefix("0")
    return {national, f"0{national}"} if len(national) >= LEAST_TRACE else set()
