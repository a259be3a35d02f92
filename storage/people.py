"""The people who may sign in. Passwords come hashed and leave hashed; nobody is ever deleted, only disabled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from storage.audit import note
from storage.clock import utc_now
from storage.errors import StorageRefusal
from storage.home import Store

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.tables import Person


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as read: ``password_hash`` is None for somebody who signs in elsewhere only."""

    id: int
    login: str
    name: str
    role: str
    vendor: str | None
    language: str
    password_hash: str | None
    created_at: datetime
    disabled_at: datetime | None


def add(store: Store, login: str, *, name: str, role: str, vendor: str | None = None,
        password_hash: str | None = None, language: str = "en", actor: str) -> PersonView:
    """Add a person; refused when the login is taken (whatever its case) or the vendor is unknown."""
    from storage.tables import Person
    from storage.vendors import existing

    login = login.strip()
    if not login:
        raise StorageRefusal("login_empty", "A person needs a login, for example a name or an e-mail address.")
    with store.writing() as session:
        if _by_login(session, login) is not None:
            raise StorageRefusal("login_taken", f"The login {login!r} is taken. Choose another.")
        code = existing(session, vendor).code if vendor else None
        row = Person(login=login, login_folded=login.casefold(), name=name.strip() or login, role=role,
                     vendor=code, password_hash=password_hash, language=language, created_at=utc_now())
        session.add(row)
        note(session, actor, "person_added", login, role=role, vendor=code)
        session.flush()
        return person_view(row)


def find(store: Store, login: str) -> PersonView | None:
    """The person of this login whatever its case, disabled ones too; None when there is none."""
    with store.reading() as session:
        row = _by_login(session, login)
        return person_view(row) if row else None


def get(store: Store, person_id: int) -> PersonView | None:
    """The person of this id, disabled ones too; None when there is none."""
    from storage.tables import Person

    with store.reading() as session:
        row = session.get(Person, person_id)
        return person_view(row) if row else None


def listing(store: Store) -> list[PersonView]:
    """Everybody, by login."""
    from sqlmodel import col, select

    from storage.tables import Person

    with store.reading() as session:
        rows = session.exec(select(Person).order_by(col(Person.login_folded)))
        return [person_view(row) for row in rows]


def disable(store: Store, login: str, *, actor: str) -> PersonView:
    """Close the account and every session of it; nothing changes when it is closed already."""
    from storage.sessions import revoke_all_of

    with store.writing() as session:
        row = _known(session, login)
        if row.disabled_at is None:
            row.disabled_at = utc_now()
            revoke_all_of(session, row.id or 0)
            note(session, actor, "person_disabled", row.login)
        return person_view(row)


def set_password(store: Store, login: str, password_hash: str, *, actor: str) -> None:
    """Give a new password; every session of the person ends."""
    from storage.sessions import revoke_all_of

    with store.writing() as session:
        row = _known(session, login)
        row.password_hash = password_hash
        revoke_all_of(session, row.id or 0)
        note(session, actor, "password_set", row.login)


def set_language(store: Store, person_id: int, language: str) -> None:
    """Keep the language a person chose; nothing happens for an unknown id."""
    from storage.tables import Person

    with store.writing() as session:
        row = session.get(Person, person_id)
        if row is not None:
            row.language = language


def _by_login(session: Session, login: str) -> Person | None:
    from sqlmodel import select

    from storage.tables import Person

    return session.exec(select(Person).where(Person.login_folded == login.strip().casefold())).one_or_none()


def _known(session: Session, login: str) -> Person:
    row = _by_login(session, login)
    if row is None:
        raise StorageRefusal("login_unknown", f"There is nobody with the login {login!r}.")
    return row


def person_view(row: Person) -> PersonView:
    return PersonView(row.id or 0, row.login, row.name, row.role, row.vendor, row.language,
                      row.password_hash, row.created_at, row.disabled_at)
