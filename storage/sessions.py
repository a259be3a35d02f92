"""Signed-in browsers. The token leaves once, to the cookie; only its SHA-256 is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from storage.clock import utc_now
from storage.home import Store
from storage.people import PersonView, person_view

if TYPE_CHECKING:
    from sqlmodel import Session


def create(store: Store, person_id: int, hours: float = 12) -> str:
    """Open a session of ``hours`` and return its token (256 random bits, safe in a cookie)."""
    from storage.tables import WebSession

    token = secrets.token_urlsafe(32)
    now = utc_now()
    with store.writing() as session:
        _forget_old(session, now)
        session.add(WebSession(token_sha256=_digest(token), person_id=person_id, created_at=now,
                               expires_at=now + timedelta(hours=hours)))
    return token


def resolve(store: Store, token: str, at: datetime | None = None) -> PersonView | None:
    """Whose session this is; None when unknown, expired, revoked, or its person disabled."""
    from sqlmodel import col, select

    from storage.tables import Person, WebSession

    wanted = (
        select(Person).join(WebSession, col(WebSession.person_id) == col(Person.id))
        .where(WebSession.token_sha256 == _digest(token), col(WebSession.revoked_at).is_(None),
               WebSession.expires_at > (at or utc_now()), col(Person.disabled_at).is_(None))
    )
    with store.reading() as session:
        row = session.exec(wanted).one_or_none()
        return person_view(row) if row else None


def revoke(store: Store, token: str) -> None:
    """End the session; an unknown token is no mistake."""
    from storage.tables import WebSession

    with store.writing() as session:
        row = session.get(WebSession, _digest(token))
        if row is not None and row.revoked_at is None:
            row.revoked_at = utc_now()


def revoke_all_of(session: Session, person_id: int) -> None:
    """End every session of a person, inside a unit of work."""
    import sqlalchemy as sa
    from sqlmodel import col

    from storage.tables import WebSession

    session.exec(sa.update(WebSession).where(
        col(WebSession.person_id) == person_id, col(WebSession.revoked_at).is_(None),
    ).values(revoked_at=utc_now()))


def _forget_old(session: Session, now: datetime) -> None:
    """Sessions a month past their end are of no use to anybody."""
    import sqlalchemy as sa
    from sqlmodel import col

    from storage.tables import WebSession

    session.exec(sa.delete(WebSession).where(col(WebSession.expires_at) < now - timedelta(days=30)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
