"""How long a million calls take from file to scorecards, beside a bare read of the file and an analyst's notebook.

``python -m benchmarks.import_speed [--rows N] [--runs N]`` and ``python -m benchmarks.import_speed --history``.
``README.md`` says what each printed line means.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from statistics import median

from benchmarks.agreement import disagreements
from benchmarks.export import export_file, late_delivery
from benchmarks.home import new_home
from benchmarks.measured import Run, run

HISTORIES = (1, 12, 36)
LAST_MONTH = (2026, 10)
ROWS_A_MONTH = 20_000
LATE_ROWS = 2_000
_PHASE_WIDTH = 24


def compare(rows: int, runs: int) -> bool:
    """Print the three ways side by side (medians of ``runs`` rounds, taken in turn); True when all counts agree."""
    file = export_file(rows)
    print(f"{rows:,} calls, {file.stat().st_size / 1e6:.0f} MB of CSV; medians of {runs} rounds\n")
    bare: list[Run] = []
    notebook: list[Run] = []
    ours: list[tuple[Run, dict[str, float], Run]] = []
    wrong: list[str] = []
    for _ in range(runs):
        bare.append(run([sys.executable, "-m", "benchmarks.bare_duckdb", str(file)]))
        notebook.append(run([sys.executable, "-m", "benchmarks.pandas_notebook", str(file)]))
        with new_home() as home:
            imported, report = home.answer("import", "calls", str(file))
            scored, cards = home.answer("score")
        ours.append((imported, report["files"][0].get("seconds", {}), scored))
        wrong = disagreements(cards["scorecards"], json.loads(bare[-1].output), json.loads(notebook[-1].output))
    _print_comparison(bare, notebook, ours)
    _print_agreement(wrong)
    return not wrong


def _print_comparison(bare: list[Run], notebook: list[Run], ours: list[tuple[Run, dict[str, float], Run]]) -> None:
    imports = [imported for imported, _, _ in ours]
    base, pandas = _seconds(bare), _seconds(notebook)
    print(f"{'':44}{'seconds':>9}{'× bare':>9}{'× pandas':>10}{'peak MB':>9}")
    for name, done in (("(a) bare DuckDB read and count", bare), ("(b) plain pandas notebook", notebook),
                       ("(c) openline import: read, check, store, score", imports),
                       ("    openline score --json afterwards", [scored for _, _, scored in ours])):
        taken = _seconds(done)
        print(f"{name:44}{taken:9.2f}{taken / base:9.2f}{taken / pandas:10.2f}{max(r.memory_mb for r in done):9.0f}")
    print("\nphases of (c), as the import reports them")
    for phase in dict.fromkeys(name for _, seconds, _ in ours for name in seconds):
        print(f"    {phase:{_PHASE_WIDTH}}{median(seconds.get(phase, 0.0) for _, seconds, _ in ours):9.2f}")


def _seconds(runs: list[Run]) -> float:
    return median(run.seconds for run in runs)


def _print_agreement(wrong: list[str]) -> None:
    if not wrong:
        print("\nall three count the same in every vendor-month")
        return
    print(f"\nTHEY DISAGREE in {len(wrong)} places:")
    for line in wrong[:20]:
        print(f"    {line}")


def history(runs: int) -> None:
    """Print what one further delivery costs, import and scoring, on 1, 12 and 36 months of stored history."""
    late = late_delivery(LATE_ROWS, month="{}-{:02d}".format(*LAST_MONTH))
    print(f"{LATE_ROWS:,} further calls of one vendor's last month, on months of {ROWS_A_MONTH:,} calls of ten; "
          f"medians of {runs} rounds\n")
    print(f"{'months stored':>14}{'rows stored':>13}{'seconds':>9}{'of it scoring':>15}{'× 1 month':>11}{'peak MB':>9}")
    first = 0.0
    for months in HISTORIES:
        rows = ROWS_A_MONTH * months
        done = [_one_more_delivery(export_file(rows, months=months, first=_months_back(months - 1)), late)
                for _ in range(runs)]
        taken = _seconds([each for each, _ in done])
        first = first or taken
        scoring = _phase("score", [seconds for _, seconds in done])
        print(f"{months:>14}{rows:>13,}{taken:>9.2f}{scoring:>15}{taken / first:>11.2f}"
              f"{max(each.memory_mb for each, _ in done):>9.0f}")


def _phase(name: str, reports: list[dict[str, float]]) -> str:
    """The median of a phase, in seconds; a dash when the import does not report it."""
    told = [seconds[name] for seconds in reports if name in seconds]
    return f"{median(told):.2f}" if told else "-"


def _one_more_delivery(stored: Path, late: Path) -> tuple[Run, dict[str, float]]:
    with new_home() as home:
        home.openline("import", "calls", str(stored))
        done, report = home.answer("import", "calls", str(late))
        return done, report["files"][0].get("seconds", {})


def _months_back(months: int) -> str:
    index = LAST_MONTH[0] * 12 + LAST_MONTH[1] - 1 - months
    return f"{index // 12}-{index % 12 + 1:02d}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.import_speed", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="calls in the export (default 1,000,000)")
    parser.add_argument("--runs", type=int, default=3, help="rounds to take the median of (default 3)")
    parser.add_argument("--history", action="store_true", help="what history costs, instead of the comparison")
    chosen = parser.parse_args(arguments)
    if chosen.history:
        history(chosen.runs)
        return 0
    return 0 if compare(chosen.rows, chosen.runs) else 1


if __name__ == "__main__":
    sys.exit(main())
