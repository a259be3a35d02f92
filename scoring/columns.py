"""Reading stored columns as NumPy: what is known, what a choice says, text as one compares it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.records import DAY_MARK_US

Values = npt.NDArray[Any]


def known(values: Values) -> npt.NDArray[np.bool_]:
    """Where ``values`` is not NULL (masked, None or NaT)."""
    present = ~np.ma.getmaskarray(values)
    bare = np.ma.getdata(values)
    if bare.dtype.kind in "Mm":
        return np.asarray(present & ~np.isnat(bare))
    if bare.dtype.kind == "O":
        return np.asarray(present & np.array([value is not None for value in bare], dtype=bool))
    return np.asarray(present)


def stated(columns: Mapping[str, Values], name: str) -> Values:
    """A column of a set; where the set has no such column, all of it NULL."""
    if name in columns:
        return columns[name]
    size = len(next(iter(columns.values()))) if columns else 0
    return np.ma.MaskedArray(np.empty(size, dtype=object), mask=True)


def is_one_of(values: Values, *choices: str) -> npt.NDArray[np.bool_]:
    """Where a column of text equals one of ``choices``; NULL equals none."""
    bare = np.ma.getdata(values)
    return np.asarray(known(values) & np.array([value in choices for value in bare], dtype=bool))


def is_true(values: Values) -> npt.NDArray[np.bool_]:
    """Where a yes/no column says yes."""
    return np.asarray(known(values) & np.array([bool(value) for value in np.ma.getdata(values)], dtype=bool))


def folded(values: Values) -> npt.NDArray[np.object_]:
    """Text trimmed and case-folded, ``""`` for NULL: how ids of agents and names of categories are compared."""
    present = known(values)
    bare = np.ma.getdata(values)
    texts = [str(value).strip().casefold() if there else "" for value, there in zip(bare, present, strict=True)]
    return np.array(texts, dtype=object)


def moments(values: Values) -> npt.NDArray[np.datetime64]:
    """Times as ``datetime64[us]``, NaT for NULL."""
    bare = np.ma.filled(values.astype("datetime64[us]"), np.datetime64("NaT", "us"))
    return np.asarray(bare)


def whole_days(times: npt.NDArray[np.datetime64]) -> npt.NDArray[np.bool_]:
    """Which moments stand for a whole day, of which they are the last microsecond: only a date was written."""
    return np.asarray(times - times.astype("datetime64[m]") == np.timedelta64(DAY_MARK_US, "us"))
