"""Customers: one spelling for each, then a keyed pseudonym; the raw number or address is never stored or
shown.

The pseudonym is the first 64 bits of a keyed BLAKE2b (RFC 7693) over the normalised text, read as a signed
integer, lowest byte first. Without the home's key it can neither be computed nor checked.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from struct import unpack
from typing import Any

_NOBODY = frozenset((
    "anonymous", "anonym", "anon", "unknown", "unknowncaller", "unknownnumber", "withheld", "numberwithheld",
    "private", "privatenumber", "restricted", "unavailable", "notavailable", "notprovided", "blocked",
    "blockedcallerid", "nocallerid", "callerid", "hidden", "hiddennumber", "none", "null", "nil", "nan", "na",
    "nobody", "noname", "guest", "unassigned", "undefined", "notset", "noserver", "empty", "blank", "masked",
    "redacted", "confidential", "false", "未知", "未知号码", "未知號碼", "匿名", "匿名号码", "匿名來電",
    "匿名来电", "匿名用户", "匿名客户", "匿名客戶", "无", "無", "无主叫", "無主叫", "保密", "隐藏", "隱藏",
    "隐藏号码", "隱藏號碼", "私人号码", "私人號碼", "未显示", "未顯示", "不详", "不詳", "未提供", "无号码",
    "無號碼", "空", "空号", "空號", "游客", "訪客", "访客", "暂无", "暫無", "号码隐藏", "來電隱藏", "来电隐藏",
))
DIGEST_BYTES = 8
_KEEPS_ZERO = frozenset(("39", "378", "225", "242"))
"""Country codes whose national numbers keep their leading zero abroad (Italy, San Marino, Côte d'Ivoire,
Congo)."""

_TRUNK_EIGHT = "7"
_PREFIX = re.compile(r"(?:tel|sips?|mailto|phone|callto|whatsapp):", re.I)
_PHONE = re.compile(r"\+?[\d\s().\-/‐-―·\u2212]+")
_EXTENSION = re.compile(r"(?:;?ext\.?=?|extension|转|轉|分机|分機|#)\s*(\d{1,6})\s*$"
                        r"|(?<=\d)\s*x\s*(\d{1,5})\s*$", re.I)
_MASK = re.compile(r"[*•●█■×＊]|#{2,}|(?<![a-z])x{3,}(?![a-z])|\.{3,}|…", re.I)
_MASKED_DIGITS = re.compile(r"\+?\d*(?:x\d+)*xx[\dx]*", re.I)
_LONGEST = 320
"""Characters of the longest address there can be; a longer text is nobody's key."""
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?e\+?\d{1,2}", re.I)
_LEAST_PHONE_DIGITS = 7
_STARTS_NUMBER = frozenset("+0123456789")


def normalise(text: str, country_code: str | None = None) -> str | None:
    """One spelling for each customer, or None when the text is no key.

    E-mail addresses in lower case; telephone numbers as digits with country code (``+``/``00`` understood,
    the trunk zero replaced by ``country_code``, digits only, when that is given); other ids without blanks
    and punctuation, in lower case. None for masked (``138****0000``), anonymous, unknown, ``0``, one digit
    repeated, and numbers that a spreadsheet turned into ``8.61E+12``.
    """
    if len(text) > _LONGEST:
        return None
    if number := _plain_number(text):
        return _dialled(number, text[0] == "+", (country_code or "").lstrip("+0"))
    plain = _PREFIX.sub("", unicodedata.normalize("NFKC", _visible(text)).strip(), count=1).strip()
    if not plain or _MASK.search(plain) or _is_nobody(plain) or _SCIENTIFIC.fullmatch(plain):
        return None
    if "@" in plain:
        return _address(plain, country_code)
    plain = re.sub(r"(?<=\d)\.0+$", "", plain) if plain.replace(".", "").isdigit() else plain
    extension = _EXTENSION.search(plain)
    number = plain[:extension.start()].rstrip() if extension else plain
    if _PHONE.fullmatch(number) and sum(letter.isdigit() for letter in number) >= _LEAST_PHONE_DIGITS:
        digits = _phone(number, (country_code or "").lstrip("+0"))
        return f"{digits}x{extension[1] or extension[2]}" if digits and extension else digits
    return _other_id(plain)


def pseudonym(normalised: str, key: bytes) -> int:
    """The customer's 64-bit pseudonym, signed. ``key`` holds 1 to 64 bytes; ValueError otherwise."""
    return _hashed(normalised, _keyed(key))


def pseudonyms(values: Iterable[str | None], key: bytes, country_code: str | None = None) -> list[int | None]:
    """The pseudonym of each value, None for those that are no key. Give distinct values: each is hashed anew.
    ValueError for an empty ``key``.

    A large file holds hundreds of thousands: the loop is written out, and all digests become numbers at once.
    """
    copy = _keyed(key).copy
    empty = bytes(DIGEST_BYTES)
    digests: list[bytes] = []
    keyless: list[int] = []
    for value in values:
        text = None if value is None else normalise(value, country_code)
        if text is None:
            keyless.append(len(digests))
            digests.append(empty)
        else:
            keyed = copy()
            keyed.update(text.encode("utf-8", "surrogatepass"))
            digests.append(keyed.digest())
    answer: list[int | None] = list(unpack(f"<{len(digests)}q", b"".join(digests)))
    for place in keyless:
        answer[place] = None
    return answer


def _keyed(key: bytes) -> Any:
    """A hash that has taken in the key and nothing else: a copy of it is cheaper than a new one."""
    if not key:
        raise ValueError("a pseudonym needs a key")
    return hashlib.blake2b(digest_size=DIGEST_BYTES, key=key)


def _hashed(normalised: str, keyed: Any) -> int:
    keyed.update(normalised.encode("utf-8", "surrogatepass"))
    return int.from_bytes(keyed.digest(), "little", signed=True)


def _plain_number(text: str) -> str:
    """The digits of a telephone number in plain ASCII (``+44 1632 960-001``), '' for anything else: most numbers are
    written so, and need none of the care that the others do."""
    digits = text.replace(" ", "").replace("-", "").removeprefix("+")
    is_plain = len(digits) >= _LEAST_PHONE_DIGITS and digits.isascii() and digits.isdigit()
    return digits if is_plain and text[0] in _STARTS_NUMBER else ""


def _visible(text: str) -> str:
    """Without the invisible marks that copying from a telephone or a web page leaves in a number."""
    return "".join(letter for letter in text if unicodedata.category(letter) not in ("Cf", "Cc") or letter in "\t\n")


def _is_nobody(plain: str) -> bool:
    bare = "".join(letter for letter in plain.casefold() if letter.isalnum())
    return not bare or bare in _NOBODY


def _address(plain: str, country_code: str | None) -> str | None:
    """An e-mail address in lower case; of a SIP address with a telephone number before the @, the number."""
    compact = unicodedata.normalize("NFKC", "".join(plain.split()).casefold()).strip("<>\"',;")
    user, _at, host = compact.partition("@")
    if not user or not host or _is_nobody(user):
        return None
    digits = user.lstrip("+")
    if digits.isdigit() and len(digits) >= _LEAST_PHONE_DIGITS and ("." not in host or user.startswith("+")):
        return normalise(user, country_code)
    return compact


def _phone(number: str, country_code: str) -> str | None:
    """The digits of a telephone number from the country code on; national digits when the country is not
    known."""
    number = number.strip()
    abroad = number.startswith("+")
    if "(" in number and (abroad or number.startswith("00")):
        number = re.sub(r"\(\s*0\s*\)", "", number)
    digits = re.sub(r"\D", "", number)
    digits = digits if digits.isascii() else "".join(str(unicodedata.digit(digit)) for digit in digits)
    return _dialled(digits, abroad, country_code)


def _dialled(digits: str, abroad: bool, country_code: str) -> str | None:
    """The same from the digits alone; ``abroad`` when a ``+`` stood before them."""
    if not abroad and digits.startswith("00") and len(digits) >= 10:
        abroad, digits = True, digits[2:]
    if _is_one_digit(digits) or (abroad and country_code and _is_one_digit(digits.removeprefix(country_code))):
        return None
    if abroad or not country_code or digits.startswith("00"):
        return digits
    return _with_country(digits, country_code)


def _with_country(digits: str, country_code: str) -> str | None:
    """A national number, or one with its country code but no ``+``, as country code and number."""
    if digits.startswith(country_code) and len(digits) - len(country_code) >= 9:
        return digits
    if country_code == _TRUNK_EIGHT and len(digits) == 11 and digits[0] == "8":
        return country_code + digits[1:]
    rest = digits[1:] if digits[0] == "0" and country_code not in _KEEPS_ZERO else digits
    return None if _is_one_digit(rest) else country_code + rest


def _is_one_digit(digits: str) -> bool:
    return not digits or (digits.count(digits[0]) == len(digits) and (digits[0] == "0" or len(digits) >= 6))


def _other_id(plain: str) -> str | None:
    """A customer number or name of any other kind: letters and digits, lower case."""
    bare = "".join(letter for letter in plain.casefold() if letter.isalnum())
    if not bare or _MASKED_DIGITS.fullmatch(bare) or (bare.isdecimal() and _is_one_digit(bare)):
        return None
    return bare
