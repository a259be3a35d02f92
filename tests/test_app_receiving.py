"""What a browser sends beyond asking: files, clicks and messages, against the real server."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.access import GRANTS, LARGEST_UPLOAD, Permission, Role, Viewer
from app.services import importing, people, uploads
from app.services.import_order import ImportOrder
from app.services.opening import open_home
from app.settings import Settings
from app.web.receiving import FILES_AT_ONCE
from storage.home import Store
from storage.scope import EVERYTHING
from tests.portal_client import PASSWORD, Portal, Wire, serving

ROOT = Path(__file__).resolve().parents[1]
MANAGER = Viewer(0, "setup", "Setup", Role.MANAGER, None, "en")
CALLS = b"call_id,started_at,outcome,wait_s\nA,2026-05-03 10:00,answered,5\n,2026-05-03 11:00,answered,5\n"
VENDORS_BYTES = LARGEST_UPLOAD[Permission.CORRECT]


def _store(home: Path) -> Store:
    return open_home(Settings(home=home))


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    from storage import vendors

    home = tmp_path_factory.mktemp("receiving") / "home"
    store = _store(home)
    vendors.add(store, "harbour", name="Harbour", actor="test")
    for login, role in (("mia", "manager"), ("dora", "manager"), ("quinn", "qa"), ("eve", "executive")):
        people.add_person(store, login, role=role, name=login.title(), password=PASSWORD)
    for login in ("vera", "vito", "vlad", "vale"):
        people.add_person(store, login, role="vendor", name=login.title(), vendor="harbour", password=PASSWORD)
    report = uploads.bring_in(store, uploads.Upload("may.csv", CALLS), ImportOrder("calls", vendor="harbour"),
                              viewer=MANAGER)
    assert (report.status, report.rows_held_back) == ("stored", 1)
    with serving(home) as running:
        yield running


def pressed(told: str, key: str) -> str:
    """The id of the button ``key`` on a page that was drawn."""
    found = re.search(rf'id: "(\$\$ID-[^"]*-{re.escape(key)})"', told)
    assert found, f"there is no button {key}"
    return found[1]


def test_a_click_after_the_session_ended_changes_nothing(portal: Portal) -> None:
    token, store = portal.token_of("dora"), _store(portal.home)
    with portal.socket(token) as tab:
        asked = tab.run("import", pressed=pressed(tab.run("import"), "batch.b1"))
        sure = pressed(asked, "history.sure")
        people.disable(store, "dora")
        assert "You are signed out" in tab.run("import", pressed=sure)
    assert importing.history(store, EVERYTHING)[0]["state"] == "stored"


def test_the_same_click_of_somebody_signed_in_takes_the_batch_back(portal: Portal) -> None:
    store = _store(portal.home)
    with portal.socket(portal.token_of("mia")) as tab:
        for state in ("withdrawn", "stored"):
            asked = tab.run("import", pressed=pressed(tab.run("import"), "batch.b1"))
            tab.run("import", pressed=pressed(asked, "history.sure"))
            assert importing.history(store, EVERYTHING)[0]["state"] == state


def upload_address(tab: Wire, page: str, file: str = "file") -> str:
    """Where this tab's uploads go, once a page was drawn in it."""
    tab.run(page)
    return f"/_stcore/upload_file/{tab.session}/{file}"


@pytest.mark.parametrize(("login", "page"), [("mia", "import"), ("quinn", "import"), ("vera", "corrections")])
def test_who_brings_files_in_uploads_into_the_session_of_their_own_tab(portal: Portal, login: str, page: str) -> None:
    token = portal.token_of(login)
    with portal.socket(token) as tab:
        assert portal.upload(upload_address(tab, page), 10, token) == 204


def test_nobody_uploads_without_a_permission_or_into_the_session_of_another(portal: Portal) -> None:
    mia, eve, quinn = (portal.token_of(login) for login in ("mia", "eve", "quinn"))
    with portal.socket(mia) as hers, portal.socket(eve) as executives:
        foreign, own = upload_address(hers, "import"), upload_address(executives, "export")
        assert portal.upload(foreign, 10, mia) == 204
        assert portal.upload(own, 10, eve) == 404
        assert portal.upload(foreign, 10, quinn) == 404
        for path in ("/_stcore/upload_file/made-up/file", "/_stcore/upload_file/", "/_stcore/upload_file"):
            assert portal.upload(path, 10, mia) == 404
        deleted = portal.ask(foreign, "DELETE", token=quinn, Origin=portal.origin)
        assert deleted.status == 404


@pytest.mark.parametrize("chunked", [False, True])
def test_a_file_too_large_for_the_role_is_refused_however_it_states_its_length(portal: Portal, chunked: bool) -> None:
    token = portal.token_of("vito")
    with portal.socket(token) as tab:
        address = upload_address(tab, "corrections")
        assert portal.upload(address, VENDORS_BYTES * 11 // 10, token, chunked) == 413
        assert portal.upload(address, VENDORS_BYTES, token, chunked) == 204


def test_a_person_has_only_so_much_uploaded_at_once_over_all_tabs(portal: Portal) -> None:
    token = portal.token_of("vlad")
    with portal.socket(token) as one, portal.socket(token) as other:
        addresses = [upload_address(tab, "corrections", str(i)) for i, tab in enumerate((one, other, one))]
        statuses = [portal.upload(address, VENDORS_BYTES, token) for address in addresses]
        assert statuses == [204] * FILES_AT_ONCE + [413]


def test_what_was_uploaded_goes_with_the_person(portal: Portal) -> None:
    first, again = portal.token_of("vale"), portal.token_of("vale")
    with portal.socket(first) as left, portal.socket(again) as open_:
        filled = [upload_address(left, "corrections", str(i)) for i in range(FILES_AT_ONCE)]
        assert [portal.upload(address, VENDORS_BYTES, first) for address in filled] == [204] * FILES_AT_ONCE
        address = upload_address(open_, "corrections")
        assert portal.upload(address, VENDORS_BYTES, again) == 413
        portal.ask("/logout", "POST", token=first, Origin=portal.origin)
        assert "You are signed out" in left.run("corrections")
        assert portal.upload(address, VENDORS_BYTES, again) == 204


def test_a_batch_is_named_by_its_own_id_however_it_was_asked_for(portal: Portal) -> None:
    """A line's end in a file's name would end the header it stands in, and the connection with it."""
    for batch in ("b1", "b1%0a", "%20B1%0d%0a"):
        answer = portal.ask(f"/corrections/held-back.xlsx?batch={batch}", token=portal.token_of("vera"))
        assert answer.status == 200 and 'filename="openline-held-back-b1.xlsx"' in answer.headers["content-disposition"]


def test_every_role_that_brings_files_in_has_a_limit_and_no_other_has() -> None:
    bringing = {Permission.IMPORT, Permission.IMPORT_EVALUATIONS, Permission.CORRECT}
    assert set(LARGEST_UPLOAD) == bringing
    sizes = {role: Viewer(1, "x", "X", role, None, "en").largest_upload for role in Role}
    assert {role for role, size in sizes.items() if size} == {role for role in Role if GRANTS[role] & bringing}
    assert sizes[Role.MANAGER] > sizes[Role.QA] > sizes[Role.VENDOR] > sizes[Role.EXECUTIVE] == 0


def forbidden_messages() -> dict[str, object]:
    from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg

    request = BackendOperationRequest(request_id="r")
    request.install_skills.SetInParent()
    return {"clear_cache": BackMsg(clear_cache=True), "load_git_info": BackMsg(load_git_info=True),
            "set_run_on_save": BackMsg(set_run_on_save=True),
            "debug_disconnect_websocket": BackMsg(debug_disconnect_websocket=True),
            "debug_shutdown_runtime": BackMsg(debug_shutdown_runtime=True),
            "backend_operation_request": BackMsg(backend_operation_request=request), "nothing": BackMsg()}


def test_messages_that_no_page_sends_are_passed_over_and_the_rest_are_not() -> None:
    from streamlit.proto.BackMsg_pb2 import BackMsg

    from app.ui.wire import WELCOME, is_welcome

    kinds = {kind.name for kind in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    assert kinds == WELCOME | (set(forbidden_messages()) - {"nothing"}), "Streamlit has a message we do not know"
    assert not any(is_welcome(message.SerializeToString())  # type: ignore[attr-defined]
                   for message in forbidden_messages().values())
    rerun = BackMsg()
    rerun.rerun_script.page_name = "overview"
    assert is_welcome(rerun.SerializeToString()) and is_welcome(BackMsg(stop_script=True).SerializeToString())
    assert is_welcome(b"\xff\xff no message")  # Streamlit itself ends such a connection


def test_nobody_clears_the_caches_of_all_by_a_forged_message(portal: Portal) -> None:
    """Streamlit clears its session with the caches: the question that was open on the page would be gone."""
    with portal.socket(portal.token_of("mia")) as tab:
        tab.run("import", pressed=pressed(tab.run("import"), "batch.b1"))
        for message in forbidden_messages().values():
            tab.send(message)
        assert pressed(tab.run("import"), "history.sure")


UNSAFE = {"PageContext", "Viewer", "Scope", "Store"}
RUNS = ("on_click", "on_change", "on_select", "on_submit", "on_dismiss")


def stale_callbacks(source: str) -> list[int]:
    """Lines of callbacks that could act for whom the page was drawn: what a callback is given or encloses is a run old.

    Allowed is a function of a module, with arguments that name nothing of the page's context.
    """
    tree = ast.parse(source)
    functions = {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
    calls = [(node.lineno, {keyword.arg: keyword.value for keyword in node.keywords})
             for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [line for line, given in calls if any(name in given for name in RUNS) and not (
        all(_is_of_a_module(given[name], functions) for name in RUNS if name in given)
        and not _names(given.get("args"), given.get("kwargs")) & _of_the_page(tree))]


def _is_of_a_module(run: ast.expr, functions: set[str]) -> bool:
    return isinstance(run, ast.Constant | ast.Attribute) or (isinstance(run, ast.Name) and run.id in functions)


def _names(*values: ast.expr | None) -> set[str]:
    return {node.id for value in values if value is not None for node in ast.walk(value) if isinstance(node, ast.Name)}


def _of_the_page(tree: ast.AST) -> set[str]:
    """Names that stand for the page's context, its person, scope or store, by custom or by annotation."""
    return {"ctx", "viewer", "scope", "store"} | {
        arg.arg for arg in ast.walk(tree) if isinstance(arg, ast.arg) and arg.annotation is not None
        and any(isinstance(part, ast.Name) and part.id in UNSAFE for part in ast.walk(arg.annotation))}


def test_no_callback_is_handed_the_person_a_page_was_drawn_for() -> None:
    sources = [*(ROOT / "app" / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    assert [f"{path.name}:{line}" for path in sources
            for line in stale_callbacks(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("call", [
    "st.button('x', on_click=act, args=(ctx, 1))", "st.button('x', on_click=act, kwargs={'who': ctx.viewer})",
    "st.button('x', on_click=lambda: act(ctx))", "st.button('x', on_click=partial(act, ctx))",
    "st.button('x', on_click=inner)", "st.button('x', on_change=act, args=(page,))",
])
def test_the_rule_sees_a_stale_callback(call: str) -> None:
    source = f"def act(who): ...\ndef draw(page: PageContext):\n    ctx = page\n    def inner(): act(ctx)\n    {call}\n"
    assert stale_callbacks(source) == [5]
    fresh = "def act(a): ...\ndef draw(ctx):\n    st.button('x', on_click=act, args=('b1', True))\n"
    assert stale_callbacks(fresh) == []
