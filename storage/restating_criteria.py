"""The criteria of evaluations that come again, compared one by one rather than as a whole."""

from __future__ import annotations

PREFIX = "criteria."
"""A criterion's column in what a file changed: this, and its name."""
TABLE = "differing_criteria"
_SAYS = ("CASE WHEN {c}.na THEN 'N/A' WHEN {c}.score IS NOT NULL THEN printf('%.15g', {c}.score) "
         "|| CASE WHEN {c}.max_score IS NULL THEN '' ELSE printf('/%.15g', {c}.max_score) END "
         "|| CASE WHEN coalesce({c}.weight, 1) = 1 THEN '' ELSE printf(' × %.15g', {c}.weight) END END")
"""SQL of what a criterion says: its points of those possible, and its weight where that is not 1."""


def criteria_sql() -> str:
    """SQL over the table ``differing``: one row for each criterion that says something else, or is on one side only
    (of several of one name in an evaluation, the first with the first)."""
    def side(letter: str) -> str:
        listed = f'"{letter}_criteria"'
        return (f"SELECT id, row, before_batch, before_row, c, row_number() OVER (PARTITION BY id, c.criterion "
                f"ORDER BY place) AS nth FROM (SELECT id, row, before_batch, before_row, unnest({listed}) AS c, "
                f'generate_subscripts({listed}, 1) AS place FROM differing '
                'WHERE "o_criteria" IS DISTINCT FROM "n_criteria")')

    return (f"CREATE OR REPLACE TEMP TABLE {TABLE} AS SELECT coalesce(o.id, n.id) AS id, "
            "coalesce(o.row, n.row) AS row, "
            "coalesce(o.before_batch, n.before_batch) AS before_batch, "
            "coalesce(o.before_row, n.before_row) AS before_row, "
            "coalesce(o.c.criterion, n.c.criterion) AS criterion, o.c AS old, n.c AS new "
            f"FROM ({side('o')}) AS o FULL JOIN ({side('n')}) AS n ON o.id = n.id AND o.nth = n.nth "
            "AND o.c.criterion IS NOT DISTINCT FROM n.c.criterion WHERE o.c IS DISTINCT FROM n.c")


def changes_sql(place: int) -> str:
    """SQL: the rows of ``restating._changes_sql`` for the criteria, in the place of their column."""
    change = ("CASE WHEN old.score IS NULL AND new.score IS NOT NULL THEN 'filled' "
              "WHEN new.score IS NULL AND old.score IS NOT NULL THEN 'emptied' "
              "WHEN new.score < old.score THEN 'lowered' WHEN new.score > old.score THEN 'raised' ELSE 'changed' END")
    return (f"SELECT {place} AS place, '{PREFIX}' || criterion AS \"column\", {change} AS change, NULL::VARCHAR AS "
            f"before, NULL::VARCHAR AS after, count(*) AS records, sum(new.score - old.score)::DOUBLE AS moved "
            f"FROM {TABLE} GROUP BY ALL")


def cells_sql(place: int) -> str:
    """SQL: the rows of ``restating._cells_sql`` for the criteria."""
    return (f"SELECT id, '{PREFIX}' || criterion AS \"column\", {_SAYS.format(c='old')} AS before, "
            f"{_SAYS.format(c='new')} AS after, row, before_batch, before_row, {place} AS place FROM {TABLE}")
