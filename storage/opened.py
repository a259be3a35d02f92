"""Draws opened to their vendor, so that it can check them; and what was on record before it had been told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from scoring.records import FEEDBACK, Month, VendorCode
from storage import versions
from storage.audit import note
from storage.clock import utc_now
from storage.duck import answered
from storage.home import Store
from storage.relations import visible
from storage.scope import Scope

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Opening:
    """By whom and when a draw was opened to its vendor."""

    by: str
    at: datetime


def open_draw(store: Store, draw: str, *, actor: str) -> Opening:
    """Put on record that the vendor may see the calls of ``draw`` (d7; it must be one) from now on. Of a draw that is
    open already: when it was opened, and by whom."""
    from storage.tables import OpenedDraw

    number = int(draw.removeprefix("d"))
    known = openings(store).get(draw)
    if known is not None:
        return known
    with store.writing() as session:
        versions.step(session)  # whoever opens the same draw meanwhile waits here
        row = session.get(OpenedDraw, number)
        if row is None:
            row = OpenedDraw(draw=number, opened_by=actor, opened_at=utc_now())
            session.add(row)
            note(session, actor, "draw_opened", draw)
        return Opening(row.opened_by, row.opened_at)


def openings(store: Store, moment: datetime | None = None) -> dict[str, Opening]:
    """All that were opened by ``moment`` (None: now), by the draw's name."""
    from sqlmodel import select

    from storage.tables import OpenedDraw

    with store.reading() as session:
        return {f"d{row.draw}": Opening(row.opened_by, row.opened_at) for row in session.exec(select(OpenedDraw))
                if moment is None or row.opened_at <= moment}


def batches_after(store: Store, moment: datetime) -> frozenset[int]:
    """The numbers of the batches that were stored after ``moment``, but for those that correct what was held back in an
    earlier one: their rows had been handed over."""
    from sqlmodel import select

    from storage.tables import Batch

    with store.reading() as session:
        corrects = dict(session.exec(select(Batch.number, Batch.corrects).where(Batch.committed_at > moment)).all())
    return frozenset(number for number, corrected in corrects.items() if corrected is None or corrected in corrects)


def items_on_record(store: Store, vendor: VendorCode, months: Iterable[Month], moment: datetime) -> dict[str, str]:
    """The feedback items of a vendor's ``months`` as they stood at ``moment``: id -> the call it is about ('' none)."""

    def ask(connection: DuckDBPyConnection) -> dict[str, str]:
        with store.reading() as session:
            seen = visible(session, store, Scope(frozenset({vendor})), moment)
        source = seen.relation(FEEDBACK.name, [str(month) for month in months])
        named = f"SELECT trim(feedback_id), coalesce(trim(call_id), '') FROM ({source})"
        return dict(connection.execute(named).fetchall())

    return answered(store, ask)
