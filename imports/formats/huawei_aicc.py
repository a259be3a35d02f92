"""华为 AICC 话单: columns by position, a row for each device that a call met (menu, queue, agent)."""

from imports.formats.format import Events, Format, Sql, lasted

_MOMENT = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?|\d{10}|\d{13}|0|"
_TALKED = "({device_type} = '2' AND coalesce({call_begin}, '0') <> '0')"

HUAWEI_AICC = Format(
    name="huawei_aicc",
    kind="calls",
    title="Huawei AICC call records",
    signature=("cc_id", "agent_id", "call_id", "wait_begin", "ack_begin", "call_begin", "call_end", "device_type",
               "call_id_num"),
    positions=("developer", "account_id", "cc_id", "agent_id", "call_id", "caller_no", "callee_no", "wait_begin",
               "wait_end", "ack_begin", "ack_end", "call_begin", "call_end", "device_type", "device_no", "call_type",
               "release_cause", "call_id_num"),
    shapes={**dict.fromkeys(("wait_begin", "wait_end", "ack_begin", "ack_end", "call_begin", "call_end"), _MOMENT),
            "device_type": r"\d{1,2}", "call_id_num": r"-?\d{1,4}"},
    columns={
        "call_id": "call_id",
        "started_at": Sql("coalesce(nullif({wait_begin}, '0'), nullif({ack_begin}, '0'), "
                          "nullif({call_begin}, '0'), '')"),
        "ended_at": Sql("coalesce(nullif({call_end}, '0'), nullif({ack_end}, '0'), nullif({wait_end}, '0'), '')"),
        "queue": Sql("CASE WHEN {device_type} = '1' THEN coalesce({device_no}, '') ELSE '' END"),
        "customer": "caller_no",
        "agent": Sql(f"CASE WHEN {_TALKED} THEN coalesce({{agent_id}}, {{device_no}}, '') ELSE '' END"),
        "outcome": Sql(f"CASE WHEN {{device_type}} IN ('1', '2') AND NOT {_TALKED} THEN 'abandoned' ELSE '' END"),
        "ivr_s": Sql(f"CASE WHEN {{device_type}} = '3' THEN {lasted('call_begin', 'call_end')} ELSE '' END"),
        "talk_s": Sql(f"CASE WHEN {_TALKED} THEN {lasted('call_begin', 'call_end')} ELSE '' END"),
    },
    units={"talk_s": "ms", "ivr_s": "ms"},
    private=("callee_no",),
    events=Events(Sql(f"CASE WHEN {_TALKED} THEN 'TALK' WHEN {{device_type}} IN ('1', '2') THEN 'WAIT' "
                      "WHEN {device_type} = '3' THEN 'MENU' ELSE '' END"),
                  ends=("TALK",), leaves=("WAIT",), menus=("MENU",), last="{call_id_num} = '-1'", spans=True),
    notes="device_type: 1 queue, 2 agent, 3 menu. The wait runs from the queue to the conversation. Inbound and "
          "outbound are not told apart: export inbound calls alone.",
)
