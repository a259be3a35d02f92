"""How far the judging of each draw has come: judged, still out, not to be heard; and when its month closes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.services.drawing import draws_in
from app.services.scorecards import closes_on
from scoring.columns import is_one_of, known
from scoring.records import EVALUATIONS, Month
from scoring.sampling import EVALUATE, HEARD

if TYPE_CHECKING:
    from storage.draws import DrawView
    from storage.home import Store
    from storage.scope import Scope

UNAVAILABLE = "unavailable"
UNFINISHED = ("draft", "retracted", UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class DrawLine:
    """A draw and how far it is: of its ``view.n`` calls ``judged`` (so that they count for it), ``unavailable``
    (nobody could hear them, and none is put in their place); the others are ``out``. All None for callers to survey.
    ``closes``: the day on which the month's forwarding ends, until which the vendor must not know the calls."""

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
    unavailable. A judgement that says it was chosen otherwise, or was made for somebody else than the client, enters no
    sample: its call is still out, however full the sheet is."""
    from storage import draws, records

    drawn = set(draws.named(store, scope, view.id))
    found = records.month_records(store, scope, EVALUATIONS.name, view.vendor, [Month.parse(view.month)])
    chosen = "random" if view.purpose == EVALUATE else "double"
    counts = is_one_of(found["draw_id"], view.id) & is_one_of(found["selection"], chosen) & (
        is_one_of(found["judged_by"], "client") | ~known(found["judged_by"]))
    told = [(call, status) for call, status, is_its in zip(found["call_id"], found["status"], counts, strict=True)
            if is_its]
    judged = drawn & {call for call, status in told if status not in UNFINISHED}
    return len(judged), len((drawn & {call for call, status in told if status == UNAVAILABLE}) - judged)
