"""The months of all vendors as the engine judges them: each once, for what nothing has touched since is kept."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from app.services.finding_states import Lives
from app.services.month_inputs import Ears, inputs_of, rests_on
from app.services.told import Told
from scoring.records import Month, VendorCode
from storage import judged
from storage.errors import StorageRefusal
from storage.judged import Judged
from storage.scope import EVERYTHING, Scope

if TYPE_CHECKING:
    from scoring.integrity.verdict import Finding
    from scoring.integrity.warm import Calibration
    from storage.home import Store


class Past:
    """The findings of all vendors' months up to ``newest`` by the shipped nulls, each vendor's looked for once, and
    what they teach: a month is read by the months before it alone, of whatever vendor, and by none that came later.

    Seen from now (``moment`` None), months that were judged before on the same records are not judged again, and those
    that had to be are kept by :meth:`keep`."""

    def __init__(self, store: Store, moment: datetime | None = None, newest: Month | None = None) -> None:
        self.store, self.moment = store, moment
        self.contents = judged.contents(store, EVERYTHING) if moment is None else None
        self.kept = judged.kept(store, EVERYTHING) if moment is None else {}
        self.heard, self.lives = Ears(store, moment), Lives(store, EVERYTHING, moment)
        self.told = Told(store, self.lives)
        self.months = {vendor: [each for each in months if newest is None or each <= newest]
                       for vendor, months in vendor_months(store, EVERYTHING, moment).items()}
        self.new: dict[judged.Key, Judged] = {}
        self.known: dict[VendorCode, list[Finding]] = {}
        self.taught: dict[Month, Calibration | None] = {}

    def found(self, vendor: VendorCode) -> list[Finding]:
        """The findings of a vendor's months, in order, each with the evidence of the months up to it, as far back as
        the last one whose finding is decided."""
        from scoring.integrity.running import courses
        from scoring.integrity.verdict import following

        if vendor not in self.known:
            months = self.months[vendor]
            alone = [self._alone(vendor, month) for month in months]
            course = courses([(month, found.evidence) for month, found in zip(months, alone, strict=True)],
                             self.lives.decided(vendor))
            self.known[vendor] = [following(found, so_far) for found, so_far in zip(alone, course, strict=True)]
        return self.known[vendor]

    def of(self, vendor: VendorCode, month: Month) -> Finding:
        """The finding of one month."""
        return self.found(vendor)[self.months[vendor].index(month)]

    def calibration(self, month: Month) -> Calibration | None:
        """What the months before ``month`` teach; None where they are too few. Nothing is read to find that out."""
        from scoring.integrity.verdict import past_month
        from scoring.integrity.warm import MONTHS_NEEDED, calibration

        before = {vendor: sum(each < month for each in months) for vendor, months in self.months.items()}
        if sum(before.values()) < MONTHS_NEEDED:
            return None
        if month not in self.taught:
            taught = [past_month(found) for vendor, n in sorted(before.items()) for found in self.found(vendor)[:n]]
            self.taught[month] = calibration([each for each in taught if each is not None])
        return self.taught[month]

    def keep(self) -> None:
        """Keep what had to be judged. Where that is refused or something changed meanwhile, it is judged anew the next
        time: nothing else is lost."""
        if self.new and self.contents is not None:
            with suppress(StorageRefusal):
                judged.keep(self.store, self.new, self.contents.version)

    def _alone(self, vendor: VendorCode, month: Month) -> Finding:
        """The month's finding without the months before it."""
        from scoring.integrity.kept import as_bytes, from_bytes
        from scoring.integrity.panel import panel
        from scoring.integrity.verdict import judged as judged_month
        from scoring.integrity.verdict import settled

        key = self._rests_on(vendor, month)
        before = self.kept.get((vendor, month))
        if before is not None and before.rests_on == key:
            return from_bytes(before.data)
        seen = panel(inputs_of(self.store, vendor, month, self.moment, self.heard, self.told))
        found = judged_month(seen)
        if key is not None and settled(seen):
            self.new[vendor, month] = Judged(key, as_bytes(found))
        return found

    def _rests_on(self, vendor: VendorCode, month: Month) -> str | None:
        if self.contents is None:
            return None
        return rests_on(self.contents.fingerprints, vendor, month, self.heard.again_for(month),
                        self.lives.taken_out(vendor, month), self.told.of(vendor, month))


def vendor_months(store: Store, scope: Scope, moment: datetime | None) -> dict[VendorCode, list[Month]]:
    """The months of each vendor in scope that have evaluations or feedback, in order."""
    from storage import records

    found: dict[VendorCode, set[Month]] = {}
    for kind in ("evaluations", "feedback"):
        for vendor, month in records.months_with_data(store, scope, kind, as_of=moment):
            found.setdefault(vendor, set()).add(month)
    return {vendor: sorted(months) for vendor, months in sorted(found.items())}
