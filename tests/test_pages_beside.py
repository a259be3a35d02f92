"""Promises, invitations and fidelity are told so that somebody who never heard of statistics follows: counts, pictures,
what they do not say; what statisticians ask for is folded away, and is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from app.ui.charts_integrity import pairs

EXPERT = {
    "en": r"odds|kappa|p-value|likelihood|interval|bonferroni|\bnull\b|\btail\b|significan|mid-p|confidence",
    "zh": r"比值比|机会比|kappa|p 值|似然|区间|显著|置信|假设检验",
}
COUNTS = {"promises": ("1 of 6", "14 of 18"), "invitations": ("30 of 120", "254 of 410"), "fidelity": ("16 of 17",)}


def share(value: float, n: int) -> dict[str, Any]:
    return {"value": value, "low": value - .1, "high": min(1.0, value + .1), "n": n}


def signal(code: str, part: str, **facts: Any) -> dict[str, Any]:
    return {"code": code, "part": part, "statement": "", "facts": facts, "p_value": .01, "weight": .5, "cases": []}


def finding(verdict: str) -> dict[str, Any]:
    watched = "watch" if verdict == "watch" else "no_sign"
    return {
        "vendor": "v", "month": "2026-10", "signals": [signal("W", "")],
        "calibration": {"kind": "cold", "months": 0, "needed": 300, "watch": .02},
        "promises": {
            "verdict": verdict, "why": "", "p_value": .004, "e_value": 12.3, "odds_ratio": None,
            "completeness": share(.625, 24), "withheld": None, "not_run": [],
            "reason": {"code": f"promises_{watched}", "facts": {"heard": 24, "found": 15, "unreached": 0}},
            "signals": [signal("promise", "left_out", broken=6, broken_found=1, others=18, others_found=14)]},
        "invitations": {
            "verdict": verdict, "why": "", "p_value": .0004, "e_value": None, "completeness": None, "withheld": None,
            "odds_ratio": {"value": .2, "low": .1, "high": .4}, "not_run": [],
            "reason": {"code": f"invitations_{watched}", "facts": {}},
            "signals": [signal("invitation", "census", unsolved=120, unsolved_invited=30, solved=410,
                               solved_invited=254)]},
        "fidelity": {"share": share(.948, 58), "same": 55, "category": {"share": share(.98, 58)},
                     "mood": {"kappa": .95, "share": share(.97, 58), "names": ["negative", "neutral", "positive"],
                              "table": [[16, 1, 0], [0, 15, 0], [0, 1, 25]]}},
        "planted": None, "heard_truly": {"value": .92, "error": .04, "twice": 12},
    }  # fmt: skip


def drawn(told: dict[str, Any], language: str) -> tuple[str, str]:
    """What is read at once, and what is folded away."""
    from streamlit.testing.v1 import AppTest

    def script(told, language):  # type: ignore[no-untyped-def]  # run as a file of its own
        from app.ui.integrity_beside import beside
        from app.words import words_for

        beside(told, words_for(language))

    test = AppTest.from_function(script, args=(told, language), default_timeout=60).run()
    assert not test.exception, [each.value for each in test.exception]
    parts = list(_leaves(test.main))
    open_, folded = ("\n".join(_readable(text) for text, inside in parts if inside is which) for which in (False, True))
    return open_, folded


def _leaves(block: Any, inside: bool = False) -> Iterator[tuple[str, bool]]:
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _leaves(child, inside or child.type == "expander")
        else:
            proto = child.proto
            yield (proto.alt if hasattr(proto, "spec") else str(proto)), inside


def _readable(text: str) -> str:
    """A message's text without its escapes and tags."""
    text = re.sub(r"(?:\\[0-7]{3})+", lambda found: bytes(
        int(each, 8) for each in re.findall(r"\\([0-7]{3})", found[0])).decode("utf-8", "replace"), text)
    return unescape(re.sub(r"<[^>]+>", "", text.replace("\\'", "'")))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("verdict", ["watch", "no_sign"])
def test_nothing_read_at_once_takes_a_statistician(language: str, verdict: str) -> None:
    told, folded = drawn(finding(verdict), language)
    assert re.findall(EXPERT[language], told, re.IGNORECASE) == []
    assert set(re.findall("kappa", folded, re.IGNORECASE)) and re.search(EXPERT[language], folded, re.IGNORECASE)


def test_both_sides_of_each_comparison_are_counted_before_anything_is_said_of_them() -> None:
    told, _ = drawn(finding("watch"), "en")
    for counts in COUNTS.values():
        assert all(count in told for count in counts), counts
    assert "Of 24 promises our evaluators heard, 15 stand in the vendor's ledger: 62.5%" in told


@pytest.mark.parametrize(("verdict", "said"), [("watch", True), ("no_sign", False)])
def test_a_gap_comes_with_what_it_does_not_say_and_what_to_ask_for(verdict: str, said: bool) -> None:
    told, _ = drawn(finding(verdict), "en")
    for text in ("not say why entries are missing", "Ask how promises get into the ledger",
                 "not say that anybody meant to.", "Ask by which rule callers are invited"):
        assert (text in told) is said


def test_bars_are_as_long_as_the_shares_and_small_ones_fill_the_rail() -> None:
    whole = pairs([("a", 1, 4), ("b", 3, 4)], "light")
    small = pairs([("a", 1, 100), ("b", 2, 100)], "light")

    def lengths(spec: dict[str, Any]) -> list[float]:
        return [row["share"] for row in next(iter(spec["datasets"].values()))]

    assert lengths(whole) == [.25, .75] and lengths(small) == [.5, 1.0]
    assert lengths(pairs([("a", 0, 10), ("b", 0, 10)], "light")) == [0.0, 0.0]
