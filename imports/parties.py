"""Who of the two parties to a call is the customer, where a sheet names who called and who was called.

Of a call that came in it is the caller, of one that went out the called. Some programs write the customer under
*Caller* whoever rang, so it is not taken for granted: of the calls that went out, the column with more different
numbers is the customers', for a company calls from few.
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
    said = f"translate(lower({cell(direction.positions[0])}), '-_', '  ')"
    out = f"{said} IN ({', '.join(map(literal, OUTBOUND))})"
    went_out, callers, called_ones = connection.execute(
        f"SELECT count(*) FILTER (went), count(DISTINCT a) FILTER (went), count(DISTINCT b) FILTER (went) FROM "
        f"(SELECT {out} AS went, {cell(caller)} AS a, {cell(called)} AS b FROM {sheet.relation})").fetchall()[0]
    if not went_out and customer is None:
        return _from(mapping, cell(caller), (caller,))
    if called_ones <= callers:
        return mapping
    either = f"CASE WHEN {out} THEN {cell(called)} ELSE {cell(caller)} END"
    return _from(mapping, either, (caller, called, direction.positions[0]))


def _place(mapping: Mapping, names: tuple[str, ...]) -> int | None:
    """The one filled column of the sheet under one of these names; None of several."""
    known = set(map(loosely_folded, names))
    found = [place for place, header in enumerate(mapping.headers)
             if loosely_folded(header) in known and place not in mapping.empty]
    return found[0] if len(found) == 1 else None


def _answered(mapping: Mapping) -> set[str]:
    """The columns that somebody chose a header for."""
    return {code.partition(".")[2] for code in mapping.answered}


def _from(mapping: Mapping, text: str, places: tuple[int, ...]) -> Mapping:
    headers = tuple(mapping.headers[place] for place in places)
    source = Source(CALLS.column("customer"), text, headers, places, text)
    return replace(mapping, sources=mapping.sources | {"customer": source},
                   unused=tuple(place for place in mapping.unused if place not in places))
