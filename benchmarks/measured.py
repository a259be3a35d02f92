"""Whole commands measured: a fresh process each time, start-up included, with the memory of all its children."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_EVERY_S = .1
_CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Run:
    """One command: wall-clock seconds, the most memory its processes held together (MB), exit status, what it wrote."""

    seconds: float
    memory_mb: float
    status: int
    output: str
    errors: str


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run ``command`` and wait. Memory is the larger of what the kernel says of the biggest process and of the sum over
    the process and its children, looked at ten times a second (Linux; elsewhere the kernel's word alone)."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.PIPE, cwd=_CHECKOUT,
                                   env=_environment(environment))
        watch = _Watch(process.pid)
        errors = process.stderr.read().decode() if process.stderr else ""
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        # A child starts with its parent's mark: what does not exceed ours says nothing of the command.
        said = usage.ru_maxrss if usage.ru_maxrss > own else 0
        biggest = said / (1024 if sys.platform != "darwin" else 1024**2)
        output.seek(0)
        text = output.read()
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{text[-2000:]}\n{errors[-2000:]}")
    return Run(seconds, max(biggest, watch.stop()), process.returncode, text, errors)


def _environment(extra: Mapping[str, str] | None) -> dict[str, str]:
    """This process's environment without the user's own settings of the product."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("OPENLINE_")}
    return {**inherited, **(extra or {})}


class _Watch:
    """Looks at how much memory a process and its descendants hold together."""

    def __init__(self, pid: int) -> None:
        self.pid, self.most_mb, self._over = pid, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        self._over.set()
        self._thread.join()
        return self.most_mb

    def _look(self) -> None:
        while not self._over.wait(_EVERY_S):
            total = sum(_resident_bytes(pid) for pid in _family(self.pid))
            self.most_mb = max(self.most_mb, total / 1024**2)


def _family(pid: int) -> list[int]:
    """The process and all its descendants (Linux; empty where /proc does not tell)."""
    try:
        children = [int(child) for task in Path(f"/proc/{pid}/task").iterdir()
                    for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return [pid, *(member for child in children for member in _family(child))]


def _resident_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
    except (OSError, IndexError):
        return 0
