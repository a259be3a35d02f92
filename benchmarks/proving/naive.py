"""What an analyst would try first, at a nominal false-alarm rate of 1 %: to be held beside the engine, not used by it.

None of them knows that honest vendors differ, that ids may be missing, or that evaluations may not be random.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.proving.contacts import Bools
from benchmarks.proving.persona import Floats
from scoring.integrity.inputs import IntegrityInputs

NOMINAL = 0.01
NEAR = np.timedelta64(30, "m")


@dataclass(frozen=True)
class Naive:
    """One-sided p-values of the naive tests by name, and the month's features for :func:`odd_ones`."""

    p: dict[str, float]
    features: tuple[float, ...]


def naive(inputs: IntegrityInputs) -> Naive:
    """The naive look at a month."""
    evaluations, items = inputs.evaluations, inputs.feedback
    heard = np.asarray(evaluations["feedback_voiced"], dtype=bool)
    bad = _text(evaluations["feedback_polarity"])[heard] == "negative"
    of_month = (items["captured_at"] >= inputs.starts_at) & (items["captured_at"] < inputs.ends_at)
    label = _text(items["polarity"])[of_month] == "negative"
    exact, near = _arrived(inputs, heard, of_month)
    log_lag = np.log((items["received_at"] - items["captured_at"])[of_month] / np.timedelta64(1, "h") + 1)
    p = {
        "arrived, by id or near in time": fewer(near[bad], near[~bad]),
        "arrived, by exact id": fewer(exact[bad], exact[~bad]),
        "negative share, heard against forwarded": fewer(label, bad),
        "negatives slower (Welch)": slower(log_lag[label], log_lag[~label]),
    }
    return Naive(p, _features(inputs, bad, near, label, log_lag, of_month))


def fewer(one: Bools, two: Bools) -> float:
    """P that ``one`` is hit less often than ``two`` by chance: the two-proportion z-test (1: nothing to compare)."""
    n, m = len(one), len(two)
    pooled = (one.sum() + two.sum()) / max(n + m, 1)
    if not n or not m or pooled in (0, 1):
        return 1.0
    z = (two.mean() - one.mean()) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return 0.5 * math.erfc(z / math.sqrt(2))


def slower(one: Floats, two: Floats) -> float:
    """P that ``one`` is larger by chance: Welch's test, normal."""
    if len(one) < 2 or len(two) < 2:
        return 1.0
    error = math.sqrt(one.var(ddof=1) / len(one) + two.var(ddof=1) / len(two))
    return 0.5 * math.erfc((one.mean() - two.mean()) / max(error, 1e-9) / math.sqrt(2))


def odd_ones(honest: list[tuple[float, ...]], months: list[tuple[float, ...]]) -> Bools:
    """Which of ``months`` an isolation forest finds odder than 99 % of the ``honest`` months it was shown."""
    from sklearn.ensemble import IsolationForest

    forest = IsolationForest(n_estimators=200, random_state=1).fit(np.array(honest))
    least = np.quantile(forest.score_samples(np.array(honest)), NOMINAL)
    return np.asarray(forest.score_samples(np.array(months)) < least) if months else np.zeros(0, dtype=bool)


def _text(values: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    return np.asarray(np.ma.filled(values, ""), dtype=object)


def _arrived(inputs: IntegrityInputs, heard: Bools, of_month: Bools) -> tuple[Bools, Bools]:
    """Whether each heard remark arrived: by exact id; or else by an item without id of its agent within 30 minutes."""
    evaluations, items = inputs.evaluations, inputs.feedback
    ids = _text(items["call_id"])[of_month]
    exact = np.isin(_text(evaluations["call_id"])[heard].astype(str), ids.astype(str))
    free = ids == ""
    gap = np.abs(evaluations["call_ended_at"][heard][:, None] - items["captured_at"][of_month][free][None, :])
    same = _text(evaluations["call_agent"])[heard][:, None] == _text(items["agent"])[of_month][free][None, :]
    return exact, exact | ((gap <= NEAR) & same).any(axis=1)


def _features(inputs: IntegrityInputs, bad: Bools, near: Bools, label: Bools, log_lag: Floats,
              of_month: Bools) -> tuple[float, ...]:
    """Shares, rates and lags a monitoring dashboard would show, 0 where there is nothing to show."""
    calls, answered = inputs.calls, np.asarray(inputs.calls["answered"], dtype=bool)
    resolved = np.ma.filled(calls["resolved"], False).astype(bool)[answered]
    asked = np.isin(calls["call_id"][answered].astype(str), inputs.surveys["call_id"].astype(str))
    rating = np.ma.filled(inputs.feedback["rating"], np.nan)[of_month]
    agents = len(set(_text(inputs.feedback["agent"])[of_month])) / max(len(set(_text(calls["agent"])[answered])), 1)
    return tuple(float(np.nan_to_num(value)) for value in (
        _mean(bad), _mean(near[bad]), _mean(near[~bad]), _mean(label), len(label) / max(answered.sum(), 1),
        _mean(log_lag[label]), _mean(log_lag[~label]), _mean(np.isnan(rating)), _mean(rating[~np.isnan(rating)] >= 4),
        agents, _mean(asked[resolved]), _mean(asked[~resolved])))


def _mean(values: npt.NDArray[np.generic]) -> float:
    return float(values.mean()) if len(values) else 0.0
