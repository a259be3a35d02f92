"""Forgetting a customer who asks for it, by number or address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from app.errors import UserError
from imports.privacy import normalise, pseudonym

if TYPE_CHECKING:
    from storage.home import Store

LEAST_TRACE = 7
"""Fewer digits than these are in many texts that are nobody's number."""


def forget_customer(store: Store, said: str, *, actor: str) -> dict[str, Any]:
    """Erase the customer whom ``said`` names, and score again what that changes: counts and months, never who it was.

    UserError where it names nobody.
    """
    from app.services.scorecards import bring_up_to_date
    from storage.forgetting import Customer, forget

    key = normalise(said, store.country_code)
    if key is None:
        raise UserError("nobody", (
            "This names no customer: it is empty, masked or stands for unknown callers. Give the number or address "
            "whole, as an export writes it."
        ))
    customer = Customer(frozenset({pseudonym(key, store.secret_file.read_bytes())}), trace_of(key, store.country_code))
    done = forget(store, customer, actor=actor)
    return {"records": done.records, "files": done.files, "held_back_rows": done.held_back_rows,
            "drawn_calls": done.drawn_calls, "originals": done.originals, "originals_left": done.originals_left,
            "months": list(bring_up_to_date(store))}


def trace_of(key: str, country_code: str | None) -> str:
    """By which letters and digits a text shows the customer of this key: of a number those without its country, of an
    address all; '' for other ids, which may be anything."""
    if "@" in key:
        return re.sub("[^0-9a-z@]", "", key)
    number = key.partition("x")[0]
    if not number.isdecimal():
        return ""
    national = number.removeprefix((country_code or "").lstrip("+0"))
    return national if len(national) >= LEAST_TRACE else ""
