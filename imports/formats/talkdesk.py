"""Talkdesk's calls report: what became of a call in its call type."""

from imports.formats.format import Format, Sql

_TYPE = "lower(coalesce({Call Type}, ''))"
TALKDESK = Format(
    name="talkdesk",
    kind="calls",
    title="Talkdesk calls report",
    signature=("Interaction ID", "Call Type", "Start Time", "End Time", "Talkdesk Phone Number", "Talk Time"),
    columns={
        "call_id": "Interaction ID",
        "started_at": "Start Time",
        "direction": Sql(f"CASE WHEN {_TYPE} LIKE 'outbound%' THEN 'outbound' ELSE 'inbound' END"),
        "queue": ("Ring Groups", "Phone Display Name"),
        "reason": "Disposition Code",
        "customer": ("Customer Phone Number", "Customer Phone"),
        "agent": ("Agent Name", "Handling Agent"),
        "outcome": Sql(f"CASE WHEN {_TYPE} IN ('inbound', 'outbound') THEN 'answered' "
                       f"WHEN {_TYPE} IN ('missed', 'abandoned', 'short_abandoned', 'short abandoned') "
                       f"THEN 'abandoned' WHEN {_TYPE} IN ('voicemail', 'after_hours') THEN {_TYPE} "
                       f"WHEN {_TYPE} LIKE 'outbound%' THEN '' END"),
        "wait_s": ("Waiting Time", "Wait Time"),
        "talk_s": Sql(f"CASE WHEN {_TYPE} IN ('inbound', 'outbound') THEN coalesce({{Talk Time}}, '') ELSE '' END"),
        "hold_s": ("Holding Time", "Hold Time"),
        "rating": ("Csat Score", "Csat", "Rating"),
        "ended_at": "End Time",
        "ended_by": Sql("CASE WHEN lower({Agent Disconnected?}) IN ('true', 'yes') THEN 'agent' "
                        "WHEN lower({Agent Disconnected?}) IN ('false', 'no') THEN 'customer' ELSE '' END"),
    },
    units={"wait_s": "s", "talk_s": "s", "hold_s": "s"},
    private=("Talkdesk Phone Number",),
    notes="Missed, abandoned and short abandoned calls are callers nobody answered; an outbound one that was missed "
          "says nothing of the customer.",
)
