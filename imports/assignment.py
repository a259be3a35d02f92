"""Who gets what, each at most once: the assignment that is worth most in sum."""

from __future__ import annotations

from collections.abc import Sequence

_FAR = float("inf")


def assigned(worth: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs (row, column) that are worth most together; ``worth`` (rows x columns) is at least 0, pairs of 0 are left
    out.

    The Hungarian method with potentials, O(rows² · columns) (Kuhn 1955; Jonker and Volgenant 1987). SciPy's takes
    longer to import than this does to run for any sheet.
    """
    rows, columns = len(worth), len(worth[0]) if worth else 0
    if not rows or not columns:
        return []
    width = max(columns, rows)
    cost = [[-value for value in row] + [0.0] * (width - columns) for row in worth]
    of_row, of_column, owner = [0.0] * (rows + 1), [0.0] * (width + 1), [0] * (width + 1)
    for row in range(1, rows + 1):
        _augment(row, cost, of_row, of_column, owner, width)
    return sorted((row - 1, place - 1) for place, row in enumerate(owner)
                  if row and 0 < place <= columns and worth[row - 1][place - 1] > 0)


def _augment(row: int, cost: list[list[float]], of_row: list[float], of_column: list[float], owner: list[int],
             width: int) -> None:
    """Give ``row`` a column, moving others along the cheapest path."""
    owner[0], place = row, 0
    least, came_from, seen = [_FAR] * (width + 1), [0] * (width + 1), [False] * (width + 1)
    while owner[place]:
        seen[place] = True
        here, step, following = owner[place], _FAR, 0
        for other in range(1, width + 1):
            if seen[other]:
                continue
            slack = cost[here - 1][other - 1] - of_row[here] - of_column[other]
            if slack < least[other]:
                least[other], came_from[other] = slack, place
            if least[other] < step:
                step, following = least[other], other
        for other in range(width + 1):
            if seen[other]:
                of_row[owner[other]] += step
                of_column[other] -= step
            else:
                least[other] -= step
        place = following
    while place:
        owner[place] = owner[came_from[place]]
        place = came_from[place]
