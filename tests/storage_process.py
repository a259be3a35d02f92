"""A process of its own for tests of durability; ``import``, ``withdraw``, ``forget`` kill it, uncleaned, at a step."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from storage import batches
from storage.forgetting import Customer, forget
from storage.home import open_store
from tests.storage_world import call, store_rows

SECOND = [call("c1", "2026-05-04 09:00:00", wait_ms=2), call("c3", "2026-06-01 09:00:00", wait_ms=2)]


def main(act: str, home: str, url: str, argument: str) -> None:
    store = open_store(Path(home), url or None)
    if act == "store":
        number = int(argument)
        store_rows(store, "calls", {"acme": [call(f"p{number}", f"2026-05-{number + 1:02d} 09:00:00")]})
    elif act == "import":
        original = Path(home).parent / "sent.csv"
        original.write_bytes(b"sent")
        store_rows(store, "calls", {"acme": SECOND}, original=original, at_step=lambda step: _die_at(step, argument))
    elif act == "forget":
        forget(store, Customer(frozenset({1})), actor="tester", at_step=lambda step: _die_at(step, argument))
    else:
        batches.withdraw(store, "b1", actor="tester", at_step=lambda step: _die_at(step, argument))


def _die_at(step: str, wanted: str) -> None:
    if step == wanted:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
