"""The direct line: links by which agents write to the client, and what they wrote.

A token leaves once, at making; only its SHA-256 is kept. A vendor's own people get nothing of it, not even whether
there is a line: every read here answers them with nothing, whatever their scope holds.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from storage.audit import note
from storage.clock import utc_now
from storage.customers import MASK, Customer
from storage.errors import StorageRefusal
from storage.home import Store
from storage.scope import Scope

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.tables_direct import DirectLine, DirectMessage


@dataclass(frozen=True, slots=True)
class LineView:
    """One agent's line. ``id`` is its public name (l7); ``vendor`` whose agent it is today, after merges; ``agent`` as
    the vendor's export writes it; ``messages`` how many came by it."""

    id: str
    vendor: str
    agent: str
    made_by: str
    made_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    messages: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """What an agent writes, customers already masked. ``category`` and ``polarity`` are codes ('' where nothing was
    chosen), ``call_id`` and ``called_at`` (aware) what the agent knows of the call."""

    text: str
    category: str = ""
    polarity: str = ""
    call_id: str | None = None
    called_at: datetime | None = None
    call_back: bool = False
    language: str = "en"


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as it was stored (m3), with whose it is."""

    id: str
    line: str
    vendor: str
    agent: str
    received_at: datetime
    said: Written


def make(store: Store, vendor: str, agents: Sequence[str], *, actor: str) -> list[tuple[LineView, str]]:
    """A new line for each agent, with its token (256 random bits, safe in an address), which nobody can ask for again.

    An agent has one line: an older one is revoked in the same step.
    """
    from storage.tables_direct import DirectLine
    from storage.vendors import existing

    made, now = [], utc_now()
    with store.writing() as session:
        code = existing(session, vendor).code
        codes = [each for each, today in _today(session).items() if today == code]
        for agent in agents:
            _end(session, codes, agent, now)
            token = secrets.token_urlsafe(32)
            row = DirectLine(token_sha256=_digest(token), vendor=code, agent=agent, made_by=actor, made_at=now)
            session.add(row)
            session.flush()
            note(session, actor, "direct_line_made", f"l{row.id}", vendor=code)
            made.append((_line(row, code), token))
    return made


def opened(store: Store, token: str) -> LineView | None:
    """Whose line this is; None for a token that is wrong or revoked, told apart by nothing, not even by time."""
    from sqlmodel import col, select

    from storage.tables_direct import DirectLine

    wanted = select(DirectLine).where(DirectLine.token_sha256 == _digest(token), col(DirectLine.revoked_at).is_(None))
    with store.reading() as session:
        row = session.exec(wanted).one_or_none()
        return _line(row, row.vendor) if row else None


def used(store: Store, line: str) -> None:
    """Note that a line was used just now."""
    from storage.tables_direct import DirectLine

    with store.writing() as session:
        row = session.get(DirectLine, _number(line))
        if row is not None:
            row.last_used_at = utc_now()


def write(store: Store, token: str, said: Written) -> bool:
    """Store a message by the line of ``token``; False, and nothing stored, where it is wrong or revoked by now."""
    from sqlmodel import col, select

    from storage.tables_direct import DirectLine, DirectMessage

    wanted = select(DirectLine).where(DirectLine.token_sha256 == _digest(token), col(DirectLine.revoked_at).is_(None))
    with store.writing() as session:
        row = session.exec(wanted).one_or_none()
        if row is None or row.id is None:
            return False
        row.last_used_at = now = utc_now()
        session.add(DirectMessage(line=row.id, received_at=now, text=said.text, category=said.category,
                                  polarity=said.polarity, call_id=said.call_id, called_at=said.called_at,
                                  call_back=said.call_back, language=said.language))
    return True


def revoke(store: Store, line: str, *, actor: str) -> LineView:
    """End a line at once; its messages stay. Refused where there is none of that name; what is ended stays so."""
    from storage.tables_direct import DirectLine

    with store.writing() as session:
        row = session.get(DirectLine, number) if (number := _number(line)) else None
        if row is None:
            raise StorageRefusal("unknown_line", f"There is no direct line {line}. See them: openline direct-line list")
        if row.revoked_at is None:
            row.revoked_at = utc_now()
            note(session, actor, "direct_line_revoked", f"l{row.id}", vendor=row.vendor)
        return _line(row, row.vendor)


def lines(store: Store, scope: Scope, vendor: str | None = None) -> list[LineView]:
    """All lines (of ``vendor``), newest first, those that are revoked too; none for a vendor's own people."""
    import sqlalchemy as sa
    from sqlmodel import col, select

    from storage.tables_direct import DirectLine, DirectMessage

    if scope.vendors is not None:
        return []
    with store.reading() as session:
        today = _today(session)
        came = dict(session.exec(select(DirectMessage.line, sa.func.count()).group_by(col(DirectMessage.line))).all())
        found = [_line(row, today[row.vendor], came.get(row.id or 0, 0))
                 for row in session.exec(select(DirectLine).order_by(col(DirectLine.id).desc()))]
    return [line for line in found if vendor in (None, line.vendor)]


def messages(store: Store, scope: Scope, vendor: str | None = None) -> list[MessageView]:
    """All messages (of ``vendor``'s agents), newest first; none for a vendor's own people."""
    from sqlmodel import col, select

    from storage.tables_direct import DirectLine, DirectMessage

    if scope.vendors is not None:
        return []
    with store.reading() as session:
        today = _today(session)
        found = session.exec(select(DirectMessage, DirectLine).join(DirectLine).order_by(col(DirectMessage.id).desc()))
        return [_message(row, line, today[line.vendor]) for row, line in found
                if vendor in (None, today[line.vendor])]


def count(store: Store, scope: Scope) -> int:
    """How many messages there are; 0 for a vendor's own people."""
    import sqlalchemy as sa
    from sqlmodel import select

    from storage.tables_direct import DirectMessage

    if scope.vendors is not None:
        return 0
    with store.reading() as session:
        return session.exec(select(sa.func.count()).select_from(DirectMessage)).one()


def holding(session: Session, customer: Customer) -> list[int]:
    """The numbers of the messages in which ``customer`` stands."""
    from sqlmodel import select

    from storage.tables_direct import DirectMessage

    said = session.exec(select(DirectMessage.id, DirectMessage.text, DirectMessage.call_id))
    return [number for number, text, call in said
            if number is not None and (customer.is_in(text) or customer.is_in(call or ""))]


def take_out(session: Session, customer: Customer) -> int:
    """Take ``customer`` out of all messages, inside a unit of work; how many held him. The database lets nothing but
    the mask be written over a message."""
    import sqlalchemy as sa
    from sqlmodel import col

    from storage.tables_direct import DirectMessage

    found = holding(session, customer)
    for number in found:
        row = session.get(DirectMessage, number)
        assert row is not None
        masked = {name: MASK for name, said in (("text", row.text), ("call_id", row.call_id))
                  if customer.is_in(said or "")}
        session.exec(sa.update(DirectMessage).where(col(DirectMessage.id) == number).values(**masked))
    return len(found)


def _end(session: Session, vendors: Sequence[str], agent: str, now: datetime) -> None:
    import sqlalchemy as sa
    from sqlmodel import col

    from storage.tables_direct import DirectLine

    session.exec(sa.update(DirectLine).where(
        col(DirectLine.vendor).in_(vendors), col(DirectLine.agent) == agent, col(DirectLine.revoked_at).is_(None),
    ).values(revoked_at=now))


def _today(session: Session) -> dict[str, str]:
    """Code -> the code its records count as since a merge."""
    from sqlmodel import select

    from storage.tables import Vendor

    return {row.code: row.merged_into or row.code for row in session.exec(select(Vendor))}


def _line(row: DirectLine, vendor: str, came: int = 0) -> LineView:
    return LineView(f"l{row.id}", vendor, row.agent, row.made_by, row.made_at, row.last_used_at, row.revoked_at, came)


def _message(row: DirectMessage, line: DirectLine, vendor: str) -> MessageView:
    return MessageView(f"m{row.id}", f"l{line.id}", vendor, line.agent, row.received_at, Written(
        row.text, row.category, row.polarity, row.call_id, row.called_at, row.call_back, row.language))


def _number(line: str) -> int:
    """The number of a line called l7; 0, which is none's, for any other word."""
    number = line.removeprefix("l")
    return int(number) if line != number and number.isascii() and number.isdigit() and len(number) < 10 else 0


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
