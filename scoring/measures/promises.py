"""Were promises kept by the day they were first due? A promise that is due later than the ledger reaches is unknown.

What a vendor leaves open must not pay: it widens the interval either way, and too much of it leaves no value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.columns import is_one_of, is_true, known, moments, whole_days
from scoring.counts import IntArray, days_in, rows
from scoring.measures.channels import share_by_day, share_within
from scoring.measures.judged import countable, newest_of_call
from scoring.measures.measure import Measure, Method, Reading
from scoring.records import DAY_US, SELECTIONS
from scoring.result import Note, NotScored, Unit, not_scored
from scoring.vendor_month import VendorMonth

BoolArray = npt.NDArray[np.bool_]
Moments = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A month's promises sorted by what became of them: masks of one length, exactly one of which holds for each row.

    ``day`` is the day of the month on which each was due (0 for the first; undated: when it was made). ``unproven``
    are said to be kept without a date in a ledger that dates others; in one that dates none they are ``kept`` and, as
    part of those, ``on_word``.
    """

    kept: BoolArray
    broken: BoolArray
    pending: BoolArray
    unknown: BoolArray
    released: BoolArray
    unproven: BoolArray
    undated: BoolArray
    on_word: BoolArray
    day: IntArray

    @property
    def decided(self) -> BoolArray:
        return self.kept | self.broken

    @property
    def unsettled(self) -> BoolArray:
        """Due, and what became of them is left open or rests on a word that the ledger could have dated."""
        return self.unknown | self.released | self.unproven

    def count(self, name: str) -> int:
        return int(getattr(self, name).sum())


def ledger(month: VendorMonth) -> Ledger:
    """The promises of ``month`` under the rules of the method: dates win over the status typed beside them."""
    promises = month.promises
    due, made_good = moments(promises["due_at"]), moments(promises["kept_at"])
    dated, has_kept_date = known(promises["due_at"]), known(promises["kept_at"])
    newest = np.datetime64(month.newest_promise_event, "us") if month.newest_promise_event else np.datetime64("NaT")
    says = {name: is_one_of(promises["status"], name) for name in ("kept", "broken", "released", "unknown")}

    left = np.ones(rows(promises), dtype=bool)

    def take(which: BoolArray) -> BoolArray:
        """Those of the rows not taken yet for which ``which`` holds: the rules are applied in order."""
        nonlocal left
        taken = left & which
        left = left & ~which
        return taken

    undated = take(~dated)
    impossible = has_kept_date & (made_good < moments(promises["made_at"]))
    broken, unknown = take(impossible & says["broken"]), take(impossible)
    kept, late = take(has_kept_date & (made_good <= due)), take(has_kept_date & (_earliest(made_good, due) > due))
    broken, unknown = broken | late | take(has_kept_date & says["broken"]), unknown | take(has_kept_date)
    released = take(says["released"])
    unknown = unknown | take(says["kept"] & (moments(promises["revised_due_at"]) > due))
    on_word = take(says["kept"])
    broken = broken | take(says["broken"])
    unknown = unknown | take(says["unknown"])
    broken = broken | take(due <= newest)
    accepted = on_word & ~has_kept_date.any()
    return Ledger(kept | accepted, broken, left, unknown, released, on_word & ~accepted, undated, accepted,
                  _days(month, dated))


def _earliest(made_good: Moments, due: Moments) -> Moments:
    """When a promise was kept at the earliest: on a date alone, when that day began (of two dates the ends compare)."""
    by_date = whole_days(made_good) & ~whole_days(due)
    return np.where(by_date, made_good - np.timedelta64(DAY_US, "us"), made_good)


def _days(month: VendorMonth, dated: BoolArray) -> IntArray:
    days = np.ma.filled(month.promises["day"], np.datetime64(month.month.first_day)).astype("datetime64[D]")
    index = (days - np.datetime64(month.month.first_day, "D")).astype(np.int64)
    return np.clip(np.where(dated, index, 0), 0, days_in(month.month) - 1)


def _sorted_out(month: VendorMonth) -> Ledger | NotScored:
    """The month's promises, or why nothing can be told of them."""
    if not rows(month.promises):
        return _none_due(month)
    sorted_out = ledger(month)
    if sorted_out.undated.all():
        return not_scored("no_due_dates", undated=sorted_out.count("undated"))
    if not sorted_out.decided.any():
        states = {name: sorted_out.count(name) for name in ("pending", "unknown", "released", "unproven")}
        return not_scored("none_decided", due=int((~sorted_out.undated).sum()), **states)
    return sorted_out


def _none_due(month: VendorMonth) -> NotScored:
    """Why there is no promise: none fell due, which only a ledger can tell that reaches past the month (by a day more
    than zones differ), or none was delivered."""
    after = np.datetime64(month.month.shifted(1).first_day, "us")
    newest = month.newest_promise_event
    if newest is not None and np.datetime64(newest, "us") >= after + np.timedelta64(1, "D"):
        return not_scored("no_promises")
    heard = _heard_due(month)
    return not_scored("promises_only_heard", heard=heard) if heard else not_scored("promises_not_delivered")


def _heard_due(month: VendorMonth) -> int:
    """How many promises the client's evaluators heard on the month's calls that fell due in it (by UTC)."""
    if not rows(month.evaluations):
        return 0
    evaluations = month.evaluations
    due = moments(evaluations["promise_due_at"])
    first, after = (np.datetime64(each.first_day, "us") for each in (month.month, month.month.shifted(1)))
    heard = is_true(evaluations["promise_made"]) & (due >= first) & (due < after)
    return len(newest_of_call(evaluations, heard & countable(evaluations, *SELECTIONS, or_unknown=True)))


def _notes(sorted_out: Ledger) -> tuple[Note, ...]:
    said = (("pending", "pending"), ("unknown", "unknown_promises"), ("released", "released"),
            ("unproven", "unproven"), ("undated", "undated"), ("on_word", "on_word"))
    return tuple(Note(code, (("promises", sorted_out.count(name)),)) for name, code in said if sorted_out.count(name))


def _kept(month: VendorMonth) -> Reading:
    sorted_out = _sorted_out(month)
    if isinstance(sorted_out, NotScored):
        return Reading(sorted_out)
    unsettled, limit = sorted_out.count("unsettled"), month.definition.unknown_share_max
    of = unsettled + sorted_out.count("decided")
    if unsettled > limit * of:
        states = {name: sorted_out.count(name) for name in ("unknown", "released", "unproven")}
        return Reading(not_scored("promises_unsettled", unsettled=unsettled, of=of, limit=limit, **states))
    kept, decided, left_open = (_by_day(month, sorted_out, which) for which in
                                (sorted_out.kept, sorted_out.decided, sorted_out.unsettled))
    notes = _notes(sorted_out)
    if unsettled:
        notes = (*notes, Note("unsettled", (("promises", unsettled),)))
    interval = month.blocks.share_left_open(kept, decided, left_open, "promise_kept")
    return Reading(share_within(interval, kept, decided, notes, sorted_out.count("pending") > 0))


def _extreme(purpose: str, *, as_kept: bool) -> Callable[[VendorMonth], Reading]:
    """Kept ÷ due, those unsettled or pending all taken as kept or all as broken."""

    def read(month: VendorMonth) -> Reading:
        sorted_out = _sorted_out(month)
        if isinstance(sorted_out, NotScored):
            return Reading(sorted_out)
        left_open = sorted_out.unsettled | sorted_out.pending
        kept = sorted_out.kept | (left_open & as_kept)
        above, below = (_by_day(month, sorted_out, which) for which in (kept, sorted_out.decided | left_open))
        return Reading(share_by_day(month, above, below, purpose, _notes(sorted_out),
                                    sorted_out.count("pending") > 0))

    return read


def _by_day(month: VendorMonth, sorted_out: Ledger, which: BoolArray) -> IntArray:
    return np.bincount(sorted_out.day[which], minlength=days_in(month.month))


_WATCHERS = ("promise_kept_low", "promise_capture", "promise_survey", "fcr_repeat")
_UNDEFINED = "no promise due this month is decided; promises without a due date cannot be measured at all"


def _measure(code: str, question: str, formula: str, undefined: str, interval: str,
             read: Callable[[VendorMonth], Reading]) -> Measure:
    return Measure(code, Unit.SHARE, "high", Method(
        question=question, formula=formula,
        source="TARP: keep promises, 100 %; by the first due date, so that moving it helps nobody",
        undefined=undefined, interval=interval,
        gamed="leave promises out of the ledger or their due date blank; write kept beside what was not; date no kept "
              "promise at all; mark broken ones as unknown or released; postpone the date; strip the hour it was kept",
        caught_by=tuple(other for other in _WATCHERS if other != code),
    ), read)


_RULE = ("kept by the first due date ÷ due and decided; a date it was kept wins over the status (a date alone: some "
         "time on that day); due and still open when the ledger's newest entry was made is broken. Unsettled, and in "
         "neither: released; said to be kept without a date where the ledger dates others; said to be unknown; said to "
         "be kept without a date after the due date was moved; kept before it was made; due at an hour and kept on a "
         "date alone, that day")
_DAYS = "due days as blocks, never narrower than Wilson's for independent promises"

PROMISE_KEPT = _measure(
    "promise_kept", "How many promises to customers were kept in time?", _RULE,
    f"{_UNDEFINED}; more than 5 % of decided and unsettled promises unsettled",
    f"{_DAYS}; from its low end with all unsettled ones broken to its high end with all of them kept", _kept)
PROMISE_KEPT_LOW = _measure(
    "promise_kept_low", "And if every promise left open was broken?",
    f"{_RULE}; here all unsettled ones, and those not due yet by the ledger, count as broken", _UNDEFINED, _DAYS,
    _extreme("promise_kept_low", as_kept=False))
PROMISE_KEPT_HIGH = _measure(
    "promise_kept_high", "And if every promise left open was kept?",
    f"{_RULE}; here all unsettled ones, and those not due yet by the ledger, count as kept", _UNDEFINED, _DAYS,
    _extreme("promise_kept_high", as_kept=True))
