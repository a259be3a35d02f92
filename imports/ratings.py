"""Ratings in words and on other scales: what they are between 1 and 5.

A scale is the header's (``CSAT (1-10)``, ``10分制``), else that of the values where too many lie above 5 to be slips.
It is stretched to 1 to 5 by a straight line, so that the best stays the best and the middle the middle: of 1 to 10, 8
and more are 4.1 and more (satisfied), up to 3 are 1.9 and less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from imports.formats.chinese import traditional
from imports.headers import plain
from imports.sql import literal
from imports.typed import Ask

RATED = ("rating", "csat")
"""The columns that hold a rating from 1 to 5."""
SLIPS, FEWEST = 0.05, 3
"""So large a share above 5, and so many, are no slips: the scale is another one."""
_WORDS = {
    5: "非常满意|很满意|十分满意|优秀|very satisfied|extremely satisfied|completely satisfied|excellent",
    4: "满意|比较满意|较满意|良好|satisfied|somewhat satisfied|mostly satisfied|very good|good",
    3: "一般|普通|中立|基本满意|neutral|neither satisfied nor dissatisfied|average|ok|okay|fair",
    2: "不满意|不太满意|较不满意|比较不满意|dissatisfied|somewhat dissatisfied|unsatisfied|not satisfied|poor",
    1: "非常不满意|很不满意|极不满意|十分不满意|very dissatisfied|extremely dissatisfied|"
       "very unsatisfied|very poor|terrible",
}
_NOT_RATED = "未评价|未评|未参评|未评分|不评价|未回复|not rated|no rating|unrated|no response|not answered"
WORDS = {form: str(rating) for rating, words in _WORDS.items() for word in words.split("|")
         for form in (word, traditional(word))}
NOT_RATED = tuple(form for word in _NOT_RATED.split("|") for form in (word, traditional(word)))
_RANGE = re.compile(r"(?<!\d)(0|1)\s*(?:-|–|—|~|to|至|到)\s*(5|7|10|100)(?!\d)")
_OUT_OF = re.compile(r"(?:out of|/)\s*(5|7|10|100)(?!\d)|(?<!\d)(5|7|10|100)\s*分制|(五|七|十|百)分制")
_HAN = {"五": 5, "七": 7, "十": 10, "百": 100}


@dataclass(frozen=True, slots=True)
class Scale:
    """From the worst rating to the best."""

    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.low}-{self.high}"

    def stretched(self, value: str) -> str:
        """SQL: the SQL ``value`` on this scale as a rating from 1 to 5."""
        return f"round(1 + 4.0 * (({value}) - {self.low}) / {self.high - self.low}, 4)"


OURS = Scale(1, 5)


def scale_named(header: str) -> Scale | None:
    """The scale a header names; None for none.

    >>> scale_named("CSAT (1-10)"), scale_named("满意度（10分制）"), scale_named("CSAT, 0 to 10"), scale_named("CSAT")
    (Scale(low=1, high=10), Scale(low=1, high=10), Scale(low=0, high=10), None)
    """
    text = plain(header)
    if found := _RANGE.search(text):
        return Scale(int(found[1]), int(found[2]))
    if found := _OUT_OF.search(text):
        high = _HAN[found[3]] if found[3] else int(found[1] or found[2])
        return Scale(0 if high == 100 else 1, high)
    return None


def scale_of(header: str, number: str, ask: Ask, relation: str) -> Scale:
    """The scale of a column: its header's, else what its values show. ``number`` is SQL of each cell's number."""
    if named := scale_named(header):
        return named
    above, known, low, high = ask(
        f"SELECT count(*) FILTER (x > 5), count(x), min(x), max(x) FROM (SELECT {number} AS x FROM {relation}) "
        "WHERE x BETWEEN 0 AND 100")
    if above < FEWEST or above <= SLIPS * known:
        return OURS
    high = 10 if high <= 10 else 100
    return Scale(0 if low < 1 or high == 100 else 1, high)


def scale_written(text: str) -> Scale | None:
    """The scale that :meth:`Scale.__str__` wrote; None for ''."""
    low, _, high = text.partition("-")
    return Scale(int(low), int(high)) if high else None


def worded(text: str) -> str:
    """SQL of the SQL ``text`` with the words of ratings as their numbers, and NULL where it says that nobody rated."""
    rated = " ".join(f"WHEN {literal(word)} THEN {literal(rating)}" for word, rating in WORDS.items())
    nobody = " ".join(f"WHEN {literal(word)} THEN NULL" for word in NOT_RATED)
    return f"CASE lower(trim({text})) {rated} {nobody} ELSE regexp_replace({text}, '\\s*(星|stars?)$', '') END"
