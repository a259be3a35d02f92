"""``openline users``: the people who may sign in to the portal."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.answers import Home, Json, print_json, say, table

_users = typer.Typer(no_args_is_help=True, help="Add, list and disable the portal's people.", rich_markup_mode=None)


def register(program: typer.Typer) -> None:
    program.add_typer(_users, name="users")


@_users.command("add")
def add(
    login: Annotated[str, typer.Argument(help="What the person signs in with.")],
    role: Annotated[str, typer.Option(help="manager, qa, vendor or executive.")],
    home: Home = None,
    name: Annotated[str | None, typer.Option(help="The person's name.")] = None,
    vendor: Annotated[str | None, typer.Option(help="For role vendor: whose own results the person sees.")] = None,
    language: Annotated[str, typer.Option(help="en or zh.")] = "en",
    password_file: Annotated[str | None, typer.Option(help="A file holding the password; else one is made.")] = None,
    json: Json = False,
) -> None:
    """Add a person. Without --password-file a random password is made and printed once."""
    from pathlib import Path

    from app.services import people as service
    from app.services.opening import open_portal

    given = service.read_password_file(Path(password_file)) if password_file else None
    person, password = service.add_person(
        open_portal(home), login, role=role, name=name or login, vendor=vendor, language=language, password=given
    )
    if json:
        print_json({**person, "password": None if given else password})
    else:
        say(f"{person['login']} may sign in as {person['role']}.")
        if not given:
            say(f"Password (shown this once): {password}")


@_users.command("list")
def list_people(home: Home = None, json: Json = False) -> None:
    """List the people."""
    from app.services import people as service
    from app.services.opening import open_portal

    known = service.listed(open_portal(home))
    if json:
        print_json({"users": known})
    else:
        table(["login", "name", "role", "vendor", "state"],
              [[p["login"], p["name"], p["role"], p["vendor"] or "", "disabled" if p["disabled"] else "active"]
               for p in known])


@_users.command("disable")
def disable(login: str, home: Home = None, json: Json = False) -> None:
    """End a person's access at once, open sessions included."""
    from app.services import people as service
    from app.services.opening import open_portal

    person = service.disable(open_portal(home), login)
    print_json(person) if json else say(f"{login} can no longer sign in.")
