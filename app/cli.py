"""``openline``: the portal's one program. It acts as the administrator; people and roles are the portal's.

Nothing heavy is imported here: a command imports what it needs when it runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import cast

import typer

from app.commands import (
    bringing,
    direct,
    erasing,
    exporting,
    findings,
    keeping,
    originals,
    people,
    portal,
    sampling,
    scores,
    tracing,
    vendors,
)
from app.commands.answers import REFUSED, print_json
from app.errors import UserError
from app.services.faults import FAULT, show_details, told
from app.services.file_names import is_text
from app.services.foresight import files_are_coming
from app.settings import settings
from storage.errors import StorageRefusal

program = typer.Typer(
    name="openline", no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    help="The truth about the call centres you pay, from their own exports.",
)
UsageError = cast(type[Exception], typer.BadParameter.__base__)
"""What typer raises for any command it cannot read; it names only this subclass in public."""

for part in (portal, bringing, keeping, originals, sampling, direct, erasing, vendors, people, scores, findings,
             tracing, exporting):
    part.register(program)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit with its status: 0 done, 1 something was held back, 2 refused."""
    show_details(settings().debug)
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["import"]:  # before the command line is understood: that takes a tenth of a second
        files_are_coming()
    try:
        status = status_of(given)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has heard enough
        status = 0
    except OSError as error:
        print(f"What was to be said could not be written ({error.strerror}).", file=sys.stderr)
        status = REFUSED
    _leave(status)


def _leave(status: int) -> None:
    """End at once, for all is said: to take the libraries apart first would take a tenth of a second and more.

    A thread still at work is waited for, as ever.
    """
    if threading.active_count() > 1:
        sys.exit(status)
    sys.stderr.flush()
    os._exit(status)


def status_of(arguments: list[str]) -> int:
    """Run one command; its exit status. A user's mistake becomes a sentence (or its JSON), never a traceback."""
    try:
        _refuse_odd_text(arguments)
        answer = typer.main.get_command(program).main(arguments, prog_name="openline", standalone_mode=False)
    except (UserError, StorageRefusal) as mistake:
        return _refuse(arguments, mistake.code, str(mistake))
    except UsageError as mistake:
        return _refuse(arguments, "usage", _usage(mistake))
    except typer.Exit as end:
        return end.exit_code
    except (KeyboardInterrupt, typer.Abort):
        print("Stopped; nothing was changed by the step that was under way.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0
    except Exception as fault:  # noqa: BLE001 - a fault of ours ends in a sentence as well
        return _refuse(arguments, FAULT, told(fault))
    return answer if isinstance(answer, int) else 0


def _refuse_odd_text(arguments: list[str]) -> None:
    """Only the name of a file that exists may be other than UTF-8: neither the database nor a page could show it."""
    for text in arguments:
        if not is_text(text) and not Path(text).exists():
            raise UserError("not_utf8", f"{text!a} is not UTF-8, and no file has this name. Write it in UTF-8.")


def _usage(mistake: Exception) -> str:
    """The mistake and the command's own help line (a command without arguments answers with its help)."""
    message = str(mistake)
    if message.startswith("Usage:"):
        return message
    context = getattr(mistake, "ctx", None)
    return f"{message.rstrip('.')}. See `{context.command_path if context else 'openline'} --help`."


def _refuse(arguments: list[str], code: str, message: str) -> int:
    if "--json" in arguments:
        print_json({"error": {"code": code, "message": message}})
    print(message, file=sys.stderr)
    return REFUSED


if __name__ == "__main__":
    main()
