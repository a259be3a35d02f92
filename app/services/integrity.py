"""Does the feedback look filtered? The findings of vendor-months, with the evidence running over their months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from app.services.asked import moment_asked, month_asked, vendor_asked
from app.services.beside import beside_json, not_run_json, share_json, signal_json
from app.services.finding_states import Lives, life_of
from scoring.counts import rows
from scoring.records import Month, VendorCode
from storage.scope import EVERYTHING, Scope

if TYPE_CHECKING:
    from scoring.counts import Columns
    from scoring.integrity.inputs import HeardBefore, IntegrityInputs
    from scoring.integrity.verdict import Finding
    from scoring.integrity.warm import Calibration
    from storage.home import Store

REMEMBERED = 6
"""Earlier months whose samples say how a vendor's customers usually speak."""


def findings(store: Store, scope: Scope, *, month: str | None = None, vendor: str | None = None,
             as_of: str | None = None) -> list[dict[str, Any]]:
    """One finding for every vendor-month in scope with evaluations or feedback, or for the month and vendor asked for;
    oldest month first. For the client's people with ``life``, where one is on record. UserError for a month, vendor or
    date that is none."""
    from scoring.integrity.verdict import rejudged

    wanted, moment = month_asked(month), moment_asked(store, as_of)
    code = vendor_asked(store, scope, vendor)
    answer: list[tuple[str, str, dict[str, Any]]] = []
    past, lives = Past(store, moment, wanted), Lives(store, scope, moment)
    for each, months in _vendor_months(store, scope, moment).items():
        if code in (None, each):
            for one in months if wanted is None else [wanted] if wanted in months else []:
                life = life_of(lives, each, one) if scope.vendors is None else {}
                found = rejudged(past.of(each, one, alone=wanted is not None), past.calibration(one))
                answer.append((str(one), each, as_json(each, one, found) | life))
    return [finding for *_, finding in sorted(answer, key=lambda each: each[:2])]


class Past:
    """The findings of all vendors' months up to ``newest`` by the shipped nulls, each vendor's looked for once, and
    what they teach: a month is read by the months before it alone, of whatever vendor, and by none that came later."""

    def __init__(self, store: Store, moment: datetime | None, newest: Month | None = None) -> None:
        self.store, self.moment, self.heard = store, moment, Ears(store, moment)
        self.months = {vendor: [each for each in months if newest is None or each <= newest]
                       for vendor, months in _vendor_months(store, EVERYTHING, moment).items()}
        self.known: dict[VendorCode, list[Finding]] = {}
        self.taught: dict[Month, Calibration | None] = {}

    def found(self, vendor: VendorCode) -> list[Finding]:
        """The findings of a vendor's months, in order."""
        if vendor not in self.known:
            self.known[vendor] = found_of(self.store, vendor, self.months[vendor], self.moment, self.heard)
        return self.known[vendor]

    def of(self, vendor: VendorCode, month: Month, *, alone: bool = False) -> Finding:
        """The finding of one month. Where it is asked for ``alone``, of the months before it no more is looked for than
        their evidence, unless they teach something."""
        months = self.months[vendor]
        if not alone or vendor in self.known or self._teach(month):
            return self.found(vendor)[months.index(month)]
        return found_of(self.store, vendor, [each for each in months if each <= month], self.moment, self.heard,
                        only=month)[0]

    def _before(self, month: Month) -> dict[VendorCode, int]:
        return {vendor: sum(each < month for each in months) for vendor, months in self.months.items()}

    def _teach(self, month: Month) -> bool:
        from scoring.integrity.warm import MONTHS_NEEDED

        return sum(self._before(month).values()) >= MONTHS_NEEDED

    def calibration(self, month: Month) -> Calibration | None:
        """What the months before ``month`` teach; None where they are too few. Nothing is read to find that out."""
        from scoring.integrity.verdict import past_month
        from scoring.integrity.warm import calibration

        if not self._teach(month):
            return None
        if month not in self.taught:
            taught = [past_month(found) for vendor, n in sorted(self._before(month).items())
                      for found in self.found(vendor)[:n]]
            self.taught[month] = calibration([each for each in taught if each is not None])
        return self.taught[month]


def found_of(store: Store, vendor: VendorCode, months: Sequence[Month], moment: datetime | None,
             heard: Ears | None = None, only: Month | None = None) -> list[Finding]:
    """The findings of a vendor's ``months`` (in order) by the shipped nulls, each with the evidence of the months up to
    it, as far back as the last one whose finding is decided; with ``only``, of that month alone."""
    from scoring.integrity.panel import panel
    from scoring.integrity.running import courses
    from scoring.integrity.verdict import evidence_in, judged

    heard = heard or Ears(store, moment)
    ready = [panel(inputs_of(store, vendor, month, moment, heard)) for month in months]
    decided = Lives(store, Scope(frozenset({vendor})), moment).decided(vendor)
    course = courses([(seen.inputs.month, evidence_in(seen)) for seen in ready], decided)
    return [judged(seen, so_far) for seen, so_far in zip(ready, course, strict=True)
            if only in (None, seen.inputs.month)]


def inputs_of(store: Store, vendor: VendorCode, month: Month, moment: datetime | None,
              heard: Ears | None = None) -> IntegrityInputs:
    """Everything the engine looks at of one vendor-month, as of now or of another moment; without what a second
    evaluator did not confirm."""
    from scoring.integrity.inputs import CALL_COLUMNS, LATER_COLUMNS, IntegrityInputs
    from storage import records

    scope, heard = Scope(frozenset({vendor})), heard or Ears(store, moment)
    sets = records.month_sets(store, scope, {"evaluations": [month], "surveys": [month],
                                             "feedback": [month.shifted(step) for step in (-1, 0, 1)],
                                             "promises": [month.shifted(step) for step in (-1, 0, 1, 2, 3)],
                                             "complaints": [month.shifted(step) for step in (0, 1, 2)]}, moment)
    starts, ends = (_instant(store, each) for each in (month, month.shifted(1)))
    now = (moment or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    return IntegrityInputs(
        month, vendor, starts, ends, np.datetime64(now, "us"),
        evaluations=heard.at_random(sets["evaluations"].get(vendor, {})), feedback=sets["feedback"].get(vendor, {}),
        calls=records.month_columns(store, scope, "calls", vendor, month, CALL_COLUMNS, moment),
        surveys=sets["surveys"].get(vendor, {}), promises=sets["promises"].get(vendor, {}),
        complaints=sets["complaints"].get(vendor, {}),
        later_calls=records.month_columns(store, scope, "calls", vendor, month.shifted(1), LATER_COLUMNS, moment),
        before=heard.before(vendor, month), coverage=_coverage(store, vendor, month, moment),
    ).without(Lives(store, scope, moment).taken_out(vendor, month))


def _coverage(store: Store, vendor: VendorCode, month: Month, moment: datetime | None) -> float | None:
    """What the month's scorecard says of ``frame_coverage``; nothing is scored where no interval was counted."""
    from app.services.scorecards import scorecards
    from storage import records

    scope = Scope(frozenset({vendor}))
    if (vendor, month) not in records.months_with_data(store, scope, "intervals", as_of=moment):
        return None
    cards = scorecards(store, scope, month=str(month), as_of=moment.isoformat() if moment else None)
    return next((each["estimate"]["value"] for card in cards for each in card["measures"]
                 if each["code"] == "frame_coverage"), None)


def _instant(store: Store, month: Month) -> np.datetime64:
    """The first moment of a month in the client's zone, as naive UTC."""
    first = datetime.fromisoformat(month.first_day).replace(tzinfo=ZoneInfo(store.timezone))
    return np.datetime64(first.astimezone(UTC).replace(tzinfo=None), "us")


class Ears:
    """What evaluators heard of every vendor, month by month; each month is read once."""

    def __init__(self, store: Store, moment: datetime | None) -> None:
        from scoring.sampling import RELISTEN
        from storage import draws

        self.store, self.moment = store, moment
        self.months: dict[Month, dict[VendorCode, HeardBefore]] = {}
        self.heard_again = [view.id for view in draws.listing(store, EVERYTHING) if view.purpose == RELISTEN]

    def at_random(self, evaluations: Columns) -> Columns:
        """``evaluations`` without those of calls heard again for a finding: they were picked by what was missing, so
        they tell nothing of how far ears can be trusted. What they confirm counts by the finding's own life."""
        if not self.heard_again or not rows(evaluations):
            return evaluations
        others = ~np.isin(np.ma.filled(evaluations["draw_id"], "").astype(str), self.heard_again)
        return {name: values[others] for name, values in evaluations.items()}

    def before(self, vendor: VendorCode, month: Month) -> tuple[HeardBefore, ...]:
        """What was heard in the vendor's earlier months, and at its peers in the same ones and this."""
        found = [replace(each, own=name == vendor) for step in range(REMEMBERED + 1)
                 for name, each in self._of(month.shifted(-step)).items() if step or name != vendor]
        return tuple(each for each in found if each.judged)

    def _of(self, month: Month) -> dict[VendorCode, HeardBefore]:
        from scoring.integrity.panel import heard_in
        from storage import records

        if month not in self.months:
            sets = records.month_sets(self.store, EVERYTHING, {"evaluations": [month]}, self.moment)["evaluations"]
            self.months[month] = {name: heard_in(self.at_random(columns), own=False)
                                  for name, columns in sorted(sets.items())}
        return self.months[month]


def _vendor_months(store: Store, scope: Scope, moment: datetime | None) -> dict[VendorCode, list[Month]]:
    from storage import records

    found: dict[VendorCode, set[Month]] = {}
    for kind in ("evaluations", "feedback"):
        for vendor, month in records.months_with_data(store, scope, kind, as_of=moment):
            found.setdefault(vendor, set()).add(month)
    return {vendor: sorted(months) for vendor, months in sorted(found.items())}


def as_json(vendor: str, month: Month, found: Finding) -> dict[str, Any]:
    """The contract's finding, and beside it what the page says more."""
    from scoring.integrity.warm import MONTHS_NEEDED
    from scoring.reasons import sentence

    reason, facts = _reason(found)
    ran = sorted((signal for signal in found.signals if signal.ran), key=lambda signal: signal.p or 0)
    return {
        "vendor": vendor, "month": str(month), "verdict": found.verdict, "why": sentence(reason, facts),
        "p_value": found.p_value,
        "withheld": share_json(found.withheld),
        "evidence": {"e_value": found.course.e_value, "alarm": found.course.alarm,
                     "since": str(found.course.since) if found.course.since else None},
        "signals": [signal_json(signal) for signal in ran],
        "reason": {"code": reason, "facts": facts},
        "not_run": [not_run_json(signal) for signal in found.signals if not signal.ran],
        "completeness": {"arrived": found.completeness[0], "heard": found.completeness[1]},
        "strict_verdict": found.strict or None,
        "sensitivity": [{"spread": factor, "verdict": verdict} for factor, verdict in found.sensitivity],
        "calibration": {"kind": "warm" if found.past_months else "cold", "months": found.past_months,
                        "needed": MONTHS_NEEDED, "watch": _watch(found)},
        **beside_json(found),
    }


def _watch(found: Finding) -> float:
    """From which P on a month is looked at: by the shipped nulls, or by past months."""
    from scoring.integrity import verdict, warm

    return warm.WATCH if found.past_months else verdict.WATCH


def _reason(found: Finding) -> tuple[str, dict[str, Any]]:
    rare = f"{max(1.0, 1000 * (found.p_value or 0)):.0f}"
    said = {"no_sign": "no_sign", "watch": "watch", "likely_filtered": "likely"}
    if found.reason == "watch" and (found.p_value or 1) > _watch(found):
        return "filtered_course", {"evidence": found.course.e_value}
    facts = {"rare": rare} if found.reason in ("watch", "likely_filtered") else found.facts
    return f"filtered_{said.get(found.reason, found.reason)}", facts
