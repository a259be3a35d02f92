"""The portal's people: added, listed, shut out."""

from __future__ import annotations

from typing import Any

from app.access import Role
from app.errors import UserError
from app.services.passwords import hashed, long_enough, make_password, read_password_file
from storage import people
from storage.home import Store
from storage.people import PersonView

__all__ = ["add_person", "disable", "listed", "read_password_file", "sample_people"]
LANGUAGES = ("en", "zh")
COMMAND_LINE = "command line"


def add_person(
    store: Store, login: str, *, role: str, name: str, vendor: str | None = None, language: str = "en",
    password: str | None = None, actor: str = COMMAND_LINE,
) -> tuple[dict[str, Any], str]:
    """Add a person; the person, and the password (made, when none is given). UserError for what cannot be."""
    chosen_role, chosen_vendor = _role(role), _vendor_of(store, role, vendor)
    chosen = make_password() if password is None else long_enough(password)
    person = people.add(
        store, _login(login), name=name.strip() or login, role=chosen_role.value, vendor=chosen_vendor,
        password_hash=hashed(chosen), language=_language(language), actor=actor,
    )
    return _as_dict(person), chosen


def listed(store: Store) -> list[dict[str, Any]]:
    """Everybody, disabled people too, without anything secret."""
    return [_as_dict(person) for person in people.listing(store)]


def disable(store: Store, login: str, *, actor: str = COMMAND_LINE) -> dict[str, Any]:
    """Shut a person out at once; open sessions end with their next request."""
    if people.find(store, login) is None:
        raise UserError("unknown_login", f"Nobody signs in as {login!r}. See who does: openline users list")
    people.disable(store, login, actor=actor)
    person = people.find(store, login)
    assert person is not None
    return _as_dict(person)


def sample_people(store: Store) -> list[dict[str, Any]]:
    """The people of a demo home, to be named on the sign-in page; nobody in any other home."""
    return [person for person in listed(store) if not person["disabled"]] if store.demo else []


def _as_dict(person: PersonView) -> dict[str, Any]:
    return {"login": person.login, "name": person.name, "role": person.role, "vendor": person.vendor,
            "language": person.language, "disabled": person.disabled_at is not None}


def _login(login: str) -> str:
    if not login or len(login) > 80 or any(c.isspace() or not c.isprintable() for c in login):
        raise UserError("bad_login", f"{login!r} is no login: use up to 80 letters and digits, no spaces.")
    return login


def _role(role: str) -> Role:
    try:
        return Role(role)
    except ValueError as error:
        raise UserError("unknown_role", f"There is no role {role!r}. Roles: {', '.join(Role)}.") from error


def _language(language: str) -> str:
    if language not in LANGUAGES:
        raise UserError("unknown_language", f"The portal speaks en and zh, not {language!r}.")
    return language


def _vendor_of(store: Store, role: str, vendor: str | None) -> str | None:
    """A vendor's person needs a vendor that exists; nobody else has one."""
    if role != Role.VENDOR and vendor:
        raise UserError("vendor_not_meant", f"Leave --vendor out for {role}: only role vendor has one.")
    if role != Role.VENDOR:
        return None
    if not vendor:
        raise UserError("vendor_missing", "Role vendor needs --vendor CODE: whose results may they see?")
    from storage import vendors

    code: str | None = vendors.names(store).get(vendor.strip().casefold())
    if code is None:
        sentence = f"There is no vendor {vendor!r}. Add it first: openline vendors add {vendor}"
        raise UserError("unknown_vendor", sentence)
    return code
