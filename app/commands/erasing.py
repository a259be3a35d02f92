"""``openline forget``: a customer who asks to be erased."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from app.commands.answers import Home, Json, print_json, say


def register(program: typer.Typer) -> None:
    program.command("forget")(forget)


def forget(
    customer: Annotated[str, typer.Argument(help="The number or address; - reads it from standard input.")],
    home: Home = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would be done; change nothing.")] = False,
    json: Json = False,
) -> None:
    """Erase a customer for good: no stored record, row held back or report leads to him any more.

    His contacts stay, as those of nobody known: counts and waiting times are as before, repeats no longer see him.
    """
    from app.services.forgetting import forget_customer
    from app.services.opening import open_portal

    said = sys.stdin.readline().strip() if customer == "-" else customer
    done = forget_customer(open_portal(home), said, actor="administrator", dry_run=dry_run)
    if dry_run and not json:
        say(f"Nothing was changed. To be forgotten are {done['records']:,} records ({done['files']:,} files, "
            f"{done['held_back_rows']:,} rows held back, {done['originals']:,} imported files kept as they came, "
            f"{done['messages']:,} messages of the direct line, {done['findings']:,} findings, "
            f"{done['drawn_calls']:,} calls in sealed draws that keep their id), in "
            f"{', '.join(done['months']) or 'no month'}.")
        _tell_of_country(done)
        return
    if json:
        print_json(done)
    elif not done["files"] and not done["messages"] and not done["findings"]:
        say("No stored record leads to this customer.")
    else:
        say(f"Forgotten: {done['records']:,} records are nobody's now ({done['files']:,} files written anew, "
            f"{done['held_back_rows']:,} rows held back, {done['messages']:,} messages of the direct line and "
            f"{done['findings']:,} findings masked); "
            f"scored again: {', '.join(done['months']) or 'nothing'}.")
    if done["originals"] and not json:
        say(f"{done['originals']:,} imported files that were kept as they came are deleted: they held this customer, "
            "or rows held back in which nobody can tell.")
    if done["originals_left"] and not json:
        say(f"{done['originals_left']:,} other imported files are kept until their time is over; this customer can "
            "stand in them only where nothing is read. 'openline originals --keep off' deletes them.")
    if done["drawn_calls"] and not json:
        say(f"{done['drawn_calls']:,} calls in sealed draws still show this customer by the id their vendor gave them: "
            "a sealed draw can never be changed.")
    if not json:
        _tell_of_country(done)


def _tell_of_country(done: dict[str, Any]) -> None:
    if done["country_unknown"]:
        say("This home knows no country, and the number was given without one: records in which it stands with its "
            "country are somebody else's here. Forget it once more as it is dialled from abroad, e.g. +44 7700 900123.")
