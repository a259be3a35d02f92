"""What stands beside a finding, in the contract's plain shape: promises, invitations, fidelity, planted calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring.integrity.fidelity import Agreement, Fidelity
    from scoring.integrity.planted import PlantedTold
    from scoring.integrity.signal import Signal
    from scoring.integrity.verdict import Finding
    from scoring.integrity.weighing import Beside, Share


def beside_json(found: Finding) -> dict[str, Any]:
    """The additive fields of one finding."""
    return {"promises": _family(found.promises), "invitations": _family(found.invitations),
            "fidelity": _fidelity(found.fidelity), "planted": _planted(found.planted),
            "heard_truly": {"value": found.heard.share, "error": found.heard.error, "twice": found.heard.twice}}


def _family(beside: Beside | None) -> dict[str, Any] | None:
    from scoring.reasons import sentence

    if beside is None:
        return None
    odds = beside.odds_ratio
    return {
        "verdict": beside.verdict, "why": sentence(beside.reason, beside.facts), "p_value": beside.p_value,
        "completeness": share_json(beside.completeness), "withheld": share_json(beside.withheld),
        "odds_ratio": dict(zip(("value", "low", "high"), odds, strict=True)) if odds else None,
        "e_value": beside.evidence, "signals": [signal_json(each) for each in beside.signals if each.ran],
        "not_run": [not_run_json(each) for each in beside.signals if not each.ran],
        "reason": {"code": beside.reason, "facts": beside.facts},
    }  # fmt: skip


def share_json(share: Share | None) -> dict[str, Any] | None:
    """A share with its interval and what it rests on."""
    return {"value": share.value, "low": share.low, "high": share.high, "n": share.n} if share else None


def signal_json(signal: Signal) -> dict[str, Any]:
    """A line of evidence that ran, in the contract's shape."""
    from scoring.reasons import sentence

    return {"code": signal.code, "part": signal.part, "statement": sentence(f"signal_{signal.name}", signal.facts),
            "effect": signal.effect, "low": signal.low, "high": signal.high, "p_value": signal.p, "n": signal.n,
            "cases": list(signal.cases), "facts": signal.facts, "weight": signal.weight}


def not_run_json(signal: Signal) -> dict[str, Any]:
    """A line that could not run, and why."""
    from scoring.reasons import sentence

    return {"code": signal.code, "part": signal.part, "why": sentence(f"line_{signal.why}", signal.facts),
            "reason": {"code": f"line_{signal.why}", "facts": signal.facts}}


def _fidelity(found: Fidelity | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"share": share_json(found.share), "same": found.same, "mood": _agreement(found.mood),
            "category": _agreement(found.category)}


def _agreement(found: Agreement | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"share": share_json(found.share), "kappa": found.kappa, "names": list(found.names),
            "table": [list(row) for row in found.table]}


def _planted(found: PlantedTold) -> dict[str, Any] | None:
    if not found.negatives and not found.others:
        return None
    return {"negatives": found.negatives, "negatives_arrived": found.negatives_arrived, "others": found.others,
            "others_arrived": found.others_arrived, "p_value": found.p, "cases": list(found.cases)}
