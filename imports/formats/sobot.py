"""智齿 (Sobot) call records: moments in milliseconds since 1970, what became of a call in callResult."""

from imports.formats.format import Format, Sql, lasted

_TALKED = "{callResult} = '8'"
SOBOT = Format(
    name="sobot",
    kind="calls",
    title="智齿 call records",
    signature=("callID", "callType", "customerNumber", "startTime", "bridgeTime", "endTime", "callResult"),
    columns={
        "call_id": "callID",
        "started_at": "startTime",
        "direction": Sql("CASE WHEN {callResult} = '7' OR {callType} IN ('呼出', '外呼', 'outbound') THEN 'outbound' "
                         "ELSE 'inbound' END"),
        "queue": ("lastQueueName", "firstDistributedQueueName"),
        "customer": "customerNumber",
        "agent": Sql(f"CASE WHEN {_TALKED} THEN coalesce({{lastAgentName}}, {{lastAgentID}}, '') ELSE '' END"),
        "outcome": Sql(f"CASE WHEN {_TALKED} THEN 'answered' WHEN {{callResult}} IN ('1', '7') THEN '' "
                       "WHEN {callDistributedResult} = '2' THEN 'overflow' "
                       "WHEN {callResult} IN ('5', '6') OR {callDistributedResult} = '4' THEN 'abandoned' "
                       "WHEN {callResult} IN ('2', '3', '4', '9') THEN 'blocked' END"),
        "wait_s": Sql(f"CASE WHEN {{callResult}} = '7' THEN '' WHEN {_TALKED} THEN {lasted('answerTime', 'bridgeTime')}"
                      f" ELSE {lasted('answerTime', 'endTime')} END"),
        "talk_s": Sql(f"CASE WHEN {_TALKED} THEN coalesce({{duration}}, '') ELSE '' END"),
        "transfers": "transferCount",
        "ended_at": "endTime",
    },
    units={"wait_s": "ms", "talk_s": "s"},
    private=("gatewayNumber", "lastAgentPstn"),
    notes="callResult: 4 未找到座席 (turned away), 5 客户速挂 and 6 座席未接听 (given up), 7 客户未接听 (an outbound "
          "call), 8 双方已接听. The wait begins when the system answers, menu included. What the numbers of callType "
          "mean is not told: but for 7 a call counts as inbound unless callType says it in words.",
)
