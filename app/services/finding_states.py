"""Where a finding stands in its life, read from its steps: its state, its deadline, and what it means elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from scoring.records import Month, VendorCode
from storage import findings as kept
from storage.findings import DECIDED, DRAWN, EXTENDED, RELISTENED, REPLIED, SENT, FindingView
from storage.scope import Scope

if TYPE_CHECKING:
    from scoring.scorecard import Checked
    from storage.home import Store

__all__ = ["DRAWN", "RELISTENED", "REPLIED", "SENT"]
UPHELD, EXPLAINED, WITHDRAWN = OUTCOMES = ("upheld", "explained", "withdrawn")
STATES = (DRAWN, RELISTENED, SENT, REPLIED, *OUTCOMES)
WORKING_DAYS = 10
"""So many working days a vendor has to reply."""
_SATURDAY = 5


def state_of(view: FindingView) -> str:
    """One of :data:`STATES`."""
    decided = view.step(DECIDED)
    if decided is not None:
        return str(decided.details["outcome"])
    return next(kind for kind in (REPLIED, SENT, RELISTENED, DRAWN) if view.step(kind) is not None)


def is_open(view: FindingView) -> bool:
    """Whether it is not decided yet."""
    return view.step(DECIDED) is None


def draw_of(view: FindingView) -> str | None:
    """The draw of the calls to be heard again; None where no call was missing."""
    drawn = view.step(DRAWN)
    return None if drawn is None else drawn.details.get("draw")


def due_after(sent: datetime, timezone: str) -> date:
    """The day by whose end a vendor must have replied to what it was sent: :data:`WORKING_DAYS` days later, Mondays to
    Fridays of the client's zone, the day of sending not counted. Public holidays are for an extension."""
    day, left = sent.astimezone(ZoneInfo(timezone)).date(), WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return day


def due_of(view: FindingView) -> date | None:
    """The last day to reply, as it was last extended; None before it is sent."""
    said = view.step(EXTENDED) or view.step(SENT)
    return None if said is None else date.fromisoformat(said.details["until"])


def is_due(view: FindingView, timezone: str, now: datetime) -> bool:
    """Whether the time to reply has ended."""
    due = due_of(view)
    return due is not None and passed(due, timezone, now)


def passed(day: date, timezone: str, now: datetime | None = None) -> bool:
    """Whether the last moment of ``day`` in the client's zone lies behind."""
    return (now or datetime.now(UTC)) >= datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone))


def as_json(view: FindingView) -> dict[str, Any]:
    """The life of a finding as the command line writes it, without the bytes that were sent."""
    due, decided = due_of(view), view.step(DECIDED)
    return {
        "finding": view.id, "number": view.number, "vendor": view.vendor, "month": view.month, "state": state_of(view),
        "verdict": view.verdict, "draw": draw_of(view), "reply_until": due.isoformat() if due else None,
        "decision": decided.text if decided else None,
        "steps": [{"kind": step.kind, "at": step.at.isoformat(), "by": step.by, "text": step.text,
                   "details": {name: value for name, value in step.details.items() if name != "taken_out"}}
                  for step in view.steps],
    }


@dataclass(frozen=True)
class Lives:
    """All findings in scope as of a moment (None: now), by what they mean elsewhere."""

    store: Store
    scope: Scope
    moment: datetime | None = None

    @cached_property
    def views(self) -> tuple[FindingView, ...]:
        """Newest first."""
        return tuple(kept.listing(self.store, self.scope, self.moment))

    def of(self, vendor: str, month: Month | str) -> FindingView | None:
        """The newest finding of a vendor's month."""
        return next((view for view in self.views if (view.vendor, view.month) == (vendor, str(month))), None)

    def decided(self, vendor: str) -> frozenset[Month]:
        """The months of a vendor of which a finding is decided, whether or not another was opened since."""
        return frozenset(Month.parse(view.month) for view in self.views
                         if view.vendor == vendor and not is_open(view))

    def taken_out(self, vendor: str, month: Month | str) -> frozenset[str]:
        """The calls ('' for remarks that name none) whose remarks a second evaluator did not confirm."""
        return frozenset(call for view in self.views if (view.vendor, view.month) == (vendor, str(month))
                         for step in view.steps if step.kind == RELISTENED for call in step.details["taken_out"])

    def checked(self, month: Month | str, *, sent_only: bool = False) -> Mapping[VendorCode, Checked]:
        """What the month's findings mean for scorecards; ``sent_only``: as though there were none that its vendor was
        not sent, which is how vendors' own people see it."""
        from scoring.scorecard import UNCHECKED, Checked

        found: dict[VendorCode, Checked] = {}
        for view in self.views:
            if view.month == str(month) and (view.step(SENT) is not None or not sent_only):
                before = found.get(VendorCode(view.vendor), UNCHECKED)
                found[VendorCode(view.vendor)] = Checked(before.open or is_open(view),
                                                         before.upheld or state_of(view) == UPHELD)
        return {vendor: each for vendor, each in sorted(found.items()) if each != UNCHECKED}


def life_of(lives: Lives, vendor: str, month: Month | str) -> dict[str, Any]:
    """The field ``life`` of a vendor-month's finding; nothing where none is on record."""
    view = lives.of(vendor, month)
    if view is None:
        return {}
    told = as_json(view)
    return {"life": {name: told[name] for name in ("finding", "number", "state", "reply_until", "decision")}}
