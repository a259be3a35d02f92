"""``home.json``: the home's UUID and what its first command pinned for good."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass
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


def pinned(home: Path, timezone: str | None, country_code: str | None, demo: bool) -> tuple[Pinned, bool]:
    """What ``home.json`` says, and whether it was only now written. Refused when another value is asked for."""
    if timezone is not None:
        _check_zone(timezone)
    path = home / "home.json"
    if not path.exists():
        made = Pinned(str(uuid.uuid4()), timezone or "UTC", country_code, demo, utc_now().isoformat())
        write_durably(path, json.dumps(asdict(made), indent=1).encode())
        return made, True
    stands = _load(path)
    _check("time zone", "OPENLINE_TIMEZONE", stands.timezone, timezone)
    _check("country code", "OPENLINE_COUNTRY_CODE", stands.country_code, country_code)
    return stands, False


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
