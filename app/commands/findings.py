"""``openline findings``: the life of a finding of missing feedback, step by step, as the administrator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.answers import Home, Json, print_json, say, table

if TYPE_CHECKING:
    from app.services.findings_life import Actor
    from storage.findings import FindingView
    from storage.home import Store

Finding = Annotated[str, typer.Argument(help="A finding, e.g. f1.")]
Reason = Annotated[str, typer.Option("--reason", help="Why: it is kept, and its vendor reads it.")]
By = Annotated[str, typer.Option("--by", help="The name of the person who decides; the vendor reads it.")]
commands = typer.Typer(no_args_is_help=True, rich_markup_mode=None,
                       help="Findings of missing feedback: opened, heard again, sent, decided.")


def register(program: typer.Typer) -> None:
    program.add_typer(commands, name="findings")


@commands.command("list")
def listed(home: Home = None, json: Json = False) -> None:
    """All findings on record, newest first, with where each stands."""
    from app.services.finding_states import Lives, as_json
    from app.services.opening import open_portal
    from storage.scope import EVERYTHING

    views = Lives(open_portal(home), EVERYTHING).views
    if json:
        print_json({"findings": [as_json(view) for view in views]})
    elif not views:
        say("No finding was opened yet. See what could be checked: openline integrity; then: openline findings open "
            "--vendor CODE --month YYYY-MM")
    else:
        table(["finding", "vendor", "month", "state", "draw", "reply until", "opened"], [_line(view) for view in views])


@commands.command("open")
def opened(
    vendor: Annotated[str, typer.Option("--vendor", help="The vendor's code.")],
    month: Annotated[str, typer.Option("--month", help="The month, e.g. 2026-05.")],
    out: Annotated[Path | None, typer.Option("--out", help="Write the sheet of the calls to hear again here.")] = None,
    language: Annotated[str, typer.Option("--language", help="en or zh: of the sheet.")] = "en",
    home: Home = None, json: Json = False,
) -> None:
    """Put the finding of a vendor's month on record, and draw the calls to be heard again by somebody else.

    The sheet comes back filled in: openline import evaluations FILE.
    """
    from app.commands.sampling import check_sheet, sheet
    from app.services.findings_life import open_finding

    check_sheet(out, language)
    store, who = _opened(home)
    view = open_finding(store, who, vendor, month, language=language)
    draw = str(view.steps[0].details.get("draw", ""))
    _answer(view, json, file=sheet(store, draw, out if draw else None, language))


@commands.command("relisten")
def relisten(finding: Finding, home: Home = None, json: Json = False) -> None:
    """Count what came back of the calls heard again, once: what nobody else heard no longer counts."""
    from app.services.findings_life import close_relistening

    store, who = _opened(home)
    _answer(close_relistening(store, who, finding), json)


@commands.command("send")
def send(finding: Finding, home: Home = None, json: Json = False) -> None:
    """Send the vendor the evidence; it has ten working days to reply."""
    from app.services import findings_life

    store, who = _opened(home)
    _answer(findings_life.send(store, who, finding), json)


@commands.command("extend")
def extend(
    finding: Finding, reason: Reason,
    until: Annotated[str, typer.Option("--until", help="The last day to reply, e.g. 2026-06-30.")],
    home: Home = None, json: Json = False,
) -> None:
    """Give the vendor more time to reply."""
    from app.services import findings_life

    store, who = _opened(home)
    _answer(findings_life.extend(store, who, finding, until, reason), json)


@commands.command("decide")
def decide(
    finding: Finding, reason: Reason, by: By,
    outcome: Annotated[str, typer.Argument(help="upheld, explained or withdrawn.")],
    home: Home = None, json: Json = False,
) -> None:
    """Decide a finding, by name and with reasons. Only one that is upheld touches a grade."""
    from dataclasses import replace

    from app.services import findings_life

    store, who = _opened(home)
    _answer(findings_life.decide(store, replace(who, name=by.strip() or who.name), finding, outcome, reason), json)


def _opened(home: Path | None) -> tuple[Store, Actor]:
    """The store, and the administrator, who may do what the client's people may."""
    from app.access import Permission
    from app.services.findings_life import Actor
    from app.services.opening import open_portal
    from storage.scope import EVERYTHING

    may = frozenset({Permission.FINDINGS, Permission.RELISTEN})
    return open_portal(home), Actor("administrator", "administrator", may, EVERYTHING)


def _answer(view: FindingView, json: bool, **beside: Any) -> None:
    from app.services.finding_states import as_json

    told = as_json(view) | beside
    if json:
        print_json(told)
        return
    table(["finding", "vendor", "month", "state", "draw", "reply until", "opened"], [_line(view)])
    if beside.get("file"):
        say(f"Written: {beside['file']}")


def _line(view: FindingView) -> list[str]:
    from app.services.finding_states import as_json

    told = as_json(view)
    return [told["finding"], told["vendor"], told["month"], told["state"], told["draw"] or "-",
            told["reply_until"] or "-", f"{view.opened_at:%Y-%m-%d}"]
