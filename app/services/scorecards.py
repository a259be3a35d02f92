"""The scorecards: computed when a month's inputs changed, else returned as the bytes that were stored.

A month is scored for all its vendors at once, because repeats cross vendors and ranks compare them. What a month rests
on has one fingerprint; while it stands, the stored bytes are the answer, whoever asks and however often.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.services.asked import moment_asked, month_asked, vendor_asked
from app.services.discretion import without_peers
from app.services.finding_states import Lives
from app.services.told import Told
from scoring.records import Month, VendorCode
from storage.scope import EVERYTHING, Scope

if TYPE_CHECKING:
    from scoring.counts import MonthInputs
    from scoring.scorecard import Checked
    from storage.home import Store
    from storage.months import MonthRead

CLOSES_AFTER = timedelta(days=15)
"""A month is closed when feedback heard in it has had this long to arrive (integrity: the closing rule)."""
_AT_ONCE = 2
FEWEST_PEERS = 5
"""A vendor sees where it stands among its peers only when there are this many of them."""


def scorecards(store: Store, scope: Scope, *, month: str | None = None, vendor: str | None = None,
               as_of: str | None = None) -> list[dict[str, Any]]:
    """The scorecards in scope, oldest month first: all with data, or the month and vendor asked for.

    UserError for a month, vendor or date that is none. ``as_of`` (2026-06-02, or a time) recomputes from the batches
    that were visible, and the findings of missing feedback that were on record, at the end of that day in the client's
    zone. A vendor's own people get the card as though there were no finding that it was not sent.
    """
    wanted_month, moment = month_asked(month), moment_asked(store, as_of)
    code = vendor_asked(store, scope, vendor)
    seen = Seen(Lives(store, EVERYTHING, moment), sent_only=scope.vendors is not None)
    answers = []
    for each, vendors in _vendors_by_month(store, moment).items():
        if wanted_month in (None, each):
            cards = _issued(store, each, vendors, seen) if moment is None else _recomputed(store, each, moment, seen)
            if moment is None and scope.vendors is not None:
                cards |= {name: card | _first_said(store, scope, card) for name, card in cards.items()
                          if scope.allows(name)}
            answers += [_shown(scope, card, len(cards)) for name, card in sorted(cards.items())
                        if scope.allows(name) and code in (None, name)]
    return answers


def bring_up_to_date(store: Store) -> tuple[str, ...]:
    """Score the months whose inputs changed since they were scored; the months that were scored anew.

    Which those are is told by comparing fingerprints, month by month, and costs no look into the data. Two months are
    scored at once: while DuckDB follows one month's customers, the other's intervals are drawn.
    """
    from concurrent.futures import ThreadPoolExecutor

    stale = _stale(store)
    with ThreadPoolExecutor(_AT_ONCE) as workers:
        list(workers.map(lambda months: _issue(store, months), [stale[each::_AT_ONCE] for each in range(_AT_ONCE)]))
    return tuple(str(month) for month in stale)


@dataclass(frozen=True)
class Seen:
    """The findings of missing feedback as somebody sees them; ``sent_only`` as vendors' own people do."""

    lives: Lives
    sent_only: bool = False

    def of(self, month: Month) -> Mapping[VendorCode, Checked]:
        return self.lives.checked(month, sent_only=self.sent_only)

    @cached_property
    def told(self) -> Told:
        return Told(self.lives.store, self.lives)


def _stale(store: Store) -> list[Month]:
    from scoring.definition import DEFAULT
    from storage import records
    from storage import scorecards as kept

    vendors = _vendors_by_month(store, None)
    inputs = records.month_fingerprints(store, vendors)
    issued = kept.current_inputs(store, DEFAULT.code)
    seen = Seen(Lives(store, EVERYTHING))
    return [month for month, codes in vendors.items()
            if any(issued.get((code, str(month))) != _inputs_id(inputs[month], seen, month) for code in codes)]


def closes_on(month: str, timezone: str) -> date:
    """The day, in the client's zone, from which ``month`` is closed."""
    return _closes_at(month, timezone).date()


def closed(month: str, timezone: str, now: datetime | None = None) -> bool:
    """Whether ``month`` is closed: its last day in the client's zone lies :data:`CLOSES_AFTER` back."""
    return (now or datetime.now(UTC)) >= _closes_at(month, timezone)


def _closes_at(month: str, timezone: str) -> datetime:
    end = datetime.combine(date.fromisoformat(Month.parse(month).shifted(1).first_day), time(), ZoneInfo(timezone))
    return end + CLOSES_AFTER


def may_be_seen(scope: Scope, month: str, timezone: str) -> bool:
    """A vendor's own people see a month once it is closed; the client's people at once."""
    return scope.vendors is None or closed(month, timezone)


def _vendors_by_month(store: Store, moment: datetime | None) -> dict[Month, set[VendorCode]]:
    """Which vendors have data in which month, oldest month first."""
    from storage import records

    found: dict[Month, set[VendorCode]] = {}
    for vendor, month in records.months_with_data(store, EVERYTHING, as_of=moment):
        found.setdefault(month, set()).add(vendor)
    return dict(sorted(found.items()))


def _inputs_id(fingerprint: str, seen: Seen, month: Month) -> str:
    """What a month's scorecards rest on: its findings, since when vendors know which calls were listened to, and the
    way of computing included. Another of them is another scorecard."""
    from scoring import SCORING_REVISION

    checked, told = seen.of(month), seen.told.in_month(month)
    if checked or told:
        rests_on = [fingerprint, sorted((vendor, each.open, each.upheld) for vendor, each in checked.items()), told]
        fingerprint = sha256(json.dumps(rests_on).encode()).hexdigest()
    return f"{SCORING_REVISION}-{fingerprint}"[:64]


def _stored(store: Store, month: Month, seen: Seen) -> dict[VendorCode, bytes]:
    from scoring.definition import DEFAULT
    from storage import records
    from storage import scorecards as kept

    inputs = _inputs_id(records.month_fingerprint(store, month), seen, month)
    return kept.of_month(store, EVERYTHING, month, DEFAULT.code, inputs)


def _issued(store: Store, month: Month, vendors: set[VendorCode], seen: Seen) -> dict[VendorCode, dict[str, Any]]:
    """The month's cards as stored; computed and stored first where the inputs changed."""
    stored = _stored(store, month, seen)
    if not vendors <= stored.keys():
        issued = _issue(store, [month])[month]
        stored = issued[0] if seen.sent_only else issued[-1]
    return {vendor: json.loads(data) for vendor, data in stored.items()}


def _issue(store: Store, months: Sequence[Month]) -> dict[Month, list[dict[VendorCode, bytes]]]:
    """Score the months and store their cards, each month's under the fingerprint of exactly what was read; of each
    month the cards as vendors see them, where they see others, and those of the client last.

    Where a vendor was not sent a finding yet, the card without it is issued first and superseded at once: its own
    people go on seeing that one, and neither a word nor a date of it tells them that something is being checked.
    """
    from scoring.definition import DEFAULT
    from scoring.scorecard import canonical_bytes
    from storage import scorecards as kept

    kept.keep_definition(store, DEFAULT.code, canonical_bytes(DEFAULT.as_json()))
    scored, lives = [], Lives(store, EVERYTHING)
    with closing(_read(store, months, None)) as reads:
        for month, read in zip(months, reads, strict=True):
            now = datetime.now(UTC)
            for seen in _as_seen(lives, month):
                cards = _computed(month, read, now, seen)
                scored.append(kept.ScoredMonth(month, _inputs_id(read.fingerprint, seen, month), now, {
                    vendor: canonical_bytes(card) for vendor, card in cards.items()}))
    issued: dict[Month, list[dict[VendorCode, bytes]]] = {month: [] for month in months}
    for scored_month, data in zip(scored, kept.issue(store, DEFAULT.code, scored), strict=True):
        issued[Month.parse(str(scored_month.month))].append(data)
    return issued


def _as_seen(lives: Lives, month: Month) -> list[Seen]:
    """How vendors see the month's findings, where that differs, and then how the client does."""
    client, vendors = Seen(lives), Seen(lives, sent_only=True)
    return [client] if client.of(month) == vendors.of(month) else [vendors, client]


def _recomputed(store: Store, month: Month, moment: datetime, seen: Seen) -> dict[VendorCode, dict[str, Any]]:
    return _computed(month, _read_one(store, month, moment), moment, seen)


def _read_one(store: Store, month: Month, as_of: datetime | None) -> MonthRead:
    with closing(_read(store, [month], as_of)) as reads:
        return next(reads)


def _read(store: Store, months: Iterable[Month], as_of: datetime | None) -> Generator[MonthRead]:
    from scoring.counts import COLUMNS_READ, month_queries
    from scoring.definition import DEFAULT
    from scoring.interval_rows import CALL_COLUMNS, interval_queries
    from scoring.records import SMALL_KINDS
    from storage.calls import Beside
    from storage.months import MonthAsked, read_months

    beside = Beside(interval_queries(), CALL_COLUMNS)
    asked = (MonthAsked(month, month_queries(DEFAULT, month), COLUMNS_READ,
                        {kind.name: kind.read_for(month) for kind in SMALL_KINDS}, beside) for month in months)
    return read_months(store, asked, as_of)


def _computed(month: Month, read: MonthRead, said: datetime, seen: Seen) -> dict[VendorCode, dict[str, Any]]:
    from scoring.definition import DEFAULT
    from scoring.scorecard import score_month

    stamp = said.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    cards = score_month(_inputs(month, read, seen.told), DEFAULT, seen.of(month))
    return {vendor: card.as_json(stamp, read.behind.get(vendor, [])) for vendor, card in cards.items()}


def month_inputs(store: Store, month: Month, as_of: datetime | None = None) -> MonthInputs:
    """Everything a month's scorecards rest on, read from the store as of now or of another moment."""
    return _inputs(month, _read_one(store, month, as_of), Told(store, Lives(store, EVERYTHING, as_of)))


def _inputs(month: Month, read: MonthRead, told: Told) -> MonthInputs:
    from scoring.counts import MonthInputs
    from scoring.records import FEEDBACK

    sets = dict(read.sets)
    sets[FEEDBACK.name] = {vendor: told.marked(vendor, month, items) for vendor, items in sets[FEEDBACK.name].items()}
    return MonthInputs(
        month=month, vendors=read.vendors, calls=read.frames, newest_contact=read.newest_contact, left=read.left,
        newest_promise_event=read.newest_promise_event, **sets,
    )


def _shown(scope: Scope, card: dict[str, Any], peers: int) -> dict[str, Any]:
    """The card as the scope may see it: a vendor learns nothing of the others, and its rank only among enough."""
    if scope.vendors is None:
        return card
    return without_peers(card) | {"comparisons": [], "rank": card["rank"] if peers >= FEWEST_PEERS else None}


def _first_said(store: Store, scope: Scope, card: Mapping[str, Any]) -> dict[str, Any]:
    """Date and batches of the first card on record since which all have said the same of the vendor: what its client
    imported without any figure moving, such as calls heard again, is nothing a date should tell it."""
    from storage import scorecards as kept

    first = card
    for issued in reversed(kept.history(store, scope, str(card["vendor"]), str(card["month"]))):
        other = json.loads(issued.data)
        if _said_of(other) != _said_of(card):
            break
        first = other
    return {name: first[name] for name in ("as_of", "batches") if name in first}


def _said_of(card: Mapping[str, Any]) -> dict[str, Any]:
    """What a card says but when and from what; and but for a finding that is open, which moves no figure."""
    return {name: value for name, value in card.items()
            if name not in ("as_of", "batches", "provisional", "provisional_notes", "comparisons")}
