"""How the rows of a sheet divide: what stands above, the header's names, where the data begins, how wide it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from imports.errors import Refused
from imports.readers.header import LOOKED_AT_ROWS, clean, distinct, find_header
from imports.readers.relation import COLUMN_LIMIT, Relation
from imports.readers.sheet import Sheet
from imports.readers.template import Template, names_above


@dataclass(frozen=True, slots=True)
class Layout:
    """``header_rows`` rows (titles and header) come before the data; ``names`` is None when there is no header (with
    no such row they come from a template)."""

    names: tuple[str, ...] | None
    header_rows: int
    preamble: tuple[tuple[int, str], ...]
    width: int


def layout_of(rows: list[list[str]], known: Callable[[str], bool], first_number: int = 1,
              templates: Sequence[Template] = ()) -> Layout:
    """The layout of a sheet by its first ``rows``; ``first_number`` is the row number of the first of them."""
    looked_at = rows[:LOOKED_AT_ROWS]
    header = find_header(looked_at, known)
    if above := names_above(rows, templates, header is not None):
        return _checked(Layout(above, 0, (), len(above)))
    if header is None:
        width = max((len(row) for row in rows), default=0)
        return _checked(Layout(None, 0, (), width))
    named = max(index + 1 for index, name in enumerate(header.names) if name)
    width = max(named, _majority(len(row) for row in rows[header.last + 1:] if row))
    names = header.names[:width] + ("",) * (width - len(header.names))
    preamble = tuple((first_number + index, " ".join(clean(cell) for cell in row if cell.strip()))
                     for index, row in enumerate(looked_at[:header.first]))
    return _checked(Layout(names, header.last + 1, tuple(p for p in preamble if p[1]), width))


def _majority(lengths: Iterable[int]) -> int:
    """The length that most rows have, 0 when no length has a majority, or one row is all there is: odd rows do not
    widen a table."""
    counted = Counter(lengths)
    length, count = max(counted.items(), key=lambda item: item[1], default=(0, 0))
    return length if count > 1 and count * 2 > counted.total() else 0


def _checked(layout: Layout) -> Layout:
    if layout.width > COLUMN_LIMIT:
        raise Refused("too_many_columns", count=layout.width, limit=COLUMN_LIMIT)
    return layout


def finished(relation: Relation, layout: Layout, name: str, first_number: int = 1, *, encoding: str = "",
             delimiter: str = "", replaced: int = 0, hidden: bool = False) -> Sheet:
    """Close the relation, dropping the columns that have neither a name nor any cell, and describe it as a sheet."""
    empty = relation.empty_columns(range(layout.width))
    kept = [index for index in range(layout.width) if index not in empty or (layout.names and layout.names[index])]
    relation.finish(kept)
    names = None if layout.names is None else tuple(distinct(layout.names)[index] for index in kept)
    header_row = first_number + layout.header_rows - 1 if layout.header_rows else 0
    return Sheet(name, relation.name, names, header_row, layout.preamble, relation.rows, len(kept),
                 encoding, delimiter, replaced, hidden,
                 frozenset(new for new, old in enumerate(kept) if old in empty))
