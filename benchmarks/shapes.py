"""What else an import may cost: start-up, a Chinese encoding, a workbook, ten million rows, a process already warm.

``python -m benchmarks.shapes [--runs N] [--only LINE …] [--long-rows N]``; each line names what it is divided by, which
runs in turn with it in the same run, and the most the ratio should be. ``README.md`` says what the lines mean.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.export import export_file, in_chinese, without_customers, workbook
from benchmarks.home import new_home
from benchmarks.measured import Run, run

ROWS, LONG_ROWS, SHEET_ROWS = 1_000_000, 10_000_000, 200_000
BARE_SHEET = """import sys, python_calamine
python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()"""


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison: ``ours`` and ``theirs`` in seconds (and the most memory of ours, MB), and what is aimed at."""

    name: str
    against: str
    ours: float
    theirs: float
    memory_mb: float
    aim: str

    def __str__(self) -> str:
        ratio = f"{self.ours / self.theirs:9.2f}" if self.theirs else f"{'':9}"
        return f"{self.name:52}{self.ours:9.2f}{ratio}{self.memory_mb:9.0f}  {self.aim}\n    ÷ {self.against}"


def start_up(runs: int) -> Line:
    """``openline --help``, start to end."""
    done = [run([sys.executable, "-m", "app", "--help"]) for _ in range(runs)]
    return Line("openline --help", "nothing", _seconds(done), 0, _memory(done), "at most 0.4 s")


def chinese(runs: int) -> Line:
    """The same Chinese export in GB18030 and in UTF-8."""
    gb, utf = (in_chinese(ROWS, encoding) for encoding in ("gb18030", "utf-8"))
    ours, theirs = _in_turn(runs, lambda: _imported(gb), lambda: _imported(utf))
    return Line("GB18030, 1,000,000 rows", "the same file in UTF-8", _seconds(ours), _seconds(theirs), _memory(ours),
                "at most 2")


def sheet(runs: int) -> Line:
    """A workbook against calamine's bare reading of it plus the import of the same rows from CSV."""
    flat = export_file(SHEET_ROWS)
    book = workbook(flat)
    bare = [sys.executable, "-c", BARE_SHEET, str(book)]
    ours, parts = _in_turn(runs, lambda: _imported(book), lambda: run(bare))
    from_csv = [_imported(flat) for _ in range(runs)]
    return Line("XLSX, 200,000 rows", "calamine's bare read + the same import from CSV", _seconds(ours),
                _seconds(parts) + _seconds(from_csv), _memory(ours), "at most 1.5")


def warm(runs: int) -> Line:
    """One process that has imported before takes a file without customers."""
    file = without_customers(ROWS)
    ours, theirs = _in_turn(
        runs, lambda: _warm(file), lambda: run([sys.executable, "-m", "benchmarks.bare_duckdb", str(file)]))
    return Line("warm process, no pseudonyms, 1,000,000 rows", "a bare DuckDB read and count of the same file",
                median(float(done.output) for done in ours), _seconds(theirs), _memory(ours), "at most 5")


def growth(runs: int, rows: int = LONG_ROWS) -> Line:
    """Ten times the rows against ten times the seconds of a tenth of them."""
    tenth, whole = export_file(rows // 10), export_file(rows)
    ours, theirs = _in_turn(runs, lambda: _imported(whole), lambda: _imported(tenth))
    return Line(f"{rows:,} rows", f"ten times the seconds of {rows // 10:,}", _seconds(ours), 10 * _seconds(theirs),
                _memory(ours), "at most 1, below 2,500 MB")


LINES: dict[str, Callable[[int], Line]] = {
    "help": start_up, "gb18030": chinese, "xlsx": sheet, "warm": warm, "growth": growth,
}


def _imported(file: Path) -> Run:
    with new_home() as home:
        return home.openline("import", "calls", str(file))


def _warm(file: Path) -> Run:
    with new_home() as home:
        return run([sys.executable, "-m", "benchmarks.warm", str(home.folder), str(file)])


def _in_turn(runs: int, ours: Callable[[], Run], theirs: Callable[[], Run]) -> tuple[list[Run], list[Run]]:
    both = [(ours(), theirs()) for _ in range(runs)]
    return [one for one, _ in both], [other for _, other in both]


def _seconds(runs: list[Run]) -> float:
    return median(each.seconds for each in runs)


def _memory(runs: list[Run]) -> float:
    return max(each.memory_mb for each in runs)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shapes", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="rounds to take the median of (default 3; growth runs one)")
    parser.add_argument("--only", nargs="+", choices=list(LINES), default=list(LINES), help="these lines only")
    parser.add_argument("--long-rows", type=int, default=LONG_ROWS, help="rows of the long file (default 10,000,000)")
    chosen = parser.parse_args(arguments)
    print(f"{'':52}{'seconds':>9}{'ratio':>9}{'peak MB':>9}  aim")
    for name in chosen.only:
        line = growth(1, chosen.long_rows) if name == "growth" else LINES[name](chosen.runs)
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
