"""The house's map, held by machine: who may import what, and that what the READMEs and the wheel say is there."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("app", "pages", "scoring", "imports", "storage", "sample_data")
ALLOWED = {
    "streamlit": ("app/main.py", "app/ui/", "pages/"),
    "sqlalchemy": ("storage/",),
    "sqlmodel": ("storage/",),
    "alembic": ("storage/",),
    "psycopg": ("storage/",),
    "duckdb": ("storage/", "imports/"),
    "starlette": ("app/web/", "app/main.py"),
    "pandas": ("app/ui/", "app/services/"),
}
"""Library -> the places that may import it."""
ENVIRONMENT = ("app/settings.py",)


def sources() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def reads_environment(tree: ast.AST) -> bool:
    """``os.environ`` or ``os.getenv``, however imported."""
    return any(
        (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "putenv"))
        or (isinstance(node, ast.ImportFrom) and node.module == "os"
        and any(alias.name in ("environ", "getenv") for alias in node.names))
        for node in ast.walk(tree)
    )


def faults_in(source: str, where: str) -> list[str]:
    """Which rules of the map a file at ``where`` breaks."""
    tree = ast.parse(source)
    faults = [f"{where} imports {name}" for name in set(imported(tree))
              if name in ALLOWED and not where.startswith(ALLOWED[name])]
    if reads_environment(tree) and where not in ENVIRONMENT:
        faults.append(f"{where} reads the environment")
    return sorted(faults)


def test_every_library_stays_in_its_room() -> None:
    assert [fault for path in sources()
            for fault in faults_in(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())] == []


@pytest.mark.parametrize(("source", "where"), [
    ("import sqlalchemy as sa", "imports/table.py"),
    ("def f():\n    from sqlmodel import select", "app/services/x.py"),
    ("import os\nos.environ['A']", "imports/child.py"),
    ("from os import getenv", "storage/home.py"),
    ("import duckdb", "pages/overview.py"),
    ("import streamlit as st", "app/services/views.py"),
])
def test_the_rule_sees_what_it_forbids(source: str, where: str) -> None:
    assert faults_in(source, where)


def test_no_module_of_the_app_is_named_like_a_room() -> None:
    """``app/storage/`` would hide the room of that name from everything beside it."""
    assert [path for room in (*ROOMS, "tests", "benchmarks") for path in (ROOT / "app").rglob("*")
            if path.stem == room and path.suffix in ("", ".py")] == []


def test_no_page_says_what_its_source_says_to_its_reader() -> None:
    """Streamlit draws a text that stands alone in a script, but for the first."""
    alone = [(path.name, node.lineno) for path in (ROOT / "pages").glob("*.py")
             for node in ast.parse(path.read_text(encoding="utf-8")).body[1:]
             if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
    assert alone == []


def test_every_link_and_picture_of_a_readme_exists() -> None:
    broken = []
    for readme in (*ROOT.glob("*.md"), *(path for room in (*ROOMS, "tests", "benchmarks") for path in
                                         (ROOT / room).glob("*.md"))):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", readme.read_text(encoding="utf-8")):
            if "://" not in target and not (readme.parent / target).exists():
                broken.append(f"{readme.name}: {target}")
    assert broken == []


def test_every_file_of_a_room_is_packaged() -> None:
    """What git keeps of the rooms, the package list must carry: code, styles, themes, sample files."""
    import tomllib

    listed = subprocess.run(["git", "ls-files", *ROOMS], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = settings["package-data"]
    missing = []
    for name in listed.stdout.splitlines():
        path = Path(name.strip('"'))
        inside = path.relative_to(path.parts[0])
        carried = path.suffix == ".py" or any(path.match(pattern) for pattern in patterns["*"]) or any(
            inside.match(pattern) for pattern in patterns.get(path.parts[0], ()))
        if not carried:
            missing.append(name)
    assert missing == []


EVERYTHING_READ_BY = (
    "app/access.py", "app/commands/bringing.py", "app/commands/direct.py", "app/commands/findings.py",
    "app/commands/sampling.py", "app/commands/scores.py", "app/commands/tracing.py", "app/services/demo.py",
    "app/services/demo_story.py", "app/services/exporting.py", "app/services/importing.py", "app/services/judging.py",
    "app/services/month_inputs.py", "app/services/reading_request.py", "app/services/scorecards.py",
    "app/services/vendors.py", "storage/inputs.py", "storage/months.py", "storage/records.py", "storage/scope.py",
)
"""Who may read every vendor's records: access (for the client's people), the administrator's commands, scoring."""


def reads_everything(tree: ast.AST) -> bool:
    """``EVERYTHING``, however imported, or a scope made of None."""
    return any(
        (isinstance(node, ast.Name | ast.Attribute | ast.alias) and _last_name(node) == "EVERYTHING")
        or (isinstance(node, ast.Call) and _last_name(node.func) == "Scope"
            and any(isinstance(given, ast.Constant) and given.value is None
                    for given in (*node.args, *(keyword.value for keyword in node.keywords))))
        for node in ast.walk(tree)
    )


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else node.name if isinstance(node, ast.alias) else ""


def test_only_those_named_read_the_records_of_all_vendors() -> None:
    found = [path.relative_to(ROOT).as_posix() for path in sources()
             if reads_everything(ast.parse(path.read_text(encoding="utf-8")))]
    assert found == list(EVERYTHING_READ_BY)


@pytest.mark.parametrize("source", [
    "from storage.scope import EVERYTHING as all_of_it", "rows(store, scope.EVERYTHING)", "Scope(None)",
    "scope.Scope(vendors=None)",
])
def test_every_way_to_name_all_vendors_is_seen(source: str) -> None:
    assert reads_everything(ast.parse(source))


def test_no_lock_names_an_address_and_no_file_a_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = [ROOT / name.strip('"') for name in listed.stdout.splitlines()]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in names
             if path.suffix in (".py", ".md", ".toml", ".lock", ".sh", ".css", ".ini", ".mako", "") and path.is_file()}
    absolute = re.compile(r"(?<![\w.\-$}~)/:])/(?:home|root|Users|tmp|work|opt)/[a-z]")
    assert len(texts) > 300 and "Makefile" in texts, "the rule would be checked on nothing"
    assert [name for name, text in texts.items() if absolute.search(text)] == []
    locks = {name: text for name, text in texts.items() if name.endswith(".lock")}
    assert locks and [name for name, text in locks.items() if re.search(r"https?://|file:", text)] == []
