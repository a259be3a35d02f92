"""Complaints, interval counts, staff and costs: what is particular to each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from imports.errors import Refused
from scoring.records import UNASSIGNED
from tests.readings import at, read_text


def test_a_complaint_may_be_about_nobody_known(tmp_path: Path) -> None:
    text = "complaint_id,received_at,via,vendor\nK1,2026-05-03 10:00,letter,acme\nK2,2026-05-04 10:00,监管,\n"
    read = read_text(text, tmp_path, "complaints", vendor=None, vendors={"acme": "acme"})
    assert [(row["complaint_id"], row["via"]) for row in read.records()] == [("K1", "letter"), ("K2", "regulator")]
    assert [part.vendor for part in read.reading.parts] == [UNASSIGNED, "acme"]
    nameless = read_text("complaint_id,received_at,via\nK3,2026-05-03,email\n", tmp_path, "complaints", vendor=None)
    assert [part.vendor for part in nameless.reading.parts] == [UNASSIGNED]


def test_a_complaint_about_an_unknown_vendor_is_not_one_about_nobody(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read_text("complaint_id,received_at,via,vendor\nK1,2026-05-03,letter,nobody we know\n", tmp_path, "complaints",
                  vendor=None)
    assert refusal.value.code == "unknown_vendors"


def test_counts_of_an_interval_are_known_by_their_time_and_what_they_count(tmp_path: Path) -> None:
    header = "start_at,minutes,counted_by,queue,offered,answered,wait_sum_s\n"
    read = read_text(f"{header}2026-05-03 10:00,30,carrier,sales,7,6,120\n2026-05-03 10:00,30,carrier,support,3,3,9\n"
                     "2026-05-03 10:00,30,carrier,sales,8,6,120\n", tmp_path, "intervals")
    assert [(row["queue"], row["offered"], row["wait_sum_ms"]) for row in read.records()] == [
        ("support", 3, 9_000), ("sales", 8, 120_000)]
    assert read.reading.issue_counts == {"older_version": 1}
    assert len({row["interval_id"] for row in read.records()}) == 2


def test_counts_are_the_vendors_own_where_nobody_says_who_counted(tmp_path: Path) -> None:
    read = read_text("start_at,minutes,offered\n2026-05-03 10:00,30,7\n", tmp_path, "intervals")
    assert [row["counted_by"] for row in read.records()] == ["vendor"]


def test_a_programme_and_a_queue_of_one_name_are_counted_apart(tmp_path: Path) -> None:
    read = read_text("start_at,minutes,programme,queue,offered\n2026-05-03 10:00,30,sales,,7\n"
                     "2026-05-03 10:00,30,,sales,3\n", tmp_path, "intervals")
    assert [row["offered"] for row in read.records()] == [7, 3]


def test_a_complaint_need_not_say_how_it_came(tmp_path: Path) -> None:
    read = read_text("complaint_id,received_at\nK1,2026-05-03\n", tmp_path, "complaints", vendor=None)
    assert [row["via"] for row in read.records()] == [None]


@pytest.mark.parametrize("written", ["2026-05", "2026/5", "2026.05", "202605", "05/2026", "May 2026", "May-26",
                                     "2026年5月", "2026-05-17", "2026-05-31 23:30:00"])
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_a_bill_is_for_the_month_it_names_however_it_is_written_and_wherever(tmp_path: Path, written: str,
                                                                            zone: str) -> None:
    read = read_text(f"month,amount,currency\n{written},1200.50,EUR\n", tmp_path, "costs", timezone=zone, client=zone)
    row, = read.records()
    assert (row["amount"], row["currency"], str(row["day"])) == (1200.5, "EUR", "2026-05-01")
    assert [part.month for part in read.reading.parts] == ["2026-05"]
    assert read.reading.questions == []


def test_one_bill_a_month_kind_and_currency_and_a_later_one_replaces_it(tmp_path: Path) -> None:
    read = read_text("month,amount,currency,cost_kind\n2026-05,100,EUR,服务费\n2026-05,7,EUR,training\n"
                     "2026-05,110,EUR,invoice\n", tmp_path, "costs")
    assert [(row["cost_kind"], row["amount"]) for row in read.records()] == [("training", 7), ("vendor_fee", 110)]


def test_an_employment_is_known_by_agent_and_hiring(tmp_path: Path) -> None:
    text = "工号,入职日期,离职日期,离职类型\nA7,2024-02-01,2025-03-31,主动离职\nA7,2025-09-01,,\n"
    read = read_text(text, tmp_path, "staff")
    first, again = read.records()
    assert (first["agent"], first["hired_at"], first["left_at"], first["exit_kind"]) == (
        "A7", at(2024, 2, 1), at(2025, 3, 31), "resigned")
    assert (again["hired_at"], again["left_at"]) == (at(2025, 9, 1), None)
