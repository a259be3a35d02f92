"""Writing SQL safely: names and texts from a file only ever enter a statement through these."""

from __future__ import annotations

from collections.abc import Iterable


def literal(text: str) -> str:
    """``text`` as an SQL string: ``it's`` becomes ``'it''s'``; NUL, which no engine takes, is dropped."""
    return "'" + text.replace("\0", "").replace("'", "''") + "'"


def identifier(name: str) -> str:
    """``name`` as an SQL identifier."""
    return '"' + name.replace("\0", "").replace('"', '""') + '"'


def literals(texts: Iterable[str]) -> str:
    """``('a', 'b')`` for texts (of which there must be one at least)."""
    return "(" + ", ".join(map(literal, texts)) + ")"
