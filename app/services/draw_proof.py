"""What a vendor's people can check of the draws of their calls: that each was sealed before its calls were named, and
that anybody who repeats it draws the same calls."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.errors import UserError
from app.services.scorecards import closes_on
from app.words import Words, words_for
from imports.masking import masked_text
from scoring.records import Type
from scoring.sampling import EVALUATE

if TYPE_CHECKING:
    from storage.draws import DrawView
    from storage.home import Store
    from storage.opened import Opening
    from storage.scope import Scope

REPEAT = "repeat_draw.py"
"""The program that repeats a draw, handed out with it."""
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""What a file of a proof is dated: the same proof is the same bytes."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A draw as its vendor may see it: while it is shut its month, when it was drawn (``round``: the how-manieth of the
    month), until when feedback of the month may be forwarded, and its seal; ``view`` only once it is open."""

    id: str
    month: str
    round: int
    drawn_at: datetime
    closes: date
    seal: str
    opening: Opening | None
    view: DrawView | None


@dataclass(frozen=True, slots=True)
class DrawnCall:
    """A call that was drawn, as it may be shown; when it began (aware) and its queue, where that is still known."""

    call: str
    at: datetime | None
    queue: str


@dataclass(frozen=True, slots=True)
class Proof:
    """An open draw drawn again: its calls in order, the calls it was drawn from (None where they cannot be read as they
    were), and whether the same calls come out (None likewise)."""

    view: DrawView
    opening: Opening
    calls: tuple[str, ...]
    frame: tuple[tuple[str, str, str], ...] | None
    same: bool | None

    def drawn(self, most: int) -> list[DrawnCall]:
        """The first ``most`` of the calls drawn."""
        known = {call: (datetime.fromisoformat(at).replace(tzinfo=UTC), queue) for call, at, queue in self.frame or ()}
        return [DrawnCall(masked_text(call, Type.ID), *known.get(call, (None, ""))) for call in self.calls[:most]]


def sealed_draws(store: Store, scope: Scope) -> tuple[Sealed, ...]:
    """The draws in scope of calls to be judged for the first time, newest first. That there is one, and since when,
    tells nobody which calls it names."""
    from storage import draws, opened

    openings = opened.openings(store)
    found = []
    for view in draws.listing(store, scope):
        if view.purpose == EVALUATE:
            opening = openings.get(view.id)
            found.append(Sealed(view.id, view.month, view.round, view.drawn_at, closes_on(view.month, store.timezone),
                                view.seal, opening, view if opening else None))
    return tuple(found)


def proof(store: Store, scope: Scope, draw_id: str, language: str = "en") -> Proof:
    """An open draw in scope, drawn again. UserError (in ``language``) for a draw that is none, is another's, or is not
    open: nobody learns which of these."""
    from storage import draws

    found = next((each for each in sealed_draws(store, scope) if each.id == draw_id), None)
    if found is None or found.view is None or found.opening is None:
        raise UserError("unknown_draw", words_for(language).t("proof.unknown", draw=draw_id[:20]))
    calls = draws.named(store, scope, found.id)
    again, frame = draws.drawn_again(store, found.view), draws.frame_of(store, found.view)
    return Proof(found.view, found.opening, calls, None if frame is None else tuple(frame),
                 None if again is None else again == calls)


def proof_file(store: Store, scope: Scope, draw_id: str, language: str) -> tuple[str, bytes]:
    """File name and bytes of a .zip with which an open draw can be repeated anywhere: what was sealed, the calls drawn
    from, the calls drawn, the program that repeats it, and how to. UserError as :func:`proof`'s."""
    import scoring

    found, words = proof(store, scope, draw_id, language), words_for(language)
    files = {
        words.t("proof.file.readme"): _readme(found, words),
        "seal.json": found.view.sealed,
        "drawn.json": json.dumps(found.calls, ensure_ascii=False),
        REPEAT: (Path(scoring.__file__).parent / REPEAT).read_text("utf-8"),
    }
    if found.frame is not None:
        files["frame.jsonl"] = "\n".join(json.dumps(row, ensure_ascii=False) for row in found.frame)
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(ZipInfo(name, _OLDEST), text.encode(), ZIP_DEFLATED)
    return f"openline-{found.view.id}-{found.view.vendor}-{found.view.month}.zip", made.getvalue()


def _readme(found: Proof, words: Words) -> str:
    view = found.view
    what = "proof.readme" if found.frame is not None else "proof.readme.lost"
    return words.t(what, draw=view.id, month=words.month(view.month), n=view.n, of=view.frame_calls, seal=view.seal,
                   method=view.method, program=REPEAT)
