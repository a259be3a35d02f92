"""The named baseline: DuckDB reads the CSV and counts how fast calls were answered. No checks, nothing kept.

``python -m benchmarks.bare_duckdb FILE`` prints the counts of every vendor-month as JSON.
"""

from __future__ import annotations

import json
import sys

import duckdb

COUNTS = """
SELECT vendor, strftime(started_at, '%Y-%m') AS month,
       count(*) FILTER (outcome = 'answered' AND wait_s <= 60) AS in_time,
       count(*) FILTER (outcome = 'answered' OR wait_s > 5) AS offered,
       count(*) FILTER (outcome = 'answered') AS answered,
       sum(wait_s) FILTER (outcome = 'answered') AS wait_s
FROM read_csv('{file}') GROUP BY ALL ORDER BY ALL
"""


def main(file: str) -> None:
    rows = duckdb.execute(COUNTS.format(file=file)).fetchall()
    print(json.dumps({f"{vendor} {month}": [int(n) for n in counts] for vendor, month, *counts in rows}))


if __name__ == "__main__":
    main(sys.argv[1])
