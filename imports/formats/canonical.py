"""Sheets that use the canonical names, or headers that mean the same in English or Chinese.

Each column lists the headers it goes by; case, width and punctuation are folded, brackets and units may follow. The
canonical name itself always comes first and need not be listed; traditional letters, and for a moment …日期 beside
…时间, are added (``chinese.py``). A moment may stand in two columns (``Date``, ``Time``);
a date alone is the last resort: the time of day is lost then.
"""

from __future__ import annotations

from imports.formats.chinese import spellings
from imports.formats.format import DateAndTime, Format, From
from imports.headers import loosely_folded
from scoring.records import KINDS, MOMENTS

_DATE = ("date", "call date", "日期", "通话日期", "呼叫日期")
_TIME = ("time", "call time", "time of day", "时间", "時間", "通话时间", "呼叫时间")
_START_DATE = ("start date", "开始日期", "呼入日期", "来电日期", "进线日期")
_START_TIME = ("start time", "开始时间", "呼入时间", "来电时间", "进线时间")
_END_DATE, _END_TIME = ("end date", "结束日期", "挂机日期"), ("end time", "结束时间", "挂机时间")

_SHARED: dict[str, tuple[str, ...]] = {
    "vendor": ("supplier", "partner", "provider", "bpo", "outsourcer", "site", "call centre", "call center",
               "供应商", "供應商", "外包商", "服务商", "服務商", "职场", "職場"),
    "call_id": ("contact id", "interaction id", "ticket id", "id", "call number", "话单id", "話單id", "通话id",
                "通話id", "呼叫id", "通话编号", "通話編號", "会话id", "會話id", "工单号", "流水号", "流水號"),
    "customer": ("customer id", "customer number", "customer phone", "caller", "caller id", "caller number", "ani",
                 "phone", "phone number", "client id", "email", "客户", "客戶", "客户号码", "客戶號碼", "主叫",
                 "主叫号码",
                 "主叫號碼", "来电号码", "來電號碼", "手机号", "手機號"),
    "agent": ("agent name", "user", "representative", "advisor", "operator", "employee", "坐席", "座席", "客服",
              "工号",
              "工號", "坐席姓名", "坐席工号", "座席姓名", "座席工号", "客服姓名", "客服工号", "服务人员"),
    "queue": ("skill", "skill group", "skill name", "queue name", "acd group", "技能组", "技能組", "队列", "隊列"),
    "rating": ("satisfaction", "satisfaction rating", "csat", "customer rating", "score given", "满意度", "滿意度",
               "评分",
               "評分", "满意度评分", "客户评分"),
    "resolved": ("issue resolved", "problem resolved", "resolution", "是否解决", "是否解決", "已解决", "问题解决"),
    "category": ("topic", "theme", "类别", "類別", "分类", "分類"),
    "polarity": ("sentiment", "tone", "情感", "倾向", "傾向", "正负面", "正負面"),
    "text": ("comment", "comments", "verbatim", "remark", "内容", "內容", "原文", "原话", "原話", "备注", "備註"),
}

UNANSWERED = ("abandoned", "is abandoned", "was abandoned", "call abandoned", "abandoned flag", "missed", "is missed",
              "was missed", "missed call", "是否放弃", "是否放棄", "放弃", "放棄", "是否呼损", "是否未接", "未接")
"""Headers under which yes says that nobody answered (:data:`imports.words.NOT_SO`)."""


def asks_otherwise(header: str) -> bool:
    """Whether a header of the column ``answered`` asks whether nobody did."""
    return loosely_folded(header) in set(map(loosely_folded, UNANSWERED))


_CALLS: dict[str, From] = {
    "call_id": _SHARED["call_id"],
    "vendor": _SHARED["vendor"],
    "started_at": (DateAndTime(_START_DATE, _START_TIME), "start time", "start date", "started", "start",
                   "call start", "call start time", "timestamp", "datetime",
                   "date time",
                   "call date time", "created at", "created", "开始时间", "開始時間", "呼入时间", "呼入時間",
                   "来电时间",
                   "來電時間", "创建时间", "創建時間", "进线时间", "進線時間", DateAndTime(_DATE, _TIME), *_DATE,
                   *_TIME),
    "programme": ("program", "campaign", "project", "项目", "項目", "活动", "活動"),
    "channel": ("media", "media type", "contact channel", "渠道", "媒体类型", "媒體類型"),
    "direction": ("call direction", "呼叫方向", "方向", "通话方向"),
    "queue": _SHARED["queue"],
    "reason": ("call reason", "contact reason", "topic", "department", "disposition", "wrap up", "category",
               "subject",
               "来电原因", "來電原因", "咨询类型", "諮詢類型", "原因", "业务类型", "業務類型", "小结"),
    "customer": _SHARED["customer"],
    "segment": ("customer segment", "tier", "客户等级", "客戶等級", "客群"),
    "language": ("lang", "语言", "語言", "语种", "語種"),
    "agent": _SHARED["agent"],
    "outcome": ("call outcome", "call status", "status", "result", "通话结果", "通話結果", "通话标识", "通話標識",
                "结果",
                "結果", "通话状态", "接听状态", "接聽狀態"),
    "answered": ("is answered", "was answered", "是否接通", "是否接听", "是否接聽", "接通", *UNANSWERED),
    "wait_s": ("wait", "wait time", "waiting time", "queue time", "time in queue", "speed of answer",
               "time to answer",
               "queue wait time", "ring time", "等待时长", "等待時長", "排队时长", "排隊時長", "等待时间", "等待時間",
               "排队时间", "应答时长"),
    "ivr_s": ("ivr", "ivr time", "time in ivr", "total ivr", "ivr时长", "ivr時長", "自助时长", "自助语音时长"),
    "talk_s": ("talk", "talk time", "talk duration", "call duration", "duration", "conversation time",
               "avg talk duration",
               "通话时长", "通話時長", "通话时间", "通話時間", "服务时长"),
    "hold_s": ("hold", "hold time", "total hold", "保持时长", "保持時長"),
    "wrap_s": ("wrap", "wrap time", "acw", "after call work", "acw time", "话后时长", "話後時長", "事后处理时长",
               "话后处理时长", "整理时长"),
    "transfers": ("transfer count", "number of transfers", "transferred", "转接次数", "轉接次數", "转接数"),
    "resolved": _SHARED["resolved"],
    "rating": _SHARED["rating"],
    "ended_at": (DateAndTime(_END_DATE, _END_TIME), "end time", "end date", "call end", "call end time",
                 "ended", "结束时间", "結束時間", "挂机时间", "掛機時間"),
    "ended_by": ("disconnected by", "hung up by", "挂机方向", "掛機方向", "挂机方", "掛機方"),
    "parent_id": ("parent call id", "master contact id", "leg of", "父话单id", "主通话id", "主通話id", "主通话编号"),
    "callback_of": ("callback for", "calls back", "回呼原通话", "回呼的原通话"),
    "first_response_at": ("first response", "first reply at", "首次响应时间", "首次回应时间"),
    "closed_at": ("closed", "case closed at", "关闭时间", "關閉時間", "结案时间"),
}

_EVALUATIONS: dict[str, From] = {
    "evaluation_id": ("evaluation", "qa id", "质检id", "質檢id", "质检编号", "評估編號"),
    "call_id": _SHARED["call_id"],
    "vendor": _SHARED["vendor"],
    "evaluator": ("evaluated by", "qa", "assessor", "auditor", "reviewer", "质检员", "質檢員", "评估人", "評估人",
                  "质检人"),
    "evaluated_at": ("evaluation date", "evaluation time", "evaluated on", "evaluated", "date", "日期",
                     "qa date", "质检时间", "質檢時間",
                     "评估时间",
                     "評估時間", "质检日期", "質檢日期"),
    "judged_by": ("evaluated for", "质检方", "質檢方", "评定方"),
    "selection": ("selected how", "sample type", "sampling", "抽检方式", "抽檢方式", "抽样方式", "抽樣方式"),
    "draw_id": ("draw", "抽样批次", "抽樣批次"),
    "form": ("form name", "scorecard", "评分表", "評分表", "表单", "表單"),
    "criterion": ("question", "criteria", "评分项", "評分項", "指标", "指標"),
    "score": ("points", "得分", "分数", "分數"),
    "max_score": ("max", "possible", "points possible", "满分", "滿分"),
    "weight": ("权重", "權重"),
    "critical_error": ("auto fail", "critical", "fatal error", "致命错误", "致命錯誤", "红线", "紅線"),
    "resolved": _SHARED["resolved"],
    "blocked_by": ("blocker", "未解决原因", "未解決原因"),
    "feedback_voiced": ("feedback", "customer feedback voiced", "是否有反馈", "是否有回饋"),
    "feedback_category": ("反馈类别", "回饋類別"),
    "feedback_polarity": ("feedback sentiment", "反馈倾向", "回饋傾向"),
    "feedback_text": ("feedback verbatim", "反馈内容", "回饋內容"),
    "promise_made": ("promise", "是否承诺", "是否承諾"),
    "promise_due_at": ("promise due", "promised for", "承诺期限", "承諾期限", "承诺到期时间", "承诺截止时间",
                       "承诺完成时间"),
    "cross_sell": ("cross selling", "交叉销售", "交叉銷售"),
    "status": ("state", "状态", "狀態"),
    "comment": ("comments", "note", "notes", "备注", "備註", "评语", "評語"),
}

_FEEDBACK: dict[str, From] = {
    "feedback_id": ("id", "item id", "反馈id", "回饋id", "反馈编号"),
    "vendor": _SHARED["vendor"],
    "captured_at": ("captured", "noted at", "created at", "date", "capture date", "日期", "采集时间",
                    "採集時間", "记录时间", "記錄時間"),
    "forwarded_at": ("forwarded", "sent at", "date sent", "date forwarded", "forwarding date", "转交时间",
                     "轉交時間", "送出时间", "发送时间"),
    "received_at": ("received", "date received", "接收时间", "接收時間", "收到时间"),
    "call_id": tuple(h for h in _SHARED["call_id"] if h != "id"),
    "customer": _SHARED["customer"],
    "agent": _SHARED["agent"],
    "route": ("via", "渠道", "途径", "途徑"),
    "form": ("type", "feedback type", "表单", "形式", "类型", "類型"),
    "category": _SHARED["category"],
    "polarity": _SHARED["polarity"],
    "rating": _SHARED["rating"],
    "text": _SHARED["text"],
    "action": ("action taken", "处理措施", "處理措施", "跟进"),
}

_PROMISES: dict[str, From] = {
    "promise_id": ("id", "case id", "commitment id", "承诺id", "承諾id", "承诺编号"),
    "vendor": _SHARED["vendor"],
    "made_at": ("made", "promised at", "created at", "opened", "promise date", "date made", "承诺时间", "承諾時間",
                "登记时间", "创建时间"),
    "due_at": ("due", "due date", "due time", "deadline", "target date", "promised for", "到期时间", "到期時間",
               "承诺期限",
               "承諾期限",
               "截止时间", "截止日期", "应完成时间", "最迟完成时间", "承诺完成时间", "承诺到期时间"),
    "revised_due_at": ("revised due date", "new due date", "变更后期限", "變更後期限", "变更后到期时间",
                       "变更后截止时间"),
    "kept_at": ("kept", "fulfilled at", "completed at", "closed at", "completion date", "date kept", "兑现时间",
                "兌現時間", "完成时间", "完成時間"),
    "status": ("state", "状态", "狀態"),
    "call_id": tuple(h for h in _SHARED["call_id"] if h != "id"),
    "customer": _SHARED["customer"],
    "promise_kind": ("kind", "type", "承诺类型", "承諾類型"),
    "evidence": ("proof", "凭证", "憑證", "证据"),
}

_SURVEYS: dict[str, From] = {
    "survey_id": ("id", "response id", "invitation id", "问卷id", "問卷id", "问卷编号"),
    "vendor": _SHARED["vendor"],
    "run_by": ("surveyed by", "调查方", "調查方"),
    "invited_at": ("invited", "sent at", "invitation date", "date invited", "邀请时间", "邀請時間", "发送时间",
                   "發送時間"),
    "responded_at": ("responded", "answered at", "response date", "回复时间", "回覆時間", "填写时间", "答复时间"),
    "call_id": tuple(h for h in _SHARED["call_id"] if h != "id"),
    "customer": _SHARED["customer"],
    "csat": ("satisfaction", "satisfaction rating", "满意度", "滿意度"),
    "nps": ("likelihood to recommend", "推荐意愿", "推薦意願"),
    "ces": ("effort", "customer effort", "费力度", "費力度"),
    "resolved": _SHARED["resolved"],
    "contacts_needed": ("contacts", "number of contacts", "联系次数", "聯絡次數"),
    "promise_kept": ("was promise kept", "承诺是否兑现", "承諾是否兌現"),
    "text": _SHARED["text"],
}

_COMPLAINTS: dict[str, From] = {
    "complaint_id": ("id", "case id", "complaint number", "complaint no", "投诉id", "投訴id", "投诉编号", "投訴編號"),
    "received_at": ("received", "date received", "received on", "complaint date", "created at", "date", "日期",
                    "投诉时间",
                    "投訴時間", "收到时间", "接收时间", "受理时间", "受理日期"),
    "via": ("submitted via", "received via", "source", "channel", "received by", "渠道", "来源", "來源", "投诉渠道",
            "投诉来源",
            "受理渠道"),
    "vendor": _SHARED["vendor"],
    "call_id": tuple(h for h in _SHARED["call_id"] if h != "id"),
    "customer": _SHARED["customer"],
    "category": (*_SHARED["category"], "issue", "product", "投诉类型", "投诉类别"),
    "text": (*_SHARED["text"], "complaint", "narrative", "complaint narrative", "投诉内容", "投訴內容"),
    "acknowledged_at": ("acknowledged", "first reply", "first reply at", "date acknowledged", "首次回复时间",
                        "首次回覆時間",
                        "响应时间"),
    "explained": ("was it explained", "explanation given", "是否说明原因", "是否說明原因", "是否解释"),
    "promised_by": ("promised date", "solution promised by", "承诺解决时间", "承諾解決時間", "承诺期限"),
    "resolved_at": ("resolved", "closed at", "date resolved", "date closed", "解决时间", "解決時間", "结案时间",
                    "办结时间"),
    "reopened": ("was reopened", "是否重开", "是否重開", "是否重新投诉"),
}

_INTERVALS: dict[str, From] = {
    "interval_id": ("统计编号",),
    "vendor": _SHARED["vendor"],
    "start_at": (DateAndTime(_DATE, ("interval", "interval start", "time period", "period", "from", "start time",
                                     "hour", "half hour", "小时", "时点", "时段", "時段", "时间段", "時間段",
                 "统计时段",
                                     "开始时间", *_TIME)),
                 DateAndTime(_START_DATE, _START_TIME), "interval start", "start interval", "interval",
                 "interval start time",
                 "start time", "start date", "from", "start", "timestamp", "datetime", "date time", "时段开始",
                 "時段開始", "开始时间", "開始時間", "时段", "時段", "时间段", "時間段", "统计时段", "统计时间",
                 *_DATE, *_TIME),
    "minutes": ("interval minutes", "interval length", "duration minutes", "时段分钟数", "时段长度", "分钟数"),
    "counted_by": ("counter", "source", "统计方", "統計方", "来源", "來源"),
    "programme": _CALLS["programme"],
    "queue": (*_SHARED["queue"], "split/skill", "split", "vdn"),
    "channel": _CALLS["channel"],
    "forecast": ("forecast contacts", "forecast calls", "expected", "预测量", "預測量", "预测话务量"),
    "offered": ("人工呼入量", "转人工量", "人工请求量", "calls offered", "contacts offered", "incoming",
                 "incoming calls", "received", "calls", "呼入量",
                "进线量", "進線量", "来电量", "总呼入量", "offer", "offered calls", "calls received", "inbound calls",
                "contacts received", "contacts queued", "calls queued", "呼入总量", "来话量", "进线总量"),
    "answered": ("answered calls", "calls answered", "handled", "acd calls", "接通", "接通量", "接听量", "接聽量",
                 "接起量", "人工接听量", "人工接聽量", "人工接通量", "接通数", "接听数", "应答量", "人工应答量",
                 "calls handled", "contacts handled", "answered contacts", "answer"),
    "answered_in_t": ("answered in threshold", "answered within threshold", "calls within service level",
                      "answered within service level", "answered within sl", "answered in sla", "met sla",
                      "及时接起量",
                      "及時接起量", "阈值内接起量"),
    "threshold_s": ("threshold", "service level threshold", "sla threshold", "阈值", "閾值", "服务水平阈值"),
    "abandoned": ("abandoned calls", "aban calls", "calls abandoned", "abandon", "abandons", "contacts abandoned",
                  "放弃量", "放棄量", "呼损量", "放弃数", "呼损数", "排队放弃量"),
    "short_abandoned": ("short abandoned calls", "short calls", "short abandons", "短时放弃量", "瞬间放弃量"),
    "blocked": ("blocked calls", "busy calls", "阻塞量", "占线量"),
    "wait_sum_s": ("total wait", "total wait time", "total answer delay", "等待总时长", "等待總時長", "总等待时长"),
    "handle_sum_s": ("total handle", "total handle time", "处理总时长", "處理總時長", "总处理时长"),
    "scheduled_s": ("scheduled time", "scheduled", "排班时长", "排班時長"),
    "staffed_s": ("staffed time", "staffed", "login time", "在岗时长", "登录时长", "登入時長"),
}

_STAFF: dict[str, From] = {
    "staff_id": ("雇佣编号",),
    "agent": (*_SHARED["agent"], "employee id", "agent id", "员工编号", "员工姓名"),
    "vendor": _SHARED["vendor"],
    "hired_at": ("hired", "hire date", "date hired", "start date", "joined", "入职时间", "入職時間", "入职日期",
                 "入職日期"),
    "left_at": ("left", "leaving date", "termination date", "end date", "exit date", "离职时间", "離職時間", "离职日期",
                "離職日期"),
    "exit_kind": ("exit type", "reason for leaving", "leaving reason", "离职类型", "離職類型", "离职原因"),
    "trained_at": ("trained", "training completed", "training date", "培训完成时间", "培訓完成時間", "培训日期"),
    "promoted_at": ("promoted", "promotion date", "晋升时间", "晉升時間", "晋升日期"),
}

_COSTS: dict[str, From] = {
    "cost_id": ("invoice line", "费用编号"),
    "vendor": _SHARED["vendor"],
    "month": ("billing month", "period", "月份", "账期", "賬期", "账单月份", "费用月份"),
    "amount": ("cost", "costs", "fee", "total", "sum", "金额", "金額", "费用", "費用"),
    "currency": ("ccy", "币种", "幣種", "货币", "貨幣"),
    "cost_kind": ("kind", "type", "cost type", "费用类型", "費用類型", "类型", "類型"),
}


_MEANS = {
    "wait_sum_s": ("avg speed ans", "asa", "average speed of answer", "avg speed of answer", "average wait time",
                   "avg wait time", "average queue answer time", "avg queue answer time", "answer speed avg",
                   "average answer speed", "average wait", "avg wait", "average answer time", "avg answer time",
                   "平均等待时长", "平均等待時長", "平均等待时间", "平均应答时长", "平均应答速度", "平均排队时长",
                   "平均接通等待时长"),
    "handle_sum_s": ("aht", "average handle time", "avg handle time", "average handling time", "平均处理时长",
                     "平均處理時長", "平均处理时间"),
}
"""Averages over the contacts answered, by the sum that each becomes beside their count."""


def _canonical(kind: str, columns: dict[str, From]) -> Format:
    named = {name: _named(kind, name, source) for name, source in columns.items()}
    return Format("canonical", kind, f"{kind} by the meaning of their headers", (), named,
                  nobody=("none", "unassigned", "nobody", "voicemail", "system"), by_meaning=True,
                  means=_MEANS if kind == "intervals" else {})


def _named(kind: str, name: str, source: From) -> From:
    """A column's headers, the canonical name first, the Chinese ones in all forms; a bare date or time comes last."""
    if not isinstance(source, tuple):
        return source
    moment = KINDS[kind].column(name).type in MOMENTS
    words = spellings(tuple(word for word in source if isinstance(word, str)), moment)
    pairs = [DateAndTime(spellings(pair.date, False), spellings(pair.time, False))
             for pair in source if isinstance(pair, DateAndTime)]
    bare = spellings((*_DATE, *_TIME), False)
    if kind == "intervals":  # an interval in a column of its own is mostly a time of day
        return (name, *pairs, *(word for word in words if word not in bare), *(word for word in words if word in bare))
    return (name, *(pair for pair in pairs if pair.date[0] != "date"), *(word for word in words if word not in bare),
            *(pair for pair in pairs if pair.date[0] == "date"), *(word for word in words if word in bare))


CANONICAL = tuple(_canonical(kind, columns) for kind, columns in (
    ("calls", _CALLS), ("evaluations", _EVALUATIONS), ("feedback", _FEEDBACK),
    ("promises", _PROMISES), ("surveys", _SURVEYS), ("complaints", _COMPLAINTS), ("intervals", _INTERVALS),
    ("staff", _STAFF), ("costs", _COSTS)))
