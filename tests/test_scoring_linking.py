"""Which heard feedback arrived: by id, else by agent and time, one to one and as many as possible."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.linking import link
from tests.scoring_month import at, evaluation, evaluations, feedback

END = at("2026-05-10T12:00")


def _heard(number: int, **values: Any) -> dict[str, Any]:
    return evaluation(number, feedback_voiced=True, feedback_category="Fees", feedback_polarity="negative",
                      call_agent="ann", call_ended_at=END) | values


def _item(minutes: float = 5, **values: Any) -> dict[str, Any]:
    return {"captured_at": END + timedelta(minutes=minutes), "agent": "Ann ", "category": "fees",
            "polarity": "negative"} | values


def _links(heard: list[dict[str, Any]], items: list[dict[str, Any]]) -> tuple[list[int], list[int]]:
    links = link(evaluations(heard), feedback(items))
    return links.generous.tolist(), links.strict.tolist()


def test_an_exact_call_id_links_whatever_else_differs() -> None:
    assert _links([_heard(1)], [_item(99_999, call_id="c1", agent="bob", category="other")]) == ([0], [0])


def test_an_item_of_another_call_is_not_it_however_near() -> None:
    assert _links([_heard(1)], [_item(call_id="c2")]) == ([-1], [-1])


def test_without_an_id_the_agent_must_agree_and_the_time_be_near() -> None:
    other = {"category": "other"}
    assert _links([_heard(1)], [_item(30, **other)]) == ([0], [-1])
    assert _links([_heard(1)], [_item(-30, **other)]) == ([0], [-1])
    assert _links([_heard(1)], [_item(30 + 1 / 60, **other)]) == ([-1], [-1])
    assert _links([_heard(1)], [_item(12 * 60)]) == ([0], [-1])
    assert _links([_heard(1)], [_item(12 * 60 + 1 / 60)]) == ([-1], [-1])
    assert _links([_heard(1)], [_item(agent="bob")]) == ([-1], [-1])
    assert _links([_heard(1)], [_item(agent=None)]) == ([-1], [-1])
    assert _links([_heard(1, call_agent=None)], [_item(agent=None)]) == ([-1], [-1])


def test_a_blank_category_agrees_with_nothing() -> None:
    assert _links([_heard(1, feedback_category=None)], [_item(60, category=None)]) == ([-1], [-1])


def test_a_call_that_is_not_stored_is_near_nothing() -> None:
    assert _links([_heard(1, call_ended_at=None)], [_item()])[0] == [-1]


def test_where_nothing_was_forwarded_nothing_arrived_however_that_is_delivered() -> None:
    for none in (feedback([]), {}):
        links = link(evaluations([_heard(1), _heard(2)]), none)
        assert links.generous.tolist() == links.strict.tolist() == [-1, -1]
        assert len(links.attempts.heard) == 0


def test_one_item_arrives_for_one_call_only() -> None:
    assert sorted(_links([_heard(1), _heard(2)], [_item()])[0]) == [-1, 0]
    assert sorted(_links([_heard(1), _heard(1)], [_item(call_id="c1")])[1]) == [-1, 0]


def test_the_same_category_and_polarity_are_preferred_to_nearness() -> None:
    items = [_item(1, category="other"), _item(20), _item(10, polarity="positive")]
    assert _links([_heard(1)], items)[0] == [1]


def test_polarity_follows_the_rating_where_it_is_not_stated() -> None:
    items = [_item(1, polarity=None, rating=5), _item(9, polarity=None, rating=1)]
    assert _links([_heard(1)], items)[0] == [1]


def test_an_item_is_given_to_the_call_that_has_no_other() -> None:
    """Greedily the first call would take the nearer item, the only one in reach of the second."""
    late = _heard(2, call_ended_at=END + timedelta(minutes=40), feedback_category="other")
    assert _links([_heard(1), late], [_item(12), _item(-11, category="else")])[0] == [1, 0]


def test_every_attempt_is_kept_with_what_spoke_for_it() -> None:
    links = link(evaluations([_heard(1)]), feedback([_item(9), _item(3, category="other")]))
    attempts = links.attempts
    assert attempts.heard.tolist() == [0, 0]
    assert (attempts.item.tolist(), attempts.gap_s.tolist()) == ([0, 1], [540, 180])
    assert (attempts.same_category.tolist(), attempts.chosen.tolist()) == ([True, False], [True, False])


minutes = st.integers(-900, 900)
agents = st.sampled_from(["ann", "bob"])
categories = st.sampled_from(["fees", "other"])
heard_rows = st.lists(st.builds(lambda n, m, a, c: _heard(n, call_ended_at=END + timedelta(minutes=m), call_agent=a,
                                                          feedback_category=c),
                                st.integers(1, 5), minutes, agents, categories), max_size=12)
item_rows = st.lists(st.builds(lambda m, a, c, call: _item(m, agent=a, category=c, call_id=call),
                               minutes, agents, categories, st.sampled_from([None, None, "c1", "c2"])), max_size=12)


@settings(max_examples=80, deadline=None)
@given(heard_rows, item_rows)
def test_as_many_calls_are_linked_as_any_one_to_one_matching_can(
        heard: list[dict[str, Any]], items: list[dict[str, Any]]) -> None:
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import maximum_bipartite_matching

    possible = np.zeros((len(heard), len(items)), dtype=int)
    for row, call in enumerate(heard):
        for column, item in enumerate(items):
            gap = abs(item["captured_at"] - call["call_ended_at"])
            near = gap <= timedelta(minutes=30) or (
                gap <= timedelta(hours=12) and item["category"] == call["feedback_category"])
            possible[row, column] = item["call_id"] == call["call_id"] or (
                item["call_id"] is None and item["agent"] == call["call_agent"] and near)
    linked = [each for each in _links(heard, items)[0] if each >= 0]
    assert len(linked) == len(set(linked))
    best = maximum_bipartite_matching(csr_matrix(possible), perm_type="column") if possible.size else np.array([-1])
    assert len(linked) == int((best >= 0).sum())


def test_of_ten_thousand_items_each_call_is_held_against_the_few_of_its_agent_and_day() -> None:
    """So that time grows with the feedback of a day, not with calls times items."""
    rng = np.random.default_rng(1)
    heard = [_heard(each, call_agent=f"a{each % 60}",
                    call_ended_at=END + timedelta(minutes=int(rng.integers(0, 40_000)))) for each in range(1000)]
    items = [_item(int(rng.integers(0, 40_000)), agent=f"a{each % 60}",
                   call_id=None if each % 3 else f"c{each}") for each in range(10_000)]
    attempts = link(evaluations(heard), feedback(items)).attempts
    assert int(attempts.exact.sum()) == 334
    assert 3_000 < len(attempts.heard) < 10 * len(heard), "of ten million pairs"
    assert attempts.gap_s[~attempts.exact].max() <= 12 * 3600
