"""What a scorecard says of others, taken out of it before a vendor's own people get it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.services.reasons import code_of

NAMING_PEERS = frozenset({"awaiting_vendors"})
"""Notes of scoring that name other vendors: never for a vendor's own people."""


def without_peers(card: Mapping[str, Any]) -> dict[str, Any]:
    """The card without any note that names another vendor, wherever in it the note stands."""
    return {name: _discreet(value) for name, value in card.items()}


def _discreet(value: Any) -> Any:
    if isinstance(value, Mapping):
        return without_peers(value)
    if isinstance(value, list):
        return [_discreet(each) for each in value if not (isinstance(each, str) and code_of(each) in NAMING_PEERS)]
    return value
