"""``openline forget``: by any spelling of the number, never repeating it, and with the scores that follow."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from app.cli import status_of
from app.services.forgetting import trace_of

ROWS = ("call_id,started_at,customer,agent,outcome,wait_s\n"
        "A,2026-05-03 10:00,+44 7700 900123,Bo,answered,5\nB,2026-05-04 10:00,07700 900123,Bo,answered,9\n"
        "C,2026-05-05 10:00,+44 7700 900456,Bo,answered,7\n")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OPENLINE_COUNTRY_CODE", "44")
    (tmp_path / "may.csv").write_text(ROWS, encoding="utf-8")
    home = str(tmp_path / "home")
    assert status_of(["vendors", "add", "acme", "--home", home]) == 0
    assert status_of(["import", "calls", str(tmp_path / "may.csv"), "--vendor", "acme", "--home", home]) == 0
    return home


@pytest.mark.parametrize("said", ["07700 900123", "+447700900123", "-"])
def test_a_customer_is_forgotten_by_any_spelling_and_only_once(home: str, said: str, capsys: pytest.CaptureFixture[str],
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("0044 7700 900 123\n"))
    capsys.readouterr()
    assert status_of(["forget", said, "--home", home, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer == {"records": 2, "files": 1, "held_back_rows": 0, "drawn_calls": 0, "originals": 0,
                      "originals_left": 0, "messages": 0, "findings": 0, "months": ["2026-05"],
                      "country_unknown": False}
    assert status_of(["forget", "07700900123", "--home", home]) == 0
    assert capsys.readouterr().out == "No stored record leads to this customer.\n"
    assert status_of(["score", "--home", home, "--json"]) == 0
    card, = json.loads(capsys.readouterr().out)["scorecards"]
    assert {one["code"]: one["estimate"].get("n") for one in card["measures"]}["asa"] == 3


@pytest.mark.parametrize("said", ["", "anonymous", "138****0000", "0"])
def test_who_names_nobody_is_told_so(home: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert status_of(["forget", said, "--home", home]) == 2
    assert capsys.readouterr().err.startswith("This names no customer")


def test_the_answer_never_repeats_who_it_was(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert status_of(["forget", "07700900123", "--home", home]) == 0
    told = capsys.readouterr()
    assert "900123" not in told.out + told.err and told.out.startswith("Forgotten: 2 records are nobody's now")


def test_a_text_shows_a_customer_by_the_whole_number_or_address_alone() -> None:
    assert trace_of("447700900123", "44") == "7700900123" and trace_of("447700900123x80", "44") == "7700900123"
    assert trace_of("ann.lee@example.org", None) == "annlee@exampleorg"
    assert [trace_of(key, None) for key in ("c00123", "123456", "客户a")] == ["", "", ""]


@pytest.mark.parametrize("said", ["+44 7700 900123", "07700 900123", "０７７００ ９００１２３",
                                  "〇七七〇〇九〇〇一二三"])
def test_a_home_that_knows_no_country_finds_both_spellings(tmp_path: Path, said: str,
                                                           capsys: pytest.CaptureFixture[str]) -> None:
    """There a number with its country and the same without are two customers: whoever is forgotten is both."""
    home = str(tmp_path / "home")
    (tmp_path / "may.csv").write_text(ROWS, encoding="utf-8")
    assert status_of(["vendors", "add", "acme", "--home", home]) == 0
    assert status_of(["import", "calls", str(tmp_path / "may.csv"), "--vendor", "acme", "--home", home]) == 0
    capsys.readouterr()
    assert status_of(["forget", said, "--home", home, "--json"]) == 0
    wanted = 2 if said.startswith("+") else 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["records"], answer["country_unknown"]) == (wanted, wanted == 1)
    assert status_of(["forget", said, "--home", home, "--dry-run"]) == 0
    assert ("once more as it is dialled from abroad" in capsys.readouterr().out) is (wanted == 1), "and what to do next"


def test_a_dry_run_counts_the_same_and_changes_nothing(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert status_of(["forget", "07700900123", "--dry-run", "--home", home, "--json"]) == 0
    foreseen = json.loads(capsys.readouterr().out)
    assert status_of(["forget", "07700900123", "--dry-run", "--home", home]) == 0
    assert capsys.readouterr().out.startswith("Nothing was changed. To be forgotten are 2 records (1 files")
    assert status_of(["forget", "07700900123", "--home", home, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == foreseen


def test_a_numbers_country_is_told_by_its_calling_code() -> None:
    from app.services.forgetting import named

    found = [(one.trace, one.country) for one in (
        named("+44 7700 900123", None, b"k"), named("0044 7700 900123", "49", b"k"), named("07700 900123", "44", b"k"),
        named("07700 900123", None, b"k"), named("+852 2123 4567", "86", b"k"), named("ann@example.org", "44", b"k"))]
    assert found == [("7700900123", "44"), ("7700900123", "44"), ("7700900123", "44"), ("7700900123", ""),
                     ("21234567", "852"), ("ann@exampleorg", "")]
