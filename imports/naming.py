"""How well a header names a canonical column: the concepts they share, and whether the sort of value can be meant."""

from __future__ import annotations

from imports.meaning import COUNT, ID, LONG, NAME, PERHAPS, TIME, WHEN, YES, Meaning, weight
from imports.phrases import phrases_of
from scoring.records import MOMENTS, Column, Type

_BASE = 0.25
"""What a header and a phrase share before a word is compared: without it headers like "Date" would share nothing."""
_NO, _UNSAID = 0.1, 0.93
_VAGUE = 0.5
_LESS = 0.75
"""A header may mean less than a phrase that names the sort of its value: "Answered" is no answering time."""
_EITHER = _PERHAPS = 0.75
"""A header such as "Call" alone names everything and nothing."""

_SORTS: dict[Type, dict[str, float]] = {
    Type.SECONDS: {LONG: 1.0, TIME: 0.98, "": _UNSAID},
    Type.ID: {ID: 1.0, "": 0.85, NAME: 0.3},
    Type.CUSTOMER: {ID: 1.0, "": 1.0, NAME: 0.5},
    Type.COUNT: {COUNT: 1.0, "": 0.97, YES: 0.9, ID: 0.6},
    Type.YES_NO: {YES: 1.0, "": 1.0},
    Type.CHOICE: {"": 1.0, YES: 0.9, NAME: 0.7, ID: 0.4},
    Type.NUMBER: {"": 1.0, COUNT: 0.6, ID: 0.3, YES: 0.3},
    Type.TEXT: {"": 1.0, NAME: 1.0, ID: 0.88},
}
_MOMENT = {WHEN: 1.0, TIME: 1.0, "": _UNSAID}


def score(meaning: Meaning, column: Column, kind: str) -> float:
    """0 to 1: 1 where the header says what a header known for the column says, and the sort of value beside it.

    Shared concepts over all concepts of both (Jaccard), each by its weight; 0 for the figure of many contacts.
    """
    if meaning.is_of_many or not (meaning.concepts or meaning.sorts):
        return 0.0
    suits = _suits(meaning, column)
    if suits <= _NO:
        return suits * _BASE
    best = max((_alike(meaning, phrase) for phrase in phrases_of(kind, column.name)), default=0.0)
    suits *= _PERHAPS if meaning.may_be_of_many else 1.0
    is_vague = weight(meaning.concepts) < 0.5 and not meaning.sorts
    return best * suits * (_VAGUE if is_vague else 1.0)


def _alike(meaning: Meaning, phrase: Meaning) -> float:
    shared = _BASE + weight(meaning.concepts & phrase.concepts)
    alike = shared / (_BASE + weight(meaning.concepts | phrase.concepts))
    return alike * (_LESS if phrase.sorts and not meaning.sorts else 1.0)


def _suits(meaning: Meaning, column: Column) -> float:
    """Whether the column can be of the sorts that the header names: of several the one that suits best counts, but for
    those that say how a value is written."""
    known = _MOMENT if column.type in MOMENTS else _SORTS[column.type]
    sorts = meaning.sorts - {PERHAPS}
    if not sorts:
        return known[""]
    told = [known.get(sort, _NO) for sort in sorts]
    if column.type is Type.SECONDS and sorts == {TIME} and weight(meaning.concepts) < 0.5:
        return _EITHER  # "Call Time" may be when it was as well as how long it took
    hard = sorts & {LONG, WHEN, COUNT}
    return min(told) if hard else max(told)
