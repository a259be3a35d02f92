"""What people answered about a format, kept per vendor, so that next month nobody is asked again."""

from __future__ import annotations

from collections.abc import Mapping

from storage.audit import note
from storage.clock import utc_now
from storage.home import Store


def kept(store: Store, vendor: str | None, format: str) -> dict[str, str]:
    """The answers kept for this format: those for all vendors, overridden by the vendor's own."""
    from sqlmodel import col, select

    from storage.tables import KeptAnswer

    wanted = (
        select(KeptAnswer).where(KeptAnswer.format == format, col(KeptAnswer.vendor).in_(("", vendor or "")))
        .order_by(col(KeptAnswer.vendor))
    )
    with store.reading() as session:
        return {row.code: row.value for row in session.exec(wanted)}


def keep(store: Store, vendor: str | None, format: str, answers: Mapping[str, str], *, actor: str) -> None:
    """Keep ``answers``; a new answer to the same question takes the place of the old one."""
    from storage.tables import KeptAnswer

    if not answers:
        return
    with store.writing() as session:
        for code, value in answers.items():
            session.merge(KeptAnswer(vendor=vendor or "", format=format, code=code, value=value,
                                     answered_by=actor, answered_at=utc_now()))
        note(session, actor, "answers_kept", format, vendor=vendor, answers=dict(answers))
