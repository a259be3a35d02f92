"""Sealed draws: what is drawn is committed before it is named, and nothing of it can be changed or taken back.

Three steps, each its own: the frame is looked at; seed, n, strata and the frame's fingerprint are committed
(:func:`seal`); only then the calls are named, from what was committed (:func:`named`). A process that dies in between
leaves a draw that names its calls when next asked. How is drawn: :mod:`scoring.sampling`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from scoring import sampling
from scoring.counts import Columns
from scoring.forms import Criterion, Form
from scoring.records import Month, VendorCode
from scoring.sampling import Stratum
from storage import frames, versions
from storage.audit import note
from storage.clock import utc_now
from storage.duck import answered, fetched
from storage.errors import StorageRefusal
from storage.home import Store
from storage.relations import visible
from storage.scope import Scope

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlmodel import Session

    from storage.tables import Draw

T = TypeVar("T")
SEED_BYTES = 16


@dataclass(frozen=True, slots=True)
class DrawView:
    """A draw as it was sealed. ``id`` is its public name (d7); ``vendor`` whose calls they are today, after merges.

    ``form`` is None for callers to survey. ``round`` counts the draws of this purpose, vendor and month up to it: who
    draws again until a sample pleases is seen to have done so. ``drawn_of`` is the draw whose judged calls it was drawn
    of (d3); None where it was drawn of the month.
    """

    id: str
    purpose: str
    vendor: str
    month: str
    n: int
    method: str
    seed: str
    frame_calls: int
    frame_fingerprint: str
    strata: tuple[Stratum, ...]
    form: Form | None
    drawn_by: str
    drawn_at: datetime
    round: int
    drawn_of: str | None = None

    @property
    def sealed(self) -> str:
        """What was committed before a call was named, as text; the seal is its SHA-256."""
        return sampling.sealed_text(self.id, self.month, self.n, self.method, self.seed, self.frame_fingerprint,
                                    self.strata)

    @property
    def seal(self) -> str:
        return sha256(self.sealed.encode()).hexdigest()


def seal(store: Store, purpose: str, vendor: str, month: Month, n: int, *, form: Form | None = None,
         drawn_of: str | None = None, actor: str) -> DrawView:
    """Commit a draw of ``n`` of the vendor's calls of ``month``, with a new seed; no call is named by it.

    ``drawn_of``: of those calls only that have been judged for this earlier draw. Refused when there are fewer calls,
    with how many there are.
    """
    from storage.changes import retried

    return retried(lambda: _attempt(store, purpose, vendor, month, n, form, drawn_of, actor))


def named(store: Store, scope: Scope, draw: str) -> tuple[str, ...]:
    """The ids of the calls that ``draw`` drew, in its order; () outside the scope. Named at the first asking."""
    from storage.tables import DrawnCalls

    view = find(store, scope, draw)
    if view is None:
        return ()
    with store.reading() as session:
        kept = session.get(DrawnCalls, _number(draw))
    if kept is not None:
        return tuple(kept.calls)
    calls = drawn_again(store, view)
    if calls is None:
        raise StorageRefusal("frame_lost", (
            f"The calls that {draw} was drawn from cannot be read any more as they were, so that it names none. It "
            "stays on record; draw again."
        ))
    return _keep_named(store, view, calls)


def drawn_again(store: Store, view: DrawView) -> tuple[str, ...] | None:
    """The calls of a draw by its seed, from the frame as it stood when it was sealed: the same ones, for ever.

    None where the frame cannot be read as it was (two vendors were merged since, or a customer of it was forgotten).
    Calls to be heard again are drawn from what their finding has kept.
    """
    if view.purpose == sampling.RELISTEN:
        return _of_finding(store, view)

    def ask(connection: DuckDBPyConnection) -> tuple[str, ...] | None:
        if frames.fingerprint(connection) != view.frame_fingerprint:
            return None
        connection.execute("CREATE TEMP TABLE wanted (stratum VARCHAR, drawn BIGINT)")
        connection.executemany("INSERT INTO wanted VALUES (?, ?)", [(each.queue, each.drawn) for each in view.strata])
        return tuple(call for (call,) in connection.execute(sampling.DRAWN, [view.seed]).fetchall())

    return of_its_frame(store, view, ask)


def of_its_frame(store: Store, view: DrawView, question: Callable[[DuckDBPyConnection], T]) -> T:
    """Ask ``question`` with the table ``frame`` in reach: the calls a draw was drawn from, as they stood then."""
    return frames.of_month(store, view.purpose, view.vendor, Month.parse(view.month), view.drawn_at, view.drawn_of,
                           question)


def frame_of(store: Store, view: DrawView) -> list[tuple[str, str, str]] | None:
    """Call id, start in UTC and queue of the calls a draw was drawn from, by id; None where they cannot be read as
    they were."""
    return of_its_frame(store, view, lambda connection: (
        frames.calls(connection) if frames.fingerprint(connection) == view.frame_fingerprint else None))


def listing(store: Store, scope: Scope) -> list[DrawView]:
    """All draws of the vendors in scope, newest first."""
    from sqlmodel import col, select

    from storage.tables import Draw, Vendor

    with store.reading() as session:
        today = {row.code: row.merged_into or row.code for row in session.exec(select(Vendor))}
        forms = _forms(session)
        rounds: dict[tuple[str, str, str], int] = {}
        found = []
        for row in session.exec(select(Draw).order_by(col(Draw.number))):
            vendor = today[row.vendor]
            about = (row.purpose, vendor, row.month)
            rounds[about] = rounds.get(about, 0) + 1
            if scope.allows(vendor):
                found.append(_view(row, vendor, forms.get(row.form or ""), rounds[about]))
    return found[::-1]


def find(store: Store, scope: Scope, draw: str) -> DrawView | None:
    """The draw called ``draw`` (d7); None when there is none in scope."""
    return next((view for view in listing(store, scope) if view.id == draw), None)


def calls_of(store: Store, scope: Scope, draw: str) -> Columns:
    """The drawn calls as they are stored now, in the order of the draw; ``drawn`` is the id that was drawn, and every
    other column NULL where that call is stored no more. No rows outside the scope."""
    view, calls = find(store, scope, draw), named(store, scope, draw)
    vendor = frozenset({VendorCode(view.vendor)} if view is not None else ())

    def ask(connection: DuckDBPyConnection) -> Columns:
        with store.reading() as session:
            seen = visible(session, store, Scope(vendor))
        months = [view.month] if view is not None else []
        connection.execute("CREATE TEMP TABLE drawn AS SELECT unnest(?::VARCHAR[]) AS drawn, "
                           "generate_subscripts(?::VARCHAR[], 1) AS place", [list(calls), list(calls)])
        return fetched(connection, f"SELECT drawn, c.* FROM drawn LEFT JOIN ({seen.relation('calls', months)}) AS c "
                                   "ON c.call_id = drawn ORDER BY place")

    return answered(store, ask)


def form_kept(store: Store, code: str) -> Form | None:
    """The form a draw has pinned under ``code``; None when there is none. It tells of no vendor."""
    with store.reading() as session:
        return _forms(session).get(code)


def _forms(session: Session) -> dict[str, Form]:
    from sqlmodel import select

    from storage.tables import EvaluationForm

    return {row.code: Form(row.code, tuple(Criterion(**each) for each in row.criteria))
            for row in session.exec(select(EvaluationForm))}


def _attempt(store: Store, purpose: str, vendor: str, month: Month, n: int, form: Form | None,
             drawn_of: str | None, actor: str) -> DrawView:
    """Look, then commit if nothing has changed meanwhile: the frame sealed is the frame as it stands at that time."""
    from storage.changes import Lost
    from storage.tables import Draw
    from storage.vendors import existing

    with store.reading() as session:
        code, version = existing(session, vendor).code, versions.data_version(session)
    calls, fingerprint = frames.of_month(store, purpose, code, month, None, drawn_of, frames.counted)
    frame = sum(calls.values())
    if not 1 <= n <= frame:
        first = f"Import the sheet of {drawn_of} filled in first." if drawn_of else "Import the month's calls first."
        of = f" of those judged for {drawn_of}" if drawn_of else ""
        raise StorageRefusal("too_few_calls", (
            f"{frame:,} calls of {code} in {month} can be drawn{of}, "
            f"and {n:,} are asked for. " + (f"Draw 1 to {frame:,}." if frame else first)
        ))
    seed = secrets.token_hex(SEED_BYTES)
    with store.writing() as session:
        if not versions.step(session, version):
            raise Lost
        number = next_number(session)
        row = Draw(
            number=number, purpose=purpose, vendor=code, month=str(month), n=n, method=sampling.METHOD, seed=seed,
            frame_calls=frame, frame_fingerprint=fingerprint,
            strata=[asdict(each) for each in sampling.strata(calls, n, seed)],
            form=keep_form(session, form), drawn_of=drawn_of, drawn_by=actor, drawn_at=utc_now(),
        )
        session.add(row)
        told = {"drawn_of": drawn_of} if drawn_of else {}
        note(session, actor, "draw_sealed", f"d{number}", purpose=purpose, vendor=code, month=str(month), n=n,
             seed=seed, frame_calls=frame, frame_fingerprint=fingerprint, form=row.form, **told)
    view = find(store, Scope(frozenset({VendorCode(code)})), f"d{number}")
    assert view is not None
    return view


def next_number(session: Session) -> int:
    """The number of the next draw, inside a unit of work that has stepped the data version."""
    import sqlalchemy as sa
    from sqlmodel import col, select

    from storage.tables import Draw

    return (session.exec(select(sa.func.max(col(Draw.number)))).one() or 0) + 1


def keep_form(session: Session, form: Form | None) -> str | None:
    from storage.tables import EvaluationForm

    if form is None:
        return None
    if session.get(EvaluationForm, form.code) is None:
        session.add(EvaluationForm(code=form.code, criteria=[asdict(each) for each in form.criteria],
                                   kept_at=utc_now()))
        session.flush()
    return form.code


def _keep_named(store: Store, view: DrawView, calls: tuple[str, ...]) -> tuple[str, ...]:
    """Write down what was named; somebody faster has written the same."""
    from sqlmodel import select

    from storage.tables import DrawnCalls, Home

    with store.writing() as session:
        session.exec(select(Home).with_for_update()).one()
        if session.get(DrawnCalls, _number(view.id)) is None:
            session.add(DrawnCalls(draw=_number(view.id), calls=list(calls), named_at=utc_now()))
            note(session, view.drawn_by, "draw_named", view.id, calls=len(calls))
    return calls


def _of_finding(store: Store, view: DrawView) -> tuple[str, ...] | None:
    from storage.relistening import drawn_again as heard_again

    return heard_again(store, view.frame_fingerprint, view.seed)


def _view(row: Draw, vendor: str, form: Form | None, nth: int) -> DrawView:
    return DrawView(f"d{row.number}", row.purpose, vendor, row.month, row.n, row.method, row.seed, row.frame_calls,
                    row.frame_fingerprint, tuple(Stratum(**each) for each in row.strata), form, row.drawn_by,
                    row.drawn_at, nth, row.drawn_of)


def _number(draw: str) -> int:
    return int(draw.removeprefix("d"))
