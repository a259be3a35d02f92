"""A customer is found in a text by any spelling of his number, whole, and nobody else's number is taken for his."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.customers import Customer

ANN = Customer(frozenset(), "7700900123", "44")
LI = Customer(frozenset(), "13800138000", "86")
SHORT = Customer(frozenset(), "5550123", "1")
NO_COUNTRY = Customer(frozenset(), "7700900123")


def shown(who: Customer, text: str) -> bool:
    """As Python and DuckDB have it: they must agree."""
    (found,), = duckdb.connect().execute(f"SELECT {who.in_text('t')} FROM (SELECT ?::VARCHAR AS t)", [text]).fetchall()
    assert bool(found) == who.is_in(text)
    return bool(found)


@pytest.mark.parametrize("text", [
    "+44 7700 900123", "07700 900 123", "0044 7700-900123", "447700900123", "+44 (0)7700 900123", "(07700) 900123",
    "０７７００９００１２３", "+４４７７００９００１２３", "c07700900123/1", "rang ٠٧٧٠٠٩٠٠١٢٣ twice", "7700900123",
    "20260501447700900123", "07700.900.123.", "a:07700900123;b",
])
def test_his_number_is_found_in_any_spelling(text: str) -> None:
    """Where his country is not known, one without a sign before it may be part of another's number."""
    assert shown(ANN, text)
    assert shown(NO_COUNTRY, text) == (text not in ("20260501447700900123", "447700900123"))


@pytest.mark.parametrize("text", ["13800138000", "+86 138 0013 8000", "一三八零零一三八零零零", "幺三八00幺三八000",
                                  "电话：１３８－００１３－８０００", "138001380008@", "0086 13800138000 转 8"])
def test_chinese_numerals_and_mixed_ones_are_read_as_what_they_mean(text: str) -> None:
    assert shown(LI, text) == (text != "138001380008@")


@pytest.mark.parametrize("text", [
    "077009001234", "1077009001239", "+49 177 0090 0124", "17700900123", "7700 900 1234", "7700900", "order 900123",
    "", "77009001 23x"[:8],
])
def test_what_is_only_part_of_another_number_is_nobodys(text: str) -> None:
    assert not shown(ANN, text)


@pytest.mark.parametrize(("text", "his"), [
    ("5550123", True), ("call 555-0123, please", True), ("C5550123", True), ("+1 5550123", True),
    ("15550123456", False), ("2125550123", False), ("212 5550123", False), ("555 0123 99", False),
    ("0205550123", False),
    ("id-95550123", False), ("20260503-5550123", False),
])
def test_a_short_number_is_his_only_where_it_stands_alone(text: str, his: bool) -> None:
    assert shown(SHORT, text) == his


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("7012349+ -()x０７一〇@"), max_size=24))
def test_python_and_duckdb_find_the_same(text: str) -> None:
    for who in (ANN, SHORT, Customer(frozenset(), "annlee@exampleorg")):
        shown(who, text)
        shown(who, f"{text}07700900123{text}5550123")
