"""A month of one vendor written down call by call, in the shape the integrity engine reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scoring.integrity.inputs import CALL_COLUMNS, LATER_COLUMNS, IntegrityInputs
from scoring.records import KINDS, Month, VendorCode

STARTS, ENDS, AS_OF = (np.datetime64(day, "us") for day in ("2026-03-01", "2026-04-01", "2026-05-20"))
BESIDE = ("call_started_at", "call_ended_at", "call_agent", "call_queue", "call_customer")
DAY, HOUR = np.timedelta64(1, "D"), np.timedelta64(1, "h")


def table(rows: list[dict[str, Any]], names: tuple[str, ...]) -> dict[str, Any]:
    """Columns of ``names``, NULL where a row says nothing; no column of no row."""
    answer: dict[str, Any] = {}
    for name in names if rows else ():
        values = [row.get(name) for row in rows]
        if name.endswith("_at"):
            answer[name] = np.ma.MaskedArray(np.array([each if each is not None else np.datetime64("NaT", "us")
                                                       for each in values], dtype="datetime64[us]"),
                                             mask=[each is None for each in values])
        elif name == "rating":
            answer[name] = np.ma.MaskedArray([each or 0.0 for each in values], mask=[each is None for each in values])
        else:
            cells = np.empty(len(values), dtype=object)
            cells[:] = values
            answer[name] = np.ma.MaskedArray(cells, mask=[each is None for each in values])
    return answer


def names_of(kind: str) -> tuple[str, ...]:
    return tuple(KINDS[kind].stored_columns)


@dataclass
class Written:
    """Lists of rows; :meth:`inputs` makes the month of them."""

    calls: list[dict[str, Any]] = field(default_factory=list)
    later: list[dict[str, Any]] = field(default_factory=list)
    evaluations: list[dict[str, Any]] = field(default_factory=list)
    promises: list[dict[str, Any]] = field(default_factory=list)
    complaints: list[dict[str, Any]] = field(default_factory=list)
    surveys: list[dict[str, Any]] = field(default_factory=list)
    feedback: list[dict[str, Any]] = field(default_factory=list)

    def call(self, number: int, *, day: int | None = None, customer: str | None = None, resolved: bool = True,
             queue: str = "orders") -> dict[str, Any]:
        """A call answered at nine of ``day`` (else of the days in turn), half an hour long."""
        start = STARTS + (number % 20 if day is None else day) * DAY + 9 * HOUR
        row = {"call_id": f"c{number}", "started_at": start, "ended_at": start + HOUR // 2, "queue": queue,
               "agent": f"agent {number % 7}", "customer": customer or f"customer {number}", "outcome": "answered",
               "answered": True, "resolved": resolved, "direction": "inbound"}
        self.calls.append(row)
        return row

    def judged(self, call: dict[str, Any], **said: Any) -> None:
        """The call judged at random by the client; ``said`` more, or otherwise."""
        self.evaluations.append({
            "evaluation_id": f"e{len(self.evaluations)}", "call_id": call["call_id"], "evaluator": "Zhao",
            "evaluated_at": call["started_at"] + DAY, "selection": "random", "status": "final", "judged_by": "client",
            "feedback_voiced": False, "promise_made": False, "call_started_at": call["started_at"],
            "call_ended_at": call["ended_at"], "call_agent": call["agent"], "call_queue": call["queue"],
            "call_customer": call["customer"]} | said)

    def entry(self, call: dict[str, Any], **said: Any) -> None:
        """An entry of the ledger about the call: due and kept two days after it."""
        made = call["ended_at"]
        self.promises.append({"promise_id": f"p{len(self.promises)}", "call_id": call["call_id"], "made_at": made,
                              "customer": call["customer"], "due_at": made + 2 * DAY, "kept_at": made + DAY,
                              "status": "kept"} | said)

    def item(self, call: dict[str, Any], polarity: str, **said: Any) -> None:
        """Feedback about the call that came the next day."""
        at = call["ended_at"]
        self.feedback.append({"feedback_id": f"f{len(self.feedback)}", "call_id": call["call_id"],
                              "agent": call["agent"], "captured_at": at, "forwarded_at": at + DAY,
                              "received_at": at + DAY, "polarity": polarity} | said)

    def inputs(self, **other: Any) -> IntegrityInputs:
        return IntegrityInputs(
            Month(2026, 3), VendorCode("v"), STARTS, ENDS, AS_OF,
            evaluations=table(self.evaluations, (*names_of("evaluations"), *BESIDE)),
            feedback=table(self.feedback, names_of("feedback")), calls=table(self.calls, CALL_COLUMNS),
            surveys=table(self.surveys, names_of("surveys")), promises=table(self.promises, names_of("promises")),
            complaints=table(self.complaints, names_of("complaints")),
            later_calls=table(self.later, LATER_COLUMNS), **other)
