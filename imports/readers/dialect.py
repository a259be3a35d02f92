"""How a text separates its columns, and its records one by one: a runaway quote costs one row, not the file."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from imports.readers.header import usual_width

DELIMITERS = (",", ";", "\t", "|")
MAX_RECORD_LETTERS = 200_000
"""A record longer than this was opened by a quote that nobody closed (a spreadsheet cell holds 32,767 letters)."""

_SEP_LINE = re.compile(r'"?sep=(.)"?[ \t,;]*(\r\n|\n|\r)', re.I)

csv.field_size_limit(50_000_000)


@dataclass(frozen=True, slots=True)
class Dialect:
    """``space_before_quote``: a blank after the delimiter does not belong to a quoted text."""

    delimiter: str = ","
    space_before_quote: bool = False


def sep_line(text: str) -> tuple[str, int]:
    """The delimiter that a first line ``SEP=,`` names, and that line's length; ('', 0) without such a line."""
    match = _SEP_LINE.match(text)
    return (match[1], match.end()) if match else ("", 0)


def dialect_of(text: str, delimiter: str = "") -> Dialect:
    """The dialect of a text by its beginning; ``delimiter`` when it is known already."""
    chosen = delimiter or max(DELIMITERS, key=lambda candidate: _fitness(text, candidate))
    opening = rf'"(?=[^{re.escape(chosen)}\r\n])'  # what ends a cell closed a quoted text that ended in a blank
    spaced = len(re.findall(rf"{re.escape(chosen)} +{opening}", text))
    tight = len(re.findall(rf"{re.escape(chosen)}{opening}", text))
    return Dialect(chosen, spaced > tight)


def _fitness(text: str, delimiter: str) -> tuple[float, int, int]:
    """How evenly ``delimiter`` divides the records: the share of records of the usual width, that width, preference."""
    rows = [row for row in sample_records(text, Dialect(delimiter), 300) if row]
    width = usual_width([[cell.strip() or "-" for cell in row] for row in rows])
    if width < 2:
        return (0.0, 0, -DELIMITERS.index(delimiter))
    share = sum(len(row) == width for row in rows) / len(rows)
    loose = sum(min(len(row), width) for row in rows if len(row) > 1) / (width * len(rows))
    return (round((share + loose) / 2, 1), width, -DELIMITERS.index(delimiter))


def sample_records(text: str, dialect: Dialect, limit: int) -> list[list[str]]:
    """The first ``limit`` records of a text."""
    found: list[list[str]] = []
    for record, _lines in records(text.splitlines(keepends=True), dialect):
        found.append(record)
        if len(found) == limit:
            break
    return found


class _Runaway(Exception):
    """A record grew beyond all bounds."""


class _Lines(Iterator[str]):
    """Lines that can be put back: those of the record being read are remembered until it is complete."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)
        self.back: deque[str] = deque()
        self.taken: list[str] = []

    def __next__(self) -> str:
        line = self.back.popleft() if self.back else next(self.lines)
        self.taken.append(line)
        if len(self.taken) > 1 and sum(map(len, self.taken)) > MAX_RECORD_LETTERS:
            raise _Runaway
        return line

    def give_back_all_but_first(self) -> str:
        """Put back what was taken after the first line of the record, and answer that line."""
        first, *rest = self.taken
        self.back.extendleft(reversed(rest))
        self.taken.clear()
        return first


def records(lines: Iterable[str], dialect: Dialect) -> Iterator[tuple[list[str], int]]:
    """Every record with the number of lines it took; a blank line is an empty record.

    A quoted text that is never closed, or only after more than :data:`MAX_RECORD_LETTERS`, is taken literally: its
    first line becomes a record by itself and reading goes on in the next line.
    """
    feed = _Lines(lines)
    while True:
        try:
            for record in csv.reader(feed, delimiter=dialect.delimiter, skipinitialspace=dialect.space_before_quote):
                count = len(feed.taken)
                if count > 1 and _is_unclosed(feed.taken, dialect):
                    break
                feed.taken.clear()
                yield record, count
            else:
                return
        except (_Runaway, csv.Error):
            pass
        yield feed.give_back_all_but_first().rstrip("\r\n").split(dialect.delimiter), 1


def _is_unclosed(taken: list[str], dialect: Dialect) -> bool:
    """Whether the lines are no sound record: the file ended inside the quotes, or text follows the closing one."""
    try:
        list(csv.reader(taken, delimiter=dialect.delimiter, skipinitialspace=dialect.space_before_quote, strict=True))
    except csv.Error:
        return True
    return False
