"""The tables a month is made into: the vendor's calls, remarks heard, items forwarded; ids as whole numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.counts import IntArray

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
NOWHERE = -1
"""The code of what is not known."""


class Codes:
    """Texts numbered as they come; ``""`` is :data:`NOWHERE`."""

    def __init__(self) -> None:
        self.of: dict[object, int] = {}

    def __call__(self, values: Iterable[object]) -> IntArray:
        of = self.of
        return np.array([of.setdefault(value, len(of)) if value else NOWHERE for value in values], dtype=np.int64)

    def known(self, values: Iterable[object]) -> IntArray:
        """The numbers of texts already met; :data:`NOWHERE` for the others."""
        return np.array([self.of.get(value, NOWHERE) if value else NOWHERE for value in values], dtype=np.int64)

    def names(self) -> list[str]:
        return [str(value) for value in self.of]


@dataclass(frozen=True, slots=True)
class Calls:
    """The vendor's census of the month, one element a call: ``queue``, ``agent``, ``customer`` as codes; ``sampled``:
    it was judged at random; ``repeat``: its customer called at least twice; ``again``: and had called within the 7 days
    before it; ``answered`` by a person; ``resolved``
    as coded (1, 0, -1 not known)."""

    ids: npt.NDArray[np.object_]
    queue: IntArray
    agent: IntArray
    sampled: BoolArray
    repeat: BoolArray
    again: BoolArray
    answered: BoolArray
    resolved: IntArray

    @property
    def count(self) -> int:
        return len(self.queue)


@dataclass(frozen=True, slots=True)
class Heard:
    """Remarks heard on randomly sampled calls, one element a remark.

    ``arrived`` by the generous link, ``strict`` by exact id; ``item`` is the row of :class:`Items` that arrived (-1).
    ``known_call``: the call stands in the census or carries an agent and a queue of its own.
    """

    call_ids: npt.NDArray[np.object_]
    negative: BoolArray
    positive: BoolArray
    neutral: BoolArray
    queue: IntArray
    agent: IntArray
    repeat: BoolArray
    again: BoolArray
    category: IntArray
    text: npt.NDArray[np.object_]
    arrived: BoolArray
    strict: BoolArray
    item: IntArray

    @property
    def count(self) -> int:
        return len(self.negative)


@dataclass(frozen=True, slots=True)
class Items:
    """Feedback that came through the vendor and was captured in the month, or is about a call heard in it, one element
    an item.

    ``negative`` by its label (stated, else by rating); ``labelled``: it has one. ``on_sampled``: it is about a judged
    call, or is linked with one. ``silent_call``: about a judged call on which nothing was heard. ``queue`` is the
    call's, else the one its agent usually serves. ``lag_s`` from capture to receipt (NaN unknown), ``rating`` NaN
    where none.
    """

    ids: npt.NDArray[np.object_]
    has_call: BoolArray
    negative: BoolArray
    labelled: BoolArray
    positive: BoolArray
    on_sampled: BoolArray
    silent_call: BoolArray
    queue: IntArray
    agent: IntArray
    call: IntArray
    repeat: BoolArray
    again: BoolArray
    category: IntArray
    rating: FloatArray
    captured: npt.NDArray[np.datetime64]
    arrived_at: npt.NDArray[np.datetime64]
    lag_s: FloatArray
    text: npt.NDArray[np.object_]

    @property
    def count(self) -> int:
        return len(self.negative)
