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
BoolArray = npt.NDArray[np.bool_]
Moments = npt.NDArray[np.datetime64]
FEWEST_TEXTS, FEWEST_OF_A_KIND = 60, 15
"""Texts needed to learn from, and of each polarity."""
FOLDS, ROUNDS = 3, 2
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


def polarity_of(texts: TextArray, known: TextArray, known_negative: BoolArray, labels: FloatArray) -> Polarity:
    """How likely each of ``texts`` is negative, by the ``known`` texts of evaluators and what they heard, and by what
    the vendor says of the others (``labels``: 1 negative, 0 not, NaN nothing).

    Most labels are true of any vendor, so they are learned from too, never a text's own: texts are dealt into
    :data:`FOLDS` parts by what they say, and each part is judged by what the other parts and the evaluators teach.
    That is done twice; the second time labels the first time contradicts teach nothing (confident learning: Northcutt,
    Jiang & Chuang 2021, JAIR 70), for a vendor that re-rates would otherwise teach how to read its own texts. Logistic
    regression on TF-IDF of character 1-3-grams. Texts of fewer than two characters answer NaN.
    """
    different, at = np.unique(texts.astype(str), return_inverse=True)
    long = np.array([len(text) > 1 for text in different], dtype=bool)
    told = np.where(long, _most_say(labels, at, len(different)), np.nan)
    written = np.array([len(text) > 1 for text in known], dtype=bool)
    learned = _crossed([str(text) for text in known[written]], known_negative[written], different, told)
    if learned is None:
        return Polarity(_by_words(texts), learned=False)
    return Polarity(np.where(long, learned, np.nan)[at], learned=True)


def _most_say(labels: FloatArray, at: npt.NDArray[np.int64], of: int) -> FloatArray:
    """What most of the labels of each of ``of`` texts say (1 or 0); NaN without labels and where they are at odds."""
    bad, good = (np.bincount(at[labels == each], minlength=of) for each in (1, 0))
    return np.where(bad == good, np.nan, (bad > good).astype(float))


def _crossed(known: list[str], known_negative: BoolArray, texts: npt.NDArray[np.str_], told: FloatArray,
             ) -> FloatArray | None:
    """P(negative) of each text by the others; None where there is too little to learn from."""
    from scipy.sparse import vstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    fold = np.array([crc32(text.encode()) % FOLDS for text in texts.tolist()], dtype=np.int64)
    says = told == 1
    for part in range(FOLDS):
        taught = np.concatenate([known_negative, says[~np.isnan(told) & (fold != part)]])
        if len(taught) < FEWEST_TEXTS or min(int(taught.sum()), int((~taught).sum())) < FEWEST_OF_A_KIND:
            return None
    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True).fit_transform(
        [*texts.tolist(), *known])
    teaches, answer = ~np.isnan(told), np.full(len(texts), np.nan)
    for _ in range(ROUNDS):
        for part in range(FOLDS):
            taught, here = np.flatnonzero(teaches & (fold != part)), np.flatnonzero(fold == part)
            labels = np.concatenate([says[taught], known_negative])
            if len(here) and 0 < labels.sum() < len(labels):
                answer[here] = _probability(vstack([grams[taught], grams[len(texts):]]), labels, grams[here])
        teaches &= says == (answer > .5)
    return answer


def _probability(taught: Any, negative: BoolArray, asked: Any) -> FloatArray:
    from sklearn.linear_model import LogisticRegression

    # liblinear: as good on sparse rows, without threads that only get into one another's way
    model = LogisticRegression(class_weight="balanced", solver="liblinear").fit(taught, negative)
    return np.asarray(model.predict_proba(asked)[:, 1])


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
APART = np.timedelta64(3, "D")


@dataclass(frozen=True, slots=True)
class Dated:
    """Texts and when each was written down (NaT unknown)."""

    texts: TextArray
    written: Moments

    def thinned(self, size: int) -> Dated:
        """``size`` of them, evenly."""
        rows = np.linspace(0, len(self.texts) - 1, size).astype(int)
        return Dated(self.texts[rows], self.written[rows])


def near_copies(negative: Dated, other: Dated) -> tuple[BoolArray, BoolArray, float]:
    """Which texts of each side have near copies in their own side written down :data:`APART` from them or more, and the
    cosine that was asked for. People who call about one outage are written down alike, but at one time; a form stays.

    TF-IDF of character 2-3-grams fitted on both; the larger side is thinned evenly to the size of the smaller, since
    more texts have more neighbours. What is asked for is the first of :data:`ALIKE` that at most a tenth of ``other``
    reaches, else the last: it is never chosen by looking at the negatives. Texts of an unknown time are no copies.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    size = min(len(negative.texts), len(other.texts), MOST_ALIKE)
    one, two = negative.thinned(size), other.thinned(size)
    texts = _without_numbers(np.concatenate([one.texts, two.texts]))
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), dtype=np.float32).fit_transform(texts)
    like_one, like_two = _likeness(vectors[:size], one.written), _likeness(vectors[size:], two.written)
    for cosine, share in ALIKE:
        copies = max(1, round(share * size))
        near_two = (like_two > cosine).sum(axis=1) >= copies
        if near_two.mean() <= FEW:
            break
    return (like_one > cosine).sum(axis=1) >= copies, near_two, cosine


def by_content(texts: TextArray, rows: npt.NDArray[np.int64], *then: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """``rows`` in an order that hangs on what their texts say, of like ones on what the columns ``then`` say, and on
    nothing else: a file with its rows shuffled, or its ids renamed, is the same file."""
    said = np.array([crc32(str(texts[row]).encode()) for row in rows], dtype=np.int64)
    return rows[np.lexsort((*(each[rows] for each in reversed(then)), said))]


_NUMBER = re.compile(r"\d+")


def _without_numbers(texts: TextArray) -> TextArray:
    """References and dates filled into a form do not make it another text."""
    return np.array([_NUMBER.sub("0", text) for text in texts], dtype=object)


def _likeness(vectors: Any, written: Moments) -> FloatArray:
    """The cosine of each row to each other one (vectors of length 1) written :data:`APART` from it, 0 to all else."""
    likeness = np.asarray((vectors @ vectors.T).toarray())
    likeness[~(np.abs(written[:, None] - written[None, :]) >= APART)] = 0
    return likeness
