"""The vendors: add them, name them, merge two codes that are one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.errors import UserError

if TYPE_CHECKING:
    from storage.home import Store
    from storage.vendors import VendorView

ADMINISTRATOR = "administrator"
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def add(store: Store, code: str, *, name: str | None = None, timezone: str | None = None,
        aliases: Sequence[str] = ()) -> dict[str, Any]:
    """Add a vendor, or further names and another time zone to the one of this code; ``told`` says what was done.

    UserError for a code that is not one, a zone that does not exist; StorageRefusal for a name that means another.
    """
    from storage import vendors

    if not _CODE.fullmatch(code):
        raise UserError(
            "bad_code",
            f"{code!r} cannot be a vendor's code: use up to 40 lower-case letters, digits, - and _, beginning with a "
            "letter or digit. Its full name goes into --name.",
        )
    if timezone is not None:
        check_timezone(timezone)
    if vendors.names(store).get(code) == code:
        return _with_more(store, code, [*([name] if name else []), *aliases], timezone)
    added = vendors.add(store, code, name=name or code, timezone=timezone, aliases=tuple(aliases), actor=ADMINISTRATOR)
    return _as_dict(added) | {"told": [f"Vendor {added.code} ({added.name}) is known now."]}


def _with_more(store: Store, code: str, words: Sequence[str], timezone: str | None) -> dict[str, Any]:
    """The known vendor with what it did not have yet, and what was told of it."""
    from storage import vendors

    if not words and timezone is None:
        raise UserError("vendor_taken", (
            f"There is a vendor {code} already. Add a name its exports use with --alias, or set its time zone with "
            "--timezone."
        ))
    for word in words:
        vendors.add_alias(store, code, word, actor=ADMINISTRATOR)
    said = [f"Files may name vendor {code} {word} now." for word in words]
    if timezone is not None:
        said += _moved(store, code, timezone)
    return _known(store, code) | {"told": said}


def _moved(store: Store, code: str, timezone: str) -> list[str]:
    """Set the vendor's time zone; what to tell of it."""
    from storage import vendors

    before = vendors.timezones(store).get(code)
    if before == timezone:
        return [f"The time zone of {code} is {timezone} already."]
    vendors.set_timezone(store, code, timezone, actor=ADMINISTRATOR)
    return [f"The time zone of {code} is {timezone} now{f' (it was {before})' if before else ''}.",
            "Files imported before keep the times they were read with; to read one in the new zone, import it again "
            "with --replaces."]


def _known(store: Store, code: str) -> dict[str, Any]:
    return next(vendor for vendor in listed(store) if vendor["code"] == code)


def listed(store: Store) -> list[dict[str, Any]]:
    """Every vendor that has not been merged away."""
    from storage import vendors
    from storage.scope import EVERYTHING

    return [_as_dict(vendor) for vendor in vendors.listing(store, EVERYTHING)]


def rename(store: Store, code: str, name: str) -> dict[str, Any]:
    """Give a vendor another name."""
    from storage import vendors

    return _as_dict(vendors.rename(store, code, name, actor=ADMINISTRATOR))


def merge(store: Store, code: str, into: str) -> dict[str, Any]:
    """Make everything of ``code`` count as ``into``, and score again what that changes."""
    from app.services.scorecards import bring_up_to_date
    from storage import vendors

    vendors.merge(store, code, into, actor=ADMINISTRATOR)
    bring_up_to_date(store)
    return _known(store, into)


def check_timezone(name: str) -> None:
    """UserError when ``name`` is no zone of the IANA time zone database."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UserError(
            "unknown_timezone",
            f"There is no time zone {name!r}. Use a name of the IANA list, such as Asia/Shanghai or Europe/London.",
        ) from None


def _as_dict(vendor: VendorView) -> dict[str, Any]:
    return {
        "code": vendor.code, "name": vendor.name, "timezone": vendor.timezone, "aliases": list(vendor.aliases),
        "merged_into": vendor.merged_into,
    }
