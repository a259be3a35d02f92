"""Since when a vendor knows which of its calls were listened to, and what it handed over only afterwards.

A month's forwarding is closed when its draw is opened to the vendor, or a finding of it sent, whichever is first. Who
then knows the calls could make up for just these; so what comes in for the first time after that has not arrived,
unless the client's own stamp (``received_at``) says that it was there before. Nor does it touch what was held back in a
file that had been imported by then and came back corrected; and where nothing at all of the month had been imported, it
is the client that was late, and all counts. An item that was about one call and is now about another came in for the
first time; one that merely names its call at last did not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from scoring.columns import moments
from scoring.counts import Columns, rows
from scoring.linking import AFTER_TOLD, folded_ids
from scoring.records import FEEDBACK, Month, VendorCode

if TYPE_CHECKING:
    from app.services.finding_states import Lives
    from storage.home import Store


@dataclass(frozen=True)
class Told:
    """What the vendors in the scope of ``lives`` had been told as of its moment."""

    store: Store
    lives: Lives

    @cached_property
    def since(self) -> Mapping[tuple[VendorCode, Month], datetime]:
        """When each vendor was first told which calls of a month were listened to; absent where it was not."""
        from storage import draws, opened
        from storage.findings import SENT

        openings = opened.openings(self.store, self.lives.moment)
        times = [(view.vendor, view.month, openings[view.id].at)
                 for view in (draws.listing(self.store, self.lives.scope) if openings else ()) if view.id in openings]
        times += [(view.vendor, view.month, step.at) for view in self.lives.views for step in view.steps
                  if step.kind == SENT]
        found: dict[tuple[VendorCode, Month], datetime] = {}
        for vendor, month, at in times:
            key = (VendorCode(vendor), Month.parse(month))
            found[key] = min(at, found.get(key, at))
        return found

    def of(self, vendor: VendorCode, month: Month) -> str:
        """The moment as text ('' where the vendor was not told), to be part of a fingerprint."""
        at = self.since.get((vendor, month))
        return "" if at is None else at.isoformat()

    def in_month(self, month: Month) -> list[tuple[str, str]]:
        """The same of all vendors that were told, in order."""
        return sorted((vendor, self.of(vendor, month)) for vendor, of in self.since if of == month)

    def marked(self, vendor: VendorCode, month: Month, feedback: Columns) -> Columns:
        """``feedback`` (what is read for ``month``) with the column :data:`~scoring.linking.AFTER_TOLD` where some of
        it came in only after the vendor had been told."""
        from storage import opened

        at = self.since.get((vendor, month))
        if at is None or not rows(feedback):
            return feedback
        after = opened.batches_after(self.store, at)
        stamped = moments(feedback["received_at"])
        late = np.isin(np.ma.filled(feedback["batch"], -1), sorted(after)) & ~(
            stamped <= np.datetime64(at.replace(tzinfo=None), "us"))
        if late.any() and not opened.items_on_record(self.store, vendor, [month], at):
            return feedback
        if late.any():
            before = opened.items_on_record(self.store, vendor, FEEDBACK.read_for(month), at)
            told = zip(folded_ids(feedback["feedback_id"]), folded_ids(feedback["call_id"]), strict=True)
            late &= np.array([before.get(id_) not in ("", call) for id_, call in told], dtype=bool)
        return {**feedback, AFTER_TOLD: late} if late.any() else feedback
