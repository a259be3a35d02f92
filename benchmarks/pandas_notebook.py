"""The same scoring as an analyst would write it in a notebook: plain pandas, vectorised, no checks, nothing kept.

``python -m benchmarks.pandas_notebook FILE`` prints for every vendor-month the counts behind service level, speed of
answer and abandonment, the waiting times' percentiles and the seven-day repeats across vendors, as JSON.
"""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd

WEEK = pd.Timedelta(days=7)
SWITCHBOARD = 30


def scores(file: str) -> pd.DataFrame:
    """One row per vendor and month."""
    calls = pd.read_csv(file, parse_dates=["started_at"])
    calls["month"] = calls.started_at.dt.strftime("%Y-%m")
    calls["answered"] = calls.outcome == "answered"
    calls["in_time"] = calls.answered & (calls.wait_s <= 60)
    calls["offered"] = calls.answered | (calls.wait_s > 5)
    calls["answer_wait_s"] = calls.wait_s.where(calls.answered, 0)
    calls["transferred"] = calls.transfers > 0
    by_month = calls.groupby(["vendor", "month"])
    table = by_month[["in_time", "offered", "answered", "answer_wait_s", "transferred"]].sum()
    waits = pd.DataFrame({f"wait_p{percent}": by_month.wait_s.agg(_nearest_rank, percent / 100) for percent in (50, 90,
                                                                                                                95)})
    return table.join(waits).join(_repeats(calls))


def _nearest_rank(waits: pd.Series, share: float) -> float:
    return float(np.quantile(waits, share, method="inverted_cdf"))


def _repeats(calls: pd.DataFrame) -> pd.DataFrame:
    """Answered calls whose customer can be followed for seven days, and those who called again for the same reason."""
    calls = calls.sort_values(["customer", "reason", "started_at", "vendor", "call_id"])
    same = calls.groupby(["customer", "reason"])
    calls["again"] = (same.started_at.shift(-1) - calls.started_at) <= WEEK
    a_month = calls.groupby(["customer", "month"]).call_id.transform("size")
    mature = calls.started_at <= calls.groupby("vendor").started_at.transform("max") - WEEK
    followed = calls[calls.answered & mature & (a_month <= SWITCHBOARD)]
    grouped = followed.groupby(["vendor", "month"]).again
    return pd.DataFrame({"followed": grouped.size(), "again": grouped.sum()})


def main(file: str) -> None:
    table = scores(file).fillna(0).reset_index()  # nobody can be followed in the last week
    print(json.dumps({f"{row.pop('vendor')} {row.pop('month')}": row for row in table.to_dict("records")}))


if __name__ == "__main__":
    main(sys.argv[1])
