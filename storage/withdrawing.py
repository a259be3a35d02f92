"""Taking a batch back, and bringing it back: the layers stay, only what is visible changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.audit import note
from storage.batch_listing import batch_view, keep_months, known_batch, standing
from storage.changes import (
    Committed,
    Step,
    check_written,
    derived,
    discarded_when_lost,
    layers_of,
    list_partitions,
    no_step,
    retire,
    retried,
    seen,
    step_or_lose,
)
from storage.clock import utc_now
from storage.errors import StorageRefusal
from storage.home import Store
from storage.tables import BatchEvent

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.tables import Batch


def withdraw(store: Store, batch_id: str, *, actor: str, at_step: Step = no_step) -> Committed:
    """Take a batch back: every record returns to what the other batches say. Refused when it is withdrawn."""
    return retried(lambda: _turned(store, batch_id, actor, False, at_step))


def reinstate(store: Store, batch_id: str, *, actor: str, at_step: Step = no_step) -> Committed:
    """Bring a withdrawn batch back, in its old place in the order. Refused when it is not withdrawn."""
    return retried(lambda: _turned(store, batch_id, actor, True, at_step))


def mark(session: Session, row: Batch, visible: bool, actor: str) -> None:
    """Write down that a batch goes or comes back, inside a unit of work."""
    act = "reinstated" if visible else "withdrawn"
    if not visible:
        keep_months(session, row)
    row.visible = visible
    session.add(BatchEvent(batch=row.number, kind=act, at=utc_now(), by=actor))
    note(session, actor, f"batch_{act}", f"b{row.number}", file=row.file_name)


def _turned(store: Store, batch_id: str, actor: str, visible: bool, at_step: Step) -> Committed:
    with store.reading() as session:
        row = known_batch(session, batch_id)
        if row.visible == visible:
            state = "is not withdrawn" if visible else "is withdrawn already"
            raise StorageRefusal("nothing_to_do", f"Batch b{row.number} {state}.")
        own = layers_of(session, row.number)
        before = seen(session, {layer.vendor for layer in own})
    work = derived(store, before, f"b{row.number}", come=own if visible else (), go=() if visible else own)
    at_step("written")
    with discarded_when_lost(store, work), store.writing() as session:
        step_or_lose(session, before)
        check_written(store, work.written)
        stands = known_batch(session, batch_id)
        mark(session, stands, visible, actor)
        list_partitions(session, before, work)
        view = batch_view(stands, standing(session))
        at_step("listed")
    retire(store, before, work)
    return Committed(view, changed=tuple(sorted(work.changed)))
