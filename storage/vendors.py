"""The vendors: their codes, names and the other words files use for them; and merging two that are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scoring.records import UNASSIGNED
from storage.audit import note
from storage.clock import utc_now
from storage.errors import StorageRefusal
from storage.home import Store
from storage.scope import Scope

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.tables import Vendor

CODE = re.compile(r"\w[\w-]{0,39}")


@dataclass(frozen=True, slots=True)
class VendorView:
    """A vendor. ``aliases`` are the words given beside code and name; ``merged_into`` is None unless merged."""

    code: str
    name: str
    timezone: str | None
    aliases: tuple[str, ...]
    merged_into: str | None


def add(store: Store, code: str, *, name: str = "", timezone: str | None = None,
        aliases: Iterable[str] = (), actor: str) -> VendorView:
    """Add a vendor; refused when the code cannot be one, or a word of it already means another vendor."""
    from storage.tables import Vendor
    from storage.versions import step

    code = unicodedata.normalize("NFC", code.strip())
    if not CODE.fullmatch(code):
        raise StorageRefusal("vendor_code", (
            f"{code!r} cannot be a vendor's code. Use up to 40 letters, digits, '-' or '_'; "
            "give the full name with --name."
        ))
    if timezone is not None:
        _check_zone(timezone)
    with store.writing() as session:
        if session.get(Vendor, code) is not None:
            raise StorageRefusal("vendor_taken", f"There is a vendor {code} already.")
        row = Vendor(code=code, name=name.strip() or code, timezone=timezone, created_at=utc_now())
        session.add(row)
        for word in (code, row.name, *aliases):
            _claim(session, row, word)
        step(session)
        note(session, actor, "vendor_added", code, name=row.name, timezone=timezone)
        session.flush()
        return _view(session, row)


def listing(store: Store, scope: Scope) -> list[VendorView]:
    """The vendors inside the scope, merged ones too, by code."""
    from sqlmodel import col, select

    from storage.tables import Vendor

    with store.reading() as session:
        rows = session.exec(select(Vendor).where(col(Vendor.code) != UNASSIGNED).order_by(col(Vendor.code)))
        return [_view(session, row) for row in rows if scope.allows(row.code)]


def rename(store: Store, code: str, name: str, *, actor: str) -> VendorView:
    """Give a vendor another name; files may go on using the old one."""
    from storage.versions import step

    with store.writing() as session:
        row = existing(session, code)
        note(session, actor, "vendor_renamed", row.code, before=row.name, after=name.strip())
        row.name = name.strip() or row.code
        _claim(session, row, row.name)
        step(session)
        session.flush()
        return _view(session, row)


def add_alias(store: Store, code: str, alias: str, *, actor: str) -> VendorView:
    """Add a word files use for a vendor; refused when it means another one."""
    from storage.versions import step

    with store.writing() as session:
        row = existing(session, code)
        _claim(session, row, alias)
        step(session)
        note(session, actor, "vendor_alias_added", row.code, alias=alias)
        session.flush()
        return _view(session, row)


def set_timezone(store: Store, code: str, timezone: str, *, actor: str) -> VendorView:
    """Give a vendor another time zone, in which files are read from now on; what was read before stays as it is."""
    from storage.versions import step

    _check_zone(timezone)
    with store.writing() as session:
        row = existing(session, code)
        note(session, actor, "vendor_timezone_set", row.code, before=row.timezone, after=timezone)
        row.timezone = timezone
        step(session)
        session.flush()
        return _view(session, row)


def merge(store: Store, source: str, target: str, *, actor: str) -> tuple[tuple[str, str, str], ...]:
    """Let ``source`` count as ``target`` from now on; answers the (kind, vendor, month) that changed.

    Refused, with their number, when ids of the two collide.
    """
    from storage import merging

    return merging.merge(store, source, target, actor=actor)


def names(store: Store) -> dict[str, str]:
    """Every code, name and alias, trimmed and case-folded -> the code it means (of a merged vendor: the target)."""
    from sqlmodel import select

    from storage.tables import VendorAlias

    with store.reading() as session:
        return {row.folded: row.vendor for row in session.exec(select(VendorAlias))}


def timezones(store: Store) -> dict[str, str]:
    """The time zones given for vendors, by code."""
    from sqlmodel import col, select

    from storage.tables import Vendor

    with store.reading() as session:
        rows = session.exec(select(Vendor).where(col(Vendor.timezone).is_not(None)))
        return {row.code: row.timezone or "" for row in rows}


def existing(session: Session, word: str) -> Vendor:
    """The vendor a code, name or alias means today, inside a session; refused when there is none."""
    from storage.tables import Vendor, VendorAlias

    alias = session.get(VendorAlias, folded(word))
    row = session.get(Vendor, alias.vendor) if alias else None
    if row is None:
        raise StorageRefusal("unknown_vendor", (
            f"There is no vendor {word!r}. Add it with `openline vendors add`, "
            "or give its other names there with --alias."
        ))
    return row


def with_merged(session: Session, codes: Iterable[str]) -> frozenset[str]:
    """The codes and those of vendors merged into them: what was written down before a merge names the old ones."""
    from sqlmodel import col, select

    from storage.tables import Vendor

    merged = session.exec(select(Vendor.code).where(col(Vendor.merged_into).in_(codes)))
    return frozenset({*codes, *merged})


def folded(word: str) -> str:
    """How words for vendors are compared: trimmed, one form of Unicode, whatever the case."""
    return unicodedata.normalize("NFC", word.strip()).casefold()


def _claim(session: Session, row: Vendor, word: str) -> None:
    from storage.tables import VendorAlias

    word = word.strip()
    taken = session.get(VendorAlias, folded(word))
    if not word or len(word) > 200:
        raise StorageRefusal("vendor_word", "A vendor's name has 1 to 200 characters.")
    if taken is not None and taken.vendor != row.code:
        raise StorageRefusal("vendor_taken", f"{word!r} already means the vendor {taken.vendor}.")
    if taken is None:
        session.add(VendorAlias(folded=folded(word), alias=word, vendor=row.code))


def _check_zone(timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        raise StorageRefusal("unknown_timezone", (
            f"{timezone!r} is not a time zone. Use a name like Europe/Berlin, Asia/Shanghai or UTC."
        )) from None


def _view(session: Session, row: Vendor) -> VendorView:
    from sqlmodel import col, select

    from storage.tables import VendorAlias

    words = session.exec(select(VendorAlias).where(VendorAlias.vendor == row.code).order_by(col(VendorAlias.alias)))
    others = tuple(word.alias for word in words if word.folded not in (folded(row.code), folded(row.name)))
    return VendorView(row.code, row.name, row.timezone, others, row.merged_into)
