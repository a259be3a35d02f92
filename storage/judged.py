"""Months as the engine judged them, kept beside what they rest on: derived, and at any time to be judged anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring.records import Month, VendorCode
from storage.home import Store
from storage.listing import partitions
from storage.scope import Scope

if TYPE_CHECKING:
    from sqlmodel import Session

Key = tuple[VendorCode, Month]


@dataclass(frozen=True, slots=True)
class Contents:
    """The fingerprints of the current records by kind, vendor and month (2026-05), and the data version they had."""

    version: int
    fingerprints: Mapping[tuple[str, str, str], str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A month as it was judged: ``data`` is the engine's, ``rests_on`` the fingerprint (64 hex digits) of all of it."""

    rests_on: str
    data: bytes


def contents(store: Store, scope: Scope) -> Contents:
    """What is stored in ``scope`` at this moment."""
    from storage.versions import data_version

    with store.reading() as session:
        listed = partitions(session, scope.vendors)
        return Contents(data_version(session), {one.key: one.fingerprint for one in listed})


def kept(store: Store, scope: Scope) -> dict[Key, Judged]:
    """The months on record, of vendors in ``scope``; whether one still holds is told by what it rests on."""
    from sqlmodel import select

    from storage.tables_findings import JudgedMonth

    with store.reading() as session:
        return {(VendorCode(row.vendor), Month.parse(row.month)): Judged(row.rests_on, row.data)
                for row in session.exec(select(JudgedMonth)) if scope.allows(row.vendor)}


def keep(store: Store, months: Mapping[Key, Judged], version: int) -> bool:
    """Keep ``months`` in the place of what was kept of them; False, and nothing kept, where the data version is no
    longer ``version``: they may have been judged by what came meanwhile."""
    from storage.tables_findings import JudgedMonth
    from storage.versions import held

    with store.writing() as session:
        if not held(session, version):
            return False
        for (vendor, month), judged in months.items():
            session.merge(JudgedMonth(vendor=vendor, month=str(month), rests_on=judged.rests_on, data=judged.data))
        return True


def clear(session: Session) -> None:
    """Keep none: what they tell may show a customer who is forgotten."""
    import sqlalchemy as sa

    from storage.tables_findings import JudgedMonth

    session.execute(sa.delete(JudgedMonth))

