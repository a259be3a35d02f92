"""Innocent explanations: each is planted alone in an invented month, found by its own check, and by no other."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from app.services.calls_behind import Agents
from app.services.finding_detail import Detail, detail_of
from app.services.finding_words import check_text, request_text, tried
from app.services.heard_calls import missing_rows
from app.services.innocent import CODES, rates
from app.words import words_for
from scoring.integrity.inputs import IntegrityInputs
from scoring.integrity.panel import Panel, panel
from scoring.records import Month, VendorCode

STARTS, ENDS = np.datetime64("2026-03-01", "us"), np.datetime64("2026-04-01", "us")
EVALUATION = ("evaluation_id", "call_id", "evaluator", "selection", "status", "judged_by", "feedback_voiced",
              "feedback_category", "feedback_polarity", "feedback_text", "call_agent", "call_queue", "call_customer")
ITEM = ("feedback_id", "call_id", "agent", "route", "category", "polarity", "rating", "text", "customer")
TIMES = {"evaluation": ("evaluated_at", "call_started_at", "call_ended_at"),
         "item": ("captured_at", "forwarded_at", "received_at")}


@dataclass
class Invented:
    """Forty negative and forty other remarks, one call each, from the first to the 28th; agents and queues in turn.

    ``arrives`` decides of a remark (negative?, number) whether an item names its call.
    """

    evaluations: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)

    def heard(self, number: int, *, negative: bool, agent: str = "", queue: str = "", day: int | None = None,
              evaluator: str = "Zhao", polarity: str = "", voiced: bool = True) -> np.datetime64:
        start = STARTS + np.timedelta64(number % 28 if day is None else day, "D") + np.timedelta64(9, "h")
        self.evaluations.append({
            "evaluation_id": f"e{number}{evaluator}", "call_id": f"c{number}", "evaluator": evaluator,
            "selection": "random", "status": "final", "judged_by": "client", "feedback_voiced": voiced,
            "feedback_category": "billing",
            "feedback_polarity": (polarity or ("negative" if negative else "positive")) if voiced else None,
            "feedback_text": "what was said", "call_agent": agent or f"agent {number % 8}",
            "call_queue": queue or f"Queue {number % 4}", "call_customer": None,
            "evaluated_at": start + np.timedelta64(len(self.evaluations), "s"), "call_started_at": start,
            "call_ended_at": start})
        return start

    def item(self, number: int, captured: np.datetime64, **other: Any) -> None:
        self.items.append({"feedback_id": f"f{len(self.items)}", "call_id": f"c{number}", "agent": None,
                           "route": None, "category": "billing", "polarity": "negative", "rating": None, "text": None,
                           "customer": None, "captured_at": captured, "forwarded_at": captured,
                           "received_at": captured} | other)

    def seen(self) -> Panel:
        return panel(IntegrityInputs(Month(2026, 3), VendorCode("v"), STARTS, ENDS, np.datetime64("2026-05-01", "us"),
                                     evaluations=_columns(self.evaluations, EVALUATION, TIMES["evaluation"]),
                                     feedback=_columns(self.items, ITEM, TIMES["item"])))


def _columns(rows: list[dict[str, Any]], texts: tuple[str, ...], times: tuple[str, ...]) -> dict[str, Any]:
    columns = {name: np.ma.MaskedArray(np.array([row[name] for row in rows], dtype=object),
                                       [row[name] is None for row in rows]) for name in texts}
    return columns | {name: np.ma.MaskedArray(np.array([row[name] for row in rows], dtype="datetime64[us]"),
                                              [False] * len(rows)) for name in times}


@pytest.fixture
def agents(tmp_path: Path) -> Agents:
    key = tmp_path / "secret.key"
    key.write_bytes(b"a key of the test")
    store: Any = SimpleNamespace(secret_file=key)
    return Agents(store, own=False)


def looked(world: Invented, agents: Agents) -> tuple[Detail, dict[str, str]]:
    detail = detail_of(world.seen(), agents, ZoneInfo("UTC"))
    return detail, {check.code: check.outcome for check in detail.checks}


def plain(missing_of: Any = None, **how: Any) -> Invented:
    """Of negatives those arrive of which ``missing_of`` says no; of others nine in ten."""
    world = Invented()
    for number in range(80):
        negative = number % 2 == 0
        facts = {name: make(number) for name, make in how.items()} if negative else {}
        start = world.heard(number, negative=negative, **facts)
        gone = missing_of(number) if negative and missing_of else number % 20 == 1
        if not gone:
            world.item(number, start, polarity="negative" if negative else "positive")
    return world


def gone_evenly(number: int) -> bool:
    return number % 6 != 0


def test_a_gap_spread_evenly_is_explained_by_nothing(agents: Agents) -> None:
    detail, outcomes = looked(plain(gone_evenly), agents)
    assert tuple(outcomes) == CODES
    assert outcomes.pop("misheard") == "untold" and set(outcomes.values()) == {"explains_not"}
    assert len(detail.missing) == sum(gone_evenly(number) for number in range(0, 80, 2))
    assert [request.code for request in detail.requests] == ["relisten", "recordings", "export", "twice", "way"]


def test_no_missing_negative_needs_no_explanation(agents: Agents) -> None:
    detail, outcomes = looked(plain(lambda number: False), agents)
    assert (detail.missing, outcomes, detail.requests) == ((), {}, ())


@pytest.mark.parametrize(("name", "code"), [("agent", "agent"), ("queue", "queue")])
def test_one_agent_or_one_queue_that_passes_nothing_on_explains_it(name: str, code: str, agents: Agents) -> None:
    world = plain(lambda number: number < 30, **{name: lambda number: "The One" if number < 30 else ""})
    detail, outcomes = looked(world, agents)
    assert [each for each, outcome in outcomes.items() if outcome == "explains"] == [code]
    facts = dict(next(check for check in detail.checks if check.code == code).facts)
    assert (facts["of_group"], facts["missing"], facts["negatives"], facts["negatives_arrived"]) == (15, 15, 25, 25)
    assert facts[name] == ("The One" if name == "queue" else agents.shown("v", "The One"))
    assert code in [request.code for request in detail.requests]


def test_days_without_any_item_explain_what_was_heard_on_them(agents: Agents) -> None:
    world = Invented()
    for number in range(80):
        negative, day = number % 2 == 0, number % 28
        out = 10 <= day < 16
        start = world.heard(number, negative=negative, day=day)
        if not out and number % 20 != 1:
            world.item(number, start, polarity="negative" if negative else "positive")
    for number in range(100, 112):
        world.heard(number, negative=True, day=10 + number % 6)
    detail, outcomes = looked(world, agents)
    assert outcomes["outage"] == "explains"
    facts = dict(next(check for check in detail.checks if check.code == "outage").facts)
    assert (facts["days"], facts["first"]) == (6, "2026-03-11")


def test_items_dated_outside_the_month_have_arrived(agents: Agents) -> None:
    world = plain(gone_evenly)
    for number in filter(gone_evenly, range(0, 80, 2)):
        world.item(number, ENDS + np.timedelta64(2, "D"))
    detail, outcomes = looked(world, agents)
    assert (detail.missing, outcomes) == ((), {})


def test_items_received_too_late_explain_it_unless_they_came_by_the_clients_own_line(agents: Agents) -> None:
    for route, outcome in ((None, "explains"), ("direct", "explains_not")):
        world = plain(gone_evenly)
        for number in filter(gone_evenly, range(0, 80, 2)):
            world.item(number, ENDS - np.timedelta64(2, "D"), route=route, received_at=ENDS + np.timedelta64(40, "D"))
        detail, outcomes = looked(world, agents)
        assert outcomes["late"] == outcome
        late = dict(detail.checks[0].facts)["late"]
        assert late == (len(detail.missing) if route is None else 0)


def test_items_without_an_id_near_the_calls_explain_it(agents: Agents) -> None:
    world = plain(gone_evenly)
    for number in filter(gone_evenly, range(0, 80, 2)):
        captured = STARTS + np.timedelta64(number % 28, "D") + np.timedelta64(14, "h")
        world.item(number, captured, call_id=None, agent=f"Agent {number % 8}", category="website")
    detail, outcomes = looked(world, agents)
    assert outcomes["ids"] == "explains"
    whys = {attempt.why for call in detail.missing for attempt in call.attempts}
    assert whys == {"other_category"} and "ids" in [request.code for request in detail.requests]


def test_second_evaluators_who_did_not_hear_it_explain_it(agents: Agents) -> None:
    for second_hears, outcome in ((False, "explains"), (True, "explains_not")):
        world = plain(gone_evenly)
        for number in filter(gone_evenly, range(0, 60, 2)):
            world.heard(number, negative=True, evaluator="A. Earlier", voiced=second_hears)
            world.evaluations[-1]["evaluated_at"] = STARTS
        detail, outcomes = looked(world, agents)
        assert outcomes["misheard"] == outcome
        twice = sum(map(gone_evenly, range(0, 60, 2)))
        assert dict(detail.checks[-1].facts) == {"twice": twice, "both": twice if second_hears else 0}


def test_a_softer_label_counts_as_arrived(agents: Agents) -> None:
    world = plain(gone_evenly)
    for item in world.items:
        item["polarity"] = "neutral"
    detail, outcomes = looked(world, agents)
    facts = dict(next(check for check in detail.checks if check.code == "labels").facts)
    assert facts["arrived"] == facts["softened"] == 40 - len(detail.missing) and outcomes["labels"] == "explains_not"


def test_an_item_taken_by_another_call_of_the_agent_is_told_as_such(agents: Agents) -> None:
    """Two negatives of one agent within minutes, one item without id: it is the nearer call's."""
    world = plain()
    for number, minutes in ((200, 0), (201, 8)):
        world.heard(number, negative=True, agent="Kim", day=3)
        world.evaluations[-1]["call_ended_at"] += np.timedelta64(minutes, "m")
    world.item(0, world.evaluations[-1]["call_ended_at"], call_id=None, agent="kim")
    detail, _ = looked(world, agents)
    call = next(call for call in detail.missing if call.call_id == "c200")
    assert [(attempt.why, attempt.gap_s) for attempt in call.attempts] == [("taken", 480.0)]
    assert "belongs to another call that was heard" in tried(call, words_for("en"))[0]


def test_every_check_and_request_is_told_in_both_languages(agents: Agents) -> None:
    world = plain(lambda number: number < 30, agent=lambda number: "One" if number < 30 else "")
    detail, _ = looked(world, agents)
    seen = world.seen()
    assert len(missing_rows(seen)) == rates(seen).negatives - rates(seen).negatives_arrived
    for language in ("en", "zh"):
        for told in [*(check_text(check, words_for(language)) for check in detail.checks),
                     *(request_text(request, words_for(language)) for request in detail.requests)]:
            assert told and "{" not in told
