"""The vendors: add them, name them, merge two codes that are one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.access import Permission, Viewer
from app.errors import UserError
from scoring.records import VendorCode

if TYPE_CHECKING:
    from storage.home import Store
    from storage.vendors import VendorView

ADMINISTRATOR = "administrator"
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def add(store: Store, code: str, *, name: str | None = None, timezone: str | None = None,
        aliases: Sequence[str] = (), actor: str = ADMINISTRATOR) -> dict[str, Any]:
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
        return _with_more(store, code, [*([name] if name else []), *aliases], timezone, actor)
    added = vendors.add(store, code, name=name or code, timezone=timezone, aliases=tuple(aliases), actor=actor)
    return _as_dict(added) | {"told": [f"Vendor {added.code} ({added.name}) is known now."]}


def introduce(store: Store, viewer: Viewer, name: str, *, code: str = "", timezone: str | None = None,
              known: str | None = None) -> dict[str, Any]:
    """What who imports may do about a name files use: add its vendor, or let it mean the one of code ``known``.

    UserError for who may not, an empty name, a code that is none or is taken; else as :func:`add`.
    """
    if not viewer.may(Permission.IMPORT):
        raise UserError("not_yours", "Your account does not add vendors. Ask the client manager.")
    if not name.strip():
        raise UserError("no_name", "Write the vendor's name as its files have it.")
    if known is not None:
        return _with_more(store, known, [name], None, viewer.login)
    if any(vendor["code"] == code for vendor in listed(store)):
        raise UserError("vendor_taken", f"There is a vendor {code} already. Choose another, or say it is its name.")
    return add(store, code, name=name.strip(), timezone=timezone, actor=viewer.login)


def suggested_code(name: str) -> str:
    """A code made of the Latin letters and digits of ``name``; '' where it has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40]


def zones() -> tuple[str, ...]:
    """The names of the IANA time zone database, in their order."""
    from zoneinfo import available_timezones

    return tuple(sorted(available_timezones()))


def _with_more(store: Store, code: str, words: Sequence[str], timezone: str | None, actor: str) -> dict[str, Any]:
    """The known vendor with what it did not have yet, and what was told of it."""
    from storage import vendors

    if not words and timezone is None:
        raise UserError("vendor_taken", (
            f"There is a vendor {code} already. Add a name its exports use with --alias, or set its time zone with "
            "--timezone."
        ))
    for word in words:
        vendors.add_alias(store, code, word, actor=actor)
    said = [f"Files may name vendor {code} {word} now." for word in words]
    if timezone is not None:
        said += _moved(store, code, timezone, actor)
    return _known(store, code) | {"told": said}


def _moved(store: Store, code: str, timezone: str, actor: str) -> list[str]:
    """Set the vendor's time zone; what to tell of it."""
    from storage import vendors

    before = vendors.timezones(store).get(code)
    if before == timezone:
        return [f"The time zone of {code} is {timezone} already."]
    vendors.set_timezone(store, code, timezone, actor=actor)
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


def code_of(store: Store, word: str) -> VendorCode:
    """The code of the vendor that a code, name or alias means; UserError when it means none."""
    from storage import vendors

    if not word.strip():
        raise UserError("unknown_vendor", "The vendor is blank. Give its code, or no --vendor at all where the file "
                                          "names its vendors itself.")
    known = vendors.names(store)
    code = known.get(word.strip().casefold())
    if code is None:
        listed = ", ".join(sorted(set(known.values()))) or "none yet"
        raise UserError(
            "unknown_vendor",
            f"There is no vendor {word!r} (known: {listed}). Add it first: openline vendors add "
            f"{word.strip().casefold().replace(' ', '-')}",
        )
    return VendorCode(code)


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
