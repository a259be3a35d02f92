"""One customer, one key: whatever way the number was written; and no key for nobody."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imports.privacy import normalise, pseudonym, pseudonyms

KEY = b"k" * 32
_SUBSCRIBERS = st.from_regex(r"[1-9][0-9]{8,9}", fullmatch=True).filter(lambda digits: len(set(digits)) > 1)


def _spellings(country: str, number: str) -> list[str]:
    spaced = " ".join(number[start:start + 3] for start in range(0, len(number), 3))
    return [f"+{country}{number}", f"00{country}{number}", f"0{number}", f"+{country} {spaced}", f"0{spaced}",
            f"+{country}-{spaced.replace(' ', '-')}", f"(0{number[:2]}) {number[2:]}", f"tel:+{country}{number}",
            f" +{country} (0){number} ", f"\u202a+{country}\u00a0{number}\u202c",
            "".join(chr(ord(digit) + 0xFEE0) for digit in f"+{country}{number}")]


@given(_SUBSCRIBERS, st.sampled_from(["86", "44", "49", "61", "852"]))
def test_every_spelling_of_one_number_gives_one_key(number: str, country: str) -> None:
    assert {normalise(text, country) for text in _spellings(country, number)} == {f"{country}{number}"}


@given(_SUBSCRIBERS, _SUBSCRIBERS)
def test_different_numbers_give_different_keys(first: str, second: str) -> None:
    keys = pseudonyms([f"+86{first}", f"+86{second}"], KEY)
    assert (keys[0] == keys[1]) == (first == second)


@given(st.text(max_size=30), st.sampled_from([None, "86", "1"]))
@example("0@U\u00af", None)  # a blank goes, and the accent after it joins the letter before
def test_normalising_any_text_answers_and_stays_as_it_is_when_done_again(text: str, country: str | None) -> None:
    once = normalise(text, country)
    assert once is None or (once and normalise(once, None) in (once, None))


@given(st.text("0123456789 -+", max_size=20) | st.from_regex(r"\+?[0-9][0-9 -]{5,16}[0-9]", fullmatch=True),
       st.sampled_from([None, "86", "44", "7", "39", "1"]))
def test_a_number_in_plain_digits_has_the_key_that_the_careful_reading_gives_it(text: str, country: str | None) -> None:
    assert normalise(text, country) == normalise("\u200e" + text, country)


@pytest.mark.parametrize("text", [
    "", "  ", "0", "000000", "-", "N/A", "null", "Anonymous", "ANONYMOUS", "Unknown caller", "withheld",
    "Private number",
    "未知", "匿名", "匿名来电", "无主叫", "隱藏號碼", "138****0000", "138＊＊＊＊0000", "+61 4XX XXX 001", "xxx", "***",
    "#####", "1111111", "99999999999", "+86 000 0000 0000", "8.61E+12", "anonymous@anonymous.invalid",
])
def test_nobody_has_no_key(text: str) -> None:
    assert normalise(text, "86") is None


@pytest.mark.parametrize(("text", "country", "expected"), [
    ("Ann.Lee@Example.COM ", None, "ann.lee@example.com"), ("mailto:a@b.org", None, "a@b.org"),
    ("13800138000", "86", "8613800138000"), ("8613800138000", "86", "8613800138000"),
    ("13800138000.0", "86", "8613800138000"),
    ("(415) 555-2671", "1", "14155552671"), ("1-415-555-2671", "1", "14155552671"),
    ("8 916 123-45-67", "7", "79161234567"),
    ("06 69812345", "39", "390669812345"), ("sip:61400000002@pbx", "61", "61400000002"),
    ("010-8612 3456 转 801", "86", "861086123456x801"), ("C-00 123", None, "c00123"), ("XXL-12", None, "xxl12"),
    ("00123", None, "00123"), ("客户A", None, "客户a"),
])
def test_published_and_everyday_spellings(text: str, country: str | None, expected: str) -> None:
    assert normalise(text, country) == expected


def test_a_pseudonym_is_the_keyed_hash_of_the_contract_and_fits_a_signed_64_bit_column() -> None:
    digest = hashlib.blake2b(b"8613800138000", key=KEY, digest_size=8).digest()
    assert pseudonym("8613800138000", KEY) == int.from_bytes(digest, "little", signed=True)
    values = [pseudonym(str(number), KEY) for number in range(500)]
    assert all(-(2**63) <= value < 2**63 for value in values) and min(values) < 0 < max(values)
    assert len(set(values)) == 500


def test_another_key_gives_other_pseudonyms_and_no_key_is_an_error() -> None:
    assert pseudonym("1", KEY) != pseudonym("1", b"other")
    with pytest.raises(ValueError, match="needs a key"):
        pseudonym("1", b"")


def test_pseudonyms_keep_the_order_and_leave_gaps_for_nobody() -> None:
    keys = pseudonyms(["+61 400 000 002", None, "anonymous", "0400000002"], KEY, "61")
    assert keys[0] == keys[3] and keys[1] is None and keys[2] is None


@pytest.mark.parametrize(("cell", "key"), [
    ("1" + "x" * 310 + "z7", "1" + "x" * 310 + "z7"), ("1" + "x" * 60_000 + "z7", None),
    ("1" + " " * 300 + "x7", "1x7"), ("a1" + " " * 60_000 + "z7", None)])
def test_no_cell_keeps_its_reader_busy(cell: str, key: str | None) -> None:
    """Three hundred of them: patterns that look at a cell again for each of its characters take hours."""
    assert {normalise(cell, "44") for _ in range(300)} == {key}


def test_what_is_longer_than_any_address_is_nobodys_key() -> None:
    assert normalise("a" * 321) is None and normalise("1" * 321, "44") is None
