"""What people answered about a layout of file, kept per vendor, so that next month nobody is asked again.

Each change is on record in the audit trail with what stood before it, so that the last one can be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storage.audit import note
from storage.clock import utc_now
from storage.errors import StorageRefusal
from storage.home import Store

if TYPE_CHECKING:
    from sqlmodel import Session

KEPT, UNDONE = "answers_kept", "answers_undone"
"""The actions under which the audit trail knows a change and its undoing."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer that is kept: of which vendor's files ('' for those of all), of which layout, by whom and when."""

    vendor: str
    layout: str
    code: str
    value: str
    answered_by: str
    answered_at: datetime


def kept(store: Store, vendor: str | None) -> dict[str, dict[str, str]]:
    """The answers kept, by layout: those given for files of all vendors, overridden by the vendor's own."""
    from sqlmodel import col, select

    from storage.tables import KeptAnswer

    wanted = (
        select(KeptAnswer).where(col(KeptAnswer.vendor).in_(("", vendor or ""))).order_by(col(KeptAnswer.vendor))
    )
    answers: dict[str, dict[str, str]] = {}
    with store.reading() as session:
        for row in session.exec(wanted):
            answers.setdefault(row.layout, {})[row.code] = row.value
    return answers


def listing(store: Store) -> list[AnswerView]:
    """Every answer kept, by vendor, layout and code. For the client's own people only: it names vendors."""
    from sqlmodel import col, select

    from storage.tables import KeptAnswer

    wanted = select(KeptAnswer).order_by(col(KeptAnswer.vendor), col(KeptAnswer.layout), col(KeptAnswer.code))
    with store.reading() as session:
        return [AnswerView(row.vendor, row.layout, row.code, row.value, row.answered_by, row.answered_at)
                for row in session.exec(wanted)]


def keep(store: Store, vendor: str | None, layout: str, answers: Mapping[str, str], *, actor: str) -> None:
    """Keep ``answers``; a new answer to the same question takes the place of the old one, the same one changes
    nothing."""
    if not answers:
        return
    with store.writing() as session:
        _one_at_a_time(session)
        before = _standing(session, vendor or "", layout, answers)
        new = {code: value for code, value in answers.items() if before[code] != value}
        _set(session, vendor or "", layout, new, actor)
        if new:
            note(session, actor, KEPT, layout, vendor=vendor, answers=new, before={code: before[code] for code in new})


def undo(store: Store, vendor: str | None, layout: str, *, actor: str) -> dict[str, str | None]:
    """Take back the last change to the answers of a layout; undone twice, it stands again.

    Answers each code with what stands now (None: nothing, it is asked again). StorageRefusal where no change is known.
    """
    with store.writing() as session:
        _one_at_a_time(session)
        before = _before_last(session, vendor, layout)
        if not before:
            raise StorageRefusal("no_answers", (
                f"No answers are kept for {vendor or 'all vendors'} and the layout {layout!r}. See `openline answers`."
            ))
        standing = _standing(session, vendor or "", layout, before)
        _set(session, vendor or "", layout, before, actor)
        note(session, actor, UNDONE, layout, vendor=vendor, answers=before, before=standing)
        return before


def _one_at_a_time(session: Session) -> None:
    """Two who answer the same question at once follow one another: an answer that is not there yet locks no row."""
    from sqlmodel import select

    from storage.tables import Home

    session.exec(select(Home).with_for_update()).one()


def _standing(session: Session, vendor: str, layout: str, codes: Mapping[str, Any]) -> dict[str, str | None]:
    from storage.tables import KeptAnswer

    rows = {code: session.get(KeptAnswer, (vendor, layout, code)) for code in codes}
    return {code: row.value if row else None for code, row in rows.items()}


def _set(session: Session, vendor: str, layout: str, answers: Mapping[str, str | None], actor: str) -> None:
    from storage.tables import KeptAnswer

    for code, value in answers.items():
        row = session.get(KeptAnswer, (vendor, layout, code))
        if value is not None:
            session.merge(KeptAnswer(vendor=vendor, layout=layout, code=code, value=value, answered_by=actor,
                                     answered_at=utc_now()))
        elif row is not None:
            session.delete(row)


def _before_last(session: Session, vendor: str | None, layout: str) -> dict[str, str | None]:
    """What stood before the last change that the audit trail has of this vendor's answers for the layout."""
    from sqlmodel import col, select

    from storage.tables import Audit

    wanted = (select(Audit).where(col(Audit.action).in_((KEPT, UNDONE)), col(Audit.subject) == layout)
              .order_by(col(Audit.id).desc()))
    found = next((row for row in session.exec(wanted) if (row.details.get("vendor") or "") == (vendor or "")), None)
    return dict(found.details.get("before", {})) if found else {}
