"""Genesys Cloud's Interactions view as exported: columns and units chosen by whoever exports, several names a cell."""

from imports.formats.format import Format, Sql

_LAST = "trim(regexp_extract(coalesce({{{0}}}, ''), '[^;]*$'))"
GENESYS = Format(
    name="genesys",
    kind="calls",
    title="Genesys Cloud interactions",
    signature=("Conversation ID", "Media Type", "Users", "Queue", "Date", "Abandoned"),
    columns={
        "call_id": "Conversation ID",
        "started_at": "Date",
        "channel": "Media Type",
        "direction": "Direction",
        "queue": Sql(_LAST.format("Queue")),
        "reason": ("Wrap-up", "Wrap-up Code"),
        "customer": Sql("CASE WHEN {Direction} ILIKE 'outbound%' THEN coalesce({DNIS}, '') "
                        "ELSE coalesce({ANI}, '') END"),
        "agent": Sql(_LAST.format("Users")),
        "outcome": Sql("CASE WHEN lower({Abandoned}) IN ('yes', 'true', '1') THEN 'abandoned' "
                       "WHEN {Users} IS NOT NULL THEN 'answered' WHEN {Queue} IS NULL THEN 'self_served' ELSE '' END"),
        "wait_s": "Total Queue",
        "ivr_s": "Total IVR",
        "talk_s": "Total Talk",
        "hold_s": "Total Hold",
        "wrap_s": "Total ACW",
        "transfers": "Transfers",
        "ended_at": "End Date",
        "ended_by": Sql("CASE WHEN lower({Customer Disconnect}) IN ('yes', 'true', '1') THEN 'customer' ELSE '' END"),
    },
    words={"channel": {"callback": "voice", "message": "chat", "webmessaging": "chat"}},
    private=("ANI", "DNIS", "Remote"),
    notes="Where several queues or users stand in a cell the last one counts. A contact without a queue ended in the "
          "flow. Who but the customer ended a contact is not told.",
)
