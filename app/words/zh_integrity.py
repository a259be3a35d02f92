"""反馈是否像被过滤：判定、证据与说明的中文文案；键与字段同 ``scoring.integrity.statements``，由测试核对。"""

from __future__ import annotations

from app.words.zh_beside import BESIDE

STATEMENTS: dict[str, str] = BESIDE | {
    # 判定理由
    "filtered_no_sign": "各条证据均未见超出认真负责的供应商正常差异的差距",
    "filtered_watch": "本月存在未获解释的差距：若认真负责的供应商之间的差异如所假定，这样大的差距约每 1,000 "
                      "个此类月份出现 {rare} 次；这不是供应商过滤的概率",
    "filtered_course": "单看各月差距都小，合看则指向持续的差距（证据强度 {evidence:,.0f} 比 1）",
    "filtered_likely": "若认真负责的供应商之间的差异如所假定，这样大的差距在 1,000 个此类月份中不到 {rare} 次；"
                       "这不是供应商过滤的概率。下结论前须重新听取录音核实",
    "filtered_closes": "尚未截止：{date} 之前反馈仍可能送达",
    "filtered_selection_unknown": "{evaluations:,} 份质检未注明通话如何选出；只有随机抽取的通话才能说明问题",
    "filtered_no_random_sample": "没有客户方对随机抽取通话所做、且注明客户是否提出反馈的定稿质检",
    "filtered_too_few_heard": "听到负面反馈 {negatives:,} 条、其他反馈 {others:,} 条；两者各至少需要 {needed} 条",
    "filtered_frame_incomplete": "未发现差距，但独立统计的通话只有 {share:.1%} 见于供应商的记录：未交出的通话从未进入"
                                 "抽样",
    "filtered_ids_missing": "无法判定：{share:.0%} 的条目没有通话编号，而判定取决于如何关联",
    "filtered_links_differ": "只按通话编号关联会得出不同判定；{share:.0%} 的条目没有编号，故最多到“关注”为止",
    # 证据
    "signal_W": "质检听到负面反馈 {negatives:,} 条，送达 {negatives_arrived:,} 条；其他反馈 {others:,} 条，送达 "
                "{others_arrived:,} 条。未被抽听的通话送来负面 {forwarded:,} 条、其他 {others_forwarded:,} 条",
    "signal_A": "被抽听的 {sampled:,} 通中有负面条目的 {sampled_told:,} 通；未被抽听的 {unsampled:,} 通中有 "
                "{unsampled_told:,} 通",
    "signal_C.own": "关于“{target}”：听到负面反馈 {negatives:,} 条，送达 {negatives_arrived:,} 条；其余反馈 {others:,}"
                    " 条，送达 {others_arrived:,} 条",
    "signal_C.any": "关于“{target}”（共查看 {looked_at:,} 个类别）：听到负面反馈 {negatives:,} 条，送达 "
                    "{negatives_arrived:,} 条；其余反馈 {others:,} 条，送达 {others_arrived:,} 条",
    "signal_P": "再次来电客户的负面反馈 {negatives:,} 条，送达 {negatives_arrived:,} 条；其同类客户的其他反馈 "
                "{others:,} 条，送达 {others_arrived:,} 条",
    "signal_Q": "技能组“{target}”（共 {looked_at:,} 个）：听到负面反馈 {negatives:,} 条，送达 {negatives_arrived:,} "
                "条；其他 {others:,} 条，送达 {others_arrived:,} 条",
    "signal_G": "{agents:,} 名坐席中有 {silent:,} 名，按其 {calls:,} 通电话应有 {expected:.0f} 条反馈，实际 {got:,} 条",
    "signal_R.heard": "听为负面且带评分送达的 {arrived:,} 条中，{rated_good:,} 条评为 4 或 5 分",
    "signal_R.text": "文字读来为负面的 {negatives:,} 条中，{rated_good:,} 条评为 4 或 5 分",
    "signal_D.lag": "负面条目用时 {negative_h:.1f} 小时送达，其他 {other_h:.1f} 小时（中位数；负面 {negatives:,} 条）",
    "signal_D.release": "负面条目 {negatives:,} 条中，{released:,} 条在月末最后三天送达且已逾一周；其他 {others:,} 条"
                        "中有 {others_released:,} 条",
    "signal_T": "负面文字 {negatives:,} 条中，{alike:,} 条彼此近乎雷同；正面 {positives:,} 条中有 {positives_alike:,} "
                "条",
    "signal_F.heard": "抽听的 {calls:,} 通中质检未听到反馈，其中 {items:,} 通却有正面条目",
    "signal_F.many": "未被抽听的 {calls:,} 通送来正面条目 {items:,} 条；抽听的 {judged:,} 通中听到并送达 {heard:,} 条",
    "signal_I": "问题未解决的来电者 {unsolved:,} 名，受邀参加调查 {unsolved_invited:,} 名；其他 {solved:,} 名，受邀 "
                "{solved_invited:,} 名",
    "signal_K": "月内负面占比的 {looked_at:,} 项对比中差别最大的一项（对比：{contrast}）",
    # 未能运行的原因
    "line_nothing_to_compare": "听到负面反馈 {negatives:,} 条、其他 {others:,} 条",
    "line_too_few_heard": "听到的此类反馈不足 {needed} 条",
    "line_one_queue": "反馈足够的技能组不足两个",
    "line_too_few_linked": "有负面条目的通话不足 {needed} 通",
    "line_too_few_agents": "话量足够的坐席 {agents:,} 名，至少需要 {needed} 名",
    "line_too_few_rated": "带评分的此类条目不足 {needed} 条",
    "line_too_few_lags": "两个时间齐全的条目不足 {needed} 条",
    "line_too_few_texts": "两类文字中有一类不足 {needed} 条",
    "line_too_few_silent": "未听到反馈的抽听通话 {calls:,} 通，至少需要 {needed} 通",
    "line_too_few_items": "任一侧条目不足 {needed} 条",
    "line_no_invitations": "注明通话的调查邀请太少",
}
