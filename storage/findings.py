"""Findings of missing feedback on record: opened once, changed never, each step of their life added after the last.

A step is checked and added in one unit of work, so that of two people who decide at once the second is refused. What a
finding came to at an earlier date follows from the steps up to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from scoring.forms import Form
from scoring.records import Month
from storage import versions
from storage.audit import note
from storage.errors import StorageRefusal
from storage.home import Store
from storage.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlmodel import Session

    from storage.tables_findings import FindingEvent, FindingRow

DRAWN, RELISTENED, SENT, REPLIED, EXTENDED, DECIDED = (
    "drawn", "relistened", "sent", "replied", "extended", "decided")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a finding's life. ``text`` is what its author says; ``data`` the bytes it made (what was sent), and
    ``sha256`` that of these bytes as they were made, whoever was taken out of them since ('' before it is on record).
    """

    kind: str
    at: datetime
    by: str
    text: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    data: bytes | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding as it was opened, with its steps in order. ``id`` is its public name (f3); ``vendor`` whose it is
    today, after merges; ``data`` its JSON with the calls it rests on."""

    number: int
    vendor: str
    month: str
    verdict: str
    data: bytes
    opened_by: str
    opened_at: datetime
    steps: tuple[Step, ...]

    @property
    def id(self) -> str:
        return f"f{self.number}"

    def step(self, kind: str) -> Step | None:
        """The last step of this kind."""
        return next((step for step in reversed(self.steps) if step.kind == kind), None)


def open_finding(store: Store, vendor: str, month: Month, *, verdict: str, data: bytes, form: Form | None, by: str,
                 at: datetime) -> FindingView:
    """Put a finding on record and draw what is to be heard again (``form`` is pinned with that draw).

    ``data`` is a JSON object with the lists of call ids ``missing``, ``arrived`` and ``others``. StorageRefusal where
    one of the same vendor and month is not decided yet.
    """
    import sqlalchemy as sa
    from sqlmodel import col, select

    from storage import relistening
    from storage.tables_findings import FindingRow
    from storage.vendors import existing

    sha256 = hashlib.sha256(data).hexdigest()
    with store.writing() as session:
        versions.step(session)  # whoever numbers findings and draws waits here
        code = existing(session, vendor).code
        _refuse_second(session, code, str(month))
        number = (session.exec(select(sa.func.max(col(FindingRow.number)))).one() or 0) + 1
        session.add(FindingRow(number=number, vendor=code, month=str(month), verdict=verdict, data=data, sha256=sha256,
                               opened_by=by, opened_at=at))
        session.flush()
        draw = relistening.seal(session, code, str(month), data, sha256, form, by, at)
        _add(session, number, Step(DRAWN, at, by, details={"draw": draw} if draw else {}))
        note(session, by, "finding_drawn", f"f{number}", vendor=code, month=str(month), verdict=verdict, sha256=sha256,
             draw=draw)
        return _views(session, number)[0]


def add_step(store: Store, number: int, step_for: Callable[[FindingView], Step]) -> FindingView:
    """Add the step that ``step_for`` answers for the finding as it stands; what it raises leaves everything as it was.

    KeyError for a number that is none.
    """
    from sqlmodel import select

    from storage.tables_findings import FindingRow

    with store.writing() as session:
        versions.step(session)
        row = session.exec(select(FindingRow).where(FindingRow.number == number).with_for_update()).one_or_none()
        if row is None:
            raise KeyError(number)
        view = _views(session, number)[0]
        step = _add(session, number, step_for(view))
        if step.kind == DECIDED:
            row.decided_at = step.at
        note(session, step.by, f"finding_{step.kind}", view.id, vendor=view.vendor, month=view.month,
             **{name: value for name, value in step.details.items() if isinstance(value, str | int | float)})
        session.flush()
        return replace(view, steps=(*view.steps, step))


def listing(store: Store, scope: Scope, as_of: datetime | None = None) -> list[FindingView]:
    """The findings of the vendors in scope, newest first, with their steps up to ``as_of``.

    StorageRefusal for one whose bytes are not those that were kept.
    """
    with store.reading() as session:
        found = _views(session)
    return [_until(view, as_of) for view in reversed(found)
            if scope.allows(view.vendor) and (as_of is None or view.opened_at <= as_of)]


def find(store: Store, scope: Scope, finding: str) -> FindingView | None:
    """The finding called ``finding`` (f3); None when there is none in scope."""
    return next((view for view in listing(store, scope) if view.id == finding), None)


def _until(view: FindingView, as_of: datetime | None) -> FindingView:
    return view if as_of is None else replace(view, steps=tuple(step for step in view.steps if step.at <= as_of))


def _refuse_second(session: Session, vendor: str, month: str) -> None:
    """A merged vendor's finding counts as its target's: told by today's vendor, beyond what the index can hold."""
    other = next((view for view in _views(session) if (view.vendor, view.month) == (vendor, month)
                  and view.step(DECIDED) is None), None)
    if other is not None:
        raise StorageRefusal("finding_open", (
            f"Finding {other.id} of {vendor} in {month} is not decided yet; of one month there is one at a time. "
            f"Decide {other.id} first."
        ))


def holding(session: Session, told_without: Callable[[Any], Any]) -> list[int]:
    """The numbers of the findings that ``told_without`` (a JSON value without a customer) would change."""
    return [view.number for view in _views(session) if _told(view) != told_without(_told(view))]


def take_out(session: Session, told_without: Callable[[Any], Any]) -> int:
    """Take a customer out of all findings and their steps, inside a unit of work; how many held him.

    What is kept of them stands for what was opened and sent by its first SHA-256 still, and by a second one for what is
    left; nothing else of a finding changes.
    """
    from sqlmodel import select

    from storage.tables_findings import FindingEvent, FindingRow

    found = holding(session, told_without)
    for row in session.exec(select(FindingRow)) if found else ():
        _mask_bytes(row, told_without)
    for event in session.exec(select(FindingEvent)) if found else ():
        _mask_bytes(event, told_without)
        event.text, event.details = told_without(event.text), told_without(event.details)
    session.flush()
    return len(found)


def _told(view: FindingView) -> list[Any]:
    """All that a finding and its steps tell, as JSON values."""
    return [_parsed(view.data), *([step.text, dict(step.details), _parsed(step.data)] for step in view.steps)]


def _parsed(data: bytes | None) -> Any:
    return None if data is None else json.loads(data)


def _mask_bytes(row: FindingRow | FindingEvent, told_without: Callable[[Any], Any]) -> None:
    from scoring.scorecard import canonical_bytes

    before = _parsed(row.data)
    after = told_without(before)
    if after != before:
        row.data = canonical_bytes(after)
        row.masked_sha256 = hashlib.sha256(row.data).hexdigest()


def _add(session: Session, number: int, step: Step) -> Step:
    """The step as it is on record now."""
    from storage.tables_findings import FindingEvent

    sha256 = hashlib.sha256(step.data).hexdigest() if step.data is not None else None
    session.add(FindingEvent(finding=number, kind=step.kind, at=step.at, by=step.by, text=step.text,
                             details=dict(step.details), data=step.data, sha256=sha256))
    session.flush()
    return replace(step, sha256=sha256 or "")


def _views(session: Session, number: int | None = None) -> list[FindingView]:
    """All findings (or one) by number, each with its steps."""
    from sqlmodel import col, select

    from storage.tables import Vendor
    from storage.tables_findings import FindingEvent, FindingRow

    today = {row.code: row.merged_into or row.code for row in session.exec(select(Vendor))}
    steps: dict[int, list[FindingEvent]] = {}
    for event in session.exec(select(FindingEvent).order_by(col(FindingEvent.id))):
        steps.setdefault(event.finding, []).append(event)
    rows = select(FindingRow).order_by(col(FindingRow.number))
    return [_view(row, today[row.vendor], steps.get(row.number, []))
            for row in session.exec(rows if number is None else rows.where(FindingRow.number == number))]


def _view(row: FindingRow, vendor: str, events: Sequence[FindingEvent]) -> FindingView:
    kept = [(row.data, row.masked_sha256 or row.sha256)]
    kept += [(event.data, event.masked_sha256 or event.sha256 or "") for event in events if event.data is not None]
    for data, sha256 in kept:
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StorageRefusal("finding_damaged", (
                f"The stored finding f{row.number} no longer matches its SHA-256. Bring the database back from a "
                "backup."
            ))
    return FindingView(row.number, vendor, row.month, row.verdict, row.data, row.opened_by, row.opened_at, tuple(
        Step(event.kind, event.at, event.by, event.text, event.details, event.data, event.sha256 or "")
        for event in events))
