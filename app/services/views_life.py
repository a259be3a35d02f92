"""The life of a finding as pages show it: its steps as a line, what comes next, what its vendor was sent and says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.services.finding_evidence import sent_as
from app.services.finding_recount import Recount
from app.services.finding_states import OUTCOMES, Lives, draw_of, due_of, is_open, state_of
from storage.findings import DECIDED, DRAWN, EXTENDED, RELISTENED, REPLIED, SENT, FindingView
from storage.scope import Scope

if TYPE_CHECKING:
    from storage.home import Store

LINE = (DRAWN, RELISTENED, SENT, REPLIED, DECIDED)


@dataclass(frozen=True, slots=True)
class Said:
    """Something written down in a finding's life: when (client's zone), by whom, what; ``until`` of an extension."""

    at: datetime
    who: str
    text: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a vendor was sent and what came of it. ``ref`` is how it is called; ``document`` is the evidence as it was
    sent; ``due`` the last day to reply; ``outcome`` '' until it is decided."""

    ref: str
    vendor: str
    month: str
    sent: datetime
    due: date
    document: Mapping[str, Any]
    replies: tuple[Said, ...]
    extended: tuple[Said, ...]
    outcome: str
    decision: Said | None


@dataclass(frozen=True, slots=True)
class Life:
    """Where a finding stands. ``line`` holds each step of :data:`LINE` that was taken, the last of its kind; ``heard``
    what has come back of the calls to be heard again, without saying which; ``question`` what was sent."""

    id: str
    state: str
    is_open: bool
    draw: str | None
    line: Mapping[str, Said]
    heard: Recount | None
    question: Question | None
    decision: Said | None


def life(store: Store, scope: Scope, vendor: str, month: str) -> Life | None:
    """The newest finding of a vendor's month, for the client's people; None where there is none, or in a narrower
    scope."""
    from app.services.findings_life import heard_again

    view = Lives(store, scope).of(vendor, month) if scope.vendors is None else None
    if view is None:
        return None
    zone = ZoneInfo(store.timezone)
    counted = view.step(RELISTENED)
    heard = Recount(**counted.details) if counted is not None else heard_again(store, view)
    line = {kind: said for kind in LINE if (said := _said(view, kind, zone)) is not None}
    return Life(view.id, state_of(view), is_open(view), draw_of(view), line,
                replace(heard, taken_out=()) if heard is not None else None, question(view, zone), line.get(DECIDED))


def questions(store: Store, scope: Scope) -> tuple[Question, ...]:
    """What the vendors in scope were sent, the newest first: of a vendor's own people its own, and nothing that was not
    sent."""
    zone = ZoneInfo(store.timezone)
    found = (question(view, zone) for view in Lives(store, scope).views)
    return tuple(each for each in found if each is not None)


def question(view: FindingView, zone: ZoneInfo) -> Question | None:
    """What was sent of a finding; None before it was."""
    sent, ref, due = view.step(SENT), sent_as(view), due_of(view)
    if sent is None or sent.data is None or ref is None or due is None:
        return None
    state = state_of(view)
    return Question(ref, view.vendor, view.month, sent.at.astimezone(zone), due, json.loads(sent.data),
                    _all(view, REPLIED, zone), _all(view, EXTENDED, zone), state if state in OUTCOMES else "",
                    _said(view, DECIDED, zone))


def _all(view: FindingView, kind: str, zone: ZoneInfo) -> tuple[Said, ...]:
    return tuple(Said(step.at.astimezone(zone), step.by, step.text,
                      date.fromisoformat(step.details["until"]) if "until" in step.details else None)
                 for step in view.steps if step.kind == kind)


def _said(view: FindingView, kind: str, zone: ZoneInfo) -> Said | None:
    step = view.step(kind)
    if step is None:
        return None
    return Said(step.at.astimezone(zone), str(step.details.get("name") or step.by), step.text)
