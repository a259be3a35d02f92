"""Finds the header: below titles, comments and blank lines, in one row or merged over two or three."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from imports.headers import UNIT_SHOWN, loosely_folded, unit_of
from imports.readers.wrapped import bare_name

LOOKED_AT_ROWS = 60
MAX_HEADER_ROWS = 3
MAX_PREAMBLE_ROWS = 25
MAX_NAME_LETTERS = 120
MOST_NOTES, _IMPORT_ID = 2, '{"ImportId"'
"""So many rows of notes may stand below a header, the last of which holds such ids."""
_NEEDS_TEXT_SHARE = 0.75

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f]")
_COMMENT = re.compile(r"\s*(#|!|%|//|--|;)")
_VALUE = re.compile(
    r"[\s+\-(]*[¥$€£]?\d[\d\s.,:/\-+()%TZ]*(\s*[AaPp]\.?[Mm]\.?)?|\S+@\S+\.\S+|https?://\S+|[A-Za-z]{0,5}[-_]?\d{4,}"
    r"|(?i:true|false|yes|no|y|n|na|n/a|null|none)|[是否]|[0-9a-f]{8}-[0-9a-f-]{27}", re.S)

_KINDS_OF_THINGS = re.compile(
    "(?:calls?|contacts?|times?|timings?|durations?|lengths?|seconds|minutes|details?|info|information|data|metrics|"
    "general|basic|通话|通話|呼叫|来电|來電|基本|时长|時長|时间|時間|信息|資訊|数据|數據|指标|指標|明细|明細|详情|詳情|统计|統計)+")
"""Groups over several names that add nothing to them, folded."""


@dataclass(frozen=True, slots=True)
class Header:
    """Rows ``first`` to ``last`` (counted from 0 in the rows given) are the header; ``names`` has one for each column.

    A name is cleaned, or '' for a column without one; names are not yet distinct.
    """

    first: int
    last: int
    names: tuple[str, ...]


def clean(text: str) -> str:
    """A header cell as a name: invisible letters gone, any run of blanks and line ends one space."""
    return bare_name(" ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split()))


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names made distinct: a column without one is called after its letter, a repeated one is numbered."""
    result: list[str] = []
    taken: set[str] = set()
    for index, name in enumerate(names):
        wanted = name or f"column {column_letters(index)}"
        unique, number = wanted, 1
        while unique in taken:
            number += 1
            unique = f"{wanted} #{number}"  # in brackets it would look like a criterion's maximum
        taken.add(unique)
        result.append(unique)
    return tuple(result)


def column_letters(index: int) -> str:
    """The letters a spreadsheet shows above column ``index`` (from 0): A, B, …, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def find_header(rows: list[list[str]], known: Callable[[str], bool]) -> Header | None:
    """The header among the first rows of a table, or None when the first row is data already.

    ``rows`` are the table's first rows, a list of cell texts each (ragged is fine; '' for an empty cell). ``known``
    tells whether a cleaned name is one that somebody expects. Preferred: the rows with most known names, then
    the most rows that are merged into one header, then the topmost.
    """
    cleaned = [[clean(cell) for cell in row] for row in rows[:LOOKED_AT_ROWS]]
    width = usual_width(cleaned)
    if width == 0:
        return None
    best: tuple[tuple[int, int, int], Header] | None = None
    for first in range(min(len(cleaned), MAX_PREAMBLE_ROWS)):
        for header in _blocks_from(cleaned, first, width, known):
            score = (sum(known(name) for name in header.names if name), header.last - header.first, -first)
            if best is None or score > best[0]:
                best = (score, header)
    return _with_its_notes(_completed(best[1], cleaned, width), cleaned) if best else None


def _with_its_notes(header: Header, rows: list[list[str]]) -> Header:
    """The header with the rows below it that belong to it: Qualtrics puts the questions and their ids under the names.
    """
    for row in range(header.last + 1, min(header.last + 1 + MOST_NOTES, len(rows))):
        if any(cell.startswith(_IMPORT_ID) for cell in rows[row]):
            return Header(header.first, row, header.names)
    return header


def _completed(header: Header, rows: list[list[str]], width: int) -> Header:
    """The header; one of one row, below groups not joined to it, takes the names merged down into its gaps."""
    lower = list(header.names)
    upper = rows[header.first - 1] if header.first else []
    if header.first != header.last or not _belongs_together(upper, lower, rows[header.last + 1:], width):
        return header
    return Header(header.first, header.last, tuple(name or (upper[place] if place < len(upper) else "")
                                                   for place, name in enumerate(lower)))


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """How many columns most of the filled rows reach to; among equally many, the widest."""
    widths = Counter(_extent(row) for row in rows if any(row))
    return max(widths, key=lambda width: (widths[width] if width > 1 else 0.5, width), default=0)


def _extent(row: Sequence[str]) -> int:
    return max((index + 1 for index, cell in enumerate(row) if cell), default=0)


def _blocks_from(rows: list[list[str]], first: int, width: int, known: Callable[[str], bool]) -> Iterable[Header]:
    """The headers of one, two and three rows that could begin at row ``first``."""
    if not _may_be_names(rows[first]):
        return
    names = _padded(rows[first], width)
    if _is_complete(names, width, known) and not _is_comment(rows[first]):
        yield Header(first, first, tuple(names))
    for last in range(first + 1, min(first + MAX_HEADER_ROWS, len(rows))):
        lower = _padded(rows[last], width)
        if not _may_be_names(lower) or not _belongs_together(names, lower, rows[last + 1:], width):
            return
        names = _joined(names, lower, known)
        if _is_complete(names, width, known):
            yield Header(first, last, tuple(names))


def _padded(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def _is_comment(row: list[str]) -> bool:
    """A line of words behind a sign; the sign by itself is what a column of numbers may be called (``#``)."""
    first = next(cell for cell in row if cell)
    return bool(_COMMENT.match(first)) and first.strip() != "#"


def _may_be_names(row: Sequence[str]) -> bool:
    """Whether the filled cells look like names: mostly words, short, not values such as numbers, dates or yes."""
    filled = [cell for cell in row if cell]
    if not filled or any(len(cell) > MAX_NAME_LETTERS for cell in filled):
        return False
    words = sum(not _VALUE.fullmatch(cell) for cell in filled)
    return words >= len(filled) * _NEEDS_TEXT_SHARE


def _is_complete(names: list[str], width: int, known: Callable[[str], bool]) -> bool:
    """Whether there are names for at least half of the columns (at least two where there are two).

    They are mostly distinct, as values are not, or two of them are expected: then the others may well be repeated.
    """
    filled = [name for name in names if name]
    if len(filled) < max(min(width, 2), width / 2):
        return False
    return len(set(filled)) >= len(filled) * 0.7 or sum(known(name) for name in set(filled)) >= 2


def _belongs_together(upper: list[str], lower: list[str], below: list[list[str]], width: int) -> bool:
    """Whether two rows are one header with merged cells.

    Either cells merged downwards (the lower row has gaps just where the upper has names, and names in its gaps), or
    cells merged to the right (a group above several names: the upper row is filled at the first of them only), with
    rows of values below.
    """
    if not any(_has_values(row) for row in below[:8]):
        return False
    columns = range(len(lower))
    gaps_filled = [i for i in columns if lower[i] and not (upper[i] if i < len(upper) else "")]
    if not gaps_filled or not any(upper):
        return False
    merged_down = [i for i in columns if not lower[i] and i < len(upper) and upper[i]]
    groups = sum(1 for cell in upper if cell)
    repeated = len({name for name in lower if name}) < sum(1 for name in lower if name)
    all_words = not any(cell and _VALUE.fullmatch(cell) for cell in lower)
    spans = all(_follows_group(upper, lower, i) for i in gaps_filled)
    return all_words and spans and bool(merged_down or repeated) and groups >= 2


def _follows_group(upper: list[str], lower: list[str], column: int) -> bool:
    """Whether the nearest filled upper cell to the left stands over a filled lower one: a group reaching this far."""
    for left in range(column - 1, -1, -1):
        if left < len(upper) and upper[left]:
            return bool(lower[left])
    return False


def _has_values(row: list[str]) -> bool:
    return any(cell and _VALUE.fullmatch(cell) for cell in row)


def _joined(upper: list[str], lower: list[str], known: Callable[[str], bool]) -> list[str]:
    """Two header rows as one: a group's name goes before each name below it, as far right as the group reaches.

    Below a group that only says what kind of thing follows (``Durations``), a name that is expected, and not with its
    group, goes by itself. Below others it would say too much: the id under ``Agent`` is no id of a call.
    """
    names, group = [], ""
    for index, below in enumerate(lower):
        above = upper[index] if index < len(upper) else ""
        group = above if above else group if below else ""
        joined = " ".join(part for part in (group if below else above, below) if part)
        alone = _with_unit_of(group, below)
        is_clear = _KINDS_OF_THINGS.fullmatch(loosely_folded(group)) and lower.count(below) == 1
        names.append(alone if is_clear and known(alone) and not known(joined) else joined)
    return names


def _with_unit_of(group: str, name: str) -> str:
    """The name with the unit that its group states for all below it: ``Times (s)`` over ``Wait`` is ``Wait (s)``."""
    unit = unit_of(group)
    return f"{name} ({UNIT_SHOWN.get(unit, unit)})" if name and unit and not unit_of(name) else name
