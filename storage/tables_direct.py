"""The tables of the direct line: one link an agent, and what was written by it. Nothing of it is a vendor's to see."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Text
from sqlmodel import Field

from storage.tables import Table, UtcDateTime

__all__ = ["DirectLine", "DirectMessage", "Table"]


class DirectLine(Table, table=True):
    """A link by which one agent reaches the client. Only the SHA-256 of its token is kept: it cannot be told again.

    ``agent`` is as the vendor's export writes it. ``last_used_at``: when its page was last opened or written by.
    """

    __tablename__ = "direct_lines"
    __table_args__ = (Index(None, "vendor", "agent"),)
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    token_sha256: str = Field(sa_column=Column(String(64), nullable=False, unique=True))
    vendor: str = Field(sa_column=Column(String(40), ForeignKey("vendors.code"), nullable=False))
    agent: str = Field(sa_column=Column(Text, nullable=False))
    made_by: str = Field(sa_column=Column(String(200), nullable=False))
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    last_used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class DirectMessage(Table, table=True):
    """What an agent wrote, customers masked. Append only: the database lets a customer who is forgotten be taken out of
    ``text`` and ``call_id``, and nothing else be changed.

    ``called_at``: when the call was, by the agent's word. ``language``: of the page it was written on.
    """

    __tablename__ = "direct_messages"
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    line: int = Field(sa_column=Column(Integer, ForeignKey("direct_lines.id"), nullable=False, index=True))
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    text: str = Field(sa_column=Column(Text, nullable=False))
    category: str = Field(default="", sa_column=Column(String(40), nullable=False))
    polarity: str = Field(default="", sa_column=Column(String(20), nullable=False))
    call_id: str | None = Field(default=None, sa_column=Column(String(200)))
    called_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    call_back: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))
    language: str = Field(default="en", sa_column=Column(String(10), nullable=False))
