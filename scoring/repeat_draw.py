"""Draw a sample again from the files it came with, and say whether it is the sample that was sealed.

    python repeat_draw.py FOLDER [SEAL]

It needs Python and nothing else, and reads three files of FOLDER:

seal.json    what was committed before a call was named; the SHA-256 of the file is the seal
frame.jsonl  the calls that could be drawn, a line each: call id, start in UTC, queue
drawn.json   the ids of the calls that were drawn, in the order of the draw

SEAL is the seal as it was told before the calls were: give it to be sure that seal.json is what was committed then.
The exit status is 0 where everything agrees, 1 where something does not, 2 where a file cannot be read.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path


def hexdigest(data: bytes) -> str:
    return sha256(data).hexdigest()


def repeated(frame: list[tuple[str, str]], n: int, seed: str) -> tuple[dict[str, int], list[str]]:
    """How many calls come of each queue, and which calls, in order; ``frame`` holds call id and queue of each call."""
    calls = Counter(queue for _, queue in frame)
    total = len(frame)
    rest = int(hexdigest(f"{seed}|start".encode()), 16) % total
    wanted, running, before = {}, 0, 0
    for queue in sorted(calls, key=str.encode):
        running += calls[queue]
        reached = (running * n + rest) // total
        wanted[queue] = reached - before
        before = reached
    left, drawn = dict(wanted), []
    for _, call, queue in sorted((hexdigest(f"{seed}|{call}".encode()), call, queue) for call, queue in frame):
        if left[queue]:
            left[queue] -= 1
            drawn.append(call)
    return wanted, drawn


def fingerprint(frame: list[list[str]]) -> str:
    """SHA-256 of all calls, sorted by id as bytes: id, start and queue with tabs between, line feeds between calls."""
    lines = sorted(frame, key=lambda row: row[0].encode())
    return hexdigest("\n".join("\t".join(row) for row in lines).encode())


def checks(folder: Path, told: str | None) -> list[tuple[str, bool]]:
    """What is claimed, and whether it is so. OSError, ValueError, KeyError or TypeError where a file is missing or not
    what it should be."""
    sealed = (folder / "seal.json").read_bytes()
    frame = [json.loads(line) for line in (folder / "frame.jsonl").read_text("utf-8").split("\n") if line]
    drawn = json.loads((folder / "drawn.json").read_text("utf-8"))
    facts, seal = json.loads(sealed), hexdigest(sealed)
    calls = Counter(queue for _, _, queue in frame)
    wanted, again = repeated([(call, queue) for call, _, queue in frame], facts["calls_drawn"], facts["seed"])
    of_queues = {queue: (of, count) for queue, of, count in facts["queues"]}
    before = [] if told is None else [(f"the seal is the one that was told before: {seal}",
                                       seal == told.strip().lower())]
    return [
        *before,
        ("the calls that could be drawn are those sealed", fingerprint(frame) == facts["fingerprint"]),
        (f"they are {len(frame)} calls", len(frame) == facts["calls_drawn_from"]),
        ("of each queue as many are drawn as the seed says",
         of_queues == {queue: (calls[queue], wanted[queue]) for queue in calls}),
        (f"the seed draws the same {len(again)} calls in the same order", again == drawn),
    ]


def main(arguments: list[str]) -> int:
    if not 1 <= len(arguments) <= 2:
        print(__doc__)
        return 2
    try:
        found = checks(Path(arguments[0]), arguments[1] if len(arguments) > 1 else None)
    except (OSError, ValueError, KeyError, TypeError, ZeroDivisionError) as error:
        print(f"The files of {arguments[0]} cannot be read: {error}")
        return 2
    for claim, holds in found:
        print(f"{'yes' if holds else 'NO '}  {claim}")
    return 0 if all(holds for _, holds in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
