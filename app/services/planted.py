"""Test calls: a sheet for the people who make them, and what arrived of what they said.

A test caller knows for certain what was said. The vendor never learns which calls these were: its people see them among
all others in its own log, and nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from app.errors import UserError
from app.services.asked import month_asked
from app.services.draw_sheets import Sheet, field_of, workbook_of
from app.services.drawing import MOST_DRAWN
from app.services.forms import header_of
from app.services.issue_words import word_of
from app.services.vendors import code_of
from app.words import words_for
from imports.masking import masked_text
from scoring.columns import is_one_of, known, moments
from scoring.linking import link, polarity
from scoring.measures.judged import countable, where
from scoring.records import EVALUATIONS, Month, Type

if TYPE_CHECKING:
    from scoring.counts import Columns
    from storage.home import Store
    from storage.scope import Scope

GIVEN = ("vendor", "selection", "feedback_voiced")
ASKED = ("call_id", "evaluator", "evaluated_at", "feedback_category", "feedback_polarity", "feedback_text", "comment")
PLANTED = "planted"


def planted_sheet(store: Store, vendor: str, month: str, n: int, language: str, *, actor: str) -> tuple[str, bytes]:
    """File name and bytes of a blank workbook for ``n`` test calls to ``vendor`` in ``month`` (2026-05), on record.

    Any month may be named, those to come too. UserError for a vendor or month that is none, or a number nobody calls.
    """
    from storage import audit

    code, when, words = code_of(store, vendor), month_asked(month), words_for(language)
    assert when is not None
    if not 1 <= n <= MOST_DRAWN:
        raise UserError("bad_number", f"{n:,} test calls cannot be planned. Ask for 1 to {MOST_DRAWN:,}.")
    chosen = word_of(PLANTED, EVALUATIONS.column("selection"), words.language)
    rows = [[code, chosen, words.t("value.yes"), words.t("planted.call", place=place, n=n)]
            for place in range(1, n + 1)]
    fields = [field_of(EVALUATIONS.name, name, words, date.fromisoformat(when.first_day), "sheet.planted")
              for name in ASKED]
    heads = [*(header_of(EVALUATIONS.name, name, words) for name in GIVEN), words.t("sheet.about")]
    told = [(words.t("sheet.title.planted", n=n, vendor=code, month=when), words.t("sheet.what.planted"))]
    audit.record(store, actor, "test_calls_planned", code, month=str(when), n=n)
    return (f"openline-test-calls-{code}-{when}.xlsx",
            workbook_of(Sheet(words.t("sheet.planted"), heads, rows, fields, told), words))


@dataclass(frozen=True, slots=True)
class PlantedCall:
    """A test call: when it was (in the client's zone; the caller's word where the log does not hold it), by whom, what
    was said, and what arrived of it: the ``item`` ('': nothing) and its polarity as the vendor forwarded it."""

    vendor: str
    call_id: str
    called_at: datetime | None
    caller: str
    category: str
    mood: str
    text: str
    in_log: bool
    item: str
    item_mood: str

    @property
    def arrived(self) -> str:
        """What became of it: ``missing``, ``turned`` (in another mood), or ``came``."""
        if not self.item:
            return "missing"
        return "came" if self.item_mood in ("", self.mood) or not self.mood else "turned"


def planted_calls(store: Store, scope: Scope) -> tuple[PlantedCall, ...]:
    """All test calls, newest first; none for a vendor's own people, whatever their scope."""
    from storage import records

    if scope.vendors is not None:
        return ()
    months = {month for _, month in records.months_with_data(store, scope, EVALUATIONS.name)}
    sets = records.month_sets(store, scope, {EVALUATIONS.name: sorted(months)})[EVALUATIONS.name]
    zone, found = ZoneInfo(store.timezone), list[PlantedCall]()
    for vendor, evaluations in sets.items():
        chosen = np.flatnonzero(countable(evaluations, PLANTED))
        if len(chosen):
            planted = where(evaluations, chosen)
            found += _of_vendor(vendor, planted, _items(store, scope, vendor, planted), zone)
    return tuple(sorted(found, key=lambda call: (call.called_at is not None, call.called_at or datetime.min,  # noqa: DTZ901
                                                 call.call_id), reverse=True))


def _items(store: Store, scope: Scope, vendor: str, planted: Columns) -> Columns:
    """What the vendor forwarded around these calls; nothing that came another way."""
    from storage import records

    at = moments(planted["evaluated_at"]), moments(planted["call_started_at"])
    spoken = {Month.parse(str(one.astype("datetime64[M]"))) for each in at for one in each if not np.isnat(one)}
    around = {month.shifted(step) for month in spoken for step in (-1, 0, 1)}
    items = records.month_records(store, scope, "feedback", vendor, sorted(around))
    return where(items, np.flatnonzero(~is_one_of(items["route"], "direct")))


def _of_vendor(vendor: str, planted: Columns, items: Columns, zone: ZoneInfo) -> list[PlantedCall]:
    linked = link(planted, items).generous
    moods = polarity(items) if len(items["feedback_id"]) else np.empty(0, dtype=object)
    started, said_at = moments(planted["call_started_at"]), moments(planted["evaluated_at"])
    return [PlantedCall(
        vendor, masked_text(_text(planted["call_id"], row), Type.ID),
        _local(said_at[row] if np.isnat(started[row]) else started[row], zone), _text(planted["evaluator"], row),
        _text(planted["feedback_category"], row), _text(planted["feedback_polarity"], row),
        _text(planted["feedback_text"], row), not np.isnat(started[row]),
        "" if item < 0 else masked_text(_text(items["feedback_id"], item), Type.ID),
        "" if item < 0 else str(moods[item]),
    ) for row, item in enumerate(linked.tolist())]  # fmt: skip


def _text(values: Any, row: int) -> str:
    return str(np.ma.getdata(values)[row]).strip() if known(values)[row] else ""


def _local(moment: np.datetime64, zone: ZoneInfo) -> datetime | None:
    if np.isnat(moment):
        return None
    said: datetime = moment.astype("datetime64[s]").item()
    return said.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
