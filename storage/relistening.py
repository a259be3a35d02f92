"""The draw that a finding makes: its missing calls, and as many that arrived, to be heard again by somebody else.

It is sealed with the finding in one unit of work, for what it is drawn from is the finding itself: the draw's frame is
named by the SHA-256 of the finding's bytes, which hold the calls that are missing and those that arrived. Nothing the
draw shows (its number, its order, its one stratum) tells which is which; its seed is not shown before it is heard.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from scoring import sampling
from scoring.forms import Form
from storage.audit import note
from storage.draws import SEED_BYTES, keep_form, next_number
from storage.home import Store

if TYPE_CHECKING:
    from sqlmodel import Session


def seal(session: Session, vendor: str, month: str, data: bytes, sha256: str, form: Form | None, by: str,
         at: datetime) -> str | None:
    """Draw the calls of the finding ``data`` inside its unit of work; the draw's id, None where no call is missing."""
    from storage.tables import Draw, DrawnCalls

    seed = secrets.token_hex(SEED_BYTES)
    calls, frame = _drawn(data, seed), _frame(data)
    if not calls:
        return None
    number = next_number(session)
    stratum = {"queue": "", "calls": frame, "drawn": len(calls)}
    session.add(Draw(number=number, purpose=sampling.RELISTEN, vendor=vendor, month=month, n=len(calls),
                     method=sampling.RELISTEN_METHOD, seed=seed, frame_calls=frame, frame_fingerprint=sha256,
                     strata=[stratum], form=keep_form(session, form), drawn_by=by, drawn_at=at))
    session.flush()
    session.add(DrawnCalls(draw=number, calls=list(calls), named_at=at))
    note(session, by, "draw_sealed", f"d{number}", purpose=sampling.RELISTEN, vendor=vendor, month=month, n=len(calls),
         seed=seed, frame_calls=frame, frame_fingerprint=sha256, form=form.code if form else None)
    return f"d{number}"


def drawn_again(store: Store, fingerprint: str, seed: str) -> tuple[str, ...] | None:
    """The calls of the finding with this fingerprint by ``seed``; None where there is none, or where a customer who was
    forgotten was taken out of it: then other calls would come of the seed."""
    from sqlmodel import select

    from storage.tables_findings import FindingRow

    with store.reading() as session:
        row = session.exec(select(FindingRow).where(FindingRow.sha256 == fingerprint)).first()
    return None if row is None or row.masked_sha256 is not None else _drawn(row.data, seed)


def _drawn(data: bytes, seed: str) -> tuple[str, ...]:
    kept = json.loads(data)
    return sampling.to_hear_again(kept["missing"], kept["arrived"], kept["others"], seed)


def _frame(data: bytes) -> int:
    """How many calls could be drawn."""
    kept = json.loads(data)
    return len({*kept["missing"], *kept["arrived"], *kept["others"]})
