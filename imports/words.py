"""Words for yes, no and every choice, in English and Chinese (simplified and traditional)."""

from __future__ import annotations

import unicodedata

YES = ("y", "yes", "true", "t", "1", "1.0", "x", "ok", "answered", "success", "successful", "completed", "connected",
       "good",
       "ontime", "on time", "resolved", "solved", "fixed", "kept", "transferred", "是", "有", "对", "對", "接通",
       "已接通", "已接听", "已接聽",
       "已接", "人工接听", "座席接听", "坐席接听", "双方已接听", "成功", "已解决", "已解決", "解决", "解決", "已兑现",
       "已兌現", "好", "√", "✓", "✔")
NO = ("n", "no", "false", "f", "0", "0.0", "abandoned", "missed", "no answer", "noanswer", "busy", "failed", "failure",
      "bad",
      "overdue", "late", "unresolved", "not resolved", "unsolved", "open", "not answered", "unanswered", "voicemail",
      "broken",
      "否", "无", "無", "没有", "沒有", "不是", "未接通", "未接", "未接听", "未接聽", "坐席未接通", "座席未接通",
      "座席未接听", "用户未接通", "用戶未接通",
      "系统接听", "系統接聽", "放弃", "放棄", "失败", "失敗", "未解决", "未解決", "未兑现", "未兌現", "差", "×", "✗",
      "✘")
YES_NO: dict[str, str] = {**dict.fromkeys(YES, "true"), **dict.fromkeys(NO, "false")}
_PLAIN_YES = ("y", "yes", "true", "t", "1", "1.0", "x", "是", "有", "√", "✓", "✔")
_PLAIN_NO = ("n", "no", "false", "f", "0", "0.0", "否", "无", "無", "没有", "沒有", "不是", "×", "✗", "✘")
NOT_SO: dict[str, str] = {**YES_NO, **dict.fromkeys(_PLAIN_YES, "false"), **dict.fromkeys(_PLAIN_NO, "true")}
"""The same under a header that asks the other way round: ``Abandoned`` yes is not answered, a word that says which of
the two it was stays what it is."""

_SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {
    "channel": {
        "voice": ("phone", "call", "telephone", "inbound call", "电话", "電話", "语音", "語音", "热线", "熱線"),
        "chat": ("web chat", "webchat", "live chat", "im", "message", "messaging", "sms", "whatsapp", "在线", "在線",
                 "在线客服", "聊天"),
        "email": ("e-mail", "mail", "邮件", "郵件", "电子邮件", "電子郵件"),
        "social": ("social media", "wechat", "weibo", "facebook", "twitter", "社交", "社交媒体", "社群", "微信",
                   "微博"),
        "bot": ("chatbot", "voicebot", "robot", "机器人", "機器人"),
    },
    "direction": {
        "inbound": ("in", "incoming", "呼入", "进线", "進線", "来电", "來電", "入站"),
        "outbound": ("out", "outgoing", "外呼", "呼出", "去电", "出站"),
    },
    "outcome": {
        "answered": ("connected", "completed", "success", "handled", "yes", "y", "接通", "已接通", "已接听", "已接聽",
                     "接起",
                     "人工接听", "座席接听", "坐席接听", "双方已接听"),
        "abandoned": ("missed", "abandon", "lost", "hung up", "no answer", "noanswer", "not answered",
                      "abandoned in queue", "no",
                      "n", "放弃", "放棄", "未接通", "未接", "未接听", "坐席未接通", "座席未接通", "座席未接听",
                      "用户放弃"),
        "blocked": ("busy", "rejected", "congestion", "忙线", "忙線", "占线", "佔線", "阻塞"),
        "after_hours": ("out of hours", "out of opening hours", "out of business hours", "closed", "非工作时间",
                        "非工作時間"),
        "self_served": ("self served", "self service", "ivr", "contained", "bot", "自助", "自助服务", "系统接听",
                        "系統接聽", "机器人接听"),
        "voicemail": ("voice mail", "abandoned in voicemail", "留言", "语音留言", "語音信箱"),
        "overflow": ("overflowed", "timeout", "exitwithtimeout", "queuing timeout", "溢出"),
        "callback_requested": ("callback", "call back", "callback requested", "预约回呼", "預約回呼", "请求回呼"),
    },
    "ended_by": {
        "agent": ("vendor", "internal", "坐席", "座席", "客服", "坐席挂机", "座席挂机"),
        "customer": ("caller", "client", "external", "客户", "客戶", "用户", "用戶", "客户挂机", "用户挂机"),
    },
    "judged_by": {"client": ("us", "甲方", "客户", "客戶"), "vendor": ("supplier", "供应商", "供應商", "乙方"),
                  "third_party": ("third party", "external", "第三方")},
    "selection": {
        "random": ("random sample", "sample", "随机", "隨機", "随机抽检", "抽检"),
        "targeted": ("target", "focus", "定向", "专项", "專項"),
        "calibration": ("calibrate", "校准", "校準"),
        "double": ("double scored", "double check", "second", "复检", "複檢", "双评"),
        "planted": ("mystery", "mystery call", "test call", "神秘顾客", "神秘訪客", "暗访"),
    },
    "critical_error": {"customer": ("end user", "客户", "客戶", "用户"), "business": ("业务", "業務", "商业", "企业"),
                       "compliance": ("legal", "regulatory", "合规", "合規")},
    "blocked_by": {"authority": ("no authority", "权限", "權限", "授权不足"), "tool": ("tools", "system", "系统",
                                                                               "系統", "工具"),
                   "knowledge": ("training", "知识", "知識"),
                   "client_policy": ("client policy", "policy", "政策", "客户政策", "制度")},
    "feedback_polarity": {"negative": ("neg", "bad", "-", "负面", "負面", "消极", "不满"),
                          "neutral": ("neu", "mixed", "0", "中性"), "positive": ("pos", "good", "+", "正面", "积极",
                                                                               "表扬")},
    "cross_sell": {"appropriate": ("good", "yes", "恰当", "恰當", "适当"), "inappropriate": ("bad", "不当", "不當",
                                                                                       "不恰当"),
                   "missed": ("missed opportunity", "错失", "錯失", "遗漏"), "none": ("no", "no opportunity",
                                                                                "not applicable", "无机会")},
    "status": {
        "final": ("submitted", "completed", "complete", "closed", "released", "published", "已提交", "完成", "已完成",
                  "定稿"),
        "draft": ("in progress", "pending", "open", "草稿", "进行中"),
        "retracted": ("withdrawn", "cancelled", "deleted", "已撤回", "撤回", "作废"),
        "unavailable": ("no recording", "recording unavailable", "recording missing", "无录音", "录音缺失", "无法听取"),
        "kept": ("done", "fulfilled", "completed", "closed", "met", "ontime", "yes", "兑现", "兌現", "已兑现",
                 "已兌現", "已完成", "履行"),
        "broken": ("missed", "failed", "not kept", "overdue", "late", "no", "未兑现", "未兌現", "违约", "失信", "逾期"),
        "open": ("pending", "in progress", "new", "active", "进行中", "進行中", "待兑现", "待处理", "未到期"),
        "released": ("cancelled", "canceled", "waived", "withdrawn", "取消", "已取消", "免除"),
        "unknown": ("不详", "不詳"),
    },
    "route": {"via_vendor": ("via vendor", "vendor", "agent", "供应商", "供應商", "供应商转交"),
              "direct": ("direct to client", "directly", "直接", "直达")},
    "form": {
        "agent_note": ("agent note", "note", "agent", "坐席记录", "座席记录", "坐席備註"),
        "complaint": ("complaints", "投诉", "投訴"),
        "suggestion": ("suggestions", "idea", "建议", "建議"),
        "survey": ("surveys", "问卷", "問卷", "调查"),
        "market_intelligence": ("market intelligence", "competitor", "market", "市场情报", "市場情報", "竞品"),
    },
    "via": {"email": ("e-mail", "mail", "邮件", "郵件", "电子邮件"),
            "regulator": ("cfpb", "ombudsman", "authority", "referral", "监管", "監管", "监管机构", "消协", "12315"),
            "social": ("social media", "wechat", "weibo", "twitter", "facebook", "社交", "社交媒体", "微博", "微信"),
            "letter": ("postal mail", "post", "fax", "信函", "信件", "来信"),
            "phone": ("call", "telephone", "hotline", "电话", "電話", "热线")},
    "counted_by": {"vendor": ("supplier", "供应商", "供應商", "乙方"),
                   "carrier": ("telco", "network", "ivr", "运营商", "運營商", "电信"),
                   "client": ("us", "甲方", "客户", "客戶")},
    "exit_kind": {"resigned": ("resignation", "voluntary", "quit", "主动离职", "主動離職", "辞职"),
                  "dismissed": ("dismissal", "involuntary", "terminated", "fired", "辞退", "辭退", "被动离职"),
                  "transferred": ("transfer", "internal move", "moved", "调岗", "調崗", "内部调动"),
                  "other": ("retired", "end of contract", "其他", "合同到期")},
    "cost_kind": {"vendor_fee": ("fee", "invoice", "vendor", "服务费", "服務費", "供应商费用"),
                  "training": ("trainings", "培训", "培訓"),
                  "monitoring": ("quality monitoring", "qa", "质检", "質檢", "监控"),
                  "oversight": ("management", "governance", "管理", "监督"),
                  "hard_cases": ("escalations", "escalation", "疑难件", "疑難件", "升级处理"),
                  "in_house_baseline": ("baseline", "in house", "自营基线", "自營基線")},
    "run_by": {"client": ("us", "甲方", "客户", "客戶"), "vendor": ("supplier", "供应商", "供應商", "乙方")},
}
_SYNONYMS["polarity"] = _SYNONYMS["feedback_polarity"]


def plain_word(text: str) -> str:
    """A word for comparison: one width, lower case, ``_`` and doubled blanks as one space."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("_", " ").casefold().split())


def choice_words(name: str, choices: tuple[str, ...]) -> dict[str, str]:
    """Every spelling of the choices of column ``name``: spelling -> code."""
    words = {plain_word(spelling): choice for choice in choices
             for spelling in _SYNONYMS.get(name, {}).get(choice, ())}
    return words | {plain_word(choice): choice for choice in choices}
