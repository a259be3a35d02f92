"""One cell of points: a number, a share such as 4/5 or 85 %, yes or no, or not applicable.

Only words that can mean nothing else are points: "good" is an opinion, and what it is worth is for the form to say.
"""

from __future__ import annotations

from dataclasses import dataclass

from imports.sql import literal, literals

NOT_APPLICABLE = ("n/a", "na", "n.a.", "n.a", "#n/a", "not applicable", "不适用", "不適用", "不涉及", "未涉及", "无",
                  "無", "-", "--", "—", "/", "nan", "null", "none", "<na>")
FULL = ("y", "yes", "true", "pass", "passed", "是", "√", "✓", "✔", "合格")
NONE = ("n", "no", "false", "fail", "failed", "否", "×", "✗", "✘", "不合格")

_NUMBER = "[-+]?\\d+(?:[.,]\\d+)?"
_SAYS_POINTS = "\\s*(?:分|points?|pts?)"


@dataclass(frozen=True, slots=True)
class Points:
    """SQL over one text: its score, the maximum that goes with it, and what kind of cell it is.

    ``score`` is NULL for not applicable and for what cannot be read; ``is_number``, ``is_share`` (4/5 and 85 %),
    ``is_word`` (yes, no) and ``is_na`` tell them apart.
    """

    score: str
    max_score: str
    is_number: str
    is_share: str
    is_word: str
    is_na: str

    @property
    def is_readable(self) -> str:
        return f"(({self.score}) IS NOT NULL OR {self.is_na})"


def points(text: str, most: str = "NULL::DOUBLE") -> Points:
    """How the cell ``text`` (SQL) is read where the form gives ``most`` (SQL, NULL when it gives none) points.

    A share of another whole than the form's maximum (4/5 of 10) cannot be read: one of the two is wrong.
    """
    low = f"lower({text})"
    whole = number(f"split_part({low}, '/', 2)")
    is_number = f"coalesce(regexp_full_match({low}, {literal(_NUMBER + '(?:' + _SAYS_POINTS + ')?')}), false)"
    is_fraction = (f"coalesce(regexp_full_match({low}, {literal(_NUMBER + ' */ *' + _NUMBER)}) AND {whole} > 0 "
                   f"AND ({most} IS NULL OR {whole} = {most}), false)")
    is_percent = f"coalesce(regexp_full_match({low}, {literal(_NUMBER + ' *%')}), false)"
    full, none = f"coalesce({low} IN {literals(FULL)}, false)", f"coalesce({low} IN {literals(NONE)}, false)"
    score = (f"CASE WHEN {full} THEN coalesce({most}, 1) WHEN {none} THEN 0 "
             f"WHEN {is_fraction} THEN {number(f'''split_part({low}, '/', 1)''')} "
             f"WHEN {is_percent} THEN {number(low)} * coalesce({most}, 100) / 100 "
             f"WHEN {is_number} THEN {number(low)} END")
    limit = (f"CASE WHEN {most} IS NOT NULL THEN {most} WHEN {full} OR {none} THEN 1 WHEN {is_fraction} THEN {whole} "
             f"WHEN {is_percent} THEN 100 END")
    return Points(score, limit, is_number, f"({is_fraction} OR {is_percent})", f"({full} OR {none})",
                  f"coalesce({low} IN {literals(NOT_APPLICABLE)}, false)")


def number(text: str) -> str:
    """SQL: the number a text of points begins with. Points have no thousands, so that a comma is a decimal comma.
    Read by way of a decimal: 400 digits would be an infinite DOUBLE."""
    digits = f"replace(regexp_extract(trim({text}), {literal('^' + _NUMBER)}), ',', '.')"
    return f"try_cast(try_cast({digits} AS DECIMAL(28, 10)) AS DOUBLE)"
