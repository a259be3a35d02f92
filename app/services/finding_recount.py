"""Heard again by somebody else: which remarks a second evaluator confirmed, and which are taken out of the finding."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scoring.columns import folded, is_one_of, is_true, known, moments
from scoring.linking import folded_ids
from scoring.measures.judged import countable
from scoring.records import SELECTIONS, Month, VendorCode
from storage.scope import Scope

if TYPE_CHECKING:
    from scoring.counts import Columns
    from storage.findings import FindingView
    from storage.home import Store


@dataclass(frozen=True, slots=True)
class Recount:
    """What hearing again came to. Of ``missing`` calls and of ``again`` drawn beside them, how many were judged by a
    second evaluator and how many of those confirmed what was heard first; ``same_person`` judgements by who had judged
    the call before, which do not count; ``taken_out`` the calls ('' for remarks that name none) whose remarks
    no longer count."""

    missing: int
    missing_judged: int
    missing_confirmed: int
    again: int
    again_judged: int
    again_confirmed: int
    same_person: int
    taken_out: tuple[str, ...]

    @property
    def judged(self) -> int:
        return self.missing_judged + self.again_judged

    @property
    def drawn(self) -> int:
        return self.missing + self.again


def recount(store: Store, view: FindingView, draw: str) -> Recount:
    """Set what came back of ``draw`` beside the finding.

    A missing remark counts only where a second evaluator heard it as negative too. One that arrived is taken out only
    where a second evaluator heard otherwise: not judged again it stays, which can only make the gap smaller.
    """
    from storage import draws, records

    scope, month = Scope(frozenset({VendorCode(view.vendor)})), Month.parse(view.month)
    evaluations = records.month_records(store, scope, "evaluations", VendorCode(view.vendor), [month])
    heard, same = second_ears(evaluations, draw)
    return compared(json.loads(view.data), draws.named(store, scope, draw), heard, same)


def compared(finding: Mapping[str, Any], drawn: tuple[str, ...], heard: Mapping[str, str], same: int) -> Recount:
    """:func:`recount` from what was heard: by call id ``negative``, ``other`` or ``nothing``."""
    missing, others = set(finding["missing"]), set(finding["others"])
    again = set(drawn) & {*finding["arrived"], *others} - missing
    said = {call: heard.get(call) for call in missing | again}
    confirmed = {call for call in said if said[call] == ("other" if call in others - missing else "negative")}
    out = (missing - confirmed) | {call for call in again - confirmed if said[call] is not None}
    if finding["nameless"]:
        out.add("")
    return Recount(
        len(missing), sum(said[call] is not None for call in missing), len(missing & confirmed), len(again),
        sum(said[call] is not None for call in again), len(again & confirmed), same, tuple(sorted(out)),
    )


def second_ears(evaluations: Columns, draw: str) -> tuple[dict[str, str], int]:
    """What the newest final evaluation of each call for ``draw`` heard, by call id; and how many there are by
    somebody who had judged the same call before, which are left out."""
    if not len(evaluations.get("call_id", ())):
        return {}, 0
    calls, people = folded_ids(evaluations["call_id"]), folded(evaluations["evaluator"])
    of_draw = is_one_of(evaluations["draw_id"], draw)
    first: dict[str, set[str]] = {}
    for row in np.flatnonzero(~of_draw).tolist():
        first.setdefault(str(calls[row]), set()).add(str(people[row]))
    says = of_draw & countable(evaluations, *SELECTIONS) & known(evaluations["feedback_voiced"])
    voiced, negative = is_true(evaluations["feedback_voiced"]), is_one_of(evaluations["feedback_polarity"], "negative")
    at = moments(evaluations["evaluated_at"])
    heard, same = dict[str, str](), 0
    for row in sorted(np.flatnonzero(says).tolist(), key=lambda each: at[each]):
        call = str(calls[row])
        if not people[row] or str(people[row]) in first.get(call, set()):
            same += 1
            continue
        heard[call] = "nothing" if not voiced[row] else "negative" if negative[row] else "other"
    return heard, same
