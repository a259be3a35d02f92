"""RingCentral's call log as its programming interface lists it: one object a call."""

from imports.formats.format import Format, Sql

_OUTBOUND = "{direction} ILIKE 'outbound'"
RINGCENTRAL = Format(
    name="ringcentral",
    kind="calls",
    title="RingCentral call log",
    signature=("id", "sessionId", "startTime", "duration", "type", "direction", "action", "result"),
    columns={
        "call_id": "id",
        "started_at": "startTime",
        "direction": "direction",
        "queue": "extension.name",
        "customer": Sql(f"CASE WHEN {_OUTBOUND} THEN coalesce({{to.phoneNumber}}, '') "
                        "ELSE coalesce({from.phoneNumber}, '') END"),
        "agent": Sql(f"CASE WHEN {_OUTBOUND} THEN coalesce({{from.name}}, {{from.extensionNumber}}, '') "
                     "WHEN lower({result}) IN ('accepted', 'call connected') "
                     "THEN coalesce({to.name}, {to.extensionNumber}, '') ELSE '' END"),
        "outcome": Sql("CASE WHEN lower({result}) IN ('accepted', 'call connected') THEN 'answered' "
                       f"WHEN {_OUTBOUND} THEN '' WHEN lower({{result}}) = 'voicemail' THEN 'voicemail' "
                       "WHEN lower({result}) IN ('missed', 'no answer', 'hang up', 'hangup', 'abandoned', 'declined') "
                       "THEN 'abandoned' WHEN lower({result}) IN ('busy', 'rejected', 'blocked') THEN 'blocked' "
                       "WHEN {result} IS NOT NULL THEN '' END"),
        "talk_s": Sql("CASE WHEN lower({result}) IN ('accepted', 'call connected') THEN coalesce({duration}, '') "
                      "ELSE '' END"),
    },
    zones={"started_at": "UTC"},
    units={"talk_s": "s"},
    private=("from.phoneNumber", "to.phoneNumber", "from.name", "to.name"),
    no_record="coalesce({type}, 'Voice') NOT ILIKE 'voice'",
    notes="How long a caller waited is not told. Faxes are no contacts. What a menu or a forwarding answered counts as "
          "connected: the log does not tell it from a person.",
)
