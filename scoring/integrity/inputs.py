"""What the engine looks at of one vendor's month: the client's sample, what was forwarded, the vendor's own census."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field, replace

import numpy as np

from scoring.counts import Columns, rows
from scoring.linking import folded_ids
from scoring.records import Month, VendorCode

CALL_COLUMNS = ("call_id", "started_at", "ended_at", "queue", "agent", "customer", "outcome", "answered", "resolved",
                "direction")
"""What is read of each call of the month."""
LATER_COLUMNS = ("call_id", "started_at", "customer", "direction")
"""What is read of each call of the month after it."""


@dataclass(frozen=True, slots=True)
class HeardBefore:
    """How often evaluators heard feedback in another month of the vendor, or in one of a peer: from random samples of
    the client alone, so no vendor can touch it. ``judged`` calls, on which ``negative`` and ``other`` remarks were
    heard; ``own``: it is the same vendor's. Of the negatives ``twice`` were judged again blind by a second evaluator,
    who heard ``confirmed`` of them as negative too."""

    judged: int
    negative: int
    other: int
    own: bool
    twice: int = 0
    confirmed: int = 0


@dataclass(frozen=True, slots=True)
class IntegrityInputs:
    """One vendor's month as it stood at ``as_of``; all times naive UTC.

    ``starts_at`` and ``ends_at`` bound the month in the client's zone (the end excluded). ``evaluations`` (of calls of
    the month) carry the columns of :data:`scoring.judged_calls.JUDGED_CALL`; ``feedback`` spans the month before to
    the month after; ``calls`` are the month's, with the columns :data:`CALL_COLUMNS`; ``surveys`` the invitations to
    calls of the month; ``promises`` the vendor's ledger of what is due from the month before to three months after it
    (or made in these, where no date was given); ``complaints`` those of the month and the two after it that reached the
    client another way; ``later_calls`` the next month's, with the columns :data:`LATER_COLUMNS`. Columns are masked
    where NULL, text is ``object``, times ``datetime64``; a set without a row may have no columns. ``declared_random``:
    the client says that evaluations without a selection were drawn at random.
    """

    month: Month
    vendor: VendorCode
    starts_at: np.datetime64
    ends_at: np.datetime64
    as_of: np.datetime64
    evaluations: Columns = field(default_factory=dict)
    feedback: Columns = field(default_factory=dict)
    calls: Columns = field(default_factory=dict)
    surveys: Columns = field(default_factory=dict)
    before: tuple[HeardBefore, ...] = ()
    declared_random: bool = False
    agreed_lag_days: int = 15
    coverage: float | None = None
    """The vendor's calls per independently counted one (measure ``frame_coverage``); None where nobody counted."""
    promises: Columns = field(default_factory=dict)
    complaints: Columns = field(default_factory=dict)
    later_calls: Columns = field(default_factory=dict)

    def without(self, calls: Set[str]) -> IntegrityInputs:
        """The same as though nobody had judged ``calls`` (ids; '' stands for evaluations that name none): what a
        second evaluator did not confirm is neither a remark nor a call on which nothing was heard."""
        if not calls or not rows(self.evaluations):
            return self
        kept = np.array([call not in calls for call in folded_ids(self.evaluations["call_id"])], dtype=bool)
        return replace(self, evaluations={name: values[kept] for name, values in self.evaluations.items()})
