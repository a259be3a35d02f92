"""Zendesk: the call history of Talk, and the satisfaction ratings of its tickets."""

from imports.formats.format import Format, Sql

_BY_PERSON = "{Call Status} ILIKE 'completed' AND nullif(lower({Agent}), 'voicemail') IS NOT NULL"
ZENDESK_TALK = Format(
    name="zendesk_talk",
    kind="calls",
    title="Zendesk Talk call history",
    signature=("Date/Time", "Agent", "Call Status", "Wait Time", "Minutes"),
    columns={
        "call_id": ("Call ID", "Ticket ID", "Ticket", "Ticket #"),
        "started_at": "Date/Time",
        "direction": Sql("coalesce({Direction}, CASE WHEN {Wait Time} IS NULL THEN 'outbound' ELSE 'inbound' END)"),
        "queue": ("Group", "Line"),
        "customer": ("Customer Phone", "Customer Phone Number", "Customer", "From"),
        "agent": "Agent",
        "outcome": Sql(f"CASE WHEN {_BY_PERSON} THEN 'answered' "
                       "WHEN {Call Status} ILIKE '%voicemail%' OR lower({Agent}) = 'voicemail' THEN 'voicemail' "
                       "WHEN {Call Status} ILIKE 'abandoned in ivr' THEN 'self_served' "
                       "WHEN {Call Status} ILIKE 'abandoned on hold' THEN 'answered' "
                       "WHEN {Call Status} ILIKE 'abandoned%' OR {Call Status} ILIKE 'not answered' THEN 'abandoned' "
                       "WHEN {Call Status} ILIKE 'failed' OR {Call Status} ILIKE 'completed' THEN '' END"),
        "wait_s": "Wait Time",
        "talk_s": Sql(f"CASE WHEN {_BY_PERSON} THEN coalesce({{Minutes}}, '') ELSE '' END"),
    },
    units={"wait_s": "s", "talk_s": "min"},
    nobody=("Voicemail",),
    private=("From", "To"),
    notes="The agent 'Voicemail' is nobody. An outbound call has no wait time. Minutes are whole ones, as charged.",
)

_SAYS = "lower(coalesce({score}, ''))"
ZENDESK_CSAT = Format(
    name="zendesk_csat",
    kind="surveys",
    title="Zendesk satisfaction ratings",
    signature=("id", "ticket_id", "requester_id", "assignee_id", "score", "created_at", "updated_at"),
    columns={
        "survey_id": "id",
        "call_id": ("call_id", "ticket_id"),
        "run_by": Sql("coalesce({run_by}, left({id}, 0) || 'vendor')"),
        "invited_at": "created_at",
        "responded_at": Sql(f"CASE WHEN {_SAYS} = 'offered' THEN '' ELSE {{updated_at}} END"),
        "customer": "requester_id",
        "csat": Sql(f"CASE WHEN {_SAYS} LIKE 'good%' THEN '5' WHEN {_SAYS} LIKE 'bad%' THEN '1' "
                    f"WHEN {_SAYS} = 'offered' OR {_SAYS} LIKE 'received%' THEN '' END"),
        "text": "comment",
    },
    zones={"invited_at": "UTC", "responded_at": "UTC"},
    no_record=f"{_SAYS} = 'unoffered'",
    notes="Good is 5 and bad 1, of which nothing lies between. What was offered and not rated is an invitation without "
          "an answer; what was not offered is none. Who exports it runs the survey: a vendor, unless a column run_by "
          "says otherwise.",
)
