"""The report counts what came of the trials, naive tests are what textbooks say, and a quick form of it all runs."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import ttest_ind
from statsmodels.stats.proportion import proportion_confint, proportions_ztest

sys.path.append(str(Path(__file__).resolve().parents[1]))  # benchmarks/ is part of the checkout, not of the package

from benchmarks.proving.beside import INVITATIONS, PROMISES, BesideTrial, beside_outcome
from benchmarks.proving.careless import CARELESS
from benchmarks.proving.figures import RECALL
from benchmarks.proving.filtering import STRENGTHS
from benchmarks.proving.hiding import WAY_STRENGTHS
from benchmarks.proving.inviting import INVITERS, INVITING_WAYS
from benchmarks.proving.naive import Naive, fewer, naive, odd_ones, slower
from benchmarks.proving.plan import QUICK, Plan
from benchmarks.proving.rates import percent, wilson
from benchmarks.proving.report import NAIVE, report
from benchmarks.proving.report_beside import report_beside
from benchmarks.proving.run import kept, outcomes
from benchmarks.proving.seeds import Seeds
from benchmarks.proving.simulate import simulate
from benchmarks.proving.stressors import STRESSORS
from benchmarks.proving.trial import MIXTURE, PLAIN, Outcome, Trial, vendor_of

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(("hits", "of"), [(0, 200), (3, 200), (20, 2000), (199, 200), (5, 5)])
def test_intervals_are_wilsons(hits: int, of: int) -> None:
    assert wilson(hits, of) == pytest.approx(proportion_confint(hits, of, method="wilson"), abs=1e-6)


def test_naive_tests_are_those_of_the_textbook() -> None:
    rng = Seeds.TESTS.generator(40)
    one, two = rng.random(60) < 0.5, rng.random(80) < 0.7
    by_statsmodels = proportions_ztest([one.sum(), two.sum()], [60, 80], alternative="smaller")[1]
    assert fewer(one, two) == pytest.approx(by_statsmodels, rel=1e-6)
    late, usual = rng.normal(0.3, 1, 3000), rng.normal(0.25, 2, 4000)
    assert slower(late, usual) == pytest.approx(ttest_ind(late, usual, equal_var=False, alternative="greater").pvalue,
                                                rel=0.01)
    assert fewer(one[:0], two) == slower(late[:1], usual) == 1.0


def test_naive_tests_find_what_is_planted_plainly_and_the_forest_what_is_odd() -> None:
    vendor = replace(vendor_of(Trial(1, honest=PLAIN, seeds=Seeds.TESTS)), calls=8000.0)
    filters = replace(vendor, mode="drops negatives", strength=0.9)
    plain, found = (naive(simulate(Seeds.TESTS.generator(41), each, 3)) for each in (vendor, filters))
    for name in NAIVE[:3]:
        assert found.p[name] < 1e-4 < plain.p[name]
    usual = [tuple(row) for row in Seeds.TESTS.generator(42).normal(0, 1, (300, 12))]
    assert odd_ones(usual, [(0.0,) * 12, (9.0,) * 12]).tolist() == [False, True]


def invented(trial: Trial, verdict: str, *, p: float = 0.5, listed: int = 0, right: int = 0) -> Outcome:
    return Outcome(trial, (verdict,) * max(trial.months, 1), {"W": p / 0.36}, {"W": p}, (0.5, 0.4, 0.6), 0.5, listed,
                   right, Naive(dict.fromkeys(NAIVE, 0.5), (0.0,) * 12))


def row(lines: list[str], begins: str) -> list[str]:
    return next(line for line in lines if line.startswith(f"| {begins} |")).strip("| ").split(" | ")


def test_the_report_counts_verdicts() -> None:
    honest = [invented(Trial(each, honest=MIXTURE), "watch" if each < 1 else "insufficient_data" if each < 11 else
                       "no_sign") for each in range(100)]
    found = [invented(Trial(each, mode="drops negatives", strength=0.5), "likely_filtered" if each < 30 else "watch"
                      if each < 70 else "no_sign", listed=10, right=6) for each in range(100)]
    years = [invented(Trial(each, honest=MIXTURE, months=12), "likely_filtered" if each < 2 else "no_sign")
             for each in range(50)]
    lines = report([*honest, *found, *years])
    mixture = row(lines, MIXTURE)
    assert mixture[1:5] == ["100", "10.0 %", percent([True] + 99 * [False]), "1 %"]
    drops = row(lines, "drops negatives")
    assert drops[1:7] == ["0.5", "100", percent(70 * [True] + 30 * [False]), ".61", "≥ .65 met",
                          percent(30 * [True] + 70 * [False])]
    assert row(lines, f"honest: {MIXTURE}")[6:8] == [percent(2 * [True] + 48 * [False]), "≤ 2 %"]
    assert row(lines, "0.5")[5:7] == [".00", percent(100 * [True])]
    assert "| drops negatives | 0.5 | 70 | 10.0 | 60 % |" in lines


def test_the_plan_has_every_stressor_every_filter_and_enough_honest_months() -> None:
    everything = Plan().trials()
    assert len(set(everything)) == len(everything)
    trials = [trial for trial in everything if isinstance(trial, Trial)]
    single = Counter(trial.honest for trial in trials if trial.honest and not trial.months)
    assert single[MIXTURE] >= 2000
    assert set(single) == {MIXTURE, PLAIN, *STRESSORS}
    assert {(trial.mode, trial.strength) for trial in trials if trial.mode} == {
        (mode, strength) for mode, strengths in STRENGTHS.items() for strength in strengths}
    assert {(mode, strength) for mode, strength in RECALL} <= {(trial.mode, trial.strength) for trial in trials}
    assert sum(trial.honest == MIXTURE and trial.months == 12 for trial in trials) >= 200
    assert {trial.seeds for trial in everything} == {Seeds.REPORTING}


def test_the_plan_has_every_stressor_and_way_of_promises_and_invitations() -> None:
    of = {family: [trial for trial in Plan().trials() if isinstance(trial, BesideTrial) and trial.family == family]
          for family in (PROMISES, INVITATIONS)}
    for family, stressors, ways in ((PROMISES, CARELESS, WAY_STRENGTHS), (INVITATIONS, INVITERS, INVITING_WAYS)):
        assert {trial.honest for trial in of[family] if not trial.mode} == {MIXTURE, PLAIN, *stressors}
        assert {(trial.mode, trial.strength) for trial in of[family] if trial.mode} == {
            (way, strength) for way, strengths in ways.items() for strength in strengths}
        assert sum(trial.honest == MIXTURE for trial in of[family]) >= 2000


@pytest.mark.parametrize(("trial", "verdicts"), [
    (BesideTrial(1, PROMISES, honest=PLAIN, judged=600, seeds=Seeds.TESTS), {"no_sign", "insufficient_data"}),
    (BesideTrial(2, PROMISES, mode="leaves broken promises out, spares sampled calls", strength=.9, judged=600,
                 seeds=Seeds.TESTS), {"watch", "likely_filtered"}),
    (BesideTrial(1, INVITATIONS, honest=PLAIN, seeds=Seeds.TESTS), {"no_sign"}),
    (BesideTrial(1, INVITATIONS, mode="invites fewer of the unhappy", strength=.4, seeds=Seeds.TESTS),
     {"watch", "likely_filtered"}),
])
def test_a_month_of_promises_or_invitations_is_judged_and_comes_out_the_same_again(trial: BesideTrial,
                                                                                   verdicts: set[str]) -> None:
    found = beside_outcome(trial)
    assert found.verdict in verdicts and beside_outcome(trial) == found
    lines = report_beside([found])
    assert any(line.startswith(f"| {trial.honest or trial.mode} |") for line in lines)


def test_a_trial_is_the_same_vendor_each_time_and_another_on_other_seeds() -> None:
    trial = Trial(3, honest=MIXTURE)
    assert repr(vendor_of(trial)) == repr(vendor_of(trial))
    assert repr(vendor_of(trial)) != repr(vendor_of(replace(trial, seeds=Seeds.TUNING)))
    assert np.isclose(vendor_of(replace(trial, honest="fixed at the edge (+2τ)")).bias, -0.50)


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    trials, file = [Trial(each, honest="early snapshot", seeds=Seeds.TESTS) for each in range(3)], tmp_path / "kept"
    first = outcomes(trials[:2], 1, file)
    file.write_bytes(file.read_bytes()[:-5])  # stopped while it wrote the second
    assert [each.trial for each in kept(file)] == trials[:1]
    file.write_bytes(file.read_bytes().replace(b"insufficient_data", b"insufficient_DATA"))
    again = outcomes(trials, 1, file)
    assert [each.trial for each in again] == [each.trial for each in kept(file)] == trials
    assert again[0].verdicts == ("insufficient_DATA",)  # taken from the file, not run again
    assert again[1].verdicts == first[1].verdicts


def test_a_quick_form_accuses_no_honest_vendor_and_finds_plain_filtering() -> None:
    plain = ("drops negatives", "silences agents", "delays negatives", "invites fewer of the unhappy")
    trials = [*Plan(months=10, each=0, seeds=Seeds.TESTS).honest(),
              *(Trial(1, mode=mode, strength=max(STRENGTHS[mode]), seeds=Seeds.TESTS) for mode in plain)]
    done = outcomes(trials, processes=1)
    accused = [each.verdicts[-1] in ("watch", "likely_filtered") for each in done]
    assert not any(accused[:10])
    assert sum(accused[10:]) >= 3
    assert all(line.startswith(("|", "#")) for line in report(done) if line)


def test_the_command_prints_its_tables() -> None:
    ran = subprocess.run([sys.executable, "-m", "benchmarks.proving", "--quick", "--only", "recall", "--mode", "delays",
                          "--tuning"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    assert "| delays negatives | 4 | 1 |" in ran.stdout
    assert "1 of 1 trials" in ran.stderr
    assert QUICK.months < Plan().months
