"""What the lines above a header say of all its rows: of which days a report is, of which queue, and its threshold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_DAY = (r"\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?!\d)"
        r"|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}|\d{1,2} [A-Za-z]{3,9} \d{4}")
_TO = r"(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?\s*(?:-|–|—|~|～|to|through|until|至|到)\s*"
_RANGE = rf"({_DAY})(?:{_TO}({_DAY}))?"
_MADE_ON = r"(?<!run )(?<!print )(?<!printed )(?<!export )(?<!created )(?<!generated )(?<!report run )"
_DAYS = re.compile(rf"(?:^|[\s(]){_MADE_ON}(?:dates?|days?|period|date range|interval|from|for|统计日期|统计时间|"
                   rf"统计周期|报表日期|数据日期|日期|时间范围|查询时间|統計日期|統計時間|報表日期)\s*[:：,]?\s*{_RANGE}",
                   re.I)
_ONLY_DAYS = re.compile(rf"\W*{_RANGE}\W*", re.I)
_QUEUE = re.compile(r"(?:^|\s)(?:splits?/skills?|split|skill(?: group| name)?|queue(?: name)?|vdn|技能组|技能組|队列|"
                    r"隊列)\s*[:：]\s*(.+?)(?=\s+[^\s:：][^:：]{0,30}[:：]|$)", re.I)
_THRESHOLD = re.compile(r"(?:acceptable service level|service level threshold|answer threshold|服务水平阈值|"
                        r"服务水平标准|服務水平閾值)\s*(?:\((?:s|sec|seconds|秒)\))?\s*[:：,]?\s*(\d{1,5})"
                        r"(?!\s*[%\d])", re.I)
_EVERY = ("all", "all queues", "all skills", "*", "全部", "所有")


@dataclass(frozen=True, slots=True)
class Above:
    """``first`` and ``last`` day as written ('' where none is named; one day: the same), ``queue`` and ``threshold_s``
    likewise."""

    first: str = ""
    last: str = ""
    queue: str = ""
    threshold_s: str = ""


def above(lines: Iterable[str]) -> Above:
    """What the lines above a header say; of several that say a thing the first counts. The day a report was made on is
    none of its days.

    >>> above(["Split/Skill: 23 Sales", "Date: 3/2/2026 - 3/8/2026"])
    Above(first='3/2/2026', last='3/8/2026', queue='23 Sales', threshold_s='')
    """
    texts = list(lines)
    days = _first(_DAYS, texts) or next((match for text in texts if (match := _ONLY_DAYS.fullmatch(text))), None)
    queue, threshold = _first(_QUEUE, texts), _first(_THRESHOLD, texts)
    first = days[1] if days else ""
    name = queue[1].strip() if queue else ""
    return Above(first, (days[2] or first) if days else "", "" if name.casefold() in _EVERY else name,
                 threshold[1] if threshold else "")


def _first(pattern: re.Pattern[str], texts: list[str]) -> re.Match[str] | None:
    return next((match for text in texts if (match := pattern.search(text))), None)
