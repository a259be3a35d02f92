"""The answers kept for next month's files: ``answers`` lists them, ``answers --undo LAYOUT`` takes the last back."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.answers import Home, Json, print_json, say, table


def register(program: typer.Typer) -> None:
    program.command("answers")(answers)


def answers(
    undo: Annotated[str | None, typer.Option(metavar="LAYOUT", help="Take back the last change of this layout's.")]
    = None,
    vendor: Annotated[str | None, typer.Option(help="Whose files' answers to take back; none: those of all.")] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """What was answered about files and is used next month (import --answer CODE=VALUE changes it)."""
    from app.services.kept_answers import kept_answers, take_back
    from app.services.opening import open_portal

    store = open_portal(home)
    if undo is not None:
        taken = take_back(store, undo, vendor, actor="administrator")
        if json:
            return print_json(taken)
        for code, value in taken["answers"].items():
            say(f"{code}: {f'{value} again' if value is not None else 'asked again'}")
        return None
    kept = kept_answers(store)
    if json:
        return print_json({"answers": kept})
    return table(["vendor", "layout", "question", "answer", "by", "since"],
                 [[each["vendor"] or "(all)", each["layout"], each["code"], each["value"], each["answered_by"],
                   each["answered_at"][:10]] for each in kept])
