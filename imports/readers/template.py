"""Tables without a header: known by what stands at which place, and read as if the names stood above them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST_OF_ALL = 0.8
"""So many of the first rows must fit where the very first does not: a log may begin in the middle of a line."""


@dataclass(frozen=True, slots=True)
class Template:
    """``names`` of the columns from the first on; ``shapes`` gives for some of them what a whole cell matches."""

    names: tuple[str, ...]
    shapes: Mapping[str, str]

    def fits(self, row: Sequence[str]) -> bool:
        """Does every cell with a shape have it? A row that ends before the last of them does not fit."""
        return all(position < len(row) and re.fullmatch(self.shapes[name], row[position].strip())
                   for position, name in enumerate(self.names) if name in self.shapes)


def names_above(rows: Sequence[Sequence[str]], templates: Sequence[Template], has_header: bool) -> tuple[str, ...]:
    """The names of the columns of a table without a header, one for each; () where no template fits it.

    ``has_header``: something that may be a header was found, so that the first row must fit. Of several templates that
    fit, the one that says most of its cells counts. Where rows differ in length there are as many columns as the
    template has names; a row that is longer still is odd, unless most are.
    """
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    fitting = [template for template in templates if filled and _fits(template, filled, has_header)]
    if not fitting:
        return ()
    names = max(fitting, key=lambda template: len(template.shapes)).names
    lengths = sorted(len(row) for row in filled)
    usual = lengths[len(lengths) // 2]
    width = usual if lengths[0] == lengths[-1] else max(usual, len(names))
    return names[:width] + ("",) * (width - len(names))


def _fits(template: Template, filled: Sequence[Sequence[str]], has_header: bool) -> bool:
    share = sum(map(template.fits, filled)) / len(filled)
    return share >= MOST_OF_ALL and (template.fits(filled[0]) or not has_header)
