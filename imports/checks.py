"""Rules over typed rows: what must be there, what cannot be, and what happens then. To add a rule is to add a line.

Each rule that stores a row leaves a bit in its ``flags``; bits never change their meaning.
"""

from __future__ import annotations

from dataclasses import dataclass

from imports.mapping import Mapping
from scoring.records import KINDS, Column, Type

UNANSWERED = ("abandoned", "blocked", "after_hours", "overflow", "callback_requested")
_WHENS = " ".join(f"WHEN '{outcome}' THEN true" for outcome in UNANSWERED)
_NOBODY_ANSWERED = f"CASE outcome {_WHENS} ELSE false END"


@dataclass(frozen=True, slots=True)
class Rule:
    """``test`` is SQL over the stored columns; it runs where the sheet supplies all of ``needs`` (canonical names)."""

    code: str
    bit: int
    kind: str
    column: str
    needs: tuple[str, ...]
    test: str
    sets_aside: tuple[str, ...] = ()


_ANSWERED_EXTRAS = ("talk_s", "hold_s", "wrap_s", "rating")

_WHOLE_MS = "(epoch_ms(ended_at) - epoch_ms(started_at))"
_SLACK_MS = "CASE WHEN second(ended_at) = 0 AND second(started_at) = 0 THEN 60000 ELSE 3000 END"
"""SQL: what rounding makes of a contact's length, and of times without seconds."""

RULES: tuple[Rule, ...] = (
    Rule("impossible_unanswered_talk", 1, "calls", "talk_s", (), "", _ANSWERED_EXTRAS),  # its test is made per sheet
    Rule("outcome_contradicts", 2, "calls", "outcome", ("outcome", "answered"),
         "answered = (outcome <> 'answered') AND channel <> 'bot'"),
    Rule("answered_without_wait", 4, "calls", "wait_s", ("wait_s",),
         "outcome = 'answered' AND wait_ms IS NULL AND direction = 'inbound' AND (channel = 'voice' OR channel = "
         "'chat')"),
    Rule("answered_without_agent", 8, "calls", "agent", ("agent",),
         "outcome = 'answered' AND agent IS NULL AND channel <> 'bot'"),
    Rule("ended_before_start", 16, "calls", "ended_at", ("ended_at",), "ended_at < started_at"),
    Rule("parts_above_whole", 32768, "calls", "ended_at", ("ended_at", "talk_s"),
         f"coalesce(wait_ms, 0) + talk_ms > {_WHOLE_MS} + {_SLACK_MS} AND ended_at >= started_at"),
    Rule("parts_below_whole", 65536, "calls", "ended_at", ("ended_at", "wait_s", "talk_s", "hold_s", "wrap_s"),
         "coalesce(ivr_ms, 0) + coalesce(wait_ms, 0) + talk_ms + coalesce(hold_ms, 0) + coalesce(wrap_ms, 0) "
         f"< {_WHOLE_MS} - 60000 - {_SLACK_MS} AND channel = 'voice'"),
    Rule("ended_before_start", 16, "promises", "kept_at", ("kept_at",), "kept_at < made_at"),
    Rule("ended_before_start", 16, "surveys", "responded_at", ("responded_at",), "responded_at < invited_at"),
    Rule("ended_before_start", 16, "feedback", "forwarded_at", ("forwarded_at",), "forwarded_at < captured_at"),
    Rule("part_above_count", 524288, "intervals", "answered_in_t", ("answered", "answered_in_t"),
         "answered_in_t > answered", ("answered_in_t",)),
    Rule("part_above_count", 524288, "intervals", "short_abandoned", ("abandoned", "short_abandoned"),
         "short_abandoned > abandoned", ("short_abandoned",)),
)
_HOUR_MS = 3_600_000
_LONGEST_MS = f"CASE WHEN channel IN ('voice', 'chat') THEN {24 * _HOUR_MS} ELSE {31 * 24 * _HOUR_MS} END"
"""SQL: how long a part of a contact can last. Nobody waits for a day on the line; a telephone number in the column of
waits would."""
DOUBT_BITS = {"ambiguous_hour": 32, "skipped_hour": 64, "two_spellings_differ": 128, "out_of_range": 256,
              "too_low": 256, "too_long": 256, "text_cut": 1024, "handle_time_differs": 131072}
"""Bits of the doubts a single column raises."""

MOST_CHARACTERS = {Type.ID: 200, Type.TEXT: 10_000}
"""A longer id holds its row back, of a longer text only so much is stored: a quote that never closes makes one cell of
half a file, and that cell would be in every page and answer that names it."""
HALF_CUT = (r"(?:[\s，。；！？][^\s，。；！？]{1,320}|[\d\s().+/·-]{1,60}|[^A-Za-z0-9._%+@-][A-Za-z0-9._%+@-]{1,64})$")
"""The word, or the digits in groups, that a text is cut within: half a number or address is none that is known by its
form, and still leads to whose it is."""
HANDLE_DIFFERS = ("(talk_ms IS NOT NULL AND least(abs(same_handle_ms - talk_ms - coalesce(wrap_ms, 0)), "
                  "abs(same_handle_ms - talk_ms - coalesce(hold_ms, 0) - coalesce(wrap_ms, 0))) > 3000)")
"""SQL: it is the sum of its parts neither with the hold nor with a hold that counts as talk already."""
LACKS_LEG_BIT = 4096
"""A contact stored without a leg that was held back (``contact_lacks_leg``). The bits of calls that begin or end
outside their log are in :mod:`scoring.partial`."""


def rules_for(mapping: Mapping) -> list[Rule]:
    """The rules whose columns this sheet supplies, with what its format sets aside on unanswered contacts. No row of an
    event log is a whole contact: ``events`` looks at those that came of them."""
    if mapping.format.events:
        return []
    rules = []
    for rule in RULES:
        if rule.kind != mapping.format.kind or not all(name in mapping.sources for name in rule.needs):
            continue
        if rule.code == "impossible_unanswered_talk":
            if not {"outcome", "answered"} & set(mapping.sources):
                continue
            rule = _unanswered(rule, mapping)
        rules.append(rule)
    return rules


def _unanswered(rule: Rule, mapping: Mapping) -> Rule:
    """Talk or rating on a contact nobody answered; and what the format gives for answered contacts only."""
    only = [KINDS["calls"].column(name).stored for name in mapping.format.answered_only]
    shown = ["talk_ms > 0", "rating IS NOT NULL", *(f"{name} IS NOT NULL" for name in only)]
    return Rule(rule.code, rule.bit, rule.kind, rule.column, (), f"{_NOBODY_ANSWERED} AND ({' OR '.join(shown)})",
                (*rule.sets_aside, *mapping.format.answered_only))


def range_tests(column: Column, kind: str = "calls") -> list[tuple[str, str]]:
    """(issue code, SQL over the stored name) for values outside what the column can hold. Only of a contact can a
    duration be too long: those of many add up."""
    name = column.stored
    if column.type in MOST_CHARACTERS:  # bytes first: they need no counting, and there are never fewer
        most = MOST_CHARACTERS[column.type]
        return [("id_too_long" if column.type is Type.ID else "text_cut",
                 f"(strlen({name}) > {most} AND length({name}) > {most})")]
    if column.type is Type.SECONDS:
        negative = ("negative_duration", f"{name} < 0")
        return [negative] if kind == "intervals" else [negative, ("too_long", f"({name} > {_LONGEST_MS})")]
    if column.type is Type.COUNT:
        return [("negative_count", f"{name} < 0")]
    if column.type is Type.NUMBER and column.low is not None:
        if column.high is None:
            return [("too_low", f"({name} < {column.low})")]
        return [("out_of_range", f"({name} < {column.low} OR {name} > {column.high})")]
    return []
