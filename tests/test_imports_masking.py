"""Customers are found by what they look like, wherever they stand; what is no customer stays as it is."""

from __future__ import annotations

import tracemalloc
import unicodedata

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.masking import LOOKED_AT, MASK, masked_file_name, masked_sql, masked_start, masked_text
from scoring.records import Type

CUSTOMERS = (
    "+86 138 0013 8000", "008613800138000", "13800138000", "0171-2345678", "(030) 123-4567", "+4915112345678",
    "138\u200b0013\u200b8000", "１３８００１３８０００", "4111 1111 1111 1111", "4111111111111111",
    "11010519491231002X", "ann@example.org", "ann @ example.org", "ann＠example.org", "ann%40example.org",
    "030.123.4567", "+44 7700 900 123", "138,0013,8000", "0171_2345_678", "07700|900|123", "0171; 2345678",
    "138，0013；8000", "१३८००१३८०००", "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎", "1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣".rstrip("\ufe0f\u20e3"),
    "138*0013*8000", "138'0013'8000", "138:0013:8000", "138\u061c0013\u034f8000", "一三八零零一三八零零零",
    "一三八 零零一三 八零零零",
)
NO_CUSTOMERS = (
    "2026-05-03 14:05:00", "2026-05-03T14:05:00.123456+02:00", "31-13-2026", "03/04/2026 10:05", "3.4.2026 9:05",
    "2026-05-01 2026-05-31", "2026-05-01, 2026-05-31; 01.06.2026_30.06.2026",
    "03/04/26 10:05:07", "5/3/2026 9:05 PM - 5/4/2026 9:06 PM", "00:17:05", "soon", "wait 1200", "Ann", "", "4/5",
    "85%",
)
IDS = ("234567890123456789", "A-1", "550e8400-e29b-41d4-a716-446655440000", "2026-0001234", "20260503-000123",
       "1714731300.1234", "1001_20394", "12345|6789", "0000012345678", "A/Kim/2026-05-03 00:00:00",
       "12345678/20260302", "12345678/2026-03-02",
       "12345678/2026-03-02 09:00:10")
NO_IDS = ("13800138000", "8613800138000", "+44 7700 900123", "0171 2345678", "0171-2345678",
          "030.123.4567", "tel:1234567", "ann@example.org", "11010519491231002X", "004915112345678")


def in_duckdb(text: str, type_: Type | None) -> str:
    with duckdb.connect() as connection:
        sql = f"SELECT {masked_sql('t', type_)} FROM (SELECT ?::VARCHAR AS t)"
        ((shown,),) = connection.execute(sql, [text]).fetchall()
    return str(shown)


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_a_customer_is_found_alone_and_within_a_text(customer: str) -> None:
    for text in (customer, f"call {customer}, please", f"客户：{customer}。"):
        shown = masked_text(text)
        assert MASK in shown and customer not in shown and in_duckdb(text, None) == shown
        assert sum(letter.isdigit() for letter in shown) == 0 and "example" not in shown
    assert masked_text(f"call {customer}, please") == f"call {MASK}, please"


@pytest.mark.parametrize("text", NO_CUSTOMERS)
def test_dates_times_and_words_stay(text: str) -> None:
    assert masked_text(text) == in_duckdb(text, None) == text


def test_a_plain_id_stays_in_its_column_and_a_telephone_number_does_not() -> None:
    for text in IDS:
        assert masked_text(text, Type.ID) == in_duckdb(text, Type.ID) == text
    for text in NO_IDS:
        assert masked_text(text, Type.ID) == in_duckdb(text, Type.ID) == MASK
    assert masked_text("C-13800138000", Type.ID) == f"C-{MASK}"


@pytest.mark.parametrize(("text", "type_"), [
    ("20260503", Type.TIMESTAMP), ("20260503140500", Type.TIMESTAMP), ("46145.58680555556", Type.TIMESTAMP),
    ("1772442000", Type.TIMESTAMP), ("1772442000.123456", Type.TIMESTAMP), ("1772442000123", Type.DONE),
    ("12.333333333333", Type.SECONDS), ("4.000000001", Type.NUMBER),
])
def test_long_numbers_stay_where_such_are_expected(text: str, type_: Type) -> None:
    assert masked_text(text, type_) == in_duckdb(text, type_) == text
    for customer in ("13800138000", "0171 2345678", "5550100200", "0171234567"):
        assert masked_text(customer, type_) == in_duckdb(customer, type_) == MASK


@pytest.mark.parametrize("name", ["calls-20260501-20260531.csv", "calls_2026-05-01_2026-05-31.xlsx", "b7 (2).xlsx",
                                  "export_20260501_143000.csv", "export-20260501143000.csv", "五月通话.xlsx"])
def test_the_days_in_a_files_name_stay(name: str) -> None:
    assert masked_file_name(name) == name


@pytest.mark.parametrize(("name", "shown"), [
    ("calls of ann@example.org", "calls of •••"), ("13800138000.csv", "•••.csv"),
    ("calls-20260501-+447700900123.csv", "calls-20260501-•••.csv"), ("20260501_0171_2345678.csv", "20260501_•••.csv"),
])
def test_a_customer_in_a_files_name_does_not(name: str, shown: str) -> None:
    assert masked_file_name(name) == shown


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("0123456789+-./: ()@aX,*'٣３१𝟏三\u200b\u061c\u00a0\n•"), max_size=40),
       st.sampled_from([None, Type.ID, Type.TIMESTAMP, Type.SECONDS]))
def test_python_and_duckdb_find_the_same(text: str, type_: Type | None) -> None:
    assert in_duckdb(text, type_) == masked_text(text, type_)


def test_every_digit_of_every_script_is_one() -> None:
    """As Unicode's own table has them, in the version that this Python knows."""
    for code in range(0x110000):
        letter = chr(code)
        if unicodedata.category(letter) == "Nd" and unicodedata.name(letter).split()[-1] == "SEVEN":
            known = code < 0x10000 or unicodedata.normalize("NFKC", letter) == "7"  # old scripts apart
            assert (masked_text(letter * 7) == MASK) is known, f"{letter!r} {unicodedata.name(letter)}"


@pytest.mark.parametrize("customer", ["13800138000", "+44 7700 900123", "ann.lee@example.org", "138 0013 8000"])
@pytest.mark.parametrize("shown", [80, 200, 2_000])
def test_of_a_text_that_is_cut_no_part_of_a_customer_is_shown(customer: str, shown: int) -> None:
    for before in range(LOOKED_AT - len(customer) - 1, LOOKED_AT + 1):
        for filling in ("x ", "单 ", "， "):
            told = masked_start((filling * LOOKED_AT)[:before] + customer + " and more" * 20, shown)
            assert not any(letter.isdigit() for letter in told) and "ann" not in told and "example" not in told
    for before in range(shown - len(customer), shown + 1):
        told = masked_start(("x " * LOOKED_AT)[:before] + customer, shown)
        assert not any(letter.isdigit() for letter in told) and "ann" not in told


def test_what_is_shown_of_a_text_is_its_beginning() -> None:
    assert masked_start("order A-1 came late", 9) == "order A-1"
    assert masked_start("was " * 1_000, 80) == ("was " * 1_000)[:80]


def test_a_row_of_numbers_is_masked_in_bounded_memory() -> None:
    tracemalloc.start()
    try:
        assert masked_text("1,234.50 " * 200_000).strip() == MASK
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20_000_000, "1.8 MB of numbers"


def test_a_long_text_costs_no_more_than_its_length() -> None:
    for piece in ("1", "1 ", "a", "1:", "@", "20260503-"):
        masked_text(piece * 50_000)
