"""Which evaluations count: a retraction takes back what it can mean, and nothing else."""

from __future__ import annotations

import numpy as np

from scoring.measures.judged import countable


def counted(*given: tuple[str, str, str, str, str]) -> list[bool]:
    """Rows of (id, call, evaluator, day of May, status); '' for an id that is made, as storage makes it."""
    made = [id_ or f"{call}/{who}/2026-05-{day} 00:00:00" for id_, call, who, day, _ in given]
    columns = {
        "evaluation_id": np.array(made, dtype=object), "call_id": np.array([row[1] for row in given], dtype=object),
        "evaluator": np.array([row[2] for row in given], dtype=object),
        "evaluated_at": np.array([f"2026-05-{row[3]}" for row in given], dtype="datetime64[us]"),
        "status": np.array([row[4] for row in given], dtype=object),
        "judged_by": np.array(["client"] * len(given), dtype=object),
        "selection": np.array(["random"] * len(given), dtype=object),
    }
    return countable({name: np.ma.MaskedArray(values) for name, values in columns.items()}, "random").tolist()


def test_a_retraction_dated_later_and_without_an_id_takes_the_evaluation_back() -> None:
    assert counted(("", "K1", "Ann", "20", "final"), ("", "K1", "Ann", "27", "retracted")) == [False, False]


def test_what_is_judged_again_after_the_retraction_counts() -> None:
    assert counted(("", "K1", "Ann", "20", "final"), ("", "K1", "Ann", "27", "retracted"),
                   ("", "K1", "Ann", "28", "final")) == [False, False, True]


def test_a_retraction_says_nothing_of_another_evaluator_or_call() -> None:
    assert counted(("", "K1", "Bo", "20", "final"), ("", "K2", "Ann", "20", "final"),
                   ("", "K1", "Ann", "27", "retracted")) == [True, True, False]


def test_a_retraction_with_an_id_takes_back_the_evaluation_of_that_id_alone() -> None:
    assert counted(("E1", "K1", "Ann", "20", "final"), ("E2", "K1", "Ann", "27", "retracted")) == [True, False]
