"""Random draws: calls for QA to judge, callers to survey, and the record of all that was ever drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.answers import Home, Json, print_json, say, table
from app.errors import UserError

if TYPE_CHECKING:
    from storage.home import Store

Vendor = Annotated[str, typer.Option("--vendor", help="The vendor's code.")]
VendorOrNone = Annotated[str | None, typer.Option("--vendor", help="The vendor's code.")]
MonthOrNone = Annotated[str | None, typer.Option("--month", help="A month that is over, e.g. 2026-05.")]
NumberOrNone = Annotated[int | None, typer.Option("--n", help="How many to draw.")]
Double = Annotated[str | None, typer.Option("--double", help="Draw of the calls judged for this draw (d1), to be "
                                                             "judged a second time by somebody else.")]
Planted = Annotated[int | None, typer.Option("--planted", help="No draw: a sheet for so many test calls.")]
MonthOver = Annotated[str, typer.Option("--month", help="A month that is over, e.g. 2026-05.")]
Number = Annotated[int, typer.Option("--n", help="How many to draw.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write the blank sheet here (.xlsx).")]
Open = Annotated[bool, typer.Option("--open", help="Let the vendor see and check the draw from now on; this cannot be "
                                                   "taken back.")]
ProofFile = Annotated[Path | None, typer.Option("--proof", help="Write the files with which an open draw can be "
                                                                "repeated here (.zip).")]
Language = Annotated[str, typer.Option("--language", help="en or zh: of the sheet.")]


def register(program: typer.Typer) -> None:
    program.command("sample")(sample)
    program.command("survey-sample")(survey_sample)
    program.command("draws")(draws)


def sample(vendor: VendorOrNone = None, month: MonthOrNone = None, n: NumberOrNone = None, double: Double = None,
           planted: Planted = None, out: Out = None, home: Home = None, language: Language = "en",
           json: Json = False) -> None:
    """Draw calls to judge at random, on record before they are named.

    The sheet goes to QA and comes back filled in: openline import evaluations FILE. A draw cannot be taken back.
    With --double DRAW --n N: of the calls judged for that draw, to be judged once more, blind, by somebody else.
    With --planted N --vendor V --month M --out FILE: a sheet for test callers, of any month; nothing is drawn.
    """
    _check_way(vendor, month, n, double, planted, out)
    if planted is not None:
        _plan(str(vendor), str(month), planted, out, home, language, json)
    elif double is not None:
        _draw_double(double, n or 0, out, home, language, json)
    else:
        _draw("evaluate", str(vendor), str(month), n or 0, out, home, language, json)


def survey_sample(vendor: Vendor, month: MonthOver, n: Number, out: Out = None, home: Home = None,
                  language: Language = "en", json: Json = False) -> None:
    """Draw callers to survey at random, each once: the ids of the calls they made, never who they are.

    The sheet comes back filled in: openline import surveys FILE. A draw cannot be taken back.
    """
    _draw("survey", vendor, month, n, out, home, language, json)


def draws(
    draw: Annotated[str | None, typer.Argument(help="A draw, e.g. d1: all about it, drawn again as a check.")] = None,
    out: Out = None,
    open_: Open = False, proof: ProofFile = None,
    home: Home = None, language: Language = "en", json: Json = False,
) -> None:
    """List all draws, or show one, drawn again; with --out write its blank sheet again.

    With --open its vendor's people see which calls were drawn, and can repeat the draw: feedback that comes in for the
    first time afterwards does not count as arrived. With --proof write what they can download.
    """
    from app.services import drawing
    from app.services.exporting import check_folder
    from app.services.opening import open_portal
    from storage.scope import EVERYTHING

    check_sheet(out, language)
    if draw is None and (out is not None or open_ or proof is not None):
        raise UserError("usage", "Name the draw that is meant, e.g. openline draws d1 --out d1.xlsx")
    if proof is not None:
        check_folder(proof, ".zip")
    store = open_portal(home)
    if draw is not None:
        if open_:
            from app.services.draw_opening import open_draw

            open_draw(store, EVERYTHING, draw, actor="administrator")
        view = drawing.draw_of(store, EVERYTHING, draw)
        document = drawing.as_json(store, EVERYTHING, view, again=True)
        _answer(document | {"file": sheet(store, view.id, out, language),
                            "proof": _proof(store, view.id, proof, language)}, json)
        return
    listed = drawing.draws_in(store, EVERYTHING)
    if json:
        print_json({"draws": [drawing.as_json(store, EVERYTHING, view) for view in listed]})
    elif not listed:
        say("Nothing was drawn yet. Draw calls to judge: openline sample --vendor CODE --month YYYY-MM --n 200")
    else:
        table(["draw", "purpose", "vendor", "month", "n", "of", "round", "drawn at", "by"],
              [[view.id, view.purpose, view.vendor, view.month, view.n, view.frame_calls, view.round,
                f"{view.drawn_at:%Y-%m-%d %H:%M}", view.drawn_by] for view in listed])


def _draw(purpose: str, vendor: str, month: str, n: int, out: Path | None, home: Path | None, language: str,
          json: bool) -> None:
    from app.services import drawing
    from app.services.opening import open_portal
    from storage.scope import EVERYTHING

    check_sheet(out, language)
    store = open_portal(home)
    view = drawing.draw(store, purpose, vendor, month, n, language=language, actor="administrator")
    document = drawing.as_json(store, EVERYTHING, view)
    _answer(document | {"file": sheet(store, view.id, out, language)}, json)


def _check_way(vendor: str | None, month: str | None, n: int | None, double: str | None, planted: int | None,
               out: Path | None) -> None:
    """UserError unless the options are those of one of the three ways."""
    given = {"--vendor": vendor, "--month": month, "--n": n, "--double": double, "--planted": planted, "--out": out}
    needed, never = ["--vendor", "--month", "--n"], ["--double", "--planted"]
    if double is not None:
        needed, never = ["--n"], ["--vendor", "--month", "--planted"]
    elif planted is not None:
        needed, never = ["--vendor", "--month", "--out"], ["--n"]
    lacking, wrong = ([name for name in names if (given[name] is None) is absent]
                      for names, absent in ((needed, True), (never, False)))
    if lacking or wrong:
        told = f"lacks {', '.join(lacking)}" if lacking else f"takes no {', '.join(wrong)}"
        raise UserError("usage", f"This way of drawing {told}. See openline sample --help")


def _draw_double(first: str, n: int, out: Path | None, home: Path | None, language: str, json: bool) -> None:
    from app.services import drawing
    from app.services.opening import open_portal
    from storage.scope import EVERYTHING

    check_sheet(out, language)
    store = open_portal(home)
    view = drawing.draw_double(store, EVERYTHING, first, n, actor="administrator")
    document = drawing.as_json(store, EVERYTHING, view)
    _answer(document | {"file": sheet(store, view.id, out, language)}, json)


def _plan(vendor: str, month: str, n: int, out: Path | None, home: Path | None, language: str, json: bool) -> None:
    from app.services.exporting import written
    from app.services.opening import open_portal
    from app.services.planted import planted_sheet

    check_sheet(out, language)
    assert out is not None
    data = planted_sheet(open_portal(home), vendor, month, n, language, actor="administrator")[1]
    file = str(written(out, data))
    if json:
        print_json({"vendor": vendor, "month": month, "test_calls": n, "file": file})
    else:
        say(f"Written: {file}, for {n:,} test calls. Filled in it comes back: openline import evaluations {out.name}")


def check_sheet(out: Path | None, language: str) -> None:
    """A draw cannot be undone: whatever would stop its sheet is told before it."""
    from app.services.exporting import check_place
    from app.words import LANGUAGES

    if language not in LANGUAGES:
        raise UserError("unknown_language", f"There is no language {language!r}. Use en or zh.")
    if out is not None:
        check_place(out)


def sheet(store: Store, draw: str, out: Path | None, language: str) -> str | None:
    from app.services.draw_sheets import blank_sheet
    from app.services.exporting import written
    from storage.scope import EVERYTHING

    return None if out is None else str(written(out, blank_sheet(store, EVERYTHING, draw, language)[1]))


def _proof(store: Store, draw: str, out: Path | None, language: str) -> str | None:
    from app.services.draw_proof import proof_file
    from app.services.exporting import written
    from storage.scope import EVERYTHING

    return None if out is None else str(written(out, proof_file(store, EVERYTHING, draw, language)[1]))


def _answer(document: dict[str, Any], json: bool) -> None:
    if json:
        print_json(document)
        return
    what = {"evaluate": "calls to judge", "survey": "callers to survey, by their calls",
            "relisten": "calls to hear again"}.get(
        document["purpose"], f"calls to judge a second time, of those judged for {document['drawn_of']},")
    say(f"{document['draw']}: {document['n']:,} {what} of {document['vendor']} in {document['month']}, at random of "
        f"{document['frame']['calls']:,}.")
    say(f"Sealed {document['drawn_at']} by {document['drawn_by']}: seed {document['seed']}, "
        f"frame {document['frame']['fingerprint']}, {document['method']}.")
    if document["purpose"] == "evaluate":
        opened = document["opened"]
        say(f"Seal, which its vendor sees from the moment of the draw: {document['seal']}. " + (
            f"Open to its vendor since {opened['at']} by {opened['by']}." if opened else "Not open to its vendor."))
    if document["round"] > 1:
        say(f"This is draw {document['round']} of the same month and purpose; all of them stay on record.")
    if document["form"] is not None:
        why = " The vendor's evaluations name no criteria with a maximum yet: this is a default form."
        say(f"Form: {document['form']['code']}, {len(document['form']['criteria'])} criteria."
            f"{why if document['form']['default'] else ''}")
    if "reproduced" in document:
        say({True: "Drawn again from seed and frame: the same calls.",
             False: "Drawn again from seed and frame: OTHER CALLS. The record has been tampered with.",
             None: "It cannot be drawn again: its frame cannot be read as it was, for vendors were merged "
                   "or a customer was forgotten since.",
             }[document["reproduced"]])
    table(["queue", "calls", "drawn"], [[each["queue"] or "-", each["calls"], each["drawn"]]
                                        for each in document["strata"]])
    if document.get("proof"):
        say(f"Written: {document['proof']}")
    say(f"Written: {document['file']}" if document["file"] else "\n".join(document["calls"]))
