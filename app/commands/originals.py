"""Imported files kept as they came: ``originals`` lists them and says for how long, ``original`` gives one back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.answers import Home, Json, print_json, say, table


def register(program: typer.Typer) -> None:
    program.command("originals")(originals)
    program.command("original")(original)


def originals(
    home: Home = None,
    keep: Annotated[str | None, typer.Option(help="Keep imported files for so many days from now on; off: not at all.")]
    = None,
    json: Json = False,
) -> None:
    """The imported files that are kept as they came, encrypted, and until when.

    None are, unless this home says for how many days. A shorter time counts for those that are kept already.
    """
    from app.services.opening import open_portal
    from app.services.originals import keep_originals, kept_originals

    if keep is not None:
        done = keep_originals(home, keep, actor="administrator")
        if json:
            print_json(done)
        else:
            say((f"Imported files are kept for {done['days']:,} days from now on." if done["days"]
                 else "No imported files are kept from now on.") + f" {done['deleted']:,} were deleted.")
        return
    told = kept_originals(open_portal(home))
    if json:
        print_json(told)
    elif not told["originals"]:
        say(f"None is kept at this moment; imported files are kept for {told['days']:,} days." if told["days"]
            else "Imported files are not kept. 'openline originals --keep 30' keeps them for 30 days, encrypted.")
    else:
        table(["batch", "file", "bytes", "kept", "until"],
              [[one["batch"], one["file"], f"{one['bytes']:,}", one["kept_at"][:16].replace("T", " "),
                one["expires_at"][:16].replace("T", " ")] for one in told["originals"]])


def original(
    batch: Annotated[str, typer.Argument(help="The batch, e.g. b7.")],
    out: Annotated[Path, typer.Option(help="Where to write the file.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Write the file that a batch came of, as it came; the audit trail tells that it was read.

    It holds customers as the vendor named them: keep it as safe as the home, and delete it when it has served.
    """
    from app.services.opening import open_portal
    from app.services.originals import write_original

    written = write_original(open_portal(home), batch, out, actor="administrator")
    print_json({"out": str(written)}) if json else say(f"Written: {written}")
