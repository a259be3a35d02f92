"""Of a sheet that names who called and who was called the customer is taken from the right one, call by call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.readings import Read, read_text

COMPANY = "+18005550000"
CUSTOMERS = ("+14155550101", "+14155550102", "+14155550103", "+14155550104")
WAYS = ("inbound", "outbound", "inbound", "outbound")


def read(tmp_path: Path, head: tuple[str, str, str], rows: list[tuple[str, str, str]], **more: Any) -> Read:
    lines = [f"Call ID,Date,{','.join(head)},Status"]
    lines += [f"c-{number},2026-05-03 10:0{number}:00,{','.join(row)},answered" for number, row in enumerate(rows)]
    return read_text("\n".join(lines) + "\n", tmp_path, **more)


def known(tmp_path: Path, numbers: tuple[str, ...]) -> list[object]:
    """The pseudonyms of these numbers."""
    rows = [(number, "inbound", "x") for number in numbers]
    return [each["customer"] for each in read(tmp_path, ("Customer Number", "Direction", "Note"), rows).records()]


@pytest.mark.parametrize("head", [("From", "To", "Direction"), ("Calling Number", "Called Number", "Call Direction"),
                                  ("Caller ID", "Destination", "Direction"), ("主叫号码", "被叫号码", "方向")])
@pytest.mark.parametrize("out", ["outbound", "Outgoing", "outbound-api", "外呼"])
def test_the_customer_called_where_the_call_came_in_and_was_called_where_it_went_out(
        tmp_path: Path, head: tuple[str, str, str], out: str) -> None:
    rows = [(customer, COMPANY, "inbound") if way == "inbound" else (COMPANY, customer, out)
            for customer, way in zip(CUSTOMERS, WAYS, strict=True)]
    found = read(tmp_path, head, rows)
    assert found.reading.status == "read" and not found.reading.questions
    assert [each["customer"] for each in found.records()] == known(tmp_path, CUSTOMERS)
    assert [each["direction"] for each in found.records()] == list(WAYS)


def test_a_program_that_writes_the_customer_under_caller_whoever_rang_is_read_so(tmp_path: Path) -> None:
    rows = [(customer, COMPANY, way) for customer, way in zip(CUSTOMERS, WAYS, strict=True)]
    found = read(tmp_path, ("Caller Number", "Called Number", "Direction"), rows)
    assert [each["customer"] for each in found.records()] == known(tmp_path, CUSTOMERS)


def test_where_all_calls_came_in_the_caller_is_the_customer_and_nobody_is_asked(tmp_path: Path) -> None:
    found = read(tmp_path, ("From", "To", "Direction"), [(customer, COMPANY, "inbound") for customer in CUSTOMERS])
    assert found.reading.status == "read"
    assert [each["customer"] for each in found.records()] == known(tmp_path, CUSTOMERS)


def test_another_column_that_names_the_customer_goes_before_both(tmp_path: Path) -> None:
    text = "Call ID,Date,From,To,Direction,Customer ID,Status\n" + "".join(
        f"c-{n},2026-05-03 10:0{n}:00,{COMPANY},{customer},outbound,K{n},answered\n"
        for n, customer in enumerate(CUSTOMERS))
    found = read_text(text, tmp_path)
    assert found.reading.columns["customer"] == "Customer ID"


def test_who_was_asked_for_is_not_asked_again(tmp_path: Path) -> None:
    rows = [(customer, COMPANY, "inbound") if way == "inbound" else (COMPANY, customer, "outbound")
            for customer, way in zip(CUSTOMERS, WAYS, strict=True)]
    text = "Call ID,Date,From,To,Direction,Status\n" + "".join(
        f"c-{n},2026-05-03 10:0{n}:00,{','.join(row)},answered\n" for n, row in enumerate(rows))
    assert read_text(text, tmp_path, answers={"column.customer": "To"}).reading.columns["customer"] == "To"


@pytest.mark.parametrize("head", [("From", "To", "Direction"), ("Caller Number", "Called Number", "Direction")])
def test_a_single_call_that_went_out_is_its_customers_too(tmp_path: Path, head: tuple[str, str, str]) -> None:
    alone = read(tmp_path, head, [(COMPANY, CUSTOMERS[0], "outbound")])
    assert [each["customer"] for each in alone.records()] == known(tmp_path, CUSTOMERS[:1])
    both = read(tmp_path, head, [(CUSTOMERS[1], COMPANY, "inbound"), (COMPANY, CUSTOMERS[0], "outbound")])
    assert [each["customer"] for each in both.records()] == known(tmp_path, (CUSTOMERS[1], CUSTOMERS[0]))


def test_one_customer_called_from_many_lines_of_the_company_is_told_by_the_lines_calls_come_in_to(
        tmp_path: Path) -> None:
    lines = tuple(f"+1800555000{n}" for n in range(3))
    rows = [(customer, line, "inbound") for customer, line in zip(CUSTOMERS, lines, strict=False)]
    rows += [(line, CUSTOMERS[3], "outbound") for line in lines]
    found = read(tmp_path, ("From", "To", "Direction"), rows)
    assert [each["customer"] for each in found.records()] == known(tmp_path, (*CUSTOMERS[:3], *[CUSTOMERS[3]] * 3))


def test_a_correction_takes_the_customer_from_where_its_file_had_it(tmp_path: Path) -> None:
    head = ("Caller Number", "Called Number", "Direction")
    for rows, of_one in (
            ([(CUSTOMERS[0], COMPANY, "inbound"), (CUSTOMERS[1], COMPANY, "outbound")],
             (CUSTOMERS[2], COMPANY, "outbound")),
            ([(CUSTOMERS[0], COMPANY, "inbound"), (COMPANY, CUSTOMERS[1], "outbound")],
             (COMPANY, CUSTOMERS[2], "outbound"))):
        whole = read(tmp_path, head, rows)
        again = read(tmp_path, head, [of_one], settled=whole.reading.settled)
        assert [each["customer"] for each in again.records()] == known(tmp_path, CUSTOMERS[2:3])


def test_a_direction_told_by_its_meaning_alone_serves_as_well(tmp_path: Path) -> None:
    rows = [(customer, COMPANY, "inbound") if way == "inbound" else (COMPANY, customer, "outbound")
            for customer, way in zip(CUSTOMERS, WAYS, strict=True)]
    found = read(tmp_path, ("From", "To", "Call Type"), rows)
    assert found.reading.status == "read", found.reading.questions
    assert [each["customer"] for each in found.records()] == known(tmp_path, CUSTOMERS)


def test_three_columns_may_be_named_as_the_answer(tmp_path: Path) -> None:
    rows = [(CUSTOMERS[0], COMPANY, "inbound"), (COMPANY, CUSTOMERS[1], "outbound")]
    found = read(tmp_path, ("Wer", "Wen", "Direction"), rows, answers={"column.customer": "Wer + Wen + Direction"})
    assert [each["customer"] for each in found.records()] == known(tmp_path, CUSTOMERS[:2])
