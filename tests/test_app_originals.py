"""``openline originals`` and ``openline original``: nothing is kept unasked, and what is comes back as it came."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import status_of

ROWS = "call_id,started_at,customer,agent,outcome,wait_s\nA,2026-05-03 10:00,+44 7700 900123,Bo,answered,5\n"


@pytest.fixture
def home(tmp_path: Path) -> str:
    (tmp_path / "may.csv").write_text(ROWS, encoding="utf-8")
    home = str(tmp_path / "home")
    assert status_of(["vendors", "add", "acme", "--home", home]) == 0
    return home


def brought(home: str, tmp_path: Path) -> None:
    assert status_of(["import", "calls", str(tmp_path / "may.csv"), "--vendor", "acme", "--home", home]) == 0


def test_nothing_is_kept_and_the_command_says_how(home: str, tmp_path: Path,
                                                  capsys: pytest.CaptureFixture[str]) -> None:
    brought(home, tmp_path)
    capsys.readouterr()
    assert status_of(["originals", "--home", home]) == 0
    assert capsys.readouterr().out.startswith("Imported files are not kept. 'openline originals --keep 30'")
    assert status_of(["original", "b1", "--out", str(tmp_path / "out.csv"), "--home", home]) == 2
    assert "no original is kept" in capsys.readouterr().err
    assert list((tmp_path / "home" / "originals").iterdir()) == []


def test_what_is_kept_is_listed_and_comes_back_as_it_came(home: str, tmp_path: Path,
                                                          capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["originals", "--keep", "30", "--home", home]) == 0
    brought(home, tmp_path)
    capsys.readouterr()
    assert status_of(["originals", "--home", home, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["days"] == 30 and [(one["batch"], one["bytes"]) for one in told["originals"]] == [("b1", len(ROWS))]
    out = tmp_path / "out.csv"
    assert status_of(["original", "b1", "--out", str(out), "--home", home]) == 0
    assert out.read_text(encoding="utf-8") == ROWS and out.stat().st_mode & 0o777 == 0o600
    assert status_of(["original", "b1", "--out", str(out), "--home", home]) == 2
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize("by", ["the server", "the list"])
def test_what_has_had_its_time_goes_though_nobody_imports_any_more(home: str, tmp_path: Path, by: str,
                                                                  monkeypatch: pytest.MonkeyPatch,
                                                                  capsys: pytest.CaptureFixture[str]) -> None:
    from datetime import timedelta

    import sqlalchemy as sa

    from app.services.opening import open_home
    from app.settings import Settings
    from app.web import warming
    from app.web.door import Door
    from storage.clock import utc_now
    from storage.tables import Original

    assert status_of(["originals", "--keep", "30", "--home", home]) == 0
    brought(home, tmp_path)
    kept, store = tmp_path / "home" / "originals", open_home(Settings(home=Path(home)))
    monkeypatch.setattr(Door, "store", lambda _: store)

    def an_hour(seconds: float) -> None:
        assert seconds == 3_600
        raise KeyboardInterrupt

    def look() -> None:
        if by == "the list":
            assert status_of(["originals", "--home", home]) == 0
        else:
            with pytest.raises(KeyboardInterrupt):
                warming.let_go_every_hour(an_hour)

    look()
    assert len(list(kept.iterdir())) == 1, "its time is not over"
    with store.writing() as session:
        session.exec(sa.update(Original).values(expires_at=utc_now() - timedelta(seconds=1)))
    look()
    assert list(kept.iterdir()) == []
    store.close()


def test_forgetting_a_customer_says_which_files_went(home: str, tmp_path: Path,
                                                     capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["originals", "--keep", "30", "--home", home]) == 0
    brought(home, tmp_path)
    capsys.readouterr()
    assert status_of(["forget", "+447700900123", "--home", home]) == 0
    assert "1 imported files that were kept as they came are deleted" in capsys.readouterr().out
    assert list((tmp_path / "home" / "originals").iterdir()) == []


def test_the_setting_pins_the_days_and_the_command_changes_them_against_it(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("OPENLINE_KEEP_ORIGINALS_DAYS", "30")
    home = str(tmp_path / "home")
    assert status_of(["vendors", "add", "acme", "--home", home]) == 0
    assert status_of(["originals", "--keep", "off", "--home", home]) == 0
    capsys.readouterr()
    assert status_of(["originals", "--home", home]) == 2
    assert "--keep 30" in capsys.readouterr().err
    monkeypatch.setenv("OPENLINE_KEEP_ORIGINALS_DAYS", "off")
    assert status_of(["originals", "--home", home]) == 0
