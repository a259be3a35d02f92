"""The header of a criterion: its name, its maximum and its weight, in English and Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass

_N = r"(\d+(?:\.\d+)?)"
_POINTS = r"(?:分|points?|pts?\.?|marks?)"
_MOST = r"(?:max(?:imum)?\.?|out of|up to|满分为?|滿分為?|最高|最多)"
_TO = r"\s*(?:[-–—~～至到]|to)\s*"
_WEIGHS = r"(?:weight(?:ing|ed)?|wt\.?|权重|權重|占比|佔比)"
_MAX_PARTS = (rf"{_MOST}\s*[:：=]?\s*(?:\d+{_TO})?{_N}\s*{_POINTS}?",
              rf"(?:\d+{_TO})?{_N}\s*{_POINTS}?(?:\s*(?:满分|滿分|max))?",
              rf"/\s*{_N}")
_WEIGHT_PARTS = (rf"{_WEIGHS}\s*[:：=]?\s*{_N}\s*%?", rf"[x×*]\s*{_N}", rf"{_N}\s*%")
_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_BETWEEN = re.compile(rf"\s*(?:[,，;；、|]|/(?=\s*\D))\s*|\s+(?={_WEIGHS}|[x×]\s*\d)", re.IGNORECASE)
_EDGE = " \t-–—:：,，;；|·"

_TAIL_MAX = (rf"{_MOST}\s*[:：=]?\s*(?:\d+{_TO})?{_N}\s*{_POINTS}?$", rf"(?<!\d)\s*/\s*{_N}\s*{_POINTS}?$",
             rf"(?<![\d.]){_N}\s*{_POINTS}$", rf"(?:^|(?<=\s))[01]\s*[-–—~～]\s*{_N}$")
_TAIL_WEIGHT = (rf"(?:(?<=[\s,，;；:：\-–—])|(?<=[\u4e00-\u9fff])){_WEIGHS}\s*[:：=]?\s*{_N}\s*%?$",
                rf"(?<=\s)[x×*]\s*{_N}$", rf"(?<![\d.]){_N}\s*%$")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One column of a wide sheet that holds points."""

    position: int
    name: str
    max_score: float | None
    weight: float


def criterion_of(header: str, position: int) -> Criterion:
    """Name, maximum and weight as a header writes them; the maximum is None where it writes none.

    >>> criterion_of("Greeting (max 5)", 0)
    Criterion(position=0, name='Greeting', max_score=5.0, weight=1.0)
    >>> criterion_of("开场白(满分5分,权重20%)", 0)
    Criterion(position=0, name='开场白', max_score=5.0, weight=20.0)
    >>> criterion_of("Box 3", 0)
    Criterion(position=0, name='Box 3', max_score=None, weight=1.0)
    """
    marks: dict[str, float] = {}
    name = _without_tails(_without_brackets(header, marks), marks)
    return Criterion(position, " ".join(name.split()) or header, marks.get("max"), marks.get("weight", 1.0))


def _without_brackets(header: str, marks: dict[str, float]) -> str:
    """The header without the brackets that hold nothing but a maximum or a weight, which are noted in ``marks``."""
    def kept(match: re.Match[str]) -> str:
        found: dict[str, float] = {}
        for part in _BETWEEN.split(match[1].strip()):
            if not (_note(_MAX_PARTS, "max", part, found) or _note(_WEIGHT_PARTS, "weight", part, found)):
                return match[0]
        if _is_year(match[1]):
            return match[0]
        marks.update({kind: value for kind, value in found.items() if kind not in marks})
        return " "

    return _BRACKETS.sub(kept, header)


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"\s*(19|20)\d\d\s*", text))


def _note(patterns: tuple[str, ...], kind: str, part: str, found: dict[str, float]) -> bool:
    for pattern in patterns:
        if match := re.fullmatch(pattern, part, re.IGNORECASE):
            found.setdefault(kind, float(match[1]))
            return True
    return False


def _without_tails(name: str, marks: dict[str, float]) -> str:
    """The name without what stands at its end: ``- 10 pts``, ``10分``, ``/5``, ``x2``, ``20%``."""
    name = name.strip(_EDGE)
    for kind, patterns in (("max", _TAIL_MAX), ("weight", _TAIL_WEIGHT), ("max", _TAIL_MAX)):
        for pattern in patterns:
            match = re.search(_boundary(pattern), name, re.IGNORECASE)
            if match and kind not in marks and name[:match.start()].strip(_EDGE):
                marks[kind] = float(match[1])
                name = name[:match.start()].strip(_EDGE)
    return name


def _boundary(pattern: str) -> str:
    """A pattern that begins with a Latin word begins where a word does: the x of "max" and of "tax 3" is none."""
    return rf"(?<![A-Za-z])(?:{pattern})"
