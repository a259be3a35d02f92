"""A home of the product's own for one measurement: made, used through the command line alone, and thrown away."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.export import VENDORS
from benchmarks.measured import Run, run


@dataclass(frozen=True, slots=True)
class Home:
    """A folder the product keeps its state in."""

    folder: Path

    def openline(self, *arguments: str) -> Run:
        """One whole ``openline`` command in a process of its own; RuntimeError with its output when it refuses."""
        return run([sys.executable, "-m", "app", *arguments], {"OPENLINE_HOME": str(self.folder)})

    def answer(self, *arguments: str) -> tuple[Run, Any]:
        """The same with ``--json``: the measured run and what it answered."""
        done = self.openline(*arguments, "--json")
        if not done.output.startswith("{"):
            raise RuntimeError(f"openline {' '.join(arguments)} did not answer:\n{done.errors[-2000:]}")
        return done, json.loads(done.output)


@contextmanager
def new_home() -> Iterator[Home]:
    """A home that knows the export's vendors and nothing else."""
    folder = Path(tempfile.mkdtemp(prefix="openline-benchmark-"))
    try:
        home = Home(folder / "home")
        for vendor in VENDORS:
            home.openline("vendors", "add", vendor)
        yield home
    finally:
        shutil.rmtree(folder, ignore_errors=True)
