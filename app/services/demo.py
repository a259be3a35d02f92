"""The demo: an empty home filled with the sample data and its people, apart from all real data."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import UserError
from app.services.opening import open_home
from app.settings import Settings

if TYPE_CHECKING:
    from app.services.import_order import ImportOrder
    from app.services.importing import Staged
    from sample_data.manifest import SampleFile
    from storage.home import Store

PEOPLE_FILE = "demo-people.txt"
READERS = 2
"""How many sample files are read at once: reading is what takes long, and each is a process of its own."""
SampleLogin = tuple[str, str, str]
"""Login, password, and who that is."""


def fill_demo_home(chosen: Settings, *, on_progress: Callable[[str], None]) -> list[SampleLogin]:
    """Make ``chosen.home`` a demo home with all sample data; the sample people with their passwords.

    On a demo home that is filled it changes nothing; one whose filling was cut short is completed (files already
    imported are unchanged). UserError for a home that holds anything else.
    """
    store = open_home(chosen, demo=not _exists(chosen))
    if not store.demo:
        raise UserError(
            "not_a_demo_home",
            f"{chosen.home} holds real data, and sample data never mix with it. Serve it with `openline serve`, or "
            "choose another folder: OPENLINE_HOME=/another/folder make run",
        )
    _add_vendors(store)
    people = _add_people(store, chosen.home)
    _import_samples(store, on_progress)
    return people


def refuse_demo_elsewhere(chosen: Settings, host: str) -> None:
    """A demo home answers on this machine only: its passwords lie in a file and its people are invented."""
    if _is_loopback(host) or not _exists(chosen):
        return
    if open_home(chosen).demo:
        raise UserError(
            "demo_is_local",
            f"{chosen.home} is a demo home and is served on this machine only (127.0.0.1), not on {host}.",
        )


def _exists(chosen: Settings) -> bool:
    return chosen.home.is_dir() and any(chosen.home.iterdir())


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _add_vendors(store: Store) -> None:
    from app.services import vendors as service
    from sample_data.manifest import VENDORS
    from storage import vendors

    known = set(vendors.names(store).values())
    for vendor in VENDORS:
        if vendor.code not in known:
            service.add(store, vendor.code, name=vendor.name, timezone=vendor.timezone, aliases=vendor.aliases)


def _add_people(store: Store, home: Path) -> list[SampleLogin]:
    """Add the sample people who are missing, each with a password of this home alone."""
    from app.services.people import add_person, listed
    from sample_data.manifest import PEOPLE

    known = {person["login"] for person in listed(store)}
    added: list[SampleLogin] = []
    for person in PEOPLE:
        if person.login not in known:
            _person, password = add_person(store, person.login, role=person.role, name=person.name,
                                           vendor=person.vendor, language=person.language)
            added.append((person.login, password, person.what))
    if added:
        _keep(home / PEOPLE_FILE, added)
    return added


def _keep(path: Path, people: list[SampleLogin]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{login}\t{password}\t{what}\n" for login, password, what in people)


def _import_samples(store: Store, on_progress: Callable[[str], None]) -> None:
    """Import every sample file, the next ones being read while one is stored; score once at the end."""
    from concurrent.futures import ThreadPoolExecutor

    from app.services.demo_story import play
    from app.services.importing import commit
    from app.services.scorecards import bring_up_to_date
    from sample_data.manifest import FILES
    from storage import batches
    from storage.scope import EVERYTHING

    if len(batches.listing(store, EVERYTHING)) < len(FILES):
        on_progress(f"Filling {store.home} with sample data: {len(FILES)} files of four invented vendors ...")
        with ThreadPoolExecutor(READERS) as readers:
            for reading in [readers.submit(_staged, store, file) for file in FILES]:
                held, stage, order = reading.result()
                with held:
                    if stage.reading is not None:
                        commit(store, stage, order, actor="demo", score=False)
    on_progress("Playing the story of its findings, then scoring ...")
    play(store)
    bring_up_to_date(store)


def _staged(store: Store, file: SampleFile) -> tuple[ExitStack, Staged, ImportOrder]:
    """A sample file read and checked; its staged files live until the stack is closed."""
    from app.services.import_order import ImportOrder
    from app.services.importing import staged
    from sample_data.manifest import FOLDER

    order, held = ImportOrder(kind=file.kind, vendor=file.vendor), ExitStack()
    stage = held.enter_context(staged(store, FOLDER / file.path, order))
    if stage.report.status not in ("stored", "unchanged"):
        held.close()
        raise RuntimeError(f"sample file {file.path} was not read: {stage.report.as_json()}")
    return held, stage, order
