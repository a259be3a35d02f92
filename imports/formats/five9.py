"""Five9's call log: columns chosen by whoever exports, a blank agent where nobody answered."""

from imports.formats.format import Format, Sql

FIVE9 = Format(
    name="five9",
    kind="calls",
    title="Five9 call log",
    signature=("CALL ID", "TIMESTAMP", "CAMPAIGN", "CALL TYPE", "AGENT", "DISPOSITION"),
    columns={
        "call_id": "CALL ID",
        "started_at": "TIMESTAMP",
        "programme": "CAMPAIGN",
        "direction": "CALL TYPE",
        "queue": ("SKILL", "SKILL NAME"),
        "reason": "DISPOSITION",
        "customer": Sql("CASE WHEN {CALL TYPE} ILIKE 'inbound%' THEN coalesce({ANI}, '') "
                        "ELSE coalesce({DNIS}, '') END"),
        "agent": "AGENT",
        "outcome": Sql("CASE WHEN lower({ABANDONED}) IN ('1', 'y', 'yes', 'true') OR {DISPOSITION} ILIKE 'abandon%' "
                       "THEN 'abandoned' WHEN {DISPOSITION} ILIKE '%voicemail%' THEN 'voicemail' "
                       "WHEN {DISPOSITION} ILIKE 'queue callback%' THEN 'callback_requested' "
                       "WHEN nullif({AGENT}, '[None]') IS NOT NULL THEN 'answered' ELSE '' END"),
        "wait_s": ("QUEUE WAIT TIME", "SPEED OF ANSWER"),
        "ivr_s": "IVR TIME",
        "talk_s": "TALK TIME",
        "hold_s": "HOLD TIME",
        "wrap_s": "AFTER CALL WORK TIME",
        "transfers": "TRANSFERS",
    },
    words={"direction": {"manual": "outbound", "outbound": "outbound", "autodial": "outbound",
                         "queue callback": "outbound", "inbound": "inbound", "inbound voicemail": "inbound"}},
    nobody=("[None]",),
    private=("ANI", "DNIS"),
    notes="Of an inbound call the customer is the ANI, of any other the DNIS. Without an agent, and neither abandoned "
          "nor left on voicemail, it is not known what became of a call.",
)
