"""Messages of the direct line held against what the vendor forwarded: an exhibit beside a finding, and no part of it.

Who writes is chosen by nobody, so these messages prove nothing of the whole; each of them says something of itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from app.services.calls_behind import Agents
from app.services.direct_views import Message, shown
from imports.masking import masked_text
from scoring.columns import is_one_of, known, moments
from scoring.linking import link
from scoring.measures.judged import where
from scoring.records import Month, Type

if TYPE_CHECKING:
    from scoring.counts import Columns
    from storage.direct import MessageView
    from storage.home import Store
    from storage.scope import Scope


@dataclass(frozen=True, slots=True)
class Told:
    """A message with the item that arrived for it through the vendor ('': none did)."""

    message: Message
    item: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """The messages that speak of one vendor's month, newest first."""

    told: tuple[Told, ...]

    @property
    def arrived(self) -> int:
        """How many of them also arrived through the vendor."""
        return sum(bool(each.item) for each in self.told)


def messages_in(store: Store, scope: Scope) -> int:
    """How many messages there are, of all vendors: an exhibit is another one when this is. 0 for a vendor's own
    people."""
    from storage import direct

    return direct.count(store, scope)


def exhibit(store: Store, scope: Scope, vendor: str, month: str) -> Exhibit:
    """The messages of a vendor's ``month``: that of the call they name where it is stored, else of the time they give,
    else in which they came. Each is linked with the items the vendor forwarded as remarks that evaluators heard are
    (:func:`scoring.linking.link`); where no call is known, the call's end is taken to be the time given, or that at
    which the message came. None for a vendor's own people."""
    from storage import direct, records

    when, zone = Month.parse(month), ZoneInfo(store.timezone)
    found = direct.messages(store, scope, vendor)
    if not found:
        return Exhibit(())
    held = {each for whose, each in records.months_with_data(store, scope, "calls") if whose == vendor}
    calls = records.calls_named(store, scope, vendor, held, [one.said.call_id for one in found if one.said.call_id])
    stored = {str(call): row for row, call in enumerate(calls["call_id"])}
    rows = [stored.get(one.said.call_id or "", -1) for one in found]
    own = [place for place, (one, row) in enumerate(zip(found, rows, strict=True))
           if (str(calls["month"][row]) if row >= 0 else _month(one, zone)) == month]
    items = records.month_records(store, scope, "feedback", vendor, [when.shifted(step) for step in (-1, 0, 1)])
    items = where(items, np.flatnonzero(~is_one_of(items["route"], "direct")))
    linked = link(_heard([found[place] for place in own], [rows[place] for place in own], calls), items).generous
    agents = Agents(store, own=False)
    return Exhibit(tuple(Told(shown(found[place], agents, zone), _item(items, int(item)))
                         for place, item in zip(own, linked, strict=True)))


def _month(message: MessageView, zone: ZoneInfo) -> str:
    at = message.said.called_at or message.received_at
    return f"{at.astimezone(zone):%Y-%m}"


def _heard(messages: list[MessageView], rows: list[int], calls: Columns) -> Columns:
    """The messages as the link wants remarks that were heard."""
    ends = moments(calls["call_ended_at"]) if len(calls["call_id"]) else np.empty(0, dtype="datetime64[us]")
    said = [np.datetime64((one.said.called_at or one.received_at).replace(tzinfo=None), "us") if row < 0 else ends[row]
            for one, row in zip(messages, rows, strict=True)]
    return {
        "call_id": _texts([one.said.call_id for one in messages]),
        "call_agent": _texts([one.agent for one in messages]),
        "feedback_category": _texts([one.said.category for one in messages]),
        "feedback_polarity": _texts([one.said.polarity for one in messages]),
        "call_ended_at": np.ma.MaskedArray(np.array(said, dtype="datetime64[us]")),
    }


def _texts(values: list[str | None]) -> np.ma.MaskedArray:
    return np.ma.MaskedArray(np.array(values, dtype=object), mask=[not value for value in values])


def _item(items: Columns, row: int) -> str:
    ids = items["feedback_id"]
    return masked_text(str(np.ma.getdata(ids)[row]), Type.ID) if row >= 0 and known(ids)[row] else ""
