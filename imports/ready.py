"""A process that stands ready to read one file, and loads its libraries while the file is not known yet.

Nothing heavy is imported here, so that whoever will want a file read can ask for it first thing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_ROOT = Path(__file__).resolve().parents[1]
_TAIL_BYTES = 20_000


@dataclass(frozen=True, slots=True)
class Child:
    """A process that reads one file, and the file its standard error goes to."""

    process: subprocess.Popen[bytes]
    errors: IO[bytes]

    @classmethod
    def start(cls) -> Child:
        errors = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed by whoever takes the child
        process = subprocess.Popen([sys.executable, "-m", "imports.child"], cwd=_ROOT, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=errors, start_new_session=True)
        return cls(process, errors)

    def tell(self, job: Path) -> None:
        """Name the job; a child that is dead already is found so by whoever watches it."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError), self.process.stdin as stream:
            stream.write(os.fsencode(job))

    def said(self) -> bytes:
        """The end of what it wrote to its standard error."""
        self.errors.seek(max(0, self.errors.seek(0, os.SEEK_END) - _TAIL_BYTES))
        return self.errors.read()


_ready: Child | None = None
_one_at_a_time = threading.Lock()


def prepare() -> None:
    """Start the process that will read the next file, if none stands ready. It ends with this process at the latest."""
    global _ready
    with _one_at_a_time:
        if _ready is None or _ready.process.poll() is not None:
            _ready = Child.start()


def take() -> Child:
    """The process that stands ready, or a new one: the caller's alone, who ends it."""
    global _ready
    with _one_at_a_time:
        child, _ready = _ready, None
    return Child.start() if child is None or child.process.poll() is not None else child
