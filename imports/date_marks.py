"""Texts of moments written the plain way: Chinese marks, full-width digits, and what stands in an order of its own."""

from __future__ import annotations

from imports.sql import literal
from imports.typed import Ask

_ZONE = r"Z|UTC|GMT|[+-]\d\d:?\d\d"
_CLOCK = r"\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[aApP][mM])?"
_CLOCK_FIRST = rf"^({_CLOCK})(?: ?({_ZONE}))? ([^:]*\d{{4}}[^:]*)$"
"""``10:03:19 UTC 2026-05-01``, ``10:03 01/05/2026``."""
_YEAR_LAST = rf"^(?:[A-Za-z]{{3,9}},? )?([A-Za-z]{{3,9}} \d{{1,2}}) ({_CLOCK})(?: ({_ZONE}))? (\d{{4}})$"
"""``Fri May  1 10:03:19 UTC 2026``, as ``date`` and ``ctime`` write it."""
_NAMED_ZONE = r"(?:GMT|UTC)([+-]\d\d)"
_SHORT_ZONE = r"(?:GMT|UTC)([+-])(\d)(?::00)?$"
_ZONE_TWICE = r"([+-]\d\d:?\d\d) (?:GMT|UTC)$"
_REMARK = r" ?(?:\([^()]*\)|\[[^\[\]]*\])$"
"""``Fri May 01 2026 10:03:19 GMT+0800 (China Standard Time)``: the offset says it already."""
_MARKED = "|".join((r"[^\x00-\x7F]|[aApP]\.[mM]|  ", _CLOCK_FIRST, _YEAR_LAST, _NAMED_ZONE, _SHORT_ZONE, _ZONE_TWICE,
                    _REMARK))

_STEPS = (("(\\d)\\s*[年月]\\s*", "\\1-"), ("(\\d)\\s*[日号號]\\s*", "\\1 "), ("(\\d)\\s*[时時点點]\\s*", "\\1:"),
          ("(\\d)\\s*分\\s*", "\\1:"), ("(\\d)\\s*秒", "\\1"), (":\\s*$", ""),
          ("(上午|凌晨|早上)\\s*([\\d:]+)", " \\2 AM"), ("(中午)\\s*(11:[\\d:]+)", " \\2 AM"),
          ("(下午|中午)\\s*([\\d:]+)", " \\2 PM"), ("(晚上)\\s*((?:0?\\d|1[01]):[\\d:]+)", " \\2 PM"),
          ("([aApP])\\.\\s?([mM])\\.?", "\\1\\2"), ("(:)(\\s|$)", ":00\\2"), ("\\s+", " "),
          (_REMARK, ""), (_SHORT_ZONE, "\\10\\2:00"), (_ZONE_TWICE, "\\1"), (_NAMED_ZONE, "\\1"),
          (_YEAR_LAST, "\\1 \\4 \\2\\3"), (_CLOCK_FIRST, "\\3 \\1\\2"))


def plainly(text: str, ask: Ask, relation: str) -> str:
    """SQL: the text written the plain way, where any cell is not."""
    marked = ask(f"SELECT coalesce(bool_or(regexp_matches({text}, {literal(_MARKED)})), false) FROM {relation}")[0]
    return _without_marks(text) if marked else text


def _without_marks(text: str) -> str:
    result = f"translate({text}, '０１２３４５６７８９：／－\u3000\u00a0\u202f', '0123456789:/-   ')"
    for pattern, replacement in _STEPS:
        result = f"regexp_replace({result}, {literal(pattern)}, {literal(replacement)}, 'g')"
    return f"trim({result})"
