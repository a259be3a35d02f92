"""Aircall's "calls" export: 41 lower-case columns, one fact in several spellings and zones."""

from imports.formats.format import Format, Reckoned, Sql

AIRCALL = Format(
    name="aircall",
    kind="calls",
    title="Aircall calls export",
    signature=("datetime (utc)", "direction", "answered", "missed_call_reason", "user", "waiting time", "call id",
               "in-call duration"),
    columns={
        "call_id": "call id",
        "started_at": "datetime (utc)",
        "direction": "direction",
        "queue": "line",
        "reason": "tags",
        "customer": "customer number",
        "agent": "user",
        "outcome": Sql("CASE WHEN lower({answered}) = 'yes' THEN 'answered' "
                       "WHEN {missed_call_reason} = 'out_of_opening_hours' THEN 'after_hours' "
                       "WHEN {voicemail} IS NOT NULL THEN 'voicemail' "
                       "WHEN lower({answered}) = 'no' THEN 'abandoned' ELSE coalesce({answered}, '') END"),
        "wait_s": Reckoned("waiting time", minus="time in ivr"),
        "ivr_s": "time in ivr",
        "talk_s": "duration (in call)",
        "ended_at": Reckoned("datetime (utc)", plus="duration (total)"),
        "ended_by": "disconnected by",
    },
    zones={"started_at": "UTC", "ended_at": "UTC"},
    units={"talk_s": "s", "wait_s": "s", "ivr_s": "s", "ended_at": "s"},
    words={"ended_by": {"external": "customer"}},
    nobody=("[No associated user]",),
    same={"talk_s": "in-call duration"},
    private=("from", "to"),
    notes="Waiting time includes the voice menu, so the wait is waiting time less time in ivr. The local date "
          "columns are in two further zones; only the UTC column is read.",
)
