"""Evaluations, feedback, promises and surveys of calls that nobody delivered: told at the import, not later."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from imports.issues import LISTED, issue
from imports.request import Reading

if TYPE_CHECKING:
    from storage.home import Store

CALL_NOT_STORED = "call_not_stored"


def with_calls_not_stored(store: Store, reading: Reading, folder: Path) -> Reading:
    """``reading`` with an issue that only tells for every staged record whose call is not stored."""
    from storage import batches

    found = batches.calls_not_stored(store, reading.kind, [asdict(part) for part in reading.parts], folder)
    if not found.total:
        return reading
    told = [issue(row, "call_id", call, CALL_NOT_STORED, vendor) for row, call, vendor in found.first]
    return replace(reading, issues=[*reading.issues, *told][:LISTED], issues_total=reading.issues_total + found.total,
                   issue_counts={**reading.issue_counts, CALL_NOT_STORED: found.total})
