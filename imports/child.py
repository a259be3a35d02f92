"""The process in which a file is read: ``python -m imports.child``, started by :mod:`imports.parent`.

Whatever a file does to its reader happens here. The job's path comes on standard input, when it is known: by
then the libraries are loaded. No path, no job: the process ends. Standard output carries one JSON line for each step
of progress.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

from imports import progress
from imports.errors import Refused
from imports.request import Issue, Reading, ReadRequest
from imports.source import SourceFile, fingerprint

ENTRY = "imports.pipeline:run"
_HEADROOM_BYTES = 1_500_000_000
"""What libraries reserve beyond what they use: the hard limit stands above the one the parent watches."""

_SPEAK_EVERY_S = 0.05

Run = Callable[[ReadRequest, SourceFile], Reading]


@dataclass(frozen=True, slots=True)
class Job:
    """What the parent asks of the child. ``answer`` is where the Reading goes; ``entry`` names what reads
    the file."""

    request: ReadRequest
    answer: str
    time_limit_s: float
    memory_limit_bytes: int
    entry: str = ENTRY
    search_path: tuple[str, ...] = ()

    def write(self, path: Path) -> None:
        """Write as JSON in ASCII: a name that is no UTF-8 holds characters that only an escape can write."""
        path.write_text(json.dumps(asdict(self)), encoding="ascii")

    @classmethod
    def load(cls, path: Path) -> Job:
        """Read what :meth:`write` wrote."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**data, "request": ReadRequest(**data["request"]), "search_path": tuple(data["search_path"])})


def main() -> int:
    """Read one file and write the answer; 0 whenever there is one, a refusal included, or no file came."""
    os.umask(0o077)
    hide_pandas()
    _load_libraries()
    job_path = os.fsdecode(sys.stdin.buffer.read())
    if not job_path:
        return 0
    job = Job.load(Path(job_path))
    sys.path.extend(job.search_path)
    _report_on_standard_output()
    limit_resources(job.time_limit_s, job.memory_limit_bytes)
    reading = answer(job)
    target = Path(job.answer)
    reading.write(target.with_suffix(".part"))
    target.with_suffix(".part").replace(target)
    return 0


def _load_libraries() -> None:
    """Have what reads the files at hand before the first is named; a fault in it is told when it is needed."""
    with suppress(ImportError):
        for name in ("imports.pipeline", "imports.readers.text"):
            importlib.import_module(name)


class _Hidden(MetaPathFinder):
    """Finds nothing under the name of pandas, and stops the search there."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is not used where files are read", name=fullname)


def hide_pandas() -> None:
    """Have pandas not found in this process: Arrow looks for it at the first list it converts, for 1 to 2
    seconds."""
    sys.meta_path.insert(0, _Hidden())


def answer(job: Job) -> Reading:
    """The Reading of the job's file; every way of failing becomes a refused Reading with one issue."""
    request = job.request
    source = None
    try:
        with tempfile.TemporaryDirectory(dir=request.out, prefix="reading-") as folder:
            progress.report("open", 0.0)
            source = SourceFile.open(request.path, request.name, Path(folder))
            return _entry(job.entry)(request, source)
    except Refused as refused:
        return refusal(request, refused, *_fingerprint(request, source))
    except MemoryError:
        return refusal(request, out_of_memory(job.memory_limit_bytes), *_fingerprint(request, source))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic in a reader is no Exception, and ends in a sentence too
        traceback.print_exc()
        return refusal(request, _fault(error, job.memory_limit_bytes), *_fingerprint(request, source))


def _fingerprint(request: ReadRequest, source: SourceFile | None) -> tuple[str, int]:
    """Hash and size as far as they can be had: a file may be gone before it is hashed."""
    with suppress(Refused):
        if source is not None:
            return source.sha256, source.size
    return known_fingerprint(request)


def refusal(request: ReadRequest, refused: Refused, sha256: str, size: int) -> Reading:
    """The Reading of a refused file: nothing stored, everything read held back, one issue that says why."""
    row = refused.facts.get("row")
    column, value = str(refused.facts.get("column", "")), str(refused.facts.get("value", ""))
    issue = Issue(row if isinstance(row, int) else None, column, value, refused.code, refused.message,
                  dict(refused.facts), holds_back=True)
    return Reading("refused", request.kind, request.format or "", sha256, size, rows_read=refused.rows_read,
                   rows_held_back=refused.rows_read, issues=[issue], issues_total=1,
                   issue_counts={refused.code: 1})


def known_fingerprint(request: ReadRequest) -> tuple[str, int]:
    """Hash and size of a file that was not opened, as far as they can be had."""
    try:
        return fingerprint(Path(request.path))
    except Refused:
        return "", 0


def out_of_memory(limit_bytes: int) -> Refused:
    """The refusal of a file that needs more memory than there may be."""
    return Refused("memory", limit_mb=round(limit_bytes / 1e6))


def limit_resources(time_limit_s: float, memory_limit_bytes: int) -> None:
    """A second wall behind the parent's watch: processor time, memory, and no core dumps."""
    seconds = int(time_limit_s * max(os.cpu_count() or 1, 1)) + 5
    _lower(resource.RLIMIT_CPU, seconds)
    _lower(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        _lower(resource.RLIMIT_DATA, memory_limit_bytes + _HEADROOM_BYTES)


def _lower(kind: int, value: int) -> None:
    _soft, hard = resource.getrlimit(kind)
    wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (wanted, hard))


def _fault(error: BaseException, memory_limit_bytes: int) -> Refused:
    name = type(error).__name__
    if name == "PanicException":
        return Refused("reader_crashed")
    if name in ("OutOfMemoryException", "ArrowMemoryError"):
        return out_of_memory(memory_limit_bytes)
    place = traceback.extract_tb(error.__traceback__)[-1]
    return Refused("reader_fault", fault=f"{name} in {Path(place.filename).name}, line {place.lineno}")


def _entry(name: str) -> Run:
    module, _colon, function = name.partition(":")
    run: Run = getattr(importlib.import_module(module), function)
    return run


def _report_on_standard_output() -> None:
    """Keep the standard output for progress: whatever else is printed goes to the standard error."""
    stream: Any = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    spoken: dict[str, float] = {}

    def listener(phase: str, fraction: float) -> None:
        now = time.monotonic()
        if fraction >= 1 or now - spoken.get(phase, -1.0) > _SPEAK_EVERY_S:
            spoken[phase] = now
            stream.write(json.dumps({"phase": phase, "fraction": round(fraction, 4)}) + "\n")

    progress.listen(listener)


def _leave(code: int) -> None:
    """End at once: the answer lies on disk, and giving back a large table piece by piece takes a while."""
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    _leave(main())
