"""``home.json``: the home's UUID and what its first command pinned for good."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.clock import utc_now
from storage.durable import write_durably
from storage.errors import StorageRefusal


@dataclass(frozen=True, slots=True)
class Pinned:
    """What cannot change any more: months rest on the zone, pseudonyms on the country code."""

    uuid: str
    timezone: str
    country_code: str | None
    demo: bool
    made_at: str
    originals_days: int | None = None
    """Days that imported files are kept as they came; 0 none, None that nobody has said: none either."""


MOST_DAYS = 3650


def pinned(home: Path, timezone: str | None, country_code: str | None, demo: bool,
           keep_originals: str | None = None) -> tuple[Pinned, bool]:
    """What ``home.json`` says, and whether it was only now written. Refused when another value is asked for."""
    if timezone is not None:
        _check_zone(timezone)
    days = None if keep_originals is None else days_of(keep_originals)
    path = home / "home.json"
    if not path.exists():
        made = Pinned(str(uuid.uuid4()), timezone or "UTC", country_code, demo, utc_now().isoformat(), days)
        _write(path, made)
        return made, True
    stands = _load(path)
    _check("time zone", "OPENLINE_TIMEZONE", stands.timezone, timezone)
    _check("country code", "OPENLINE_COUNTRY_CODE", stands.country_code, country_code)
    if days is not None and stands.originals_days is None:
        stands = replace(stands, originals_days=days)
        _write(path, stands)
    elif days is not None and days != stands.originals_days:
        raise StorageRefusal("pinned", (
            f"This home keeps imported files for {stands.originals_days} days, and OPENLINE_KEEP_ORIGINALS_DAYS says "
            f"{days}. Unset it, or say 'openline originals --keep {days}'."
        ))
    return stands, False


def days_of(said: str) -> int:
    """A number of days as a setting or an option writes it; refused with a sentence otherwise."""
    text = said.strip().lower()
    if text in ("off", "none", "no"):
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= MOST_DAYS):
        raise StorageRefusal("days", (
            f"{said!r} is no number of days that imported files may be kept: write 1 to {MOST_DAYS:,}, or off."
        ))
    return int(text)


def originals_days(home: Path) -> int:
    """For how many days this home keeps imported files; 0 for not at all."""
    return _load(home / "home.json").originals_days or 0


def keep_originals_for(home: Path, days: int) -> int:
    """Pin another number of days; answers the one before."""
    stands = _load(home / "home.json")
    _write(home / "home.json", replace(stands, originals_days=days))
    return stands.originals_days or 0


def _write(path: Path, about: Pinned) -> None:
    write_durably(path, json.dumps(asdict(about), indent=1).encode())


def _load(path: Path) -> Pinned:
    try:
        return Pinned(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        raise StorageRefusal("home_unreadable", (
            f"{path} is damaged. Bring it back from a backup; without it the home cannot be opened."
        )) from None


def _check_zone(timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        raise StorageRefusal("unknown_timezone", (
            f"{timezone!r} is not a time zone. Use a name like Europe/Berlin, Asia/Shanghai or UTC."
        )) from None


def _check(what: str, setting: str, stands: str | None, asked: str | None) -> None:
    if asked is not None and asked != stands:
        raise StorageRefusal("pinned", (
            f"This home's {what} is {stands or 'not set'} and cannot become {asked}: months and pseudonyms already "
            f"stored rest on it. Unset {setting}, or start a new home."
        ))
