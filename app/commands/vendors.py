"""``openline vendors``: the call centres the client pays, and the names their exports use."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.answers import Home, Json, print_json, say, table

_vendors = typer.Typer(no_args_is_help=True, help="Add, list, rename and merge vendors.", rich_markup_mode=None)


def register(program: typer.Typer) -> None:
    program.add_typer(_vendors, name="vendors")


@_vendors.command("add")
def add(
    code: Annotated[str, typer.Argument(help="A short code: lower-case letters, digits, - and _.")],
    home: Home = None,
    name: Annotated[str | None, typer.Option(help="The vendor's name as people read it.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Its time zone, e.g. Asia/Shanghai.")] = None,
    alias: Annotated[list[str] | None, typer.Option(help="Another name its exports use; repeat for more.")] = None,
    json: Json = False,
) -> None:
    """Add a vendor; with a code that exists, add names to it or set its time zone."""
    from app.services import vendors as service
    from app.services.opening import open_portal

    vendor = service.add(open_portal(home), code, name=name, timezone=timezone, aliases=alias or [])
    if json:
        print_json(vendor)
    else:
        for sentence in vendor["told"]:
            say(sentence)


@_vendors.command("list")
def list_vendors(home: Home = None, json: Json = False) -> None:
    """List the vendors."""
    from app.services import vendors as service
    from app.services.opening import open_portal

    known = service.listed(open_portal(home))
    if json:
        print_json({"vendors": known})
    else:
        table(["code", "name", "time zone", "aliases"],
              [[v["code"], v["name"], v["timezone"] or "", ", ".join(v["aliases"])] for v in known])


@_vendors.command("rename")
def rename(code: str, name: str, home: Home = None, json: Json = False) -> None:
    """Give a vendor another name; its code and its history stay."""
    from app.services import vendors as service
    from app.services.opening import open_portal

    vendor = service.rename(open_portal(home), code, name)
    print_json(vendor) if json else say(f"{code} is now called {name}.")


@_vendors.command("merge")
def merge(
    code: Annotated[str, typer.Argument(help="The vendor that goes.")],
    into: Annotated[str, typer.Argument(help="The vendor that takes over its records and names.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Two codes turn out to be one vendor: the first becomes part of the second."""
    from app.services import vendors as service
    from app.services.opening import open_portal

    vendor = service.merge(open_portal(home), code, into)
    print_json(vendor) if json else say(f"Everything of {code} now counts as {into}.")
