"""Taking a batch's place: which batch goes when a file is stored with --replaces, and when all of that is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from storage.batch_listing import BatchView, batch_view, known_batch, same_bytes, standing
from storage.changes import layers_of
from storage.errors import StorageRefusal
from storage.home import Store
from storage.listing import LayerRef

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.tables import Batch


def find_same(store: Store, sha256: str, kind: str, vendor: str | None,
              replaces: str | None = None, corrects: str | None = None) -> BatchView | None:
    """The visible batch of the same bytes, kind and --vendor that corrects the same one (or none), where importing them
    again would change nothing.

    With ``replaces`` that is so once the batch of this id is gone; refused where it can no longer be replaced.
    """
    with store.reading() as session:
        row = done_already(session, sha256, kind, vendor, to_replace(session, replaces, kind), corrects)
        return batch_view(row, standing(session)) if row else None


def holds_size(store: Store, size: int) -> bool:
    """Whether any batch came of a file of ``size`` bytes: if not, no file of this size need be hashed to be known."""
    from sqlmodel import col, select

    from storage.tables import Batch

    with store.reading() as session:
        return session.exec(select(col(Batch.number)).where(Batch.size == size).limit(1)).first() is not None


def check_replaces(store: Store, batch_id: str, kind: str, vendors: Collection[str] | None) -> None:
    """Refuse a batch that is not there, of another kind, or with records of none of ``vendors`` (None: not known yet):
    a mistyped number must not take a month away."""
    with store.reading() as session:
        row = to_replace(session, batch_id, kind)
        if row is not None and vendors is not None:
            layers_to_go(session, row, vendors)


def to_replace(session: Session, batch_id: str | None, kind: str) -> Batch | None:
    """The batch that is to go, visible or not; None where none is. Refused when there is none of the id and kind."""
    if batch_id is None:
        return None
    row = known_batch(session, batch_id)
    if row.kind != kind:
        raise StorageRefusal("another_kind", (
            f"Batch b{row.number} holds {row.kind} and cannot be replaced by {kind}. {_LOOK}"
        ))
    return row


def done_already(session: Session, sha256: str, kind: str, vendor: str | None, goes: Batch | None,
                 corrects: str | None) -> Batch | None:
    """The visible batch of these bytes when nothing is left to do; None when they are to be stored.

    The same order given again after a crash finds ``goes`` withdrawn and the file stored. Refused when ``goes`` is
    withdrawn and the file another, and when the file stands beside ``goes`` already.
    """
    same = same_bytes(session, sha256, kind, vendor, corrects)
    if goes is None or (same is not None and not goes.visible):
        return same
    if not goes.visible:
        raise StorageRefusal("nothing_to_do", f"Batch b{goes.number} is withdrawn already; import without --replaces.")
    if same is not None and same.number != goes.number:
        raise StorageRefusal("stored_already", (
            f"The same file is stored already as b{same.number}. To take b{goes.number} away: "
            f"openline withdraw b{goes.number}"
        ))
    return None


def layers_to_go(session: Session, goes: Batch, vendors: Iterable[str]) -> list[LayerRef]:
    """The layers of the batch that goes; refused when there are records of another vendor among them."""
    own = layers_of(session, goes.number)
    others = sorted({layer.vendor for layer in own} - set(vendors))
    if others:
        raise StorageRefusal("another_vendor", (
            f"Batch b{goes.number} holds records of {', '.join(others)}, and this file brings none of theirs: "
            f"replacing it would take them away. {_LOOK}"
        ))
    return own


_LOOK = "Check the number: `openline imports` lists the batches."
