"""Reads a file in a child process with a lid on time and memory: no file can hang or kill the portal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO

from imports.child import ENTRY, Job, known_fingerprint, out_of_memory, refusal
from imports.errors import Refused
from imports.ready import take
from imports.request import Reading, ReadRequest

TIME_LIMIT_S = 600.0
MEMORY_LIMIT_BYTES = 3_000_000_000
_LOOK_EVERY_S = 0.05

Listener = Callable[[str, float], None]


def read_in_child(request: ReadRequest, *, time_limit_s: float = TIME_LIMIT_S,
                  memory_limit_bytes: int = MEMORY_LIMIT_BYTES, on_progress: Listener | None = None,
                  cancelled: Callable[[], bool] = lambda: False, entry: str = ENTRY,
                  search_path: tuple[str, ...] = ()) -> Reading:
    """Read ``request.path`` in a process of its own and answer what it understood; never raises for the
    file's sake.

    The folder ``request.out`` is made if need be. Longer than ``time_limit_s`` or more resident memory than
    ``memory_limit_bytes``, a crash or a panic give a Reading with status ``refused`` and one issue; so does
    ``cancelled``, asked every 50 ms, when it answers True. ``on_progress`` is called with (phase, fraction
    0-1) in a thread of its own. ``entry`` (``module:function``, found on ``search_path``) does the reading.
    """
    Path(request.out).mkdir(parents=True, exist_ok=True)
    request = replace(request, path=_absolute(request.path), out=_absolute(request.out),
                      secret_file=_absolute(request.secret_file))
    with tempfile.TemporaryDirectory(dir=request.out, prefix="job-") as name:
        folder = Path(name)
        job = Job(request, str(folder / "reading.json"), time_limit_s, memory_limit_bytes, entry, search_path)
        job.write(folder / "job.json")
        try:
            _run(job, folder, on_progress, cancelled)
            return Reading.load(Path(job.answer))
        except Refused as refused:
            return refusal(request, refused, *known_fingerprint(request))


def _absolute(path: str) -> str:
    """The child works in another folder: what it is given must not depend on this one."""
    return str(Path(path).absolute()) if path else ""


def _run(job: Job, folder: Path, on_progress: Listener | None, cancelled: Callable[[], bool]) -> None:
    """Have the child read and watch it to its end; Refused when it had to be stopped or died without an answer."""
    child = take()
    with child.errors:
        listener = threading.Thread(target=_listen, args=(child.process.stdout, on_progress), daemon=True)
        listener.start()
        try:
            child.tell((folder / "job.json").resolve())
            _watch(child.process, listener, job, cancelled)
        finally:
            _kill_group(child.process)
            listener.join(timeout=1)
        if not Path(job.answer).exists():
            raise _cause_of_death(child.process.returncode, child.said(), job)


def _watch(child: subprocess.Popen[bytes], listener: threading.Thread, job: Job,
           cancelled: Callable[[], bool]) -> None:
    """Wait for the child's end, looking at clock and memory all the while."""
    deadline = time.monotonic() + job.time_limit_s
    while not _has_ended(child, listener):
        if time.monotonic() > deadline:
            raise Refused("timeout", limit_s=round(job.time_limit_s, 1))
        if resident_bytes(child.pid) > job.memory_limit_bytes:
            raise out_of_memory(job.memory_limit_bytes)
        if cancelled():
            raise Refused("cancelled")


def _has_ended(child: subprocess.Popen[bytes], listener: threading.Thread) -> bool:
    """Give the child a moment to end. Its standard output closes at its end, and wakes the listener at once."""
    listener.join(_LOOK_EVERY_S)
    if listener.is_alive():
        return child.poll() is not None
    try:
        child.wait(_LOOK_EVERY_S)
    except subprocess.TimeoutExpired:
        return False
    return True


def resident_bytes(pid: int) -> int:
    """The memory a process holds, without the pages of files it maps; 0 when it cannot be known."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
        return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0 if sys.platform == "linux" else _resident_by_ps(pid)


def _resident_by_ps(pid: int) -> int:
    """The same where there is no /proc (macOS), mapped files included."""
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return int(shown.strip() or 0) * 1024


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started, and reap it."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        child.kill()
    child.wait()


def _listen(stream: IO[bytes], on_progress: Listener | None) -> None:
    """Hand on the child's progress lines; anything else on its standard output is dropped."""
    for line in stream:
        try:
            step = json.loads(line)
            phase, fraction = str(step["phase"]), float(step["fraction"])
        except (ValueError, KeyError, TypeError):
            continue
        if on_progress:
            on_progress(phase, fraction)


def _cause_of_death(returncode: int, said: bytes, job: Job) -> Refused:
    """Why a child that left no answer died: for want of memory, of time, or by the file."""
    tail = said.decode("utf-8", "replace")
    if returncode == -signal.SIGXCPU:
        return Refused("timeout", limit_s=round(job.time_limit_s, 1))
    if any(sign in tail for sign in ("MemoryError", "memory allocation", "bad_alloc", "Out of memory", "OutOfMemory")):
        return out_of_memory(job.memory_limit_bytes)
    if returncode == -signal.SIGKILL:
        return out_of_memory(job.memory_limit_bytes)
    return Refused("reader_crashed") if returncode < 0 else Refused("reader_fault", fault=f"exit {returncode}")
