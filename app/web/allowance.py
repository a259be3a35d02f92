"""How often something may be done, by whom or by what: counted in this process's memory, forgotten at a restart."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence

from app.web.throttle import MOST_KEYS, Clock, Window

Key = tuple[str, ...]


class Allowance:
    """Counts acts in windows; each act counts in all windows it names, or in none."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._acts: dict[Key, tuple[Window, deque[float]]] = {}
        self._sweep_at = MOST_KEYS

    def wait_s(self, wanted: Sequence[tuple[Key, Window]]) -> float:
        """Begin an act: 0 when it may go on, else the seconds to wait (and the act does not count)."""
        now = self._clock()
        with self._lock:
            self._sweep_if_many(now)
            acts = [(self._within(key, window, now), window) for key, window in wanted]
            wait = max(0.0 if len(past) < window.attempts else past[0] + window.seconds - now for past, window in acts)
            if wait <= 0:
                for past, _ in acts:
                    past.append(now)
            return max(wait, 0.0)

    def _within(self, key: Key, window: Window, now: float) -> deque[float]:
        _, past = self._acts.setdefault(key, (window, deque()))
        while past and past[0] <= now - window.seconds:
            past.popleft()
        return past

    def _sweep_if_many(self, now: float) -> None:
        if len(self._acts) < self._sweep_at:
            return
        self._acts = {key: (window, past) for key, (window, past) in self._acts.items()
                      if past and past[-1] > now - window.seconds}
        self._sweep_at = max(MOST_KEYS, 2 * len(self._acts))
