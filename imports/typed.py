"""One canonical column on its way from text to value: the SQL of it, and what can go wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from imports.headers import folded
from imports.mapping import Source
from imports.request import Question
from imports.sql import literal

Ask = Callable[[str], tuple[Any, ...]]
"""Runs one aggregate query over the sheet being read (``{relation}`` stands for it) and gives its single row."""
Questions = tuple[Question, ...]
Answers = tuple[tuple[str, str], ...]
"""Codes and values of answers that decided something."""

NEVER_WORDS = ("", "-", "--", "---", "n/a", "na", "#n/a", "n.a.", "null", "none", "nil", "\\n", "nan", "nat", "never",
               "no_server", "#ref!", "#value!", "#div/0!", "无", "無", "空", "未知", "不适用", "不適用", "/")
"""What exports write where nothing happened or nothing is known."""

NEVER = literal("|".join(re.escape(word) for word in NEVER_WORDS))
"""The same as a pattern. (A long IN list becomes a join, which reads every cell.)"""


SAME, AMOUNT = "same_", "amount_"
"""Before a column's name: the column that states its fact a second time, and the duration it is reckoned with."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to say about a value that was read: ``test`` is SQL over the first layer's names."""

    code: str
    test: str


@dataclass(frozen=True, slots=True)
class Typed:
    """How one column is read, in two layers of one SELECT.

    ``first`` names SQL over the sheet's text columns; ``value`` (the stored value) and ``failed`` (text that could
    not be read) are SQL over those names. ``direct`` columns were not profiled: when one of their cells fails, the
    column is studied and read again. ``unit`` is what plain numbers of a duration are in. ``questions`` are what the
    values leave open; ``answered`` are codes and values of the answers that decided it, and then nobody is asked.
    ``settled`` are codes and values of how it was read, whatever decided that.
    """

    source: Source
    first: dict[str, str]
    value: str
    failed: str
    code: str
    direct: bool = False
    doubts: tuple[Doubt, ...] = ()
    questions: Questions = ()
    answered: Answers = ()
    settled: Answers = ()
    unit: str = ""

    @property
    def name(self) -> str:
        return self.source.column.name

    @property
    def canonical(self) -> str:
        """The column's name as people know it, also of a column beside it."""
        return self.name.removeprefix(SAME).removeprefix(AMOUNT)


def settled_under(code: str, source: Source) -> str:
    """The key under which it is kept how a column was read: a column of another header is another column."""
    return f"{code}.{folded(source.said)}"


def said(text: str) -> str:
    """SQL: the text, NULL where it only says that nothing happened."""
    return f"CASE WHEN strlen({text}) <= 12 AND regexp_full_match(lower({text}), {NEVER}) THEN NULL ELSE {text} END"
