"""What may be shown of a cell: telephone numbers, e-mail addresses, cards and identity numbers are taken out of it.

A customer stands where no header says so: in a second telephone column, in a cell that slid into its neighbour, in a
note. So customers are looked for by what they look like, by the same patterns in Python and in DuckDB. None of these
goes back over what it has read: a long text costs no more than its length.
"""

from __future__ import annotations

import re
from functools import cache

from imports.sql import literal
from scoring.records import KINDS, Type

MASK = "•••"
BREAK = "\ue000"
"""A character that no text means anything by: put into dates and times, it keeps their digits from being one number."""

ZEROS = "߀०০੦૦୦௦౦೦൦෦๐໐༠၀႐០᠐᥆᧐᪀᪐᭐᮰᱀᱐꘠꣐꤀꧐꧰꩐꯰🯰𝟎𝟘𝟢𝟬𝟶"
"""The zeros of other scripts and of mathematical letters; nine digits follow each."""
RARE_DIGITS = "".join(f"{zero}-{chr(ord(zero) + 9)}" for zero in ZEROS)
RARE_MARKS = ("\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u202d\u202e\u2061-\u2065\u2067\u2068"
              "\u206a-\u206f\ufe00-\ufe0f")
"""Marks that nobody sees."""
ANY_DIGIT = "0-9０-９٠-٩۰-۹" + RARE_DIGITS
NUMERAL = "[零〇○一二三四五六七八九幺两壹贰貳叁參肆伍陆陸柒捌玖]"
_DIGIT = f"[{ANY_DIGIT}]"
_OTHER = f"[^{ANY_DIGIT}]"
_SPACES = "\u00ad\u00a0\u2000-\u2015\u2028-\u202f\u2060\u2066\u2069\u20e3\u2212\u3000\ufeff" + RARE_MARKS
_GAP = r"[\s().·/（）．／－\-" + _SPACES + "]"
_WIDE_GAP = r"[\s().·/（）．／－\-,;_|，；、｜*~'’“”:：#=\\<>" + '"' + _SPACES + "]"
"""Within a text digits are also spelled with commas and the like; in an id column such signs are parts of the id."""


def _number(gap: str) -> str:
    """Seven digits or more as telephone numbers, cards and identity numbers are spelled."""
    return rf"[+＋(（]{{0,2}}{_DIGIT}(?:{gap}{{0,3}}{_DIGIT}){{6,}}[Xx]?"


_ADDRESS = r"""[^\s,;<>"'()\[\]]{0,64} ?(?:@|＠|%40) ?[^\s,;<>"'()\[\]]{0,255}"""
DATES_AND_TIMES = (
    (rf"({_DIGIT}{{1,2}}:{_DIGIT}{{2}}(?::{_DIGIT}{{2}})?)([.,]{_DIGIT}{{1,3}})({_DIGIT}{{0,3}})", r"\1|\2|\3|"),
    (rf"(^|{_OTHER})({_DIGIT}{{1,2}}:{_DIGIT}{{2}})", r"\1|\2|"),
    *2 * ((r"(^|[^0-9])((?:19|20)[0-9]{2})([-/.])([0-9]{1,2})([-/.])([0-9]{1,2})([^0-9]|$)", r"\1|\2|\3\4|\5\6|\7"),),
    *2 * ((r"(^|[^0-9])([0-9]{1,2})([-/.])([0-9]{1,2})([-/.])((?:19|20)[0-9]{2})([^0-9]|$)", r"\1|\2|\3\4|\5\6|\7"),),
)
"""They are broken up (``|``) before numbers are looked for; dates twice, for two that share the sign between them."""

_DAY = r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_MOBILE = (r"(^|[^0-9])(?:\+?86|0086)?1[3-9][0-9]{9}([^0-9]|$)", rf"\1{MASK}\2")
_IDENTITY = (rf"(^|[^0-9])[1-9][0-9]{{5}}{_DAY}[0-9]{{3}}[0-9Xx]([^0-9]|$)", rf"\1{MASK}\2")
_SCHEME = r"(?:tel|sips?|phone|callto|whatsapp)[:：]\s*"
_ALONE = rf"[\s\"'<\[]*(?i:{_SCHEME})?{_number(_GAP)}[\s\"'>\].,;]*"
_SPELLED = rf"(?i:{_SCHEME})|[+＋(（]|^\D{{0,3}}00[1-9][0-9]{{9,13}}\D{{0,3}}$|{_DIGIT}[^0-9.]+{_DIGIT}|[.][0-9]+[.]"
"""What a number alone in an id column must have besides its digits to be one that is dialled."""

_FRACTION = r"-?(?:0|[1-9][0-9]{0,5})[.,][0-9]+(?:[eE]-?[0-9]{1,3})?"
_CLOCK = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)? ?(?:Z|[APap][Mm]|[+-][0-9]{2}:?[0-9]{2})?"
_DATE = (r"(?:(?:19|20)[0-9]{2}([-/.])[0-9]{1,2}([-/.])[0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}([-/.])(?:19|20)[0-9]{2})"
         rf"(?:[T ]{_CLOCK})?")
_EPOCH = r"1[0-9]{9}(?:[.][0-9]{1,6})?|1[0-9]{12}"
"""Seconds (until 2033) and milliseconds since 1970. No telephone number of ten digits begins with a one."""
_MOMENT = rf"{_DATE}|{_EPOCH}|{_FRACTION}|{_DAY}(?:[T ]?(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9])?)?Z?"
_DATED_ID = (rf"(?:{_DAY}|(?:19|20)[0-9]{{2}}(?:[-/.][0-9]{{2}}){{0,2}})[-/._ ][0-9]{{1,9}}"
            rf"|[0-9]{{1,9}}[-/._ ](?:{_DAY}|(?:19|20)[0-9]{{2}}(?:[-/.][0-9]{{2}}){{2}})(?:[T ]{_CLOCK})?")
_COMPACT_DAY = rf"(?<![0-9]){_DAY}(?:[T_-]?[0-2][0-9][0-5][0-9](?:[0-5][0-9])?)?(?![0-9])"
_SPARED = {Type.SECONDS: _FRACTION, Type.NUMBER: _FRACTION, Type.COUNT: _FRACTION, Type.TIMESTAMP: _MOMENT,
           Type.DEADLINE: _MOMENT, Type.DONE: _MOMENT, Type.ID: _DATED_ID}
"""Whole cells that look like a number to be dialled and are none, where such values are expected."""

_IN_NUMERALS = rf"{NUMERAL}(?:[ \t,，、.·-]{{0,2}}{NUMERAL}){{9,}}"
"""Ten numerals in a row are no count."""
_SUSPECT = rf"@|＠|%40|{_DIGIT}(?:{_OTHER}*{_DIGIT}){{6}}|{NUMERAL}(?:[^\n]{{0,2}}{NUMERAL}){{9}}"
"""What a text must have before it is looked at closely: most have not."""

LOOKED_AT = 1_000
"""Characters of a text of which only the beginning is shown."""
_TYPES = {column.name: column.type for kind in KINDS.values() for column in kind.columns}


def type_of(column: str) -> Type | None:
    """What the canonical column of this name holds; None for any other."""
    return _TYPES.get(column)


def masked_text(text: str, type_: Type | None = None) -> str:
    """``text`` without anything that looks like a customer. Plain ids (digits alone) stay where ``type_`` is ID."""
    if not _compiled(_SUSPECT).search(text) or (type_ in _SPARED and _compiled(_SPARED[type_]).fullmatch(text)):
        return text
    if type_ is Type.ID and _compiled(_ALONE).fullmatch(text) and _compiled(_SPELLED).search(text):
        return MASK
    for pattern, replacement in _steps(type_):
        text = _compiled(pattern).sub(replacement, text)
    return text


def masked_start(text: str, characters: int, type_: Type | None = None) -> str:
    """The first ``characters`` of ``text`` as they may be shown. Of a long text only the beginning is looked at,
    without a word or number that may go on where it ends."""
    seen = text[:LOOKED_AT]
    if len(text) > LOOKED_AT:
        seen = _compiled(r"[!-~＠]{0,320}$").sub("", seen)
        seen = _compiled(rf"[+＋{_WIDE_GAP[1:-1]}{ANY_DIGIT}]*$").sub("", seen) + MASK
    return masked_text(seen, type_)[:characters]


def masked_sql(text: str, type_: Type | None = None) -> str:
    """SQL of the same for the SQL ``text``."""
    sql = text
    for pattern, replacement in _steps(type_):
        sql = f"regexp_replace({sql}, {literal(pattern)}, {literal(replacement)}, 'g')"
    whens = f"WHEN NOT {suspect_sql(text)} THEN {text} "
    if type_ in _SPARED:
        whens += f"WHEN regexp_full_match({text}, {literal(_SPARED[type_])}) THEN {text} "
    if type_ is Type.ID:
        whens += (f"WHEN regexp_full_match({text}, {literal(_ALONE)}) AND regexp_matches({text}, {literal(_SPELLED)}) "
                  f"THEN {literal(MASK)} ")
    return f"CASE {whens}ELSE {sql} END"


def masked_file_name(name: str) -> str:
    """A file's name without customers; the days that such names are made of (``calls-20260501-20260531``) stay."""
    days = _compiled(_COMPACT_DAY).findall(name)
    between = _compiled(_COMPACT_DAY).split(name)
    return "".join(masked_text(text) + day for text, day in zip(between, [*days, ""], strict=True))


def suspect_sql(text: str) -> str:
    """SQL: is there anything in the SQL ``text`` that must be looked at closely?"""
    return f"regexp_matches({text}, {literal(_SUSPECT)})"


@cache
def _steps(type_: Type | None) -> tuple[tuple[str, str], ...]:
    """Patterns and what takes the place of their matches, in order."""
    numbers = (_MOBILE, _IDENTITY) if type_ is Type.ID else (
        (_number(_WIDE_GAP), MASK), (_IN_NUMERALS, MASK))
    broken = tuple((pattern, replacement.replace("|", BREAK)) for pattern, replacement in DATES_AND_TIMES)
    return ((BREAK, ""), (_ADDRESS, MASK), *broken, *numbers, (BREAK, ""))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """As DuckDB has it. What repeats without end gives nothing back here either: Python would keep a note of each
    turn, eighty bytes for each byte of a long row of numbers."""
    return re.compile(re.sub(r"(?<!\\)\{(\d),\}", r"{\1,}+", pattern), re.ASCII)
