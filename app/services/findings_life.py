"""The life of a finding: drawn, heard again by somebody else, sent to its vendor, answered, decided by name.

Every step is checked against the finding as it stands, in the unit of work that adds it, and is on record in the audit
trail. What is refused says why in a sentence (:class:`Forbidden`, in the language asked for).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from app.access import Permission, Viewer
from app.errors import UserError
from app.services import finding_states as states
from app.services.asked import month_asked, vendor_asked
from app.services.finding_recount import Recount, recount
from app.services.finding_states import OUTCOMES, WITHDRAWN, due_after, due_of, is_due, is_open
from app.services.said import plain, without_customers
from app.words import words_for
from scoring.records import Month, VendorCode
from storage import findings as kept
from storage.findings import DECIDED, EXTENDED, RELISTENED, REPLIED, SENT, FindingView, Step
from storage.scope import Scope

if TYPE_CHECKING:
    from scoring.integrity.panel import Panel
    from storage.home import Store

LONGEST_TEXT = 5_000
"""Characters of a reply or a reason."""


class Forbidden(UserError):
    """A step that cannot be taken now, or not by this person: ``life.refused.<code>`` filled with ``facts``."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, words_for("en").t(f"life.refused.{code}", **facts))
        self.facts = facts

    def said(self, language: str) -> str:
        """The same in ``language``."""
        return words_for(language).t(f"life.refused.{self.code}", **self.facts)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes a step: the login that is kept with it, the name that vendors read under a decision."""

    login: str
    name: str
    may: frozenset[Permission]
    scope: Scope = field(default_factory=lambda: Scope(frozenset()))


def actor(viewer: Viewer) -> Actor:
    """A person of the portal."""
    from app.access import GRANTS, scope_for

    return Actor(viewer.login, viewer.name, GRANTS[viewer.role], scope_for(viewer))


def open_finding(store: Store, who: Actor, vendor: str, month: str, *, language: str = "en",
                 now: datetime | None = None, score: bool = True) -> FindingView:
    """Open the finding of a vendor's ``month`` as it stands, and draw what is to be heard again. Here and in the other
    steps ``score=False`` leaves the cards to a later ``bring_up_to_date``, for many steps in a row.

    Forbidden where the month shows nothing to check; StorageRefusal where one of it is open already.
    """
    from app.services.drawing import form_for
    from scoring.scorecard import canonical_bytes

    _need(who, Permission.FINDINGS)
    when, code = month_asked(month), vendor_asked(store, who.scope, vendor)
    assert when is not None and code is not None
    found, seen = _found(store, code, when)
    if found is None or not _shows_a_gap(found):
        raise Forbidden("no_gap", vendor=code, month=when)
    data = canonical_bytes({"finding": found, **_calls(seen)})
    view = kept.open_finding(store, code, when, verdict=found["verdict"], data=data,
                             form=form_for(store, code, language), by=who.login, at=_now(now))
    return _rescored(store, view, score)


def heard_again(store: Store, view: FindingView) -> Recount | None:
    """What has come back of the finding's draw by now; None where nothing was to be heard again."""
    draw = states.draw_of(view)
    return None if draw is None else recount(store, view, draw)


def close_relistening(store: Store, who: Actor, finding: str, *, now: datetime | None = None,
                      score: bool = True) -> FindingView:
    """Count what was heard again, once and for all; from then on the finding goes by what was confirmed."""
    _need(who, Permission.RELISTEN)
    view = find(store, who, finding)
    found = heard_again(store, view)

    def step(view: FindingView) -> Step:
        _open(view)
        if view.step(RELISTENED) is not None or view.step(SENT) is not None:
            raise Forbidden("relistened", finding=view.id)
        if found is None:
            raise Forbidden("nothing_to_hear", finding=view.id)
        if not found.judged:
            raise Forbidden("not_heard", draw=str(states.draw_of(view)), n=found.drawn, same=found.same_person)
        details = asdict(found) | {"taken_out": list(found.taken_out)}
        return Step(RELISTENED, _now(now), who.login, details=details)

    return _rescored(store, kept.add_step(store, view.number, step), score)


def send(store: Store, who: Actor, finding: str, *, now: datetime | None = None,
         score: bool = True) -> FindingView:
    """Send the vendor what was confirmed; it has :data:`states.WORKING_DAYS` working days to reply."""
    from app.services.finding_evidence import evidence

    _need(who, Permission.FINDINGS)
    view = find(store, who, finding)
    found, seen = _found(store, VendorCode(view.vendor), Month.parse(view.month))
    stands = found is not None and _shows_a_gap(found)
    again = view.step(RELISTENED)
    sent = evidence(store, found, seen, again.details if again else None) if found is not None and stands else b""

    def step(view: FindingView) -> Step:
        _open(view)
        if view.step(SENT) is not None:
            raise Forbidden("sent", finding=view.id)
        if states.draw_of(view) is not None and view.step(RELISTENED) is None:
            raise Forbidden("not_relistened", finding=view.id, draw=str(states.draw_of(view)))
        if not stands:
            raise Forbidden("gap_gone", finding=view.id)
        at = _now(now)
        return Step(SENT, at, who.login, details={"until": due_after(at, store.timezone).isoformat()}, data=sent)

    return _rescored(store, kept.add_step(store, view.number, step), score)


def extend(store: Store, who: Actor, finding: str, until: str, reason: str, *,
           now: datetime | None = None) -> FindingView:
    """Give the vendor until the end of the day ``until`` (2026-06-30, the client's zone), for a reason."""
    _need(who, Permission.FINDINGS)
    view, said = find(store, who, finding), _text(reason)
    try:
        day = date.fromisoformat(until.strip())
    except ValueError:
        raise Forbidden("bad_date", day=until[:40]) from None

    def step(view: FindingView) -> Step:
        _open(view)
        due = due_of(view)
        if due is None:
            raise Forbidden("not_sent", finding=view.id)
        if day <= due:
            raise Forbidden("not_later", due=due)
        return Step(EXTENDED, _now(now), who.login, said, {"until": day.isoformat()})

    return kept.add_step(store, view.number, step)


def reply(store: Store, who: Actor, finding: str, text: str, *, now: datetime | None = None) -> FindingView:
    """The vendor's reply to what it was sent, while it is open and its time has not ended."""
    _need(who, Permission.ANSWER)
    view, said = find(store, who, finding), without_customers(_text(text))

    def step(view: FindingView) -> Step:
        _open(view)
        if view.step(SENT) is None:
            raise Forbidden("unknown")
        at = _now(now)
        if is_due(view, store.timezone, at):
            raise Forbidden("too_late", due=due_of(view))
        return Step(REPLIED, at, who.login, said)

    return kept.add_step(store, view.number, step)


def decide(store: Store, who: Actor, finding: str, outcome: str, reason: str, *,
           now: datetime | None = None, score: bool = True) -> FindingView:
    """Decide the finding: ``upheld``, ``explained`` or ``withdrawn``, with reasons that its vendor reads.

    What was sent is decided once the vendor replied or its time has ended; what was not sent can only be withdrawn.
    """
    _need(who, Permission.FINDINGS)
    if not outcome:
        raise Forbidden("no_outcome")
    if outcome not in OUTCOMES:
        raise Forbidden("bad_outcome", outcome=outcome[:40])
    view, said = find(store, who, finding), _text(reason)

    def step(view: FindingView) -> Step:
        _open(view)
        at = _now(now)
        if view.step(SENT) is None and outcome != WITHDRAWN:
            raise Forbidden("only_withdrawn", finding=view.id)
        if view.step(SENT) is not None and view.step(REPLIED) is None and not is_due(view, store.timezone, at):
            raise Forbidden("too_early", due=due_of(view))
        return Step(DECIDED, at, who.login, said, {"outcome": outcome, "name": who.name})

    return _rescored(store, kept.add_step(store, view.number, step), score)


def find(store: Store, who: Actor, finding: str) -> FindingView:
    """The finding called ``finding`` (f3); a vendor's people know only those they were sent, by the fingerprint of what
    they were sent. Forbidden where there is none."""
    from app.services.finding_evidence import sent_as

    views = kept.listing(store, who.scope)
    if who.scope.vendors is None:
        found = next((view for view in views if view.id == finding), None)
    else:
        found = next((view for view in views if sent_as(view) == finding), None)
    if found is None:
        raise Forbidden("unknown")
    return found


def _found(store: Store, vendor: VendorCode, month: Month) -> tuple[dict[str, Any] | None, Panel]:
    """The month's finding as it stands now, and the month as the engine sees it."""
    from app.services.integrity import findings
    from app.services.month_inputs import inputs_of
    from scoring.integrity.panel import panel

    found = findings(store, Scope(frozenset({vendor})), month=str(month), vendor=str(vendor))
    return (found[0] if found else None), panel(inputs_of(store, vendor, month, None))


def _shows_a_gap(found: dict[str, Any]) -> bool:
    from app.services.finding_evidence import shows_a_gap

    return shows_a_gap(found)


def _calls(seen: Panel) -> dict[str, Any]:
    """The calls of a month whose remarks are missing, and those whose negative or other remarks arrived; ``nameless``
    counts the missing remarks of which nobody knows the call."""
    heard = seen.heard
    ids, gone = heard.call_ids, heard.negative & ~heard.arrived
    listed = {name: sorted({str(call) for call in ids[rows] if call}) for name, rows in (
        ("missing", gone), ("arrived", heard.negative & heard.arrived), ("others", ~heard.negative & heard.arrived))}
    return listed | {"nameless": sum(not call for call in ids[gone])}


def _need(who: Actor, permission: Permission) -> None:
    if permission not in who.may:
        raise Forbidden("not_yours")


def _open(view: FindingView) -> None:
    if not is_open(view):
        raise Forbidden("decided")


def _text(text: str) -> str:
    said = plain(text)
    if not said:
        raise Forbidden("no_text")
    if len(said) > LONGEST_TEXT:
        raise Forbidden("long_text", n=len(said), most=LONGEST_TEXT)
    return said


def _now(now: datetime | None) -> datetime:
    return now or datetime.now(UTC)


def _rescored(store: Store, view: FindingView, score: bool) -> FindingView:
    """Cards that this step changes are issued anew at once."""
    from app.services.scorecards import bring_up_to_date

    if score:
        bring_up_to_date(store)
    return view
