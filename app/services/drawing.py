"""The sealed draw: calls for QA to judge and callers to survey, drawn at random when the month is over.

What is drawn is on record before it is named (``storage.draws``); nobody chooses the seed. A vendor's own people learn
of a draw only once its month is closed: who knows which calls are listened to can coach, and forward, for these alone.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.access import Permission, Viewer, scope_for
from app.errors import UserError
from app.services.scorecards import may_be_seen
from app.services.vendors import code_of
from app.words import LANGUAGES, words_for
from scoring.forms import Criterion, Form, form_in, form_of, newest_code
from scoring.records import CALLS, EVALUATIONS, Month, VendorCode
from scoring.sampling import DOUBLE, EVALUATE, RELISTEN
from storage.scope import Scope

if TYPE_CHECKING:
    from storage.draws import DrawView
    from storage.home import Store

MOST_DRAWN = 10_000
"""So many calls nobody listens to; more is a slip of the finger."""
DEFAULT_FORM = (("greeting", 5, 1), ("need", 10, 1), ("answer", 20, 2), ("courtesy", 10, 1), ("compliance", 10, 1),
                ("closing", 5, 1))
"""Where a vendor has no evaluation yet: what is judged (a word ``form.default.*``), maximum, weight."""


def draw(store: Store, purpose: str, vendor: str, month: str, n: int, *, language: str = "en",
         actor: str) -> DrawView:
    """Seal a draw of ``n`` of the vendor's calls of ``month`` (2026-05) and name them.

    ``purpose`` is one of ``scoring.sampling.PURPOSES``. The form pinned with calls to judge is that of the vendor's
    newest evaluations; a small default form in ``language`` where there are none. UserError for a month that is none or
    not over yet, a vendor that is none, or a number nobody can draw; StorageRefusal where there are too few calls.
    """
    from storage import draws

    when, code = _month_that_is_over(store, month), code_of(store, vendor)
    if not 1 <= n <= MOST_DRAWN:
        raise UserError("bad_number", f"{n:,} calls cannot be drawn. Draw 1 to {MOST_DRAWN:,}.")
    form = form_for(store, code, language) if purpose == EVALUATE else None
    view = draws.seal(store, purpose, code, when, n, form=form, actor=actor)
    draws.named(store, Scope(frozenset({code})), view.id)
    return view


def draw_double(store: Store, scope: Scope, first: str, n: int, *, actor: str, speaks: str = "") -> DrawView:
    """Seal a draw of ``n`` of the calls that have been judged for the draw ``first`` (d3), to be judged a second time
    by somebody else, blind to the first judgement, and name them; its form is the first one's.

    UserError where there is no such draw to judge in scope (told in the language ``speaks``), or a number nobody can
    draw; StorageRefusal where fewer are judged.
    """
    from storage import draws

    before = draw_of(store, scope, first, speaks)
    if before.purpose != EVALUATE:
        raise UserError("not_to_judge", f"{before.id} is no draw of calls to judge for the first time. Name one that "
                                        "is: openline draws")
    if not 1 <= n <= MOST_DRAWN:
        raise UserError("bad_number", f"{n:,} calls cannot be drawn. Draw 1 to {MOST_DRAWN:,}.")
    view = draws.seal(store, DOUBLE, before.vendor, Month.parse(before.month), n, form=before.form,
                      drawn_of=before.id, actor=actor)
    draws.named(store, scope, view.id)
    return view


def draw_as(store: Store, viewer: Viewer, purpose: str, vendor: str, month: str, n: int) -> DrawView:
    """:func:`draw` for a person of the portal. UserError for who may not."""
    if not viewer.may(Permission.SAMPLE):
        raise UserError("not_yours", "Your account does not draw samples. Ask the client manager.")
    return draw(store, purpose, vendor, month, n, language=viewer.language, actor=viewer.login)


def double_as(store: Store, viewer: Viewer, first: str, n: int) -> DrawView:
    """:func:`draw_double` for a person of the portal. UserError for who may not."""
    if not viewer.may(Permission.SAMPLE):
        raise UserError("not_yours", "Your account does not draw samples. Ask the client manager.")
    return draw_double(store, scope_for(viewer), first, n, actor=viewer.login, speaks=viewer.language)


def drawable(store: Store, scope: Scope) -> tuple[tuple[str, str], ...]:
    """The (vendor, month) in scope whose calls are stored and whose month is over, the newest month first."""
    from storage import records

    found = records.months_with_data(store, scope, CALLS.name)
    return tuple(sorted(((str(vendor), str(month)) for vendor, month in found
                         if datetime.now(UTC) >= _end(store, month)), key=lambda pair: pair[1], reverse=True))


def draws_in(store: Store, scope: Scope) -> list[DrawView]:
    """The draws in scope, newest first; for a vendor's own people those of closed months, and none made to hear the
    calls of a finding again: it would tell of the finding."""
    from storage import draws

    return [view for view in draws.listing(store, scope) if may_be_seen(scope, view.month, store.timezone)
            and (scope.vendors is None or view.purpose != RELISTEN)]


def draw_of(store: Store, scope: Scope, draw_id: str, language: str = "") -> DrawView:
    """The draw called ``draw_id``; UserError when there is none to be seen, told in ``language`` ('': as the command
    line says it)."""
    found = next((view for view in draws_in(store, scope) if view.id == draw_id), None)
    if found is None:
        raise UserError("unknown_draw", words_for(language).t("draws.unknown", draw=draw_id[:20]) if language else (
            f"There is no draw {draw_id!r}. See them with: openline draws"))
    return found


def form_for(store: Store, vendor: VendorCode, language: str) -> Form:
    """The form of the vendor's newest evaluations; the default one where they name no criterion with a maximum."""
    from app.services.forms import writable
    from storage import draws, records

    scope = Scope(frozenset({vendor}))
    months = [month for _, month in records.months_with_data(store, scope, EVALUATIONS.name)]
    if months:
        evaluations = records.month_records(store, scope, EVALUATIONS.name, vendor, months[-1:])
        kept = draws.form_kept(store, newest_code(evaluations) or "")
        found = kept or form_in(evaluations)
        if found is not None and (carried := writable(found)).criteria:
            return carried
    return default_form(language)


def default_form(language: str) -> Form:
    """The small form of a vendor that was never evaluated."""
    words = words_for(language)
    return form_of(words.t("form.default"), [
        Criterion(words.t(f"form.default.{code}"), most, weight) for code, most, weight in DEFAULT_FORM])


def as_json(store: Store, scope: Scope, view: DrawView, *, again: bool = False) -> dict[str, Any]:
    """A draw as the command line writes it. ``again`` draws it once more and says whether the same calls come out
    (None: the frame cannot be read as it was)."""
    from storage import draws, opened

    calls = list(draws.named(store, scope, view.id))
    opening = opened.openings(store).get(view.id)
    form = None if view.form is None else asdict(view.form) | {"default": view.form in map(default_form, LANGUAGES)}
    document = {
        "draw": view.id, "purpose": view.purpose, "vendor": view.vendor, "month": view.month, "n": view.n,
        "round": view.round, "seed": view.seed, "method": view.method,
        "frame": {"calls": view.frame_calls, "fingerprint": view.frame_fingerprint},
        "strata": [asdict(each) for each in view.strata],
        "form": form, "seal": view.seal,
        "opened": None if opening is None else {"at": opening.at.isoformat(), "by": opening.by},
        "drawn_of": view.drawn_of, "drawn_by": view.drawn_by, "drawn_at": view.drawn_at.isoformat(), "calls": calls,
    }
    if again:
        repeated = draws.drawn_again(store, view)
        document["reproduced"] = None if repeated is None else list(repeated) == calls
    return document


def _month_that_is_over(store: Store, text: str) -> Month:
    try:
        month = Month.parse(text)
    except ValueError as error:
        raise UserError("bad_month", f"{error}.") from None
    if datetime.now(UTC) < _end(store, month):
        raise UserError("month_not_over", (
            f"{month} is not over yet. A sample is drawn after the fact, when nobody can handle its calls with more "
            f"care than others: draw it from {month.shifted(1).first_day} on."
        ))
    return month


def _end(store: Store, month: Month) -> datetime:
    """The first instant after ``month``, in the client's zone."""
    return datetime.combine(date.fromisoformat(month.shifted(1).first_day), time(), ZoneInfo(store.timezone))
