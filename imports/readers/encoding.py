"""In which encoding a text was written, decided from its bytes and proved by decoding all of it."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from imports.errors import Refused
from imports.readers.scan import Scan, is_binary

_CHUNK = 1 << 20
_SAMPLE = 1 << 20
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_ONE_IN = 1_000
"""At most one character in so many may fit no encoding; otherwise the text is refused."""

_SIMPLIFIED = (
    "的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么"
    "心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知样现分"
    "将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因"
    "通话时长秒主叫被叫坐席技能组振铃结束呼叫方向接听排队等待满意度客户投诉处理结果编号姓名电话号码日期间班"
    "未已否放弃转接评分工单渠道语音在线状态类型备注录音服务质量监控承诺反馈内容跟进完成销售咨询退款产品账户")
_TRADITIONAL = (
    "的一是不了在人有我他這中大來上個國到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可裡後小麼"
    "心多天而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長知樣現分"
    "將外但身些與高意進把法此實回二理美點月明其種聲全工己話兒者向情部正名定女問力機給等幾很業最間新什打便位因"
    "通話時長秒主叫被叫坐席技能組振鈴結束呼叫方向接聽排隊等待滿意度客戶投訴處理結果編號姓名電話號碼日期間班"
    "未已否放棄轉接評分工單渠道語音在線狀態類型備註錄音服務質量監控承諾反饋內容跟進完成銷售諮詢退款產品賬戶線")
_WESTERN = frozenset("àâäáãåæçéèêëíìîïñóòôöõøœúùûüýÿßÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝŠšŽž€£¥©®°§«»¿¡–—‘’“”•…²³½·ªº ")


@dataclass(frozen=True, slots=True)
class Encoding:
    """``name`` as Python calls it, ``bom_bytes`` to skip, ``replaced``: places that fit no encoding, read
    as U+FFFD."""

    name: str
    bom_bytes: int = 0
    replaced: int = 0


def encoding_of(path: Path, found: Scan) -> Encoding:
    """The encoding of a whole text file; Refused when no known encoding fits it."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return _proved(path, [name], len(bom))
    if found.nuls > found.size // 50 and (wide := _utf16_by_zeros(head)):
        return _proved(path, [wide], 0)
    if is_binary(head[:65_536]) or found.nuls > found.size // 100 + 1:
        raise Refused("unreadable_text", count=found.nuls or 1)
    if found.utf8:
        return Encoding("utf-8")
    return _almost_utf8(path) or _proved(path, _by_likelihood(head), 0)


def _utf16_by_zeros(head: bytes) -> str:
    """UTF-16 without BOM shows in zeros at every other byte only: the upper halves of letters and digits."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(even, odd) * 20 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _proved(path: Path, names: list[str], bom_bytes: int) -> Encoding:
    """The first of ``names`` that decodes all of the file; else the first, if what it cannot read is next
    to nothing."""
    best = Encoding(names[0], bom_bytes, -1)
    for name in names:
        foreign, replaced = _decoded_counts(path, name, bom_bytes)
        if replaced == 0:
            return Encoding(name, bom_bytes)
        if best.replaced < 0 and replaced <= max(2, foreign // _ONE_IN):
            best = Encoding(name, bom_bytes, replaced)
    if best.replaced < 0:
        raise Refused("unreadable_text", count=_decoded_counts(path, names[0], bom_bytes)[1])
    return best


def _almost_utf8(path: Path) -> Encoding | None:
    """UTF-8 with a few bad bytes among many good characters: a cut-off or patched file, not another
    encoding."""
    foreign, replaced = _decoded_counts(path, "utf-8", 0)
    return Encoding("utf-8", 0, replaced) if foreign - replaced >= 10 * replaced else None


def _decoded_counts(path: Path, name: str, bom_bytes: int) -> tuple[int, int]:
    """How many characters beyond ASCII the file holds when read so, and how many places cannot be read."""
    foreign = replaced = 0
    for text in decoded(path, name, bom_bytes):
        if not text.isascii():
            foreign += len(text) - len(text.encode("ascii", "ignore"))
            replaced += text.count("\ufffd")
    return foreign, replaced


def decoded(path: Path, name: str, bom_bytes: int = 0) -> Iterator[str]:
    """The file's text in pieces, what cannot be read replaced by U+FFFD."""
    decoder = codecs.getincrementaldecoder(name)("replace")
    with path.open("rb") as file:
        file.seek(bom_bytes)
        while chunk := file.read(_CHUNK):
            yield decoder.decode(chunk)
        yield decoder.decode(b"", True)


def _by_likelihood(head: bytes) -> list[str]:
    """GB18030, Big5 and Windows-1252, the likeliest first: judged by how common the characters read so
    are."""
    scores = {
        "gb18030": _commonness(head.decode("gb18030", "replace"), _SIMPLIFIED),
        "big5": _commonness(head.decode("big5hkscs", "replace"), _TRADITIONAL),
        "cp1252": _western(head.decode("cp1252", "replace")),
    }
    ranked = sorted(scores, key=lambda name: -scores[name])
    return ["big5hkscs" if name == "big5" else name for name in ranked]


def _commonness(text: str, common: str) -> float:
    """The share of the characters beyond ASCII that are everyday Chinese ones; those not readable count
    against it."""
    foreign = [letter for letter in text if letter > "\x7f"]
    everyday = frozenset(common)
    good = sum(letter in everyday or letter in "，。、；：？！（）“”‘’《》【】—…·￥" for letter in foreign)
    return (good - 5 * foreign.count("\ufffd")) / max(len(foreign), 1)


def _western(text: str) -> float:
    """The share of the characters beyond ASCII that Western languages use and that stand alone among plain
    letters.

    In Chinese read as Windows-1252 they come in pairs and longer runs; in Western text hardly ever.
    """
    foreign = [index for index, letter in enumerate(text) if letter > "\x7f"]
    alone = sum(text[index] in _WESTERN and not _in_run(text, index) for index in foreign)
    return alone / max(len(foreign), 1)


def _in_run(text: str, index: int) -> bool:
    before = index > 0 and text[index - 1] > "\x7f"
    return before or (index + 1 < len(text) and text[index + 1] > "\x7f")


def as_utf8(path: Path, encoding: Encoding, target: Path) -> Path:
    """Write the file's text to ``target`` in UTF-8 without BOM and NUL characters, piece by piece; answers
    ``target``."""
    with target.open("w", encoding="utf-8", newline="", errors="replace") as file:
        for text in decoded(path, encoding.name, encoding.bom_bytes):
            file.write(text.replace("\0", ""))
    return target
