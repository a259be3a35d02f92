"""An import seen from a terminal: a line of progress on standard error, and Ctrl-C that stops it cleanly."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from app.services.progress import Cancelled, Listener, Progress, untold

DRAWN_EVERY_S = 0.25


@contextmanager
def told_on_terminal(*, quiet: bool) -> Iterator[Listener]:
    """A listener whose last word stands in one line of standard error while the work goes on, and is gone afterwards.

    Nothing is written where standard error is no terminal, or where the answer is for a program (``quiet``).
    """
    if quiet or not sys.stderr.isatty():
        yield untold
        return
    progress, done = Progress(), threading.Event()
    drawer = threading.Thread(target=_draw, args=(progress, done), daemon=True)
    drawer.start()
    try:
        yield progress
    finally:
        done.set()
        drawer.join()


def _draw(progress: Progress, done: threading.Event) -> None:
    from app.words import words_for

    words = words_for("en")
    while not done.wait(DRAWN_EVERY_S):
        print(f"\r\033[K{progress.text(words)}", end="", file=sys.stderr, flush=True)
    print("\r\033[K", end="", file=sys.stderr, flush=True)


@contextmanager
def stopped_by_ctrl_c() -> Iterator[Cancelled]:
    """Answers whether Ctrl-C was pressed: the work is then to stop where nothing is left half done. Pressed again it
    interrupts at once, as everywhere."""
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        print("\nStopping …", file=sys.stderr, flush=True)

    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)
