"""What somebody typed into a form, as it may be kept: no sign that a page or a database cannot hold, no customer."""

from __future__ import annotations


def plain(text: str) -> str:
    """``text`` without control characters and invisible marks, blanks of any kind as blanks, lines as lines; '' where
    nothing is left to be seen."""
    signs = ("\n" if sign == "\n" else " " if sign.isspace() else sign if sign.isprintable() else ""
             for sign in text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(signs).strip()


def without_customers(text: str) -> str:
    """``text`` with telephone numbers, addresses, cards and identity numbers masked, as imports mask remarks."""
    from imports.written import without_customers

    return without_customers(text)
