"""What a scorecard says of others, taken out of it before a vendor's own people get it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.reasons import NAMING_VENDORS, SENTENCES


def without_peers(card: Mapping[str, Any]) -> dict[str, Any]:
    """The card with those notes alone that are known to name no vendor, wherever in it they stand."""
    return {name: [note for note in value if _names_nobody(note)] if name == "notes" else _discreet(value)
            for name, value in card.items()}


def _discreet(value: Any) -> Any:
    if isinstance(value, Mapping):
        return without_peers(value)
    return [_discreet(each) for each in value] if isinstance(value, list) else value


def _names_nobody(note: Any) -> bool:
    return isinstance(note, Mapping) and note.get("code") in SENTENCES.keys() - NAMING_VENDORS
