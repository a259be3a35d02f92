"""Open the portal's state: the home and its database, made by the first command that needs them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.settings import Settings, settings

if TYPE_CHECKING:
    from storage.home import Store


def open_portal(home: Path | None = None) -> Store:
    """The store of this process's settings; ``home`` wins. StorageRefusal (a sentence) when it cannot be opened."""
    return open_home(settings(home))


def open_home(chosen: Settings, *, demo: bool = False) -> Store:
    """The store of ``chosen``; ``demo`` marks a home that is made by this call as one of sample data."""
    from storage.home import open_store

    return open_store(
        chosen.home, chosen.database_url, timezone=chosen.timezone, country_code=chosen.country_code,
        secret_file=chosen.secret_file, demo=demo, keep_originals=chosen.keep_originals,
    )
