"""From a figure to the calls behind it: who sees them, how many there are, one page of them at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.services.scorecards import may_be_seen
from app.services.where_from import FileOf, Source, call_sources, files_of
from imports.masking import masked_text
from scoring.records import CHANNELS, Month, Type

if TYPE_CHECKING:
    from scoring.counts import Columns
    from storage.home import Store
    from storage.scope import Scope

ROWS_PER_PAGE = 200


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call as it is shown: no customer, not even as an id; the agent by pseudonym unless it is the vendor's own
    people who look.

    ``started_at`` is in the client's time zone; waits and talk in seconds; ``sources`` say where it came from.
    """

    call_id: str
    started_at: datetime
    channel: str
    queue: str
    reason: str
    agent: str
    outcome: str
    wait_s: float | None
    talk_s: float | None
    transfers: int | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class CallsBehind:
    """The calls a figure rests on: ``total`` in its denominator, ``missed`` among them, one page of rows."""

    code: str
    total: int
    missed: int
    pages: int
    rows: tuple[CallRow, ...]
    files: Mapping[str, FileOf] = field(default_factory=dict)


def traceable() -> tuple[str, ...]:
    """The measures whose calls can be shown."""
    from scoring.counts import ROWS_BEHIND

    return tuple(ROWS_BEHIND)


def one_channel() -> frozenset[str]:
    """Those of them whose figure speaks of the month's main channel alone."""
    from scoring.traces import CALL_TRACES

    return frozenset(code for code, how in CALL_TRACES.items() if how.one_channel)


def calls_behind(
    store: Store,
    scope: Scope,
    vendor: str,
    month: str,
    code: str,
    *,
    missed_only: bool = True,
    page: int = 1,
    without_channels: tuple[str, ...] = (),
) -> CallsBehind:
    """One page of the calls behind measure ``code``, the longest wait first; nothing outside the scope.

    For a vendor's own people of closed months only.

    ``without_channels`` leaves out channels the figure does not speak of. KeyError for a measure not traceable.
    """
    from scoring.counts import ROWS_BEHIND
    from storage import records

    if not may_be_seen(scope, month, store.timezone):
        return CallsBehind(code, 0, 0, 1, ())
    behind, when, also = ROWS_BEHIND[code], Month.parse(month), _without(without_channels)
    every, missing = f"({behind.all}){also}", f"({behind.missed}){also}"
    total = records.count_rows(store, scope, "calls", vendor, when, every)
    missed = records.count_rows(store, scope, "calls", vendor, when, missing)
    shown = missed if missed_only else total
    found = records.rows(
        store,
        scope,
        "calls",
        vendor,
        when,
        missing if missed_only else every,
        order="wait_ms",
        descending=True,
        limit=ROWS_PER_PAGE,
        offset=(page - 1) * ROWS_PER_PAGE,
    )
    own = scope.vendors is not None
    rows = _rows(store, found, own=own)
    files = files_of(store, scope, {source.batch for row in rows for source in row.sources})
    return CallsBehind(code, total, missed, max(1, -(-shown // ROWS_PER_PAGE)), rows, files)


def _without(channels: tuple[str, ...]) -> str:
    named = [channel for channel in channels if channel in CHANNELS]
    return f" AND channel NOT IN ({', '.join(repr(channel) for channel in named)})" if named else ""


def _rows(store: Store, found: Columns, *, own: bool) -> tuple[CallRow, ...]:
    lists = {name: _plain(column) for name, column in found.items()}
    count = len(lists.get("call_id", []))
    agents = _Agents(store, own)
    return tuple(_row(store, {name: column[i] for name, column in lists.items()}, agents) for i in range(count))


def _plain(column: Any) -> list[Any]:
    """A NumPy column as plain values, None where masked."""
    values = column.tolist()
    return [None if isinstance(value, float) and value != value else value for value in values]


def _row(store: Store, row: Mapping[str, Any], agents: _Agents) -> CallRow:
    started, shown = row["started_at"], masked_text(row["call_id"] or "", Type.ID)
    moment = started if isinstance(started, datetime) else datetime.fromtimestamp(started / 1e9, UTC)
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(store.timezone))
    return CallRow(
        call_id=shown,
        started_at=local.replace(tzinfo=None, microsecond=0),
        channel=row.get("channel") or "",
        queue=row.get("queue") or "",
        reason=row.get("reason") or "",
        agent=agents.shown(row.get("vendor") or "", row.get("agent")),
        outcome=row.get("outcome") or "unknown",
        wait_s=_seconds(row.get("wait_ms")),
        talk_s=_seconds(row.get("talk_ms")),
        transfers=None if row.get("transfers") is None else int(row["transfers"]),
        sources=call_sources(shown, *(row.get(name) for name in ("batch", "source_row", "also_rows", "completes"))),
    )


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000


class _Agents:
    """Agents as the viewer may see them: the vendor's own people by name, the client's by a lasting pseudonym."""

    def __init__(self, store: Store, own: bool) -> None:
        self._key = b"" if own else hashlib.blake2b(store.secret_file.read_bytes()).digest()
        self._own = own

    def shown(self, vendor: str, agent: str | None) -> str:
        if not agent or self._own:
            return agent or ""
        digest = hashlib.blake2b(f"{vendor}\0{agent}".encode(), key=self._key, digest_size=3)
        return f"A-{digest.hexdigest()}"
