"""Scorecards of invented vendors in the contract's shape, for tests of views, charts and workbooks."""

from __future__ import annotations

from typing import Any

ANCHORS = {
    "service_level": (0.50, 0.80, 0.95), "fcr_repeat": (0.50, 0.75, 0.90), "promise_kept": (0.70, 1.0, 1.0),
    "feedback_capture": (0.40, 0.80, 0.95),
}
PILLARS = dict(zip(
    ("answer_speed", "first_contact_resolution", "promise_keeping", "feedback_forwarding"), ANCHORS, strict=True,
))
NAMES = {"harbour": "Harbour", "bluesea": "蓝海 BlueSea", "northwind": "Northwind", "summit": "Summit"}
MAY = {
    "harbour": (0.86, 0.78, 0.97, 0.78), "bluesea": (0.88, 0.76, 0.965, 0.79),
    "northwind": (0.79, 0.70, 0.93, 0.66), "summit": (0.80, 0.69, 0.85, 0.38),
}
SIZES = (40_000, 30_000, 400, 60)


def points(code: str, share: float) -> float:
    """A share in points: floor 0, target 80 (100 where it is the ideal), ideal 100, clipped."""
    floor, target, ideal = ANCHORS[code]
    if target == ideal:
        return max(0.0, min(100.0, (share - floor) / (target - floor) * 100))
    if share <= target:
        return max(0.0, (share - floor) / (target - floor) * 80)
    return min(100.0, 80 + (share - target) / (ideal - target) * 20)


def share(code: str, value: float, n: int) -> dict[str, Any]:
    """A measured share of ``n`` with an interval of about two binomial standard errors."""
    half = 2 * (value * (1 - value) / n) ** 0.5
    numerator = round(value * n)
    value = numerator / n
    low, high = max(0.0, value - half), min(1.0, value + half)
    return {
        "code": code, "target": ANCHORS[code][1], "score": points(code, value), "grade": None,
        "estimate": {"value": value, "low": low, "high": high, "n": n, "unit": "share", "numerator": numerator,
                     "denominator": n},
    }


def missing(code: str, why: str) -> dict[str, Any]:
    return {"code": code, "target": ANCHORS[code][1], "score": None, "grade": None,
            "estimate": {"value": None, "why": why, "reason": {"code": "too_few_evaluations",
                                                               "facts": {"evaluations": 31, "needed": 50}}}}


def card(vendor: str, month: str, shares: tuple[float | None, ...],
         apart: dict[str, bool] | None = None) -> dict[str, Any]:
    """One scorecard; a share of None is not measured, and then there is no composite."""
    measures = [
        missing(code, "31 evaluations; at least 50 are needed") if value is None else share(code, value, n)
        for code, value, n in zip(ANCHORS, shares, SIZES, strict=True)
    ]
    measures.insert(1, {"code": "asa", "target": None, "score": None, "grade": None, "estimate": {
        "value": 31.4, "low": 29.9, "high": 33.0, "n": 39_000, "unit": "seconds", "numerator": 1_224_600,
        "denominator": 39_000}})
    scores = [m["score"] for m in measures if m["code"] in ANCHORS]
    whole = None if None in scores else sum(scores) / 4
    return {
        "vendor": vendor, "month": month, "as_of": "2026-06-02T08:00:00+00:00", "definition": "default-1",
        "batches": [f"B{month}-{vendor}"], "provisional": False, "measures": measures,
        "composite": {"value": None, "why": "feedback forwarding is not measured"} if whole is None else {
            "value": whole, "low": whole - 3, "high": whole + 3, "n": 4, "unit": "points", "numerator": whole,
            "denominator": 1},
        "grade": None if whole is None else "good" if whole >= 75 else "fair" if whole >= 60 else "poor",
        "rank": None, "comparisons": [{"vendor": v, "p_better": 0.5, "apart": a} for v, a in (apart or {}).items()],
        "pillars": [
            {"code": pillar, "score": m["score"], "low": None if m["score"] is None else m["score"] - 2,
             "high": None if m["score"] is None else m["score"] + 2, "grade": None}
            for pillar, code in PILLARS.items() for m in measures if m["code"] == code
        ],
    }


def four_vendors(months: int = 6) -> list[dict[str, Any]]:
    """Four vendors up to May 2026: two level at the top, one far below; promises at Summit fell in May."""
    cards = []
    for back in range(months):
        number = 5 - back
        month = f"{2026 if number > 0 else 2025}-{number if number > 0 else number + 12:02d}"
        for vendor, shares in MAY.items():
            others = {v: {v, vendor} != {"harbour", "bluesea"} for v in MAY if v != vendor}
            moved = tuple(s + (0.004 * back if i < 2 else 0.0) for i, s in enumerate(shares))
            if vendor == "summit" and back:
                moved = (*moved[:2], 0.95, moved[3])
            cards.append(card(vendor, month, moved, others))
    return cards


def twenty_vendors() -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Twenty vendors in May and April 2026, one with a name of forty characters, one of them unscored."""
    names = {f"v{i:02d}": f"Vendor number {i:02d}" for i in range(20)}
    names["v07"] = "Contact Centre Services of Northern Asia"
    cards = []
    for month, lift in (("2026-04", 0.0), ("2026-05", 0.01)):
        for i, vendor in enumerate(names):
            quality = 0.62 + 0.016 * i + lift
            last = None if i == 3 else min(0.95, quality - 0.05)
            cards.append(card(vendor, month, (quality, quality - 0.05, min(1.0, quality + 0.05), last)))
    return cards, names
