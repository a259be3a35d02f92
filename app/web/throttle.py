"""Slowing down those who try passwords: failures are counted in this process's memory and forgotten at a
restart.

Three windows count together, so that neither one login from one place, nor one place through many logins,
nor one login from many places can be tried at speed. The last is wide, and does not count for the places
from which the right person signed in lately: nobody can lock a colleague out.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]
MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Window:
    """At most ``attempts`` failures in ``seconds``."""

    attempts: int
    seconds: float


KNOWN_S = 7 * 86_400.0
"""So long an address is remembered as one the right person signs in from."""
PAIR, ADDRESS, LOGIN = Window(5, 300), Window(30, 300), Window(60, 900)


class Throttle:
    """Counts tries by login and address. Every try counts when it begins; one that succeeds is taken back."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tries: dict[tuple[str, ...], deque[float]] = {}
        self._known: dict[tuple[str, str], float] = {}
        self._sweep_at = MOST_KEYS

    def wait_s(self, login: str, address: str) -> float:
        """Begin a try: 0 when it may go on, else the seconds to wait (and the try does not count)."""
        now = self._clock()
        with self._lock:
            self._sweep_if_many(now)
            windows = [(self._within(key, window, now), window) for key, window in self._keys(login, address, now)]
            wait = max(_wait(tries, window, now) for tries, window in windows)
            if wait <= 0:
                for tries, _ in windows:
                    tries.append(now)
            return max(wait, 0.0)

    def succeeded(self, login: str, address: str) -> None:
        """The right password: the tries of this login from this address are forgotten, and the last of the
        others."""
        now = self._clock()
        with self._lock:
            for key, window in self._keys(login, address, now):
                tries = self._tries.get(key)
                if tries and window is PAIR:
                    tries.clear()
                elif tries:
                    tries.pop()
            self._known[_folded(login), address] = now

    def _keys(self, login: str, address: str, now: float) -> list[tuple[tuple[str, ...], Window]]:
        """The windows a try counts in; the login's own not from where its person signed in lately."""
        folded = _folded(login)
        keys = [(("pair", folded, address), PAIR), (("address", address), ADDRESS)]
        known = self._known.get((folded, address))
        is_known = known is not None and now - known <= KNOWN_S
        return keys if is_known else [*keys, (("login", folded), LOGIN)]

    def _within(self, key: tuple[str, ...], window: Window, now: float) -> deque[float]:
        tries = self._tries.setdefault(key, deque())
        while tries and tries[0] <= now - window.seconds:
            tries.popleft()
        return tries

    def _sweep_if_many(self, now: float) -> None:
        """Forget what is past, before a try takes its windows: not in its middle, and again only at twice as many."""
        if len(self._tries) < self._sweep_at:
            return
        oldest = now - max(PAIR.seconds, ADDRESS.seconds, LOGIN.seconds)
        self._tries = {key: tries for key, tries in self._tries.items() if tries and tries[-1] > oldest}
        self._known = {key: at for key, at in self._known.items() if now - at <= KNOWN_S}
        self._sweep_at = max(MOST_KEYS, 2 * len(self._tries))


def _folded(login: str) -> str:
    return login.strip().casefold()[:200]


def _wait(tries: deque[float], window: Window, now: float) -> float:
    return 0.0 if len(tries) < window.attempts else tries[0] + window.seconds - now
