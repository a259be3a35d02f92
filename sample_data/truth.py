"""What is true of the four invented vendors: the generator builds it in, ``README.md`` tells it, a test finds it again.

Shares are 0-1. A tuple of six holds one value a month, 2026-05 to 2026-10.
"""

from __future__ import annotations

from dataclasses import dataclass

Six = tuple[float, float, float, float, float, float]


def steady(value: float) -> Six:
    """The same in all six months."""
    return (value,) * 6


def from_august(before: float, after: float) -> Six:
    """One value in May, June and July, another from August on."""
    return (before, before, before, after, after, after)


def from_september(before: float, after: float) -> Six:
    """One value until August, another in September and October."""
    return (before, before, before, before, after, after)


@dataclass(frozen=True, slots=True)
class Truth:
    """One vendor as it really is.

    ``service_level``: answered within 60 s, of the contacts offered less those that hang up within 5 s.
    ``day_spread``: how far days differ, in logits. ``repeat``: answered contacts whose customer is back within seven
    days with the same reason code; ``recoded``: further contacts that were given another reason code, as a share of
    all. ``kept``: promises kept by the date first given, of those due. ``negative_arrives`` and ``other_arrives``: the
    share of feedback voiced that is forwarded. ``coded_resolved``: how often agents code an unresolved contact
    resolved.
    """

    code: str
    name: str
    timezone: str
    aliases: tuple[str, ...]
    prefix: str
    chinese: bool
    agents: int
    contacts_a_month: int
    opens: float
    closes: float
    customers: str
    service_level: float
    day_spread: float
    late_answer_s: float
    repeat: Six
    recoded: Six
    elsewhere: float
    transfers: float
    kept: Six
    negative: float
    negative_arrives: Six
    other_arrives: Six
    coded_resolved: float
    quality: float
    satisfied: float


HARBOUR = Truth(
    code="harbour", name="Harbour", timezone="Europe/London", aliases=("Harbour Contact Ltd",), prefix="HB",
    chinese=False, agents=34, contacts_a_month=3300, opens=8, closes=20, customers="44", service_level=.86,
    day_spread=.45, late_answer_s=55, repeat=steady(.23), recoded=steady(.08), elsewhere=.10, transfers=.07,
    kept=steady(.95), negative=.42, negative_arrives=steady(.80), other_arrives=steady(.82), coded_resolved=.22,
    quality=.90, satisfied=.80,
)
BLUESEA = Truth(
    code="bluesea", name="蓝海 BlueSea", timezone="Asia/Shanghai", aliases=("蓝海", "蓝海客服", "BlueSea"), prefix="LH",
    chinese=True, agents=30, contacts_a_month=3000, opens=8.5, closes=21, customers="86", service_level=.88,
    day_spread=.45, late_answer_s=50, repeat=steady(.24), recoded=steady(.08), elsewhere=.08, transfers=.06,
    kept=steady(.945), negative=.42, negative_arrives=steady(.81), other_arrives=steady(.81), coded_resolved=.25,
    quality=.89, satisfied=.79,
)
NORTHWIND = Truth(
    code="northwind", name="Northwind", timezone="America/New_York", aliases=("Northwind Services",), prefix="NW",
    chinese=False, agents=24, contacts_a_month=3300, opens=8, closes=18.5, customers="1", service_level=.60,
    day_spread=.85, late_answer_s=150, repeat=steady(.265), recoded=steady(.08), elsewhere=.16, transfers=.11,
    kept=steady(.945), negative=.48, negative_arrives=steady(.82), other_arrives=steady(.83), coded_resolved=.30,
    quality=.84, satisfied=.64,
)
SUMMIT = Truth(
    code="summit", name="Summit", timezone="Asia/Manila", aliases=("Summit Outsourcing",), prefix="SM",
    chinese=False, agents=28, contacts_a_month=3300, opens=8, closes=22, customers="44 1", service_level=.82,
    day_spread=.45, late_answer_s=60, repeat=from_september(.29, .264), recoded=from_september(.08, .20),
    elsewhere=.12, transfers=.08, kept=from_august(.835, .76), negative=.45,
    negative_arrives=from_august(.77, .77 * .4), other_arrives=steady(.78), coded_resolved=.88,
    quality=.82, satisfied=.66,
)
VENDORS = (HARBOUR, BLUESEA, NORTHWIND, SUMMIT)
MONTHS = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")

VOICED = .35
"""Share of answered calls on which the customer voices feedback."""
PROMISED = .19
"""Share of answered calls on which the agent promises something."""
