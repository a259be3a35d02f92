"""The call-by-call data of a bank's call centre that the Technion publishes: menu, queue and service of each call."""

from imports.formats.format import DateAndTime, Format

ANONYMOUS_BANK = Format(
    name="anonymous_bank",
    kind="calls",
    title="Technion call centre data",
    signature=("call_id", "vru_entry", "vru_time", "q_time", "outcome", "ser_time", "server"),
    columns={
        "call_id": "call_id",
        "started_at": DateAndTime(("date",), ("vru_entry",)),
        "customer": "customer_id",
        "segment": "priority",
        "reason": "type",
        "agent": "server",
        "outcome": "outcome",
        "ivr_s": "vru_time",
        "wait_s": "q_time",
        "talk_s": "ser_time",
    },
    units={"ivr_s": "s", "wait_s": "s", "talk_s": "s"},
    words={"outcome": {"agent": "answered", "hang": "abandoned"}},
    no_record="{outcome} ILIKE 'phantom'",
    notes="A phantom is a call that the documentation says to leave out. Times of day stand beside one date (yymmdd); "
          "0:00:00 means never.",
)
