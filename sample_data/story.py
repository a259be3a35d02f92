"""What happens at the client after the months are over: calls heard once more, test calls, what agents write directly.

The demo plays it (``app/services/demo_story.py``). What is drawn it draws itself, so of each call that may be drawn the
tables tell what somebody else hears on it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sample_data.contacts import EMAIL
from sample_data.details import Log, moment
from sample_data.evaluations import CRITERIA, heard_on, points_on
from sample_data.phrases import CATEGORIES, POLARITIES, remark
from sample_data.sheets import Cell, Table

SECOND = "Lin Hao"
"""Hears what others judged first."""
FIRST = "Chen Yu"
LANGUAGE = {"bluesea": "zh"}
MISHEARD = .05
"""Share of negative remarks that the second evaluator takes for neutral."""
POINTS = tuple(name for name, _, _ in CRITERIA)
HEARD = ("vendor", "call_id", *POINTS, "resolved", "feedback_voiced", "feedback_category", "feedback_polarity",
         "feedback_text", "promise_made")
TEST_CALLS = ("call_id", "vendor", "evaluator", "evaluated_at", "selection", "feedback_voiced", "feedback_category",
              "feedback_polarity", "feedback_text")
MESSAGES = ("vendor", "agent", "language", "call_id", "mood", "category", "text")
AUGUST, SEPTEMBER, OCTOBER = 3, 4, 5
PLANTED = (("harbour", 4, 2), ("summit", 8, 4))
"""Test calls of October: vendor, negative ones, others."""
WRITTEN = (("summit", 3), ("bluesea", 2))
"""Vendors whose agents write directly, and how many of them."""


class Asked(NamedTuple):
    """One finding of the story: its month, and the days of its steps; '' for a step that the demo takes today, or not
    at all where no text goes with it."""

    month: str
    opened: str
    heard: str
    sent: str
    replied: str = ""
    reply: str = ""
    decided: str = ""
    outcome: str = ""
    reasons: str = ""


FINDINGS = (
    Asked("2026-08", "2026-09-17", "2026-09-22", "2026-09-23", "2026-10-05",
          "Since the first week of August a team leader approves notes marked negative before they are passed on. The "
          "approval fell behind, and part of the notes was never released. We are looking for them.",
          "2026-10-08", "upheld",
          "Praise passed without approval and bad news did not: that is the gap. Of the calls listed no note has been "
          "handed over since. We still want them; the month stays as it was when the list was sent."),
    Asked("2026-09", "2026-10-19", "2026-10-26", ""),
)
"""Of Summit, which filters from August on: one upheld, one that waits for its answer; October is not opened yet."""


def heard_table(logs: list[Log], sampled: dict[str, set[str]], rng: np.random.Generator) -> Table:
    """What a second evaluator hears: of Summit on the sampled calls of the months that are heard again, of Harbour on
    every call of October a person answered, with points. ``sampled``: by vendor the ids of calls drawn at random."""
    rows: list[list[Cell]] = []
    for log in logs:
        if log.vendor.code == "summit":
            again = np.isin(log.month, (AUGUST, SEPTEMBER)) & (log.polarity >= 0)
            rows += [_heard(log, int(i), [None] * len(POINTS), rng) for i in np.flatnonzero(again)
                     if log.call_id(int(i)) in sampled["summit"]]
        if log.vendor.code == "harbour":
            rows += [_heard(log, int(i), points_on(log, rng), rng)
                     for i in np.flatnonzero(log.answered & (log.month == OCTOBER))]
    return Table(HEARD, rows)


def _heard(log: Log, i: int, points: list[Cell], rng: np.random.Generator) -> list[Cell]:
    voiced, category, mood, text = heard_on(log, i)
    mood = "neutral" if mood == "negative" and rng.random() < MISHEARD else mood
    return [log.vendor.code, log.call_id(i), *points, bool(log.resolved[i]), voiced, category, mood, text,
            bool(log.promised[i])]


def test_calls_table(logs: list[Log], sampled: dict[str, set[str]], rng: np.random.Generator) -> Table:
    """Calls the client made itself in October; nobody drew them. What arrived of them is what the vendor forwards."""
    rows: list[list[Cell]] = []
    for log in logs:
        for code, negatives, others in PLANTED:
            if code == log.vendor.code:
                chosen = [*_calls(log, log.polarity == 0, negatives, sampled[code], rng),
                          *_calls(log, log.polarity > 0, others, sampled[code], rng)]
                rows += [[log.call_id(i), log.vendor.name, "M. Okafor", moment(log.start[i]), "planted",
                          *heard_on(log, i)] for i in sorted(chosen)]
    return Table(TEST_CALLS, rows)


def _calls(log: Log, wanted: npt.NDArray[np.bool_], n: int, sampled: set[str], rng: np.random.Generator) -> list[int]:
    free = [int(i) for i in np.flatnonzero(wanted & (log.month == OCTOBER) & (log.contacts.channel != EMAIL))
            if log.call_id(int(i)) not in sampled]
    return [int(i) for i in rng.choice(free, size=n, replace=False)]


def messages_table(logs: list[Log], sampled: dict[str, set[str]], rng: np.random.Generator) -> Table:
    """What agents write to the client about calls of October, each about one on which something bad was said. At Summit
    none of it arrived by the vendor."""
    rows: list[list[Cell]] = []
    for log in logs:
        for code, n in WRITTEN:
            if code == log.vendor.code:
                bad = (log.polarity == 0) & (log.forwarded == (code != "summit"))
                rows += [_message(log, i, rng) for i in sorted(_calls(log, bad, n, sampled[code], rng))]
    return Table(MESSAGES, rows)


def _message(log: Log, i: int, rng: np.random.Generator) -> list[Cell]:
    category = CATEGORIES[int(log.category[i])]
    text = remark(int(log.category[i]), POLARITIES[0], *map(int, rng.integers(10_000, size=3)),
                  chinese=log.vendor.chinese)
    known = {"agent": "service", "waiting": "service"}
    return [log.vendor.code, log.agent_name(i), LANGUAGE.get(log.vendor.code, "en"), log.call_id(i), POLARITIES[0],
            known.get(category, category), text]
