"""The home: one client's folders, secret key and database, paired for life.

``home.json`` and the database's ``home`` row hold the same UUID; the row also holds the fingerprint of the secret
key. Whatever does not match is refused: a home is never read with another's database or key.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storage.clock import utc_now
from storage.durable import PRIVATE_FILE, PRIVATE_FOLDER, make_private, write_durably
from storage.errors import StorageRefusal
from storage.pinned import Pinned, pinned

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine
    from sqlmodel import Session

    from storage.tables import Home

__all__ = ["StorageRefusal", "Store", "open_store"]

FOLDERS = ("layers", "current", "staging", "held_back", "originals", "spill")
DATABASE_FILE = "openline.db"


@dataclass(frozen=True, slots=True, eq=False)
class Store:
    """An open home. ``timezone`` is the client's, whose months count; ``secret_file`` holds the key of pseudonyms."""

    home: Path
    engine: Engine
    uuid: str
    timezone: str
    country_code: str | None
    secret_file: Path
    demo: bool

    def reading(self) -> AbstractContextManager[Session]:
        """A read-only session: one consistent look at the SQL tables."""
        from storage.engine import reading

        return reading(self.engine)

    def writing(self) -> AbstractContextManager[Session]:
        """A session for one unit of work, committed whole or not at all."""
        from storage.engine import writing

        return writing(self.engine)

    def data_version(self) -> int:
        """Moves whenever any figure could: an argument of every cached reading."""
        from storage.versions import data_version

        with self.reading() as session:
            return data_version(session)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def open_store(home: Path, database_url: str | None = None, *, timezone: str | None = None,
               country_code: str | None = None, secret_file: Path | None = None, demo: bool = False,
               keep_originals: str | None = None) -> Store:
    """Open the home, making it at first use; StorageRefusal when something of it belongs elsewhere.

    ``timezone`` (IANA name) and ``country_code`` are pinned by the first opening; None leaves what is pinned, another
    value is refused, because months and pseudonyms already rest on it. ``demo`` marks a home while it is made.
    ``keep_originals`` are the days imported files are kept, as a setting writes them: pinned by the first opening that
    names them (``originals.keep_for`` changes them).
    """
    from storage import schema
    from storage.engine import answering, engine_for

    home = home.absolute()
    _refuse_odd_name(home)
    engine = engine_for(database_url or home / DATABASE_FILE)
    key = secret_file or home / "secret.key"
    with usable(home):
        _make_folders(home)
        with _one_at_a_time(home), answering(engine):
            about, new = pinned(home, timezone, country_code, demo, keep_originals)
            schema.bring_up(engine)
            _pair(engine, home, about, new, key)
    return Store(home, engine, about.uuid, about.timezone, about.country_code, key, about.demo)


@contextmanager
def usable(home: Path) -> Iterator[None]:
    """Tell in a sentence what the disk refuses: a home that may not be written, or has no room left."""
    try:
        yield
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        raise StorageRefusal("home_unwritable", (
            f"The home {home} cannot be written ({error.strerror}{where}). Give it room and the right to be written, "
            "or choose another with --home or OPENLINE_HOME."
        )) from error


def _refuse_odd_name(home: Path) -> None:
    """The engines below take names as UTF-8 only."""
    try:
        str(home).encode()
    except UnicodeEncodeError:
        raise StorageRefusal("home_name", (
            f"The name of the home {home!a} is not UTF-8. Choose another with --home or OPENLINE_HOME."
        )) from None


def _make_folders(home: Path) -> None:
    """The home and its folders, for their owner alone: what lies in them is the calls of customers."""
    home.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    make_private(home)
    for folder in FOLDERS:
        (home / folder).mkdir(exist_ok=True, mode=PRIVATE_FOLDER)


@contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    """Two first openings at once must not make two homes: the lock falls with its process."""
    (home / ".opening").touch(mode=PRIVATE_FILE)
    with (home / ".opening").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _pair(engine: Engine, home: Path, about: Pinned, new: bool, key: Path) -> None:
    """Check that home, database and key belong together; at first use, bind them."""
    from storage.engine import reading

    with reading(engine) as session:
        row = _home_row(session)
    if row is None:
        _bind(engine, home, about, key)
    elif row.uuid != about.uuid or new:
        raise StorageRefusal("another_home", (
            f"The database belongs to another home ({row.uuid}), not to {home} ({about.uuid}). Point OPENLINE_HOME to "
            "that home, or give this one a database of its own with OPENLINE_DATABASE_URL."
        ))
    elif row.key_fingerprint != _fingerprint(key):
        raise StorageRefusal("another_key", (
            f"The secret key in {key} is not the one this home's customers were pseudonymised with. Bring back the "
            "right file (see OPENLINE_SECRET_FILE): with another key no customer would be recognised again."
        ))


def _home_row(session: Session) -> Home | None:
    from storage.tables import Home

    return session.get(Home, 1)


def _bind(engine: Engine, home: Path, about: Pinned, key: Path) -> None:
    from storage.engine import writing
    from storage.tables import Home

    if any((home / "layers").iterdir()):
        raise StorageRefusal("another_database", (
            f"The home {home} holds records, but its database is empty: it was used with another one. Set "
            "OPENLINE_DATABASE_URL as it was before, or bring the database back from a backup."
        ))
    if not key.exists():
        _make_key(key)
    with writing(engine) as session:
        session.add(Home(
            uuid=about.uuid, client_timezone=about.timezone, country_code=about.country_code,
            key_fingerprint=_fingerprint(key), demo=about.demo, created_at=utc_now(),
        ))


def _make_key(key: Path) -> None:
    """32 random bytes as 64 hex digits: the longest key BLAKE2 takes."""
    try:
        key.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        write_durably(key, secrets.token_hex(32).encode())
    except OSError as error:
        raise StorageRefusal("key_unwritable", (
            f"The secret key {key} cannot be written ({error.strerror}). "
            "Choose another place with OPENLINE_SECRET_FILE."
        )) from None


def key_of(store: Store) -> bytes:
    """The secret of the home; StorageRefusal when it cannot be read, or is open to others."""
    return _secret(store.secret_file)


def _fingerprint(key: Path) -> str:
    return hashlib.blake2b(_secret(key), digest_size=16, person=b"openline-key").hexdigest()


def _secret(key: Path) -> bytes:
    """The key's bytes; StorageRefusal when it is none, or others on this machine may read or change it."""
    try:
        data, mode = key.read_bytes(), key.stat().st_mode
    except OSError as error:
        raise StorageRefusal("key_missing", (
            f"The secret key {key} cannot be read ({error.strerror}). Bring it back from a backup: without it the "
            "customers already stored cannot be recognised again."
        )) from None
    if mode & 0o077:
        raise StorageRefusal("key_open", (
            f"The secret key {key} is open to others on this machine: make it its owner's alone with 'chmod 600 {key}'."
        ))
    if not re.fullmatch(rb"[0-9A-Fa-f]{64}", data):
        raise StorageRefusal("key_malformed", (
            f"The secret key {key} is none: it must be 64 hexadecimal digits and nothing else, so bring the right file "
            "back, or for a new home remove this one and a key is made."
        ))
    return data
