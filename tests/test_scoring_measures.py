"""What every measure of the registry must keep, and that what is said of it is what the code has."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring
from scoring.definition import DEFAULT
from scoring.measures import MEASURES
from scoring.measures.interval_source import NOTED_AS
from scoring.measures.measure import Measure
from scoring.methods import renewed
from scoring.reasons import NOTES, SENTENCES, UNSCORED, sentence
from scoring.result import DRAWS, Estimate, NotScored, Unit
from tests.scoring_month import (
    at,
    contact,
    evaluation,
    evaluations,
    feedback,
    intervals,
    promises,
    surveys,
    vendor_month,
)

ROOM = Path(scoring.__file__).parent
ANNOUNCED = {"promise_capture", "promise_survey", "negative_capture", "fidelity", "survey_selection"}
"""Measures that later work brings and that methods may already name."""
CODES = {measure.code for measure in MEASURES}
every_measure = pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.code)


def _full_month(seed: int = 1, size: int = 300) -> object:
    rng = np.random.default_rng(seed)
    start = at("2026-05-01")
    calls = [contact(start + timedelta(minutes=int(rng.integers(0, 39 * 1440))), customer=int(rng.integers(1, 150)),
                     outcome=str(rng.choice(["answered", "answered", "abandoned", "blocked"])), call_id=f"c{each}",
                     wait_ms=int(rng.exponential(60_000)), transfers=int(rng.random() < 0.2),
                     channel=str(rng.choice(["voice", "chat"])), resolved=bool(rng.random() < 0.8))
             for each in range(size)]
    criterion = {"criterion": "greeting", "max_score": 10.0, "weight": None, "na": False}
    judged = [evaluation(each, feedback_voiced=bool(rng.random() < 0.4))
              | {"criteria": [criterion | {"score": float(rng.integers(0, 11))}]} for each in range(80)]
    return vendor_month(
        calls, evaluations=evaluations(judged),
        feedback=feedback([{"call_id": f"c{each}", "captured_at": start} for each in range(0, 80, 2)]),
        promises=promises([{"due_at": start + timedelta(days=int(each % 30)), "kept_at": start + timedelta(days=15)}
                           for each in range(60)]),
        surveys=surveys([{"run_by": "client", "csat": int(rng.integers(1, 6))} for _ in range(50)]),
        intervals=intervals([{"start_at": start, "minutes": 45 * 1440.0, "counted_by": "client", "channel": channel,
                              "offered": size} for channel in ("voice", "chat")]),
        newest_promise_event=at("2026-06-05"))


@every_measure
def test_an_empty_month_is_answered_with_a_reason(measure: Measure) -> None:
    answer = measure.read(vendor_month()).answer
    assert isinstance(answer, NotScored)
    assert answer.why


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([3, 40, 300]))
def test_every_estimate_lies_in_its_interval_and_its_units_range(seed: int, size: int) -> None:
    month = _full_month(seed, size)
    for measure in MEASURES:
        reading = measure.read(month)
        for answer in (reading.answer, *reading.by_channel.values()):
            if not isinstance(answer, Estimate):
                continue
            assert answer.low <= answer.value <= answer.high, measure.code
            assert answer.unit is measure.unit
            assert answer.n > 0
            assert answer.low >= 0 and (answer.unit is not Unit.SHARE or answer.high <= 1)
            assert np.isfinite([answer.value, answer.low, answer.high]).all()
            if answer.unit is Unit.SHARE:
                assert answer.value == pytest.approx(answer.numerator / answer.denominator)


def test_every_measure_has_a_value_in_a_full_month() -> None:
    unscored = [m.code for m in MEASURES if not isinstance(m.read(_full_month(size=4000)).answer, Estimate)]
    assert unscored == []


def test_what_is_scored_carries_draws() -> None:
    month = _full_month(size=4000)
    for yardstick in DEFAULT.yardsticks:
        answer = next(m for m in MEASURES if m.code == yardstick.measure).read(month).answer
        assert isinstance(answer, Estimate)
        assert answer.draws.shape == (DRAWS,)


def test_codes_are_unique_and_every_yardstick_has_its_measure() -> None:
    assert len(CODES) == len(MEASURES)
    assert {yardstick.measure for yardstick in DEFAULT.yardsticks} <= CODES


@every_measure
def test_a_method_says_everything_and_names_only_measures_that_are_or_come(measure: Measure) -> None:
    method = measure.method
    assert method.question.endswith("?")
    assert all((method.formula, method.source, method.undefined, method.interval, method.gamed, method.caught_by))
    assert set(method.caught_by) <= (CODES | ANNOUNCED) - {measure.code}
    assert measure.better in ("high", "low", "neither")


def test_the_readme_prints_the_methods_of_the_code() -> None:
    readme = (ROOM / "README.md").read_text(encoding="utf-8")
    assert renewed(readme) == readme, "run: python -m scoring.methods"


def test_the_readme_names_every_module() -> None:
    readme = (ROOM / "README.md").read_text(encoding="utf-8")
    modules = {path.name for path in ROOM.glob("*.py")} - {"__init__.py", "methods.py", "columns.py"}
    assert {name for name in modules if f"`{name}`" not in readme} == set()


def _codes_used() -> tuple[set[str], set[str]]:
    """Codes of reasons and of notes as the source names them."""
    reasons, notes = set(), set()
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    {"not_scored": reasons, "Note": notes}.get(node.func.id, set()).add(first.value)
    return reasons, notes | set(NOTED_AS.values()) | {
        "waits_missing", "waits_left_out", "unknown_outcomes", "outcomes_missing", "pending", "unknown_promises",
        "released", "undated", "on_word", "unproven", "selection_unknown", "superseded", "points_unsound",
        "arrived_positive", "arrived_negative", "arrived_wordless"}


def test_every_reason_has_its_sentence_and_every_sentence_its_use() -> None:
    reasons, notes = _codes_used()
    assert reasons == set(UNSCORED)
    assert notes == set(NOTES)


def test_sentences_use_names_for_facts_and_know_one_from_many() -> None:
    for code, template in SENTENCES.items():
        assert all(name for name in re.findall(r"{(\w*)", template)), code
    assert sentence("released", {"promises": 1}) == "released by the customer: 1 promise"
    assert sentence("released", {"promises": 1200}) == "released by the customer: 1,200 promises"
    with pytest.raises(KeyError):
        sentence("released", {})


def test_scoring_starts_without_pandas_and_scipy() -> None:
    """Their import alone would take longer than scoring a month."""
    program = "import sys, scoring.scorecard; print([m for m in ('pandas', 'scipy', 'duckdb') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True,
                          cwd=ROOM.parent)
    assert done.stdout.strip() == "[]"
