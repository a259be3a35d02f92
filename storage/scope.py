"""Whose data a read may touch. Every read in this room takes a scope; there is no way around it."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.records import VendorCode


@dataclass(frozen=True, slots=True)
class Scope:
    """The vendors a reader may see: all of them (``vendors`` is None), or exactly these.

    Frozen and hashable, so that it can be the first argument of every cached loader.
    """

    vendors: frozenset[VendorCode] | None

    def allows(self, vendor: str) -> bool:
        return self.vendors is None or vendor in self.vendors


EVERYTHING = Scope(None)
"""The portal's own scope, for scoring: repeats cross vendors. Never handed to a page."""
