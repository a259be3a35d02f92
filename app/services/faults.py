"""A mistake of the program's own: one sentence for the person, the traceback for whoever mends it."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

FAULT = "fault"
log = logging.getLogger(__name__)


def told(fault: Exception) -> str:
    """The sentence: what to report and how to see more; it shows nothing of the data. The traceback is logged."""
    log.error("a fault of the program's own", exc_info=fault)
    place = traceback.extract_tb(fault.__traceback__)[-1]
    where = f"{type(fault).__name__} in {Path(place.filename).name}, line {place.lineno}"
    return (f"Openline stopped because of a fault of its own ({where}), not of yours. Report it with the command you "
            "gave; with OPENLINE_DEBUG=1 set, the same command shows the details. What is stored: openline imports")


def show_details(shown: bool) -> None:
    """Whether tracebacks are logged at all: at a terminal only where they were asked for, as they may quote a cell."""
    log.disabled = not shown
