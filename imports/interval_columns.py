"""Reports with a row for each queue and interval: where their counts, their ends and their averages stand.

A percentage is never a count, and an average becomes a sum only beside the count it is of.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from imports.above import Above
from imports.formats.format import DateAndTime, Format
from imports.headers import folded, plain
from imports.sql import literal
from scoring.definition import DEFAULT
from scoring.records import INTERVALS, Column, Type

COUNTED = ("offered", "answered", "answered_in_t", "abandoned", "short_abandoned", "blocked")
"""Columns of counts of contacts."""
SUPPLIED = (*COUNTED, "forecast", "wait_sum_s", "handle_sum_s", "scheduled_s", "staffed_s")
"""Columns one of which an interval must have to say anything."""
END = Column("end_at", Type.TIMESTAMP, "when the interval ended")
"""Read where a sheet has it, only to tell how long the interval lasted."""
END_HEADERS: tuple[str | DateAndTime, ...] = (
    "end_at", "interval end", "end interval", "interval end time", "时段结束", "時段結束",
    DateAndTime(("end date", "结束日期"), ("end time", "结束时间")),
    "end time", "end", "to", "until", "end date", "结束时间", "結束時間", "结束日期")
WHOLE_DAY, CLOCK = "day", "clock"
"""What an end may be that is no full moment (:attr:`imports.mapping.Source.unit` of :data:`END`)."""
_RATE = re.compile(r"%|率|占比|百分比|\b(?:pct|percent|percentage|rate|ratio|share|avg|average|mean)\b|平均|均值")
_MEAN = re.compile(r"\b(?:avg|average|mean|asa|aht|max|maximum|longest)\b|平均|均值|最长|最大")
_SECONDS = r"(\d{1,5})\s*(?:秒|s|sec|secs|seconds?)"
_IN_T = (re.compile(rf"{_SECONDS}\s*(?:内|以内|之内|內)?\D*(?:接听|接聽|接起|接通|应答|應答)"),
         re.compile(rf"(?:接听|接聽|接起|接通|应答|應答)\D*{_SECONDS}"),
         re.compile(rf"(?:answered|handled|ans|acd calls)\b\D*{_SECONDS}\b"),
         re.compile(rf"{_SECONDS}\b\D*\b(?:answered|handled|ans)\b"))
_AGENTS = frozenset(map(folded, (
    "agent", "agent name", "agent id", "agent login", "login id", "agents name", "user name", "坐席", "座席",
    "坐席姓名", "座席姓名", "坐席工号", "座席工号", "坐席工號", "工号", "客服", "客服姓名", "员工姓名")))


def is_rate(header: str) -> bool:
    """Whether a header names a percentage or an average: no count, whatever its cells hold.

    >>> is_rate("% Within Service Level"), is_rate("接通率"), is_rate("ACD Calls")
    (True, True, False)
    """
    return bool(_RATE.search(plain(header)))


def is_no_sum(header: str, column: Column) -> bool:
    """Whether a header that goes by the name of a sum names an average or a longest one."""
    return column.name.endswith("_sum_s") and bool(_MEAN.search(plain(header)))


def of_agents(headers: tuple[str, ...]) -> list[str]:
    """The headers that make each row one of an agent's and not of a queue's."""
    return [header for header in headers if folded(header) in _AGENTS]


def in_threshold(headers: tuple[str, ...]) -> tuple[int, str] | None:
    """Where it is counted who was answered within so many seconds, and how many: ``20秒内接听量``. None without one.

    Of several the one by which speed is judged, else the first.
    """
    found = []
    for position, header in enumerate(headers):
        matches = (pattern.search(plain(header)) for pattern in _IN_T)
        seconds = next((match[1] for match in matches if match), None)
        if seconds and not is_rate(header):
            found.append((position, seconds))
    agreed = str(DEFAULT.threshold_s("voice"))
    return next((each for each in found if each[1] == agreed), found[0] if found else None)


def averages(headers: tuple[str, ...]) -> list[str]:
    """The headers of percentages and averages."""
    return [header for header in headers if is_rate(header) or _MEAN.search(plain(header))]


def constants(format_: Format, lines: Above, known: Callable[[str], bool]) -> dict[str, str]:
    """What the lines above the header say of the columns that the sheet lacks, as SQL."""
    if format_.kind != INTERVALS.name:
        return {}
    said = {"start_at": lines.first, "queue": lines.queue, "threshold_s": lines.threshold_s}
    return {name: literal(text) for name, text in said.items() if text and not known(name)}
