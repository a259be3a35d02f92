"""Were promises kept by the day they were first due? A promise that is due later than the ledger reaches is unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.columns import is_one_of, known, moments
from scoring.counts import IntArray, days_in, rows
from scoring.measures.channels import share_by_day
from scoring.measures.measure import Measure, Method, Reading
from scoring.result import Answer, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ledger:
    """A month's promises sorted by what became of them: masks of one length, exactly one of which holds for each row.

    ``day`` is the day of the month on which each was due (0 for the first; undated: when it was made). ``on_word``
    are those of ``kept`` that a status alone, without a date, says were.
    """

    kept: BoolArray
    broken: BoolArray
    pending: BoolArray
    unknown: BoolArray
    released: BoolArray
    undated: BoolArray
    on_word: BoolArray
    day: IntArray

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
    kept, late = take(has_kept_date & (made_good <= due)), take(has_kept_date & (made_good > due))
    released = take(says["released"])
    unknown = unknown | take(says["kept"] & (moments(promises["revised_due_at"]) > due))
    on_word = take(says["kept"])
    broken = broken | late | take(says["broken"])
    unknown = unknown | take(says["unknown"])
    broken = broken | take(due <= newest)
    return Ledger(kept | on_word, broken, left, unknown, released, undated, on_word, _days(month, dated))


def _days(month: VendorMonth, dated: BoolArray) -> IntArray:
    days = np.ma.filled(month.promises["day"], np.datetime64(month.month.first_day)).astype("datetime64[D]")
    index = (days - np.datetime64(month.month.first_day, "D")).astype(np.int64)
    return np.clip(np.where(dated, index, 0), 0, days_in(month.month) - 1)


def _answer(month: VendorMonth, purpose: str, as_kept: bool = False, as_broken: bool = False) -> Answer:
    """Kept ÷ decided, and those not known (or not yet) counted as kept or as broken where asked."""
    if not rows(month.promises):
        return not_scored("no_promises")
    sorted_out = ledger(month)
    if sorted_out.undated.all():
        return not_scored("no_due_dates", undated=sorted_out.count("undated"))
    open_ended = (sorted_out.unknown | sorted_out.pending) & (as_kept or as_broken)
    kept = sorted_out.kept | (open_ended & as_kept)
    decided = kept | sorted_out.broken | open_ended
    if not (sorted_out.kept | sorted_out.broken).any():
        states = {name: sorted_out.count(name) for name in ("pending", "unknown", "released")}
        return not_scored("none_decided", due=int((~sorted_out.undated).sum()), **states)
    above, below = (np.bincount(sorted_out.day[which], minlength=days_in(month.month)) for which in (kept, decided))
    return share_by_day(month, above, below, purpose, _notes(sorted_out), sorted_out.count("pending") > 0)


def _notes(sorted_out: Ledger) -> tuple[Note, ...]:
    said = (("pending", "pending"), ("unknown", "unknown_promises"), ("released", "released"), ("undated", "undated"),
            ("on_word", "on_word"))
    return tuple(Note(code, (("promises", sorted_out.count(name)),)) for name, code in said if sorted_out.count(name))


def _kept(month: VendorMonth) -> Reading:
    return Reading(_answer(month, "promise_kept"))


def _low(month: VendorMonth) -> Reading:
    return Reading(_answer(month, "promise_kept_low", as_broken=True))


def _high(month: VendorMonth) -> Reading:
    return Reading(_answer(month, "promise_kept_high", as_kept=True))


_WATCHERS = ("promise_kept_low", "promise_capture", "promise_survey", "fcr_repeat")


def _measure(code: str, question: str, formula: str, read: Callable[[VendorMonth], Reading]) -> Measure:
    return Measure(code, Unit.SHARE, "high", Method(
        question=question, formula=formula,
        source="TARP: keep promises, 100 %; by the first due date, so that moving it helps nobody",
        undefined="no promise due this month is decided; promises without a due date cannot be measured at all",
        interval="due days as blocks, never narrower than Wilson's for independent promises",
        gamed="leave promises out of the ledger or their due date blank; write kept beside what was not; mark broken "
              "ones as unknown or released; postpone the date; leave out when it was kept",
        caught_by=tuple(other for other in _WATCHERS if other != code),
    ), read)


_RULE = ("kept by the first due date ÷ due and decided; a date it was kept wins over the status; due and still open "
         "when the ledger's newest entry was made is broken; released ones are left out. Not known: said to be kept, "
         "without a date, after the date was moved; kept before it was made")

PROMISE_KEPT = _measure("promise_kept", "How many promises to customers were kept in time?", _RULE, _kept)
PROMISE_KEPT_LOW = _measure("promise_kept_low", "And if every promise of unknown outcome was broken?",
                            f"{_RULE}; not known (or not yet) as broken", _low)
PROMISE_KEPT_HIGH = _measure("promise_kept_high", "And if every promise of unknown outcome was kept?",
                             f"{_RULE}; not known (or not yet) as kept", _high)
