"""The one place that reads the environment. Every setting has a default that suits one machine and one client."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the portal keeps its state and how it is reached.

    ``home`` holds everything of one client; ``database_url`` is None for SQLite inside the home. ``timezone`` (IANA
    name) and ``country_code`` (calling code, digits) are pinned in the home by the first command; None leaves what
    is pinned. ``secret_file`` is None for a key inside the home. ``cookie_secure`` marks the session cookie for HTTPS.
    ``keep_originals``: days that imported files are kept as they came, sealed; pinned likewise, None leaves it.
    ``debug`` shows the details of the program's own faults on standard error.
    ``trusted_proxies``: addresses or networks, with commas, whose word is taken for where a request came from.
    """

    home: Path
    database_url: str | None = None
    secret_file: Path | None = None
    timezone: str | None = None
    country_code: str | None = None
    cookie_secure: bool = False
    trusted_proxies: str = ""
    debug: bool = False
    keep_originals: str | None = None


def settings(home: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process: ``home`` wins over ``OPENLINE_HOME``, which wins over ``./data``."""
    env = os.environ if environment is None else environment
    secret = env.get("OPENLINE_SECRET_FILE")
    return Settings(
        home=(home or Path(env.get("OPENLINE_HOME") or "data")).expanduser().absolute(),
        database_url=env.get("OPENLINE_DATABASE_URL") or None,
        secret_file=Path(secret).expanduser().absolute() if secret else None,
        timezone=env.get("OPENLINE_TIMEZONE") or None,
        country_code=env.get("OPENLINE_COUNTRY_CODE") or None,
        cookie_secure=_is_on(env.get("OPENLINE_COOKIE_SECURE")),
        trusted_proxies=(env.get("OPENLINE_TRUSTED_PROXIES") or "").strip(),
        debug=_is_on(env.get("OPENLINE_DEBUG")),
        keep_originals=env.get("OPENLINE_KEEP_ORIGINALS_DAYS") or None,
    )


def _is_on(value: str | None) -> bool:
    return (value or "").lower() in ("1", "true", "yes")


def environment_for(chosen: Settings) -> dict[str, str]:
    """This process's environment with ``chosen`` written into it, for a child that reads its own settings."""
    values = {
        "OPENLINE_HOME": str(chosen.home),
        "OPENLINE_DATABASE_URL": chosen.database_url,
        "OPENLINE_SECRET_FILE": str(chosen.secret_file) if chosen.secret_file else None,
        "OPENLINE_TIMEZONE": chosen.timezone,
        "OPENLINE_COUNTRY_CODE": chosen.country_code,
        "OPENLINE_COOKIE_SECURE": "1" if chosen.cookie_secure else None,
        "OPENLINE_TRUSTED_PROXIES": chosen.trusted_proxies or None,
        "OPENLINE_DEBUG": "1" if chosen.debug else None,
        "OPENLINE_KEEP_ORIGINALS_DAYS": chosen.keep_originals,
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("OPENLINE_")}
    return inherited | {name: value for name, value in values.items() if value is not None}
