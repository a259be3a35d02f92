# ruff: noqa: E501 - a table of sentences, each on its own line; Chinese punctuation is meant
"""承诺台账、调查邀请与反馈保真的文案：引擎的判定与证据（键与字段同 ``scoring.integrity.statements_beside``）及页面用语。"""

from __future__ import annotations

BESIDE: dict[str, str] = {
    # 承诺
    "promises_no_sign": "看来未兑现的承诺，记入台账的比例与其他承诺大致相当",
    "promises_watch": "台账缺少承诺的方式，认真负责的供应商很少如此。没有记下的承诺也更容易被遗忘，因此这一差距并不说明孰先孰后",
    "promises_likely": "被抽听的通话中，记有未兑现承诺的比例远高于其他通话，而抽听由随机决定。下结论前须核实",
    "promises_closes": "尚未截止：{date} 之前台账仍可补齐",
    "promises_no_ledger": "未收到承诺台账；在随机抽取的 {asked:,} 通电话上，质检注明了是否作出承诺",
    "promises_too_few": "能够判断的承诺中，看来未兑现的 {broken:,} 项、其他 {others:,} 项；两者各至少需要 {needed} 项",
    "promises_frame": "未发现差距，但独立统计的通话只有 {share:.1%} 见于供应商的记录：未交出的通话从未进入抽样",
    "promises_unlinkable": "无法判定：台账中 {share:.0%} 的条目不足以看出属于哪通电话",
    "signal_promise.left_out": "看来未兑现的承诺 {broken:,} 项，记入台账 {broken_found:,} 项；其他 {others:,} 项，记入 "
                               "{others_found:,} 项",
    "signal_promise.audit": "被抽听的 {sampled:,} 通中，记有未兑现承诺的 {sampled_told:,} 通；未被抽听的 {unsampled:,} "
                            "通中有 {unsampled_told:,} 通。按台账，抽听通话的 {entries:,} 项中未兑现 "
                            "{entries_missed:,} 项，其他通话的 {others:,} 项中未兑现 {others_missed:,} 项",
    "line_promises_few": "听到看来未兑现的承诺 {broken:,} 项、其他 {others:,} 项",
    "line_promises_few_missed": "记有未兑现承诺的通话不足 {needed} 通",
    # 邀请
    "invitations_no_sign": "可能给出差评的来电者，受邀比例与其他人大致相当",
    "invitations_watch": "可能给出差评的来电者受邀较少，超出认真负责的供应商之间的正常差异",
    "invitations_likely": "可能给出差评的来电者受邀明显偏少，远超认真负责的供应商之间的正常差异。下结论前须核实",
    "invitations_closes": "尚未截止：自 {date} 起判断",
    "invitations_too_few": "注明通话、且知道结果如何的邀请太少",
    "invitations_frame": "未发现差距，但独立统计的通话只有 {share:.1%} 见于供应商的记录：被遗漏的来电者无从询问",
    "signal_invitation.census": "按供应商自己的编码：问题未解决的来电者 {unsolved:,} 名，受邀 {unsolved_invited:,} 名；"
                                "其他 {solved:,} 名，受邀 {solved_invited:,} 名",
    "signal_invitation.heard": "按质检所听：不满的来电者 {unhappy:,} 名，受邀 {unhappy_invited:,} 名；其他 {others:,} "
                               "名，受邀 {others_invited:,} 名",
    "line_invitations_few": "任一侧的抽听来电者或其中受邀者不足 {needed} 名",
}

SENTENCES: dict[str, str] = {
    "integrity.promises": "承诺与台账",
    "integrity.promises.says": "质检听到承诺 {heard} 项，记入供应商台账 {found} 项：{share:percent}。",
    "integrity.promises.unreached": "另有 {n} 项作出于台账最后一条记录之后，台账尚未涵盖，不计入。",
    "integrity.promises.left_out.broken": "看来未兑现：{n} 项中 {hits} 项记入台账（{share:percent}）",
    "integrity.promises.left_out.others": "其他承诺：{n} 项中 {hits} 项记入台账（{share:percent}）",
    "integrity.promises.legend": "看来未兑现：客户在到期后 7 天内再次来电、30 天内投诉，或在我方自己的调查中说未兑现。以质检听到的日期为准。",
    "integrity.promises.means_not": "这**并不说明原因**：没有人记下的承诺，本来也更容易被遗忘。",
    "integrity.promises.next": "请供应商说明承诺何时、如何记入台账，并提供相关通话的台账条目。",
    "integrity.invitations": "谁受邀参加供应商自己的调查",
    "integrity.invitations.census.unsolved": "按供应商编码，问题未解决：{n} 名来电者中 {hits} 名受邀（{share:percent}）",
    "integrity.invitations.census.solved": "其他：{n} 名来电者中 {hits} 名受邀（{share:percent}）",
    "integrity.invitations.heard.unhappy": "按质检所听，不满：{n} 名来电者中 {hits} 名受邀（{share:percent}）",
    "integrity.invitations.heard.others": "质检所听的其他：{n} 名来电者中 {hits} 名受邀（{share:percent}）",
    "integrity.invitations.odds.census": "按供应商自己的编码、分技能组，问题未解决者与其他人受邀机会之比（比值比 OR，1 表示相同）：{value}，95% 区间 {low} 至 {high}。",
    "integrity.invitations.odds.heard": "按质检所听，可能给出差评者与其他人受邀机会之比（比值比 OR，1 表示相同）：{value}，95% 区间 {low} 至 {high}。",
    "integrity.invitations.legend": "只看供应商自己开展的调查；由我方开展的调查，供应商无法把任何人排除在外。",
    "integrity.invitations.means_not": "这**并不说明有人故意为之**：若只在通话以某种方式结束后发送邀请，或某个技能组不发送，不满的来电者同样较少受邀。",
    "integrity.invitations.next": "请供应商说明按什么规则邀请来电者；解读其本月自报的满意度时应当谨慎。自行开展一次调查即可知道实情。",
    "integrity.beside.rare": "认真负责的供应商出现同样大的差异：{rare}。",
    "integrity.fidelity": "送达的反馈是否与听到的一致",
    "integrity.fidelity.says": "按通话编号送达的 {n} 条反馈中，{same} 条与我方所听一致：{share:percent}。",
    "integrity.fidelity.bar.negative": "听为负面：{n} 条中 {hits} 条送达为负面（{share:percent}）",
    "integrity.fidelity.bar.neutral": "听为中性：{n} 条中 {hits} 条送达为中性（{share:percent}）",
    "integrity.fidelity.bar.positive": "听为正面：{n} 条中 {hits} 条送达为正面（{share:percent}）",
    "integrity.fidelity.category": "类别：双方均注明类别的 {n} 条中，{share:percent} 一致。",
    "integrity.fidelity.kappa": "情绪一致程度超出偶然的部分（Cohen's kappa，1 为完全一致，0 为与偶然无异）：{kappa}。",
    "integrity.fidelity.legend": "少量出入属于正常：两个人听到的情绪未必相同。供参考，不影响判定：如实的标注误差已在判定中扣除。",
    "integrity.fidelity.heard": "我方所听",
    "integrity.fidelity.came": "送达为：{mood}",
    "integrity.fidelity.negative": "负面",
    "integrity.fidelity.neutral": "中性",
    "integrity.fidelity.positive": "正面",
    "integrity.statistics": "供统计人员参考",
    "integrity.statistics.share": "上述比例是根据 {n} 条作出的估计：{share:percent}，95% 区间 {interval}。",
    "integrity.statistics.p": "认真负责的供应商出现同样差异的概率，各条证据合并计算（p 值）：{p}。",
    "integrity.statistics.e": "“有所遗漏”比“认真负责”更能解释这些数目的倍数（似然比，1 表示不说明任何问题）：{e}。",
    "integrity.read.cold": "各条证据有多罕见，依据对认真负责的供应商的假定：已知的过往月份不足 {needed} 个，尚不能据以修正。",
    "integrity.read.warm": "各条证据有多罕见，依据贵方各供应商过往 {n} 个未在核实中的月份。",
    "integrity.planted": "测试来电：说出负面反馈 {negatives} 条，送达 {negatives_arrived} 条；其他 {others} 条，送达 {others_arrived} 条。这些来电由我方拨打，供应商不知道会被听取。",
    "integrity.twice": "听为负面的反馈中，估计 {share:percent} 确为负面；依据是 {n} 通由第二位质检员重听的通话，以及此前所知。",
}
