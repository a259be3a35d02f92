"""What a text says without its label: is it negative, and is it almost another's copy? English and Chinese alike.

Character n-grams need neither a language nor a list of words. Polarity is learned from what the client's own
evaluators wrote down, which no vendor touches, and from what most labels say; while that is too little, a short list of
plain words decides, and says nothing of a text in which none of them stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
TextArray = npt.NDArray[np.object_]
FEWEST_TEXTS, FEWEST_OF_A_KIND = 60, 15
"""Texts needed to learn from, and of each polarity."""
FOLDS = 3
NEGATIVE_WORDS = ("bad", "rude", "slow", "wait", "never", "unhappy", "angry", "disappoint", "complain", "problem",
                  "wrong", "refus", "worst", "terrible", "useless", "broken", "not solved", "no answer", "cancel",
                  "poor", "fail", "差", "慢", "投诉", "不满", "没有解决", "未解决", "生气", "失望", "态度不好", "问题",
                  "错误", "太久", "拒绝", "退款", "不耐烦", "敷衍", "糟糕", "没人")
POSITIVE_WORDS = ("thank", "great", "good", "friendly", "helpful", "quick", "happy", "excellent", "pleased", "solved",
                  "kind", "patient", "perfect", "nice", "love", "recommend",
                  "谢谢", "感谢", "满意", "很好", "热情", "耐心", "快", "专业", "赞", "解决了", "棒", "周到")


@dataclass(frozen=True, slots=True)
class Polarity:
    """P(negative) of each text, NaN where nothing can be said; ``learned`` from evaluators' texts or by plain words."""

    negative: FloatArray
    learned: bool


def polarity_of(texts: TextArray, known: TextArray, known_negative: npt.NDArray[np.bool_],
                labels: FloatArray | None = None) -> Polarity:
    """How likely each of ``texts`` is negative, by the ``known`` texts of evaluators and what they heard.

    ``labels``: what the vendor says of each text (1 negative, 0 not, NaN nothing). Most labels are true of any vendor,
    so they are learned from too, never a text's own: texts are dealt into :data:`FOLDS` parts by what they say, and
    each part is judged by what the other parts and the evaluators teach. Logistic regression on TF-IDF of character
    1-3-grams. Texts of fewer than two characters answer NaN.
    """
    written = np.array([len(text) > 1 for text in known], dtype=bool)
    known, known_negative = known[written], known_negative[written]
    different, first, at = np.unique(texts.astype(str), return_index=True, return_inverse=True)
    told = np.full(len(different), np.nan) if labels is None else labels[first]
    long = np.array([len(text) > 1 for text in different], dtype=bool)
    told[~long] = np.nan
    fold = np.array([crc32(text.encode()) % FOLDS for text in different]) if len(different) else np.zeros(0, dtype=int)
    answer = np.full(len(different), np.nan)
    for part in range(FOLDS) if labels is not None else (-1,):
        taught, here = ~np.isnan(told) & (fold != part), long & ((fold == part) | (part < 0))
        says = np.concatenate([known_negative, told[taught] == 1])
        if not here.any():
            continue
        if len(says) < FEWEST_TEXTS or min(int(says.sum()), int((~says).sum())) < FEWEST_OF_A_KIND:
            return Polarity(_by_words(texts), learned=False)
        answer[here] = _learned([*known, *different[taught]], says, different[here])
    return Polarity(answer[at] if len(different) else answer, learned=True)


def _learned(taught: list[str], negative: npt.NDArray[np.bool_], texts: npt.NDArray[Any]) -> FloatArray:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=400)
    model.fit(grams.fit_transform(taught), negative)
    return np.asarray(model.predict_proba(grams.transform(texts))[:, 1])


def _by_words(texts: TextArray) -> FloatArray:
    answer = np.full(len(texts), np.nan)
    for row, text in enumerate(texts):
        bad = sum(word in text for word in NEGATIVE_WORDS)
        good = sum(word in text for word in POSITIVE_WORDS)
        if bad != good:
            answer[row] = float(bad > good)
    return answer


ALIKE = ((.75, .0), (.75, .01), (.75, .03), (.9, .03), (.97, .03))
"""Cosine from which on two texts are near copies, and which share of its side a template covers at least: the first
pair that few of the positives reach."""
FEW = .10
MOST_ALIKE = 500
"""At most so many texts of each side are compared."""


def near_copies(negative: TextArray, other: TextArray) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], float]:
    """Which texts of each side have near copies in their own side, and the cosine that was asked for.

    TF-IDF of character 2-3-grams fitted on both; the larger side is thinned evenly to the size of the smaller, since
    more texts have more neighbours. What is asked for is the first of :data:`ALIKE` that at most a tenth of ``other``
    reaches, else the last: it is never chosen by looking at the negatives.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    size = min(len(negative), len(other), MOST_ALIKE)
    one, two = _spread(negative, size), _spread(other, size)
    one, two = _without_numbers(one), _without_numbers(two)
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), dtype=np.float32).fit_transform([*one, *two])
    like_one, like_two = _likeness(vectors[:size]), _likeness(vectors[size:])
    for cosine, share in ALIKE:
        copies = max(1, round(share * size))
        near_two = (like_two > cosine).sum(axis=1) >= copies
        if near_two.mean() <= FEW:
            break
    return (like_one > cosine).sum(axis=1) >= copies, near_two, cosine


def by_content(texts: TextArray, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """``rows`` in an order that hangs on what their texts say alone: a file with its rows shuffled is the same file."""
    return rows[np.argsort([crc32(str(texts[row]).encode()) for row in rows], kind="stable")]


_NUMBER = re.compile(r"\d+")


def _without_numbers(texts: TextArray) -> TextArray:
    """References and dates filled into a form do not make it another text."""
    return np.array([_NUMBER.sub("0", text) for text in texts], dtype=object)


def _spread(texts: TextArray, size: int) -> TextArray:
    return np.asarray(texts[np.linspace(0, len(texts) - 1, size).astype(int)], dtype=object)


def _likeness(vectors: Any) -> FloatArray:
    """The cosine of each row to each other one (vectors of length 1), 0 to itself."""
    likeness = np.asarray((vectors @ vectors.T).toarray())
    np.fill_diagonal(likeness, 0)
    return likeness
