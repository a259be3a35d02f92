"""The first rows of a file as they were understood: heads and cells as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.services.issue_words import column_of, header_of, word_of
from app.services.reports import FileReport
from app.services.whose import vendor_name
from app.words import Words
from scoring.records import Type

COLUMNS_SHOWN = 8


def preview_of(report: FileReport, words: Words, names: Mapping[str, str]) -> tuple[list[str], list[list[str]]]:
    """Heads and rows of the first columns the file fills. ``names`` are the vendors' by code.

    Times stand in the zone the file was read in, as the file itself writes them; in UTC where it was read in several.
    """
    stored = [name for name in report.preview[0] if any(row.get(name) is not None for row in report.preview)]
    kept = [name for name in stored if name == "row" or _canonical(name) in report.columns or name == "vendor"]
    shown = kept[:COLUMNS_SHOWN]
    heads = [header_of(_canonical(name), report.columns, words) if name != "row" else words.t("column.row")
             for name in shown]
    rows = [[_told(report, name, row.get(name), words, names) for name in shown] for row in report.preview]
    return heads, rows


def told_values(report: FileReport, name: str, words: Words) -> list[str]:
    """The values of one canonical column in the first rows, as a person reads them; blank ones left out."""
    column = column_of(report.kind, name)
    stored = column.stored if column else name
    return [_told(report, stored, row[stored], words, {}) for row in report.preview if row.get(stored) is not None]


def _canonical(stored: str) -> str:
    return f"{stored.removesuffix('_ms')}_s" if stored.endswith("_ms") else stored


def _told(report: FileReport, name: str, value: Any, words: Words, names: Mapping[str, str]) -> str:
    column = column_of(report.kind, _canonical(name))
    if value is None or column is None:
        return "" if value is None else str(value)
    if name == "vendor":
        return vendor_name(str(value), names, words)
    match column.type:
        case Type.TIMESTAMP | Type.DEADLINE | Type.DONE:
            return _moment(str(value), report.timezone)
        case Type.MONTH:
            return _moment(str(value), report.timezone)[:7]
        case Type.SECONDS:
            return words.duration(float(value) / 1000)
        case Type.YES_NO:
            return words.t("value.yes" if value else "value.no")
        case Type.CHOICE:
            return word_of(str(value), column, words.language)
        case Type.NUMBER:
            return f"{value:g}" if isinstance(value, int | float) else str(value)
    return str(value)


def _moment(iso: str, zone: str) -> str:
    moment = datetime.fromisoformat(iso).replace(tzinfo=UTC)
    try:
        return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"
    except (ValueError, ZoneInfoNotFoundError):
        return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
