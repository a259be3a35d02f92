"""The verdict of a month: the lines of evidence weighed (:mod:`scoring.integrity.weighing`) so that honest vendors are
hardly ever accused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from scoring.columns import moments
from scoring.counts import rows
from scoring.integrity import warm as warm_at
from scoring.integrity.audit import audit_aware
from scoring.integrity.contrasts import contrasts
from scoring.integrity.delay import later, released
from scoring.integrity.fidelity import Fidelity, fidelity
from scoring.integrity.filler import invented, too_many
from scoring.integrity.gap import Evidence
from scoring.integrity.hearing import Ear, ear, judged_again
from scoring.integrity.inputs import IntegrityInputs
from scoring.integrity.invitation_lines import invitations
from scoring.integrity.invitations import invited
from scoring.integrity.panel import BoolArray, Panel, panel
from scoring.integrity.planted import PlantedTold
from scoring.integrity.promises import promises
from scoring.integrity.rerated import heard_and_rated, text_and_rating
from scoring.integrity.running import NOTHING_YET, Course
from scoring.integrity.signal import Signal
from scoring.integrity.silent import silent_agents
from scoring.integrity.targets import category, queues, repeat_callers
from scoring.integrity.templates import templates
from scoring.integrity.warm import Calibration, PastMonth
from scoring.integrity.weighing import (
    CASES_NEEDED,
    INSUFFICIENT,
    LIKELY,
    LIKELY_FILTERED,
    NO_SIGN,
    WATCH,
    WATCHED,
    Beside,
    Share,
    weighed,
)
from scoring.integrity.withheld import FEWEST, Withheld, negatives, withheld_share

__all__ = ["CASES_NEEDED", "INSUFFICIENT", "LIKELY", "LIKELY_FILTERED", "NO_SIGN", "WATCH", "WATCHED", "Finding",
           "Looked", "Share", "closes_at", "decided", "evidence_in", "following", "judge", "judged", "past_month",
           "rejudged", "seen_in", "settled"]
IDS_MISSING = .15
"""Above this share of items without a call id a verdict that hangs on them is none."""
COVERED = .99
"""Of the calls somebody else counted, so many must be in the vendor's log for a month to be called *no sign*: calls
that were never handed over were never drawn from."""
CLOSES_AFTER_DAYS = 15


@dataclass(frozen=True, slots=True)
class Looked:
    """All that a verdict rests on: the lines by the generous and by the ``strict`` link, and with other honest spreads,
    every p by the shipped nulls; the share of items without call id, of those without agent too, and what is
    ``lacking`` for *no sign*."""

    judged: int
    signals: tuple[Signal, ...]
    strict: tuple[Signal, ...]
    other_spreads: tuple[tuple[float, tuple[Signal, ...]], ...]
    ids_missing: float
    unlinkable: float
    lacking: tuple[str, dict[str, Any]] | None


@dataclass(frozen=True)
class Finding:
    """What a month's feedback looks like. ``reason`` is the code of ``why`` with its ``facts``; ``sensitivity`` the
    verdict if honest vendors differed 0.7 and 1.5 times as much; ``strict`` the verdict by exact call ids alone.
    ``promises``, ``invitations``, ``fidelity`` and ``planted`` stand beside it and are no part of the verdict."""

    verdict: str
    reason: str
    facts: dict[str, Any]
    p_value: float | None
    withheld: Share | None
    signals: tuple[Signal, ...]
    course: Course
    evidence: Evidence | None
    strict: str = ""
    sensitivity: tuple[tuple[float, str], ...] = ()
    completeness: tuple[int, int] = (0, 0)
    promises: Beside | None = None
    invitations: Beside | None = None
    fidelity: Fidelity | None = None
    planted: PlantedTold = field(default_factory=PlantedTold)
    heard: Ear = field(default_factory=ear)
    """How far the evaluators' ears were trusted for the share withheld."""
    looked: Looked | None = None
    past_months: int = 0
    """Months of the client's own that p-values were read by (warm); 0: by the shipped nulls (cold)."""


def closes_at(inputs: IntegrityInputs) -> np.datetime64:
    """When the month may be judged: feedback heard in it has had 15 days, or the agreed lag, to arrive."""
    days = max(CLOSES_AFTER_DAYS, inputs.agreed_lag_days)
    return inputs.ends_at + np.timedelta64(days, "D")


def settled(seen: Panel) -> bool:
    """Whether a later look at the same records says the same: the month is closed, and nothing that they tell of lies
    after the moment it was looked at."""
    inputs = seen.inputs
    dated = ((inputs.feedback, ("received_at", "forwarded_at")), (inputs.calls, ("started_at",)),
             (inputs.later_calls, ("started_at",)))
    times = [moments(columns[name]) for columns, names in dated for name in names if rows(columns)]
    return bool(inputs.as_of >= closes_at(inputs)) and not any((each > inputs.as_of).any() for each in times)


def judge(inputs: IntegrityInputs, course: Course = NOTHING_YET) -> Finding:
    """The finding of one month, with ``course`` the running evidence up to and including it."""
    return judged(panel(inputs), course)


def judged(seen: Panel, course: Course = NOTHING_YET) -> Finding:
    """:func:`judge` of a month already made ready."""
    closes = closes_at(seen.inputs)
    still = str(closes.astype("datetime64[D]")) if seen.inputs.as_of < closes else None
    return replace(_feedback(seen, course), promises=promises(seen, still), invitations=invitations(seen, still),
                   fidelity=fidelity(seen), planted=seen.planted.told, heard=_ear(seen))


def _ear(seen: Panel) -> Ear:
    """What calls judged twice, of the client's own evaluators wherever they listened, say of their ears."""
    twice, confirmed = judged_again(seen.inputs.evaluations)
    return ear(twice + sum(each.twice for each in seen.inputs.before),
               confirmed + sum(each.confirmed for each in seen.inputs.before))


def _feedback(seen: Panel, course: Course) -> Finding:
    heard = seen.heard
    unready = _unready(seen)
    if unready:
        return _insufficient(seen, *unready, course=course)
    negative, signals = _lines(seen, heard.arrived)
    _, strict = _lines(seen, heard.strict, signals)
    looked = Looked(seen.judged, signals, strict, _other_spreads(seen, signals), seen.ids_missing,
                    seen.unlinkable, _cannot_be_cleared(seen))
    return replace(decided(looked, course), withheld=_withheld(negative, signals, _ear(seen)),
                   evidence=negative.evidence, completeness=(int(heard.arrived.sum()), heard.count))


def decided(looked: Looked, course: Course, warm: Calibration | None = None) -> Finding:
    """The verdict of lines already looked at; by this client's own past months where ``warm`` is given."""
    watch, likely = (warm_at.WATCH, warm_at.LIKELY) if warm else (WATCH, LIKELY)

    def read(signals: Sequence[Signal]) -> tuple[Signal, ...]:
        return warm.applied(signals, looked.judged) if warm else tuple(signals)

    def verdict_of(signals: Sequence[Signal]) -> tuple[str, float | None]:
        verdict, p = weighed(read(signals), alarm=course.alarm, watch=watch, likely=likely)
        if warm and verdict == LIKELY_FILTERED and weighed(signals, alarm=course.alarm)[0] == NO_SIGN:
            return WATCHED, p  # one in two thousand is more than some hundreds of months can teach by themselves
        return verdict, p

    verdict, p = verdict_of(looked.signals)
    strict, _ = verdict_of(looked.strict)
    reason, facts = verdict, dict[str, Any]()
    if strict != verdict and looked.ids_missing > 0:
        verdict, reason, facts = _by_link(verdict, looked.ids_missing)
    elif verdict in (WATCHED, LIKELY_FILTERED) and looked.unlinkable > IDS_MISSING:
        verdict, reason, facts = INSUFFICIENT, "ids_missing", {"share": looked.unlinkable}
    if verdict == NO_SIGN and looked.lacking:
        verdict, (reason, facts) = INSUFFICIENT, looked.lacking
    others = tuple((factor, verdict_of(signals)[0]) for factor, signals in looked.other_spreads)
    return Finding(verdict, reason, facts, p, None, read(looked.signals), course, None, strict, others,
                   looked=looked, past_months=warm.months if warm else 0)


def following(found: Finding, course: Course) -> Finding:
    """``found`` with the verdict that the running evidence up to and including its month gives: what :func:`judged`
    says with this ``course``, without a look at the month."""
    return replace(found, course=course) if found.looked is None else _again(found, found.looked, course)


def rejudged(found: Finding, warm: Calibration | None) -> Finding:
    """``found`` with the verdict by this client's own past months; as it is where they do not suffice."""
    return found if warm is None or found.looked is None else _again(found, found.looked, found.course, warm)


def _again(found: Finding, looked: Looked, course: Course, warm: Calibration | None = None) -> Finding:
    again = decided(looked, course, warm)
    return replace(found, verdict=again.verdict, reason=again.reason, facts=again.facts, p_value=again.p_value,
                   signals=again.signals, course=course, strict=again.strict, sensitivity=again.sensitivity,
                   past_months=again.past_months)


def past_month(found: Finding) -> PastMonth | None:
    """What a month teaches for later ones; None of one that could not be judged or was itself under suspicion. By the
    shipped nulls, whatever was concluded with others: what is suspicious must not move what counts as suspicious."""
    looked = found.looked
    if looked is None or found.course.alarm or weighed(looked.signals)[0] != NO_SIGN:
        return None
    ran = [signal for signal in looked.signals if signal.ran]
    total = sum(signal.weight for signal in ran)
    return PastMonth(looked.judged, {signal.name: signal.p or 0.0 for signal in ran},
                     {signal.name: signal.weight / total for signal in ran})


def _unready(seen: Panel) -> tuple[str, dict[str, Any]] | None:
    """Why a month cannot be judged at all."""
    inputs = seen.inputs
    if inputs.as_of < closes_at(inputs):
        return "closes", {"date": str(closes_at(inputs).astype("datetime64[D]"))}
    if not seen.judged:
        if seen.unknown_selection:
            return "selection_unknown", {"evaluations": seen.unknown_selection}
        return "no_random_sample", {"evaluations": seen.not_random}
    return None


def _insufficient(seen: Panel, reason: str, facts: dict[str, Any], course: Course) -> Finding:
    return Finding(INSUFFICIENT, reason, facts, None, None, (), course, None,
                   completeness=(int(seen.heard.arrived.sum()), seen.heard.count))


def _cannot_be_cleared(seen: Panel) -> tuple[str, dict[str, Any]] | None:
    """Why a month in which nothing was found may still not be called *no sign*."""
    negative, other = int(seen.heard.negative.sum()), int((~seen.heard.negative).sum())
    if min(negative, other) < FEWEST:
        return "too_few_heard", {"negatives": negative, "others": other, "needed": FEWEST}
    coverage = seen.inputs.coverage
    if coverage is not None and coverage < COVERED:
        return "frame_incomplete", {"share": coverage}
    return None


def _by_link(verdict: str, missing: float) -> tuple[str, str, dict[str, Any]]:
    """The generous and the strict link disagree: a verdict that hangs on missing ids goes no further than *watch*."""
    if missing > IDS_MISSING:
        return INSUFFICIENT, "ids_missing", {"share": missing}
    if verdict == LIKELY_FILTERED:
        return WATCHED, "links_differ", {"share": missing}
    return verdict, verdict, {}


def _lines(seen: Panel, arrived: BoolArray, known: Sequence[Signal] = ()) -> tuple[Withheld, tuple[Signal, ...]]:
    """All lines of a month by one link; ``known`` are those of another link, for what does not go by links."""
    negative = negatives(seen, arrived)
    linked = (negative.signal, *category(seen, arrived), repeat_callers(seen, arrived), queues(seen, arrived))
    if known:
        return negative, (*linked, *(signal for signal in known if signal.code not in "WCPQ"))
    return negative, (*linked, audit_aware(seen), silent_agents(seen), heard_and_rated(seen), text_and_rating(seen),
                      later(seen), released(seen), templates(seen), invented(seen), too_many(seen), invited(seen),
                      contrasts(seen))


def _withheld(negative: Withheld, signals: Sequence[Signal], heard: Ear) -> Share | None:
    """The estimate, from the sources that the other lines leave trustworthy."""
    if negative.gap is None:
        return None
    fired = {signal.code for signal in signals if signal.ran and (signal.p or 0) <= WATCH * signal.weight}
    if "A" in fired:
        value, low, high = withheld_share(negative.gap, m=False, heard=heard)
    else:
        value, low, high = withheld_share(negative.gap, x=not fired & {"R", "F"},
                                          heard=heard)
    return Share(value, low, high, negative.gap.heard + negative.gap.rest)


def _other_spreads(seen: Panel, signals: Sequence[Signal]) -> tuple[tuple[float, tuple[Signal, ...]], ...]:
    """The lines if honest vendors differed less or more than assumed."""
    answer = []
    for factor in (.7, 1.5):
        other = negatives(seen, tau=factor).signal
        answer.append((factor, tuple(replace(other, weight=signal.weight) if signal.code == "W" else signal
                                     for signal in signals)))
    return tuple(answer)


def seen_in(inputs: IntegrityInputs) -> Evidence | None:
    """What a month adds to the running evidence; None where it cannot be judged or nothing can be compared."""
    return evidence_in(panel(inputs))


def evidence_in(seen: Panel) -> Evidence | None:
    """:func:`seen_in` of a month already made ready."""
    return None if _unready(seen) else negatives(seen).evidence
