"""What the page Direct line shows: links, messages, and how many of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.services.calls_behind import Agents

if TYPE_CHECKING:
    from storage.direct import LineView, MessageView
    from storage.home import Store
    from storage.scope import Scope


@dataclass(frozen=True, slots=True)
class Line:
    """A link as it is shown: the agent by pseudonym, times in the client's zone."""

    id: str
    vendor: str
    agent: str
    made_by: str
    made_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    messages: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is shown: the agent by pseudonym, customers masked, times in the client's zone. ``category`` and
    ``mood`` are codes ('' where nothing was chosen)."""

    id: str
    line: str
    vendor: str
    agent: str
    received_at: datetime
    text: str
    category: str
    mood: str
    call_id: str
    called_at: datetime | None
    call_back: bool


def lines_of(store: Store, scope: Scope, vendor: str | None = None) -> tuple[Line, ...]:
    """All links (of ``vendor``), newest first; none for a vendor's own people."""
    from storage import direct

    told, zone = Agents(store, own=False), ZoneInfo(store.timezone)
    return tuple(_line(each, told, zone) for each in direct.lines(store, scope, vendor))


def messages_of(store: Store, scope: Scope, vendor: str | None = None) -> tuple[Message, ...]:
    """All messages (of ``vendor``'s agents), newest first; none for a vendor's own people."""
    from storage import direct

    told, zone = Agents(store, own=False), ZoneInfo(store.timezone)
    return tuple(shown(each, told, zone) for each in direct.messages(store, scope, vendor))


@dataclass(frozen=True, slots=True)
class Count:
    """Of one vendor: links that are live, all messages, those of this month in the client's zone."""

    vendor: str
    live: int
    messages: int
    this_month: int


def counts_of(store: Store, scope: Scope) -> tuple[Count, ...]:
    """The vendors that have or had links, by code; none for a vendor's own people."""
    lines, messages = lines_of(store, scope), messages_of(store, scope)
    now = f"{datetime.now(ZoneInfo(store.timezone)):%Y-%m}"
    return tuple(Count(
        vendor, sum(line.vendor == vendor and line.revoked_at is None for line in lines),
        sum(message.vendor == vendor for message in messages),
        sum(message.vendor == vendor and f"{message.received_at:%Y-%m}" == now for message in messages),
    ) for vendor in sorted({line.vendor for line in lines}))  # fmt: skip


def as_json(each: Line | Message) -> dict[str, Any]:
    """A link or message as the command line writes it."""
    from dataclasses import asdict

    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(each).items()}


def shown(message: MessageView, told: Agents, zone: ZoneInfo) -> Message:
    """A stored message as it is shown."""
    said = message.said
    return Message(message.id, message.line, message.vendor, told.shown(message.vendor, message.agent),
                   message.received_at.astimezone(zone), said.text, said.category, said.polarity, said.call_id or "",
                   said.called_at.astimezone(zone) if said.called_at else None, said.call_back)


def _line(line: LineView, told: Agents, zone: ZoneInfo) -> Line:
    used, ended = (None if at is None else at.astimezone(zone) for at in (line.last_used_at, line.revoked_at))
    return Line(line.id, line.vendor, told.shown(line.vendor, line.agent), line.made_by, line.made_at.astimezone(zone),
                used, ended, line.messages)
