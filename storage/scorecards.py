"""Scorecards as issued: bytes with their SHA-256, found again by what they rest on, never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from scoring.records import Month, VendorCode
from storage.clock import utc_now
from storage.errors import StorageRefusal
from storage.home import Store
from storage.scope import Scope

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.tables import Scorecard


@dataclass(frozen=True, slots=True)
class IssuedView:
    """A scorecard on record. ``inputs`` is the fingerprint of everything it rests on."""

    vendor: str
    month: str
    definition: str
    inputs: str
    as_of: datetime
    data: bytes
    sha256: str
    issued_at: datetime
    superseded_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScoredMonth:
    """The cards of a month's vendors, and the fingerprint of what they rest on."""

    month: Month | str
    fingerprint: str
    as_of: datetime
    cards: Mapping[VendorCode, bytes]


def issue(store: Store, definition: str, months: Iterable[ScoredMonth]) -> list[dict[VendorCode, bytes]]:
    """Issue scorecards and return their bytes, in one unit of work and in the order of ``months``; where one with these
    inputs stands already, that one's.

    Other scorecards of this vendor, month and definition are superseded, but stay on record. One that comes back (a
    batch withdrawn and reinstated) is current again.
    """
    with store.writing() as session:
        return [{vendor: _issue(session, vendor, str(each.month), definition, each.fingerprint, each.as_of, data)
                 for vendor, data in each.cards.items()} for each in months]


def _issue(session: Session, vendor: str, month: str, definition: str, fingerprint: str, as_of: datetime,
           data: bytes) -> bytes:
    from storage.tables import Scorecard

    now = utc_now()
    same = _same(session, vendor, month, definition, fingerprint)
    for row in _unsuperseded(session, vendor, month, definition):
        if row is not same:
            row.superseded_at = now
    if same is not None:
        same.superseded_at = None
        return _checked(same)
    session.add(Scorecard(vendor=vendor, month=month, definition=definition, inputs=fingerprint, as_of=as_of,
                          data=data, sha256=hashlib.sha256(data).hexdigest(), issued_at=now))
    return data


def current(store: Store, scope: Scope, vendor: str, month: Month | str, definition: str,
            fingerprint: str) -> bytes | None:
    """The bytes issued for exactly these inputs; None when there are none or the scope does not reach them."""
    if not scope.allows(vendor):
        return None
    with store.reading() as session:
        row = _same(session, vendor, str(month), definition, fingerprint)
        return _checked(row) if row else None


def of_month(store: Store, scope: Scope, month: Month | str, definition: str,
             fingerprint: str) -> dict[VendorCode, bytes]:
    """The bytes issued for exactly these inputs, by vendor; those in scope alone."""
    from sqlmodel import select

    from storage.tables import Scorecard

    with store.reading() as session:
        found = session.exec(select(Scorecard).where(
            Scorecard.month == str(month), Scorecard.definition == definition, Scorecard.inputs == fingerprint,
        ))
        return {VendorCode(row.vendor): _checked(row) for row in found if scope.allows(row.vendor)}


def current_inputs(store: Store, definition: str) -> dict[tuple[VendorCode, str], str]:
    """(vendor, month) -> the fingerprint under which its newest scorecard of ``definition`` was issued."""
    from sqlmodel import col, select

    from storage.tables import Scorecard

    wanted = select(Scorecard.vendor, Scorecard.month, Scorecard.inputs).where(
        Scorecard.definition == definition, col(Scorecard.superseded_at).is_(None))
    with store.reading() as session:
        return {(VendorCode(vendor), month): inputs for vendor, month, inputs in session.exec(wanted)}


def history(store: Store, scope: Scope, vendor: str, month: Month | str) -> list[IssuedView]:
    """Every scorecard ever issued for a vendor-month, oldest first; empty outside the scope."""
    from sqlmodel import col, select

    from storage.tables import Scorecard

    if not scope.allows(vendor):
        return []
    wanted = select(Scorecard).where(Scorecard.vendor == vendor, Scorecard.month == str(month))
    with store.reading() as session:
        return [_view(row) for row in session.exec(wanted.order_by(col(Scorecard.id)))]


def keep_definition(store: Store, code: str, data: bytes) -> None:
    """Keep a definition under its code; refused when the code already means something else.

    A setting that a later program knows and the kept definition does not name has the value that goes without saying:
    the code means what it meant. Of two that keep it at once the second finds it kept.
    """
    import sqlalchemy as sa

    try:
        _keep(store, code, data)
    except sa.exc.IntegrityError:
        _keep(store, code, data)


def _keep(store: Store, code: str, data: bytes) -> None:
    from storage.tables import DefinitionRow

    with store.writing() as session:
        row = session.get(DefinitionRow, code)
        if row is None:
            session.add(DefinitionRow(code=code, data=data, kept_at=utc_now()))
        elif not _says_no_other(row.data, data):
            raise StorageRefusal("definition_changed", (
                f"The definition {code} is already on record with another content. Give the new one a new code."
            ))


def _says_no_other(kept: bytes, given: bytes) -> bool:
    """Does ``given`` (a JSON object) say of everything that ``kept`` says the same?"""
    said = json.loads(given)
    return kept == given or all(name in said and said[name] == value for name, value in json.loads(kept).items())


def definition(store: Store, code: str) -> bytes | None:
    """The kept definition; None when there is none of this code."""
    from storage.tables import DefinitionRow

    with store.reading() as session:
        row = session.get(DefinitionRow, code)
        return row.data if row else None


def _same(session: Session, vendor: str, month: str, definition: str, inputs: str) -> Scorecard | None:
    from sqlmodel import select

    from storage.tables import Scorecard

    return session.exec(select(Scorecard).where(
        Scorecard.vendor == vendor, Scorecard.month == month,
        Scorecard.definition == definition, Scorecard.inputs == inputs,
    )).one_or_none()


def _unsuperseded(session: Session, vendor: str, month: str, definition: str) -> list[Scorecard]:
    from sqlmodel import col, select

    from storage.tables import Scorecard

    return list(session.exec(select(Scorecard).where(
        Scorecard.vendor == vendor, Scorecard.month == month, Scorecard.definition == definition,
        col(Scorecard.superseded_at).is_(None),
    )))


def _checked(row: Scorecard) -> bytes:
    if hashlib.sha256(row.data).hexdigest() != row.sha256:
        raise StorageRefusal("scorecard_damaged", (
            f"The stored scorecard of {row.vendor} for {row.month} no longer matches its SHA-256. "
            "Bring the database back from a backup."
        ))
    return row.data


def _view(row: Scorecard) -> IssuedView:
    return IssuedView(row.vendor, row.month, row.definition, row.inputs, row.as_of, row.data, row.sha256,
                      row.issued_at, row.superseded_at)
