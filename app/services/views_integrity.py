"""Findings as a page shows them: the grid of verdicts, the finding that matters most, its lines in order of weight.

A *finding* is a plain dict in the contract's shape (``integrity --json``). Nothing is measured here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.services.finding_states import OUTCOMES
from app.services.reasons import Told, told
from app.services.views import name_in

Finding = Mapping[str, Any]
NO_SIGN, WATCH, LIKELY, INSUFFICIENT = "no_sign", "watch", "likely_filtered", "insufficient_data"
CHECKED = frozenset({WATCH, LIKELY})
"""Verdicts of findings that are being checked."""
SEVERITY = {LIKELY: 3, WATCH: 2, NO_SIGN: 1, INSUFFICIENT: 0}
MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One line of evidence that ran. ``share`` of careful vendors' months that show as much (0-1); ``stands_out``: with
    its part of the false alarms it would be looked at by itself."""

    name: str
    says: Told
    share: float
    stands_out: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of the headline: remarks heard and arrived, negative and other."""

    negatives: int
    negatives_arrived: int
    others: int
    others_arrived: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Verdicts by (vendor, month): vendors by name, the newest :data:`MONTHS_SHOWN` months, oldest first."""

    vendors: tuple[tuple[str, str], ...]
    months: tuple[str, ...]
    verdicts: Mapping[tuple[str, str], str]


def grid(findings: Sequence[Finding], names: Mapping[str, str]) -> Grid:
    """The grid of all ``findings``."""
    vendors = sorted({str(f["vendor"]) for f in findings}, key=lambda code: name_in(names, code).casefold())
    months = sorted({str(f["month"]) for f in findings})[-MONTHS_SHOWN:]
    verdicts = {(str(f["vendor"]), str(f["month"])): shown_as(f) for f in findings}
    return Grid(tuple((code, name_in(names, code)) for code in vendors), tuple(months), verdicts)


def shown_as(finding: Finding) -> str:
    """What a month is shown as: what was decided of it, else its verdict."""
    state = finding.get("life", {}).get("state")
    return str(state if state in OUTCOMES else finding["verdict"])


def is_checked(finding: Finding) -> bool:
    """Whether it is being checked: it shows a gap, and is not decided."""
    return shown_as(finding) in CHECKED


def of(findings: Sequence[Finding], vendor: str, month: str) -> Finding | None:
    """The finding of one vendor-month."""
    return next((f for f in findings if f["vendor"] == vendor and f["month"] == month), None)


def matters_most(findings: Sequence[Finding], month: str | None = None) -> Finding | None:
    """The finding to open first: the gravest verdict not decided yet, of these the newest month, then the rarest
    gap. With ``month`` among those of that month, and only one that is being checked; None where there is none."""
    if month is not None:
        findings = [f for f in findings if f["month"] == month and is_checked(f)]
    return max(findings, key=_weight, default=None)


def _weight(finding: Finding) -> tuple[int, str, float]:
    p = finding["p_value"]
    return SEVERITY.get(shown_as(finding), SEVERITY[NO_SIGN]), str(finding["month"]), -(1.0 if p is None else p)


def counts_of(finding: Finding) -> Counts | None:
    """What was heard and what arrived of it; None where the line of withheld negatives could not run."""
    line = next((s for s in finding["signals"] if s["code"] == "W"), None)
    if line is None:
        return None
    return Counts(*(int(line["facts"][name]) for name in ("negatives", "negatives_arrived", "others",
                                                          "others_arrived")))


def lines_of(finding: Finding) -> tuple[Line, ...]:
    """The lines that ran, the most telling first: each by its chance and its part of the false alarms."""
    at_most = finding["calibration"]["watch"]
    ran = finding["signals"]
    total = sum(signal["weight"] for signal in ran)
    weighed = [(signal["p_value"] * total / signal["weight"], signal) for signal in ran]
    return tuple(
        Line(_name(signal), told(signal["statement"], {"code": f"signal_{_name(signal)}", "facts": signal["facts"]}),
             signal["p_value"], chance <= at_most)
        for chance, signal in sorted(weighed, key=lambda each: each[0])
    )


def leading(finding: Finding) -> Line | None:
    """The line a finding that is being checked rests on: its own counts where they stand out, else the most telling;
    the counts too where only the months together speak."""
    ran = lines_of(finding)
    own = next((line for line in ran if line.name == "W"), None)
    if own is not None and (own.stands_out or not any(line.stands_out for line in ran)):
        return own
    return ran[0] if ran else None


def silent_lines(finding: Finding) -> tuple[tuple[str, Told], ...]:
    """The lines that could not run, each with the reason."""
    return tuple((_name(each), told(each["why"], each["reason"])) for each in finding["not_run"])


def reason_of(finding: Finding) -> Told:
    """Why the verdict is what it is."""
    return told(str(finding["why"]), finding["reason"])


def course_of(findings: Sequence[Finding], vendor: str, month: str) -> tuple[tuple[str, float], ...]:
    """The running evidence of a vendor, month by month up to ``month``."""
    own = sorted((str(f["month"]), float(f["evidence"]["e_value"])) for f in findings if f["vendor"] == vendor)
    return tuple(each for each in own if each[0] <= month)


def alarm() -> float:
    """From this much running evidence on a vendor is looked at."""
    from scoring.integrity.running import ALARM

    return ALARM


def _name(signal: Mapping[str, Any]) -> str:
    return f"{signal['code']}.{signal['part']}" if signal.get("part") else str(signal["code"])
