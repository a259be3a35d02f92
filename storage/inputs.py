"""The fingerprint of everything a month's scorecards read: while it stands, a scorecard is returned as issued."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from scoring.records import KINDS, Month, VendorCode
from scoring.stored import NO_RECORDS
from storage import horizon
from storage.home import Store
from storage.listing import PartitionRef
from storage.relations import Visible, visible
from storage.scope import EVERYTHING


def month_fingerprint(store: Store, month: Month, as_of: datetime | None = None) -> str:
    """64 hex digits: the same content, whatever batches brought it, has the same ones.

    Calls of the month and of the first 8 days after it, the small kinds of the months they are read in, each vendor's
    newest contact and promise event as far as the month can depend on them, and which vendors have left before it
    ends. At a date with other visible batches it is a fingerprint of the layers visible then.
    """
    with store.reading() as session:
        seen = visible(session, store, EVERYTHING, as_of)
    return fingerprint_of(store, seen, month)


def month_fingerprints(store: Store, months: Iterable[Month]) -> dict[Month, str]:
    """:func:`month_fingerprint` of several months in one look: what an import made stale is found by comparing."""
    with store.reading() as session:
        seen = visible(session, store, EVERYTHING)
    return {month: fingerprint_of(store, seen, month) for month in months}


def fingerprint_of(store: Store, seen: Visible, month: Month) -> str:
    """The same of a look already taken: ``seen`` has to reach every vendor."""
    facts = _layers(seen) if seen.layers is not None else _current(store, seen.partitions, month)
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _current(store: Store, listed: Sequence[PartitionRef], month: Month) -> dict[str, list[list[str]]]:
    end = horizon.end(store, month)
    contacts, events = (_newest(listed, kind, month) for kind in ("calls", "promises"))
    content = [[one.kind, one.vendor, one.month, one.fingerprint] for one in listed if _read_whole(one, month)]
    head = [[one.vendor, one.head_fingerprint] for one in listed
            if one.kind == "calls" and one.month == str(month.shifted(1)) and one.head_fingerprint != NO_RECORDS]
    newest = [[kind, vendor, min(end, moment).isoformat()] for kind, of in (("calls", contacts), ("promises", events))
              for vendor, moment in sorted(of.items())]
    return {"content": content, "head": head, "newest": newest, "left": [sorted(horizon.left(contacts, end))]}


def _read_whole(one: PartitionRef, month: Month) -> bool:
    return one.month in map(str, KINDS[one.kind].read_for(month))


def _newest(listed: Sequence[PartitionRef], kind: str, month: Month) -> dict[VendorCode, datetime]:
    return horizon.newest_events(kind, month, [(one.vendor, one.month, one.newest_at) for one in listed
                                               if one.kind == kind])


def _layers(seen: Visible) -> dict[str, list[list[str]]]:
    return {"layers": [[layer.file] for layer in seen.layers or ()]}
