"""One change of what is visible, as a unit of work: files written aside first, then everything listed at once.

The loser of two changes at once derives again: a change counts only if the data version still stands where it was
seen. One version for the whole home also gives batches one order without gaps.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa
from sqlmodel import col, select

from scoring.stored import Measures
from storage import versions
from storage.batch_listing import BatchView
from storage.current import Derivation, derive
from storage.duck import duck
from storage.errors import StorageRefusal
from storage.home import Store
from storage.listing import LayerRef, PartitionRef, layers, partitions
from storage.restating import NOTHING, Restated
from storage.tables import Home, Layer, Partition

if TYPE_CHECKING:
    from sqlmodel import Session

ATTEMPTS = 40
T = TypeVar("T")
Step = Callable[[str], None]
"""Called with the name of a step as it is reached; tests stop the process there."""


def no_step(_name: str) -> None:
    """Nobody watches."""


class Lost(Exception):
    """Somebody else was faster: derive again."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What a change did. ``changed`` lists the (kind, vendor, month) whose content is another now.

    ``missing`` holds the first 1,000 (vendor, month, id) of a re-sent month that the new file does not
    mention (they stay), ``missing_total`` how many there are; ``restated`` says what it changes of
    those it does mention. ``unchanged``: the same bytes were stored already.
    """

    batch: BatchView
    unchanged: bool = False
    changed: tuple[tuple[str, str, str], ...] = ()
    missing_total: int = 0
    missing: tuple[tuple[str, str, str], ...] = ()
    restated: Restated = NOTHING


@dataclass(frozen=True, slots=True)
class Seen:
    """The state a change starts from. ``layers`` and ``visible`` cover the vendors concerned."""

    version: int
    next_batch: int
    visible: tuple[LayerRef, ...]
    partitions: dict[tuple[str, str, str], PartitionRef]


def seen(session: Session, vendors: Iterable[str]) -> Seen:
    """Look at everything a change to ``vendors`` depends on."""
    from storage.listing import visible_batches

    wanted = frozenset(vendors)
    home = session.exec(select(Home)).one()
    return Seen(home.data_version, home.next_batch, tuple(layers(session, wanted, visible_batches(session))),
                {one.key: one for one in partitions(session, wanted)})


def derived(store: Store, before: Seen, token: str, *, come: Iterable[LayerRef] = (),
            go: Iterable[LayerRef] = (), arriving: bool = False, replaced: int | None = None, held_back: str = "",
            known: Mapping[str, Measures] | None = None) -> Derivation:
    """Write the current files as they are once the layers ``come`` have come and ``go`` have gone. ``known``: what is
    known already of files among ``come``."""
    come, go = list(come), list(go)
    gone = set(go)
    visible = sorted([layer for layer in before.visible if layer not in gone] + come, key=lambda one: one.batch)
    with duck(store) as connection:
        work = Derivation(connection, store.home, visible, dict(before.partitions), token, arriving, replaced,
                          held_back, known or {})
        derive(work, [*go, *come])
    return work


def list_partitions(session: Session, before: Seen, work: Derivation) -> None:
    """Put the derived current files in the place of those before, inside the unit of work."""
    for key, old in before.partitions.items():
        if key not in work.partitions:
            session.exec(sa.delete(Partition).where(
                col(Partition.kind) == key[0], col(Partition.vendor) == key[1], col(Partition.month) == key[2],
            ))
        elif work.partitions[key] != old:
            session.merge(_row(work.partitions[key], before.version + 1))
    session.add_all(_row(work.partitions[key], before.version + 1)
                    for key in sorted(work.partitions.keys() - before.partitions.keys()))


def step_or_lose(session: Session, before: Seen) -> None:
    """Take the next data version; Lost when it is no longer the next one."""
    if not versions.step(session, before.version):
        raise Lost


def check_written(store: Store, files: Iterable[str]) -> None:
    """What is about to be listed must still be there (a machine may have slept for hours since)."""
    for file in files:
        if not (store.home / file).exists():
            raise StorageRefusal("swept", "The import was interrupted for too long. Import the file again.")


def retried(attempt: Callable[[], T]) -> T:
    """Run ``attempt`` until it does not lose; refused when others keep being faster."""
    for number in range(ATTEMPTS):
        try:
            return attempt()
        except Lost:
            time.sleep(random.uniform(0, 0.05 * (number + 1)))
    raise StorageRefusal("busy", "Others keep changing the data at this moment. Try again in a minute.")


def retire(store: Store, before: Seen, work: Derivation) -> None:
    """Current files just replaced start to age now: whoever still reads them has an hour."""
    kept = {one.file for one in work.partitions.values()}
    for old in before.partitions.values():
        if old.file not in kept and old.layer_batch is None:
            with suppress(OSError):
                os.utime(store.home / old.file)


@contextmanager
def discarded_when_lost(store: Store, work: Derivation) -> Iterator[None]:
    """A lost attempt certainly listed nothing: its files can go. After any other failure they are left to the
    sweep, because a database that did not answer may have committed."""
    try:
        yield
    except Lost:
        for file in work.written:
            (store.home / file).unlink(missing_ok=True)
        raise


def _row(one: PartitionRef, version: int) -> Partition:
    return Partition(
        kind=one.kind, vendor=one.vendor, month=one.month, file=one.file, layer_batch=one.layer_batch,
        records=one.records, fingerprint=one.fingerprint, head_fingerprint=one.head_fingerprint,
        first_at=one.first_at, last_at=one.last_at, newest_at=one.newest_at, batches=list(one.batches),
        version=version,
    )


def layers_of(session: Session, batch: int) -> list[LayerRef]:
    """The layers of one batch, visible or not."""
    return [LayerRef(row.batch, row.kind, row.vendor, row.month, row.file, row.records)
            for row in session.exec(select(Layer).where(Layer.batch == batch).order_by(col(Layer.id)))]
