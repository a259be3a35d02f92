"""One finding with what it rests on: calls heard that never arrived, innocent explanations, what to ask for next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.services.calls_behind import Agents
from app.services.heard_calls import MissingCall, missing_calls
from app.services.innocent import Check, checks
from scoring.records import Month, VendorCode

if TYPE_CHECKING:
    from scoring.integrity.panel import Panel
    from storage.home import Store
    from storage.scope import Scope


@dataclass(frozen=True, slots=True)
class Request:
    """Something to do or to ask the vendor for next: its code, and the facts its sentence tells."""

    code: str
    facts: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """What a finding rests on. ``judged`` calls drawn at random; ``heard`` remarks on them, of which ``arrived``;
    ``closes`` the day the month is judged from (2026-10-16), ``as_of`` the day it was looked at."""

    vendor: str
    month: str
    judged: int
    heard: int
    arrived: int
    closes: str
    as_of: str
    missing: tuple[MissingCall, ...]
    checks: tuple[Check, ...]
    requests: tuple[Request, ...]


def finding_detail(store: Store, scope: Scope, vendor: str, month: str) -> Detail | None:
    """The detail of one vendor's ``month``; None outside the scope. Not for a vendor's own people: they get nothing of
    a finding before the client sends it."""
    from app.services.month_inputs import inputs_of
    from scoring.integrity.panel import panel

    if scope.vendors is not None or not scope.allows(vendor):
        return None
    seen = panel(inputs_of(store, VendorCode(vendor), Month.parse(month), None))
    return detail_of(seen, Agents(store, own=False), ZoneInfo(store.timezone))


def detail_of(seen: Panel, agents: Agents, zone: ZoneInfo) -> Detail:
    """The same from the month as the engine sees it."""
    from scoring.integrity.verdict import closes_at

    inputs, missing, looked = seen.inputs, missing_calls(seen, agents, zone), checks(seen, agents)
    return Detail(
        inputs.vendor, str(inputs.month), seen.judged, seen.heard.count, int(seen.heard.arrived.sum()),
        _day(closes_at(inputs), zone), _day(inputs.as_of, zone), missing, looked, requests(seen, len(missing), looked),
    )  # fmt: skip


def requests(seen: Panel, missing: int, looked: tuple[Check, ...]) -> tuple[Request, ...]:
    """What to do next, in this order: listen again first, then ask for what the data lack or point at."""
    if not missing:
        return ()
    asked = [Request("relisten", (("calls", missing),)), Request("recordings", (("calls", missing),)),
             Request("export", (("month", str(seen.inputs.month)),))]
    if seen.ids_missing > 0:
        asked.append(Request("ids", (("share", seen.ids_missing),)))
    for check in looked:
        if check.explains and check.code in ("agent", "queue", "outage", "late"):
            asked.append(Request(check.code, check.facts))
    if any(check.code == "misheard" and check.outcome == "untold" for check in looked):
        asked.append(Request("twice"))
    return (*asked, Request("way"))


def _day(moment: Any, zone: ZoneInfo) -> str:
    """The day of a naive UTC moment in the client's zone."""
    from datetime import UTC

    import numpy as np

    return f"{np.datetime64(moment, 's').item().replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d}"
