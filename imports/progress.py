"""How far a reading has come, told to whoever listens: nobody, unless the reading runs in a child process."""

from __future__ import annotations

from collections.abc import Callable

Listener = Callable[[str, float], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Have ``listener`` called with every phase and fraction reported in this process from now on."""
    _listeners.append(listener)


def report(phase: str, fraction: float) -> None:
    """Say that ``phase`` (``open``, ``read``, ``check``, ``write``) is done to ``fraction`` (0 to 1) of its work."""
    for listener in _listeners:
        listener(phase, min(max(fraction, 0.0), 1.0))
