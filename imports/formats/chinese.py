"""Chinese headers in all their forms: …时间 and …日期 of a moment mean the same, so do both ways of writing."""

from __future__ import annotations

import re

_TRADITIONAL = str.maketrans(
    "业个会体供决凭创别动务单变号员响问场备复实应开录态战户执择时权条来标样检叫机满状现电码种称级红线组结编职联质费"
    "转进迟连选途递邀采错锁销长闭间关队隐预项题馈类语误调请诺识词话询评证记订认许设访诉诊贵责负赔跟项顾顶领频频观规视"
    "处务后发节区协压双听圆声复续绪继绩维综网罗总统约纪纸给绝缴缺义习书买乱争产亲仅从优传伤写数内兑径挂荐据愿倾咨"
    "离训晋额币账测阈损弃岗办难辞"
    "价当报归属环显验点邮讯历营运输龄终释静铃导缘专达净简际阶层顺团获围盘图钟断滚拨参与确详细说谁该谈论热败对没无占系",
    "業個會體供決憑創別動務單變號員響問場備覆實應開錄態戰戶執擇時權條來標樣檢叫機滿狀現電碼種稱級紅線組結編職聯質費"
    "轉進遲連選途遞邀採錯鎖銷長閉間關隊隱預項題饋類語誤調請諾識詞話詢評證記訂認許設訪訴診貴責負賠跟項顧頂領頻頻觀規視"
    "處務後發節區協壓雙聽圓聲覆續緒繼績維綜網羅總統約紀紙給絕繳缺義習書買亂爭產親僅從優傳傷寫數內兌徑掛薦據願傾諮"
    "離訓晉額幣賬測閾損棄崗辦難辭"
    "價當報歸屬環顯驗點郵訊歷營運輸齡終釋靜鈴導緣專達淨簡際階層順團獲圍盤圖鐘斷滾撥參與確詳細說誰該談論熱敗對沒無佔係")
_SIMPLIFIED = {form: plain for plain, form in _TRADITIONAL.items()}
_MOMENT = re.compile(r"(.+?)(时间|時間|日期|日)")


def spellings(words: tuple[str, ...], is_moment: bool) -> tuple[str, ...]:
    """``words`` in their order, then the other forms of the Chinese ones; ``is_moment``: time, date and day too.

    >>> spellings(("due date", "截止日期"), True)
    ('due date', '截止日期', '截止时间', '截止日', '截止時間')
    """
    dated = [stem + end for word in words if is_moment and (match := _MOMENT.fullmatch(word))
             for end in ("時間" if "間" in word else "时间", "日期", "日") for stem in (match[1],)]
    forms = [*words, *dated]
    return tuple(dict.fromkeys([*forms, *map(traditional, forms)]))


def traditional(word: str) -> str:
    """The word in traditional letters (those that headers use)."""
    return word.translate(_TRADITIONAL)


def simplified(text: str) -> str:
    """The text in simplified letters (those that headers use).

    >>> simplified("等待時長"), simplified("滿意度")
    ('等待时长', '满意度')
    """
    return text.translate(_SIMPLIFIED)
