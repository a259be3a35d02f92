"""Columns whose header somebody named: ``--answer column.started_at="Begin"``, an answer kept, or a file corrected.

Two headers joined by `` + `` are the date and the time of day of one moment; three are who called, who was called and
the direction, which together tell the customer; several are the parts of a record's id, where no column names it alone.
``-`` says that the column is not in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from imports.formats import Format
from imports.headers import folded, unit_of
from imports.issues import refused
from imports.mapping import Mapping as Understood
from imports.mapping import Source, cell, joined_id
from imports.parties import by_direction
from imports.questions import CHOICES, COLUMN
from imports.request import ReadRequest
from imports.sql import literal
from scoring.records import KINDS, MOMENTS, Column, Type

NOT_THERE = "-"
JOINED = " + "
FOUND_SHOWN = 30
PARTIES = 3
"""Caller, called and direction."""
RUN_BY = "run_by"
"""Who ran a survey: where no column of the sheet says it, it is asked of the whole file."""


def code_of(name: str) -> str:
    """The code under which the header of column ``name`` is asked."""
    return f"{COLUMN}.{name}"


def answers_for(layout: str, request: ReadRequest) -> dict[str, str]:
    """By canonical column the header answered: for a correction as its file had it, else as kept for this layout,
    before both what is answered now."""
    before = request.kept.get(layout, {}) if request.settled is None else request.settled
    return {code.removeprefix(f"{COLUMN}."): header for code, header in {**before, **request.answers}.items()
            if code.startswith(f"{COLUMN}.")}


def chosen_sources(format_: Format, headers: tuple[str, ...],
                   answers: Mapping[str, str]) -> tuple[dict[str, Source | None], list[str]]:
    """The source of each answered column (None: not in the file), and those whose header the sheet lacks."""
    chosen: dict[str, Source | None] = {}
    lacking = []
    known = {column.name: column for column in KINDS[format_.kind].columns}
    for name, said in answers.items():
        if name not in known:
            continue
        places = positions_of(said, headers)
        if said != NOT_THERE and not (places and (len(places) == 1 or may_be_joined(known[name], len(places)))):
            lacking.append(name)
            continue
        chosen[name] = source_at(known[name], headers, places, format_) if places else None
    return chosen, lacking


def positions_of(said: str, headers: tuple[str, ...]) -> tuple[int, ...]:
    """Where the header stands, or each of those joined; () where one does not. Letter for letter first."""
    places = {text: place for place, text in reversed(list(enumerate(headers)))}
    loose = {folded(text): place for text, place in places.items()}
    if said in places or folded(said) in loose:
        return (places[said] if said in places else loose[folded(said)],)
    parts = [part.strip() for part in said.split(JOINED)]
    found = [places.get(part, loose.get(folded(part))) for part in parts]
    return tuple(place for place in found if place is not None) if None not in found else ()


def may_be_joined(column: Column, places: int) -> bool:
    """A moment has a date and a time of day; an id has as many parts as tell one record from another; a customer called
    or was called."""
    return (column.type is Type.ID or (column.type in MOMENTS and places == 2)
            or (column.type is Type.CUSTOMER and places == PARTIES))


def source_at(column: Column, headers: tuple[str, ...], places: tuple[int, ...], format_: Format) -> Source:
    """The column read from these places, in the unit its header names; a moment's second place is its time of day, an
    id's are its parts, joined by ``/``."""
    first, texts = places[0], tuple(headers[place] for place in places)
    if len(places) > 1 and column.type is Type.ID:
        return joined_id(column, texts, places)
    if len(places) == PARTIES and column.type is Type.CUSTOMER:
        return by_direction(headers, places)
    is_pair = len(places) == 2 and column.type in MOMENTS
    return Source(column, cell(first), texts if is_pair else texts[:1], places if is_pair else places[:1], f"c{first}",
                  cell(places[1]) if is_pair else "", unit_of(texts[0]), format_.zones.get(column.name, ""))


def as_answered(mapping: Understood, names: Iterable[str]) -> dict[str, str]:
    """Codes and headers of the columns ``names`` as this mapping has them: what is kept of the answers it took."""
    return {code_of(name): JOINED.join(mapping.sources[name].headers) if name in mapping.sources else NOT_THERE
            for name in names}


def with_runner(mapping: Understood, request: ReadRequest) -> Understood:
    """``mapping`` with who ran the survey as answered, where the sheet itself does not say it."""
    before = request.kept.get(mapping.layout, {}) if request.settled is None else request.settled
    said = request.answers.get(RUN_BY) or before.get(RUN_BY)
    if RUN_BY not in mapping.missing or said not in CHOICES[RUN_BY]:
        return mapping
    text = literal(said)
    source = Source(KINDS[mapping.format.kind].column(RUN_BY), text, (), (), text)
    return replace(mapping, sources=mapping.sources | {RUN_BY: source}, answered=mapping.answered | {RUN_BY: said},
                   missing=tuple(name for name in mapping.missing if name != RUN_BY))


def settled_columns(mapping: Understood) -> dict[str, str]:
    """What a correction of the file must know of its columns: those that no known header told, those left out, and
    which party to a call its customer is, for a few rows tell nothing of it."""
    told = [*mapping.confidence, *mapping.left_out,
            *(name for code in mapping.answered if (name := code.partition(".")[2]))]
    told += ["customer"] if mapping.format.by_meaning and {"customer", "direction"} <= mapping.sources.keys() else []
    runner = {RUN_BY: mapping.answered[RUN_BY]} if RUN_BY in mapping.answered else {}
    return as_answered(mapping, dict.fromkeys(told)) | runner


def refuse_lacking(lacking: list[str], answers: Mapping[str, str], headers: tuple[str, ...], rows: int) -> None:
    """Refused where an answer names a header that the sheet does not have."""
    if lacking:
        raise refused("header_not_there", rows, header=", ".join(answers[name] for name in lacking),
                      meant=", ".join(lacking), found=", ".join(headers[:FOUND_SHOWN]))
