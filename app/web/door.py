"""The way from the web to the stored data: one opened store a process, for the home its settings name."""

from __future__ import annotations

import threading

from app.access import Viewer
from app.settings import Settings, settings
from storage.home import Store


class Door:
    """Opens the store at the first need and keeps it. Thread-safe; follows the settings when they change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: tuple[Settings, Store] | None = None

    def store(self) -> Store:
        from app.services.opening import open_home

        chosen = settings()
        with self._lock:
            if self._opened is None or self._opened[0] != chosen:
                self._opened = (chosen, open_home(chosen))
            return self._opened[1]

    def cookie_secure(self) -> bool:
        return settings().cookie_secure

    def identify(self, token: str) -> Viewer | None:
        """Who the token stands for at this moment."""
        from app.services.signing_in import viewer_for

        return viewer_for(self.store(), token)


DOOR = Door()
"""This process's door, shared by the web and the pages' frame."""
