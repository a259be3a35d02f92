"""Write the sample files anew, the same bytes each time: ``python -m sample_data.make [--out DIR]``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sample_data.calls import calls_table
from sample_data.contacts import simulate
from sample_data.details import Log, log_of
from sample_data.evaluations import evaluations_table, random_calls
from sample_data.feedback import feedback_table, own_surveys_table, surveys_table
from sample_data.messy import messy_files
from sample_data.promises import promises_table
from sample_data.sheets import Table, csv_bytes, gz_bytes, xlsx_bytes
from sample_data.story import heard_table, messages_table, test_calls_table
from sample_data.truth import VENDORS

SEED = 20261125
QUARTERS = {"2026-05-to-07": range(3), "2026-08-to-10": range(3, 6)}


def logs(seed: int = SEED) -> list[Log]:
    """The four vendors' logs, in the order of ``truth.VENDORS``."""
    everybody = simulate(np.random.default_rng((seed, 0)))
    return [log_of(v, everybody, np.random.default_rng((seed, 1, v))) for v in range(len(VENDORS))]


def files(seed: int = SEED) -> Iterator[tuple[str, bytes]]:
    """Every sample file as (path below this folder, bytes)."""
    made, sampled = logs(seed), dict[str, set[str]]()
    for v, log in enumerate(made):
        rng, folder = np.random.default_rng((seed, 2, v)), log.vendor.code
        for quarter, months in QUARTERS.items():
            yield _calls_file(f"{folder}/calls-{quarter}", log, calls_table(log, months))
        evaluations = evaluations_table(log, rng)
        sampled[folder] = random_calls(evaluations)
        yield f"{folder}/evaluations.xlsx", xlsx_bytes(evaluations, sheet="QA")
        yield f"{folder}/feedback.csv.gz", gz_bytes(csv_bytes(feedback_table(log, rng)))
        yield f"{folder}/promises.csv.gz", gz_bytes(csv_bytes(promises_table(log, rng)))
    rng = np.random.default_rng((seed, 3))
    yield "surveys.csv.gz", gz_bytes(csv_bytes(surveys_table(made, rng)))
    yield "summit/own-surveys.csv", csv_bytes(own_surveys_table(made[3], rng))
    rng = np.random.default_rng((seed, 5))
    yield "heard.csv.gz", gz_bytes(csv_bytes(heard_table(made, sampled, rng)))
    yield "test-calls.csv", csv_bytes(test_calls_table(made, sampled, rng))
    yield "direct-messages.csv", csv_bytes(messages_table(made, sampled, rng))
    yield from messy_files(np.random.default_rng((seed, 4)))


def _calls_file(stem: str, log: Log, table: Table) -> tuple[str, bytes]:
    """蓝海 sends workbooks, Summit semicolons with a byte order mark, the others plain CSV."""
    if log.vendor.code == "bluesea":
        return f"{stem}.xlsx", xlsx_bytes(table, sheet="通话记录")
    if log.vendor.code == "summit":
        return f"{stem}.csv.gz", gz_bytes(csv_bytes(table, delimiter=";", encoding="utf-8-sig"))
    return f"{stem}.csv.gz", gz_bytes(csv_bytes(table))


def write(out: Path, seed: int = SEED) -> None:
    """Write all files below ``out``."""
    for name, data in files(seed):
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sample_data.make",
                                     description="Write the sample files anew.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder (default: this one)")
    write(parser.parse_args().out)


if __name__ == "__main__":
    main()
