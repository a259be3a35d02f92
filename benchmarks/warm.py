"""An import in a process that has imported before: ``python -m benchmarks.warm HOME FILE`` prints its seconds."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from app.services.import_order import ImportOrder
from app.services.importing import import_file
from app.services.opening import open_portal

HEAD = "call_id,vendor,started_at,outcome,wait_s\n"


def _row(n: int) -> str:
    return f"w{n},vendor00,2025-11-0{1 + n % 9} 09:00:00,answered,{n}\n"


def seconds(home: Path, file: Path) -> float:
    """How long importing ``file`` takes after another file was; RuntimeError where it is not stored."""
    store = open_portal(home)
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first.csv"
        first.write_text(HEAD + "".join(_row(n) for n in range(60)))
        import_file(store, first, ImportOrder("calls"), actor="benchmark")
    began = time.perf_counter()
    report = import_file(store, file, ImportOrder("calls"), actor="benchmark")
    took = time.perf_counter() - began
    if report.status != "stored":
        raise RuntimeError(f"{file.name} was not stored: {report.status}")
    return took


if __name__ == "__main__":
    print(seconds(Path(sys.argv[1]), Path(sys.argv[2])))
