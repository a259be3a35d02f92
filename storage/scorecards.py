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
        return [_issue(session, definition, each) for each in months]


def _issue(session: Session, definition: str, scored: ScoredMonth) -> dict[VendorCode, bytes]:
    from storage.tables import Scorecard

    now, known = utc_now(), _same_or_current(session, definition, scored)
    for (_, inputs), row in known.items():
        row.superseded_at = None if inputs == scored.fingerprint else now
    issued = {}
    for vendor, data in scored.cards.items():
        same = known.get((vendor, scored.fingerprint))
        if same is None:
            session.add(Scorecard(vendor=vendor, month=str(scored.month), definition=definition,
                                  inputs=scored.fingerprint, as_of=scored.as_of, data=data,
                                  sha256=hashlib.sha256(data).hexdigest(), issued_at=now))
        issued[vendor] = data if same is None else _checked(same)
    return issued


def _same_or_current(session: Session, definition: str, scored: ScoredMonth) -> dict[tuple[str, str], Scorecard]:
    """What is on record of the vendors' month that rests on the same or is current, by vendor and what it rests on: one
    question for all vendors."""
    import sqlalchemy as sa
    from sqlmodel import col, select

    from storage.tables import Scorecard

    found = session.exec(select(Scorecard).where(
        col(Scorecard.vendor).in_(list(scored.cards)), Scorecard.month == str(scored.month),
        Scorecard.definition == definition,
        sa.or_(col(Scorecard.inputs) == scored.fingerprint, col(Scorecard.superseded_at).is_(None)),
    ))
    return {(row.vendor, row.inputs): row for row in found}


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
