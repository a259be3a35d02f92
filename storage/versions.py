"""The data version: it moves whenever any figure could, and two changes at once cannot both take the same step."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.tables import Home


def data_version(session: Session) -> int:
    """The version this session sees."""
    return session.exec(select(Home.data_version)).one()


def step(session: Session, seen: int | None = None) -> bool:
    """Move the version by one. With ``seen``, only if it still stands there: False means somebody was faster."""
    statement = sa.update(Home).values(data_version=col(Home.data_version) + 1)
    if seen is not None:
        statement = statement.where(col(Home.data_version) == seen)
    return bool(session.exec(statement).rowcount)


def held(session: Session, seen: int) -> bool:
    """Whether the version still stands where it was seen; if so it stays there until this session ends."""
    statement = sa.update(Home).where(col(Home.data_version) == seen).values(data_version=seen)
    return bool(session.exec(statement).rowcount)
