"""What a declared format is: which headers it is known by, and where each canonical column comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sql:
    """A column computed from others: DuckDB SQL giving text, with ``{header name}`` for each cell it looks at.

    A header the sheet lacks counts as an empty cell, unless it is listed in the format's signature.
    """

    template: str


@dataclass(frozen=True, slots=True)
class DateAndTime:
    """A moment written in two columns; each part lists the headers it may go by."""

    date: tuple[str, ...]
    time: tuple[str, ...]


From = str | Sql | DateAndTime | tuple[str | DateAndTime, ...]
"""One header, alternatives tried in order, or a computation."""


@dataclass(frozen=True, slots=True)
class Format:
    """One shape of export, declared.

    ``signature`` are the headers that must all stand in a sheet for the format to recognise it (folded: case, width and
    punctuation do not matter). ``columns`` says for each canonical column its header, its alternatives in order, an
    :class:`Sql` template or a :class:`DateAndTime`. ``constants`` are the same in every row. ``zones`` names the
    time zone a column states itself (it wins over ``--timezone``); ``units`` the unit of a duration column (``s``,
    ``ms``, ``min``, ``h``, ``day``); ``words`` further spellings of yes/no and choices; ``nobody`` names that are no
    agent. ``same`` pairs a duration column with a header that states the same fact: they must agree. ``answered_only``
    are columns that mean nothing on a contact nobody answered. ``private`` are further headers that show a customer:
    masked wherever source cells are kept. ``by_meaning`` marks the fallbacks that go by what headers mean.
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
    by_meaning: bool = False
    notes: str = ""
