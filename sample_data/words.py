"""How 蓝海's files say it: Chinese headers and values for the canonical ones."""

from __future__ import annotations

from typing import Any

HEADERS = {
    "call_id": "通话ID", "vendor": "供应商", "started_at": "开始时间", "channel": "渠道", "queue": "技能组",
    "reason": "来电原因", "customer": "客户号码", "agent": "坐席", "outcome": "通话结果", "wait_s": "等待时长(秒)",
    "talk_s": "通话时长(秒)", "hold_s": "保持时长(秒)", "wrap_s": "话后时长(秒)", "transfers": "转接次数",
    "resolved": "是否解决", "evaluation_id": "质检编号", "evaluator": "质检员", "evaluated_at": "质检时间",
    "selection": "抽样方式", "form": "评分表", "critical_error": "致命错误", "blocked_by": "未解决原因",
    "feedback_voiced": "是否有反馈", "feedback_category": "反馈类别", "feedback_polarity": "反馈倾向",
    "feedback_text": "反馈内容", "promise_made": "是否承诺", "promise_due_at": "承诺期限", "cross_sell": "交叉销售",
    "feedback_id": "反馈编号", "captured_at": "记录时间", "forwarded_at": "转交时间", "received_at": "接收时间",
    "category": "类别", "polarity": "倾向", "rating": "评分", "text": "内容", "promise_id": "承诺编号",
    "made_at": "承诺时间", "due_at": "到期时间", "revised_due_at": "变更后期限", "kept_at": "兑现时间",
    "status": "状态", "promise_kind": "承诺类型", "evidence": "凭证",
    "feedback_form": "形式",
    "Greeting [5]": "问候[5]", "Needs [10]": "需求确认[10]", "Accuracy [20]": "解答准确[20]",
    "Courtesy [10]": "礼貌[10]",
    "Explanation [10]": "解释清楚[10]", "Compliance [15]": "合规[15]", "Closing [5]": "结束语[5]",
}
VALUES = {
    "outcome": {"answered": "接通", "abandoned": "放弃", "voicemail": "语音留言", "after_hours": "非工作时间",
                "overflow": "溢出", "callback_requested": "预约回呼"},
    "channel": {"voice": "语音"},
    "selection": {"random": "随机", "targeted": "定向", "calibration": "校准"},
    "critical_error": {"customer": "客户", "business": "业务", "compliance": "合规"},
    "blocked_by": {"authority": "权限", "tool": "系统", "knowledge": "知识", "client_policy": "客户政策"},
    "feedback_polarity": {"negative": "负面", "neutral": "中性", "positive": "正面"},
    "polarity": {"negative": "负面", "neutral": "中性", "positive": "正面"},
    "cross_sell": {"appropriate": "恰当", "inappropriate": "不恰当", "missed": "错失", "none": "无"},
    "form": {"agent_note": "坐席记录", "complaint": "投诉", "suggestion": "建议"},
    "status": {"kept": "已兑现", "broken": "未兑现", "open": "进行中"},
}
YES_NO = {"yes": "是", "no": "否"}


def in_chinese(header: list[str], rows: list[list[Any]]) -> list[list[Any]]:
    """Header and rows with their canonical names and codes in Chinese; everything else as it is."""
    tables = [{**YES_NO, **VALUES.get(name, {})} for name in header]
    names = ["feedback_form" if name == "form" and "feedback_id" in header else name for name in header]
    written = [[_said(table, cell) for table, cell in zip(tables, row, strict=True)] for row in rows]
    return [[HEADERS.get(name, name) for name in names], *written]


def _said(table: dict[str, str], cell: Any) -> Any:
    return table.get(cell, cell) if isinstance(cell, str) else cell
