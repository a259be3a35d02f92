"""The canonical columns of every kind of input, with unit and meaning: the one vocabulary all rooms share.

A *kind* is what one file holds (calls, evaluations, …). A *column* has a type that fixes three things at once:
how text is read into it (``imports``), how it lies in Parquet (``storage``), and what a measure may do with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

VendorCode = NewType("VendorCode", str)
"""The short code a vendor goes by everywhere: in commands, JSON, folders and addresses."""


class Type(StrEnum):
    """How a canonical column is read and stored."""

    ID = "id"  # text, trimmed, never a number: leading zeros and 18 digits survive. Parquet VARCHAR
    TEXT = "text"  # VARCHAR
    CUSTOMER = "customer"  # read as text, stored as a keyed 64-bit pseudonym. BIGINT, NULL = no key
    TIMESTAMP = "timestamp"  # stored as naive UTC TIMESTAMP (microseconds)
    DEADLINE = "deadline"  # a timestamp whose date-only form means the end of that day; it may lie in the future
    MONTH = "month"  # a calendar month, stored as the last microsecond of its first day where it was written
    DONE = "done"  # a timestamp whose date-only form means some time on that day, stored as its last microsecond
    SECONDS = "seconds"  # any spelling of a duration; stored in whole milliseconds as `<name without _s>_ms`
    COUNT = "count"  # a whole number >= 0. INTEGER
    NUMBER = "number"  # DOUBLE
    YES_NO = "yes_no"  # BOOLEAN
    CHOICE = "choice"  # one of a closed list of lower-case codes. VARCHAR


MOMENTS = (Type.TIMESTAMP, Type.DEADLINE, Type.DONE, Type.MONTH)
"""The types of moments."""
WHOLE_DAYS = (Type.DEADLINE, Type.DONE, Type.MONTH)
"""Those whose date-only form stands for the day: it is stored as the day's last microsecond where it was written."""
WRITTEN_DAYS = (Type.DEADLINE, Type.MONTH)
"""Those whose date-only form places a row in the month it was written as, whatever day its end falls on elsewhere."""
DAY_US = 86_399_999_999
"""Microseconds from the first of a day to its last; where clocks change the day is an hour longer or shorter."""
DAY_MARK_US = 59_999_999
"""How far into its minute a moment that stands for a whole day lies (zones differ by minutes): no export writes it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One canonical column: its name in files and commands, its type, and what it means."""

    name: str
    type: Type
    meaning: str
    required: bool = False
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def stored(self) -> str:
        """The column's name in Parquet: durations are whole milliseconds and say so."""
        return f"{self.name.removesuffix('_s')}_ms" if self.type is Type.SECONDS else self.name

    @property
    def sql_type(self) -> str:
        """The column's type in Parquet and DuckDB."""
        return _SQL_TYPES[self.type]


_SQL_TYPES = {
    Type.ID: "VARCHAR",
    Type.TEXT: "VARCHAR",
    Type.CUSTOMER: "BIGINT",
    Type.TIMESTAMP: "TIMESTAMP",
    Type.DEADLINE: "TIMESTAMP",
    Type.DONE: "TIMESTAMP",
    Type.MONTH: "TIMESTAMP",
    Type.SECONDS: "BIGINT",
    Type.COUNT: "INTEGER",
    Type.NUMBER: "DOUBLE",
    Type.YES_NO: "BOOLEAN",
    Type.CHOICE: "VARCHAR",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of input and all that tells it from the others: whoever adds one declares it here."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    id_column: str
    month_columns: tuple[str, ...]
    """The row's own date: the first of these that is not NULL."""
    needs: tuple[str, ...]
    """Columns whose cell a row cannot be used without. (A required column may have blank cells: "not known".)"""
    follows_call: bool = False
    """A row that names a stored call belongs to the month of that call."""
    months_read: tuple[int, int] | None = None
    """First and last month, counted from the one scored, whose rows a scorecard reads; None: no measure reads any."""
    id_of: tuple[str, ...] = ()
    """The columns (as stored) that make the id of a row that states none."""
    from_vendor: bool = True
    """The vendor delivers it, and corrects rows of it that were held back; else it is the client's own."""
    has_criteria: bool = False
    """Stored with a list of criteria in place of :data:`CRITERION_COLUMNS`."""

    def column(self, name: str) -> Column:
        """The column called ``name``; KeyError when the kind has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)

    @property
    def stored_columns(self) -> dict[str, str]:
        """Name -> DuckDB type of every column as stored; whose a row is stands in the listing, not in the file."""
        left_out = ("vendor", *(CRITERION_COLUMNS if self.has_criteria else ()))
        columns = {column.stored: column.sql_type for column in self.columns if column.name not in left_out}
        return columns | ({"criteria": f"{CRITERION}[]"} if self.has_criteria else {})

    @property
    def made_id(self) -> str:
        """SQL over the stored columns: the id of a row that states none."""
        parts = ", ".join(f"coalesce({name}::VARCHAR, '')" for name in self.id_of)
        return f"concat_ws('/', {parts})"

    def read_for(self, month: Month) -> list[Month]:
        """The months whose rows the scorecards of ``month`` read."""
        if self.months_read is None:
            return []
        first, last = self.months_read
        return [month.shifted(step) for step in range(first, last + 1)]


def _col(name: str, type_: Type, meaning: str, *, required: bool = False, choices: tuple[str, ...] = (),
         low: float | None = None, high: float | None = None) -> Column:
    return Column(name, type_, meaning, required, choices, low, high)


CRITERION_COLUMNS = ("criterion", "score", "max_score", "weight")
"""Columns of a sheet with a row for each criterion; stored as one list."""
CRITERION = "STRUCT(criterion VARCHAR, score DOUBLE, max_score DOUBLE, weight DOUBLE, na BOOLEAN)"
CHANNELS = ("voice", "chat", "email", "social", "bot")
OUTCOMES = ("answered", "abandoned", "blocked", "after_hours", "self_served", "voicemail", "overflow",
            "callback_requested")
SELECTIONS = ("random", "targeted", "calibration", "double", "planted")

CALLS = Kind(
    "calls", "a contact offered to the vendor, or made by it",
    (
        _col("call_id", Type.ID, "the vendor's id of the contact", required=True),
        _col("vendor", Type.TEXT, "who handled it: a vendor's code, name or alias", required=True),
        _col("started_at", Type.TIMESTAMP, "when it reached the vendor", required=True),
        _col("programme", Type.TEXT, "the client's programme or campaign"),
        _col("channel", Type.CHOICE, "by which channel (blank: voice)", choices=CHANNELS),
        _col("direction", Type.CHOICE, "who began it (blank: inbound)", choices=("inbound", "outbound")),
        _col("queue", Type.TEXT, "queue or skill group"),
        _col("reason", Type.TEXT, "why the customer called, as the vendor coded it"),
        _col("customer", Type.CUSTOMER, "who called: phone, e-mail or customer number; stored as a keyed pseudonym"),
        _col("segment", Type.TEXT, "customer segment"),
        _col("language", Type.TEXT, "language of the contact"),
        _col("agent", Type.TEXT, "who answered; for transfers the last one"),
        _col("outcome", Type.CHOICE, "what became of it; answered means by a person", choices=OUTCOMES),
        _col("answered", Type.YES_NO, "answered by a person, where there is no outcome"),
        _col("wait_s", Type.SECONDS, "waiting time until answer or abandonment", low=0),
        _col("ivr_s", Type.SECONDS, "time in the voice menu before the queue", low=0),
        _col("talk_s", Type.SECONDS, "conversation time", low=0),
        _col("hold_s", Type.SECONDS, "time on hold", low=0),
        _col("wrap_s", Type.SECONDS, "after-call work", low=0),
        _col("transfers", Type.COUNT, "times the customer was passed on", low=0),
        _col("resolved", Type.YES_NO, "resolved, as the agent coded it"),
        _col("rating", Type.NUMBER, "the customer's rating, 1 to 5", low=1, high=5),
        _col("ended_at", Type.TIMESTAMP, "when it ended"),
        _col("ended_by", Type.CHOICE, "who ended it", choices=("agent", "customer")),
        _col("parent_id", Type.ID, "the contact this row is a leg of"),
        _col("callback_of", Type.ID, "the contact this one calls back"),
        _col("first_response_at", Type.TIMESTAMP, "first answer by a person (e-mail, social)"),
        _col("closed_at", Type.TIMESTAMP, "when the case was closed"),
    ),
    "call_id", ("started_at",), needs=("call_id", "vendor", "started_at"), months_read=(0, 0),
)

EVALUATIONS = Kind(
    "evaluations", "a sampled call as it was judged",
    (
        _col("evaluation_id", Type.ID, "id of the evaluation (blank: made from call, evaluator and time)"),
        _col("call_id", Type.ID, "the call that was judged", required=True),
        _col("vendor", Type.TEXT, "whose call it was", required=True),
        _col("evaluator", Type.TEXT, "who judged", required=True),
        _col("evaluated_at", Type.TIMESTAMP, "when it was judged", required=True),
        _col("judged_by", Type.CHOICE, "on whose behalf (blank: client)", choices=("client", "vendor", "third_party")),
        _col("selection", Type.CHOICE, "how the call was chosen (blank: unknown)", choices=SELECTIONS),
        _col("draw_id", Type.ID, "the recorded draw it belongs to"),
        _col("form", Type.TEXT, "the evaluation form and its version"),
        _col("criterion", Type.TEXT, "long sheets: the criterion of this row"),
        _col("score", Type.NUMBER, "long sheets: points given; N/A leaves the criterion out"),
        _col("max_score", Type.NUMBER, "long sheets: points possible", low=0),
        _col("weight", Type.NUMBER, "long sheets: weight of the criterion (blank: 1)", low=0),
        _col("critical_error", Type.CHOICE, "a critical error, of which class",
             choices=("customer", "business", "compliance")),
        _col("resolved", Type.YES_NO, "resolved on this contact, as the evaluator judged"),
        _col("blocked_by", Type.CHOICE, "what kept the agent from resolving it",
             choices=("authority", "tool", "knowledge", "client_policy")),
        _col("feedback_voiced", Type.YES_NO, "did the customer voice feedback?"),
        _col("feedback_category", Type.TEXT, "its category"),
        _col("feedback_polarity", Type.CHOICE, "its polarity", choices=("negative", "neutral", "positive")),
        _col("feedback_text", Type.TEXT, "what was said, in the evaluator's words"),
        _col("promise_made", Type.YES_NO, "did the agent promise something?"),
        _col("promise_due_at", Type.DEADLINE, "by when"),
        _col("cross_sell", Type.CHOICE, "cross-selling", choices=("appropriate", "inappropriate", "missed", "none")),
        _col("status", Type.CHOICE, "state of the evaluation (blank: final; unavailable: the call could not be heard)",
             choices=("final", "draft", "retracted", "unavailable")),
        _col("comment", Type.TEXT, "the evaluator's comment"),
    ),
    "evaluation_id", ("evaluated_at",), needs=("call_id", "vendor", "evaluator", "evaluated_at"), follows_call=True,
    months_read=(0, 0), id_of=("call_id", "evaluator", "evaluated_at"), from_vendor=False, has_criteria=True,
)

FEEDBACK = Kind(
    "feedback", "an item of customer feedback the vendor forwarded",
    (
        _col("feedback_id", Type.ID, "id of the item", required=True),
        _col("vendor", Type.TEXT, "who forwarded it", required=True),
        _col("captured_at", Type.TIMESTAMP, "when the customer said it", required=True),
        _col("forwarded_at", Type.TIMESTAMP, "when it was forwarded, by the vendor's word", required=True),
        _col("received_at", Type.TIMESTAMP, "when the client received it, by the client's stamp"),
        _col("call_id", Type.ID, "the call it was voiced on"),
        _col("customer", Type.CUSTOMER, "who said it; stored as a keyed pseudonym"),
        _col("agent", Type.TEXT, "the agent who noted it"),
        _col("route", Type.CHOICE, "by which way it came (blank: via vendor)", choices=("via_vendor", "direct")),
        _col("form", Type.CHOICE, "its form",
             choices=("agent_note", "complaint", "suggestion", "survey", "market_intelligence")),
        _col("category", Type.TEXT, "its category"),
        _col("polarity", Type.CHOICE, "its polarity", choices=("negative", "neutral", "positive")),
        _col("rating", Type.NUMBER, "1 to 5; up to 2 negative, 3 neutral", low=1, high=5),
        _col("text", Type.TEXT, "what was said"),
        _col("action", Type.TEXT, "what was done about it"),
    ),
    "feedback_id", ("captured_at",), needs=("feedback_id", "vendor", "captured_at"), follows_call=True,
    months_read=(-1, 1),
)

PROMISES = Kind(
    "promises", "a commitment made to a customer",
    (
        _col("promise_id", Type.ID, "id of the promise", required=True),
        _col("vendor", Type.TEXT, "who made it", required=True),
        _col("made_at", Type.TIMESTAMP, "when it was made", required=True),
        _col("due_at", Type.DEADLINE, "when it is due; blank: no date promised, so not measurable", required=True),
        _col("revised_due_at", Type.DEADLINE, "a later date agreed afterwards (the first one counts)"),
        _col("kept_at", Type.DONE, "when it was kept; a date alone: some time on that day"),
        _col("status", Type.CHOICE, "its state", choices=("kept", "broken", "open", "released", "unknown")),
        _col("call_id", Type.ID, "the call it was made on"),
        _col("customer", Type.CUSTOMER, "to whom; stored as a keyed pseudonym"),
        _col("promise_kind", Type.TEXT, "what was promised"),
        _col("evidence", Type.TEXT, "what shows that it was kept"),
    ),
    "promise_id", ("due_at", "made_at"), needs=("promise_id", "vendor", "made_at"), months_read=(0, 0),
)

SURVEYS = Kind(
    "surveys", "an invitation to a survey, answered or not",
    (
        _col("survey_id", Type.ID, "id of the invitation", required=True),
        _col("vendor", Type.TEXT, "whose contact it asks about", required=True),
        _col("run_by", Type.CHOICE, "who runs the survey", required=True, choices=("client", "vendor")),
        _col("invited_at", Type.TIMESTAMP, "when the customer was invited", required=True),
        _col("responded_at", Type.TIMESTAMP, "when the customer answered; blank: not answered"),
        _col("call_id", Type.ID, "the call it asks about"),
        _col("customer", Type.CUSTOMER, "who was asked; stored as a keyed pseudonym"),
        _col("csat", Type.NUMBER, "satisfaction, 1 to 5", low=1, high=5),
        _col("nps", Type.NUMBER, "would recommend, 0 to 10", low=0, high=10),
        _col("ces", Type.NUMBER, "customer effort"),
        _col("resolved", Type.YES_NO, "resolved, says the customer"),
        _col("contacts_needed", Type.COUNT, "how many contacts it took", low=0),
        _col("promise_kept", Type.YES_NO, "was the promise kept, says the customer"),
        _col("text", Type.TEXT, "the customer's words"),
    ),
    "survey_id", ("invited_at",), needs=("survey_id", "vendor", "run_by", "invited_at"), follows_call=True,
    months_read=(0, 0), from_vendor=False,
)

COMPLAINTS = Kind(
    "complaints", "a complaint that reached the client by another way",
    (
        _col("complaint_id", Type.ID, "id of the complaint", required=True),
        _col("received_at", Type.TIMESTAMP, "when the client received it", required=True),
        _col("via", Type.CHOICE, "by which way it came",
             choices=("email", "regulator", "social", "letter", "phone")),
        _col("vendor", Type.TEXT, "whom it is about; blank: not known"),
        _col("call_id", Type.ID, "the call it is about"),
        _col("customer", Type.CUSTOMER, "who complained; stored as a keyed pseudonym"),
        _col("category", Type.TEXT, "its category"),
        _col("text", Type.TEXT, "what was said"),
        _col("acknowledged_at", Type.TIMESTAMP, "when the customer had a first reply"),
        _col("explained", Type.YES_NO, "was the customer told what went wrong?"),
        _col("promised_by", Type.DEADLINE, "by when a solution was promised"),
        _col("resolved_at", Type.TIMESTAMP, "when it was settled"),
        _col("reopened", Type.YES_NO, "did it come back afterwards?"),
    ),
    "complaint_id", ("received_at",), needs=("complaint_id", "received_at"), follows_call=True,
    from_vendor=False,
)

INTERVALS = Kind(
    "intervals", "counts of one interval, by the vendor or independently by carrier or client",
    (
        _col("interval_id", Type.ID, "id of the count (blank: made from its time, counter, programme, queue, channel)"),
        _col("vendor", Type.TEXT, "whose contacts are counted", required=True),
        _col("start_at", Type.TIMESTAMP, "when the interval began", required=True),
        _col("minutes", Type.NUMBER, "how long it lasted (blank: from the interval's end, or the step between rows)",
             low=1, high=45_000),
        _col("counted_by", Type.CHOICE, "who counted (blank: vendor)", choices=("vendor", "carrier", "client")),
        _col("programme", Type.TEXT, "the client's programme or campaign"),
        _col("queue", Type.TEXT, "queue or skill group"),
        _col("channel", Type.CHOICE, "by which channel (blank: voice)", choices=CHANNELS),
        _col("forecast", Type.NUMBER, "contacts expected", low=0),
        _col("offered", Type.COUNT, "contacts offered", low=0),
        _col("answered", Type.COUNT, "answered by a person", low=0),
        _col("answered_in_t", Type.COUNT, "answered within the threshold", low=0),
        _col("threshold_s", Type.SECONDS, "that threshold", low=0),
        _col("abandoned", Type.COUNT, "gave up", low=0),
        _col("short_abandoned", Type.COUNT, "gave up within seconds", low=0),
        _col("blocked", Type.COUNT, "turned away before they could wait", low=0),
        _col("wait_sum_s", Type.SECONDS, "waiting time of all answered, added up", low=0),
        _col("handle_sum_s", Type.SECONDS, "handling time of all answered, added up", low=0),
        _col("scheduled_s", Type.SECONDS, "agents' time scheduled", low=0),
        _col("staffed_s", Type.SECONDS, "agents' time present", low=0),
    ),
    "interval_id", ("start_at",), needs=("vendor", "start_at", "minutes"), months_read=(0, 0),
    id_of=("start_at", "minutes", "counted_by", "programme", "queue", "channel"),
)

STAFF = Kind(
    "staff", "an agent's employment",
    (
        _col("staff_id", Type.ID, "id of the employment (blank: made from agent and hiring date)"),
        _col("agent", Type.TEXT, "who, as the calls name the agent", required=True),
        _col("vendor", Type.TEXT, "whose agent", required=True),
        _col("hired_at", Type.TIMESTAMP, "when hired", required=True),
        _col("left_at", Type.TIMESTAMP, "when left; blank: still there"),
        _col("exit_kind", Type.CHOICE, "how it ended", choices=("resigned", "dismissed", "transferred", "other")),
        _col("trained_at", Type.TIMESTAMP, "when the training was finished"),
        _col("promoted_at", Type.TIMESTAMP, "when promoted"),
    ),
    "staff_id", ("hired_at",), needs=("agent", "vendor", "hired_at"), id_of=("agent", "hired_at"),
)

COSTS = Kind(
    "costs", "a month's bill, and the client's own cost of watching",
    (
        _col("cost_id", Type.ID, "id of the amount (blank: made from month, kind and currency)"),
        _col("vendor", Type.TEXT, "for whose work", required=True),
        _col("month", Type.MONTH, "the month it is for", required=True),
        _col("amount", Type.NUMBER, "how much", required=True),
        _col("currency", Type.TEXT, "in which currency, e.g. EUR", required=True),
        _col("cost_kind", Type.CHOICE, "what for (blank: vendor fee)",
             choices=("vendor_fee", "training", "monitoring", "oversight", "hard_cases", "in_house_baseline")),
    ),
    "cost_id", ("month",), needs=("vendor", "month", "amount", "currency"), id_of=("month", "cost_kind", "currency"),
    from_vendor=False,
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in (CALLS, EVALUATIONS, FEEDBACK, PROMISES, SURVEYS, COMPLAINTS,
                                                       INTERVALS, STAFF, COSTS)}

SMALL_KINDS = tuple(kind for kind in KINDS.values() if kind.months_read and kind is not CALLS)
"""What scoring reads row by row; of calls it reads counts."""

SCORED_KINDS = (CALLS.name, *(kind.name for kind in SMALL_KINDS))
"""All that scoring reads; of the others no measure is made yet, and a month that holds nothing else has no scorecard.
"""

UNASSIGNED = VendorCode("_unassigned")
"""Whose a row is that may name nobody and does: no vendor's. (No vendor can have this code.)"""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month of the client's time zone, written 2026-05."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2026-05``; ValueError with a sentence when it is not a month. Dates end with years 1 and 9999."""
        match = re.fullmatch(r"(\d{4})-(\d{2})", text.strip(), re.ASCII)
        if not match or not 1 < int(match[1]) < 9999 or not 1 <= int(match[2]) <= 12:
            raise ValueError(f"{text!r} is not a month; write it as 2026-05")
        return cls(int(match[1]), int(match[2]))

    def shifted(self, months: int) -> Month:
        """The month ``months`` later (earlier when negative)."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    @property
    def first_day(self) -> str:
        """Its first day as an ISO date."""
        return f"{self.year:04d}-{self.number:02d}-01"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"
