"""``openline integrity``: the contract's document, and the planted truth of the sample data found untold."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from app.cli import status_of
from sample_data.manifest import FILES, FOLDER, VENDORS

WHO = ("harbour", "summit")
KEYS = {"vendor", "month", "verdict", "why", "p_value", "withheld", "evidence", "signals"}
SIGNAL_KEYS = {"code", "statement", "effect", "low", "high", "p_value", "n", "cases"}
BESIDE_KEYS = {"verdict", "why", "p_value", "completeness", "withheld", "odds_ratio", "e_value", "signals", "not_run",
               "reason"}
KINDS_READ = ("calls", "evaluations", "feedback", "promises", "surveys")
FILTERS_FROM, WITHHELD = "2026-08", .6


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two of the sample vendors, one of which filters."""
    folder = tmp_path_factory.mktemp("integrity") / "home"
    for vendor in VENDORS:
        if vendor.code in WHO:
            names = [part for alias in vendor.aliases for part in ("--alias", alias)]
            said = ["--name", vendor.name, "--timezone", vendor.timezone, *names, "--home", str(folder)]
            assert status_of(["vendors", "add", vendor.code, *said]) == 0
    for kind, vendor_code, path in FILES:
        if vendor_code in WHO and kind in KINDS_READ:
            assert status_of(["import", kind, str(FOLDER / path), "--vendor", vendor_code, "--home", str(folder)]) <= 1
    return folder


def asked(home: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    status = status_of(["integrity", *arguments, "--home", str(home), "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def findings(home: Path) -> list[dict[str, Any]]:
    written = BytesIO()
    with redirect_stdout(TextIOWrapper(written, encoding="utf-8", write_through=True)):
        status = status_of(["integrity", "--home", str(home), "--json"])
        document = json.loads(written.getvalue())
    assert status == 0 and set(document) == {"findings"}
    return list(document["findings"])


def test_one_finding_stands_for_every_vendor_month_with_evaluations_or_feedback(findings: list[dict[str, Any]]) -> None:
    found = [(each["month"], each["vendor"]) for each in findings]
    assert found == sorted(found) and len(found) == len(set(found))
    closed = {(month, vendor) for month in ("2026-08", "2026-09", "2026-10") for vendor in WHO}
    assert closed <= set(found)
    for each in findings:
        assert set(each) >= KEYS and each["why"]
        assert each["verdict"] in ("no_sign", "watch", "likely_filtered", "insufficient_data")
        assert set(each["evidence"]) == {"e_value", "alarm", "since"}
        for signal in each["signals"]:
            assert set(signal) >= SIGNAL_KEYS and signal["code"] in "WACPQGRDTFIK" and len(signal["code"]) == 1
            assert 0 <= signal["p_value"] <= 1 and "{" not in signal["statement"]


def test_the_vendor_that_filters_is_found_and_the_other_never_suspected(findings: list[dict[str, Any]]) -> None:
    judged = [each for each in findings if each["month"] >= FILTERS_FROM and each["verdict"] != "insufficient_data"]
    assert len(judged) == 6
    for each in judged:
        if each["vendor"] == "harbour":
            assert each["verdict"] == "no_sign"
        else:
            assert each["verdict"] == "likely_filtered"
            assert each["withheld"]["low"] < WITHHELD < each["withheld"]["high"]


def test_what_was_heard_is_what_plain_pandas_counts(findings: list[dict[str, Any]]) -> None:
    files = sorted((FOLDER / "summit").glob("calls-*.csv.gz"))
    calls = pd.concat(pd.read_csv(file, sep=";", encoding="utf-8-sig") for file in files)
    judged = pd.read_excel(FOLDER / "summit/evaluations.xlsx", engine="openpyxl")
    passed = set(pd.read_csv(FOLDER / "summit/feedback.csv.gz")["call_id"].dropna())
    month = pd.to_datetime(calls.started_at).dt.tz_localize("Asia/Manila").dt.tz_convert("UTC").dt.strftime("%Y-%m")
    heard = judged[(judged.selection == "random") & (judged.feedback_voiced == "yes")]
    heard = heard.sort_values("evaluated_at").drop_duplicates("call_id", keep="last")
    heard = heard.assign(month=heard.call_id.map(dict(zip(calls.call_id, month, strict=True))))
    for each in findings:
        if each["vendor"] != "summit" or not FILTERS_FROM <= each["month"] <= "2026-10":
            continue
        own = heard[heard.month == each["month"]]
        negative = own.feedback_polarity == "negative"
        facts = next(signal["facts"] for signal in each["signals"] if signal["code"] == "W")
        assert (facts["negatives"], facts["others"]) == (int(negative.sum()), int((~negative).sum()))
        exact = int(np.isin(own.call_id[negative], list(passed)).sum())
        assert exact <= facts["negatives_arrived"] <= exact + 4, "7 % of the items carry no id and are linked otherwise"
        signal = next(signal for signal in each["signals"] if signal["code"] == "W")
        assert set(signal["cases"]) <= set(own.call_id[negative]) - passed


def test_promises_heard_and_found_are_what_plain_pandas_counts(findings: list[dict[str, Any]]) -> None:
    """The ledger of the sample names every call; those of the last day are left to the next one."""
    for vendor, zone, separator in (("summit", "Asia/Manila", ";"), ("harbour", "Europe/London", ",")):
        files = sorted((FOLDER / vendor).glob("calls-*.csv.gz"))
        calls = pd.concat(pd.read_csv(file, sep=separator, encoding="utf-8-sig") for file in files)
        began = pd.to_datetime(calls.started_at).dt.tz_localize(zone).dt.tz_convert("UTC")
        judged = pd.read_excel(FOLDER / f"{vendor}/evaluations.xlsx", engine="openpyxl")
        ledger = set(pd.read_csv(FOLDER / f"{vendor}/promises.csv.gz")["call_id"])
        made = judged[(judged.selection == "random") & (judged.promise_made == "yes")].drop_duplicates("call_id")
        month = made.call_id.map(dict(zip(calls.call_id, began.dt.strftime("%Y-%m"), strict=True)))
        for each in findings:
            if each["vendor"] == vendor and "2026-06" <= each["month"] <= "2026-09":
                own, told = made[month == each["month"]], each["promises"]
                assert set(told) == BESIDE_KEYS and each["fidelity"] is not None
                assert told["completeness"]["n"] == len(own)
                assert told["completeness"]["value"] == pytest.approx(own.call_id.isin(ledger).mean())
                assert told["verdict"] in ("no_sign", "insufficient_data")


def test_only_the_vendor_that_runs_a_survey_of_its_own_is_judged_by_whom_it_invites(
        findings: list[dict[str, Any]]) -> None:
    for each in findings:
        told = each["invitations"]
        assert (told is not None) == (each["vendor"] == "summit" and each["month"] <= "2026-10") or told is None
        if told is not None and each["month"] <= "2026-10":
            assert set(told) == BESIDE_KEYS and told["odds_ratio"]["low"] < told["odds_ratio"]["high"]
            assert {signal["part"] for signal in told["signals"]} == {"census", "heard"}
    assert any(each["invitations"] for each in findings)


def test_fidelity_adds_up(findings: list[dict[str, Any]]) -> None:
    for each in findings:
        if each["fidelity"] is not None:
            table = np.array(each["fidelity"]["mood"]["table"])
            assert table.sum() == each["fidelity"]["share"]["n"]
            assert each["fidelity"]["same"] <= np.trace(table)
            assert each["fidelity"]["share"]["low"] < each["fidelity"]["share"]["value"]


def test_before_a_month_closes_nothing_is_said_of_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The files came today, so as of any day before there is nothing to tell; a month that is open says when it closes.
    """
    status, document = asked(home, capsys, "--as-of", "2026-06-01")
    assert (status, document) == (0, {"findings": []})


def test_one_month_of_one_vendor_may_be_asked_for(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, document = asked(home, capsys, "--month", "2026-09", "--vendor", "summit")
    assert [(each["month"], each["vendor"]) for each in document["findings"]] == [("2026-09", "summit")]


@pytest.mark.parametrize("wrong", [("--month", "September"), ("--vendor", "nobody"), ("--as-of", "soon")])
def test_what_cannot_be_asked_is_refused_with_a_sentence(
        home: Path, capsys: pytest.CaptureFixture[str], wrong: tuple[str, str]) -> None:
    status, document = asked(home, capsys, *wrong)
    assert status == 2 and wrong[1] in document["error"]["message"]


def test_a_log_that_lacks_counted_calls_is_not_called_clean(
        home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    counted = tmp_path / "carrier.csv"
    days = "".join(f"harbour,2026-09-{day:02d},1440,carrier,voice,400\n" for day in range(1, 31))
    counted.write_text("vendor,start_at,minutes,counted_by,channel,offered\n" + days)
    assert status_of(["import", "intervals", str(counted), "--home", str(home)]) == 0
    _, document = asked(home, capsys, "--month", "2026-09")
    by_vendor = {each["vendor"]: each for each in document["findings"]}
    assert by_vendor["harbour"]["verdict"] == "insufficient_data"
    assert by_vendor["harbour"]["reason"]["code"] == "filtered_frame_incomplete"
    assert by_vendor["summit"]["verdict"] == "likely_filtered"
    batch = json.loads(_said(capsys, "imports", "--home", str(home), "--json"))["imports"][0]["batch"]
    assert status_of(["withdraw", batch, "--home", str(home)]) == 0
    _, document = asked(home, capsys, "--month", "2026-09", "--vendor", "harbour")
    assert document["findings"][0]["verdict"] == "no_sign"


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert status_of(list(arguments)) == 0
    return capsys.readouterr().out


def test_with_enough_past_months_a_month_is_read_by_those_before_it_that_were_never_suspicious(
        home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Six months of two vendors; seven past months are made to suffice. May to July of Summit are honest, and all of
    Harbour's are."""
    monkeypatch.setattr("scoring.integrity.warm.MONTHS_NEEDED", 7)
    _, document = asked(home, capsys)
    for each in document["findings"]:
        taught = each["calibration"]
        honest = {"2026-09": 7, "2026-10": 8}.get(each["month"])
        if each["month"] <= "2026-10":
            assert (taught["kind"], taught["months"]) == (("warm", honest) if honest else ("cold", 0))
            if each["vendor"] == "summit" and each["month"] >= FILTERS_FROM:
                assert each["verdict"] in ("watch", "likely_filtered")
            else:
                assert each["verdict"] == "no_sign"


def test_the_sample_data_are_too_few_to_learn_from(findings: list[dict[str, Any]]) -> None:
    assert {each["calibration"]["kind"] for each in findings} == {"cold"}
    assert {each["calibration"]["watch"] for each in findings} == {.02}


def test_a_month_asked_for_alone_says_what_it_says_among_all(
    home: Path, findings: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    for vendor in WHO:
        status, told = asked(home, capsys, "--vendor", vendor, "--month", "2026-09")
        assert status == 0
        assert told["findings"] == [each for each in findings if (each["vendor"], each["month"]) == (vendor, "2026-09")]
