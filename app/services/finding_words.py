"""A finding in words: its sentence, what a chance means in months, what was tried, what a check found."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.services.finding_detail import Detail, Request
from app.services.finding_states import DRAWN
from app.services.heard_calls import Attempt, MissingCall
from app.services.innocent import OUTAGE_DAYS, UNTOLD, Check
from app.services.phrases import closed
from app.services.reasons import Told, reason_text
from app.services.views_integrity import (
    CHECKED,
    INSUFFICIENT,
    Counts,
    Finding,
    counts_of,
    is_checked,
    leading,
    reason_of,
    shown_as,
)
from app.words import Words
from scoring.records import Month


def headline(finding: Finding, vendor: str, words: Words) -> str:
    """The finding as the page's first sentence, without a full stop; it ends with "being checked" where it is."""
    verdict, month, counts = str(finding["verdict"]), Month.parse(str(finding["month"])), counts_of(finding)
    if verdict == INSUFFICIENT:
        return words.t("integrity.insufficient_data", vendor=vendor, month=month)
    if verdict in CHECKED:
        line = leading(finding)
        if not is_checked(finding):
            return _decided(finding, vendor, month, words)
        if counts is None or (line is not None and line.name != "W"):
            says = reason_text(line.says, words.language) if line is not None else ""
            return words.t("integrity.checked.line", vendor=vendor, month=month, says=says)
        return words.t("integrity.checked", vendor=vendor, month=month, **_counted(counts))
    if counts is None:
        return words.t("integrity.no_sign.line", vendor=vendor, month=month)
    return words.t("integrity.no_sign", vendor=vendor, month=month, **_counted(counts))


def _decided(finding: Finding, vendor: str, month: Month, words: Words) -> str:
    """The same once it is decided: nothing is being checked any more."""
    counts, line, state = counts_of(finding), leading(finding), words.t(f"life.state.{shown_as(finding)}")
    if counts is None or (line is not None and line.name != "W"):
        says = reason_text(line.says, words.language) if line is not None else ""
        return words.t("integrity.decided.line", vendor=vendor, month=month, says=says, state=state)
    return words.t("integrity.decided", vendor=vendor, month=month, state=state, **_counted(counts))


def overview_line(finding: Finding, vendor: str, words: Words) -> str:
    """The same as a line of another page, which draws no conclusion."""
    counts, line = counts_of(finding), leading(finding)
    if counts is not None and line is not None and line.name == "W":
        return words.t("integrity.overview", vendor=vendor, **_counted(counts))
    says = closed(reason_text(line.says, words.language), words.language).rstrip(".。") if line is not None else ""
    return words.t("integrity.overview.line", vendor=vendor, says=says)


def _counted(counts: Counts) -> dict[str, int]:
    return {"negatives": counts.negatives, "negatives_arrived": counts.negatives_arrived, "others": counts.others,
            "others_arrived": counts.others_arrived}


def basis(detail: Detail, words: Words) -> list[str]:
    """What a finding rests on: month, calls evaluated, remarks heard and arrived, as of, closing."""
    return [words.month(detail.month), words.t("integrity.basis.judged", n=detail.judged),
            words.t("integrity.basis.heard", heard=detail.heard, arrived=detail.arrived),
            words.t("basis.as_of", day=date.fromisoformat(detail.as_of)),
            words.t("integrity.basis.closes", day=date.fromisoformat(detail.closes))]


def line_name(name: str, words: Words) -> str:
    """What a line of evidence looks at; its letter where it has no name yet."""
    return words.t(f"integrity.line.{name}") if words.has(f"integrity.line.{name}") else name


def rarity(share: float, words: Words) -> str:
    """How often careful vendors show as much, counted in months: words before numbers."""
    if share >= .95:
        return words.t("integrity.rare.always")
    for least, of, key in ((.095, 10, "tens"), (.0095, 100, "hundreds"), (.0005, 1000, "thousands")):
        if share >= least:
            return words.t(f"integrity.rare.{key}", n=max(1, round(share * of)))
    return words.t("integrity.rare.never")


def said(reason: Told, words: Words) -> str:
    """A sentence of the engine, with capital and full stop; where no agent is silent, that in plain words."""
    facts = dict(reason.facts)
    if reason.code == "signal_G" and not facts["silent"]:
        return words.t("integrity.lines.nobody_silent", agents=facts["agents"])
    return closed(reason_text(_named(reason, words), words.language), words.language)


def reason_said(finding: Finding, words: Words) -> str:
    """Why the verdict is what it is. Past its first step it no longer asks to listen first."""
    reason = reason_of(finding)
    if reason.code == "filtered_likely" and finding.get("life", {}).get("state", DRAWN) != DRAWN:
        return words.t("integrity.reason.later", rare=str(dict(reason.facts)["rare"]))
    return said(reason, words)


def _named(reason: Told, words: Words) -> Told:
    """A contrast within the month, which the engine knows by its code, called by its name."""
    facts = dict(reason.facts)
    code = f"integrity.contrast.{facts.get('contrast')}"
    if not words.has(code):
        return reason
    name, before = words.t(code), f"contrast: {facts['contrast']}"
    return Told(reason.english.replace(before, f"contrast: {name}"), reason.code,
                tuple((facts | {"contrast": name}).items()))


def tried(call: MissingCall, words: Words) -> list[str]:
    """What was looked for to find a call's item, one sentence an attempt."""
    if not call.attempts:
        return [words.t("integrity.tried.nothing" if call.agent_known else "integrity.tried.no_agent")]
    return [_attempt(each, words) for each in call.attempts]


def _attempt(attempt: Attempt, words: Words) -> str:
    when = words.t("integrity.tried.before" if attempt.gap_s < 0 else "integrity.tried.after")
    facts: dict[str, Any] = {"item": attempt.item, "gap": words.duration(_whole_minutes(attempt.gap_s)), "when": when}
    if attempt.why == "other_category":
        facts["category"] = attempt.category or "–"
    return words.t(f"integrity.tried.{attempt.why}", **facts)


def _whole_minutes(gap_s: float) -> float:
    """Seconds apart, as far as it matters: by the minute from two minutes on."""
    apart = abs(gap_s)
    return apart if apart < 120 else round(apart / 60) * 60


def check_text(check: Check, words: Words) -> str:
    """What the data say to an innocent explanation, with its counts."""
    key, facts = f"integrity.check.{check.code}.says", dict(check.facts)
    if check.outcome == UNTOLD and words.has(f"integrity.check.{check.code}.untold"):
        key = f"integrity.check.{check.code}.untold"
    if check.code == "outage" and facts["days"] < OUTAGE_DAYS:
        key = "integrity.check.outage.short" if facts["days"] else "integrity.check.outage.none"
    return words.t(key, **_dated(facts))


def request_text(request: Request, words: Words) -> str:
    """What to do or to ask for next; its beginning is ``**bold**``."""
    facts = _dated(dict(request.facts))
    if "month" in facts:
        facts["month"] = Month.parse(facts["month"])
    return words.t(f"integrity.request.{request.code}", **facts)


def _dated(facts: dict[str, Any]) -> dict[str, Any]:
    return facts | ({"first": date.fromisoformat(facts["first"])} if "first" in facts else {})
