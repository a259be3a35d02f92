"""Signing in and out, and who a session stands for.

A session is a random 256-bit token; the database knows only its SHA-256, so that a copied database opens no
session.
"""

from __future__ import annotations

from app.access import Role, Viewer
from app.services import passwords
from scoring.records import VendorCode
from storage import people, sessions
from storage.home import Store
from storage.people import PersonView

SESSION_HOURS = 12


def sign_in(store: Store, login: str, password: str, language: str = "") -> str | None:
    """A new session's token when login and password belong together, else None.

    A ``language`` chosen on the sign-in page is kept on the person; '' leaves theirs as it is.

    An unknown login, a disabled person and one without a password cost the same hashing as a wrong password,
    so that the time of the answer tells nothing.
    """
    person = people.find(store, login.strip())
    stored = person.password_hash if person and person.disabled_at is None else None
    if not passwords.matches(stored, password) or person is None or stored is None:
        return None
    if passwords.is_outdated(stored):
        people.set_password(store, person.login, passwords.hashed(password), actor=person.login)
    if language and language != person.language:
        people.set_language(store, person.id, language)
    return sessions.create(store, person.id, hours=SESSION_HOURS)


def viewer_for(store: Store, token: str) -> Viewer | None:
    """The person a token stands for now; None when it ended, was revoked, or the person is disabled."""
    person = sessions.resolve(store, token)
    return None if person is None or person.disabled_at else _viewer(person)


def sign_out(store: Store, token: str) -> None:
    """End the session for good: its cookie opens nothing any more, wherever it was copied to."""
    sessions.revoke(store, token)


def choose_language(store: Store, viewer: Viewer, language: str) -> None:
    """Keep the language a person reads in."""
    people.set_language(store, viewer.person_id, language)


def _viewer(person: PersonView) -> Viewer:
    vendor = VendorCode(person.vendor) if person.vendor else None
    return Viewer(person.id, person.login, person.name, Role(person.role), vendor, person.language)
