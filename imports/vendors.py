"""Whose rows these are: the vendor given for the whole file, or each name looked up among the added ones."""

from __future__ import annotations

from dataclasses import dataclass

from imports.issues import refused
from imports.mapping import Mapping, Source
from imports.masking import masked_sql, masked_start, masked_text
from imports.request import ReadRequest
from imports.sql import literal
from imports.typed import Ask
from scoring.records import KINDS, UNASSIGNED

NAMES_LISTED = 200
NAME_CHARACTERS = 80
SITE_CHARACTERS = 200
SITES_READ = 500
"""At most so many different sites are looked at one by one; a column of more holds no sites, and is masked cell by
cell."""


@dataclass(frozen=True, slots=True)
class Vendors:
    """SQL for each row's vendor code (NULL: the cell is empty) and for its site; the time zone of each vendor met.

    ``positions`` are the columns the code is read from: none when it was given for the whole file.
    """

    code: str
    site: str
    zones: dict[str, str]
    positions: tuple[int, ...] = ()


def vendors_of(mapping: Mapping, request: ReadRequest, ask: Ask, relation: str, rows: int) -> Vendors:
    """The vendors of a sheet. Refuses with all unknown names at once."""
    source, own_zone = mapping.sources.get("vendor"), request.timezone or request.client_timezone
    zones_known = {} if "draw_id" in mapping.sources else request.vendor_timezones  # a draw's sheet is the client's
    nobody = "" if "vendor" in KINDS[request.kind].needs else UNASSIGNED
    if request.vendor:
        zone = request.timezone or zones_known.get(request.vendor) or request.client_timezone
        site = _site(source, ask, relation) if source else "NULL::VARCHAR"
        return Vendors(literal(request.vendor), site, {request.vendor: zone})
    if source is None and not nobody:
        raise refused("vendor_needed", rows)
    if source is None:
        return Vendors(literal(nobody), "NULL::VARCHAR", {nobody: own_zone})
    found = ask(f"SELECT list(DISTINCT {source.raw}) FROM {relation}")[0] or []
    names = [name for name in found if name and name.strip()]
    codes = {name: request.vendors.get(name.strip().casefold()) for name in names}
    unknown = sorted(name for name, code in codes.items() if code is None)
    if unknown:
        raise refused("unknown_vendors", rows, vendors=_listed(unknown))
    whens = " ".join(f"WHEN {literal(name)} THEN {literal(code)}" for name, code in codes.items() if code)
    zones = {code: request.timezone or zones_known.get(code) or request.client_timezone
             for code in codes.values() if code}
    as_they_are = len(names) == len([name for name in found if name is not None]) and all(
        name == code for name, code in codes.items())
    code = source.raw if as_they_are else f"CASE {source.raw} {whens} END" if whens else "NULL::VARCHAR"
    if nobody:  # every name is known here, so that a row without a code says nothing
        return Vendors(f"coalesce({code}, {literal(nobody)})", "NULL::VARCHAR", zones | {nobody: own_zone},
                       source.positions)
    return Vendors(code, "NULL::VARCHAR", zones or {"": own_zone}, source.positions)


def _listed(names: list[str]) -> str:
    """Names nobody knows may be anything: shortened, and none that looks like a customer."""
    shown = list(dict.fromkeys(masked_start(name.strip(), NAME_CHARACTERS) for name in names))
    more = f" (and {len(shown) - NAMES_LISTED} more)" if len(shown) > NAMES_LISTED else ""
    return ", ".join(shown[:NAMES_LISTED]) + more


def _site(source: Source, ask: Ask, relation: str) -> str:
    """SQL of the vendor-like column that ``--vendor`` overrules: it is stored, so it may hold no customer either."""
    found = ask(f"SELECT list(DISTINCT {source.raw})[:{SITES_READ + 1}] FROM {relation}")[0] or []
    if len(found) > SITES_READ:
        return f"left({masked_sql(source.text)}, {SITE_CHARACTERS})"
    plain = {text: masked_text(text.strip())[:SITE_CHARACTERS] for text in found if text}
    whens = " ".join(f"WHEN {literal(text)} THEN {literal(site)}" for text, site in plain.items()
                     if site != text.strip())
    return f"CASE {source.raw} {whens} ELSE {source.text} END" if whens else source.text
