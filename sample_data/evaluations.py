"""The client's evaluation sheets: a random sample of each month's calls, some chosen, some judged twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from sample_data.contacts import SWITCHBOARD, VOICE
from sample_data.details import Log
from sample_data.phrases import CATEGORIES, CATEGORIES_ZH, POLARITIES, remark
from sample_data.promises import due_at
from sample_data.sheets import Cell, Table

RANDOM_A_MONTH, TARGETED_A_MONTH, CALIBRATION_A_MONTH = 300, 12, 8
CRITERIA = (("Greeting [5]", 5, .04), ("Needs [10]", 10, .0), ("Accuracy [20]", 20, -.03), ("Courtesy [10]", 10, .03),
            ("Explanation [10]", 10, -.02), ("Compliance [15]", 15, .02), ("Closing [5]", 5, -.01))
HEADER = ("evaluation_id", "call_id", "vendor", "evaluator", "evaluated_at", "selection", "form",
          *(name for name, _, _ in CRITERIA), "critical_error", "resolved", "blocked_by", "feedback_voiced",
          "feedback_category", "feedback_polarity", "feedback_text", "promise_made", "promise_due_at", "cross_sell")
EVALUATORS = ("Chen Yu", "M. Okafor", "P. Lindqvist", "S. Romero", "Zhao Min")
_FIRST_OF_NEXT = [datetime(2026, month, 1) for month in range(6, 12)]  # noqa: DTZ001 - a wall clock


def evaluations_table(log: Log, rng: np.random.Generator) -> Table:
    """All six months. The sample is drawn after the month, so nobody could know which calls would be
    heard."""
    rows: list[list[Cell]] = []
    for month in range(6):
        for call, selection in _chosen(log, month, rng):
            rows.append(_row(log, call, selection, len(rows), month, rng))
    return Table(HEADER, rows, log.vendor.chinese)


def random_calls(table: Table) -> set[str]:
    """The ids of the calls drawn at random."""
    return {str(row[HEADER.index("call_id")]) for row in table.rows if row[HEADER.index("selection")] == "random"}


def _chosen(log: Log, month: int, rng: np.random.Generator) -> list[tuple[int, str]]:
    """The calls of one month's evaluations, in the order they were judged."""
    calls = np.flatnonzero((log.month == month) & log.answered & (log.contacts.channel == VOICE)
                           & (log.contacts.customer < SWITCHBOARD))
    drawn = rng.choice(calls, size=RANDOM_A_MONTH, replace=False)
    troubled = calls[(log.polarity[calls] == 0) | (log.contacts.wait_s[calls] > 150)]
    aimed = rng.choice(np.setdiff1d(troubled, drawn), size=TARGETED_A_MONTH, replace=False)
    again = rng.choice(drawn, size=CALIBRATION_A_MONTH, replace=False)
    return [(int(i), "random") for i in drawn] + [(int(i), "targeted") for i in aimed] + [
        (int(i), "calibration") for i in again]


def _row(log: Log, i: int, selection: str, number: int, month: int, rng: np.random.Generator) -> list[Cell]:
    luck = rng.random(6)
    resolved = bool(log.resolved[i] != (luck[0] < .05))
    at = _FIRST_OF_NEXT[month] + timedelta(days=int(9 * luck[1]), minutes=int(60 * (9 + 8 * luck[2])))
    return [
        f"{log.vendor.prefix}-Q{number + 1:05d}", log.call_id(i), "蓝海" if log.vendor.chinese else log.vendor.name,
        EVALUATORS[int(luck[3] * 5)], at, selection, "QA-3", *points_on(log, rng), _critical(log, luck[4]), resolved,
        None if resolved else ("authority", "tool", "knowledge", "client_policy")[int(luck[5] * 4)],
        *heard_on(log, i), bool(log.promised[i]), due_at(log, i) if log.promised[i] else None, _cross_sell(luck[4]),
    ]


def points_on(log: Log, rng: np.random.Generator) -> list[Cell]:
    """Points of each criterion, in whole steps; about one in thirty does not apply."""
    points: list[Cell] = []
    for _, most, easier in CRITERIA:
        share = np.clip(log.vendor.quality + easier + .13 * rng.standard_normal(), 0, 1)
        points.append("N/A" if rng.random() < .03 else round(float(share) * most))
    return points


def _critical(log: Log, luck: float) -> str | None:
    """A critical error on one call in thirty; twice as often where quality is low."""
    share = .03 if log.vendor.quality > .85 else .06
    return ("customer", "business", "compliance")[int(3 * luck / share)] if luck < share else None


def _cross_sell(luck: float) -> str:
    return "none" if luck < .6 else "missed" if luck < .8 else "appropriate" if luck < .97 else "inappropriate"


def heard_on(log: Log, i: int) -> list[Cell]:
    """Whether feedback was voiced, of what kind, and what was said, in the evaluator's words."""
    if log.polarity[i] < 0:
        return [False, None, None, None]
    category, polarity = int(log.category[i]), POLARITIES[log.polarity[i]]
    text = remark(category, polarity, int(1e4 * log.noise[i, 4]), int(1e4 * log.noise[i, 5]),
                  int(1e4 * log.noise[i, 6]), chinese=log.vendor.chinese)
    return [True, (CATEGORIES_ZH if log.vendor.chinese else CATEGORIES)[category], polarity, text]
