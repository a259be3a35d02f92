"""Which country a telephone number is of: the calling codes that ITU-T E.164 has assigned, of one to three digits."""

from __future__ import annotations

_ONE = frozenset("17")
_TWO = frozenset((
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49", "51",
    "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86", "90",
    "91", "92", "93", "94", "95", "98",
))
"""Every other code has three digits."""


def calling_code(number: str) -> str:
    """The calling code that ``number`` (digits from the country on) begins with; '' where none does.

    >>> calling_code("447700900123"), calling_code("85221234567"), calling_code("15550100200")
    ('44', '852', '1')
    """
    if not number or number[0] == "0":
        return ""
    return number[:1] if number[0] in _ONE else number[:2] if number[:2] in _TWO else number[:3]
