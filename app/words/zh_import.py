# ruff: noqa: E501 - a table of sentences, each on its own line
"""导入一个文件时所说的话；键与 ``en_import.py`` 一一对应。"""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # 识别成了什么
    "taken.by_headers": "{kind}数据，按表头识别",
    "taken.as": "{kind}数据，格式：{format}",
    "format.aircall": "Aircall 通话导出",
    "format.boston311": "波士顿 311 服务请求",
    "format.nyc311": "纽约 311 服务请求",
    "format.phonenow": "PhoneNow 通话清单",
    # 没有可入库的行，以及等待答复
    "badge.nothing": "没有行入库",
    "badge.nothing.checked": "没有可入库的行",
    "import.nothing": "读取 {read} 行，没有一行可以入库；原因见下。",
    "import.waits": "读取 {read} 行，等您答复后再处理；尚未入库。",
    # 问题
    "issue.column": "“{header}”",
    "issue.row": "该行",
    "issue.refused": "拒收",
    "issue.set_aside": "入库，该值不计",
    "issue.told": "提示",
    "issue.stored_once": "只存一次",
    "issue.replaced": "由后面的行取代",
    "issue.replaced_by": "由第 {row} 行取代",
    "issue.values": "文件中写的是：{values}",
    "issue.value": "“{value}”",
    "issue.at_least": "至少 {count}",
    "many.exact_duplicate": "这些行与后面的某一行内容相同：只存一次。",
    "many.older_version": "同一编号在后面的行再次出现且内容不同：以后一行为准。",
    "value.yes": "是",
    "value.no": "否",
    # 只有人能判断的事
    "question.date_order": "“{column}”中的 {example} 是{answers}？",
    "question.duration_unit": "“{column}”中的 {example} 是{answers}？",
    "question.id_used_again": "“{column}”中有些编号早已入库，属于相隔 35 天以上的另一次联络。这些行如何处理？",
    "question.other": "“{column}”应如何理解？例如：{example}",
    "question.reading": "{order}：{day}",
    "question.of_file": "{file}：{question}",
    "answered": "按已给出的回答：{answers}",
    "answered.date_order": "日期为{choice}",
    "answered.duration_unit": "时长单位为{choice}",
    "date_order.dmy": "日/月/年",
    "date_order.mdy": "月/日/年",
    "date_order.ymd": "年/月/日",
    "unit_word.ms": "毫秒",
    "unit_word.s": "秒",
    "unit_word.min": "分钟",
    "unit_word.h": "小时",
    "unit_word.day": "天",
    "answer.id_used_again.hold_back": "退回这些行",
    # 本次导入前后
    "import.before": "导入前",
    "import.after": "导入后",
    # 撤回文件
    "history.by.administrator": "命令行导入",
    "history.by.demo": "示例数据",
    "history.months": "{first}至{last}",
    "history.ask.stored": "确定撤回 {batch}？其中 {records} 条记录（{months}）将不再计入任何数字，以此为依据的计分卡都会重新计算。",
    "history.ask.withdrawn": "确定恢复 {batch}？其中 {records} 条记录（{months}）将重新计入，相关计分卡都会重新计算。",
    "history.leave": "取消",
}
