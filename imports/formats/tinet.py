"""天润融通 (TI-NET) call records: moments in seconds since 1970, answered by the system before an agent is."""

from imports.formats.format import Format, Sql, lasted

_OUTBOUND = "{cdrType} ILIKE 'cdr_ob%'"
_TALKED = "coalesce({bridgeTime}, '0') <> '0'"
TINET = Format(
    name="tinet",
    kind="calls",
    title="天润融通 call records",
    signature=("uniqueId", "cdrType", "startTime", "bridgeTime", "bridgeDuration", "status", "cno"),
    columns={
        "call_id": "uniqueId",
        "started_at": "startTime",
        "direction": Sql(f"CASE WHEN {_OUTBOUND} THEN 'outbound' ELSE 'inbound' END"),
        "queue": ("queueName", "qname", "qno"),
        "customer": "customerNumber",
        "agent": Sql(f"CASE WHEN {_TALKED} THEN coalesce({{agentName}}, {{cno}}, '') ELSE '' END"),
        "outcome": Sql(f"CASE WHEN {_TALKED} AND {{status}} IN ('1', '座席接听') THEN 'answered' "
                       f"WHEN {_OUTBOUND} OR {{status}} IN ('1', '座席接听') THEN '' "
                       "WHEN {status} IN ('2', '已呼叫座席未接听') THEN 'abandoned' "
                       "WHEN {status} IN ('3', '系统接听') THEN 'self_served' END"),
        "wait_s": Sql(f"CASE WHEN {_OUTBOUND} OR {{status}} IN ('3', '系统接听') THEN '' "
                      f"WHEN {_TALKED} THEN {lasted('answerTime', 'bridgeTime')} "
                      f"ELSE {lasted('answerTime', 'endTime')} END"),
        "talk_s": "bridgeDuration",
        "ended_at": "endTime",
    },
    units={"wait_s": "ms", "talk_s": "s"},
    private=("customerNumber", "clientNumber", "hotline"),
    notes="answerTime is when the system answered, bridgeTime when an agent did: the wait lies between them, menu "
          "included. 系统接听 means that no agent was called.",
)
