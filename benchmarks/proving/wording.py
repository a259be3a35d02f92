"""Texts in columns: pieces drawn at random and put together, in the vendor's language."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.proving import words_en, words_zh
from benchmarks.proving.contacts import Bools
from benchmarks.proving.persona import Ints

Texts = npt.NDArray[np.object_]


def words_of(language: str) -> ModuleType:
    return {"en": words_en, "zh": words_zh}[language]


def texts(rng: np.random.Generator, language: str, category: Ints, polarity: Ints, told: Ints,
          templated: Bools | None = None, *, evaluator: bool = False) -> Texts:
    """A text for each row about the thing ``told``; where ``templated``, one of a few set phrases instead,
    in half of them with what was said filled in."""
    words, size = words_of(language), len(category)
    clause = np.array(words.TOLD, dtype=object)[category, polarity, told]
    opening = _drawn(rng, words.EVALUATOR_OPENINGS if evaluator else words.OPENINGS, size)
    ending = np.array(words.ENDINGS, dtype=object)[polarity, rng.integers(0, 10, size)]
    detail = _filled(rng, _drawn(rng, words.DETAILS, size), words.DAYS)
    free = _columns(words.PATTERN, opening, clause, detail, ending)
    if templated is None or not templated.any():
        return free
    phrase = _filled(rng, np.array(words.TEMPLATES, dtype=object)[polarity, rng.integers(0, 3, size)], words.DAYS)
    bare = rng.random(size) < 0.5
    return np.where(templated, np.where(bare, phrase, _columns(words.FORM, phrase, clause)), free)


def _drawn(rng: np.random.Generator, pieces: tuple[str, ...], size: int) -> Texts:
    return np.array(pieces, dtype=object)[rng.integers(0, len(pieces), size)]


def _filled(rng: np.random.Generator, pieces: Texts, days: tuple[str, ...]) -> Texts:
    numbers, at = rng.integers(10_000, 99_999, len(pieces)).tolist(), rng.integers(0, len(days), len(pieces)).tolist()
    return _objects([piece.format(number=number, day=days[day])
                     for piece, number, day in zip(pieces.tolist(), numbers, at, strict=True)])


def _columns(pattern: str, *parts: Texts) -> Texts:
    return _objects([pattern.format(*each) for each in zip(*(part.tolist() for part in parts), strict=True)])


def _objects(values: list[Any]) -> Texts:
    answer = np.empty(len(values), dtype=object)
    answer[:] = values
    return answer
