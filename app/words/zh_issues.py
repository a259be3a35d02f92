"""导入问题与拒收理由的中文文案；键与字段同 ``imports.issues.CATALOGUE``，由测试核对。"""

from __future__ import annotations

ROWS: dict[str, str] = {
    # 该行不入库
    "missing_cell": "{column} 为空，缺了它这一行无法使用。请补填后重新导入该行。",
    "not_a_time": "{column} 不是可识别的日期时间。请写成 2026-05-03 14:05:00 的形式。",
    "not_a_duration": "{column} 不是可识别的时长。请写数字（单位 {unit}）或 时:分:秒。",
    "not_a_number": "{column} 不是可识别的数字。",
    "not_a_count": "{column} 必须是整数。",
    "not_yes_no": "{column} 既不是“是”也不是“否”。请填是、否，或留空。",
    "not_a_choice": "{column} 中的词无法识别。可用的有：{choices}。",
    "future": "{column} 晚于当前时间。请核对日期，以及读取文件所用的时区（{timezone}）。",
    "negative_duration": "{column} 为负数，时长不可能为负。",
    "negative_count": "{column} 为负数，次数不可能为负。",
    "id_too_long": "{column} 超过 {most} 个字符，编号不会这么长。请检查该行的分隔符与引号。",
    "id_mangled": "{column} 被电子表格改成了近似数字（{value}），可能已与别的记录相同。"
                  "请以文本格式导出后重新导入该行。",
    "score_above_max": "{criterion} 的得分高于其满分 {max_score}。",
    "score_negative": "{criterion} 的得分低于 0。请填 0 至该项满分之间的分数；致命错误另有 critical_error 一列。",
    "criterion_unread": "{criterion} 中的“{value}”不是分数。请填得分、4/5 或 85% 这样的比例、是、否或 N/A。",
    "split_row": "该行的单元格多于表头：某个值里含有分隔符而未加引号。请给该值加引号后重新导入该行。",
    "broken_record": "这不是完整的 JSON 对象：内容损坏、中途截断，或并非对象。请重新导出后再导入。",
    "id_used_again": "该编号已用于相隔 {days} 天以上的另一条记录（在本文件中，或早已入库）。"
                     "请为每条记录使用各自的编号。",
    "already_stored": "该编号已入库。更正只补充被退回的行，不改动已入库的记录。如已入库的行有误，请联系甲方重新导入。",
    "other_month": "日期不在所更正文件的月份之内；更正不能给其他月份添加数据。请核对日期，如确无误，请交由甲方导入。",
    "still_masked": "{column}仍是隐去的内容。请按贵司系统中的记录填写，不详者留空，再重新提交该行。",
    "not_held_back": "该编号不属于所更正文件中被退回的行。更正只补交那些行；其余请交由甲方导入。",
    "leg_without_contact": "其所属联络 {value} 不在本文件中，或已被退回。请把联络与其各段放在同一文件中。",
    "cells_unread": "无法从相应单元格的内容得出{column}。",
    "call_incomplete": "同一通电话的另一条事件未能入库；事件日志中的一通电话要么整通入库，要么都不入库。",
    "call_not_told": "日志既未记录该电话何时进入队列，也未记录其如何离开。请从该电话开始之前导出日志，再重新导入。",
    "not_drawn": "通话 {value} 不在抽样 {draw} 抽出的通话之中，不属于该随机样本。请核对通话编号；"
                 "如系以其他方式选出，请清空抽样批次，并在抽检方式中注明。",
    "not_the_vendors": "该行由 {value} 统计，供应商只能更正自己的统计。请交由甲方导入该行。",
    "draw_bent": "该行属于随机抽样 {draw}，却写明以其他方式选出。请恢复发出时的抽检方式；"
                 "如确系另行选出，请清空抽样批次。",
    "judged_before_draw": "该行属于抽样 {draw}，质检时间却早于抽样。请核对质检时间；"
                          "如确在抽样之前评定，请清空抽样批次与抽检方式。",
    "heard_before": "{value} 已评定过该通话；抽样 {draw} 请第二人再听，以比较两人所闻是否一致。请由他人评定。",
    "survey_bent": "编号 {value} 由抽样 {draw} 发给另一通电话，或应由甲方调查。"
                   "请恢复发出时的问卷编号、通话编号与调查方；其他调查的答复请另编编号。",
    "evaluation_incomplete": "同一份质检评分的另一行未能入库；一份评分要么整份入库，要么都不入库。",
    # 该行入库，数值搁置
    "out_of_range": "{column} 须在 {low} 与 {high} 之间；该值已搁置。",
    "part_above_count": "{column}大于其所属的总数；该值已搁置。",
    "too_low": "{column} 不得小于 {low}；该值已搁置。",
    "too_long": "{column} 超出一次联络可能的时长（电话与在线聊天 24 小时，其他渠道 31 天）；该值已搁置。",
    "impossible_unanswered_talk": "该联络无人接起，却带有通话时长、评分或应答时间：这些值已搁置。",
    # 入库并标记
    "outcome_contradicts": "处理结果与“是否接起”两列互相矛盾；以处理结果为准。",
    "answered_without_wait": "已接起，但客户等了多久不详。",
    "answered_without_agent": "已接起，但未注明坐席。",
    "ended_before_start": "{column} 早于开始时间。",
    "parts_above_whole": "等待与通话时长之和超过从开始到结束的时间：其中必有一项有误。",
    "parts_below_whole": "从开始到结束的时间比自助语音、等待、通话、保持与话后处理之和多出一分钟以上："
                         "其中必有一项有误。",
    "handle_time_differs": "通话、保持与话后处理时长之和与该行所写的处理时长不符。",
    "two_spellings_differ": "{column} 与“{other}”记录同一时长，数值却不一致。",
    "ambiguous_hour": "{column} 落在夏令时结束时重复的那一小时，按前一次计。",
    "skipped_hour": "{column} 落在夏令时跳过的那一小时；请核对时区（{timezone}）。",
    "no_criteria": "没有任何评分项，因此无法衡量服务质量。请让每个评分项单独成列，"
                   "并在表头注明满分，如“开场白（5分）”。",
    "entry_missing": "日志记录了该电话如何结束，却没有记录它如何开始：何人何时来电，在前一个文件中。"
                     "请将前一个文件也导入，先后不拘，两者会自动拼合。",
    "exit_missing": "日志记录了该电话如何开始，却没有记录它如何离开队列：结果不详。"
                    "请将后一个文件也导入，两者会自动拼合。",
    "end_missing": "坐席已接起该电话，但文件没有记录通话多久：通话时长、转接次数和结束时间不详。"
                   "若文件在该电话结束之前中断，请将后一个文件也导入，两者会自动拼合。",
    "contact_lacks_leg": "该联络有一段被退回，入库时缺少该段。请改正该段，并将联络与其各段一并重新导入。",
    "text_cut": "{column} 超过 {most} 个字符；只保存前面这些。",
    # 仅作说明
    "older_version": "同一编号在第 {newer_row} 行再次出现且内容不同：以较新的一行为准。",
    "exact_duplicate": "与第 {newer_row} 行内容相同：只存一次。",
    "criterion_left_out": "{column} 像是评分项，但未按评分项读取：其中多数单元格不是分数，或记录的是别的数字。"
                          "如确是评分项，请在表头注明满分，如“开场白（5分）”。",
    "no_maximum": "{criteria} 未注明满分：得分已入库，但无法据此衡量质量。"
                  "请在表头注明满分，如“开场白（5分）”，再重新导入。",
    "call_not_stored": "通话 {value} 不在该供应商已入库的通话之中，无法与之对照。"
                       "导入该通话后即可对照；若该通话已入库，请核对编号。",
    "no_record": "含“{value}”的行记录的是坐席、系统或通话过程，本身不是一次联络：{count} 行不计。",
    "draw_not_known": "此处没有抽样 {value} 的记录：写明该批次的评分按其所写入库。",
    "sum_of_average": "{column}由均值乘以其对应的次数得出（“{average}” × “{count}”）：精确程度取决于均值保留的位数。",
    "minutes_from_step": "文件未写明每个时段的长度：按各行之间的间隔，取 {minutes} 分钟。",
    "second_hour": "夏令时结束时重复的那一小时里，同一时段出现两次：这一行视为第二次。",
    "not_filled_in": "{count} 行已下发但尚未填写：不计。填写后请重新导入该表。",
    "total_differs": "各行的{column}合计为 {made}，而文件自带的合计为 {claimed}。"
                     "文件可能缺行或有重复的行，请向供应商核实。",
    "count_differs": "文件自称有 {claimed} 条记录，实有 {made} 条。文件可能缺行或有重复的行，请向供应商核实。",
    "total_row": "合计行，不是记录：不计。",
    "note_row": "说明行，不是记录：不计。",
    "header_again": "重复的表头，不是记录：不计。",
    "scale_stretched": "{column}是 {scale} 分制：已按比例换算为 1 至 5 分，以便与其他评分比较。",
}

CONTENT: dict[str, str] = {
    # 整个文件拒收：内容
    "column_not_read": "{column}未按“{meant}”读取：其中没有一个单元格是这样的值（例如“{value}”）。",
    "header_not_there": "文件中没有可作为“{meant}”读取的列“{header}”。文件中有：{found}。请写出其中一列；"
                        "日期与时刻分列时用“ + ”连接两列；文件中没有这一列时写 -。",
    "unknown_format": "没有已知格式与之相符。最接近的是“{nearest}”，它还需要：{missing}。文件中有：{found}。"
                      "请把所缺的表头改成括号中的任一写法，再重新导入。",
    "looks_like_kind": "这份文件像是“{looks_like}”，而不是“{kind}”。请在上方改选“{looks_like}”后重新检查；"
                       "如无此选项，请把文件交给甲方经理。",
    "unknown_kind": "没有“{kind}”这一类文件。已知的有：{known}。",
    "unknown_format_name": "{kind}没有名为“{name}”的格式。已知的有：{known}。",
    "format_missing": "文件不符合格式“{name}”：缺少 {missing}。文件中有：{found}。",
    "several_formats": "该文件符合多种格式：{formats}。此处无法选定格式，请交由门户管理员导入。",
    "sheet_not_there": "文件中没有含数据的工作表“{sheet}”。文件中有：{sheets}。请写出其中一个，"
                       "或用 together 表示合并列相同的全部工作表。",
    "no_header": "没有找到表头：表格第一行须写明各列名称。",
    "unknown_vendors": "以下供应商尚未登记：{vendors}。如各行同属一家，请在上方选定该供应商后重新检查；"
                       "否则请甲方经理在“登记供应商”中逐一登记。",
    "vendor_needed": "文件未说明属于哪家供应商。请在上方选定供应商后重新检查，或在文件中增加供应商一列。",
    "aggregated_report": "这是汇总与均值报表（{found}），不是逐条联络清单，无法还原任何一通电话。请改为导出通话明细。"
                         "如报表按技能组和时段给出次数，可作为“时段统计”导入。",
    "averages_only": "该报表只有比率与均值（{found}），没有相应的次数，无法累加。"
                     "请连同次数（呼入量、接通量、放弃量）一并导出。",
    "counts_of_agents": "该报表每行是一名坐席（{found}），而时段统计按技能组计数。请改为导出按技能组的报表。",
    "rows_alike": "{rows} 行中的多数统计的是同一时段、同一技能组，数字却不同：无法得知各行以什么区分。"
                  "请只按时段与技能组导出，或将区分各行的列命名为“时段”或“技能组”。",
    "times_without_day": "各行只有时间没有日期，而报表涵盖 {first} 至 {last}，无法得知每行属于哪一天。"
                         "请导出带日期列的报表，或逐日导出。",
    "nothing_filled_in": "表中尚无任何一行填写。请先填写已知内容，再重新导入。",
    "no_records": "文件只有表头，没有记录。请选有数据的时段重新导出。",
    "unknown_timezone": "“{timezone}”不是时区。请写成 Europe/Berlin 或 Asia/Shanghai 的形式。",
}

FILES: dict[str, str] = {
    # 整个文件拒收：文件本身
    "not_there": "此处没有文件，或无权读取。请核对路径与权限。",
    "empty_file": "文件是空的。请从源系统重新导出后再导入。",
    "too_large": "文件大小为 {size_mb} MB，此类文件一次最多读取 {limit_mb} MB。"
                 "请缩短导出时段，或另存为 CSV 后分批导入。",
    "bomb": "文件由 {packed_mb} MB 解压成 {unpacked_mb} MB，真实的导出不会如此，因此没有打开。请从源系统重新导出；"
            "若确属真实，请解压后以 CSV 导入。",
    "wrong_kind_of_file": "这是 {found}，不是表格。请导出为 CSV 或 XLSX 再导入。",
    "archive_unsupported": "这是 {found}，此处无法解压。请解压后导入其中的文件，或改用 ZIP、GZIP 打包。",
    "zip_with_several": "压缩包内有 {count} 个文件：{names}。请解压后逐个导入，以便日后逐个撤回。",
    "zip_without_data": "压缩包内没有可读取的文件。请放入一个 CSV、XLSX、XLS、XLSB、ODS 或 JSON 文件，"
                        "或直接导入该文件。",
    "zip_nested": "压缩包内还有压缩包（{names}）。请解压后导入其中的文件。",
    "password_protected": "文件设有密码。请打开它并取消密码（Excel：文件、信息、保护工作簿），保存后重新导入。",
    "corrupt_workbook": "工作簿无法打开：已损坏或不完整。请在 Excel 中打开并另存为新文件后导入，或重新导出。",
    "corrupt_archive": "压缩包已损坏或不完整。请重新复制或导出后再导入。",
    "unsafe_xml": "工作簿含有表格软件不会写入的 XML 声明（{part}），因此没有打开。请在 Excel 中打开并另存为新文件。",
    "too_many_cells": "工作表“{sheet}”延伸到单元格 {reference}，共 {cells} 个单元格，最多读取 {limit} 个。"
                      "请删去表格以外的内容，或将该工作表另存为 CSV 后重新导入。",
    "too_many_columns": "表格有 {count} 列，最多读取 {limit} 列。请核对列分隔符是否正确，或减少导出的列。",
    "no_table": "文件中没有任何工作表含有表格。请导入首行为表头、其下每行一条记录的文件。",
    "unreadable_text": "文件文字无法读取：有 {count} 处不符合任何已知编码。"
                       "请另存为 CSV UTF-8（Excel：另存为，CSV UTF-8）后重新导入。",
    "broken_json": "JSON 在第 {line} 行第 {column} 列中断或有误：{detail}。请重新导出并导入完整文件。",
    "json_without_records": "JSON 中没有记录列表。请导入对象列表、含有此类列表的对象，或每行一个对象的文件。",
    "timeout": "读取超过 {limit_s} 秒，已停止，未存入任何内容。请缩短导出时段，或另存为 CSV 后重新导入。",
    "memory": "读取所需内存超过 {limit_mb} MB，已停止，未存入任何内容。请缩短导出时段，或另存为 CSV 后重新导入。",
    "reader_crashed": "读取该文件时程序中断，未存入任何内容。请在 Excel 中打开并另存为 CSV UTF-8，再导入该文件。",
    "reader_fault": "读取因程序故障（{fault}）而停止，不是您的问题，未存入任何内容。请保留文件并报告此故障；"
                    "另存为 CSV UTF-8 或可暂时解决。",
    "cancelled": "读取已取消，未存入任何内容。需要时请重新导入。",
}

FOUND: dict[str, str] = {
    # 不是表格的文件是什么
    "a PDF document": "PDF 文档", "a PNG image": "PNG 图片", "a JPEG image": "JPEG 图片", "a GIF image": "GIF 图片",
    "a TIFF image": "TIFF 图片", "a sound or video file": "音频或视频文件", "a sound file": "音频文件",
    "an RTF document": "RTF 文档", "a program": "程序文件", "a SQLite database": "SQLite 数据库",
    "a Parquet file": "Parquet 文件", "an Access database": "Access 数据库", "an Outlook folder": "Outlook 数据文件",
    "a 7-Zip archive": "7-Zip 压缩包", "a RAR archive": "RAR 压缩包", "a BZIP2 archive": "BZIP2 压缩包",
    "an XZ archive": "XZ 压缩包", "a Zstandard archive": "Zstandard 压缩包",
    "an XML spreadsheet of Excel 2003": "Excel 2003 的 XML 表格",
    "a web page (HTML), whatever its name": "网页（HTML）",
    "an XML document": "XML 文档", "a web page or e-mail (MIME)": "网页或邮件（MIME）", "a Word document": "Word 文档",
    "a PowerPoint presentation": "PowerPoint 演示文稿", "an Outlook message": "Outlook 邮件",
}
"""按 ``imports.containers`` 所说的文件类型；由测试核对。"""

SENTENCES: dict[str, str] = {**ROWS, **CONTENT, **FILES}
