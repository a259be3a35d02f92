"""Where a column comes from: asked once, answered by the command line, kept for next month, changed and taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import status_of
from tests.header_sets import sheet

SPEC = "Thing=:id|Moment=:when|Queue Wait (sec)=wait_s:s|Member of staff=:agent|Colour=:country"
COLUMNS = ("--answer", "column.call_id=Thing", "--answer", "column.started_at=Moment")


@pytest.fixture
def run(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Any:
    """A command on a home with the vendor acme: its status, and its JSON or (``plain``) what it says."""
    monkeypatch.setenv("OPENLINE_HOME", str(tmp_path / "home"))

    def run_(*arguments: str, plain: bool = False) -> tuple[int, Any]:
        capsysbinary.readouterr()
        status = status_of([*arguments, *([] if plain else ["--json"])])
        said = capsysbinary.readouterr().out.decode()
        return status, said if plain else json.loads(said)

    assert run_("vendors", "add", "acme", plain=True)[0] == 0
    return run_


def month(folder: Path, seed: int, order: list[int] | None = None) -> str:
    path = folder / f"month-{seed}.csv"
    path.write_text(sheet(SPEC, seed=seed, order=order).replace("C-", f"C{seed}-"), encoding="utf-8")
    return str(path)


def test_what_must_be_known_is_asked_answered_and_not_asked_next_month(run: Any, tmp_path: Path) -> None:
    status, document = run("import", "calls", month(tmp_path, 1), "--vendor", "acme")
    asked = document["files"][0]
    assert (status, asked["status"], asked["rows_stored"]) == (2, "needs_answer", 0)
    assert [question["code"] for question in asked["questions"]] == ["column.call_id", "column.started_at"]
    assert asked["confidence"]["wait_s"] < 1
    status, document = run("import", "calls", month(tmp_path, 1), "--vendor", "acme", *COLUMNS)
    stored = document["files"][0]
    assert (stored["status"], stored["rows_stored"], stored["columns"]["call_id"]) == ("stored", 60, "Thing")
    status, document = run("import", "calls", month(tmp_path, 2, [4, 2, 0, 3, 1]), "--vendor", "acme")
    again = document["files"][0]
    assert (again["status"], again["questions"], again["columns"]) == ("stored", [], stored["columns"])
    assert again["answered"]["column.started_at"] == "Moment" and again["confidence"]["started_at"] == 1


def test_the_terminal_says_how_sure_it_is_and_how_to_answer(run: Any, tmp_path: Path) -> None:
    _, said = run("import", "calls", month(tmp_path, 1), "--vendor", "acme", "--dry-run", plain=True)
    assert "wait_s from 'Queue Wait (sec)' (98% sure)" in said and "call_id from" not in said
    assert "--answer column.started_at=Moment or --answer" in said
    assert "--answer column.started_at='Queue Wait (sec)'" not in said, "a header that is taken is not offered"
    _, said = run("import", "calls", month(tmp_path, 1), "--vendor", "acme", *COLUMNS, plain=True)
    assert "Read as answered: column.call_id=Thing" in said


def test_a_kept_answer_is_changed_by_the_next_and_the_change_can_be_taken_back(run: Any, tmp_path: Path) -> None:
    run("import", "calls", month(tmp_path, 1), "--vendor", "acme", *COLUMNS)
    named = ("--answer", "column.agent=Member of staff")
    run("import", "calls", month(tmp_path, 2), "--vendor", "acme", *named)
    run("import", "calls", month(tmp_path, 3), "--vendor", "acme", "--answer", "column.agent=Colour")
    kept = {each["code"]: each for each in run("answers")[1]["answers"]}
    assert (kept["column.agent"]["value"], kept["column.agent"]["vendor"]) == ("Colour", "acme")
    layout = kept["column.agent"]["layout"]
    assert run("answers", "--undo", layout, "--vendor", "acme")[1]["answers"] == {"column.agent": "Member of staff"}
    fourth = run("import", "calls", month(tmp_path, 4), "--vendor", "acme")[1]["files"][0]
    assert fourth["columns"]["agent"] == "Member of staff"
    assert run("answers", "--undo", layout, "--vendor", "acme")[1]["answers"] == {"column.agent": "Colour"}, "and back"
    status, refused = run("answers", "--undo", "calls/canonical/0", "--vendor", "acme")
    assert status == 2 and "No answers are kept" in refused["error"]["message"]


def test_the_first_answer_taken_back_is_asked_again(run: Any, tmp_path: Path) -> None:
    run("import", "calls", month(tmp_path, 1), "--vendor", "acme", *COLUMNS)
    layout = run("answers")[1]["answers"][0]["layout"]
    assert set(run("answers", "--undo", layout, "--vendor", "acme")[1]["answers"].values()) == {None}
    assert run("answers")[1]["answers"] == []
    assert run("import", "calls", month(tmp_path, 2), "--vendor", "acme")[1]["files"][0]["status"] == "needs_answer"


def test_an_answer_for_a_column_there_is_not_is_refused_before_the_file_is_read(run: Any, tmp_path: Path) -> None:
    path = month(tmp_path, 1)
    _, document = run("import", "calls", path, "--vendor", "acme", "--answer", "column.colour=Thing")
    issue, = document["files"][0]["issues"]
    assert issue["code"] == "unknown_answer" and "call_id, vendor, started_at" in issue["message"]
    _, document = run("import", "calls", path, "--vendor", "acme", "--answer", "column.call_id=Nothing")
    issue, = document["files"][0]["issues"]
    assert issue["code"] == "header_not_there" and "Found were: Thing, Moment" in issue["message"]
    _, document = run("import", "calls", path, "--vendor", "acme", "--answer", "colour=red")
    assert "column: a header" in document["files"][0]["issues"][0]["message"]
