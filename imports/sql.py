"""Writing SQL safely: names and texts from a file only ever enter a statement through these two."""

from __future__ import annotations


def literal(text: str) -> str:
    """``text`` as an SQL string: ``it's`` becomes ``'it''s'``; NUL, which no engine takes, is dropped."""
    return "'" + text.replace("\0", "").replace("'", "''") + "'"


def identifier(name: str) -> str:
    """``name`` as an SQL identifier."""
    return '"' + name.replace("\0", "").replace('"', '""') + '"'


def literals(texts: object) -> str:
    """``('a', 'b')`` for an iterable of texts (which must not be empty)."""
    return "(" + ", ".join(literal(str(text)) for text in texts) + ")"  # type: ignore[attr-defined]
