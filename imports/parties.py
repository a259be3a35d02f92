"""Who of the two parties to a call is the customer, where a sheet names who called and who was called.

Of a call that came in it is the caller, of one that went out the called. Some programs write the customer under
*Caller* whoever rang, so it is not taken for granted: a number that calls come in to is the company's own, on whichever
side it stands of a call that went out; where that tells nothing, a company calls from few numbers.
"""

from __future__ import annotations

from dataclasses import replace

import duckdb

from imports.headers import loosely_folded
from imports.mapping import Mapping, Source, cell
from imports.readers import Sheet
from imports.sql import literal
from imports.words import choice_words
from scoring.records import CALLS

CALLERS = ("from", "from number", "caller", "caller number", "caller id", "calling number", "calling party", "ani",
           "source number", "主叫", "主叫号码", "主叫號碼")
OUTBOUND = tuple(word for word, choice in choice_words("direction", ("inbound", "outbound")).items()
                 if choice == "outbound")
CALLED = ("to", "to number", "called", "callee", "called number", "called party", "dialed number", "dialled number",
          "destination", "destination number", "dnis", "被叫", "被叫号码", "被叫號碼")


def with_customer_of_both(connection: duckdb.DuckDBPyConnection, sheet: Sheet, mapping: Mapping) -> Mapping:
    """``mapping`` with the customer from the caller's column or, of calls that went out, from the called one's; as it
    is where the sheet does not name both and the direction, or another column says who the customer is."""
    direction, customer = mapping.sources.get("direction"), mapping.sources.get("customer")
    caller, called = (_place(mapping, names) for names in (CALLERS, CALLED))
    if (mapping.format.kind != CALLS.name or direction is None or len(direction.positions) != 1
            or caller is None or called is None or "customer" in _answered(mapping)
            or (customer is not None and customer.positions != (caller,))):
        return mapping
    places = (caller, called, direction.positions[0])
    found = by_direction(mapping.headers, places) if _was_called(connection, sheet, places) else Source(
        CALLS.column("customer"), cell(caller), (mapping.headers[caller],), (caller,), f"c{caller}")
    return replace(mapping, sources=mapping.sources | {"customer": found},
                   unused=tuple(place for place in mapping.unused if place not in found.positions))


def by_direction(headers: tuple[str, ...], places: tuple[int, ...]) -> Source:
    """The customer from the columns at ``places``: caller, called and the direction, in this order."""
    caller, called, direction = places
    text = f"CASE WHEN {_went_out(direction)} THEN {cell(called)} ELSE {cell(caller)} END"
    return Source(CALLS.column("customer"), text, tuple(headers[place] for place in places), places, text)


def _went_out(direction: int) -> str:
    said = f"translate(lower({cell(direction)}), '-_', '  ')"
    return f"{said} IN ({', '.join(map(literal, OUTBOUND))})"


def _was_called(connection: duckdb.DuckDBPyConnection, sheet: Sheet, places: tuple[int, ...]) -> bool:
    """Whether of the calls that went out the customers are the called ones; False where none went out."""
    caller, called, direction = places
    went_out, calls_from_own, calls_to_own, callers, called_ones = connection.execute(
        f"WITH calls AS (SELECT {_went_out(direction)} AS went, {cell(caller)} AS a, {cell(called)} AS b "
        f"FROM {sheet.relation}), own AS (SELECT DISTINCT b FROM calls WHERE NOT went AND b IS NOT NULL) "
        "SELECT count(*), count(*) FILTER (a IN (SELECT b FROM own)), count(*) FILTER (b IN (SELECT b FROM own)), "
        "count(DISTINCT a), count(DISTINCT b) FROM calls WHERE went").fetchall()[0]
    if calls_from_own != calls_to_own:
        return bool(calls_from_own > calls_to_own)
    return bool(went_out and called_ones >= callers)


def _place(mapping: Mapping, names: tuple[str, ...]) -> int | None:
    """The one filled column of the sheet under one of these names; None of several."""
    known = set(map(loosely_folded, names))
    found = [place for place, header in enumerate(mapping.headers)
             if loosely_folded(header) in known and place not in mapping.empty]
    return found[0] if len(found) == 1 else None


def _answered(mapping: Mapping) -> set[str]:
    """The columns that somebody chose a header for."""
    return {code.partition(".")[2] for code in mapping.answered}
