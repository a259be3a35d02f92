"""The audit trail: who did what, when. It only grows; the database itself refuses to change a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storage.clock import utc_now
from storage.home import Store

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class AuditView:
    """One thing somebody did. ``details`` holds what the sentence about it needs."""

    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


def note(session: Session, actor: str, action: str, subject: str = "", **details: Any) -> None:
    """Add a row inside a unit of work: what was done and that it was done stand or fall together."""
    from storage.tables import Audit

    session.add(Audit(at=utc_now(), actor=actor, action=action, subject=subject, details=details))


def record(store: Store, actor: str, action: str, subject: str = "", **details: Any) -> None:
    """Add a row of its own (a sign-in, an export)."""
    with store.writing() as session:
        note(session, actor, action, subject, **details)


def entries(store: Store, limit: int = 200, offset: int = 0) -> list[AuditView]:
    """The newest first. For the client's administrator only: it names people and vendors."""
    from sqlmodel import col, select

    from storage.tables import Audit

    with store.reading() as session:
        wanted = select(Audit).order_by(col(Audit.id).desc()).limit(limit).offset(offset)
        return [AuditView(row.at, row.actor, row.action, row.subject, row.details)
                for row in session.exec(wanted)]
