"""A draw opened to its vendor: from then on its people see which calls were listened to, and can check the draw.

It is opened by hand, once, and never taken back. What comes in for the first time afterwards has not arrived
(``told.py``), so that nobody can make up for just the calls that were drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.access import Permission, Viewer, scope_for
from app.errors import UserError
from app.services.drawing import draw_of
from app.services.finding_states import Lives, is_open
from app.services.scorecards import closed
from app.words import words_for
from scoring.sampling import EVALUATE
from storage.findings import SENT

if TYPE_CHECKING:
    from storage.draws import DrawView
    from storage.home import Store
    from storage.opened import Opening
    from storage.scope import Scope


def open_draw(store: Store, scope: Scope, draw_id: str, *, actor: str, language: str = "en") -> Opening:
    """Open a draw in scope to its vendor. UserError (in ``language``) for a draw that is none, or of which
    :func:`why_not` says why it stays shut."""
    from storage import opened

    view = draw_of(store, scope, draw_id, language)
    why = why_not(store, scope, view)
    if why:
        raise UserError(f"draw_{why}", words_for(language).t(f"proof.not.{why}"))
    return opened.open_draw(store, view.id, actor=actor)


def open_as(store: Store, viewer: Viewer, draw_id: str) -> Opening:
    """:func:`open_draw` for a person of the portal. UserError for who may not."""
    if not viewer.may(Permission.OPEN_DRAWS):
        raise UserError("not_yours", words_for(viewer.language).t("proof.not.yours"))
    return open_draw(store, scope_for(viewer), draw_id, actor=viewer.login, language=viewer.language)


def why_not(store: Store, scope: Scope, view: DrawView) -> str:
    """Why a draw cannot be opened to its vendor: *purpose* (only calls to be judged for the first time can), *closes*
    (feedback of the month may still be forwarded), *heard* (a finding of the month is being heard again: until it is
    sent its vendor must not learn which calls these may be); '' where it can."""
    if view.purpose != EVALUATE:
        return "purpose"
    if not closed(view.month, store.timezone):
        return "closes"
    found = Lives(store, scope).of(view.vendor, view.month)
    return "heard" if found is not None and is_open(found) and found.step(SENT) is None else ""
