"""Run the proving ground and print its tables: ``python -m benchmarks.proving``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from benchmarks.proving.plan import QUICK, SECTIONS, Plan
from benchmarks.proving.report import report
from benchmarks.proving.run import outcomes
from benchmarks.proving.seeds import Seeds


def plan() -> tuple[Plan, int, Path | None]:
    """What the command line asks for, in how many processes, and where outcomes are kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.proving", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a handful of each, in less than a minute")
    parser.add_argument("--months", type=int, help="months of the honest mixture (2000)")
    parser.add_argument("--each", type=int, help="months under each stressor and of each way of filtering (200)")
    parser.add_argument("--vendors", type=int, help="honest vendors over twelve months (200)")
    parser.add_argument("--only", action="append", choices=SECTIONS, help="only this part; may be given again")
    parser.add_argument("--mode", help="only ways of filtering with this in their name")
    parser.add_argument("--stressor", help="only honest vendors with this in the name of their stressor")
    parser.add_argument("--stressed", action="store_true", help="who filters carries the mixture's stressors too")
    parser.add_argument("--tuning", action="store_true",
                        help="on the seeds thresholds may be tuned on, never on those that are reported")
    parser.add_argument("--processes", type=int, default=2, help="processes side by side (2)")
    parser.add_argument("--keep", type=Path, metavar="FILE",
                        help="keep outcomes there and go on from them (for one state of the engine only)")
    asked = parser.parse_args()
    wanted = {"months": asked.months, "each": asked.each, "vendors": asked.vendors, "modes": asked.mode,
              "stressors": asked.stressor, "sections": tuple(asked.only) if asked.only else None,
              "stressed": asked.stressed or None, "seeds": Seeds.TUNING if asked.tuning else None}
    given = {name: value for name, value in wanted.items() if value is not None}
    return replace(QUICK if asked.quick else Plan(), **given), asked.processes, asked.keep


def main() -> None:
    wanted, processes, keep = plan()
    print("\n".join(report(outcomes(wanted.trials(), processes, keep))))


if __name__ == "__main__":
    main()
