"""What a declared format is: which headers it is known by, and where each canonical column comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sql:
    """A column computed from others: DuckDB SQL giving text, with ``{header name}`` for each cell it looks at.

    A header the sheet lacks counts as an empty cell, unless it is listed in the format's signature. NULL means that the
    cells could not be read: where one of them says anything its row is held back. An empty text means that they say
    nothing about this column. Numbers, durations and moments are not read here (a ``try_cast`` makes nothing of a cell
    with a slip in it, and a ``coalesce`` hides that): hand the cell on as it is, or declare a :class:`Reckoned`.
    """

    template: str


def lasted(begin: str, end: str) -> str:
    """SQL for a template: milliseconds from the moment under header ``begin`` to the one under ``end``, as text.

    '' where one of them is blank or 0, NULL where one cannot be read (ISO 8601, seconds or milliseconds since 1970).
    """
    first, last = (f"coalesce(epoch_ms(try_cast({{{name}}} AS TIMESTAMP)), CASE WHEN length({{{name}}}) >= 13 "
                   f"THEN try_cast({{{name}}} AS BIGINT) ELSE try_cast({{{name}}} AS BIGINT) * 1000 END)"
                   for name in (begin, end))
    return (f"CASE WHEN coalesce({{{begin}}}, '0') = '0' OR coalesce({{{end}}}, '0') = '0' THEN '' "
            f"ELSE ({last} - {first})::VARCHAR END")


@dataclass(frozen=True, slots=True)
class DateAndTime:
    """A moment written in two columns; each part lists the headers it may go by."""

    date: tuple[str, ...]
    time: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The duration or moment under ``header`` and a duration added to it (``plus``) or taken from it (``minus``).

    Each cell is read as any other of its kind, and holds its row back where it cannot be read. A blank amount changes
    nothing of a duration; of a moment it makes an unknown one.
    """

    header: str
    plus: str = ""
    minus: str = ""

    @property
    def amount(self) -> str:
        """The header of the duration."""
        return self.plus or self.minus

    @property
    def sign(self) -> str:
        """What is done with it: ``+`` or ``-``."""
        return "+" if self.plus else "-"


@dataclass(frozen=True, slots=True)
class Events:
    """A file with several rows for each call and what they say; ``event`` is the header they say it under, or an
    :class:`Sql` that makes one word of several cells. ``outcome`` and ``ended_by`` are what a row makes of the call.

    In a log ``started_at`` is the moment of the event, ``wait_s`` and ``talk_s`` are what it tells of the time before.
    Where ``spans``, a row is a stretch of the call from ``started_at`` to ``ended_at`` (in the menu, in the queue, with
    an agent: ringing and talking); a wait that the format does not read is reckoned from them.

    ``begins``: the caller is in the queue now. ``answers``: an agent has taken the call. ``ends``: a conversation is
    over; ``passes`` are those of them that hand the caller on. ``leaves``: the caller has left the queue without
    an agent. ``menus``: the voice menu served the caller; who met nothing else served himself. Any other row of a call
    changes nothing of it. ``last`` is SQL like that of :class:`Sql`: true for the last row of a call, where the format
    tells that; a call without it is not told to its end.
    """

    event: str | Sql
    ends: tuple[str, ...]
    leaves: tuple[str, ...]
    begins: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()
    menus: tuple[str, ...] = ()
    last: str = ""
    spans: bool = False


From = str | Sql | Reckoned | DateAndTime | tuple[str | DateAndTime, ...]
"""One header, alternatives tried in order, or a computation."""


@dataclass(frozen=True, slots=True)
class Format:
    """One shape of export, declared.

    ``signature`` are the headers that must all stand in a sheet for the format to recognise it (folded: case, width and
    punctuation do not matter). ``columns`` says for each canonical column its header, its alternatives in order, an
    :class:`Sql` template, a :class:`Reckoned` or a :class:`DateAndTime`. ``constants`` are the same in every row.
    ``zones`` names the time zone a column states itself (it wins over ``--timezone``); ``units`` the unit of a column's
    duration (``s``, ``ms``, ``min``, ``h``, ``day``); ``words`` further spellings of yes/no and choices; ``nobody``
    names that are no agent. ``same`` pairs a duration column with a header that states the same fact: they must agree.
    ``answered_only`` are columns that mean nothing on a contact nobody answered. ``private`` are further headers that
    show a customer: masked wherever source cells are kept (of a customer column that is computed, only those of its
    cells are that ``private`` names, if it names any). ``newest`` is the header (of the signature) of the time a
    record was last brought up to date: of several rows of one id the newest counts, wherever it stands (else the last).
    ``by_meaning`` marks the fallbacks that go by what headers mean.

    An export may come without a header. Then ``positions`` names its columns from the first on ('' for one that nobody
    needs), ``shapes`` gives for some of them the pattern that a whole cell must match, and a table whose first row
    (else eight rows in ten) fits them all is read as if these names stood above it. ``no_record`` is SQL like that of
    :class:`Sql`: rows for which it is true are no records, and counted as no data; they are told by what the first of
    its cells says, or all together as ``no_record_said``. ``events`` makes one call of the rows that share a
    ``call_id``. ``rows_of`` is the path to a list within each JSON record (``answers.groups``) whose items are the
    rows: each is read with all else that its record says.

    ``means`` are headers of averages over the contacts answered, by the column of sums that an average becomes where
    the sheet has no sum and counts those answered.
    """

    name: str
    kind: str
    title: str
    signature: tuple[str, ...]
    columns: Mapping[str, From]
    constants: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    nobody: tuple[str, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)
    answered_only: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    newest: str = ""
    by_meaning: bool = False
    positions: tuple[str, ...] = ()
    shapes: Mapping[str, str] = field(default_factory=dict)
    no_record: str = ""
    no_record_said: str = ""
    events: Events | None = None
    rows_of: str = ""
    notes: str = ""
    means: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
