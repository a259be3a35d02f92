"""The SQL tables of findings of missing feedback: what was found, and every step of what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlmodel import Field

from storage.tables import Table, UtcDateTime

UNDECIDED = text("decided_at IS NULL")


class FindingRow(Table, table=True):
    """A finding as it was opened: ``data`` is its JSON with the calls it rests on. Numbered without gaps; of one vendor
    and month at most one is undecided. Nothing of it can be changed but ``decided_at``, once; and ``data`` where a
    customer is forgotten: ``masked_sha256`` is then that of the bytes without him, ``sha256`` stays."""

    __tablename__ = "findings"
    __table_args__ = (
        Index("uq_findings_undecided", "vendor", "month", unique=True, sqlite_where=UNDECIDED,
              postgresql_where=UNDECIDED),
    )
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    vendor: str = Field(sa_column=Column(String(40), ForeignKey("vendors.code"), nullable=False))
    month: str = Field(sa_column=Column(String(7), nullable=False))
    verdict: str = Field(sa_column=Column(String(20), nullable=False))
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sha256: str = Field(sa_column=Column(String(64), nullable=False))
    masked_sha256: str | None = Field(default=None, sa_column=Column(String(64), nullable=True))
    opened_by: str = Field(sa_column=Column(String(200), nullable=False))
    opened_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    decided_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


class FindingEvent(Table, table=True):
    """A step in the life of a finding. Append only: where it stands at any date follows from these rows alone.

    ``data`` are the bytes a step made (the evidence as it was sent), with their SHA-256. A customer who is forgotten is
    taken out of ``text``, ``details`` and ``data``, as of the finding's: the database lets nothing else be changed.
    """

    __tablename__ = "finding_events"
    __table_args__ = (CheckConstraint(
        "kind IN ('drawn', 'relistened', 'sent', 'replied', 'extended', 'decided')", name="kind"),)
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    finding: int = Field(sa_column=Column(Integer, ForeignKey("findings.number"), nullable=False, index=True))
    kind: str = Field(sa_column=Column(String(20), nullable=False))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    by: str = Field(sa_column=Column(String(200), nullable=False))
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    data: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    sha256: str | None = Field(default=None, sa_column=Column(String(64), nullable=True))
    masked_sha256: str | None = Field(default=None, sa_column=Column(String(64), nullable=True))


class JudgedMonth(Table, table=True):
    """What the engine said of a vendor's month by itself, without the months before it: derived, so that a month that
    nothing has touched is not judged twice. ``rests_on`` is the fingerprint of all it was judged by; another one
    replaces it."""

    __tablename__ = "judged_months"
    vendor: str = Field(sa_column=Column(String(40), ForeignKey("vendors.code"), primary_key=True))
    month: str = Field(sa_column=Column(String(7), primary_key=True))
    rests_on: str = Field(sa_column=Column(String(64), nullable=False))
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
