"""A user's mistake: a sentence saying what is wrong, where, and what to do next. Never a traceback."""

from __future__ import annotations


class UserError(Exception):
    """Refused: ``str()`` of it is the whole message for the person; ``code`` is for scripts and translations."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
