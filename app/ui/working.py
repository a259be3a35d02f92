"""Files on their way in, on the page: a bar with the phase in words, and a button that stops the work.

A press on it, as on anything else of the page, makes Streamlit run the page again, and ends this run at the next thing
it draws. So the bar is drawn, and the run can end, only where somebody asks whether to stop: then the reading child is
killed and its folder swept by whoever started them. While a file is stored and scored the bar is drawn from aside, and
nothing can come in between.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from app.services.progress import Progress
from app.services.reports import FileReport
from app.services.uploads import Upload
from app.ui import session
from app.ui.components import grey
from app.words import Words

UNDER_WAY = "openline.under_way"
"""What was at work when a run of the page ended before it was done."""
DRAWN_EVERY_S = 0.3
_FROM_ASIDE = ("storing", "scoring")


@dataclass(slots=True)
class UnderWay:
    """Which file is at work, whether it is to be stored, and which were stored before it."""

    file: str
    stores: bool
    stored: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Working:
    """One file after another, each told by a bar."""

    words: Words
    bar: Any
    state: UnderWay
    progress: Progress = field(default_factory=Progress)
    named: str = ""
    drawn: float = 0.0

    def each(self, files: Sequence[Upload], act: Callable[[Upload], FileReport]) -> list[FileReport]:
        """What ``act`` answers of each file, in their order."""
        done = []
        for place, file in enumerate(files, start=1):
            self.named = self.words.t("progress.file", file=file.name, place=place, files=len(files))
            self.state.file, self.progress = file.name, Progress()
            done.append(act(file))
            self.state.stored += [file.name] if self.state.stores and done[-1].status == "stored" else []
        return done

    def told(self, phase: str, share: float | None) -> None:
        """Take a word of progress, from whatever thread it comes."""
        self.progress(phase, share)
        if phase in _FROM_ASIDE:
            drawer = threading.Thread(target=self._draw)
            add_script_run_ctx(drawer, get_script_run_ctx())
            drawer.start()
            drawer.join()

    def stopped(self) -> bool:
        """Draw the bar if it is time to: where the page is to run again, this run ends here. Never True by itself."""
        now = time.monotonic()
        if self.progress.phase not in _FROM_ASIDE and now - self.drawn > DRAWN_EVERY_S:
            self.drawn = now
            self._draw()
        return False

    def _draw(self) -> None:
        self.bar.progress(min(self.progress.whole, 1.0), text=f"{self.named} · {self.progress.text(self.words)}")


@contextmanager
def working(words: Words, *, stores: bool) -> Iterator[Working]:
    """A bar and a button to stop, gone when all is done; what a run that ended before was at is kept for the next.

    What comes of the work is to be remembered inside: to take the bar away may end the run.
    """
    place = st.empty()
    with place.container():
        bar, button = st.columns([6, 1], vertical_alignment="center")
        state = UnderWay("", stores)
        shown = Working(words, bar.empty(), state)
        button.button(words.t("progress.cancel"), key="working.cancel")
    session.remember(UNDER_WAY, state)
    try:
        yield shown
    except Exception:
        session.forget(UNDER_WAY)
        raise
    session.forget(UNDER_WAY)
    place.empty()


def tell_if_stopped(words: Words) -> None:
    """Say what came of the work when the run before this one was ended by a press on the button, or otherwise."""
    state = session.recall(UNDER_WAY)
    if state is None:
        return
    session.forget(UNDER_WAY)
    if not state.stores:
        grey(words.t("progress.stopped_check"))
        return
    before = words.t("progress.stored_before", files=", ".join(state.stored)) if state.stored else ""
    grey(" ".join(filter(None, [words.t("progress.stopped", file=state.file), before])))

