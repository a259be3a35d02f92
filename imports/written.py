"""What somebody wrote in words of their own, without telephone numbers, e-mail addresses, cards and identity numbers.

In a remark most long numbers are no customer's: orders, amounts, moments, calls. So a number is judged by how it is
spelled, by its checksum where it has one, and by the word before it, for whole columns in SQL. (A short text such as a
queue may lose any long number: :mod:`imports.masking`.) Full-width letters, Chinese numerals and invisible marks are
read as what they mean; a text in which something is masked is stored in plain width.
"""

from __future__ import annotations

from functools import cache

from imports.masking import ANY_DIGIT, BREAK, DATES_AND_TIMES, MASK, NUMERAL, RARE_DIGITS, RARE_MARKS, ZEROS
from imports.sql import literal

_WIDE = "".join(chr(code) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)))
_NARROW = "".join(chr(ord(letter) - 0xFEE0) for letter in _WIDE)
_DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
_SIGNS = "＋＠（）－．／\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\u2010\u2011\u2012\u2013\u2014\u2212"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2069\ufeff" + BREAK
_FROM = _WIDE + _DIGITS + _SIGNS + _INVISIBLE
_TO = _NARROW + "0123456789" * 2 + "+@()-./" + " " * 7 + "-" * 6
"""What has no counterpart is dropped."""
_RARE_FROM = "".join(chr(ord(zero) + figure) for zero in ZEROS for figure in range(10)) + "\u20e3"
_RARE_TO = "0123456789" * len(ZEROS) + " "
"""Seldom seen and costly to look for: only where a text holds one is it written over."""

_NO_NUMERAL = "[^" + NUMERAL[1:]
_ENCIRCLED = "[⁰¹²³⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒]"
"""They number the points of a list too, so that they are digits only where there are many."""
_SPOKEN = r"(?i:zero|oh?|nought|naught|one|two|three|four|five|six|seven|eight|nine|double|triple|treble)\b"
_SAID = rf"\b{_SPOKEN}(?:[ ,.\n-]{{1,3}}{_SPOKEN}){{6,}}"
_SUSPECT = (rf"@|＠|%40|[(\[](?i:at)[)\]]|(?i: at [^\n]{{1,200}} dot )"
            rf"|[{ANY_DIGIT}](?:[^{ANY_DIGIT}]*[{ANY_DIGIT}]){{5}}"
            rf"|{NUMERAL}(?:[^\n]{{0,2}}{NUMERAL}){{6}}|{_ENCIRCLED}(?:.{{0,3}}{_ENCIRCLED}){{6}}|{_SAID}"
            r"|(?i:微信[号號]|wechat|weixin|qq)")
"""What a text must have to be looked at closely: an address, six digits, or seven that are written or said in words
nearly together."""

_LETTER = "A-Za-z0-9À-ÖØ-öø-ɏ"
_ADDRESS = (rf"[{_LETTER}_][{_LETTER}._%+'-]{{0,63}} ?(?:@|%40|\((?i:at)\)|\[(?i:at)\]) ?"
            rf"(?:[{_LETTER}一-鿿-]{{1,63}} ?[.。] ?){{1,8}}(?:[A-Za-z]{{2,24}}|xn--[A-Za-z0-9-]{{1,59}})")
_ADDRESS_SAID = (r"\b[A-Za-z0-9][A-Za-z0-9._%+-]{0,63} (?i:at) (?:[A-Za-z0-9-]{1,63} (?i:dot) ){1,4}"
                 r"(?i:com|net|org|info|biz|edu|gov|io|eu|[a-z]{2})\b")
_NO_DIGIT_BEFORE = r"((?:^|[^0-9])[.,/-]?)"

_FILLED = (r"[ \t]*(?i:numbers?|num|no\.?|nr\.?|id|号码|號碼|号|號)?[ \t]*(?i:is|was|are|是|为|為)?[ \t]*[:：#=]?"
           r"[ \t]*")
_ORDERS = (r"(?i:\b(?:orders?|tickets?|cases?|ref(?:erence)?|invoices?|bookings?|tracking|parcels?|shipments?|"
           r"contracts?|polic(?:y|ies)|transactions?|(?:call|contact|interaction|session|conversation) ?id|sku|"
           r"serial)\b|订单|訂單|工单|工單|单号|單號|编号|編號|流水|运单|運單|快递单|发票|發票|合同|案件|话单|話單|会话|會話|交易|序列)")
_CURRENCY = r"(?:[¥￥$€£]|(?i:\b(?:rmb|cny|usd|eur|gbp|hkd|twd|jpy)\b)|人民币|金额|金額)"
_UNIT = (r"(?:[¥￥$€£元块圓圆]|万|亿|美元|欧元|(?i:rmb|cny|usd|eur|gbp|hkd|twd|jpy|euros?|dollars?|pounds?|yuan|"
         r"points?|积分|積分|ms|seconds?|秒)\b)")
_SPARED = "|".join((
    rf"{_ORDERS}{_FILLED}[A-Za-z]{{0,6}}[-_#]?[0-9][0-9A-Za-z_/-]*",
    rf"{_CURRENCY}\s*[0-9][0-9.,]*",
    rf"\b[0-9][0-9.,]*\s?{_UNIT}",
    r"\b[0-9]{1,3}(?:,[0-9]{3}){2,}\b",
    r"\b[0-9]{4,}\.[0-9]{1,2}\b", r"\b[0-9]{4,9},[0-9]{1,2}\b",
    r"\b(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[T_-]?[0-2][0-9][0-5][0-9](?:[0-5][0-9])?)?\b",
    r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b",
))
"""Numbers that are surely no customer's: they say so, or are money, compact moments or hexadecimal ids."""

_DAY = r"(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_ANY_GAP = r"(?:[ .\t\r\n-]|<br>){0,2}"
"""Between the digits of what has a checksum."""
_CITIZEN = rf"(?:\b|ID)[1-9](?:{_ANY_GAP}[0-9]){{16}}{_ANY_GAP}[0-9Xx]\b"
_TAIWAN = r"\b[A-Z][12][0-9]{8}\b"
_IBAN = r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"
_CARD = (r"\b(?:[0-9]{13,19}|[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -]?[0-9]{1,3})?|[0-9]{4}[ -][0-9]{6}[ -][0-9]{4,5}|"
         r"[0-9]{6}[ -][0-9]{10,13})\b")
_CARD_APART = rf"\b[0-9](?:{_ANY_GAP}[0-9]){{12,18}}\b"
_ISSUERS = (r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|(?:5[0-8]|2[2-7]|35|6[013-9])[0-9]{14}|3[47][0-9]{13}|"
            r"3[0689][0-9]{12}|62[0-9]{14,17}")
"""Beginning and length of card numbers: Visa, Mastercard and JCB and their like, American Express, Diners, UnionPay."""
_OTHER_IDS = (
    r"\b(?:00[1-9]|0[1-9][0-9]|[1-8][0-9]{2})-(?:0[1-9]|[1-9][0-9])-[0-9]{4}\b",  # social security, United States
    r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b",  # national insurance, Britain
    r"\b[A-Z]{1,2}[0-9]{6} ?\([0-9A]\)",  # identity card, Hong Kong
)
_NAMED_ID = (rf"((?i:身份证|身份證|护照|護照|passport|identity card|id card|national id){_FILLED})"
             r"[A-Za-z]{0,2}[0-9]{6,18}[Xx]?")

_NAMED_CARD = (rf"((?i:卡号|卡號|银行卡|銀行卡|信用卡|\b(?:bank|credit|debit) card|\bcard (?:number|no)\b){_FILLED})"
               r"[0-9](?:[ -]{0,2}[0-9]){11,18}\b")
_WECHAT = (r"(微信[号號][ \t]*(?:是|为|為)?[ \t]*[:：]?[ \t]*|(?i:\b(?:wechat|weixin)(?: ?id)?)[ \t]*[:：][ \t]*)"
           r"[A-Za-z][A-Za-z0-9_-]{5,19}")
_QQ = rf"((?i:\bqq)[号號]?{_FILLED})[1-9][0-9]{{4,10}}\b"

_GAP = r"(?:[ \t\r\n().·~*-]|<br>){0,3}"
_EXTENSION = r"(?:(?i: ?(?:ext|x|转|轉|分机|分機)[.:：]? ?)[0-9]{1,6})?"
_MOBILE = rf"(?:\+?\b(?:00)?86{_GAP}|\b)1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}{_EXTENSION}\b"
_ANY_SIGN = (r"(?:[^0-9A-Za-z一-鿿]{1,6}|[ \t,，]{0,3}(?:(?i:then|and|dash|hyphen)|转|轉|和|然后|然後|再|杠|横|橫)"
             r"[ \t,，]{0,3})")
_MOBILE_BY_OTHER_SIGNS = rf"\b1[3-9][0-9]{_ANY_SIGN}[0-9]{{4}}{_ANY_SIGN}[0-9]{{4}}\b"
_MOBILE_BY_LETTERS = rf"\b1[3-9][0-9Oo](?:{_GAP}[0-9Oo]){{8}}\b"
"""A letter for a zero, as who types from hearing writes it."""
_MIXED_GAP = r"[ \t.·~*-]{0,3}"
_FIGURE, _NO_FIGURE = "[0-9" + NUMERAL[1:], "[^0-9A-Za-z" + NUMERAL[1:]
_MOBILE_MIXED = (rf"(^|{_NO_FIGURE})[1一幺壹]{_MIXED_GAP}[3-9三四五六七八九叁參肆伍陆陸柒捌玖]"
                 rf"(?:{_MIXED_GAP}{_FIGURE}){{9}}({_NO_FIGURE}|$)")
_ABROAD = r"\+[1-9][0-9]{0,2}(?:[ ().·/-]{0,3}[0-9]){7,12}\b"
_ABROAD_BYZEROS = r"\b00[1-9](?:[0-9]{8,13}|[0-9]{0,2}(?:[ .-][0-9]{2,8}){2,5})\b"
_TRUNK = r"\b0[1-9][0-9]{8,10}\b"
_TRUNK_APART = (rf"{_NO_DIGIT_BEFORE}(0[0-9]{{1,4}}(?:[-/ .]{{1,3}}[0-9]{{2,8}}){{1,4}}|"
                rf"\(0[0-9]{{1,4}}\)(?:[ -]?[0-9]{{2,8}}){{1,4}})\b")
_TRUNK_BY_ONE = rf"{_NO_DIGIT_BEFORE}0(?:[ .-]{{1,3}}[0-9]){{9,11}}\b"
_AMERICAN = r"(?:\+?\b1[-. ])?(?:\([2-9][0-9]{2}\) ?|\b[2-9][0-9]{2}[-. ])[2-9][0-9]{2}[-. ][0-9]{4}\b"
_SERVICE = r"\b[48]00[- ][0-9]{3,4}[- ]?[0-9]{3,4}\b"
_SPELT = rf"(^|{_NO_NUMERAL})[一幺壹]%s[三四五六七八九叁參肆伍陆陸柒捌玖](?:%s{NUMERAL}){{9}}({_NO_NUMERAL}|$)"
_SPELT_TRUNK = rf"(^|{_NO_NUMERAL})[零〇○](?:%s{NUMERAL}){{9,11}}({_NO_NUMERAL}|$)"
_SPELT_GAP = r"[ \t,，、.·-]{0,2}"
_TELEPHONE_WORDS = (
    r"(?i:\b(?:tel|telephone|phone|mobile|cell|cellphone|whatsapp|fax|sips?|callto|call(?:ed)?(?: me)?(?: back)? "
    r"(?:at|on)|(?:call|ring|text|dial|phone|reach)(?: (?:me|her|him|them|us))(?: back)?(?: (?:at|on))?|(?:my|her|his|"
    r"their|our|callback|contact)(?: (?:phone|mobile|cell|home|work))? number)|"
    r"手机|手機|电话|電話|座机|座機|联系方式|聯繫方式|联系|聯繫|拨打|撥打|致电|致電|回电|回電|来电|來電|微信)")
_TELEPHONE = (rf"({_TELEPHONE_WORDS}{_FILLED})[+(]?(?:[0-9](?:[ ().·/,;，；_|-]{{0,3}}[0-9]){{6,14}}|"
              rf"{NUMERAL}(?:{_SPELT_GAP}{NUMERAL}){{6,14}})")

_STRIPPED = "regexp_replace(c, '[^0-9A-Za-z]', '', 'g')"
_FIGURES = "list_transform(string_split(regexp_replace(c, '[^0-9]', '', 'g'), ''), lambda d: d::INTEGER)"
_IS_CITIZEN = (
    f"regexp_full_match(regexp_replace(c, '[^0-9Xx]', '', 'g'), '[1-9][0-9]{{5}}{_DAY}[0-9]{{3}}[0-9Xx]') AND "
    "list_transform([upper(regexp_replace(c, '[^0-9Xx]', '', 'g'))], lambda d: substr('10X98765432', (1 + list_sum("
    "list_transform([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], lambda weight, place: "
    "weight * substr(d, place::BIGINT, 1)::INTEGER)) % 11)::BIGINT, 1) = right(d, 1))[1]")
_IS_CARD = (
    f"regexp_full_match({_STRIPPED}, '{_ISSUERS}') AND list_sum(list_transform(list_reverse({_FIGURES}), "
    "lambda d, place: CASE WHEN place % 2 = 1 THEN d WHEN d > 4 THEN 2 * d - 9 ELSE 2 * d END)) % 10 = 0")
_IS_TAIWAN = (
    "list_transform([9 + strpos('ABCDEFGHJKLMNPQRSTUVXYWZIO', left(c, 1))], lambda letter: (letter // 10 + "
    f"9 * (letter % 10) + list_sum(list_transform({_FIGURES}, lambda d, place: d * greatest(9 - place, 1)))) "
    "% 10 = 0)[1]")
_IS_IBAN = (
    f"list_transform([{_STRIPPED}], lambda s: list_reduce(list_transform(string_split(s[5:] || s[:4], ''), "
    "lambda d: CASE WHEN d BETWEEN '0' AND '9' THEN ascii(d) - 48 ELSE ascii(d) - 55 END), "
    "lambda rest, d: (rest * CASE WHEN d > 9 THEN 100 ELSE 10 END + d) % 97, 0) = 1)[1]")
_IS_TRUNK = "length(regexp_replace(c, '[^0-9]', '', 'g')) BETWEEN 9 AND 12"


def suspect_writing(text: str) -> str:
    """SQL: is there anything in the SQL ``text`` that :func:`masked_writing` must look at?"""
    return f"regexp_matches({text}, {literal(_SUSPECT)})"


def plain_writing(text: str) -> str:
    """SQL of the SQL ``text`` in plain width: what :func:`masked_writing` takes."""
    bare = f"regexp_replace({text}, {literal(f'[{RARE_MARKS}]')}, '', 'g')"
    told = (f"CASE WHEN regexp_matches({text}, {literal(f'[{RARE_DIGITS}{RARE_MARKS}]')}) THEN "
            f"translate({bare}, {literal(_RARE_FROM)}, {literal(_RARE_TO)}) ELSE {text} END")
    return f"translate({told}, {literal(_FROM)}, {literal(_TO)})"


def masked_writing(plain: str) -> str:
    """SQL of the SQL ``plain`` with a mask for each telephone number, address, card and identity number in it; equal to
    ``plain`` where there is none. NULL stays NULL."""
    sql = plain
    for step in _steps():
        sql = step.replace("{text}", sql)
    return sql


def without_customers(text: str) -> str:
    """One ``text`` as a column of remarks would be stored: the very same rules, a database in memory around them."""
    import duckdb

    plain = plain_writing("$said")
    with duckdb.connect() as connection:
        shown = connection.execute(f"SELECT shown FROM (SELECT plain, {masked_writing('plain')} AS shown FROM "
                                   f"(SELECT {plain} AS plain)) WHERE shown <> plain", {"said": text}).fetchone()
    return text if shown is None else str(shown[0])


@cache
def _steps() -> tuple[str, ...]:
    """SQL around ``{text}``, in order. What has a checksum goes before what is spared, and that before telephones."""
    dates = [(pattern, replacement.replace("|", BREAK)) for pattern, replacement in DATES_AND_TIMES]
    broken = f"regexp_replace(c, '([0-9])', '\\1{BREAK}', 'g')"
    return (
        _replaced(_ADDRESS), _replaced(_ADDRESS_SAID), _replaced(_WECHAT, rf"\1{MASK}"),
        _checked(_CITIZEN, _IS_CITIZEN), _checked(_TAIWAN, _IS_TAIWAN), _checked(_IBAN, _IS_IBAN),
        *map(_replaced, _OTHER_IDS), _replaced(_NAMED_ID, rf"\1{MASK}"), _replaced(_NAMED_CARD, rf"\1{MASK}"),
        _replaced(_QQ, rf"\1{MASK}"),
        _checked(_SPARED, "true", broken),
        *(_replaced(*date) for date in dates),
        _checked(_CARD, _IS_CARD), _checked(_CARD_APART, _IS_CARD),
        *map(_replaced, (_MOBILE, _MOBILE_BY_OTHER_SIGNS, _MOBILE_BY_LETTERS, _ABROAD, _ABROAD_BYZEROS, _AMERICAN,
                         _SERVICE)),
        _checked(_TRUNK_APART, _IS_TRUNK, group=2), _replaced(_TRUNK), _replaced(_TRUNK_BY_ONE, rf"\1{MASK}"),
        *2 * (_replaced(_SPELT.replace("%s", _SPELT_GAP), rf"\1{MASK}\2"),),
        _replaced(_SPELT_TRUNK.replace("%s", _SPELT_GAP), rf"\1{MASK}\2"),
        _replaced(_MOBILE_MIXED, rf"\1{MASK}\2"),
        _replaced(rf"{_ENCIRCLED}(?:[ \t.,-]{{0,3}}{_ENCIRCLED}){{6,}}"), _replaced(_SAID),
        _replaced(_TELEPHONE, rf"\1{MASK}"),
        _replaced(BREAK, ""),
    )


def _replaced(pattern: str, by: str = MASK) -> str:
    return f"regexp_replace({{text}}, {literal(pattern)}, {literal(by)}, 'g')"


def _checked(pattern: str, test: str, by: str = literal(MASK), group: int = 0) -> str:
    """SQL that puts the SQL ``by`` in the place of what ``pattern`` finds and ``test`` holds of, both over ``c``."""
    return (f"list_transform([{{text}}], lambda w: list_reduce(list_filter(list_distinct(regexp_extract_all("
            f"w, {literal(pattern)}, {group})), lambda c: {test}), lambda kept, c: replace(kept, c, {by}), w))[1]")
