"""The rules about Streamlit that no review may have to remember, read from the source of the whole tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("app", "pages", "scoring", "imports", "storage", "sample_data")
CACHES = ("cache_data", "cache_resource")


def sources() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def names_used(tree: ast.AST) -> Iterator[str]:
    """Every attribute and name, and what is imported: a rule must not be evaded by ``from streamlit import …``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.name.split(".")[-1]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            yield node.value


def cached(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Functions with a caching decorator, with or without arguments."""
    for node in ast.walk(tree):
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if is_function and any(_caches(each) for each in node.decorator_list):
            yield node


def _caches(decorator: ast.expr) -> bool:
    return any(isinstance(node, ast.Attribute | ast.Name) and
               (node.attr if isinstance(node, ast.Attribute) else node.id) in CACHES
               for node in ast.walk(decorator))


def faults_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """What is wrong with a cached loader's arguments."""
    given = function.args
    names = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    first = next(iter((*given.posonlyargs, *given.args)), None)
    faults = [f"{function.name}: {name} begins with _ and would not be part of the key"
              for name in names if name.startswith("_")]
    if first is None or first.arg != "scope" or first.annotation is None or ast.unparse(first.annotation) != "Scope":
        faults.append(f"{function.name}: the first argument is not scope: Scope")
    if "data_version" not in names:
        faults.append(f"{function.name}: no data_version")
    if given.vararg or given.kwarg:
        faults.append(f"{function.name}: takes arguments without a name")
    return faults


def test_every_cached_loader_is_keyed_by_scope_and_version_with_nothing_left_out() -> None:
    tree = tree_of(ROOT / "app" / "ui" / "loaders.py")
    loaders = list(cached(tree))
    assert loaders, "no cached loader was recognised: the rule would be checked on nothing"
    assert sum(name in CACHES for name in names_used(tree)) == len(loaders), "something is cached in another way"
    assert [fault for loader in loaders for fault in faults_of(loader)] == []


@pytest.mark.parametrize("bad", [
    "@st.cache_data\ndef f(month, scope: Scope, data_version): ...",
    "@st.cache_data(ttl=1)\ndef f(scope: Scope, _store, data_version): ...",
    "@cache_resource\ndef f(scope: Scope): ...",
    "@st.cache_data\ndef f(scope, data_version): ...",
    "@st.cache_data\ndef f(scope: Scope, data_version, *rest): ...",
    "@st.cache_data\ndef f(): ...",
    "@st.cache_data\nasync def f(): ...",
])
def test_the_rule_itself_finds_each_way_to_break_it(bad: str) -> None:
    assert [fault for function in cached(ast.parse(bad)) for fault in faults_of(function)]


def test_only_the_loaders_cache() -> None:
    found = [where(path) for path in sources() if set(CACHES) & set(names_used(tree_of(path)))]
    assert found == ["app/ui/loaders.py"]


def test_only_the_session_touches_session_state() -> None:
    assert [where(path) for path in sources() if "session_state" in names_used(tree_of(path))] == \
        ["app/ui/session.py"]


def test_no_loader_asks_who_is_looking() -> None:
    used = set(names_used(tree_of(ROOT / "app" / "ui" / "loaders.py")))
    assert not used & {"session", "context", "cookies", "current_viewer", "cookie_token", "open_page", "identify"}


def test_streamlit_lives_in_pages_the_frame_and_the_entry_scripts_alone() -> None:
    allowed = ("pages/", "app/ui/", "app/main.py")
    strangers = [where(path) for path in sources() if _imports(tree_of(path), "streamlit")
                 and not where(path).startswith(allowed)]
    assert strangers == []


def test_no_page_opens_without_saying_for_whom() -> None:
    for path in sorted((ROOT / "pages").glob("[a-z]*.py")):
        calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)
                 and isinstance(node.func, ast.Name) and node.func.id == "open_page"]
        assert calls and all(call.args for call in calls), where(path)


def test_no_page_runs_script_or_unsafe_markup() -> None:
    for path in sources():
        for node in ast.walk(tree_of(path)):
            assert not (isinstance(node, ast.keyword) and node.arg in
                        ("unsafe_allow_html", "unsafe_allow_javascript")), where(path)


def _imports(tree: ast.AST, package: str) -> bool:
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else \
            [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        if any(name.split(".")[0] == package for name in names):
            return True
    return False


CHOICES = {"selectbox", "radio", "segmented_control", "multiselect"}
SAME_IN_ALL = (None, "LANGUAGES.__getitem__", "names.__getitem__")
"""How choices are told that read alike in every language."""


def test_a_choice_kept_by_a_key_changes_its_words_with_the_language() -> None:
    """Streamlit keeps what a keyed choice shows as it was first drawn, so the key has to name the language."""
    wrong = []
    for path in sources():
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHOICES:
                said = {each.arg: ast.unparse(each.value) for each in node.keywords}
                key = said.get("key", "")
                given = [line for line in text.splitlines()[:node.lineno] if line.strip().startswith(f"{key} = ")]
                if key and said.get("format_func") not in SAME_IN_ALL and "language" not in [key, *given][-1]:
                    wrong.append(f"{where(path)}: {key}")
    assert wrong == []
