"""What a vendor is sent of a finding: the counts, and each call confirmed as missing, as bytes that never change.

Codes and facts are sent rather than sentences, so that each reader has them in the own language. Nothing of it
concludes anything; nothing names an evaluator, a customer, or any other finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.services.calls_behind import Agents
from app.services.heard_calls import Attempt, MissingCall, missing_calls
from app.services.views_integrity import CHECKED, counts_of, lines_of
from scoring.scorecard import canonical_bytes
from storage.findings import SENT, FindingView

if TYPE_CHECKING:
    from scoring.integrity.panel import Panel
    from storage.home import Store

SILENT = "G"
"""The line whose cases are agents: they are told by pseudonym."""


def evidence(store: Store, finding: Mapping[str, Any], seen: Panel, heard_again: Mapping[str, Any] | None) -> bytes:
    """The evidence of ``finding`` (as ``integrity --json`` has it) for its vendor, from the month as the engine sees it
    after hearing again; ``heard_again`` is what that came to (a :class:`finding_recount.Recount` as kept)."""
    agents, zone = Agents(store, own=False), ZoneInfo(store.timezone)
    counts = counts_of(finding)
    return canonical_bytes({
        "vendor": finding["vendor"], "month": finding["month"], "timezone": store.timezone,
        "counts": asdict(counts) if counts else None, "withheld": finding["withheld"],
        "lines": [_line(signal, agents, str(finding["vendor"])) for signal in _telling(finding)],
        "heard_again": {"missing": heard_again["missing"], "confirmed": heard_again["missing_confirmed"]}
        if heard_again else None,
        "calls": [_call(call) for call in missing_calls(seen, agents, zone)],
    })


def calls_in(document: Mapping[str, Any]) -> tuple[MissingCall, ...]:
    """The calls of evidence read back."""
    return tuple(MissingCall(
        each["call_id"], datetime.fromisoformat(each["began"]) if each["began"] else None, each["agent"],
        each["queue"], each["category"], each["summary"], each["agent_known"],
        tuple(Attempt(**one) for one in each["attempts"])) for each in document["calls"])


def sent_as(view: FindingView) -> str | None:
    """The first eight hex digits of the SHA-256 of what was sent, by which its vendor calls it: a number would tell of
    other findings. None before it is sent. Whoever was forgotten since, it goes on being called so."""
    sent = view.step(SENT)
    return None if sent is None or sent.data is None else sent.sha256[:8]


def shows_a_gap(finding: Mapping[str, Any]) -> bool:
    """Whether there is anything to be answered."""
    return finding["verdict"] in CHECKED


def _telling(finding: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The lines that stand out, the most telling first."""
    order = [line.name for line in lines_of(finding) if line.stands_out]
    named = {f"{each['code']}.{each['part']}" if each["part"] else each["code"]: each for each in finding["signals"]}
    return [named[name] for name in order]


def _line(signal: Mapping[str, Any], agents: Agents, vendor: str) -> dict[str, Any]:
    cases = [agents.shown(vendor, each) if signal["code"] == SILENT else each for each in signal["cases"]]
    return {name: signal[name] for name in ("code", "part", "statement", "facts")} | {"cases": cases}


def _call(call: MissingCall) -> dict[str, Any]:
    began = call.started_at.isoformat(timespec="minutes") if call.started_at else None
    return {"call_id": call.call_id, "began": began, "agent": call.agent, "queue": call.queue,
            "category": call.category, "summary": call.summary, "agent_known": call.agent_known,
            "attempts": [asdict(each) for each in call.attempts]}
