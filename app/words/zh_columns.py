"""各类文件标准列的中文名称，用于文件本身没有写表头之处；键与 ``scoring.records`` 的列名一致，由测试核对。"""

from __future__ import annotations

COLUMNS: dict[str, str] = {
    "row": "行号", "site": "站点", "customer": "客户",
    # 通话
    "call_id": "通话编号", "vendor": "供应商", "started_at": "开始时间", "programme": "项目", "channel": "渠道",
    "direction": "呼叫方向", "queue": "技能组", "reason": "来电原因", "segment": "客户等级", "language": "语言",
    "agent": "坐席", "outcome": "通话结果", "answered": "接通", "wait_s": "等待时长", "ivr_s": "自助语音时长",
    "talk_s": "通话时长", "hold_s": "保持时长", "wrap_s": "话后处理时长", "transfers": "转接次数",
    "resolved": "是否解决", "rating": "客户评分", "ended_at": "结束时间", "ended_by": "挂机方",
    "parent_id": "主通话编号", "callback_of": "回呼的原通话", "first_response_at": "首次响应时间",
    "closed_at": "结案时间",
    # 质检评分
    "evaluation_id": "质检编号", "evaluator": "质检员", "evaluated_at": "质检时间", "judged_by": "评定方",
    "selection": "抽检方式", "draw_id": "抽样批次", "form": "表单", "criterion": "评分项", "score": "得分",
    "max_score": "满分", "weight": "权重", "critical_error": "致命错误", "blocked_by": "未解决原因",
    "feedback_voiced": "是否有反馈", "feedback_category": "反馈类别", "feedback_polarity": "反馈倾向",
    "feedback_text": "反馈内容", "promise_made": "是否承诺", "promise_due_at": "承诺期限", "cross_sell": "交叉销售",
    "status": "状态", "comment": "评语",
    # 客户反馈
    "feedback_id": "反馈编号", "captured_at": "记录时间", "forwarded_at": "转交时间", "received_at": "收到时间",
    "route": "途径", "category": "类别", "polarity": "倾向", "text": "内容", "action": "处理措施",
    # 承诺
    "promise_id": "承诺编号", "made_at": "承诺时间", "due_at": "到期时间", "revised_due_at": "变更后期限",
    "kept_at": "兑现时间", "promise_kind": "承诺类型", "evidence": "凭证",
    # 满意度调查
    "survey_id": "问卷编号", "run_by": "调查方", "invited_at": "邀请时间", "responded_at": "答复时间", "csat": "满意度",
    "nps": "推荐意愿", "ces": "费力度", "contacts_needed": "联系次数", "promise_kept": "承诺是否兑现",
    # 投诉
    "complaint_id": "投诉编号", "via": "投诉渠道", "acknowledged_at": "首次回复时间", "explained": "是否说明原因",
    "promised_by": "承诺解决时间", "resolved_at": "解决时间", "reopened": "是否重开",
    # 时段统计
    "interval_id": "统计编号", "start_at": "时段开始", "minutes": "时段分钟数", "counted_by": "统计方",
    "forecast": "预测量",
    "offered": "呼入量", "answered_in_t": "及时接起量", "threshold_s": "阈值", "abandoned": "放弃量",
    "short_abandoned": "短时放弃量", "blocked": "阻塞量", "wait_sum_s": "等待总时长", "handle_sum_s": "处理总时长",
    "scheduled_s": "排班时长", "staffed_s": "在岗时长",
    # 人员
    "staff_id": "雇佣编号", "hired_at": "入职时间", "left_at": "离职时间", "exit_kind": "离职类型",
    "trained_at": "培训完成时间",
    "promoted_at": "晋升时间",
    # 费用
    "cost_id": "费用编号", "month": "月份", "amount": "金额", "currency": "币种", "cost_kind": "费用类型",
}
