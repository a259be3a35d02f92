"""What this room refuses, said in a sentence; and how names and texts enter SQL."""

from __future__ import annotations


class StorageRefusal(Exception):
    """Refused for a reason a person can act on: ``str()`` is the sentence, ``code`` is for scripts."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
