"""What an import shows and keeps of a file: rows held back, issues, refusals, sites and previews name no customer."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from imports.errors import Refused
from imports.held_back import OURS
from imports.masking import MASK
from tests.readings import Read, read_file, read_text

HEAD = "call_id,started_at,customer,agent,outcome,wait_s,talk_s,rating\n"
SOUND = "".join(f"A{n},2026-05-03 10:00,,Ann,answered,5,60,3\n" for n in range(5))
CUSTOMERS = ("+86 138 0013 8000", "13800138000", "0171 2345678", "ann@example.org", "4111 1111 1111 1111",
             "11010519491231002X")


def shown(read: Read) -> str:
    """Everything a reading tells and keeps, but for the records themselves."""
    return json.dumps([asdict(read.reading), read.held()], default=str, ensure_ascii=False)


@pytest.mark.parametrize("customer", CUSTOMERS)
@pytest.mark.parametrize("place", range(1, 8))
def test_no_customer_is_shown_whatever_cell_it_stands_in(tmp_path: Path, customer: str, place: int) -> None:
    cells = ["B", "never-ever", "", "Ann", "answered", "soon", "60", "3"]
    cells[place] = f'"{customer}"'
    read = read_text(HEAD + SOUND + ",".join(cells) + "\n", tmp_path)
    assert read.held() and MASK in shown(read)
    assert not any(part in shown(read) for part in (customer, "example", "13800", "2345678", "1111 1"))


@pytest.mark.parametrize("id_", CUSTOMERS)
def test_an_id_stands_whole_among_the_rows_held_back_and_nowhere_else(tmp_path: Path, id_: str) -> None:
    """A record is known again by its id alone, whatever that looks like."""
    read = read_text(f"{HEAD}{SOUND}{id_},2026-05-03 10:00,{id_},{id_},answered,soon,60,3\n", tmp_path)
    (held,) = read.held()
    assert (held["call_id"], held["_record"]) == (id_, id_)
    assert MASK in held["agent"] and held["customer"] == MASK
    assert id_ not in json.dumps(asdict(read.reading), default=str, ensure_ascii=False)
    split = read_text(f"{HEAD}{SOUND}{id_},2026-05-03 10:00,Smith, John,Ann,answered,5,60,4\n", tmp_path)
    assert not any(id_ in str(cell) for cell in split.held()[0].values()), "of a split row no cell is certain"


def test_a_row_without_an_id_or_with_a_masked_one_has_none(tmp_path: Path) -> None:
    head = "call_id,parent_id,started_at\n"
    lost = read_text(f"{head}1.23457E+17,,2026-05-03\nA,1.23457E+17,2026-05-03\n", tmp_path)
    assert [row["_record"] for row in lost.held()] == [None, "A"], "mended, the first will be another"
    read = read_text(f"{head}A,,never\n,,2026-05-03\nn/a,,never\n{MASK},,never\nB,A,never\n", tmp_path)
    assert [(row["_record"], row["_contact"]) for row in read.held()] == [
        ("A", None), (None, None), (None, None), (None, None), ("B", "A")]


def test_of_a_row_split_by_a_bare_separator_only_a_first_id_is_shown(tmp_path: Path) -> None:
    row = "B,2026-05-03 10:00,Smith, John,13800138000,answered,5,60,4\n"
    read = read_text(HEAD + SOUND + row, tmp_path)
    (held,) = read.held()
    assert [held.pop(name) for name in (*OURS, "call_id")] == [7, "split_row", "acme", "B", None, "B"]
    assert set(held.values()) == {MASK}
    moved = read_text("customer,call_id,started_at\nX,A,2026-05-03\nY,B,2026-05-03\nZ,C,2026-05-03\n"
                      "Smith, John,D,2026-05-03\n", tmp_path)
    assert [row["call_id"] for row in moved.held()] == [MASK], "the id stands where the customer may have slid"


def test_columns_nothing_reads_are_not_kept(tmp_path: Path) -> None:
    read = read_text("call_id,started_at,Second phone,Email address,wait_s\n"
                     "A,2026-05-03,0171 2345678,ann@example.org,soon\n", tmp_path)
    assert read.reading.columns_ignored == ["Second phone", "Email address"]
    assert list(read.held()[0]) == ["call_id", "started_at", "wait_s", *OURS]


def test_a_mended_file_of_a_platform_is_still_recognised(tmp_path: Path) -> None:
    """Its signature is kept, even columns that nothing reads."""
    from imports.formats import FORMATS
    from imports.held_back import HeldBack
    from imports.mapping import map_columns
    from imports.vendors import Vendors

    for format_ in FORMATS:
        header = (*format_.signature, "Second phone")
        mapping = map_columns(format_, header, vendor_given=True)
        unread = tuple(range(len(header)))
        kept = HeldBack("r", "r", mapping, Vendors("NULL", "NULL", {}), unread)._kept()
        assert [header[position] for position in kept] == list(format_.signature)


def test_held_back_rows_and_issues_name_their_vendor_and_all_vendors_met_are_told(tmp_path: Path) -> None:
    read = read_text("call_id,vendor,started_at,wait_s\nA,x,2026-05-03,5\nB,y,2026-05-03,soon\nC,,2026-05-03,5\n"
                     "D,x,2026-05-03,soon\nTotal,,,9\n", tmp_path, vendor=None, vendors={"x": "x", "y": "y"})
    assert [(row["row"], row["vendor_code"]) for row in read.held()] == [(3, "y"), (4, None), (5, "x")]
    assert read.reading.vendors == ["x", "y"]
    assert {issue.row: issue.vendor for issue in read.reading.issues} == {3: "y", 4: "", 5: "x", 6: ""}
    own = read_text(HEAD + "B,2026-05-03 10:00,,Ann,answered,soon,60,3\nTotal,,,,,9,9,\n", tmp_path)
    assert {issue.vendor for issue in own.reading.issues} == {"acme"} and own.reading.vendors == ["acme"]


def test_an_issue_names_the_time_zone_of_its_own_vendor(tmp_path: Path) -> None:
    read = read_text("call_id,vendor,started_at\nA,x,2026-12-03 10:00\nB,y,2026-12-03 10:00\n", tmp_path, vendor=None,
                     vendors={"x": "x", "y": "y"}, vendor_timezones={"x": "Asia/Shanghai", "y": "Europe/Berlin"})
    assert {issue.vendor: issue.facts["timezone"] for issue in read.reading.issues} == {
        "x": "Asia/Shanghai", "y": "Europe/Berlin"}
    assert all(issue.facts["timezone"] in issue.message for issue in read.reading.issues)


def test_a_split_row_is_nobodys_where_its_vendor_may_have_slid(tmp_path: Path) -> None:
    rows = "A,Smith,x,2026-05-03\nB,Kim,y,2026-05-03\nC,Lee,x,2026-05-03\nD,Smith, John,y,2026-05-03\n"
    slid = read_text("call_id,agent,vendor,started_at\n" + rows, tmp_path, vendor=None, vendors={"x": "x", "y": "y"})
    assert [(row["row"], row["vendor_code"]) for row in slid.held()] == [(5, None)]


def test_an_unknown_vendor_is_quoted_without_a_customer_and_a_long_list_ends(tmp_path: Path) -> None:
    names = ["Harbour Ltd", "Call 0171 2345678", "ann@example.org", *(f"Site {n}" for n in range(500)), "y" * 5_000]
    rows = "".join(f"A{n},{name},2026-05-03\n" for n, name in enumerate(names))
    with pytest.raises(Refused) as caught:
        read_text("call_id,vendor,started_at\n" + rows, tmp_path, vendor=None)
    told = caught.value.message + json.dumps(caught.value.facts)
    assert caught.value.code == "unknown_vendors" and "Harbour Ltd" in told and "more)" in told
    assert "2345678" not in told and "example" not in told and "y" * 81 not in told


@pytest.mark.parametrize("format_name", [None, "phonenow"])
def test_headers_quoted_in_a_refusal_name_no_customer(tmp_path: Path, format_name: str | None) -> None:
    header = f"call_id,queue,agent,Line 0171 2345678,Mail ann@example.org,{'z' * 90}"
    with pytest.raises(Refused) as caught:
        read_text(f"{header}\n1,2,3,4,5,6\n2,3,4,5,6,7\n", tmp_path, format=format_name)
    assert caught.value.code in ("unknown_format", "format_missing") and "queue" in caught.value.message
    told = caught.value.message + json.dumps(caught.value.facts)
    assert not any(text in told for text in ("2345678", "example", "z" * 61))


def test_a_site_is_stored_without_a_customer(tmp_path: Path) -> None:
    few = read_text("call_id,vendor,started_at\nA,Berlin,2026-05-03\nB,Line +49 171 2345678,2026-05-03\n"
                    "C,ann@example.org,2026-05-03\n", tmp_path)
    assert [record["site"] for record in few.records()] == ["Berlin", f"Line {MASK}", MASK]
    rows = "".join(f"A{n},0171 {2000000 + n},2026-05-03\n" for n in range(600))
    many = read_text("call_id,vendor,started_at\n" + rows, tmp_path)
    assert {record["site"] for record in many.records()} == {MASK}


def test_the_example_of_a_question_is_no_customer(tmp_path: Path) -> None:
    read = read_text("call_id,started_at,talk_time\n" + "".join(
        f"A{n},2026-05-03 10:00,1380013{8000 + n}\n" for n in range(5)), tmp_path)
    assert read.reading.status == "needs_answer"
    assert [question.example for question in read.reading.questions] == [MASK]


def test_ids_and_texts_have_a_greatest_length_and_what_is_shown_a_smaller_one(tmp_path: Path) -> None:
    head = "call_id,started_at,agent,wait_s\n"
    read = read_text(f"{head}{'A' * 201},2026-05-03,Ann,5\n{'B' * 200},2026-05-03,{'x' * 10_001},5\n"
                     f"C,2026-05-03,{'y' * 10_000},soon\nD,2026-05-03,{'z' * 10_000},5\n", tmp_path)
    assert read.codes() == {2: ["id_too_long"], 3: ["text_cut"], 4: ["not_a_duration"]} and read.adds_up()
    assert [(r["call_id"][0], len(r["agent"]), r["flags"]) for r in read.records()] == [
        ("B", 10_000, 1024), ("D", 10_000, 0)]
    assert [len(row["agent"]) for row in read.held()] == [3, 1_000]
    assert {len(row["agent"]) for row in read.reading.preview} == {200}
    assert max(len(issue.value) for issue in read.reading.issues) == 80


def test_the_time_of_a_log_held_back_stays_though_it_is_a_long_number(tmp_path: Path) -> None:
    """Without it the row cannot be mended; a caller's number in the same column would be masked."""
    log = (Path(__file__).parent / "data" / "asterisk_queue_log_invented.txt").read_text(encoding="utf-8")
    path = tmp_path / "queue_log"
    path.write_text(f"{log}1772449999|1772449990.77|600|x|CONNECT|soon|1|2\n", encoding="utf-8")
    held = [row for row in read_file(path, tmp_path).held() if row["callid"] == "1772449990.77"]
    assert [row["time"] for row in held] == ["1772449999"]
