"""A draw is sealed when it is made, opened once by its client, and then anybody can repeat it without us."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.access import Role, Viewer
from app.cli import status_of
from app.errors import UserError
from app.services import drawing
from app.services.draw_opening import open_as, open_draw, why_not
from app.services.draw_proof import REPEAT, proof, proof_file, sealed_draws
from app.services.scorecards import closed
from scoring.records import VendorCode
from scoring.sampling import EVALUATE, SURVEY
from storage import audit, draws, vendors
from storage.home import Store
from storage.scope import EVERYTHING, Scope
from tests.storage_world import call, store_rows

ACME, BETA = (Scope(frozenset({VendorCode(code)})) for code in ("acme", "beta"))
QUEUES = ("billing", "技术支持", "tab\tand\nline", None)


@pytest.fixture
def drawn(store: Store) -> tuple[Store, str]:
    """40 calls of May of four queues (odd ones among them), 9 of them drawn; beta has its own."""
    for code in ("acme", "beta"):
        store_rows(store, "calls", {code: [
            call(f"{code[0].upper()}{i:02d} «é»", f"2026-05-{1 + i % 28:02d}T09:00:00", customer=i, queue=QUEUES[i % 4])
            for i in range(40)]})
    drawing.draw(store, EVALUATE, "beta", "2026-05", 4, actor="qa")
    return store, drawing.draw(store, EVALUATE, "acme", "2026-05", 9, actor="qa").id


def unpacked(store: Store, draw: str, to: Path, language: str = "en") -> Path:
    name, data = proof_file(store, ACME, draw, language)
    assert name == f"openline-{draw}-acme-2026-05.zip"
    with zipfile.ZipFile(BytesIO(data)) as archive:
        archive.extractall(to)
    return to


def repeated(folder: Path, *more: str) -> tuple[int, str]:
    """What the program says that was handed out, run as its reader would: by itself, nothing of ours in reach."""
    done = subprocess.run([sys.executable, "-I", REPEAT, ".", *more], cwd=folder, capture_output=True, text=True,
                          encoding="utf-8", env={"PYTHONIOENCODING": "utf-8"}, check=False)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def test_before_it_is_opened_a_vendor_sees_that_there_is_a_draw_and_its_seal_and_nothing_else(
        drawn: tuple[Store, str]) -> None:
    store, draw = drawn
    (seen,) = sealed_draws(store, ACME)
    assert (seen.id, seen.month, seen.round, seen.opening, seen.view) == (draw, "2026-05", 1, None, None)
    view = draws.find(store, ACME, draw)
    assert view is not None and seen.seal == sha256(view.sealed.encode()).hexdigest()
    told = repr(seen)
    assert not any(each in told for each in (view.seed, view.frame_fingerprint, *draws.named(store, ACME, draw)))


def test_a_draw_that_is_shut_or_anothers_or_none_is_refused_in_the_same_words(drawn: tuple[Store, str]) -> None:
    store, draw = drawn
    said = []
    for scope, each in ((ACME, draw), (ACME, "d1"), (ACME, "d99"), (BETA, draw)):
        with pytest.raises(UserError) as refused:
            proof(store, scope, each)
        said.append(str(refused.value).replace(each, "…"))
    assert len(set(said)) == 1


def test_opened_it_is_repeated_by_a_program_that_needs_nothing_of_ours(drawn: tuple[Store, str],
                                                                     tmp_path: Path) -> None:
    store, draw = drawn
    (sealed,) = sealed_draws(store, ACME)
    opening = open_draw(store, EVERYTHING, draw, actor="manager")
    (seen,) = sealed_draws(store, ACME)
    assert seen.seal == sealed.seal and seen.opening == opening
    found = proof(store, ACME, draw)
    assert found.same is True and found.calls == draws.named(store, EVERYTHING, draw) and len(found.calls) == 9
    folder = unpacked(store, draw, tmp_path)
    assert json.loads((folder / "drawn.json").read_text("utf-8")) == list(found.calls)
    assert sha256((folder / "seal.json").read_bytes()).hexdigest() == sealed.seal
    assert len((folder / "frame.jsonl").read_text("utf-8").split("\n")) == 40
    status, said = repeated(folder, sealed.seal)
    assert status == 0 and said.count("yes  ") == 5 and "NO" not in said
    assert sealed.seal in (folder / "README.txt").read_text("utf-8")


@pytest.mark.parametrize(("file", "changed", "noes"), [
    ("drawn.json", lambda text: json.dumps(json.loads(text)[::-1]), 1),
    ("frame.jsonl", lambda text: "\n".join(text.split("\n")[1:]), 3),
    ("seal.json", lambda text: text.replace('"seed": "', '"seed": "0'), 2),
])
def test_whatever_is_changed_is_seen(drawn: tuple[Store, str], tmp_path: Path, file: str, changed: Any,
                                     noes: int) -> None:
    store, draw = drawn
    (sealed,) = sealed_draws(store, ACME)
    open_draw(store, EVERYTHING, draw, actor="manager")
    folder = unpacked(store, draw, tmp_path)
    text = (folder / file).read_text("utf-8")
    (folder / file).write_text(changed(text), "utf-8")
    status, said = repeated(folder, sealed.seal)
    assert status == 1 and said.count("NO   ") >= noes, said


def test_what_cannot_be_read_is_said_in_a_sentence(drawn: tuple[Store, str], tmp_path: Path) -> None:
    store, draw = drawn
    open_draw(store, EVERYTHING, draw, actor="manager")
    folder = unpacked(store, draw, tmp_path, "zh")
    assert "抽样" in (folder / "说明.txt").read_text("utf-8")
    (folder / "frame.jsonl").write_text("", "utf-8")
    assert repeated(folder)[0] == 2
    (folder / "seal.json").unlink()
    status, said = repeated(folder)
    assert status == 2 and "cannot be read" in said


def test_it_is_opened_once_by_a_manager_and_the_database_takes_it_back_for_nobody(drawn: tuple[Store, str]) -> None:
    store, draw = drawn
    for role in (Role.QA, Role.VENDOR, Role.EXECUTIVE):
        person = Viewer(1, role.value, role.value, role, VendorCode("acme") if role is Role.VENDOR else None, "zh")
        with pytest.raises(UserError, match="甲方经理"):
            open_as(store, person, draw)
    first = open_as(store, Viewer(2, "mia", "Mia", Role.MANAGER, None, "en"), draw)
    assert open_draw(store, EVERYTHING, draw, actor="another") == first and first.by == "mia"
    assert [each.subject for each in audit.entries(store) if each.action == "draw_opened"] == [draw]
    for statement in ("DELETE FROM opened_draws", "UPDATE opened_draws SET opened_at = '2020-01-01'",
                      *(["REPLACE INTO opened_draws SELECT * FROM opened_draws"] if store.engine.dialect.name ==
                        "sqlite" else ["TRUNCATE opened_draws"])):
        with pytest.raises(sa.exc.DatabaseError, match="append only"), store.engine.begin() as connection:
            connection.execute(sa.text(statement))


def test_it_stays_shut_while_feedback_may_still_come_and_where_there_is_nothing_to_check(store: Store) -> None:
    last = (datetime.now(UTC).replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    store_rows(store, "calls", {"acme": [call("A", f"{last}-03T09:00:00"), call("B", "2026-01-03T09:00:00")]})
    fresh = drawing.draw(store, EVALUATE, "acme", last, 1, actor="qa")
    asked = drawing.draw(store, SURVEY, "acme", "2026-01", 1, actor="qa")
    assert why_not(store, EVERYTHING, asked) == "purpose"
    assert why_not(store, EVERYTHING, fresh) == ("" if closed(last, store.timezone) else "closes")
    with pytest.raises(UserError, match="first time"):
        open_draw(store, EVERYTHING, asked.id, actor="manager")
    assert [each.id for each in sealed_draws(store, ACME)] == [fresh.id], "who is surveyed is no vendor's to see"


def test_a_frame_that_cannot_be_read_as_it_was_is_said_to_be_lost(drawn: tuple[Store, str], tmp_path: Path) -> None:
    store, draw = drawn
    open_draw(store, EVERYTHING, draw, actor="manager")
    vendors.merge(store, "beta", "acme", actor="test")
    found = proof(store, ACME, draw)
    assert found.same is None and found.frame is None and len(found.calls) == 9
    folder = unpacked(store, draw, tmp_path)
    assert not (folder / "frame.jsonl").exists() and "frame.jsonl is missing" in (
        folder / "README.txt").read_text("utf-8")


def test_the_command_opens_a_draw_and_writes_its_proof(drawn: tuple[Store, str], tmp_path: Path,
                                                       monkeypatch: pytest.MonkeyPatch,
                                                       capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    store, draw = drawn
    monkeypatch.setenv("OPENLINE_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))

    def run(*arguments: str) -> tuple[int, Any]:
        capsysbinary.readouterr()
        status = status_of(["draws", draw, *arguments, "--home", str(store.home), "--json"])
        return status, json.loads(capsysbinary.readouterr().out)

    status, shut = run()
    assert status == 0 and shut["opened"] is None and shut["proof"] is None
    status, refused = run("--proof", str(tmp_path / "p.zip"))
    assert status == 2 and refused["error"]["code"] == "unknown_draw"
    status, refused = run("--open", "--proof", str(tmp_path / "p.pdf"))
    assert status == 2 and sealed_draws(store, ACME)[0].opening is None, "what cannot be written opens nothing"
    status, found = run("--open", "--proof", str(tmp_path / "p.zip"))
    assert status == 0 and found["opened"]["by"] == "administrator" and found["seal"] == shut["seal"]
    assert zipfile.ZipFile(found["proof"]).testzip() is None
