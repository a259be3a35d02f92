"""Who the customers are, and how differently one number gets written.

Nobody can be reached under these: +44 1632 and +1 555 are no area codes, +86 120 is no mobile prefix.
"""

from __future__ import annotations

from sample_data.contacts import WITHHELD

_FAMILY = ("adams", "baker", "clarke", "davies", "evans", "fisher", "green", "hughes", "khan", "lopez",
           "martin", "novak")
_NO_KEY = ("anonymous", "", "0")
_PARTS = (("44", "1632", ""), ("86", "120", "00"), ("1", "555", "2"))


def customer_text(number: int, luck: float, *, style: int) -> str:
    """The customer as a vendor's system writes it (``style``), now and then in another spelling (``luck``,
    0-1)."""
    if number == WITHHELD:
        return _NO_KEY[int(luck * 3)]
    if number % 25 == 7:
        return _mail(number, luck)
    country, area, first = _PARTS[(number // 100_000) % 3]
    local = f"{first}{100_000 + number * 73 % 900_000}"
    other = int(luck * 40)
    return _spelled(country, area, local, style if other > 5 else other)


def _spelled(country: str, area: str, local: str, style: int) -> str:
    return (
        f"+{country}{area}{local}",
        f"00{country}{area}{local}",
        f"+{country} {area} {local}",
        f"+{country}-{area}-{local}",
        f"00{country} {area} {local}",
        f"+{country} {area} {local[:3]} {local[3:]}",
    )[style]


def _mail(number: int, luck: float) -> str:
    name = f"{_FAMILY[number % 12]}.{number % 100_000}@example.com"
    return name.title() if luck < .1 else name
