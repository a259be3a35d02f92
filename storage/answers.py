"""What people answered about a layout of file, kept per vendor, so that next month nobody is asked again."""

from __future__ import annotations

from collections.abc import Mapping

from storage.audit import note
from storage.clock import utc_now
from storage.home import Store


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


def keep(store: Store, vendor: str | None, layout: str, answers: Mapping[str, str], *, actor: str) -> None:
    """Keep ``answers``; a new answer to the same question takes the place of the old one, the same one changes
    nothing."""
    from storage.tables import KeptAnswer

    if not answers:
        return
    with store.writing() as session:
        new = {code: value for code, value in answers.items()
               if (held := session.get(KeptAnswer, (vendor or "", layout, code))) is None or held.value != value}
        for code, value in new.items():
            session.merge(KeptAnswer(vendor=vendor or "", layout=layout, code=code, value=value,
                                     answered_by=actor, answered_at=utc_now()))
        if new:
            note(session, actor, "answers_kept", layout, vendor=vendor, answers=new)
