"""Evaluation forms: which criteria a call is judged by, with the most points each gives and how heavily they count."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256

import numpy as np

from scoring.columns import known, moments
from scoring.counts import Columns

NAME_CHARACTERS = 120
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
"""Hexadecimal in letters: eight digits, or an @, would be masked in a sheet as somebody's number or address."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line of a form. ``max_score`` > 0 points; ``weight`` as :mod:`scoring.measures.qa_score` multiplies by it."""

    criterion: str
    max_score: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Form:
    """An evaluation form. ``code`` pins these very criteria: its name, ``~`` and eight letters of their SHA-256."""

    code: str
    criteria: tuple[Criterion, ...]

    @property
    def name(self) -> str:
        return named(self.code)


def form_of(name: str, criteria: Iterable[Criterion]) -> Form:
    """The form of these criteria, in their order; its code follows from name and criteria alone."""
    listed = tuple(Criterion(each.criterion, float(each.max_score), float(each.weight)) for each in criteria)
    written = json.dumps([asdict(each) for each in listed], ensure_ascii=False, sort_keys=True)
    version = sha256(written.encode()).hexdigest()[:8].translate(_LETTERS)
    return Form(f"{name[:NAME_CHARACTERS]}~{version}", listed)


def named(code: str) -> str:
    """The name of a form without its version: ``QA-3~bpcodnem`` -> ``QA-3``."""
    name, mark, version = code.rpartition("~")
    return name if mark and len(version) == 8 and set(version) <= set("abcdefghijklmnop") else code


def newest_code(evaluations: Columns) -> str | None:
    """What the newest evaluation with criteria calls its form ('' where it calls it nothing); None without any."""
    newest = _newest_first(evaluations)
    return _form_name(evaluations, newest[0]) if newest else None


def form_in(evaluations: Columns) -> Form | None:
    """The form of the newest evaluation with criteria, pieced together from all of that form: those of the newest one
    first, maximum and weight as last stated. Criteria without a maximum are left out, for they cannot be measured; None
    where none is left."""
    newest = _newest_first(evaluations)
    if not newest:
        return None
    name = named(_form_name(evaluations, newest[0]))
    found: dict[str, Criterion] = {}
    for row in newest:
        if named(_form_name(evaluations, row)) != name:
            continue
        for each in np.ma.getdata(evaluations["criteria"])[row]:
            if each["max_score"] and each["criterion"] not in found:
                weight = 1.0 if each["weight"] is None else each["weight"]
                found[each["criterion"]] = Criterion(each["criterion"], each["max_score"], weight)
    return form_of(name, found.values()) if found else None


def _newest_first(evaluations: Columns) -> list[int]:
    """The rows with criteria, newest first; of one instant in the order of the rows."""
    there, stated = known(evaluations["criteria"]), np.ma.getdata(evaluations["criteria"])
    rows = [row for row in np.flatnonzero(there).tolist() if len(stated[row])]
    at = moments(evaluations["evaluated_at"])
    return sorted(rows, key=lambda row: at[row], reverse=True)


def _form_name(evaluations: Columns, row: int) -> str:
    return str(np.ma.getdata(evaluations["form"])[row] or "") if known(evaluations["form"])[row] else ""
