"""The columns of a sheet whose headers nobody declared: by what the headers mean and what their cells hold.

Every open canonical column is held against every free header; each gets at most one of the other, so that what is sure
in sum wins. README ("How a column is recognised") says how the confidence is reckoned and what is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import duckdb

from imports.assignment import assigned
from imports.chosen import code_of, source_at
from imports.formats.canonical import asks_otherwise
from imports.headers import folded
from imports.likeness import Look, fit, looks
from imports.mapping import Mapping, Source, map_columns
from imports.meaning import LONG, meaning_of
from imports.naming import score
from imports.readers import Sheet
from imports.request import ReadRequest
from scoring.records import CRITERION_COLUMNS, KINDS, MOMENTS, Column, Kind, Type

TAKEN = 0.8
"""A header is taken without a question from this confidence on."""
ASKED = 0.6
"""One that is less sure, and no less than this, is asked about where its column decides a figure."""
MARGIN, TIE = 0.12, 0.02
"""Another header that fits nearly as well makes a column unsure; one that decides no figure, only a tie does."""
BY_NAME, BY_VALUES = 0.4, 0.6
"""Parts of the confidence: what the header says, and as much again as the values bear it out."""
NOT_EXACT = 0.98
"""No header that is not known letter for letter is certain."""
EMPTY = 0.85
"""How well the cells of a column that holds none are taken to fit."""
CONTRADICTED = 0.5
"""Where fewer of the cells can be read, they speak against the header."""
ALL_BUT_SLIPS = 0.98
"""A header that asks for the opposite is believed only where so many cells say yes or no; it may count seconds."""
UNREADABLE = 0.02
WHOLE_CALL = 0.95
"""A duration of the call as such gives way to one that says more: "Call duration" to "Agent interaction duration"."""
STRAY = 0.65
"""A date and a time of day, one of whose headers says something of its own, may be of two moments."""
MOST_LOOKED_AT, MOST_NAMED = 120, 2_000
"""So many headers are looked at, and so many named, of a sheet that has more."""
FEW = 5
"""Fewer cells than this decide nothing by themselves."""
_DECIDING = {
    "calls": ("outcome", "answered", "wait_s", "customer", "channel", "direction", "resolved", "rating", "transfers"),
    "promises": ("kept_at", "status"), "feedback": ("polarity", "rating", "received_at"),
    "surveys": ("responded_at", "csat", "nps", "resolved"),
}
"""Columns besides the required ones without which a figure is another one, or none."""
_TYPES_CONTRADICTED = (*MOMENTS, Type.SECONDS, Type.YES_NO, Type.CHOICE, Type.NUMBER, Type.COUNT)
"""Types that a cell can fail to be."""
_TICKETS = frozenset(map(folded, (
    "ticket id", "ticket number", "case id", "case number", "工单号", "工单编号", "流水号")))
"""Numbers of whatever was taken down: a call's, where another number is the record's own."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A canonical column and the places it may come from (date and time of day: two), and how sure that is, 0 to 1.

    ``rivalled``: another free header fits nearly as well. ``doubted``: a known header names the column, and most of
    its cells speak against it.
    """

    name: str
    places: tuple[int, ...]
    confidence: float
    rivalled: bool = False
    doubted: bool = False

    @property
    def is_sure(self) -> bool:
        return self.confidence >= TAKEN and not (self.rivalled or self.doubted)


@dataclass(frozen=True, slots=True)
class Match:
    """A sheet's mapping with what was found; ``unsure`` are candidates that were not taken, the likeliest first.

    ``looks`` are what was looked at, by place.
    """

    mapping: Mapping
    unsure: tuple[Candidate, ...] = ()
    looks: dict[int, Look] | None = None


def deciding(kind: Kind) -> tuple[str, ...]:
    """The columns of a kind whose absence or mistake changes a figure."""
    return (*kind.required, *_DECIDING.get(kind.name, ()))


def matched(connection: duckdb.DuckDBPyConnection, sheet: Sheet, mapping: Mapping, request: ReadRequest,
            chosen: dict[str, Source | None]) -> Match:
    """The mapping completed by the headers it does not use. ``chosen`` are the columns somebody answered for."""
    kind, headers = KINDS[mapping.format.kind], mapping.headers
    weak = {name: source for name, source in mapping.sources.items() if _may_be_wrong(name, source, chosen)}
    free = _worth_a_look(mapping, kind)
    found = looks(connection, sheet.relation, sheet.rows, tuple(sorted(
        free | {place for source in weak.values() for place in source.positions})))
    released = {name: source.positions[0] for name, source in weak.items()
                if len(source.positions) == 1 and _contradicted(found[source.positions[0]], source, kind)}
    given_up = {name: source.positions[0] for name, source in weak.items() if len(source.positions) == 1
                and name not in released and _is_anothers(found[source.positions[0]], source, mapping, kind)}
    open_ = [column for column in kind.columns if _is_open(column, mapping, request, chosen) or column.name in released]
    released |= given_up
    free |= set(released.values())
    ranked = sorted(free, key=lambda place: (folded(headers[place]), place))
    paired = _paired(kind, headers, ranked, found, open_, mapping, weak)
    ranked = [place for place in ranked if all(place not in each.places for each in paired)]
    open_ = [column for column in open_ if all(column.name != each.name for each in paired)]
    candidates = [*paired, *_candidates(open_, ranked, headers, found, kind, request)]
    return _completed(mapping, request, chosen, candidates, released, found)


def _worth_a_look(mapping: Mapping, kind: Kind) -> set[int]:
    """The headers nothing reads; of very many those that name a column of the kind best."""
    if len(mapping.unused) <= MOST_LOOKED_AT:
        return set(mapping.unused) | _parts_of_id(mapping, kind)
    named = {place: max(score(meaning_of(mapping.headers[place]), column, kind.name) for column in kind.columns)
             for place in mapping.unused[:MOST_NAMED]}
    return set(sorted(named, key=lambda place: (-named[place], folded(mapping.headers[place])))[:MOST_LOOKED_AT])


def _parts_of_id(mapping: Mapping, kind: Kind) -> set[int]:
    """The places that only an id joined of several reads: each means something of its own."""
    own = mapping.sources.get(kind.id_column)
    if own is None or len(own.positions) < 2 or own.result:
        return set()
    others = [source for name, source in mapping.sources.items() if name != kind.id_column]
    return set(own.positions) - {place for source in others for place in source.positions}


def _may_be_wrong(name: str, source: Source, chosen: dict[str, Source | None]) -> bool:
    """A column found by a synonym: the canonical name, and what somebody chose, are not doubted."""
    return bool(source.headers) and name not in chosen and folded(source.said) != folded(name) and not source.result


def _contradicted(look: Look, source: Source, kind: Kind) -> bool:
    """Do the cells, or a unit beside the header, speak against the column that a synonym stands for?"""
    column = source.column
    if column.type not in (*MOMENTS, Type.SECONDS) and LONG in meaning_of(source.said).sorts:
        return True
    if column.name == "answered" and asks_otherwise(source.said):
        return fit(look, column, kind.id_column) < ALL_BUT_SLIPS
    enough = look.filled >= FEW or (column.type in MOMENTS and look.is_clocks)
    return enough and column.type in _TYPES_CONTRADICTED and fit(look, column, kind.id_column) < CONTRADICTED


def _is_anothers(look: Look, source: Source, mapping: Mapping, kind: Kind) -> bool:
    """Is a header that names one column really another's, for which no header is known? A disposition that says
    answered or abandoned is the outcome; a ticket's number that comes once only is the record's own, not its call's."""
    if source.column.name == "reason" and "outcome" not in mapping.sources:
        return look.filled >= FEW and fit(look, kind.column("outcome"), kind.id_column) >= ALL_BUT_SLIPS
    return (source.column.name == "call_id" and kind.id_column in mapping.missing and folded(source.said) in _TICKETS
            and look.distinct == look.filled > FEW)


def _is_open(column: Column, mapping: Mapping, request: ReadRequest, chosen: dict[str, Source | None]) -> bool:
    if column.name in mapping.sources or column.name in chosen:
        return False
    is_criterion = KINDS[mapping.format.kind].has_criteria and column.name in CRITERION_COLUMNS
    return not is_criterion and not (column.name == "vendor" and request.vendor is not None)


def suits(look: Look, column: Column, kind: Kind, request: ReadRequest) -> float:
    """How well the values suit the column, 0 to 1; a vendor's are those of names that are known."""
    if not look.filled:
        return EMPTY
    if column.name == "vendor":
        known = sum(n for text, n in look.words if text.strip().casefold() in request.vendors)
        return max(look.share(known), 0.75 * fit(look, column, kind.id_column))
    return fit(look, column, kind.id_column)


def confidence(name: float, values: float, filled: int) -> float:
    """The header's score, and how far the values bear it out. A cell or two prove little; none readable disproves."""
    if filled and values < CONTRADICTED:
        return min(0.5, name * (BY_NAME + BY_VALUES * values))
    borne_out = (values * filled + EMPTY) / (filled + 1)
    return min(name, NOT_EXACT) * (BY_NAME + BY_VALUES * borne_out)


def _candidates(open_: list[Column], ranked: list[int], headers: tuple[str, ...], found: dict[int, Look], kind: Kind,
                request: ReadRequest) -> list[Candidate]:
    """The best header of each open column, no header twice."""
    worth = [[_worth(column, headers[place], found[place], kind, request) for place in ranked] for column in open_]
    pairs = assigned([[value if value >= ASKED else 0.0 for value in row] for row in worth])
    sure = {place for row, place in pairs if worth[row][place] >= TAKEN}
    bare = {place for place, at in enumerate(ranked) if not found[at].filled}
    return [Candidate(open_[row].name, (ranked[place],), worth[row][place],
                      _rivalled(worth[row], place, sure | (bare - {place} if place not in bare else set()),
                                MARGIN if open_[row].name in deciding(kind) else TIE)
                      and not (_only_tells_apart(open_[row], kind) and _tells_apart(found[ranked[place]])))
            for row, place in pairs]


def _only_tells_apart(column: Column, kind: Kind) -> bool:
    """The id of records that nothing else refers to: whichever header tells them apart will do."""
    return column.name == kind.id_column and kind.name not in ("calls", "evaluations")


def _tells_apart(look: Look) -> bool:
    return look.distinct == look.filled > FEW


def _worth(column: Column, header: str, look: Look, kind: Kind, request: ReadRequest) -> float:
    meaning = meaning_of(header)
    named = score(meaning, column, kind.name)
    if column.type is Type.SECONDS and meaning.concepts <= {"call"}:
        named *= WHOLE_CALL
    return confidence(named, suits(look, column, kind, request), look.filled) if named > 0 else 0.0


def _rivalled(row: list[float], place: int, others: set[int], margin: float) -> bool:
    """Does a header that is none of ``others``' fit nearly as well?"""
    return any(value >= row[place] - margin and value >= ASKED for other, value in enumerate(row)
               if other != place and other not in others)


def _paired(kind: Kind, headers: tuple[str, ...], ranked: list[int], found: dict[int, Look], open_: list[Column],
            mapping: Mapping, weak: dict[str, Source]) -> list[Candidate]:
    """The row's own moment from a date and a time of day, where no one column holds both."""
    column = next((column for column in kind.columns if column.required and column.type in MOMENTS), None)
    if column is None:
        return []
    claimed = mapping.sources.get(column.name)
    if claimed is not None and (column.name not in weak or len(claimed.positions) > 1):
        return []
    whole = [place for place in ranked if not found[place].is_days
             and _named(column, headers[place], kind) * fit(found[place], column, "") >= TAKEN]
    held = claimed.positions[0] if claimed is not None and found[claimed.positions[0]].is_days else None
    if whole or (claimed is not None and held is None and column not in open_):
        return []
    days = [held] if held is not None else [place for place in ranked if found[place].is_days]
    times = [place for place in ranked if found[place].is_clocks and not _is_length(headers[place], kind)]
    pairs = [Candidate(column.name, (day, time), NOT_EXACT * _together(column, headers[day], headers[time], kind))
             for day in days for time in times]
    best = max(pairs, key=lambda pair: pair.confidence, default=None)
    if best is None or best.confidence < ASKED:
        return []
    others = [pair for pair in pairs if pair is not best and pair.confidence > best.confidence - MARGIN]
    return [replace(best, rivalled=bool(others))]


def _is_length(header: str, kind: Kind) -> bool:
    """A header that names a duration: its clocks are no times of day."""
    meaning = meaning_of(header)
    return LONG in meaning.sorts or any(score(meaning, column, kind.name) >= ASKED and column.type is Type.SECONDS
                                        and meaning.concepts - {"call"} for column in kind.columns)


def _named(column: Column, header: str, kind: Kind) -> float:
    return score(meaning_of(header), column, kind.name)


def _together(column: Column, day: str, time: str, kind: Kind) -> float:
    """How well two headers name the date and the time of one moment: the clearer says which, the other no other."""
    clear, other = sorted((day, time), key=lambda header: -_named(column, header, kind))
    strays = meaning_of(other).concepts - meaning_of(clear).concepts - {"call", "start"}
    return _named(column, clear, kind) * (STRAY if strays else 1.0)


def _completed(mapping: Mapping, request: ReadRequest, chosen: dict[str, Source | None], candidates: list[Candidate],
               released: dict[str, int], found: dict[int, Look]) -> Match:
    """The mapping with what is sure; what was released and found no better header is as it was, or left out."""
    format_, headers, kind = mapping.format, mapping.headers, KINDS[mapping.format.kind]
    sure = {each.name: each for each in candidates if each.is_sure}
    taken = {place for each in sure.values() for place in each.places}
    sources: dict[str, Source | None] = {
        name: source_at(kind.column(name), headers, each.places, format_) for name, each in sure.items()}
    lost = _lost(kind, mapping, released, sure, taken, found)
    sources |= dict.fromkeys(lost)
    understood = mapping if not sources else map_columns(
        format_, headers, request.vendor is not None, mapping.lines,
        _as_they_were(mapping, sources, chosen, released) | sources, mapping.empty)
    told = {name: round(each.confidence, 2) for name, each in sure.items() if name in understood.sources}
    told |= {name: round(_kept(name, released, found, kind), 2) for name in released
             if name not in sure and name in understood.sources}
    candidates += [Candidate(name, (place,), told.get(name, 0.0), doubted=True) for name, place in released.items()
                   if name not in sure and name not in lost and not kind.column(name).required]
    unsure = sorted((each for each in candidates if not each.is_sure), key=lambda each: -each.confidence)
    understood = replace(understood, confidence=mapping.confidence | told, left_out=tuple(lost),
                         answered=mapping.answered)
    return Match(understood, tuple(unsure), found)


def _lost(kind: Kind, mapping: Mapping, released: dict[str, int], sure: dict[str, Candidate], taken: set[int],
          found: dict[int, Look]) -> list[str]:
    """Released columns that are not read: their header is another's now, none of the cells can be read, or few can
    and no figure hangs on them; or it asks for the opposite (``Abandoned``) and may count seconds."""
    gone = [name for name, place in released.items() if name not in sure and place in taken]
    return gone + [name for name, place in released.items() if name not in sure and name not in gone
                   and not kind.column(name).required
                   and (name not in deciding(kind) or asks_otherwise(mapping.headers[place])
                        or LONG in meaning_of(mapping.headers[place]).sorts
                        or fit(found[place], mapping.sources[name].column, kind.id_column) < UNREADABLE)]


def _as_they_were(mapping: Mapping, sources: Iterable[str], chosen: dict[str, Source | None],
                  released: dict[str, int]) -> dict[str, Source | None]:
    """What the mapping has already: a header that becomes free may not be claimed by another synonym."""
    return chosen | {name: source for name, source in mapping.sources.items() if source.headers}


def _kept(name: str, released: dict[str, int], found: dict[int, Look], kind: Kind) -> float:
    return confidence(1.0, fit(found[released[name]], kind.column(name), kind.id_column), found[released[name]].filled)


def by_values_alone(match: Match, name: str, request: ReadRequest) -> list[int]:
    """The free places whose values could be those of a required column, whatever their header says."""
    kind = KINDS[match.mapping.format.kind]
    column, used = kind.column(name), {place for each in match.mapping.sources.values() for place in each.positions}
    least = 0.99 if name == "vendor" or column.type is Type.CHOICE else 0.9
    return [place for place, look in (match.looks or {}).items()
            if place not in used and look.filled and not meaning_of(match.mapping.headers[place]).is_of_many
            and suits(look, column, kind, request) >= least and _may_be(column)]


def _may_be(column: Column) -> bool:
    """Any text could be a text, so that values alone say nothing of it (but for a vendor, whose names are known)."""
    return column.type in (*MOMENTS, Type.ID, Type.CHOICE) or column.name == "vendor"


__all__ = ["Candidate", "Match", "by_values_alone", "code_of", "confidence", "deciding", "matched", "suits"]
