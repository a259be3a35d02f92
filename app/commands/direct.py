"""``openline direct-line``: links by which a vendor's agents write to the client, and what they wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.answers import Home, Json, print_json, say, table
from app.errors import UserError

FURTHER = "\n    "
"""A message's further lines stand in, so that none of them passes for another message."""
OWNER_ALONE = 0o600
"""Whoever reads the sheet can write in the name of each agent on it."""
_line = typer.Typer(no_args_is_help=True, rich_markup_mode=None,
                    help="Links by which front-line staff reach the client without the vendor's management.")


def register(program: typer.Typer) -> None:
    program.add_typer(_line, name="direct-line")


@_line.command("add")
def add(
    vendor: Annotated[str, typer.Option("--vendor", help="The vendor's code.")],
    address: Annotated[str, typer.Option("--address", help="The portal as agents' phones reach it, e.g. "
                                                           "https://portal.example.com")],
    agent: Annotated[str | None, typer.Option("--agent", help="One agent, as the vendor's export writes him; an older "
                                                              "link of his ends.")] = None,
    month: Annotated[str | None, typer.Option("--month", help="All agents seen in this month's calls who have none, "
                                                              "e.g. 2026-05.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the sheet to print here (.html).")] = None,
    home: Home = None,
    language: Annotated[str, typer.Option("--language", help="en or zh: of the sheet.")] = "en",
    json: Json = False,
) -> None:
    """Make links. They are shown this once; what is kept of a link does not lead to it."""
    from app.services import direct_line
    from app.services.direct_sheet import base_of, sheet_of
    from app.services.exporting import check_folder, written
    from app.services.opening import open_portal
    from app.services.viewing import vendor_names
    from app.words import LANGUAGES, words_for
    from storage.scope import EVERYTHING

    base = base_of(address)
    if (agent is None) == (month is None):
        raise UserError("usage", "Name one agent with --agent, or a month with --month, and not both.")
    if language not in LANGUAGES:
        raise UserError("unknown_language", f"There is no language {language!r}. Use en or zh.")
    if out is not None:
        check_folder(out, ".html")
    store = open_portal(home)
    made = direct_line.make(store, EVERYTHING, vendor, agent=agent, month=month, actor="administrator")
    names = vendor_names(store, EVERYTHING)
    page = sheet_of(made, names.get(vendor, vendor), base, words_for(language))
    file = None if out is None else str(written(out, page.encode(), OWNER_ALONE))
    if json:
        print_json({"lines": [{"line": each.id, "agent": each.agent, "link": base + each.path} for each in made],
                    "file": file})
        return
    table(["line", "agent", "link (shown this once)"], [[each.id, each.agent, base + each.path] for each in made])
    if file is not None:
        say(f"Written: {file}. It holds the links: delete it when it is printed.")


@_line.command("list")
def list_lines(vendor: Annotated[str | None, typer.Option("--vendor", help="Of one vendor.")] = None,
               home: Home = None, json: Json = False) -> None:
    """List the links with when each was last used; agents by pseudonym, as the portal shows them."""
    from app.services.asked import vendor_asked
    from app.services.direct_views import as_json, lines_of
    from app.services.opening import open_portal
    from storage.scope import EVERYTHING

    store = open_portal(home)
    found = lines_of(store, EVERYTHING, vendor_asked(store, EVERYTHING, vendor))
    if json:
        print_json({"lines": [as_json(each) for each in found]})
    elif not found:
        say("There is no direct line yet. Make one: openline direct-line add --vendor CODE --month YYYY-MM --address …")
    else:
        table(["line", "vendor", "agent", "made", "last used", "messages", "state"],
              [[each.id, each.vendor, each.agent, f"{each.made_at:%Y-%m-%d}",
                f"{each.last_used_at:%Y-%m-%d %H:%M}" if each.last_used_at else "never", each.messages,
                f"ended {each.revoked_at:%Y-%m-%d}" if each.revoked_at else "live"] for each in found])


@_line.command("revoke")
def revoke(line: Annotated[str, typer.Argument(help="The link's number, e.g. l7.")], home: Home = None,
           json: Json = False) -> None:
    """End a link at once; what was written by it stays."""
    from app.services.opening import open_portal
    from storage import direct

    ended = direct.revoke(open_portal(home), line, actor="administrator")
    print_json({"line": ended.id, "state": "ended"}) if json else say(f"{ended.id} is ended.")


@_line.command("messages")
def messages(
    vendor: Annotated[str | None, typer.Option("--vendor", help="Of one vendor's agents.")] = None,
    month: Annotated[str | None, typer.Option("--month", help="Of one vendor's month, with what of it also came "
                                                              "through the vendor.")] = None,
    home: Home = None, json: Json = False,
) -> None:
    """List what agents wrote, newest first."""
    from app.services.asked import month_asked, vendor_asked
    from app.services.direct_exhibit import exhibit
    from app.services.direct_views import as_json, messages_of
    from app.services.opening import open_portal
    from storage.scope import EVERYTHING

    store = open_portal(home)
    code, when = vendor_asked(store, EVERYTHING, vendor), month_asked(month)
    if when is not None and code is None:
        raise UserError("usage", "A month is one vendor's. Name it with --vendor.")
    if when is not None and code is not None:
        told = exhibit(store, EVERYTHING, code, str(when))
        found = [as_json(each.message) | {"item": each.item or None} for each in told.told]
        summary = {"messages_total": len(found), "arrived": told.arrived}
    else:
        found = [as_json(each) for each in messages_of(store, EVERYTHING, code)]
        summary = {"messages_total": len(found)}
    if json:
        print_json({"messages": found} | summary)
        return
    if "arrived" in summary:
        say(f"Of {summary['messages_total']} messages agents sent directly in this month, {summary['arrived']} also "
            "arrived through the vendor.")
    for each in found:
        say(f"{each['id']}  {str(each['received_at'])[:16]}  {each['vendor']} {each['agent']}  "
            f"{each['mood'] or '-'}  {each['call_id'] or '-'}  " + str(each["text"]).replace("\n", FURTHER))
    if not found:
        say("Nothing has been written yet.")
