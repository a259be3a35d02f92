"""Taking a file back and bringing it back: who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.access import Permission, Viewer, scope_for
from app.errors import UserError

if TYPE_CHECKING:
    from storage.home import Store

OWN_KIND = "evaluations"
"""What people who import nothing else may take back, if they brought it in themselves."""


def may_turn(viewer: Viewer, kind: str, imported_by: str) -> bool:
    """May this person take back, or bring back, a file of ``kind`` that ``imported_by`` (a login) brought in?"""
    if viewer.may(Permission.IMPORT):
        return True
    return viewer.may(Permission.IMPORT_EVALUATIONS) and kind == OWN_KIND and imported_by == viewer.login


def refuse_unless_theirs(store: Store, batch: str, viewer: Viewer) -> None:
    """A page offers what its person may take back; a forged message may name any batch."""
    from storage import batches

    if viewer.may(Permission.IMPORT):
        return
    view = batches.find(store, scope_for(viewer), batch)
    if view is None or not may_turn(viewer, view.kind, view.imported_by):
        raise UserError("not_yours", "Your account does not take this file back. Ask the client manager.")
