"""Cisco UCCX's detailed call report (CSQ and agent): the session, and a sequence number for each transfer."""

from imports.formats.format import Format, Sql

_ID = "{Node ID - Session ID - Sequence No}"
UCCX = Format(
    name="uccx",
    kind="calls",
    title="Cisco UCCX detailed call report",
    signature=("Node ID - Session ID - Sequence No", "Call Start Time", "Call End Time", "Contact Disposition",
               "CSQ Names", "Queue Time", "Agent Name"),
    columns={
        "call_id": "Node ID - Session ID - Sequence No",
        "parent_id": Sql(f"regexp_replace({_ID}, '-[0-9]+$', '-0')"),
        "started_at": "Call Start Time",
        "programme": "Application Name",
        "queue": Sql("trim(regexp_extract(coalesce({CSQ Names}, ''), '[^,;]*$'))"),
        "customer": ("Originator DN (Calling Number)", "Originator DN"),
        "agent": "Agent Name",
        "outcome": Sql("CASE WHEN {Contact Disposition} IN ('2', 'Handled') THEN 'answered' "
                       "WHEN {Contact Disposition} IN ('1', 'Abandoned') THEN CASE WHEN {CSQ Names} IS NULL "
                       "THEN 'self_served' ELSE 'abandoned' END "
                       "WHEN {Contact Disposition} IS NOT NULL THEN '' END"),
        "wait_s": "Queue Time",
        "talk_s": "Talk Time",
        "hold_s": "Hold Time",
        "wrap_s": "Work Time",
        "ended_at": "Call End Time",
    },
    units={"wait_s": "s", "talk_s": "s", "hold_s": "s", "wrap_s": "s"},
    private=("Originator DN (Calling Number)", "Destination DN", "Called Number"),
    notes="Rows of one session are legs of its first. A caller who left before any queue waited for nobody. "
          "Aborted and rejected calls are the system's: what became of the caller is not told.",
)
