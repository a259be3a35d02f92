# ruff: noqa: E501 - tables of words, each column on its own line
"""Invented exports of platforms and people: what each header means, and cells of the sort that stand under it.

A header is written ``Header=column:cells``; without a column nothing may be read from it.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from datetime import datetime, timedelta

ROWS = 60
Cells = Callable[[random.Random, int], str]


def _start(draw: random.Random, row: int) -> datetime:
    return datetime(2026, 5, 1, 8) + timedelta(minutes=47 * row, seconds=draw.randrange(60))  # noqa: DTZ001


def _pick(*words: str) -> Cells:
    return lambda draw, row: words[row % len(words)] if row < len(words) else draw.choice(words)


def _clock(seconds: int, pattern: str) -> str:
    hours, rest = divmod(seconds, 3600)
    return pattern.format(h=hours, m=rest // 60, s=rest % 60, all=seconds // 60)


CELLS: dict[str, Cells] = {
    "id": lambda draw, row: f"C-{10_000 + row * 7}",
    "longid": lambda draw, row: str(845_120_000_000_000_000 + row * 991),
    "uuid": lambda draw, row: f"{draw.getrandbits(32):08x}-1c2d-4e5f-8a9b-{row:012x}",
    "running": lambda draw, row: str(row + 1),
    "when": lambda draw, row: f"{_start(draw, row):%Y-%m-%d %H:%M:%S}",
    "later": lambda draw, row: f"{_start(draw, row) + timedelta(minutes=6):%Y-%m-%d %H:%M:%S}",
    "due": lambda draw, row: f"{_start(draw, row) + timedelta(days=3):%Y-%m-%d}",
    "us": lambda draw, row: f"{_start(draw, row):%m/%d/%Y %I:%M:%S %p}",
    "slash": lambda draw, row: f"{_start(draw, row):%Y/%m/%d %H:%M}",
    "long": lambda draw, row: f"{_start(draw, row):%B %d, %Y %H:%M}",
    "epoch": lambda draw, row: str(int(_start(draw, row).timestamp())),
    "date": lambda draw, row: f"{_start(draw, row):%Y-%m-%d}",
    "dmy": lambda draw, row: f"{_start(draw, row) + timedelta(days=14):%d/%m/%Y}",
    "zhdate": lambda draw, row: f"{_start(draw, row):%Y年%m月%d日}",
    "clock": lambda draw, row: f"{_start(draw, row):%H:%M:%S}",
    "ampm": lambda draw, row: f"{_start(draw, row):%I:%M %p}",
    "s": lambda draw, row: str(draw.randint(3, 240)),
    "talk": lambda draw, row: str(draw.randint(40, 900)),
    "hms": lambda draw, row: _clock(draw.randint(30, 900), "{h:02d}:{m:02d}:{s:02d}"),
    "ms": lambda draw, row: _clock(draw.randint(3, 240), "{all:02d}:{s:02d}"),
    "words": lambda draw, row: f"{draw.randint(1, 9)}m {draw.randint(1, 59)}s",
    "agent": _pick("Ann Lee", "Bo Chan", "Cy Diaz", "Di Evans", "Ed Fox"),
    "zhagent": _pick("张三", "李四", "王小五", "赵敏"),
    "agentid": _pick("8001", "8002", "8003", "8017"),
    "phone": lambda draw, row: f"+4477009{draw.randint(0, 99_999):05d}",
    "zhphone": lambda draw, row: f"139{draw.randint(0, 99_999_999):08d}",
    "email": lambda draw, row: f"u{draw.randint(1, 50)}@example.org",
    "account": lambda draw, row: f"CU{draw.randint(1, 40):06d}",
    "person": lambda draw, row: draw.choice(["Ray", "May", "Jo"]) + " " + draw.choice(["Hall", "Ives", "Kerr", "Lane"]),
    "queue": _pick("Sales", "Support", "Billing"),
    "zhqueue": _pick("售前", "售后", "投诉"),
    "reason": _pick("Refund", "Delivery", "Invoice", "Password"),
    "zhreason": _pick("退款", "物流", "开票", "密码"),
    "outcome": _pick("Answered", "Abandoned", "Voicemail"),
    "zhoutcome": _pick("已接通", "放弃", "留言"),
    "yes": _pick("Y", "N"),
    "truth": _pick("TRUE", "FALSE"),
    "zhyes": _pick("是", "否"),
    "rating": lambda draw, row: str(draw.randint(1, 5)),
    "nps": lambda draw, row: str(draw.randint(0, 10) if row else 10),
    "count": lambda draw, row: str(draw.choice([0, 0, 0, 1, 2])),
    "channel": _pick("Phone", "Chat", "Email"),
    "direction": _pick("Inbound", "Outbound"),
    "zhdirection": _pick("呼入", "外呼"),
    "sentiment": _pick("Negative", "Neutral", "Positive"),
    "zhsentiment": _pick("负面", "中性", "正面"),
    "hungup": _pick("Agent", "Customer"),
    "site": _pick("Manila", "Cebu"),
    "country": _pick("GB", "FR", "DE"),
    "money": lambda draw, row: f"{draw.uniform(1, 90):.2f}",
    "percent": lambda draw, row: f"{draw.uniform(50, 99):.1f}%",
    "many": lambda draw, row: str(draw.randint(10, 90)),
    "prose": lambda draw, row: draw.choice(["The parcel never came and nobody rang back about it.",
                                            "Asked for an invoice, and was told that it had been sent."]),
    "zhprose": lambda draw, row: draw.choice(["包裹一直没有收到，客服也没有回电。", "要求开具发票，被告知已经寄出。"]),
    "status": _pick("Open", "Kept", "Broken"),
    "solved": _pick("Solved", "Pending", "Closed", "On-hold"),
    "points": lambda draw, row: str(draw.randint(0, 5)),
    "blank": lambda draw, row: "",
}

CALLS = (
    "Contact Reference=call_id:id|Contact Began=started_at:when|Answering Agent=agent:agent|Queue Wait (sec)=wait_s:s|"
    "Conversation Length (sec)=talk_s:talk|Contact Outcome=outcome:outcome|Country=:country",
    "Conversation ID=call_id:uuid|Conversation Start=started_at:us|Conversation End=ended_at:later|Queue=queue:queue|"
    "Total Hold=hold_s:ms|Total ACW=wrap_s:ms|Alert Segments=:count|Wait=wait_s:s",
    "CallID=call_id:longid|CallStart=started_at:when|CallEnd=ended_at:later|AgentName=agent:agent|WaitTimeSec=wait_s:s|"
    "TalkTimeSec=talk_s:talk|ACWSec=wrap_s:s|Skill=queue:queue|CallerANI=customer:phone|DNIS=:phone",
    "Call Ref=call_id:id|Date=started_at:date|Time of Call=started_at:clock|Agt=agent:agent|Dur.=talk_s:hms|Disp=reason:reason|"
    "Cust Phone=customer:phone",
    "Ticket Number=call_id:running|Received At=started_at:long|Assignee=agent:agent|First Reply=first_response_at:later|"
    "CSAT Score=rating:rating|Ticket Subject=reason:reason|Requester Email=customer:email",
    "Session Id=call_id:uuid|From Number=customer:phone|To Number=customer:phone|Call Direction=direction:direction|"
    "Result=outcome:outcome|Call Length=talk_s:hms|Date / Time=started_at:us|Cost=:money",
    "Contact ID=call_id:longid|Contact Start Date Time=started_at:slash|Agent No=agent:agentid|Skill Name=queue:queue|"
    "InQueue (seconds)=wait_s:s|After Call Work (seconds)=wrap_s:s|Times Transferred=transfers:count",
    "Interaction ID=call_id:uuid|Interaction Start=started_at:when|Interaction Type=channel:channel|"
    "Time to Answer (s)=wait_s:s|Handling Agent=agent:agent|First Contact Resolution=resolved:yes|Comments=:prose",
    "Record ID=call_id:id|Call Date=started_at:dmy|Call Time=started_at:clock|Ring Time (s)=wait_s:s|Talk (s)=talk_s:talk|"
    "Hangup By=ended_by:hungup|Campaign Name=programme:queue|Recording URL=:prose",
    "call_uuid=call_id:uuid|created=started_at:epoch|handled_by=agent:agent|wait_seconds=wait_s:s|talk_seconds=talk_s:talk|"
    "wrap_up_seconds=wrap_s:s|was_answered=answered:truth|caller_phone=customer:phone|ip_country=:country",
    "No.=call_id:running|Start of Call=started_at:slash|End of Call=ended_at:later|Rep=agent:agent|"
    "Waiting (mm:ss)=wait_s:ms|Problem=reason:reason|Solved?=resolved:yes|Stars=rating:rating",
    "通话流水号=call_id:longid|接入时间=started_at:when|坐席工号=agent:agentid|坐席名称=:zhagent|排队等待时长=wait_s:s|"
    "交谈时长=talk_s:talk|接听标识=outcome:zhoutcome|来电方号码=customer:zhphone|地区=:zhqueue",
    "服务单号=call_id:id|创建日期=started_at:slash|受理人=agent:zhagent|问题类型=reason:zhreason|是否一次解决=resolved:zhyes|"
    "服务评分=rating:rating|联系电话=customer:zhphone|备注信息=:zhprose",
    "呼叫編號=call_id:id|呼叫開始時間=started_at:when|客服人員=agent:zhagent|等候時間(秒)=wait_s:s|話後處理時間(秒)=wrap_s:s|"
    "通話結果=outcome:zhoutcome|滿意度評價=rating:rating",
    "序列=:count|会话编号=call_id:uuid|会话开始时间=started_at:when|接待客服=agent:zhagent|排队时长(秒)=wait_s:s|"
    "业务分类=reason:zhreason|呼叫类型=direction:zhdirection|转接次数=transfers:count",
    "日期=started_at:zhdate|来电时刻=started_at:clock|编号=call_id:running|接线员=agent:zhagent|通话用时=talk_s:words|结果=outcome:zhoutcome",
    "Call Identifier=:id|Call Id=call_id:id|Begin=started_at:when|Avg Handle Time=:talk|Wait Time %=:percent|Adherence=:percent|"
    "Talk=talk_s:talk",
    "Call ID=call_id:id|Call Started=started_at:when|Call Type=direction:direction|Team=:queue|Abandoned=answered:yes|"
    "Answered By=agent:agent|Sentiment=:sentiment",
    "Call ID=call_id:id|Call Started=started_at:when|Call Type=reason:reason|Language=language:country|VIP Level=segment:site|"
    "Survey Score=rating:rating",
    "UniqueID=call_id:uuid|StartTimestamp=started_at:when|EndTimestamp=ended_at:later|TimeInQueue=wait_s:s|"
    "HoldDuration=hold_s:s|AgentLogin=agent:email|PreviousContactId=:uuid|WrapUpCode=reason:reason",
)
PLATFORMS = (
    "id=call_id:longid|customer_name=:person|sentiment=:sentiment|csat_score=rating:rating|call_timestamp=started_at:us|"
    "reason=reason:reason|city=:site|state=:country|channel=channel:channel|response_time=:sla|"
    "call duration in minutes=talk_s:rating20|call_center=vendor:site",
    "Interaction ID=call_id:uuid|Start Time=started_at:us|End Time=ended_at:usend|Talkdesk Phone Number=:phone|"
    "Customer Phone Number=customer:phone|Talk Time=talk_s:talk|Recording=:yes|In Business Hours?=:yes|Waiting Time=wait_s:s|"
    "Holding Time=hold_s:s|Agent Name=agent:agent|Disposition Code=reason:reason|Transfer?=transfers:yes|CSAT Score=rating:rating|Team=:queue",
    "Session Id=call_id:longid|From Name=:person|From Number=customer:phone|To Name=:person|To Number=customer:phone|Result=outcome:outcome|"
    "Call Length=talk_s:hms|Handle Time=:hms|Call Start Time=started_at:us|Call Direction=direction:direction|Queue=queue:queue",
    "Call ID=call_id:longid|Date/Time=started_at:long|Agent=agent:agent|Customer=customer:phone|Direction=direction:direction|"
    "Call Status=outcome:zendesk|Wait Time=wait_s:ms|Talk Minutes=talk_s:rating20|Cost=:money",
    "Call Time=started_at:when|Call ID=call_id:longid|Caller ID=customer:phone|Destination=:agentid|Status=outcome:outcome|"
    "Ringing=wait_s:hms|Talking=talk_s:hms|Cost=:money|Notes=:prose",
    "Interaction GUID=call_id:uuid|Media Type=channel:channel|Create Time=started_at:when|Finish Time=ended_at:later|"
    "Queue Name=queue:queue|Agent Name=agent:agent|Wait in Queue=wait_s:hms|Wrap Up Time=wrap_s:hms|Phone Number=customer:phone|"
    "Transfers=transfers:count",
    "Session ID=call_id:longid|Session Seq No.=:count|Call Start Time=started_at:when|Call End Time=ended_at:later|"
    "Contact Disposition=outcome:uccx|Originator DN=:phone|Called Number=:phone|Application Name=:queue|CSQ Names=queue:queue|"
    "Queue Time=wait_s:s|Agent Name=agent:agent|Ring Time=:s|Talk Time=talk_s:talk|Hold Time=hold_s:s|Work Time=wrap_s:s",
    "Contact Session ID=call_id:uuid|Channel Type=channel:channel|Contact Start Timestamp=started_at:when|"
    "Contact End Timestamp=ended_at:later|Queue Name=queue:queue|Agent Name=agent:agent|ANI=customer:phone|DNIS=:phone|"
    "Queue Duration=wait_s:s|Connected Duration=talk_s:talk|Hold Duration=hold_s:s|Wrapup Duration=wrap_s:s",
    "CALLID=call_id:longid|ANSLOGIN=:agentid|CALLING_PTY=customer:phone|DIALED_NUM=:phone|SEGSTART=started_at:when|SEGSTOP=ended_at:later|"
    "TALKTIME=talk_s:talk|ACWTIME=wrap_s:s|HOLDTIME=hold_s:s|QUEUETIME=wait_s:s|TRANSFERRED=transfers:yes",
    "Contact Id=call_id:uuid|Initiation Timestamp=started_at:when|Disconnect Timestamp=ended_at:later|Queue Name=queue:queue|"
    "Agent Username=agent:email|Queue Duration=wait_s:s|Agent Interaction Duration=talk_s:talk|Customer Hold Duration=hold_s:s|"
    "After Contact Work Duration=wrap_s:s|Channel=channel:channel",
    "callid=call_id:id|calldate=started_at:when|agentname=agent:agent|waittime=wait_s:s|talktime=talk_s:talk|customerphone=customer:phone|"
    "callresult=outcome:outcome",
    "工单编号=call_id:longid|创建时间=started_at:when|受理渠道=channel:zhchannel|客户姓名=:zhagent|联系电话=customer:zhphone|"
    "问题分类=reason:zhreason|处理人=agent:zhagent|处理状态=:zhstate|满意度=rating:rating",
    "通话记录ID=call_id:uuid|呼叫时间=started_at:when|主叫号码=customer:zhphone|被叫号码=customer:zhphone|呼叫类型=direction:zhdirection|"
    "所属技能组=queue:zhqueue|坐席姓名=agent:zhagent|振铃时长=wait_s:s|通话时长=talk_s:talk|挂断方=ended_by:zhhungup",
)
PROMISES = (
    "Commitment No=promise_id:id|Date of Promise=made_at:date|To be done by=due_at:due|Actually completed=kept_at:due|"
    "Current status=status:status|What was promised=promise_kind:reason",
    "承诺单号=promise_id:id|承诺登记时间=made_at:when|要求完成时间=due_at:due|实际完成时间=kept_at:due|办理状态=status:status|承诺事项=promise_kind:zhreason",
    "Request Number=promise_id:id|Opened On=made_at:date|Expected Completion=due_at:due|Completed On=kept_at:due|Area=:site",
)
FEEDBACK = (
    "VOC ID=feedback_id:id|Date of Feedback=captured_at:date|Sent to Client=forwarded_at:due|Customer Sentiment=polarity:sentiment|"
    "Customer Words=text:prose|Stars=rating:rating",
    "反馈单号=feedback_id:id|客户反馈时间=captured_at:when|上报时间=forwarded_at:later|情绪倾向=polarity:zhsentiment|客户原话=text:zhprose|意见分类=category:zhreason",
)
SURVEYS = (
    "Response Number=survey_id:id|Run by=run_by:hungup2|Survey Sent=invited_at:when|Answered On=responded_at:later|"
    "Satisfaction Score=csat:rating|NPS Score=nps:nps|Customer Comment=text:prose",
)
EVALUATIONS = (
    "Audit ID=evaluation_id:id|Recording ID=call_id:longid|QA Analyst=evaluator:agent|Date Scored=evaluated_at:date|"
    "Greeting=:points|Empathy=:points|Reviewer Notes=comment:prose",
    "质检单号=evaluation_id:id|录音流水号=call_id:longid|评分人=evaluator:zhagent|评分时间=evaluated_at:when|开场白=:points|专业度=:points|质检评语=comment:zhprose",
)
MESSY: tuple[tuple[str, str], ...] = (
    ("calls","Tkt #=call_id:id|Logged=started_at:slash|Handler=agent:agent|Reason for Contact=reason:reason|Resolved on First Call (Y/N)=resolved:yes|Time to pick up (s)=wait_s:s|AHT (s)=:talk"),
    ("calls","daily_caller=:count|call_started=started_at:when|call_answered=:later|call_ended=ended_at:later|wait_length=wait_s:s|service_length=talk_s:talk|meets_standard=:truth|call_number=call_id:running"),
    ("calls","vru+line=:agentid|call_id=call_id:id|customer_id=customer:account|priority=segment:count|type=reason:country|date=started_at:date|vru_entry=started_at:clock|vru_exit=:clock|vru_time=ivr_s:s|q_start=:clock|q_exit=:clock|q_time=wait_s:s|outcome=outcome:outcome|ser_time=talk_s:talk|server=agent:agent"),
    ("calls","Case Number=call_id:id|Case Owner=agent:agent|Date/Time Opened=started_at:us|Date/Time Closed=closed_at:usend|Case Origin=channel:channel|Subject=reason:reason|Account Name=:person|Status=:solved"),
    ("calls","Interaction=call_id:uuid|Started (UTC)=started_at:when|Answered (UTC)=:later|Queue name=queue:queue|Agent email=agent:email|Wait duration (s)=wait_s:s|Handle duration (s)=:talk|Post-call survey (1-5)=rating:rating"),
    ("calls","Call SID=call_id:uuid|From=customer:phone|To=customer:phone|Start Time=started_at:when|Duration=talk_s:talk|Direction=direction:direction|Status=outcome:outcome|Price=:money"),
    ("calls","CONTACT_KEY=call_id:longid|CONTACT_START_DT=started_at:when|AGENT_NM=agent:agent|QUEUE_WAIT_SECS=wait_s:s|TALK_SECS=talk_s:talk|HOLD_SECS=hold_s:s|ACW_SECS=wrap_s:s|XFER_CNT=transfers:count|CUST_PHONE_NBR=customer:phone|FCR_IND=resolved:yes|LOB=programme:queue"),
    ("calls","S/N=call_id:running|Call Date=started_at:dmy|Call Time=started_at:ampm|CSR=agent:agent|Nature of Call=reason:reason|Duration (mins)=talk_s:rating20|Remarks=:prose"),
    ("calls","Call log id=call_id:id|Timestamp (local)=started_at:slash|Taken by=agent:agent|How long did they wait?=wait_s:words|Was it fixed?=resolved:yes|Customer score (1–5)=rating:rating"),
    ("calls","话务流水=call_id:longid|呼入时刻=started_at:when|受理坐席=agent:zhagent|排队秒数=wait_s:s|通话秒数=talk_s:talk|案头时长=wrap_s:s|用户号码=customer:zhphone|满意度按键=rating:rating|挂机方式=ended_by:zhhungup"),
    ("calls","序号=:running|通话编码=call_id:uuid|日期=started_at:date|开始时刻=started_at:clock|客服工号=agent:agentid|客服姓名=:zhagent|呼叫方向=direction:zhdirection|通话状态=outcome:zhoutcome|队列等待(秒)=wait_s:s|会话时长(秒)=talk_s:talk"),
    ("calls","來電編號=call_id:id|來電日期=started_at:date|來電時刻=started_at:clock|專員=agent:zhagent|來電事由=reason:zhreason|是否當場解決=resolved:zhyes|客戶評分=rating:rating|等候秒數=wait_s:s"),
    ("calls","会话ID=call_id:uuid|访客手机=customer:zhphone|接入渠道=channel:zhchannel|首次响应时间=first_response_at:later|会话开始=started_at:when|会话结束=ended_at:later|接待人=agent:zhagent|评价星级=rating:rating"),
    ("promises","Ref=promise_id:id|Promised=made_at:date|Promised for=due_at:due|Done on=kept_at:due|Promise=promise_kind:reason|Caller=customer:phone"),
    ("promises","SR Number=promise_id:id|Created Date=made_at:when|Target Resolution Date=due_at:due|Closed Date=kept_at:due|SR Status=status:status"),
    ("promises","编号=promise_id:id|答应客户时间=made_at:when|约定完成日=due_at:due|实际办结日=kept_at:due|结果=status:zhkept"),
    ("feedback","Item=feedback_id:id|Heard on=captured_at:date|Reported to client on=forwarded_at:due|Topic=category:reason|Tone=polarity:sentiment|What the customer said=text:prose"),
    ("feedback","序号=feedback_id:id|客户提出时间=captured_at:when|送达甲方时间=forwarded_at:later|主题=category:zhreason|正负面=polarity:zhsentiment|原话记录=text:zhprose"),
    ("surveys","Survey Id=survey_id:id|Conducted by=run_by:hungup2|Sent=invited_at:when|Responded=responded_at:later|CSAT=csat:rating|NPS (0-10)=nps:nps|Was your issue resolved?=resolved:yes|Comments=text:prose"),
    ("evaluations","Eval #=evaluation_id:id|Call Ref=call_id:longid|Scored By=evaluator:agent|Scored On=evaluated_at:date|Opening (5)=:points|Closing (5)=:points|Issue Resolved?=resolved:yes|Coaching Notes=comment:prose"),
    ("evaluations","考评单号=evaluation_id:id|通话流水号=call_id:longid|考评人=evaluator:zhagent|考评日期=evaluated_at:date|服务态度(10)=:points|业务能力(10)=:points|是否解决=resolved:zhyes|考评意见=comment:zhprose"),
    ("complaints","Complaint No.=complaint_id:id|Date logged=received_at:date|Channel received=via:channel2|Nature=category:reason|Details of complaint=text:prose|Date resolved=resolved_at:due"),
)
"""Sheets of people who name columns as they like: some of it must be asked."""
CELLS |= {
    "zhkept": _pick("已兑现", "未兑现"), "channel2": _pick("Email", "Phone", "Letter"),
    "hungup2": _pick("client", "vendor"), "zhhungup": _pick("坐席", "客户"), "zhchannel": _pick("电话", "在线客服"),
    "zhstate": _pick("处理中", "已完成", "待跟进"), "sla": _pick("Within SLA", "Below SLA", "Above SLA"),
    "zendesk": _pick("Completed", "Abandoned In Queue", "Abandoned In Voicemail"),
    "uccx": _pick("Handled", "Abandoned"), "rating20": lambda draw, row: str(draw.randint(5, 45)),
    "usend": lambda draw, row: f"{_start(draw, row) + timedelta(minutes=6):%m/%d/%Y %I:%M:%S %p}",
}
SETS: tuple[tuple[str, str], ...] = (
    *(("calls", each) for each in (*CALLS, *PLATFORMS)), *(("promises", each) for each in PROMISES),
    *(("feedback", each) for each in FEEDBACK), *(("surveys", each) for each in SURVEYS),
    *(("evaluations", each) for each in EVALUATIONS))


def columns_of(spec: str) -> list[tuple[str, str, str]]:
    """Header, canonical column ('' for none) and sort of cells of each column."""
    parts = [each.rpartition("=") for each in spec.split("|")]
    return [(header, *meant.split(":")) for header, _, meant in parts]  # type: ignore[misc]


def expected(spec: str) -> dict[str, str]:
    """The headers of each canonical column, as a reading tells them: a customer who is now the caller and now the
    called one is told by both and by the direction."""
    found: dict[str, list[str]] = {}
    for header, name, _ in columns_of(spec):
        if name:
            found.setdefault(name, []).append(header)
    if len(found.get("customer", ())) > 1:
        found["customer"] += found["direction"]
    return {name: " + ".join(headers) for name, headers in found.items()}


def sheet(spec: str, seed: int = 1, order: list[int] | None = None) -> str:
    """The export as CSV, its columns in another ``order`` if one is given."""
    draw, columns = random.Random(seed), columns_of(spec)
    rows = [[column[0] for column in columns]]
    rows += [[CELLS[sort](draw, row) for _, _, sort in columns] for row in range(ROWS)]
    text = io.StringIO()
    csv.writer(text).writerows([[row[place] for place in order] for row in rows] if order else rows)
    return text.getvalue()
