"""Do the three ways count the same? Whole numbers are compared, so nothing is close enough that is not equal."""

from __future__ import annotations

from typing import Any

Card = dict[str, Any]


def disagreements(cards: list[Card], bare: dict[str, list[int]], notebook: dict[str, dict[str, float]]) -> list[str]:
    """One line for each count of a vendor-month in which ``openline score`` and one of the others differ."""
    months = {f"{card['vendor']} {card['month']}": card for card in cards}
    wrong = [f"{month}: known to one and not to the others"
             for month in sorted(set(months) ^ set(bare) | set(months) ^ set(notebook))]
    for month in sorted(set(months) & set(bare) & set(notebook)):
        for name, ours, theirs in _pairs(months[month], bare[month], notebook[month]):
            if ours != theirs:
                wrong.append(f"{month}: {name} is {ours} in the scorecard and {theirs} elsewhere")
    return wrong


def _pairs(card: Card, bare: list[int], notebook: dict[str, float]) -> list[tuple[str, float | None, float]]:
    """(what, ours, theirs) for everything counted more than once."""
    in_time, offered, answered, wait_s = bare
    repeats = [] if not notebook["followed"] else [
        ("contacts followed (pandas)", _part(card, "fcr_repeat", "denominator"), notebook["followed"]),
        ("not back within 7 days (pandas)", _part(card, "fcr_repeat", "numerator"),
         notebook["followed"] - notebook["again"]),
    ]
    return [
        ("answered in time (DuckDB)", _part(card, "service_level", "numerator"), in_time),
        ("offered (DuckDB)", _part(card, "service_level", "denominator"), offered),
        ("answered (DuckDB)", _part(card, "asa", "denominator"), answered),
        ("seconds waited (DuckDB)", _part(card, "asa", "numerator"), wait_s),
        ("answered in time (pandas)", _part(card, "service_level", "numerator"), notebook["in_time"]),
        ("abandoned (pandas)", _part(card, "abandonment", "numerator"), notebook["offered"] - notebook["answered"]),
        ("transferred (pandas)", _part(card, "transfer_rate", "numerator"), notebook["transferred"]),
        *((f"{code} (pandas)", _part(card, code, "value"), notebook[code])
          for code in ("wait_p50", "wait_p90", "wait_p95")),
        *repeats,
    ]


def _part(card: Card, code: str, part: str) -> float | None:
    """One number of a measure's estimate; None when the card does not tell it."""
    for measure in card["measures"]:
        if measure["code"] == code:
            number = measure["estimate"].get(part)
            return None if number is None else float(number)
    return None
