"""Files sealed with the home's secret: AES-256-GCM in pieces, each piece bound to its place, the last one marked.

A sealed file is a magic line, a salt, a check of the key, and the pieces. The key is derived from the home's secret by
HKDF (RFC 5869) with the salt of the file and a label of its own, so that it serves nothing else and no nonce comes
twice: it is the number of the piece and whether it is the last (the STREAM construction of Hoang, Reyhanitabar, Rogaway
and Vizár, 2015). ``about`` is what the file is sealed as: unsealed as something else it is refused.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from storage.durable import PRIVATE_FILE, sync
from storage.errors import StorageRefusal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"openline sealed 1\n"
LABEL = b"openline/original/1"
SALT_BYTES, CHECK_BYTES, TAG_BYTES = 32, 16, 16
PIECE_BYTES = 1 << 20


def seal(source: Path, target: Path, secret: bytes, about: bytes) -> str:
    """Write ``source`` sealed to ``target``, which must not be there; answers the SHA-256 of what was sealed."""
    salt = secrets.token_bytes(SALT_BYTES)
    cipher, check = _cipher(secret, salt)
    digest = hashlib.sha256()
    with source.open("rb") as plain, _new(target) as sealed:
        sealed.write(MAGIC + salt + check)
        for number, piece, is_last in _pieces(plain, PIECE_BYTES):
            digest.update(piece)
            sealed.write(cipher.encrypt(_nonce(number, is_last), piece, MAGIC + about))
    return digest.hexdigest()


def unseal(source: Path, target: Path, secret: bytes, about: bytes) -> str:
    """Write what was sealed in ``source`` to ``target``, whole or not at all; answers its SHA-256.

    Refused where it was sealed with another secret, or where a byte of it is another than was written.
    """
    from cryptography.exceptions import InvalidTag

    aside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with source.open("rb") as sealed, _new(aside) as plain:
            digest = _opened(sealed, plain, secret, about)
        aside.replace(target)
        sync(target.parent)
    except InvalidTag:
        raise _damaged(source) from None
    finally:
        aside.unlink(missing_ok=True)
    return digest


def _opened(sealed: BinaryIO, plain: BinaryIO, secret: bytes, about: bytes) -> str:
    magic, salt, check = (sealed.read(count) for count in (len(MAGIC), SALT_BYTES, CHECK_BYTES))
    if magic != MAGIC or len(check) != CHECK_BYTES:
        raise _damaged(Path(sealed.name))
    cipher, known = _cipher(secret, salt)
    if not secrets.compare_digest(check, known):
        raise StorageRefusal("original_key", (
            f"The original in {sealed.name} was sealed with another secret key, or its beginning is damaged. Bring the "
            "key back that it was imported under (see OPENLINE_SECRET_FILE), or take the original from a backup."
        ))
    digest = hashlib.sha256()
    for number, piece, is_last in _pieces(sealed, PIECE_BYTES + TAG_BYTES):
        opened = cipher.decrypt(_nonce(number, is_last), piece, MAGIC + about)
        digest.update(opened)
        plain.write(opened)
    plain.flush()
    os.fsync(plain.fileno())
    return digest.hexdigest()


def _damaged(path: Path) -> StorageRefusal:
    return StorageRefusal("original_damaged", (
        f"The original in {path} is not as it was written: it is damaged, cut short or another one's. Nothing was "
        "written. Bring it back from a backup, or ask whoever sent the file for it."
    ))


def _cipher(secret: bytes, salt: bytes) -> tuple[AESGCM, bytes]:
    """The cipher of one file, and what tells its key from another."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    made = HKDF(SHA256(), 32 + CHECK_BYTES, salt, LABEL).derive(secret)
    return AESGCM(made[:32]), made[32:]


def _nonce(number: int, is_last: bool) -> bytes:
    return struct.pack(">QB3x", number, is_last)


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """The file in pieces: each with its number, and whether it is the last. An empty file is one empty piece."""
    number, piece = 0, file.read(size)
    while True:
        following = file.read(size)
        yield number, piece, not following
        if not following:
            return
        number, piece = number + 1, following


def _new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb")
