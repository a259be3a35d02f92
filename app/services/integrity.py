"""Does the feedback look filtered? The findings of vendor-months, with the evidence running over their months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.services.asked import moment_asked, month_asked, vendor_asked
from app.services.beside import beside_json, not_run_json, share_json, signal_json
from app.services.finding_states import Lives, life_of
from app.services.judging import Past, vendor_months
from scoring.records import Month
from storage.scope import Scope

if TYPE_CHECKING:
    from scoring.integrity.verdict import Finding
    from storage.home import Store


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
    for each, months in vendor_months(store, scope, moment).items():
        if code in (None, each):
            for one in months if wanted is None else [wanted] if wanted in months else []:
                life = life_of(lives, each, one) if scope.vendors is None else {}
                found = rejudged(past.of(each, one), past.calibration(one))
                answer.append((str(one), each, as_json(each, one, found) | life))
    past.keep()
    return [finding for *_, finding in sorted(answer, key=lambda each: each[:2])]


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
