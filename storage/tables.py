"""The SQL tables: everything that is edited, listed or issued. Records themselves lie in Parquet, listed here.

Nothing in Parquet exists for a reader until a row of ``layers`` or ``partitions`` names it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SCHEMA_REVISION = "0007"
"""The newest migration. Kept here so that checking it costs one SELECT and no import of Alembic."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC. A naive one is a mistake of ours and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(SQLModel):
    """What all tables share: one metadata with a naming convention, so that migrations can name every constraint."""

    model_config = {"defer_build": True}  # rows are not validated: no command need wait for validators
    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


def _time(*, null: bool = False, index: bool = False) -> Any:
    return Column(UtcDateTime, nullable=null, index=index)


def _vendor(*, null: bool = False, index: bool = False) -> Any:
    return Column(String(40), ForeignKey("vendors.code"), nullable=null, index=index)


class Home(Table, table=True):
    """The one row that pairs this database with its home, and carries the version every cached reading hangs on."""

    __tablename__ = "home"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: int = Field(default=1, sa_column=Column(Integer, primary_key=True, autoincrement=False))
    uuid: str = Field(sa_column=Column(String(36), nullable=False))
    client_timezone: str = Field(sa_column=Column(String(64), nullable=False))
    country_code: str | None = Field(default=None, sa_column=Column(String(8)))
    key_fingerprint: str = Field(sa_column=Column(String(64), nullable=False))
    data_version: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    next_batch: int = Field(default=1, sa_column=Column(Integer, nullable=False))
    demo: bool = False
    created_at: datetime = Field(sa_column=_time())


class Vendor(Table, table=True):
    """A vendor. ``merged_into`` names the vendor its records count as since a merge."""

    __tablename__ = "vendors"
    code: str = Field(sa_column=Column(String(40), primary_key=True))
    name: str = Field(sa_column=Column(String(200), nullable=False))
    timezone: str | None = Field(default=None, sa_column=Column(String(64)))
    merged_into: str | None = Field(default=None, sa_column=_vendor(null=True))
    created_at: datetime = Field(sa_column=_time())


class VendorAlias(Table, table=True):
    """Every word a file may use for a vendor (its code and name too), case-folded: one word, one vendor."""

    __tablename__ = "vendor_aliases"
    folded: str = Field(sa_column=Column(String(200), primary_key=True))
    alias: str = Field(sa_column=Column(String(200), nullable=False))
    vendor: str = Field(sa_column=_vendor(index=True))


class Person(Table, table=True):
    """Somebody who may sign in. ``login`` is unique whatever its case; disabled people stay on record."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("login_folded"), UniqueConstraint("oidc_issuer", "oidc_subject"))
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    login: str = Field(sa_column=Column(String(200), nullable=False))
    login_folded: str = Field(sa_column=Column(String(200), nullable=False))
    name: str = Field(sa_column=Column(String(200), nullable=False))
    role: str = Field(sa_column=Column(String(20), nullable=False))
    vendor: str | None = Field(default=None, sa_column=_vendor(null=True))
    password_hash: str | None = Field(default=None, sa_column=Column(String(200)))
    language: str = Field(default="en", sa_column=Column(String(10), nullable=False))
    oidc_issuer: str | None = Field(default=None, sa_column=Column(String(300)))
    oidc_subject: str | None = Field(default=None, sa_column=Column(String(300)))
    created_at: datetime = Field(sa_column=_time())
    disabled_at: datetime | None = Field(default=None, sa_column=_time(null=True))


class WebSession(Table, table=True):
    """A signed-in browser. Only the SHA-256 of its token is kept: this table cannot be replayed."""

    __tablename__ = "web_sessions"
    token_sha256: str = Field(sa_column=Column(String(64), primary_key=True))
    person_id: int = Field(sa_column=Column(Integer, ForeignKey("people.id"), nullable=False, index=True))
    created_at: datetime = Field(sa_column=_time())
    expires_at: datetime = Field(sa_column=_time(index=True))
    revoked_at: datetime | None = Field(default=None, sa_column=_time(null=True))


class Batch(Table, table=True):
    """One file that was stored. Its counts are repeated as they were reported; ``reading`` keeps the report whole.

    ``months`` are those in which its records last stood: of a batch that is withdrawn, nothing else tells.
    ``corrects`` is the batch of whose held-back rows it brought some.
    """

    __tablename__ = "batches"
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    kind: str = Field(sa_column=Column(String(20), nullable=False))
    vendor_option: str | None = Field(default=None, sa_column=Column(String(40)))
    vendors: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    file_name: str = Field(sa_column=Column(Text, nullable=False))
    sha256: str = Field(sa_column=Column(String(64), nullable=False, index=True))
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    format: str = Field(sa_column=Column(String(100), nullable=False))
    sheet: str = Field(default="", sa_column=Column(Text, nullable=False))
    timezone: str = Field(default="", sa_column=Column(String(64), nullable=False))
    rows_read: int = Field(sa_column=Column(BigInteger, nullable=False))
    rows_stored: int = Field(sa_column=Column(BigInteger, nullable=False))
    rows_held_back: int = Field(sa_column=Column(BigInteger, nullable=False))
    rows_not_data: int = Field(sa_column=Column(BigInteger, nullable=False))
    records: int = Field(sa_column=Column(BigInteger, nullable=False))
    months: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    issues_total: int = Field(sa_column=Column(BigInteger, nullable=False))
    reading: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    held_back_file: str = Field(default="", sa_column=Column(Text, nullable=False))
    imported_by: str = Field(sa_column=Column(String(200), nullable=False))
    committed_at: datetime = Field(sa_column=_time())
    visible: bool = Field(default=True, nullable=False)
    replaces: int | None = Field(default=None, sa_column=Column(Integer, ForeignKey("batches.number")))
    corrects: int | None = Field(default=None, sa_column=Column(Integer, ForeignKey("batches.number")))


class Original(Table, table=True):
    """An imported file as it came, sealed, until ``expires_at``. ``bytes`` is its size before it was sealed."""

    __tablename__ = "originals"
    batch: int = Field(sa_column=Column(Integer, ForeignKey("batches.number"), primary_key=True, autoincrement=False))
    file: str = Field(sa_column=Column(String(300), nullable=False, unique=True))
    bytes: int = Field(sa_column=Column(BigInteger, nullable=False))
    kept_at: datetime = Field(sa_column=_time())
    expires_at: datetime = Field(sa_column=_time(index=True))


class BatchEvent(Table, table=True):
    """When a batch came, went and came back: what was visible at any date follows from these rows alone."""

    __tablename__ = "batch_events"
    __table_args__ = (CheckConstraint("kind IN ('stored', 'withdrawn', 'reinstated')", name="kind"),)
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    batch: int = Field(sa_column=Column(Integer, ForeignKey("batches.number"), nullable=False, index=True))
    kind: str = Field(sa_column=Column(String(20), nullable=False))
    at: datetime = Field(sa_column=_time(index=True))
    by: str = Field(sa_column=Column(String(200), nullable=False))


class Layer(Table, table=True):
    """An immutable Parquet file: the records of one batch, vendor and own-date month. Never changed, never deleted.

    ``vendor`` is whom the records count for today; ``filed_under`` whom they were imported for (they part at a merge).
    """

    __tablename__ = "layers"
    __table_args__ = (Index(None, "kind", "vendor", "month"),)
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    batch: int = Field(sa_column=Column(Integer, ForeignKey("batches.number"), nullable=False, index=True))
    kind: str = Field(sa_column=Column(String(20), nullable=False))
    vendor: str = Field(sa_column=_vendor())
    filed_under: str = Field(sa_column=_vendor())
    month: str = Field(sa_column=Column(String(7), nullable=False))
    file: str = Field(sa_column=Column(String(300), nullable=False, unique=True))
    records: int = Field(sa_column=Column(BigInteger, nullable=False))
    first_at: str = Field(sa_column=Column(String(40), nullable=False))
    last_at: str = Field(sa_column=Column(String(40), nullable=False))
    bytes: int = Field(sa_column=Column(BigInteger, nullable=False))
    sha256: str = Field(sa_column=Column(String(64), nullable=False))


class Partition(Table, table=True):
    """The *current* records of one kind, vendor and month: the file readers read, derived from the visible layers.

    ``layer_batch`` is set where an untouched layer serves as the current file (its batch number is then not in the
    file). ``fingerprint`` is of the content alone, whatever batches it came by; ``head_fingerprint`` of its first
    eight days, which the month before looks into. ``newest_at`` is the newest event the records tell of.
    """

    __tablename__ = "partitions"
    kind: str = Field(sa_column=Column(String(20), primary_key=True))
    vendor: str = Field(sa_column=Column(String(40), ForeignKey("vendors.code"), primary_key=True))
    month: str = Field(sa_column=Column(String(7), primary_key=True))
    file: str = Field(sa_column=Column(String(300), nullable=False))
    layer_batch: int | None = Field(default=None, sa_column=Column(Integer))
    records: int = Field(sa_column=Column(BigInteger, nullable=False))
    fingerprint: str = Field(sa_column=Column(String(64), nullable=False))
    head_fingerprint: str = Field(sa_column=Column(String(64), nullable=False))
    first_at: datetime | None = Field(default=None, sa_column=_time(null=True))
    last_at: datetime | None = Field(default=None, sa_column=_time(null=True))
    newest_at: datetime | None = Field(default=None, sa_column=_time(null=True))
    batches: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    version: int = Field(sa_column=Column(BigInteger, nullable=False))


class KeptAnswer(Table, table=True):
    """What a person answered about a layout of a vendor's files ('' for all vendors), so that nobody is asked twice."""

    __tablename__ = "kept_answers"
    vendor: str = Field(sa_column=Column(String(40), primary_key=True))
    layout: str = Field(sa_column=Column(String(100), primary_key=True))
    code: str = Field(sa_column=Column(String(200), primary_key=True))
    value: str = Field(sa_column=Column(Text, nullable=False))
    answered_by: str = Field(sa_column=Column(String(200), nullable=False))
    answered_at: datetime = Field(sa_column=_time())


class Scorecard(Table, table=True):
    """A scorecard as issued: its bytes, never changed. ``superseded_at`` is when other inputs made a newer one."""

    __tablename__ = "scorecards"
    __table_args__ = (
        Index(None, "vendor", "month", "definition"),
        Index("uq_scorecards_current", "vendor", "month", "definition", "inputs", unique=True),
    )
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    vendor: str = Field(sa_column=_vendor())
    month: str = Field(sa_column=Column(String(7), nullable=False))
    definition: str = Field(sa_column=Column(String(100), nullable=False))
    inputs: str = Field(sa_column=Column(String(64), nullable=False))
    as_of: datetime = Field(sa_column=_time())
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sha256: str = Field(sa_column=Column(String(64), nullable=False))
    issued_at: datetime = Field(sa_column=_time())
    superseded_at: datetime | None = Field(default=None, sa_column=_time(null=True))


class DefinitionRow(Table, table=True):
    """A scoring definition under its code, kept so that an old scorecard can be read with what it meant."""

    __tablename__ = "definitions"
    code: str = Field(sa_column=Column(String(100), primary_key=True))
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    kept_at: datetime = Field(sa_column=_time())


class Audit(Table, table=True):
    """Who did what, when. Append only: the database itself refuses to change or delete a row."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    at: datetime = Field(sa_column=_time(index=True))
    actor: str = Field(sa_column=Column(String(200), nullable=False))
    action: str = Field(sa_column=Column(String(50), nullable=False))
    subject: str = Field(default="", sa_column=Column(Text, nullable=False))
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class EvaluationForm(Table, table=True):
    """The criteria of an evaluation form under a code of their own: another criterion is another form. Append only."""

    __tablename__ = "evaluation_forms"
    code: str = Field(sa_column=Column(String(140), primary_key=True))
    criteria: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    kept_at: datetime = Field(sa_column=_time())


class Draw(Table, table=True):
    """A random draw as it was sealed, before any call of it was named. Append only; numbered without gaps.

    ``drawn_of`` names what it was drawn of where that is not the whole month (draw d3, whose calls are heard twice).
    """

    __tablename__ = "draws"
    __table_args__ = (CheckConstraint("purpose IN ('evaluate', 'survey', 'double', 'relisten')", name="purpose"),)
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    purpose: str = Field(sa_column=Column(String(20), nullable=False))
    vendor: str = Field(sa_column=_vendor(index=True))
    month: str = Field(sa_column=Column(String(7), nullable=False))
    n: int = Field(sa_column=Column(Integer, nullable=False))
    method: str = Field(sa_column=Column(String(40), nullable=False))
    seed: str = Field(sa_column=Column(String(64), nullable=False))
    frame_calls: int = Field(sa_column=Column(BigInteger, nullable=False))
    frame_fingerprint: str = Field(sa_column=Column(String(64), nullable=False))
    strata: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    form: str | None = Field(default=None, sa_column=Column(String(140), ForeignKey("evaluation_forms.code")))
    drawn_of: str | None = Field(default=None, sa_column=Column(String(40)))
    drawn_by: str = Field(sa_column=Column(String(200), nullable=False))
    drawn_at: datetime = Field(sa_column=_time())


class DrawnCalls(Table, table=True):
    """The calls a sealed draw names, in its order: one row a draw, so that none can be added. Append only."""

    __tablename__ = "drawn_calls"
    draw: int = Field(sa_column=Column(Integer, ForeignKey("draws.number"), primary_key=True, autoincrement=False))
    calls: list[str] = Field(sa_column=Column(JSON, nullable=False))
    named_at: datetime = Field(sa_column=_time())


class OpenedDraw(Table, table=True):
    """A draw whose calls its vendor may see, since when and by whom: once, and never taken back. Append only."""

    __tablename__ = "opened_draws"
    draw: int = Field(sa_column=Column(Integer, ForeignKey("draws.number"), primary_key=True, autoincrement=False))
    opened_by: str = Field(sa_column=Column(String(200), nullable=False))
    opened_at: datetime = Field(sa_column=_time())
