"""Passwords: made, read, hashed with argon2id (RFC 9106, low-memory profile), and compared in even time."""

from __future__ import annotations

import secrets
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import UserError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 12
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads as something else


def hashed(password: str) -> str:
    """The argon2id hash to keep, its parameters and salt inside."""
    return _hasher().hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Does the password belong to the stored hash? Without one it takes the same time, and the answer is
    no."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(stored or _nobodys_hash(), password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Was it hashed with weaker parameters than today's?"""
    return _hasher().check_needs_rehash(stored)


def make_password() -> str:
    """A random password of 79 bits that can be read out and typed: four groups of four."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


def long_enough(password: str) -> str:
    """The password itself; UserError when it is too short to keep anybody out."""
    if len(password) < SHORTEST:
        raise UserError(
            "short_password",
            f"The password is shorter than {SHORTEST} characters. Choose a longer one, or let one be made.",
        )
    return password


def read_password_file(path: Path) -> str:
    """The first line of a file; UserError when there is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            "password_file",
            f"{path} cannot be read as text with the password in its first line. Check path and permissions.",
        ) from error
    if not lines or not lines[0]:
        raise UserError("password_file", f"{path} is empty. Write the password in its first line.")
    return lines[0]


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_hex(16))
