"""话单: the call list of Chinese systems as exported to Excel; the customer is whoever the direction says."""

from imports.formats.format import Format, Sql

_OUTBOUND = "{呼叫方向} IN ('外呼', '呼出', '去电')"
HUADAN = Format(
    name="huadan",
    kind="calls",
    title="话单",
    signature=("话单id", "主叫", "被叫", "呼叫方向", "通话标识"),
    columns={
        "call_id": "话单id",
        "started_at": ("创建时间", "开始时间"),
        "direction": "呼叫方向",
        "queue": "技能组",
        "customer": Sql(f"CASE WHEN {_OUTBOUND} THEN coalesce({{被叫}}, '') ELSE coalesce({{主叫}}, '') END"),
        "agent": "坐席",
        "outcome": Sql("CASE {通话标识} WHEN '接通' THEN 'answered' WHEN '用户未接通' THEN '' "
                       f"WHEN '坐席未接通' THEN CASE WHEN {_OUTBOUND} THEN '' ELSE 'abandoned' END "
                       "ELSE coalesce({通话标识}, '') END"),
        "wait_s": "等待时长",
        "talk_s": "通话时长",
        "ended_at": "结束时间",
        "ended_by": Sql(f"CASE WHEN {{挂机方向}} IN ('坐席', '座席', '客服') "
                        f"OR {{挂机方向}} = CASE WHEN {_OUTBOUND} THEN '主叫' ELSE '被叫' END THEN 'agent' "
                        "WHEN {挂机方向} IN ('主叫', '被叫', '用户', '客户') THEN 'customer' ELSE '' END"),
    },
    words={"direction": {"来电": "inbound", "去电": "outbound"}},
    private=("主叫", "被叫"),
    notes="The customer is the caller of an inbound call and the called of an outbound one. 坐席未接通 of an inbound "
          "call is a customer nobody answered; of an outbound call it says nothing of the customer.",
)
