"""``openline score``: the scorecards."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from app.commands.answers import Home, Json, print_json, say, table

OneMonth = Annotated[str | None, typer.Option("--month", help="One month, e.g. 2026-05.")]
OneVendor = Annotated[str | None, typer.Option("--vendor", help="One vendor's code.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="As the data stood at the end of this day, e.g. 2026-06-02.")]
BESIDE = ("promises", "invitations")
"""What is judged beside the feedback, with a verdict of its own."""


def register(program: typer.Typer) -> None:
    program.command("score")(score)
    program.command("integrity")(integrity)


def score(home: Home = None, month: OneMonth = None, vendor: OneVendor = None, as_of: AsOf = None,
          json: Json = False) -> None:
    """Print the scorecards: every vendor-month with data, or the month and vendor asked for."""
    from app.services.opening import open_portal
    from app.services.scorecards import scorecards
    from storage.scope import EVERYTHING

    cards = scorecards(open_portal(home), EVERYTHING, month=month, vendor=vendor, as_of=as_of)
    if json:
        print_json({"scorecards": cards})
    elif not cards:
        say("No vendor-month with data. Import a vendor's calls first: openline import calls FILE --vendor CODE")
    else:
        table(["month", "vendor", "grade", "composite", "answered", "solved", "promises", "feedback", "rank"],
              [_line(card) for card in cards])


def integrity(home: Home = None, month: OneMonth = None, vendor: OneVendor = None, as_of: AsOf = None,
              json: Json = False) -> None:
    """Does the feedback look filtered? Every vendor-month with evaluations or feedback, or the one asked for."""
    from app.services.integrity import findings
    from app.services.opening import open_portal
    from storage.scope import EVERYTHING

    found = findings(open_portal(home), EVERYTHING, month=month, vendor=vendor, as_of=as_of)
    if json:
        print_json({"findings": found})
    elif not found:
        say("No evaluations and no feedback yet. Import the client's evaluations: openline import evaluations FILE")
    else:
        table(["month", "vendor", "verdict", "withheld", *BESIDE, "why"], [_finding_line(each) for each in found])


def _finding_line(found: dict[str, Any]) -> list[str]:
    share = found["withheld"]
    told = f"{share['value']:.0%} [{share['low']:.0%}, {share['high']:.0%}]" if share else "-"
    said = found["signals"][0]["statement"] if found["verdict"] in ("watch", "likely_filtered") else found["why"]
    return [found["month"], found["vendor"], found["verdict"].replace("_", " "), told,
            *(found[each]["verdict"].replace("_", " ") if found[each] else "-" for each in BESIDE), said]


def _line(card: dict[str, Any]) -> list[str]:
    rank = card["rank"]
    return [
        card["month"], card["vendor"], card["grade"] or "-", _points(card["composite"]),
        *(_pillar(pillar) for pillar in card["pillars"]),
        f"{rank['low']}-{rank['high']} of {rank['of']}" if rank else "-",
    ]


def _points(estimate: dict[str, Any]) -> str:
    if estimate["value"] is None:
        return "-"
    return f"{estimate['value']:.1f} [{estimate['low']:.1f}, {estimate['high']:.1f}]"


def _pillar(pillar: dict[str, Any]) -> str:
    if pillar["score"] is None:
        return "-"
    return f"{pillar['score']:.0f} [{pillar['low']:.0f}, {pillar['high']:.0f}]"
