"""The direct line: links by which a vendor's agents write to the client without the vendor's management.

Who makes a link is told it once. What is written is masked as imports mask free text, before it is stored. A vendor's
own people learn nothing of it: no page of theirs, no count, no address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.access import Permission, Viewer, scope_for
from app.errors import UserError
from app.services.asked import month_asked
from app.services.calls_behind import Agents
from app.services.said import plain, without_customers
from app.services.vendors import code_of
from app.words import words_for
from imports.masking import masked_text
from scoring.records import CALLS, Type
from storage.errors import StorageRefusal

if TYPE_CHECKING:
    from storage.direct import Written
    from storage.home import Store
    from storage.scope import Scope

CATEGORIES = ("product", "billing", "delivery", "service", "website", "other")
MOODS = ("negative", "neutral", "positive")
MOST_CHARACTERS, MOST_OF_AN_ID = 4_000, 100
MOST_LINES = 2_000
"""So many links at once are more than one sheet should hold."""
SENT = "sent"


@dataclass(frozen=True, slots=True)
class MadeLine:
    """A new link, told this once: ``agent`` as the vendor's export writes it, the path of its page."""

    id: str
    agent: str
    path: str


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent of a month's calls: by pseudonym as the portal shows it, and whether a link is live already."""

    shown: str
    has_line: bool


def months_of(store: Store, scope: Scope) -> tuple[tuple[str, str], ...]:
    """The (vendor, month) whose calls are stored, the newest month first; () for a vendor's own people."""
    from storage import records

    found = records.months_with_data(store, scope, CALLS.name) if scope.vendors is None else []
    return tuple(sorted(((str(vendor), str(month)) for vendor, month in found), key=lambda pair: pair[1], reverse=True))


def agents_of(store: Store, scope: Scope, vendor: str, month: str) -> tuple[Agent, ...]:
    """The agents of a vendor's month by pseudonym; () outside the scope and for a vendor's own people."""
    live, told = _live(store, scope, vendor), Agents(store, own=False)
    return tuple(sorted((Agent(told.shown(vendor, agent), agent in live)
                         for agent in _agents(store, scope, vendor, month)), key=lambda agent: agent.shown))


def make_as(store: Store, viewer: Viewer, vendor: str, month: str, shown: str = "") -> list[MadeLine]:
    """Links for a person of the portal to print: for the agent ``shown`` by pseudonym (an older link of his ends), or
    for every agent of the month who has none. UserError for who may not, and where there is nobody."""
    words = words_for(viewer.language)
    if not viewer.may(Permission.DIRECT_LINE):
        raise UserError("not_yours", words.t("direct.refused.not_yours"))
    scope = scope_for(viewer)
    known, told = _agents(store, scope, vendor, month), Agents(store, own=False)
    chosen = [agent for agent in known if shown in ("", told.shown(vendor, agent))]
    if not chosen:
        raise UserError("no_agent", words.t("direct.refused.no_agent"))
    live = _live(store, scope, vendor)
    wanted = chosen if shown else [agent for agent in chosen if agent not in live]
    if not wanted:
        raise UserError("all_have_one", words.t("direct.refused.all_have_one"))
    return _made(store, vendor, wanted, viewer.login)


def make(store: Store, scope: Scope, vendor: str, *, agent: str | None, month: str | None,
         actor: str) -> list[MadeLine]:
    """Links for the command line: for one ``agent`` as the vendor's export writes him, or for all of ``month`` who have
    none. UserError for a vendor or month that is none, or where there is nobody."""
    code = code_of(store, vendor)
    if agent is not None:
        if not agent.strip():
            raise UserError("no_agent", "An agent without a name cannot have a link. Name one as the export writes it.")
        return _made(store, code, [agent.strip()], actor)
    known = _agents(store, scope, code, str(month_asked(month)))
    if not known:
        raise UserError("no_agent", f"No call of {code} in {month} names an agent. Import its calls, or name one with "
                                    "--agent.")
    live = _live(store, scope, code)
    wanted = [each for each in known if each not in live]
    if not wanted:
        raise UserError("all_have_one", f"Every agent of {code} in {month} has a link. Name one with --agent to "
                                        "replace his, or revoke it first.")
    return _made(store, code, wanted, actor)


def revoke_as(store: Store, viewer: Viewer, line: str) -> None:
    """End a link at once. UserError for who may not."""
    from storage import direct

    if not viewer.may(Permission.DIRECT_LINE):
        raise UserError("not_yours", words_for(viewer.language).t("direct.refused.not_yours"))
    direct.revoke(store, line, actor=viewer.login)


def leads(store: Store, token: str) -> bool:
    """Does the link lead anywhere?"""
    from storage import direct

    return direct.opened(store, token) is not None


def opened(store: Store, token: str) -> bool:
    """Does the link lead anywhere? Notes that it was used, where the database can be written to just now."""
    from storage import direct

    line = direct.opened(store, token)
    if line is not None:
        with suppress(StorageRefusal):
            direct.used(store, line.id)
    return line is not None


def receive(store: Store, token: str, fields: Mapping[str, str], language: str) -> str:
    """Store what an agent sent; answers :data:`SENT`, or the code of what is wrong: ``gone`` (no such link), ``empty``,
    ``long``, ``long_id``, ``time`` (cannot be read, or lies in the future). Nothing is stored then."""
    from storage import direct

    line = direct.opened(store, token)
    if line is None:
        return "gone"
    text, call_id = plain(fields.get("text", "")), plain(fields.get("call_id", "")).replace("\n", " ")
    if not text:
        return "empty"
    if len(text) > MOST_CHARACTERS:
        return "long"
    if len(call_id) > MOST_OF_AN_ID:
        return "long_id"
    try:
        called_at = _moment(store, line.vendor, fields.get("called_at", "").strip())
    except ValueError:
        return "time"
    return SENT if direct.write(store, token, _written(text, call_id, called_at, fields, language)) else "gone"


def _written(text: str, call_id: str, called_at: datetime | None, fields: Mapping[str, str], language: str) -> Written:
    from storage.direct import Written

    category, mood = fields.get("category", ""), fields.get("mood", "")
    return Written(
        without_customers(text), category if category in CATEGORIES else "", mood if mood in MOODS else "",
        masked_text(call_id, Type.ID) or None, called_at, fields.get("call_back") == "yes", language)


def _moment(store: Store, vendor: str, said: str) -> datetime | None:
    """When the call was, by the clock of the agent's own zone. ValueError where that is no time, or still to come."""
    from storage import vendors

    if not said:
        return None
    zone = ZoneInfo(vendors.timezones(store).get(vendor) or store.timezone)
    at = datetime.fromisoformat(said)
    at = at if at.tzinfo else at.replace(tzinfo=zone)
    if not datetime(2000, 1, 1, tzinfo=UTC) < at < datetime.now(UTC) + timedelta(hours=1):
        raise ValueError("not a time of a call")
    return at


def _agents(store: Store, scope: Scope, vendor: str, month: str) -> tuple[str, ...]:
    from storage import records

    when = month_asked(month)
    if scope.vendors is not None or when is None:
        return ()
    return records.agents(store, scope, vendor, when)


def _live(store: Store, scope: Scope, vendor: str) -> set[str]:
    from storage import direct

    return {line.agent for line in direct.lines(store, scope, vendor) if line.revoked_at is None}


def _made(store: Store, vendor: str, agents: Sequence[str], actor: str) -> list[MadeLine]:
    from storage import direct

    if len(agents) > MOST_LINES:
        raise UserError("too_many", f"{len(agents):,} links at once are too many; at most {MOST_LINES:,} are made.")
    return [MadeLine(line.id, line.agent, f"/d/{token}")
            for line, token in direct.make(store, vendor, agents, actor=actor)]
