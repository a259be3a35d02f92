"""Promises heard against the ledger: linked as said, broken by the customer's word, never part of the feedback."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from scoring.integrity.gap import Gap, evidence
from scoring.integrity.panel import panel
from scoring.integrity.promised import not_kept, promises_heard
from scoring.integrity.promises import HONEST, WEIGHT_LEFT_OUT, promises
from scoring.integrity.tables import Stratum, conditional
from scoring.integrity.verdict import INSUFFICIENT, LIKELY_FILTERED, NO_SIGN, WATCHED, judge
from scoring.integrity.weighing import WATCH, Beside
from tests.invented_month import DAY, ENDS, HOUR, Written


def promised(written: Written, number: int, *, broken: bool = False, found: bool = True, **said: Any) -> dict[str, Any]:
    """A call on which a promise was heard for two days later; one that looks broken has the customer back a day on."""
    call = written.call(number)
    written.judged(call, **({"promise_made": True, "promise_due_at": call["ended_at"] + 2 * DAY} | said))
    if found:
        written.entry(call)
    if broken:
        written.calls.append(call | {"call_id": f"again {number}", "started_at": call["ended_at"] + 3 * DAY})
    return call


def month(broken_found: int, broken: int, found: int, others: int) -> Written:
    written = Written()
    for number in range(broken + others):
        at = number if number < broken else number - broken
        promised(written, number, broken=number < broken,
                 found=at < (broken_found if number < broken else found))
    last = written.call(9_000, day=30)
    written.entry(last)
    return written


def told(written: Written, **other: Any) -> Beside:
    found = judge(written.inputs(**other)).promises
    assert found is not None
    return found


def test_completeness_is_counted_over_all_promises_heard_with_wilsons_interval() -> None:
    found = told(month(8, 10, 30, 40))
    low, high = proportion_confint(38, 50, method="wilson")
    assert found.completeness is not None
    assert (found.completeness.value, found.completeness.n) == (.76, 50)
    assert (found.completeness.low, found.completeness.high) == pytest.approx((low, high))


def test_the_p_value_is_fishers_noncentral_law_averaged_over_careful_vendors() -> None:
    """Enumerated by SciPy: the mid-p of the order of likelihood ratios, which for one table is the order of counts."""
    found = told(month(4, 12, 36, 40))
    signal = next(each for each in found.signals if each.part == "left_out")
    nodes, weights = HONEST.nodes(81)
    wide = (40 / 12)**.5  # 40 of the 52 were found: where most are, careful vendors differ more in odds
    laws = [stats.nchypergeom_fisher(52, 12, 40, float(np.exp(wide * log))) for log in nodes]
    expected = sum(weight * (law.cdf(3) + law.pmf(4) / 2) for law, weight in zip(laws, weights, strict=True))
    assert signal.p == pytest.approx(expected, rel=.02)
    assert signal.facts == {"broken": 12, "broken_found": 4, "others": 40, "others_found": 36}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 12), st.integers(0, 12))
def test_the_more_broken_promises_are_missing_the_less_careful_it_looks(one: int, other: int) -> None:
    fewer, more = sorted((one, other))
    p = [next(each.p for each in told(month(found, 12, 36, 40)).signals if each.part == "left_out")
         for found in (fewer, more)]
    assert p[0] is not None and p[1] is not None and p[0] <= p[1] + 1e-12


def test_missing_promises_that_look_broken_are_watched_and_never_more() -> None:
    """Not even were every broken one missing: what nobody noted is also what nobody keeps."""
    assert told(month(0, 15, 60, 60)).verdict == WATCHED
    assert told(month(13, 15, 52, 60)).verdict == NO_SIGN


def test_the_verdict_about_feedback_is_what_it_is_without_a_ledger() -> None:
    written = month(0, 15, 60, 60)
    with_ledger = judge(written.inputs())
    written.promises.clear()
    without = judge(written.inputs())
    assert (with_ledger.verdict, with_ledger.p_value, with_ledger.signals) == \
        (without.verdict, without.p_value, without.signals)
    assert without.promises is not None and without.promises.reason == "promises_no_ledger"


def test_nothing_is_said_of_promises_nobody_was_asked_about_nor_before_the_month_closes() -> None:
    written = Written()
    for number in range(20):
        written.judged(written.call(number), promise_made=None)
    assert judge(written.inputs()).promises is None
    early = promises(panel(month(0, 15, 60, 60).inputs()), "2026-04-16")
    assert early is not None and (early.verdict, early.reason) == (INSUFFICIENT, "promises_closes")


def test_an_entry_without_call_id_counts_for_the_same_customer_within_a_day_and_for_one_promise_only() -> None:
    written = Written()
    for number, (hours, customer) in enumerate([(23, "a"), (25, "b"), (1, "c")]):
        call = promised(written, number, found=False, call_customer=customer)
        written.entry(call, call_id=None, customer=customer, made_at=call["ended_at"] + hours * HOUR)
    call = promised(written, 2, found=False, call_customer="c")
    written.evaluations[-1]["call_id"] = "another"
    written.entry(written.call(99, day=30))
    seen = promises_heard(panel(written.inputs()))
    assert seen.found.tolist() == [True, False, True, False]
    assert not seen.strict.any()
    assert seen.without_id == pytest.approx(3 / 4) and seen.unlinkable == 0


def test_a_ledger_nobody_can_link_is_judged_by_nobody() -> None:
    written = month(0, 15, 60, 60)
    for entry in written.promises[::4]:
        entry |= {"call_id": None, "customer": None}
    assert (told(written).verdict, told(written).reason) == (INSUFFICIENT, "promises_unlinkable")


@pytest.mark.parametrize(("what", "broken"), [
    ("called before it was due", False), ("called within the week", True), ("called after the week", False),
    ("complained within thirty days", True), ("complained before it was due", False),
    ("told our survey it was not kept", True), ("told the vendor's survey it was not kept", False),
    ("called again, but told our survey it was kept", False),
])
def test_what_looks_broken_is_told_by_the_customer_after_it_was_due(what: str, broken: bool) -> None:
    written = Written()
    call = promised(written, 1)
    due = call["ended_at"] + 2 * DAY
    if "called" in what:
        at = {"before": -1, "after the": 8}
        days = next((day for word, day in at.items() if word in what), 5)
        written.later.append({"call_id": "x", "customer": call["customer"], "started_at": due + days * DAY,
                              "direction": "inbound"})
    if "complained" in what:
        days = -1 if "before" in what else 29
        written.complaints.append({"complaint_id": "k", "call_id": None, "customer": call["customer"],
                                   "received_at": due + days * DAY})
    if "survey" in what:
        written.surveys.append({"survey_id": "s", "run_by": "vendor" if "vendor" in what else "client",
                                "invited_at": due, "call_id": call["call_id"], "promise_kept": "not kept" not in what})
    written.call(50, day=30)
    written.entry(written.calls[-1])
    seen = promises_heard(panel(written.inputs()))
    assert (seen.told.tolist(), seen.broken.tolist()) == ([True], [broken])


@pytest.mark.parametrize("reason", ["no date", "no customer", "switchboard", "due too late"])
def test_where_nobody_could_have_come_back_nothing_is_told(reason: str) -> None:
    written = Written()
    call = promised(written, 1, **{"no date": {"promise_due_at": None}, "no customer": {"call_customer": None},
                                   "due too late": {"promise_due_at": ENDS}}.get(reason, {}))
    if reason == "switchboard":
        written.calls.extend(call | {"call_id": f"s{number}"} for number in range(40))
    written.entry(written.call(50, day=30))
    assert promises_heard(panel(written.inputs())).told.tolist() == [False]


def test_promises_made_after_the_ledger_ends_are_not_missing() -> None:
    written = Written()
    promised(written, 1)
    late = written.call(70, day=25)
    written.judged(late, promise_made=True, promise_due_at=late["ended_at"] + DAY)
    seen = promises_heard(panel(written.inputs()))
    assert (seen.count, seen.unreached) == (1, 1)


def test_a_ledger_that_is_honest_about_sampled_calls_only_is_seen_and_named_by_calls_heard_otherwise() -> None:
    """3,000 calls, 300 sampled; one in five has a promise not kept, which the ledger tells of sampled calls alone."""
    written = Written()
    for number in range(3_000):
        call = written.call(number)
        sampled, missed = number % 10 == 0, number % 5 == 0
        if sampled:
            written.judged(call, promise_made=missed, promise_due_at=call["ended_at"] + 2 * DAY)
        if missed and sampled:
            written.entry(call, kept_at=call["ended_at"] + 4 * DAY)
        elif number % 3 == 0:
            written.entry(call)
    assert told(written).verdict == WATCHED
    for number in (5, 25, 45):
        call = written.calls[number]
        if number % 3 == 0:
            written.promises = [each for each in written.promises if each["call_id"] != call["call_id"]]
        written.judged(call, selection="targeted", promise_made=True, promise_due_at=call["ended_at"] + 2 * DAY)
    assert told(written).verdict == WATCHED, "careful vendors forget promises too: these may have been kept"
    for number in (5, 25, 45):
        call = written.calls[number]
        written.calls.append(call | {"call_id": f"again {number}", "started_at": call["ended_at"] + 3 * DAY})
    found = told(written)
    assert found.verdict == LIKELY_FILTERED
    assert next(each for each in found.signals if each.part == "audit").cases == ("c5", "c25", "c45")


@pytest.mark.parametrize("selection", ["targeted", "planted"])
def test_a_promise_heard_otherwise_is_a_case_only_where_the_ledger_lacks_it_by_any_link(selection: str) -> None:
    written = Written()
    promised(written, 1)
    for number, link in enumerate(["none", "call id", "customer and time"], start=2):
        call = promised(written, number, found=link == "call id", selection=selection, broken=True)
        if link == "customer and time":
            written.entry(call, call_id=None)
    written.entry(written.call(50, day=30))
    assert promises_heard(panel(written.inputs())).elsewhere == ("c2",)


def test_the_same_promises_kept_alike_on_all_calls_show_nothing() -> None:
    written = Written()
    for number in range(2_000):
        call = written.call(number)
        if number % 10 == 3:
            written.judged(call, promise_made=number % 3 == 0, promise_due_at=call["ended_at"] + 2 * DAY)
        if number % 3 == 0:
            written.entry(call, kept_at=call["ended_at"] + (4 if number % 15 == 0 else 1) * DAY)
    assert told(written).verdict in (NO_SIGN, INSUFFICIENT)


def test_the_ledger_itself_tells_what_was_not_kept() -> None:
    written = Written()
    call, end = written.call(1), np.timedelta64(86_400_000_000 - 1, "us")
    day = call["started_at"].astype("datetime64[D]").astype("datetime64[us]")
    cases: list[tuple[dict[str, Any], bool]] = [
        ({}, False), ({"kept_at": call["ended_at"] + 3 * DAY}, True), ({"kept_at": None, "status": "broken"}, True),
        ({"kept_at": None, "status": "released"}, False), ({"kept_at": None, "status": "kept"}, False),
        ({"kept_at": None, "status": None}, True), ({"due_at": day + 40 * DAY, "kept_at": None, "status": None}, False),
        ({"due_at": day + 2 * DAY + 12 * HOUR, "kept_at": day + 2 * DAY + end}, False),
        ({"due_at": None, "kept_at": None, "status": None}, False)]
    for said, _ in cases:
        written.entry(call, **said)
    assert not_kept(written.inputs().promises).tolist() == [expected for _, expected in cases]


def careful_month(rng: np.random.Generator) -> Gap:
    """The promises of a careful vendor: 60 to 95 % are noted, whatever becomes of them; what nobody noted is broken
    twice as often; of the broken 30 to 60 % come back, of the kept 5 to 25 %."""
    n, noted, broken = int(rng.integers(30, 200)), rng.uniform(.6, .95), rng.uniform(.04, .25)
    found = rng.random(n) < noted
    broke = rng.random(n) < np.where(found, broken, 2 * broken)
    looks = rng.random(n) < np.where(broke, rng.uniform(.3, .6), rng.uniform(.05, .25))
    cells = [int((found & looks).sum()), int(looks.sum()), int((found & ~looks).sum()), int((~looks).sum())]
    return Gap(conditional([Stratum(*cells)]), conditional(()), cells[1], cells[0], cells[3], cells[2], 0, 0)


def test_careful_vendors_who_forget_what_they_did_not_note_are_hardly_ever_watched() -> None:
    rng = np.random.default_rng(4)
    watched = sum(evidence(careful_month(rng), HONEST).p <= WATCH * WEIGHT_LEFT_OUT for _ in range(2_000))
    assert watched <= 20, "one in a hundred"
