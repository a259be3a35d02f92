"""The command line keeps the contract: statuses, one JSON document, sentences instead of tracebacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli import status_of

CALLS = """call_id,started_at,outcome,wait_s,talk_s,customer,reason,agent,resolved,transfers
c1,2026-05-04 09:00:00,answered,12,180,+44 7700 900001,bill,Ann,yes,0
c2,2026-05-04 09:05:00,answered,75,200,07700 900002,bill,Bob,no,1
c3,2026-05-05 10:00:00,abandoned,90,,+44 7700 900003,bill,,,
c4,2026-05-06 11:00:00,answered,30,240,+44 7700 900002,bill,Ann,yes,0
c5,2026-05-20 12:00:00,answered,5,60,+44 7700 900009,move,Bob,yes,0
c6,not a time,answered,5,60,+44 7700 900010,move,Bob,yes,0
Total,,,217,,,,,,
"""


@pytest.fixture
def home(tmp_path: Path, engine_url: str | None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one vendor, on each database engine."""
    if engine_url is not None:
        monkeypatch.setenv("OPENLINE_DATABASE_URL", engine_url)
    folder = tmp_path / "home"
    assert status_of(["vendors", "add", "acme", "--name", "Acme Calls", "--home", str(folder)]) == 0
    return folder


@pytest.fixture
def calls_file(tmp_path: Path) -> Path:
    path = tmp_path / "may.csv"
    path.write_text(CALLS, encoding="utf-8")
    return path


@pytest.fixture
def answer(home: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Any:
    """Run a command with --json on the home; its status and the document, which must be all of standard output."""

    def run(*arguments: str) -> tuple[int, dict[str, Any]]:
        capsysbinary.readouterr()
        status = status_of([*arguments, "--home", str(home), "--json"])
        return status, json.loads(capsysbinary.readouterr().out)

    return run


def test_every_row_of_an_import_is_accounted_for(answer: Any, calls_file: Path) -> None:
    status, document = answer("import", "calls", str(calls_file), "--vendor", "acme")
    report = document["files"][0]
    assert status == 1, "something was held back"
    assert report["status"] == "stored" and report["batch"] and report["months"] == ["2026-05"]
    counts = [report[f"rows_{what}"] for what in ("read", "stored", "held_back", "not_data")]
    assert counts == [7, 5, 1, 1]
    assert [issue["row"] for issue in report["issues"] if issue["column"] == "started_at"] == [7]


def test_the_same_file_twice_changes_nothing(answer: Any, calls_file: Path) -> None:
    _, first = answer("import", "calls", str(calls_file), "--vendor", "acme")
    _, cards = answer("score")
    status, again = answer("import", "calls", str(calls_file), "--vendor", "acme")
    assert again["files"][0]["status"] == "unchanged" and status == 1
    counts = ("batch", "rows_read", "rows_stored", "rows_held_back", "rows_not_data", "records", "issues_total")
    assert [again["files"][0][key] for key in counts] == [first["files"][0][key] for key in counts]
    assert answer("score")[1] == cards
    assert len(answer("imports")[1]["imports"]) == 1


def test_a_score_is_the_arithmetic_of_the_file(answer: Any, calls_file: Path) -> None:
    answer("import", "calls", str(calls_file), "--vendor", "acme")
    _, document = answer("score", "--month", "2026-05", "--vendor", "acme")
    (card,) = document["scorecards"]
    measures = {measure["code"]: measure["estimate"] for measure in card["measures"]}
    # by hand: five contacts offered, none abandoned within 5 s; answered within 60 s: c1, c4, c5
    assert measures["service_level"]["value"] == pytest.approx(3 / 5)
    assert (measures["service_level"]["numerator"], measures["service_level"]["denominator"]) == (3, 5)
    assert measures["asa"]["value"] == pytest.approx((12 + 75 + 30 + 5) / 4)
    assert measures["abandonment"]["value"] == pytest.approx(1 / 5)
    assert measures["transfer_rate"]["value"] == pytest.approx(1 / 4)
    assert measures["promise_kept"]["value"] is None and measures["promise_kept"]["why"]
    assert card["composite"]["value"] is None and card["grade"] is None


def test_the_same_customer_in_two_spellings_is_one_customer(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], calls_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENLINE_COUNTRY_CODE", "44")
    home = tmp_path / "uk"
    for command in (["vendors", "add", "acme"], ["import", "calls", str(calls_file), "--vendor", "acme"]):
        assert status_of([*command, "--home", str(home)]) in (0, 1)
    capsysbinary.readouterr()
    status_of(["score", "--home", str(home), "--json"])
    (card,) = json.loads(capsysbinary.readouterr().out)["scorecards"]
    repeat = next(m["estimate"] for m in card["measures"] if m["code"] == "fcr_repeat")
    # mature (seven days before the newest contact): c1, c2, c4; c2 came back as c4 under another spelling
    assert (repeat["numerator"], repeat["denominator"]) == (2, 3)


def test_withdraw_brings_back_what_was_and_reinstate_what_is(answer: Any, calls_file: Path, tmp_path: Path) -> None:
    answer("import", "calls", str(calls_file), "--vendor", "acme")
    before = answer("score")[1]
    more = tmp_path / "more.csv"
    more.write_text(CALLS.replace("c1,2026-05-04 09:00:00,answered,12", "c1,2026-05-04 09:00:00,answered,400"))
    _, report = answer("import", "calls", str(more), "--vendor", "acme")
    after = answer("score")[1]
    batch = report["files"][0]["batch"]
    assert _values(after) != _values(before)
    assert answer("withdraw", batch)[0] == 0
    assert _values(answer("score")[1]) == _values(before)
    assert answer("reinstate", batch)[0] == 0
    assert _values(answer("score")[1]) == _values(after)


def _values(document: dict[str, Any]) -> list[Any]:
    return [[m["code"], m["estimate"]] for card in document["scorecards"] for m in card["measures"]]


def test_replacing_a_batch_drops_the_rows_it_alone_held(answer: Any, calls_file: Path, tmp_path: Path) -> None:
    _, first = answer("import", "calls", str(calls_file), "--vendor", "acme")
    shorter = tmp_path / "shorter.csv"
    shorter.write_text("\n".join(CALLS.splitlines()[:3]) + "\n")
    _, second = answer("import", "calls", str(shorter), "--vendor", "acme", "--replaces", first["files"][0]["batch"])
    assert second["files"][0]["status"] == "stored"
    (card,) = answer("score")[1]["scorecards"]
    level = next(m["estimate"] for m in card["measures"] if m["code"] == "service_level")
    assert level["denominator"] == 2


def test_a_dry_run_reports_and_stores_nothing(answer: Any, calls_file: Path) -> None:
    _, document = answer("import", "calls", str(calls_file), "--vendor", "acme", "--dry-run")
    assert document["files"][0]["rows_stored"] == 5 and document["files"][0]["batch"] == ""
    assert answer("imports")[1] == {"imports": []} and answer("score")[1] == {"scorecards": []}


@pytest.mark.parametrize(
    ("name", "content", "options"),
    [
        ("empty.csv", b"", ["--vendor", "acme"]),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), ["--vendor", "acme"]),
        ("broken.xlsx", b"PK\x03\x04" + bytes(500), ["--vendor", "acme"]),
        ("nocolumn.csv", b"call_id,agent\nc1,Ann\nc2,Bob\n", ["--vendor", "acme"]),
        ("unknown.csv", CALLS.encode(), ["--vendor", "nosuch"]),
        ("blank.csv", CALLS.encode(), ["--vendor", "  "]),
        (os.fsdecode(b"no\xfftext.csv"), b"call_id,agent\nc1,Ann\n", ["--vendor", "acme"]),
        ("names.csv", b"call_id,vendor,started_at,outcome\nc1,Whoever,2026-05-04 09:00,answered\n", []),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence_and_nothing_is_stored(
    answer: Any, tmp_path: Path, name: str, content: bytes, options: list[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    status, document = answer("import", "calls", str(path), *options)
    report = document["files"][0]
    assert (status, report["status"], report["rows_stored"]) == (2, "refused", 0)
    assert report["rows_read"] == report["rows_held_back"] + report["rows_not_data"]
    assert report["issues_total"] >= 1
    message = report["issues"][0]["message"]
    assert len(message.split()) > 8 and "Traceback" not in message and "Error" not in message
    assert answer("imports")[1] == {"imports": []}


def test_unknown_vendor_names_are_all_listed(answer: Any, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("call_id,vendor,started_at,outcome\nc1,Wer,2026-05-04 09:00,answered\n"
                    "c2,Was,2026-05-04 09:00,answered\nc3,acme,2026-05-04 09:00,answered\n")
    _, document = answer("import", "calls", str(path))
    said = " ".join(issue["message"] for issue in document["files"][0]["issues"])
    assert "Wer" in said and "Was" in said


def test_a_mistake_in_json_mode_is_still_one_document(answer: Any) -> None:
    status, document = answer("score", "--month", "May")
    assert status == 2 and document["error"]["message"]
    status, document = answer("score", "--nosuch")
    assert status == 2 and document["error"]["code"] == "usage"
    status, document = answer("withdraw", "b99")
    assert status == 2 and "b99" in document["error"]["message"]


def test_as_of_scores_the_data_as_they_stood(answer: Any, calls_file: Path) -> None:
    answer("import", "calls", str(calls_file), "--vendor", "acme")
    assert answer("score", "--as-of", "2026-05-31")[1] == {"scorecards": []}, "nothing was imported by then"
    status, document = answer("score", "--as-of", "2999-01-01")
    assert status == 2 and "future" in document["error"]["code"]


def test_help_answers_fast_enough_to_be_asked() -> None:
    """Nothing heavy may be imported for --help: pandas, SQLModel, DuckDB and Streamlit cost a second each."""
    program = (
        "import sys; from app.cli import status_of; status_of(['--help']); "
        "print(sorted(set(sys.modules) & {'pandas', 'sqlmodel', 'duckdb', 'streamlit', 'sqlalchemy', 'numpy'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_the_program_works_as_a_module_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "app", "vendors", "list", "--json"], cwd=tmp_path,
                          capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"vendors": []}
    assert (tmp_path / "data").is_dir(), "the default home is ./data"


def test_a_known_vendor_takes_further_names_and_files_may_use_them(answer: Any, tmp_path: Path) -> None:
    status, vendor = answer("vendors", "add", "acme", "--alias", "Acme Voice Ltd")
    assert status == 0 and "Acme Voice Ltd" in vendor["aliases"]
    path = tmp_path / "named.csv"
    path.write_text("call_id,vendor,started_at,outcome\nc1, ACME voice ltd ,2026-05-04 09:00,answered\n"
                    "c2,Acme Calls,2026-05-04 10:00,answered\n")
    assert answer("import", "calls", str(path))[1]["files"][0]["rows_stored"] == 2
    assert answer("vendors", "add", "acme")[0] == 2


AMBIGUOUS = "call_id,started_at,outcome,wait_s\nq{n},03/04/2026 09:00,answered,5\n"


def test_an_answer_is_kept_for_the_vendors_next_file_with_the_same_headers_and_for_no_other(
    answer: Any, tmp_path: Path
) -> None:
    def bring(name: str, text: str, *options: str) -> dict[str, Any]:
        path = tmp_path / name
        path.write_text(text)
        report: dict[str, Any] = answer("import", "calls", str(path), "--vendor", "acme", *options)[1]["files"][0]
        return report

    assert bring("1.csv", AMBIGUOUS.format(n=1))["status"] == "needs_answer"
    first = bring("1.csv", AMBIGUOUS.format(n=1), "--answer", "date_order=mdy")
    assert first["status"] == "stored" and first["months"] == ["2026-03"] and first["answered"] == {"date_order": "mdy"}
    next_month = bring("2.csv", AMBIGUOUS.format(n=2))
    assert next_month["status"] == "stored" and next_month["answered"] == {"date_order": "mdy"}, "told, not silent"
    other = AMBIGUOUS.format(n=3).replace("wait_s", "talk_s")
    assert bring("3.csv", other)["status"] == "needs_answer", "other headers may come from another system"
    again = bring("4.csv", AMBIGUOUS.format(n=4), "--answer", "date_order=dmy")
    assert again["months"] == ["2026-04"], "what is answered now wins over what was kept"


def test_what_midnight_means_in_a_ledger_is_asked_once(answer: Any, tmp_path: Path) -> None:
    ledger = ("promise_id,made_at,due_at\n"
              "p{n},2026-05-01 09:00,2026-05-04 00:00\nq{n},2026-05-01 09:00,2026-05-04 17:00\n")
    files = [tmp_path / f"{n}.csv" for n in (1, 2)]
    for n, file in enumerate(files):
        file.write_text(ledger.format(n=n))

    def bring(file: Path, *options: str) -> tuple[int, dict[str, Any]]:
        status, document = answer("import", "promises", str(file), "--vendor", "acme", *options)
        return status, document["files"][0]

    status, asked = bring(files[0])
    assert status == 2 and asked["questions"] == [{
        "code": "midnight", "column": "due_at", "choices": ["end_of_day", "midnight"], "example": "2026-05-04 00:00"}]
    assert bring(files[0], "--answer", "midnight=end_of_day")[0] == 0
    status, next_month = bring(files[1])
    assert (status, next_month["status"], next_month["answered"]) == (0, "stored", {"midnight": "end_of_day"})


def test_an_answer_nobody_asked_for_is_not_kept(answer: Any, tmp_path: Path) -> None:
    plain, doubtful = tmp_path / "plain.csv", tmp_path / "doubtful.csv"
    plain.write_text(AMBIGUOUS.format(n=1).replace("03/04/2026", "2026-04-03"))
    doubtful.write_text(AMBIGUOUS.format(n=2))
    _, document = answer("import", "calls", str(plain), "--vendor", "acme", "--answer", "date_order=mdy")
    assert document["files"][0]["answered"] == {}
    status, document = answer("import", "calls", str(doubtful), "--vendor", "acme")
    assert (status, document["files"][0]["status"]) == (2, "needs_answer")


def test_a_file_that_was_stored_and_could_not_be_scored_says_so_and_is_no_refusal(
    answer: Any, calls_file: Path, home: Path, tmp_path: Path
) -> None:
    answer("import", "calls", str(calls_file), "--vendor", "acme")
    for file in (home / "layers").rglob("*.parquet"):
        file.unlink()
    more = tmp_path / "beta.csv"
    more.write_text(CALLS.replace("c", "d", 1).replace("\nc", "\nd").replace("dall_id", "call_id"))
    answer("vendors", "add", "beta")
    status, document = answer("import", "calls", str(more), "--vendor", "beta")
    (report,) = document["files"]
    assert status == 1 and report["status"] == "stored" and report["batch"] == "b2" and report["not_scored"]
    assert [batch["batch"] for batch in answer("imports")[1]["imports"]] == ["b2", "b1"]


def files_of(answered: tuple[int, dict[str, Any]]) -> tuple[int, list[dict[str, Any]]]:
    return answered[0], answered[1]["files"]


OTHER = "call_id,started_at,outcome,wait_s\nz{n},2026-05-0{n} 09:00:00,answered,5\n"


def test_a_file_refused_when_it_is_stored_is_its_own_report_and_the_others_stand(
    answer: Any, calls_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage import batches
    from storage.errors import StorageRefusal

    last = tmp_path / "last.csv"
    last.write_text(OTHER.format(n=1))
    middle = tmp_path / "middle.csv"
    middle.write_text(OTHER.format(n=2))
    commit = batches.commit

    def busy(*given: Any, **options: Any) -> Any:
        if options["file_name"] == "middle.csv":
            raise StorageRefusal("busy", "Others keep changing the data at this moment. Try again in a minute.")
        return commit(*given, **options)

    monkeypatch.setattr(batches, "commit", busy)
    status, reports = files_of(answer("import", "calls", str(calls_file), str(middle), str(last), "--vendor", "acme"))
    assert status == 2 and [one["status"] for one in reports] == ["stored", "refused", "stored"]
    late = reports[1]
    assert (late["rows_read"], late["rows_stored"], late["rows_held_back"], late["records"]) == (1, 0, 1, 0)
    assert (late["batch"], late["months"], late["issues"][0]["code"]) == ("", [], "busy")
    assert [batch["file"] for batch in answer("imports")[1]["imports"]] == ["last.csv", "may.csv"]


def test_a_fault_of_ours_in_one_file_costs_no_other_its_report(
    answer: Any, calls_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage import batches

    def broken(*given: Any, **options: Any) -> Any:
        raise KeyError("+44 7700 900001")

    other = tmp_path / "other.csv"
    other.write_text(OTHER.format(n=1))
    with monkeypatch.context() as patch:
        patch.setattr(batches, "commit", broken)
        status, reports = files_of(answer("import", "calls", str(calls_file), "nosuch.csv", "--vendor", "acme"))
    assert status == 2 and [one["issues"][0]["code"] for one in reports] == ["fault", "no_such_file"]
    assert "KeyError" in reports[0]["issues"][0]["message"] and "7700" not in reports[0]["issues"][0]["message"]
    assert answer("import", "calls", str(other), "--vendor", "acme")[0] == 0


def test_a_batch_to_be_replaced_is_checked_before_anything_is_read(
    answer: Any, calls_file: Path, tmp_path: Path
) -> None:
    _, first = answer("import", "calls", str(calls_file), "--vendor", "acme")
    assert first["files"][0]["batch"] == "b1"
    answer("vendors", "add", "beta")
    other, mixed = tmp_path / "other.csv", tmp_path / "mixed.csv"
    other.write_text(OTHER.format(n=1))
    mixed.write_text("call_id,vendor,started_at,outcome\nm1,beta,2026-05-04 09:00,answered\n")
    promises = tmp_path / "promises.csv"
    promises.write_text("promise_id,made_at,due_at,kept_at,status\nP1,2026-05-01 10:00,2026-05-03 10:00,,open\n")

    def code_of(kind: str, file: Path, batch: str, *options: str) -> str:
        status, reports = files_of(answer("import", kind, str(file), "--replaces", batch, *options))
        assert (status, reports[0]["status"], reports[0]["rows_stored"]) == (2, "refused", 0)
        return str(reports[0]["issues"][0]["code"])

    for dry in ((), ("--dry-run",)):
        assert code_of("calls", other, "b99", "--vendor", "acme", *dry) == "unknown_batch"
        assert code_of("promises", promises, "b1", "--vendor", "acme", *dry) == "another_kind"
        assert code_of("calls", other, "b1", "--vendor", "beta", *dry) == "another_vendor"
        assert code_of("calls", mixed, "b1", *dry) == "another_vendor", "known only once the file is read"
    status, document = answer("import", "calls", str(other), str(mixed), "--replaces", "b1")
    assert status == 2 and document["error"]["code"] == "replaces_one"
    assert [batch["state"] for batch in answer("imports")[1]["imports"]] == ["stored"]


def test_a_replacement_given_again_is_unchanged_and_one_that_is_half_done_says_what_to_do(
    answer: Any, calls_file: Path, tmp_path: Path
) -> None:
    answer("import", "calls", str(calls_file), "--vendor", "acme")
    other = tmp_path / "other.csv"
    other.write_text(OTHER.format(n=1))
    order = ("import", "calls", str(other), "--vendor", "acme", "--replaces", "b1")
    assert files_of(answer(*order))[1][0]["status"] == "stored"
    status, reports = files_of(answer(*order))
    assert (status, reports[0]["status"], reports[0]["batch"]) == (0, "unchanged", "b2")
    status, reports = files_of(answer("import", "calls", str(calls_file), *order[3:]))
    assert (status, reports[0]["issues"][0]["code"]) == (2, "nothing_to_do")
    answer("reinstate", "b1")
    status, reports = files_of(answer(*order))
    assert (status, reports[0]["issues"][0]["code"]) == (2, "stored_already")
    assert "openline withdraw b1" in reports[0]["issues"][0]["message"]


@pytest.mark.parametrize(
    "given", ["date_order=zzz", "duration_unit.Talk=weeks", "id_used_again=overwrite", "colour=red"]
)
def test_an_answer_that_answers_nothing_is_refused_before_reading(answer: Any, calls_file: Path, given: str) -> None:
    status, reports = files_of(answer("import", "calls", str(calls_file), "--vendor", "acme", "--answer", given))
    assert (status, reports[0]["rows_read"], reports[0]["issues"][0]["code"]) == (2, 0, "unknown_answer")
    known = {"date_order": "dmy, mdy", "duration_unit": "ms, s, min, h, day", "id_used_again": "hold_back"}
    said = reports[0]["issues"][0]["message"]
    assert all(values in said for code, values in known.items() if given.startswith((code, "colour")))


def test_an_answer_for_one_column_is_taken(answer: Any, calls_file: Path) -> None:
    given = ("--answer", "duration_unit.Talk time=min")
    assert files_of(answer("import", "calls", str(calls_file), "--vendor", "acme", *given))[0] == 1


def test_a_known_vendor_takes_a_time_zone_later_and_files_are_read_in_it(
    answer: Any, home: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    from app.services.opening import open_portal
    from storage import audit

    status, vendor = answer("vendors", "add", "acme", "--alias", "AC", "--timezone", "Asia/Tokyo")
    assert (status, vendor["timezone"], vendor["aliases"]) == (0, "Asia/Tokyo", ["AC"])
    assert any("keep the times they were read with" in sentence for sentence in vendor["told"])
    file = tmp_path / "early.csv"
    file.write_text("call_id,started_at,outcome\nx,2026-06-01 03:00:00,answered\n")
    report = answer("import", "calls", str(file), "--vendor", "acme")[1]["files"][0]
    assert (report["timezone"], report["months"]) == ("Asia/Tokyo", ["2026-05"]), "still May in UTC"
    assert answer("vendors", "add", "acme", "--timezone", "Europe/London")[1]["timezone"] == "Europe/London"
    assert "already" in answer("vendors", "add", "acme", "--timezone", "Europe/London")[1]["told"][0]
    assert answer("vendors", "add", "acme", "--timezone", "Mars/Base")[0] == 2
    changes = [one.details for one in audit.entries(open_portal(home)) if one.action == "vendor_timezone_set"]
    assert changes == [{"before": "Asia/Tokyo", "after": "Europe/London"}, {"before": None, "after": "Asia/Tokyo"}]
    status_of(["vendors", "add", "acme", "--timezone", "Asia/Tokyo", "--home", str(home)])
    assert "it was Europe/London" in capsysbinary.readouterr().out.decode()


def test_what_a_month_that_comes_again_no_longer_mentions_is_listed(
    answer: Any, home: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    first, again = tmp_path / "first.csv", tmp_path / "again.csv"
    rows = [f"k{n},2026-05-{n + 1:02} 09:00:00,answered,5\n" for n in range(1, 21)]
    head = "call_id,started_at,outcome,wait_s\n"
    first.write_text(head + "".join(rows))
    again.write_text(head + rows[0] + rows[-1])
    answer("import", "calls", str(first), "--vendor", "acme")
    gone = [f"k{n}" for n in range(2, 20)]
    for expected in ("stored", "unchanged"):
        report = answer("import", "calls", str(again), "--vendor", "acme")[1]["files"][0]
        assert (report["status"], report["missing"], sorted(report["missing_ids"])) == (expected, 18, sorted(gone))
    status_of(["import", "calls", str(again), "--vendor", "acme", "--home", str(home)])
    said = next(line for line in capsysbinary.readouterr().out.decode().splitlines() if "not in this file" in line)
    assert said.split("18 records")[1].endswith("k10, k11, k12, k13, k14 …")


EVALUATION = "evaluation_id,call_id,evaluator,evaluated_at,Greeting (5)\nE1,{call},Eva,2026-06-03 10:00:00,4\n"


def test_an_evaluation_counts_in_the_month_of_its_call_and_its_batch_is_listed_there(
    answer: Any, calls_file: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "qa.csv"
    sheet.write_text(EVALUATION.format(call="c1"))
    report = answer("import", "evaluations", str(sheet), "--vendor", "acme")[1]["files"][0]
    assert report["months"] == ["2026-06"], "its call is not known yet"
    answer("import", "calls", str(calls_file), "--vendor", "acme")

    def listed() -> dict[str, list[str]]:
        return {batch["batch"]: batch["months"] for batch in answer("imports")[1]["imports"]}

    assert listed() == {"b1": ["2026-05"], "b2": ["2026-05"]}
    assert answer("import", "evaluations", str(sheet), "--vendor", "acme")[1]["files"][0]["months"] == ["2026-05"]
    answer("withdraw", "b1")
    assert listed()["b1"] == ["2026-05"], "where it stood, and will stand again"
    second = tmp_path / "second.csv"
    second.write_text(EVALUATION.format(call="c2").replace("E1", "E2"))
    report = answer("import", "evaluations", str(second), "--vendor", "acme")[1]["files"][0]
    assert report["months"] == ["2026-05"], "its call is stored"


def test_an_evaluation_of_a_call_that_is_not_stored_is_stored_and_told(
    answer: Any, calls_file: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "qa.csv"
    sheet.write_text(EVALUATION.format(call="zz9"))
    report = answer("import", "evaluations", str(sheet), "--vendor", "acme", "--dry-run")[1]["files"][0]
    assert "call_not_stored" not in report["issue_counts"], "no call of this vendor has come yet"
    answer("import", "calls", str(calls_file), "--vendor", "acme")
    report = answer("import", "evaluations", str(sheet), "--vendor", "acme")[1]["files"][0]
    assert (report["status"], report["rows_stored"], report["rows_held_back"]) == ("stored", 1, 0)
    told, = [issue for issue in report["issues"] if issue["code"] == "call_not_stored"]
    assert (told["row"], told["column"], told["value"]) == (2, "call_id", "zz9")
    assert report["issues_total"] == sum(report["issue_counts"].values())
    sheet.write_text(EVALUATION.format(call="c2").replace("E1", "E2"))
    report = answer("import", "evaluations", str(sheet), "--vendor", "acme")[1]["files"][0]
    assert "call_not_stored" not in report["issue_counts"]


ODD = "caf\udce9.csv"
"""The name ``caf\\xe9.csv`` (Latin-1) as the system hands it over."""


def test_a_file_whose_name_is_not_utf8_is_read_and_stored(answer: Any, tmp_path: Path, calls_file: Path) -> None:
    odd = tmp_path / ODD
    odd.write_bytes(calls_file.read_bytes())
    status, reports = files_of(answer("import", "calls", str(odd), "--vendor", "acme"))
    assert (status, reports[0]["status"], reports[0]["rows_stored"], reports[0]["file"]) == (1, "stored", 5, "caf�.csv")
    assert answer("imports")[1]["imports"][0]["file"] == "caf�.csv"
    folder = tmp_path / "caf\udce9"
    folder.mkdir()
    _, reports = files_of(answer("import", "calls", str(folder), "--vendor", "acme"))
    assert str(folder) in reports[0]["issues"][0]["message"], "JSON gives a script the name back"


@pytest.mark.parametrize("command", [
    ["vendors", "add", "q", "--name", "\udce9x"],
    ["users", "add", "\udce9x", "--role", "manager"],
    ["import", "calls", "no-caf\udce9.csv"],
    ["import", "calls", "no.csv", "--format", "\udce9"],
])
def test_other_words_that_are_not_utf8_are_refused_in_a_sentence(answer: Any, command: list[str]) -> None:
    status, document = answer(*command)
    assert (status, document["error"]["code"]) == (2, "not_utf8")
    assert "udce9" in document["error"]["message"]


def test_a_fault_of_ours_is_one_sentence_without_a_traceback_unless_it_is_asked_for(home: Path) -> None:
    program = (
        "import sys; from storage import vendors; from app.cli import main\n"
        "def listing(*_): raise KeyError('+44 7700 900001')\n"
        "vendors.listing = listing\n"
        "main(['vendors', 'list', '--home', sys.argv[1], '--json'])\n"
    )
    for debug in ("", "1"):
        done = subprocess.run([sys.executable, "-c", program, str(home)], capture_output=True, text=True, check=False,
                              env={**os.environ, "OPENLINE_DEBUG": debug})
        error = json.loads(done.stdout)["error"]
        assert (done.returncode, error["code"]) == (2, "fault")
        assert "KeyError in <string>, line 2" in error["message"] and "OPENLINE_DEBUG=1" in error["message"]
        assert ("Traceback" in done.stderr) == (debug == "1") and "7700" not in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_answer_that_cannot_be_written_is_told_and_no_success(home: Path) -> None:
    command = [sys.executable, "-m", "app", "vendors", "list", "--home", str(home), "--json"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2 and done.stderr.startswith("What was to be said could not be written")
    assert "Traceback" not in done.stderr


def test_complaints_that_name_nobody_staff_and_costs_are_stored_and_make_no_scorecard(
    answer: Any, tmp_path: Path
) -> None:
    texts = {
        "complaints": "complaint_id,received_at,via,vendor\nK1,2026-05-03,letter,acme\nK2,2026-05-04,email,\n",
        "staff": "vendor,agent,hired_at\nacme,A7,2024-05-01\n",
        "costs": "vendor,month,amount,currency\nacme,2026-05,100,EUR\n",
    }
    for kind, text in texts.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(text)
        status, reports = files_of(answer("import", kind, str(path)))
        assert (status, reports[0]["status"], reports[0]["rows_held_back"]) == (0, "stored", 0), kind
    assert answer("score") == (0, {"scorecards": []})
    assert [vendor["code"] for vendor in answer("vendors", "list")[1]["vendors"]] == ["acme"]
    assert answer("withdraw", "b1")[0] == answer("reinstate", "b1")[0] == 0
    for vendor in ("_unassigned", "_UNASSIGNED"):
        status, document = answer("import", "costs", str(tmp_path / "costs.csv"), "--vendor", vendor)
        assert (status, document["files"][0]["issues"][0]["code"]) == (2, "unknown_vendor")


def test_counts_by_interval_are_scored_for_what_they_support_and_who_counted_may_be_said(answer: Any,
                                                                                        tmp_path: Path) -> None:
    report, carrier = tmp_path / "report.csv", tmp_path / "carrier.csv"
    report.write_text("Date,Interval,Skill,Calls Offered,ACD Calls,answered within 60 s,Aban calls\n"
                      "2026-05-03,09:00-09:30,A,10,9,8,1\n2026-05-04,09:00-09:30,A,10,9,6,1\n")
    carrier.write_text("start,minutes,offered\n2026-05-03 09:00,30,12\n")
    assert answer("import", "intervals", str(report), "--vendor", "acme")[0] == 0
    given = answer("import", "intervals", str(carrier), "--vendor", "acme", "--answer", "counted_by=carrier")
    assert given[0] == 0
    card, = answer("score")[1]["scorecards"]
    told = {each["code"]: each["estimate"] for each in card["measures"]}
    assert (told["service_level"]["value"], told["service_level"]["denominator"]) == (0.7, 20)
    assert told["service_level"]["notes"][0]["text"].startswith("interval source")
    assert told["frame_coverage"]["reason"]["code"] == "interval_counts_only"
