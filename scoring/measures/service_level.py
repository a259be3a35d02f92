"""How many were answered in time, under six published definitions that must never be confused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from scoring.counts import DayCounts, IntArray
from scoring.definition import SERVICE_LEVEL_VARIANTS
from scoring.measures.channels import (
    CALLBACKS,
    abandoned_waits_missing,
    by_channel,
    marked_callbacks,
    nobody_left,
    not_offered,
    of_counts,
    share_by_day,
    too_many_callbacks,
    unknown_outcomes,
    unknown_waits,
)
from scoring.measures.delivery import days_missing
from scoring.measures.interval_source import ChannelCounts, too_many, unfit
from scoring.measures.measure import Measure, Method, Reading
from scoring.result import Answer, Estimate, Note, Unit, not_scored
from scoring.vendor_month import VendorMonth

_TERMS: dict[str, tuple[dict[str, int], dict[str, int]]] = {
    "all_in_time": ({"answered_in_time": 1, "abandoned_in_time": 1}, {"answered": 1, "abandoned": 1}),
    "of_answered": ({"answered_in_time": 1}, {"answered": 1}),
    "of_all": ({"answered_in_time": 1}, {"answered": 1, "abandoned": 1}),
    "less_abandoned_in_time": ({"answered_in_time": 1}, {"answered": 1, "abandoned": 1, "abandoned_in_time": -1}),
    "short_as_answered": ({"answered_in_time": 1, "short_abandoned": 1}, {"answered": 1, "abandoned": 1}),
    "less_short_abandoned": ({"answered_in_time": 1}, {"offered": 1, "short_abandoned": -1}),
}
"""Numerator and denominator of each variant of :data:`scoring.definition.SERVICE_LEVEL_VARIANTS`."""


def terms(variant: str, counts: DayCounts) -> tuple[IntArray, IntArray]:
    """Numerators and denominators by day of ``variant``; KeyError for a variant that is not published.

    Contacts without an outcome join the denominator of each, as not in time: what is missing must not pay.
    """
    above, below = _TERMS[variant]
    return _sum(above, counts), _sum(below, counts) + counts["unknown_outcome"]


def _sum(parts: Mapping[str, int], counts: DayCounts) -> IntArray:
    return np.asarray(sum(sign * counts[name] for name, sign in parts.items()), dtype=np.int64)


def _answer(month: VendorMonth, channel: str, variant: str = "") -> Answer:
    counts = month.counts.channels.get(channel)
    if counts is None or not month.counts.wanted(channel):
        return not_scored("no_offered")
    outcomes = unknown_outcomes(month, channel, "outcomes_missing")
    waits = unknown_waits(month, channel, "waits_missing")
    if not isinstance(outcomes, tuple):
        return outcomes
    if not isinstance(waits, tuple):
        return waits
    of_variant = partial(terms, variant or month.definition.service_level_variant)
    above, below = of_variant(counts)
    if below.sum() <= 0:
        return nobody_left(month, channel)
    said = (*abandoned_waits_missing(counts, of_variant), *not_offered(month, channel),
            *marked_callbacks(month, [channel]), *days_missing(month))
    return share_by_day(month, above, np.maximum(below, 0), "service_level", (*outcomes, *waits, *said))


def _of_intervals(month: VendorMonth, counts: ChannelCounts, variant: str = "") -> Answer:
    """The same of interval counts, where they count by the definition's own threshold."""
    notes = unfit(month, counts, ("offered", "answered", "answered_in_t"))
    if not isinstance(notes, tuple):
        return notes
    if too_many(month, counts, counts.untimed):
        return _untimed(month, counts)
    if counts.untimed:
        notes = (*notes, Note("waits_missing", (("contacts", counts.untimed),)))
    of_variant = partial(terms, variant or month.definition.service_level_variant)
    return of_counts(month, counts, of_variant, "service_level", notes)


def _untimed(month: VendorMonth, counts: ChannelCounts) -> Answer:
    """Why too few of those answered are counted within the definition's threshold."""
    if counts.thresholds_s:
        return not_scored("threshold_differs", found=", ".join(f"{each:g}" for each in counts.thresholds_s),
                          wanted=counts.wanted_s)
    if counts.unstated:
        return not_scored("threshold_unstated", wanted=counts.wanted_s)
    answered = counts.total("answered")
    return not_scored("waits_unknown", share=counts.untimed / answered, of=answered,
                      limit=month.definition.unknown_share_max)


def _read(month: VendorMonth) -> Reading:
    reading = by_channel(_answer, _of_intervals)(month)
    return Reading(reading.answer, reading.by_channel, month.definition.service_level_variant)


@dataclass(frozen=True, slots=True)
class DefinitionCheck:
    """One month's service level under all six definitions, and whether the choice decides if the target is met."""

    variants: Mapping[str, Answer]
    target: float
    met: Mapping[str, bool]

    @property
    def depends(self) -> bool:
        """True when the target is met under some definitions only: say which one the contract means."""
        return len(set(self.met.values())) > 1


def definition_check(month: VendorMonth, channel: str | None = None) -> DefinitionCheck:
    """The same contacts under every published definition, against the target of the month's definition."""
    chosen = channel or month.counts.main_channel
    yardstick = month.definition.yardstick("service_level")
    target = yardstick.target if yardstick else 0.8
    variants = {variant: too_many_callbacks(month) or _answer(month, chosen, variant)
                for variant in SERVICE_LEVEL_VARIANTS}
    met = {code: each.value >= target for code, each in variants.items() if isinstance(each, Estimate)}
    return DefinitionCheck(variants, target, met)


SERVICE_LEVEL = Measure("service_level", Unit.SHARE, "high", Method(
    question="Of the contacts that wanted a person, how many had one in time?",
    formula="A≤T ÷ (O − B≤s): answered within T seconds (voice and chat 60, e-mail and social 24 h to the first "
            "response), over contacts offered less those abandoned within s = 5 seconds. Voicemail, overflow and "
            "call-back requests are offered and not answered; answered contacts without a waiting time count as late, "
            "contacts without an outcome as offered and not in time, abandoned ones without a waiting time as neither "
            "short nor in time (in each of the six variants; the share if all were is said). Contacts after hours and "
            "self-served ones were not offered: how many is said. Of a month with interval counts alone the same of "
            "their "
            "sums, where they count who was answered by the same T; nobody is short, for they do not say within how "
            "many "
            "seconds",
    source="TARP's expectation of at most 60 s; ICMI and COPC usage; one of six published variants, named beside it",
    undefined="no contact offered; more than 5 % of contacts without an outcome, or of answered ones without a wait; "
              f"{CALLBACKS}",
    interval="days as blocks, never narrower than Wilson's for independent contacts",
    gamed="answer those still within T first and leave the rest waiting; answer and drop; block or divert what would "
          "be late; call the late self-served or after hours, mark them as call-backs (how many is said); leave out "
          "the worst days (said); write the waits of those who gave up as 5 seconds or less; choose the variant that "
          "flatters",
    caught_by=("wait_p95", "over_600", "abandonment", "blocked_rate", "transfer_rate", "fcr_repeat"),
), _read)
