"""A dropped connection may resume its own session, never another person's.

A browser that reconnects names the session it had. Streamlit gives that session to whoever names it; so the
gate takes the name out of the handshake unless the same person was last seen in that session.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from starlette.types import Scope

from app.access import Viewer

HEADER = b"sec-websocket-protocol"
MOST_SESSIONS = 20_000


class Resumable:
    """Which person each live session was last drawn for: session id -> person id, oldest forgotten first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._people: OrderedDict[str, int] = OrderedDict()

    def seen(self, session_id: str, person_id: int) -> None:
        """A page of ``session_id`` is being drawn for ``person_id``."""
        with self._lock:
            self._people[session_id] = person_id
            self._people.move_to_end(session_id)
            while len(self._people) > MOST_SESSIONS:
                self._people.popitem(last=False)

    def may_resume(self, session_id: str, person_id: int) -> bool:
        with self._lock:
            return self._people.get(session_id) == person_id

    def sessions_of(self, person_id: int) -> tuple[str, ...]:
        """The sessions last drawn for this person."""
        with self._lock:
            return tuple(session for session, person in self._people.items() if person == person_id)

    def keep_own(self, scope: Scope, viewer: Viewer) -> None:
        """Take a foreign session's name out of the handshake (third entry of the protocol header)."""
        scope["headers"] = [
            (name, self._checked(value, viewer) if name.lower() == HEADER else value)
            for name, value in scope["headers"]
        ]

    def _checked(self, value: bytes, viewer: Viewer) -> bytes:
        entries = [entry.strip() for entry in value.decode("latin-1").split(",")]
        if len(entries) > 2 and not self.may_resume(entries[2], viewer.person_id):
            entries = entries[:2]
        return ", ".join(entries).encode("latin-1")


RESUMABLE = Resumable()
"""This process's register, shared by the gate and the pages' frame."""
