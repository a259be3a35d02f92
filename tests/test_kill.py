"""The kill runs in a short form: whole commands killed at random instants, on both databases. Long: benchmarks.kill."""

from __future__ import annotations

import random
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))  # benchmarks/ is part of the checkout, not of the package

from benchmarks.kill import World, run


def test_a_killed_import_happened_or_did_not_and_two_at_once_both_count(tmp_path: Path, engine_url: str | None) -> None:
    world = World(tmp_path / "home", engine_url, tmp_path, calls=60, chance=random.Random(1))
    ended = run(world, kills=3, pairs=1)
    assert sum(ended.values()) == 4 and ended["two at once"] == 1
