# ruff: noqa: E501 - tables of words
"""Words for yes, no and every choice, in English and Chinese: spelled in simplified letters, read in both."""

from __future__ import annotations

import re
import unicodedata

from imports.formats.chinese import simplified

_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")


def plain_word(text: str) -> str:
    """A word for comparison: one width, lower case, simplified letters, ``_``, hyphens and doubled blanks one space.

    >>> plain_word("No-Answer"), plain_word("未接聽"), plain_word("-")
    ('no answer', '未接听', '-')
    """
    plain = _HYPHEN.sub(" ", unicodedata.normalize("NFKC", text).replace("_", " ").casefold())
    return simplified(" ".join(plain.split()))


_YES = ("y|yes|true|t|1|1.0|x|ok|answered|success|successful|completed|connected|good|ontime|on time|resolved|solved|"
        "fixed|kept|transferred|是|有|对|對|接通|已接通|已接听|已接|人工接听|座席接听|坐席接听|双方已接听|成功|已解决|解决|已兑现|好|√|✓|✔")
_NO = ("n|no|false|f|0|0.0|abandoned|missed|no answer|noanswer|busy|failed|failure|bad|overdue|late|unresolved|"
       "not resolved|unsolved|open|not answered|unanswered|voicemail|broken|dropped|declined|hang|排队放弃|未应答|呼损|漏接|"
       "否|无|無|没有|沒有|不是|未接通|未接|未接听|坐席未接通|座席未接通|座席未接听|用户未接通|系统接听|放弃|失败|失敗|未解决|未兑现|差|×|✗|✘")
YES_NO: dict[str, str] = {**dict.fromkeys(_YES.split("|"), "true"), **dict.fromkeys(_NO.split("|"), "false")}
_PLAIN_YES = "y|yes|true|t|1|1.0|x|是|有|√|✓|✔"
_PLAIN_NO = "n|no|false|f|0|0.0|否|无|無|没有|沒有|不是|×|✗|✘"
NOT_SO: dict[str, str] = {**YES_NO, **dict.fromkeys(_PLAIN_YES.split("|"), "false"),
                          **dict.fromkeys(_PLAIN_NO.split("|"), "true")}
"""The same under a header that asks the other way round: ``Abandoned`` yes is not answered, a word that says which of
the two it was stays what it is."""
RESOLVED: dict[str, str] = {**YES_NO, **dict.fromkeys(["escalated", "transferred", "pending", "in progress", "on hold", "reopened", "follow up", "follow up required", "follow up needed", "callback", "callback required", "call back", "partial", "partially", "partially resolved", "not fixed", "no resolution", "升级", "已升级", "转派", "已转派", "转接", "待处理", "处理中", "跟进中", "待跟进", "部分解决", "未办结"], "false"), **dict.fromkeys(["closed", "complete", "done", "first call", "办结", "已办结", "已结案", "结案", "已处理", "完成", "已完成"], "true")}
"""What is said of a matter: one that was passed on, or is still worked on, was not settled on this call."""

_SYNONYMS: dict[str, dict[str, str]] = {
    "channel": {
        "voice": ("phone|call|telephone|inbound call|电话|语音|热线|phone call|inbound phone call|voice call|"
                  "call center|call centre|callback|voip|人工电话|熱线"),
        "chat": ("web chat|webchat|live chat|im|message|messaging|sms|whatsapp|在线|在线客服|聊天|online chat|"
                 "web messaging|在线会话|网页聊天"),
        "email": "e mail|mail|邮件|电子邮件|web|web form|online form|contact form",
        "social": "social media|wechat|weibo|facebook|twitter|社交|社交媒体|社群|微信|微博",
        "bot": "chatbot|voicebot|robot|机器人",
    },
    "direction": {
        "inbound": "in|incoming|inbound call|incoming call|呼入|进线|来电|入站",
        "outbound": "out|outgoing|outbound call|outgoing call|outbound api|outbound dial|外呼|呼出|去电|出站",
    },
    "outcome": {
        "answered": ("connected|completed|success|handled|yes|y|接通|已接通|已接听|接起|人工接听|座席接听|"
                     "坐席接听|双方已接听|agent|served|accepted|call connected|picked up|answered by agent|"
                     "handled by agent|成功|接听|已接|呼叫成功|接听成功|接通成功|已应答|应答|人工接通|"
                     "坐席已接听|客服接听"),
        "abandoned": ("missed|abandon|lost|hung up|no answer|noanswer|not answered|abandoned in queue|no|n|"
                      "放弃|未接通|未接|未接听|坐席未接通|座席未接通|座席未接听|用户放弃|hang up|hangup|hang|"
                      "dropped|drop|unanswered|missed call|abandoned call|call abandoned|caller hung up|"
                      "abandoned while ringing|排队放弃|排队挂断|排队中放弃|排队超时放弃|振铃放弃|振铃未接|"
                      "客户放弃|客户速挂|主叫放弃|未应答|无人接听|无应答|呼损|漏接|漏话"),
        "blocked": "busy|rejected|congestion|忙线|占线|阻塞|failed|call failed|呼叫失败|失败|用户忙|佔线",
        "after_hours": ("out of hours|out of opening hours|out of business hours|closed|非工作时间|after hours|"
                        "outside hours|下班时间"),
        "self_served": ("self served|self service|ivr|contained|bot|自助|自助服务|系统接听|机器人接听|"
                        "abandoned in ivr|completed in ivr|ivr放弃|ivr挂断"),
        "voicemail": "voice mail|abandoned in voicemail|留言|语音留言|语音信箱",
        "overflow": "overflowed|timeout|exitwithtimeout|queuing timeout|溢出",
        "callback_requested": "callback|call back|callback requested|预约回呼|请求回呼",
    },
    "ended_by": {
        "agent": "vendor|internal|坐席|座席|客服|坐席挂机|座席挂机",
        "customer": "caller|client|external|客户|用户|客户挂机|用户挂机",
    },
    "judged_by": {
        "client": "us|甲方|客户",
        "vendor": "supplier|供应商|乙方",
        "third_party": "third party|external|第三方",
    },
    "selection": {
        "random": "random sample|sample|随机|隨机|随机抽检|抽检",
        "targeted": "target|focus|side by side|live|live monitoring|requested|client request|coaching|complaint|定向|专项|指定|投诉复核|旁听",
        "calibration": "calibrate|校准|校準",
        "double": "double scored|double check|second|复检|複检|双评",
        "planted": "mystery|mystery call|test call|神秘顾客|神秘访客|暗访",
    },
    "critical_error": {
        "customer": "end user|客户|用户",
        "business": "业务|商业|企业",
        "compliance": "legal|regulatory|合规",
    },
    "blocked_by": {
        "authority": "no authority|权限|授权不足",
        "tool": "tools|system|系统|工具",
        "knowledge": "training|知识",
        "client_policy": "client policy|policy|政策|客户政策|制度",
    },
    "feedback_polarity": {
        "negative": "neg|bad|-|负面|消极|不满|very negative|dissatisfied|负|负向|不满意|差评",
        "neutral": "neu|mixed|0|中性|中立|一般",
        "positive": "pos|good|+|正面|积极|表扬|very positive|satisfied|正|正向|满意|好评",
    },
    "cross_sell": {
        "appropriate": "good|yes|恰当|适当",
        "inappropriate": "bad|不当|不恰当",
        "missed": "missed opportunity|错失|遗漏",
        "none": "no|no opportunity|not applicable|无机会",
    },
    "status": {
        "final": "submitted|completed|complete|closed|released|published|已提交|完成|已完成|定稿",
        "draft": "in progress|pending|open|草稿|进行中|处理中|未完成|待提交",
        "retracted": "withdrawn|cancelled|deleted|已撤回|撤回|作废",
        "unavailable": "no recording|recording unavailable|recording missing|无录音|录音缺失|无法听取",
        "kept": ("done|fulfilled|completed|closed|met|ontime|yes|兑现|已兑现|已完成|履行|resolved|solved|"
                 "已处理|已办结|办结|已结案|结案|已关闭|已解决|已回电|已回访|已完结"),
        "broken": "missed|failed|not kept|overdue|late|no|未兑现|违约|失信|逾期|已逾期|超期|已超期|超时|已超时",
        "open": ("pending|in progress|new|active|not started|to do|todo|waiting|waiting on someone else|deferred|backlog|进行中|待兑现|待处理|未到期|in process|on hold|assigned|"
                 "reopened|处理中|跟进中|未完成|未处理|未办结|待跟进|待回访|待回电|受理中|办理中"),
        "released": "cancelled|canceled|waived|withdrawn|取消|已取消|免除",
        "unknown": "不详",
    },
    "route": {
        "via_vendor": "via vendor|vendor|agent|供应商|供应商转交",
        "direct": "direct to client|directly|直接|直达",
    },
    "form": {
        "agent_note": "agent note|note|agent|坐席记录|座席记录|坐席备註",
        "complaint": "complaints|投诉",
        "suggestion": "suggestions|idea|建议|建議",
        "survey": "surveys|问卷|调查",
        "market_intelligence": "market intelligence|competitor|market|市场情报|竞品",
    },
    "via": {
        "email": "e mail|mail|邮件|电子邮件|web|online|website|web form|online form|portal|app|internet|网站|网络|线上|网页|网上",
        "regulator": "cfpb|ombudsman|authority|referral|监管|監管|监管机构|消协|12315",
        "social": "social media|wechat|weibo|twitter|facebook|社交|社交媒体|微博|微信",
        "letter": "postal mail|post|fax|信函|信件|来信",
        "phone": "call|telephone|hotline|电话|热线",
    },
    "counted_by": {
        "vendor": "supplier|供应商|乙方",
        "carrier": "telco|network|ivr|运营商|电信",
        "client": "us|甲方|客户",
    },
    "exit_kind": {
        "resigned": "resignation|voluntary|quit|主动离职|辞职",
        "dismissed": "dismissal|involuntary|terminated|fired|辞退|被动离职",
        "transferred": "transfer|internal move|moved|调岗|内部调动",
        "other": "retired|end of contract|其他|合同到期",
    },
    "cost_kind": {
        "vendor_fee": "fee|invoice|vendor|service fee|vendor invoice|outsourcing|outsourcing fee|monthly fee|服务费|供应商费用|外包费|外包服务费|外包费用",
        "training": "trainings|training cost|training costs|培训|培训费|培训费用",
        "monitoring": "quality monitoring|qa|qa monitoring|quality assurance|质检|监控|质检费|监听",
        "oversight": "management|governance|vendor management|管理|监督|管理费",
        "hard_cases": "escalations|escalation|疑难件|升级处理",
        "in_house_baseline": "baseline|in house|自营基线",
    },
    "run_by": {
        "client": "us|甲方|客户",
        "vendor": "supplier|供应商|乙方",
    },
}
_SYNONYMS["polarity"] = _SYNONYMS["feedback_polarity"]


def choice_words(name: str, choices: tuple[str, ...]) -> dict[str, str]:
    """Every spelling of the choices of column ``name``: spelling -> code."""
    words = {spelling: choice for choice in choices
             for spelling in _SYNONYMS.get(name, {}).get(choice, "").split("|") if spelling}
    return words | {plain_word(choice): choice for choice in choices}


def fatal_words(header: str) -> dict[str, str]:
    """What yes and no say under the header of a critical error: its class, the customer's where the header names none;
    and that there was none ('').

    >>> fatal_words("Compliance - auto fail")["yes"], fatal_words("致命项")["有"], fatal_words("致命项")["无"]
    ('compliance', 'customer', '')
    """
    words = plain_word(header)
    classes = {"compliance": ("compliance", "legal", "regulatory", "合规"), "business": ("business", "业务", "商业")}
    named = next((name for name, said in classes.items() if any(word in words for word in said)), "customer")
    return {word: named if code == "true" else "" for word, code in YES_NO.items()}
