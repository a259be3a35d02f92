"""Local time to UTC and back for whole columns: a zone's offsets over a span become one CASE expression."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_STEP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a zone's offset (seconds east of UTC), at ``at`` in UTC (naive)."""

    at: datetime
    before_s: int
    after_s: int

    @property
    def local_start(self) -> datetime:
        """First local time of the doubtful hour: shown twice in autumn, never in spring."""
        return self.at + timedelta(seconds=min(self.before_s, self.after_s))

    @property
    def local_end(self) -> datetime:
        return self.at + timedelta(seconds=max(self.before_s, self.after_s))

    @property
    def ambiguous(self) -> bool:
        return self.after_s < self.before_s


@dataclass(frozen=True, slots=True)
class Span:
    """A zone's offsets between two instants."""

    first_s: int
    changes: tuple[Change, ...]

    def to_utc(self, local: str) -> str:
        """SQL: the naive local TIMESTAMP ``local`` in UTC. Of an hour shown twice, the first; a skipped hour is read
        with the offset before the change."""
        return _shifted(local, self.first_s, [(change.local_end, change.after_s) for change in self.changes], -1)

    def to_local(self, utc: str) -> str:
        """SQL: the naive UTC TIMESTAMP ``utc`` in local time."""
        return _shifted(utc, self.first_s, [(change.at, change.after_s) for change in self.changes], 1)

    def doubtful(self, local: str, ambiguous: bool) -> str:
        """SQL predicate: ``local`` lies in an hour shown twice (``ambiguous``) or skipped; '' for none."""
        tests = [f"({local} >= {_at(c.local_start)} AND {local} < {_at(c.local_end)})"
                 for c in self.changes if c.ambiguous is ambiguous]
        return "(" + " OR ".join(tests) + ")" if tests else ""


@lru_cache(maxsize=64)
def span(zone: str, first: datetime, last: datetime) -> Span:
    """The offsets of ``zone`` from two days before ``first`` to two days after ``last`` (naive, any zone)."""
    info = ZoneInfo(zone)
    moment, end = first - 2 * _STEP, last + 2 * _STEP
    start_s = offset_s = _offset(info, moment)
    changes = []
    while moment < end:
        following = moment + _STEP
        next_s = _offset(info, following)
        if next_s != offset_s:
            changes.append(Change(_instant(info, moment, following), offset_s, next_s))
            offset_s = next_s
        moment = following
    return Span(start_s, tuple(changes))


def _offset(info: ZoneInfo, utc: datetime) -> int:
    offset = utc.replace(tzinfo=UTC).astimezone(info).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _instant(info: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The second between ``low`` and ``high`` from which the offset is that of ``high``."""
    low, high = low.replace(microsecond=0), high.replace(microsecond=0)
    target = _offset(info, high)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds() // 2))
        low, high = (low, middle) if _offset(info, middle) == target else (middle, high)
    return high


def _at(moment: datetime) -> str:
    return f"TIMESTAMP '{moment:%Y-%m-%d %H:%M:%S}'"


def _shifted(expression: str, first_s: int, cases: list[tuple[datetime, int]], sign: int) -> str:
    if not cases:
        return f"({expression} + INTERVAL ({sign * first_s}) SECOND)" if first_s else expression
    steps, seconds = [], first_s
    for moment, after_s in cases:
        steps.append(f"WHEN {expression} < {_at(moment)} THEN INTERVAL ({sign * seconds}) SECOND")
        seconds = after_s
    return f"({expression} + CASE {' '.join(steps)} ELSE INTERVAL ({sign * seconds}) SECOND END)"
