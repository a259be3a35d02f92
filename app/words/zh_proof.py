# ruff: noqa: E501 - 每句一行
"""供应商核验抽样所见的中文文案；键与 ``en_proof.py`` 相同。"""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "nav.samples": "抽样核验",
    # 供应商页面
    "proof.title.none": "{vendor}的通话尚未被抽样",
    "proof.title": "{vendor}的通话共被随机抽样 {draws} 次，其中 {opened} 次可供核验",
    "proof.title.shut": "{vendor}的通话共被随机抽样 {draws} 次，尚无可供核验的抽样",
    "proof.what": "月份结束后，甲方随机抽取通话并听取录音。在该月反馈不再送达且甲方公开抽样之前，抽中了哪些通话一直封存。下列封存码自抽样之时即已确定，是决定抽中哪些通话的全部内容的指纹，事后任何改动都会被发现。请记下封存码，日后比对。",
    "proof.column.drawn": "抽样日期",
    "proof.column.opened": "可核验起始日",
    "proof.column.seal": "封存码（SHA-256）",
    "proof.sealed": "封存中；反馈可送达至 {day:day}",
    "proof.sealed.over": "封存中；甲方尚未公开",
    "proof.which": "选择抽样",
    "proof.one": "抽样 {draw}，{month:month}",
    "proof.same": "刚才用其种子重新抽取：从 {of} 通通话中抽出的仍是同样的 {n} 通。",
    "proof.other": "刚才用其种子重新抽取：抽出的是另一些通话。请告知甲方，并附上本次抽样的文件。",
    "proof.lost": "此处无法重新抽取：因供应商合并或有客户被遗忘，当时的抽样范围已无法原样读取。封存码与抽中的通话仍然有效。",
    "proof.seed": "种子 {seed}，方法 {method}；抽样范围 {of} 通通话的指纹：{fingerprint}。",
    "proof.late": "{day:day}之后才首次送达的反馈不计为该月已送达：自那时起，贵公司已能看到抽听了哪些通话。",
    "proof.calls": "抽中的通话（按抽取顺序）",
    "proof.calls.shown": "仅列出 {n} 通中的前 {shown} 通；全部见文件。",
    "proof.download": "下载文件，自行复现",
    "proof.unknown": "没有您可核验的抽样 {draw}。“抽样核验”页列有全部抽样。",
    # 甲方
    "proof.open.title": "让供应商核验该抽样",
    "proof.open.what": "供应商人员将看到抽中了哪些通话，并可自行复现抽样。此操作不可撤回。请先导入该月的全部反馈：此后才首次送达的不计为已送达，除非文件的 received_at（收到时间）注明您此前已收到。",
    "proof.open.out": "其中 {out} 通尚未评定。",
    "proof.open.submit": "向{vendor}公开 {draw}",
    "proof.open.done": "{draw} 已向供应商公开。",
    "proof.opened": "{vendor}自{day:day}起可核验该抽样（由 {who} 公开）。",
    "proof.seal": "封存码（供应商自抽样之时即可见）：{seal}。",
    "proof.files": "供应商可下载的文件",
    "proof.not.yours": "您的账号不能向供应商公开抽样，请联系甲方经理。",
    "proof.not.purpose": "只有供首次评定的抽样才向供应商公开。",
    "proof.not.closes": "该月的反馈仍可送达：供应商若得知抽中了哪些通话，就可能只送达这些通话的反馈。请在该月截止后再公开。",
    "proof.not.heard": "该月有一项核实正在重听。在发送给供应商之前，不得让其得知可能涉及哪些通话。请在此之后公开。",
    # 文件
    "proof.file.readme": "说明.txt",
    "proof.readme": "抽样 {draw}：从 {month} 的 {of} 通通话中随机抽取 {n} 通，抽中通话揭晓之前即已封存。\n\nseal.json     封存内容：数量、种子、方法（{method}）、技能组、抽样范围的指纹\nframe.jsonl   抽样范围：通话编号、开始时间（UTC）、技能组\ndrawn.json    抽中的通话（按顺序）\n{program}  重新抽取并比对；只需 Python 3.9 或更新版本\n\n核验方法，在本文件夹中运行：\n\n    python {program} . {seal}\n\n末尾的长串是“抽样核验”页所示的封存码；请使用您在抽样当时记下的那一个。\nframe.jsonl 是否包含该月全部由人工接听的通话，可与贵公司自己的记录核对。\n",
    "proof.readme.lost": "抽样 {draw}：从 {month} 的 {of} 通通话中随机抽取 {n} 通，抽中通话揭晓之前即已封存。\n\nseal.json     封存内容：数量、种子、方法（{method}）、技能组、抽样范围的指纹\ndrawn.json    抽中的通话（按顺序）\n{program}  重新抽取并比对\n\n因供应商合并或有客户被遗忘，当时的抽样范围已无法原样读取，故缺少 frame.jsonl，无法据此复现。seal.json 的 SHA-256 即封存码：\n{seal}\n",
}
