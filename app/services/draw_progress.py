"""How far the judging of each draw has come: judged, still out, not to be heard; and when its month closes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.services.drawing import draws_in
from app.services.scorecards import closes_on
from scoring.records import EVALUATIONS, Month
from scoring.sampling import HEARD

if TYPE_CHECKING:
    from storage.draws import DrawView
    from storage.home import Store
    from storage.scope import Scope

UNAVAILABLE = "unavailable"
UNFINISHED = ("draft", "retracted", UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class DrawLine:
    """A draw and how far it is: of its ``view.n`` calls ``judged`` (whoever judged them), ``unavailable`` (nobody could
    hear them, and none is put in their place); the others are ``out``. All None for callers to survey. ``closes``: the
    day on which the month's forwarding ends, until which the vendor must not know the calls."""

    view: DrawView
    judged: int | None
    unavailable: int | None
    closes: date

    @property
    def out(self) -> int | None:
        if self.judged is None or self.unavailable is None:
            return None
        return self.view.n - self.judged - self.unavailable


def lines(store: Store, scope: Scope) -> tuple[DrawLine, ...]:
    """The draws in scope, newest first, with their progress."""
    return tuple(line(store, scope, view) for view in draws_in(store, scope))


def line(store: Store, scope: Scope, view: DrawView) -> DrawLine:
    """One draw with its progress."""
    closes = closes_on(view.month, store.timezone)
    if view.purpose not in HEARD:
        return DrawLine(view, None, None, closes)
    judged, unheard = progress(store, scope, view)
    return DrawLine(view, judged, unheard, closes)


def progress(store: Store, scope: Scope, view: DrawView) -> tuple[int, int]:
    """How many calls of a draw to judge are judged for it by now, and how many of the others are said to be
    unavailable."""
    from storage import draws, records

    drawn = set(draws.named(store, scope, view.id))
    found = records.month_records(store, scope, EVALUATIONS.name, view.vendor, [Month.parse(view.month)])
    told = [(call, status) for call, draw_id, status
            in zip(found["call_id"], found["draw_id"], found["status"], strict=True) if draw_id == view.id]
    judged = drawn & {call for call, status in told if status not in UNFINISHED}
    return len(judged), len((drawn & {call for call, status in told if status == UNAVAILABLE}) - judged)
