"""What the engine looks at of one vendor's month, read from the store, and the fingerprint of all of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from app.services.finding_states import Lives
from app.services.told import Told
from scoring.counts import rows
from scoring.records import Month, VendorCode
from storage.scope import EVERYTHING, Scope

if TYPE_CHECKING:
    from scoring.counts import Columns
    from scoring.integrity.inputs import HeardBefore, IntegrityInputs
    from storage.home import Store

REMEMBERED = 6
"""Earlier months whose samples say how a vendor's customers usually speak."""
READ_FOR = {"evaluations": (0,), "surveys": (0,), "calls": (0, 1), "feedback": (-1, 0, 1),
            "promises": (-1, 0, 1, 2, 3), "complaints": (0, 1, 2)}
"""The months of the vendor's own records that are looked at, counted from the one judged."""
PEERS_READ_FOR = {"evaluations": tuple(range(-REMEMBERED, 1))}
"""And of everybody's."""


def rests_on(fingerprints: Mapping[tuple[str, str, str], str], vendor: VendorCode, month: Month,
             heard_again: Iterable[str], taken_out: Iterable[str], since_told: str = "") -> str:
    """The fingerprint (64 hex digits) of all that a closed month is judged by, the engine itself included: while it
    stands, so does what was judged. ``fingerprints`` are those of all current records; ``since_told``: when the vendor
    was told which calls were listened to ('' where it was not)."""
    from scoring.integrity.kept import revision
    from scoring.records import KINDS

    own = {(kind, str(month.shifted(step))) for kind, steps in READ_FOR.items() for step in steps}
    own |= {("intervals", str(each)) for each in KINDS["intervals"].read_for(month)}
    peers = {(kind, str(month.shifted(step))) for kind, steps in PEERS_READ_FOR.items() for step in steps}
    content = sorted((*key, found) for key, found in fingerprints.items()
                     if (key[0], key[2]) in peers or (key[1] == vendor and (key[0], key[2]) in own))
    told = [revision(), vendor, str(month), content, sorted(heard_again), sorted(taken_out), since_told]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def inputs_of(store: Store, vendor: VendorCode, month: Month, moment: datetime | None,
              heard: Ears | None = None, told: Told | None = None) -> IntegrityInputs:
    """Everything the engine looks at of one vendor-month, as of now or of another moment; without what a second
    evaluator did not confirm, and with what came too late marked as such."""
    from scoring.integrity.inputs import CALL_COLUMNS, LATER_COLUMNS, IntegrityInputs
    from storage import records

    scope, heard = Scope(frozenset({vendor})), heard or Ears(store, moment)
    told = told or Told(store, Lives(store, scope, moment))
    sets = records.month_sets(store, scope, {kind: [month.shifted(step) for step in steps]
                                             for kind, steps in READ_FOR.items() if kind != "calls"}, moment)
    starts, ends = (_instant(store, each) for each in (month, month.shifted(1)))
    now = (moment or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    return IntegrityInputs(
        month, vendor, starts, ends, np.datetime64(now, "us"),
        evaluations=heard.at_random(sets["evaluations"].get(vendor, {})),
        feedback=told.marked(vendor, month, sets["feedback"].get(vendor, {})),
        calls=records.month_columns(store, scope, "calls", vendor, month, CALL_COLUMNS, moment),
        surveys=sets["surveys"].get(vendor, {}), promises=sets["promises"].get(vendor, {}),
        complaints=sets["complaints"].get(vendor, {}),
        later_calls=records.month_columns(store, scope, "calls", vendor, month.shifted(1), LATER_COLUMNS, moment),
        before=heard.before(vendor, month), coverage=coverage_of(store, vendor, month, moment),
    ).without(told.lives.taken_out(vendor, month))


def coverage_of(store: Store, vendor: VendorCode, month: Month, moment: datetime | None) -> float | None:
    """What the month's scorecard says of ``frame_coverage``; nothing is scored where no interval was counted."""
    from app.services.scorecards import scorecards
    from storage import records

    scope = Scope(frozenset({vendor}))
    if (vendor, month) not in records.months_with_data(store, scope, "intervals", as_of=moment):
        return None
    cards = scorecards(store, scope, month=str(month), as_of=moment.isoformat() if moment else None)
    return next((each["estimate"]["value"] for card in cards for each in card["measures"]
                 if each["code"] == "frame_coverage"), None)


def _instant(store: Store, month: Month) -> np.datetime64:
    """The first moment of a month in the client's zone, as naive UTC."""
    first = datetime.fromisoformat(month.first_day).replace(tzinfo=ZoneInfo(store.timezone))
    return np.datetime64(first.astimezone(UTC).replace(tzinfo=None), "us")


class Ears:
    """What evaluators heard of every vendor, month by month; each month is read once."""

    def __init__(self, store: Store, moment: datetime | None) -> None:
        from scoring.sampling import RELISTEN
        from storage import draws

        self.store, self.moment = store, moment
        self.months: dict[Month, dict[VendorCode, HeardBefore]] = {}
        self.relistened = [view for view in draws.listing(store, EVERYTHING) if view.purpose == RELISTEN]
        self.heard_again = [view.id for view in self.relistened]

    def at_random(self, evaluations: Columns) -> Columns:
        """``evaluations`` without those of calls heard again for a finding: they were picked by what was missing, so
        they tell nothing of how far ears can be trusted. What they confirm counts by the finding's own life."""
        if not self.heard_again or not rows(evaluations):
            return evaluations
        others = ~np.isin(np.ma.filled(evaluations["draw_id"], "").astype(str), self.heard_again)
        return {name: values[others] for name, values in evaluations.items()}

    def again_for(self, month: Month) -> list[str]:
        """The draws of calls heard again that may touch what is read for ``month``."""
        months = {str(month.shifted(step)) for step in PEERS_READ_FOR["evaluations"]}
        return [view.id for view in self.relistened if view.month in months]

    def before(self, vendor: VendorCode, month: Month) -> tuple[HeardBefore, ...]:
        """What was heard in the vendor's earlier months, and at its peers in the same ones and this."""
        found = [replace(each, own=name == vendor) for step in range(REMEMBERED + 1)
                 for name, each in self._of(month.shifted(-step)).items() if step or name != vendor]
        return tuple(each for each in found if each.judged)

    def _of(self, month: Month) -> dict[VendorCode, HeardBefore]:
        from scoring.integrity.panel import heard_in
        from storage import records

        if month not in self.months:
            sets = records.month_sets(self.store, EVERYTHING, {"evaluations": [month]}, self.moment)["evaluations"]
            self.months[month] = {name: heard_in(self.at_random(columns), own=False)
                                  for name, columns in sorted(sets.items())}
        return self.months[month]
