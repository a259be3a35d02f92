"""What is to be reached: limits of false alarms, and for each way of filtering the prototype's recall and our aim."""

from __future__ import annotations

MIXTURE_LIMIT, STRESSOR_LIMIT, EVER_LIMIT = 0.01, 0.03, 0.02
"""Honest vendor-months at watch or more, over the mixture and under a single stressor; honest vendors ever at likely
filtered in twelve months."""

RECALL: dict[tuple[str, float], tuple[float | None, float | None]] = {
    ("drops negatives", 0.5): (0.61, 0.65),
    ("drops negatives", 0.7): (0.99, 0.98),
    ("drops negatives, spares sampled calls", 0.6): (0.69, 0.70),
    ("drops negatives of one queue", 0.9): (0.75, 0.80),
    ("drops negatives of repeat callers", 0.9): (0.41, 0.50),
    ("drops complaints about own agents", 0.9): (0.36, 0.45),
    ("silences agents", 0.10): (0.45, 0.60),
    ("silences agents", 0.25): (1.0, 0.99),
    ("templates negatives", 0.3): (0.12, 0.40),
    ("re-rates negatives", 0.3): (0.53, 0.65),
    ("delays negatives", 4.0): (0.66, 0.75),
    ("releases negatives at month end", 0.3): (0.85, 0.90),
    ("filler", 0.6): (0.68, 0.75),
    ("invites fewer of the unhappy", 0.4): (0.96, 0.97),
}
"""(mode, strength) -> share of months at watch or more: the prototype's on its own simulator, and the aim."""
BY_MONTH_SIX = (0.88, 0.88)
"""Half of the negatives dropped, 120 calls judged a month: likely filtered by month 6, prototype and aim."""
RMSE = (0.11, 0.10)
COVERAGE = (0.92, 0.98)
"""The withheld share at 400 judged calls: root mean squared error (prototype, aim), coverage of 95 % intervals."""
