"""What scoring says beside a figure, or in its stead, in the reader's language.

A scorecard keeps each such sentence as its code and facts, and the English it was issued with: a language the portal
learns later speaks of cards issued before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.words import words_for
from scoring.result import Note


@dataclass(frozen=True, slots=True)
class Told:
    """One such sentence. Nothing is told where ``english`` is empty; a code nobody knows is told in English."""

    english: str = ""
    code: str = ""
    facts: tuple[tuple[str, Any], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.english)


NOTHING = Told()


def told(english: str, kept: Mapping[str, Any] | None) -> Told:
    """The sentence a card keeps: its English, and beside it code and facts."""
    kept = kept or {}
    return Told(english, str(kept.get("code") or ""), tuple((kept.get("facts") or {}).items()))


def told_note(note: Note) -> Told:
    """A note that comes from scoring itself."""
    return Told(note.text, note.code, note.facts)


def with_names(said: Told, names: Mapping[str, str]) -> Told:
    """Vendors, whom a card names by their codes, called by their names."""
    codes = str(dict(said.facts).get("vendors", ""))
    if not codes:
        return said
    called = ", ".join(names.get(code) or code for code in codes.split(", "))
    facts = tuple((key, called if key == "vendors" else value) for key, value in said.facts)
    return Told(said.english.replace(codes, called), said.code, facts)


def reason_text(said: Told, language: str) -> str:
    """``said`` in ``language``; in English where the language has no sentence for its code."""
    return words_for(language).reason(said.code, dict(said.facts), said.english)
