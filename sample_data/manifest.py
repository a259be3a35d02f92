"""What the demo fills an empty home with: vendors, people, and files in the order to import them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sample_data.truth import VENDORS as _TRUTHS

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class SampleVendor:
    code: str
    name: str
    timezone: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """``role`` is one of manager, qa, vendor, executive; ``vendor`` a code for the role vendor alone."""

    login: str
    name: str
    role: str
    vendor: str | None
    language: str
    what: str
    """Who that is, in a few words, for the list of sample logins."""


class SampleFile(NamedTuple):
    """A file to import: its kind, the vendor it is from (None: it names vendors itself), its path below ``FOLDER``."""

    kind: str
    vendor: str | None
    path: str


VENDORS = tuple(SampleVendor(t.code, t.name, t.timezone, t.aliases) for t in _TRUTHS)

PEOPLE = (
    SamplePerson("li.wei", "Li Wei", "manager", None, "en", "client manager"),
    SamplePerson("zhao.min", "Zhao Min", "qa", None, "zh", "QA lead"),
    SamplePerson("summit", "Maria Santos", "vendor", "summit", "en", "vendor, Summit"),
    SamplePerson("anna.berg", "Anna Berg", "executive", None, "en", "executive"),
)

FILES = (
    SampleFile("calls", "harbour", "harbour/calls-2026-05-to-07.csv.gz"),
    SampleFile("calls", "harbour", "harbour/calls-2026-08-to-10.csv.gz"),
    SampleFile("calls", "bluesea", "bluesea/calls-2026-05-to-07.xlsx"),
    SampleFile("calls", "bluesea", "bluesea/calls-2026-08-to-10.xlsx"),
    SampleFile("calls", "northwind", "northwind/calls-2026-05-to-07.csv.gz"),
    SampleFile("calls", "northwind", "northwind/calls-2026-08-to-10.csv.gz"),
    SampleFile("calls", "summit", "summit/calls-2026-05-to-07.csv.gz"),
    SampleFile("calls", "summit", "summit/calls-2026-08-to-10.csv.gz"),
    SampleFile("evaluations", "harbour", "harbour/evaluations.xlsx"),
    SampleFile("evaluations", "bluesea", "bluesea/evaluations.xlsx"),
    SampleFile("evaluations", "northwind", "northwind/evaluations.xlsx"),
    SampleFile("evaluations", "summit", "summit/evaluations.xlsx"),
    SampleFile("feedback", "harbour", "harbour/feedback.csv.gz"),
    SampleFile("feedback", "bluesea", "bluesea/feedback.csv.gz"),
    SampleFile("feedback", "northwind", "northwind/feedback.csv.gz"),
    SampleFile("feedback", "summit", "summit/feedback.csv.gz"),
    SampleFile("promises", "harbour", "harbour/promises.csv.gz"),
    SampleFile("promises", "bluesea", "bluesea/promises.csv.gz"),
    SampleFile("promises", "northwind", "northwind/promises.csv.gz"),
    SampleFile("promises", "summit", "summit/promises.csv.gz"),
    SampleFile("evaluations", None, "test-calls.csv"),
    SampleFile("surveys", None, "surveys.csv.gz"),
    SampleFile("surveys", "summit", "summit/own-surveys.csv"),
)
"""In the order to import them: what is said of calls comes after the calls."""

HEARD, MESSAGES = "heard.csv.gz", "direct-messages.csv"
"""What the demo's story reads: what a second evaluator hears, what agents write directly."""
