"""Planted calls: the client's own people call, say what they were told to say, and wait whether it arrives.

A planted call is no customer's: it never counts in the random sample, even where it was drawn, and its items and its
call are taken out of the census. What it shows stands beside the verdict: who plants chooses what is said and when, so
its remarks are no random sample of anything. But nobody at the vendor knows them to be sampled, so they are the
concrete cases that line A (audit-aware) needs: negative remarks known to have been made, on calls nobody there knew to
be listened to, that never arrived. They count as cases only where fewer of them arrived than of the other remarks
planted; an evenly careless vendor loses both alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from scoring.columns import is_one_of, is_true, known
from scoring.counts import Columns, rows
from scoring.integrity.inputs import IntegrityInputs
from scoring.integrity.spread import Spread
from scoring.integrity.tables import Stratum, conditional, mid_p
from scoring.linking import folded_ids, link
from scoring.measures.judged import countable, newest_of_call, where

BoolArray = npt.NDArray[np.bool_]
HONEST = Spread(-.10, .20)
"""Log odds ratio of a negative's arrival among honest vendors: that of the table M."""
CASES = 50


@dataclass(frozen=True, slots=True)
class PlantedTold:
    """What a finding tells of planted calls: ``negatives`` and ``others`` that were said, those that arrived, ``p``
    (None unless both kinds were planted) and the ``cases``, as :class:`Planted` has them."""

    negatives: int = 0
    negatives_arrived: int = 0
    others: int = 0
    others_arrived: int = 0
    p: float | None = None
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Planted:
    """Remarks known to have been made on planted calls, one element each, and the ``evaluations`` of such calls."""

    call_ids: npt.NDArray[np.object_] = field(default_factory=lambda: np.empty(0, dtype=object))
    negative: BoolArray = field(default_factory=lambda: np.empty(0, dtype=bool))
    arrived: BoolArray = field(default_factory=lambda: np.empty(0, dtype=bool))
    evaluations: Columns = field(default_factory=dict)

    @property
    def told(self) -> PlantedTold:
        """What of it is told."""
        return PlantedTold(*self.counts, self.p, self.cases)

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Negatives, of which arrived, others, of which arrived."""
        one, two = self.negative, ~self.negative
        return int(one.sum()), int((one & self.arrived).sum()), int(two.sum()), int((two & self.arrived).sum())

    @property
    def p(self) -> float | None:
        """Exact mid-p that so few negatives arrive at an honest vendor; None unless both kinds were planted."""
        negative, came, other, others_came = self.counts
        if not negative or not other:
            return None
        table = conditional([Stratum(came, negative, others_came, other)])
        logs, weights = HONEST.nodes()
        return mid_p(weights @ table.probabilities(logs), table.at, upper=False)

    @property
    def cases(self) -> tuple[str, ...]:
        """Planted negatives that never arrived; none unless fewer of them arrived than of the others planted."""
        negative, came, other, others_came = self.counts
        if not other or came * other >= others_came * negative:
            return ()
        return tuple(map(str, self.call_ids[self.negative & ~self.arrived][:CASES]))


def parted(inputs: IntegrityInputs) -> tuple[IntegrityInputs, Columns]:
    """The month without its planted calls, and the evaluations of these. The ledger stays whole: what it says of a
    planted call is what such a call was made to learn."""
    evaluations = inputs.evaluations
    if not rows(evaluations):
        return inputs, {}
    ids = folded_ids(evaluations["call_id"])
    told = is_one_of(evaluations["selection"], "planted") & countable(evaluations, "planted") & (ids != "")
    if not told.any():
        return inputs, {}
    calls = set(ids[told])
    customers = replace(inputs, evaluations=_without(evaluations, calls), calls=_without(inputs.calls, calls),
                        feedback=_without(inputs.feedback, calls), surveys=_without(inputs.surveys, calls))
    return customers, where(evaluations, np.flatnonzero(told))


def planted(evaluations: Columns, forwarded: Columns) -> Planted:
    """What became of the remarks of planted calls; ``forwarded`` the items that came in time. Linked as generously as
    any other, whatever else an item without call id may belong to."""
    if not rows(evaluations):
        return Planted()
    says = known(evaluations["feedback_voiced"]) & is_true(evaluations["feedback_voiced"])
    heard = where(evaluations, newest_of_call(evaluations, says))
    return Planted(folded_ids(heard["call_id"]), is_one_of(heard["feedback_polarity"], "negative"),
                   link(heard, forwarded).generous >= 0, evaluations)


def _without(columns: Columns, calls: set[object]) -> Columns:
    if not rows(columns):
        return columns
    ids = folded_ids(columns["call_id"])
    return where(columns, np.flatnonzero([each not in calls for each in ids]))
