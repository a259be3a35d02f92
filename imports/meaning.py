# ruff: noqa: E501 - tables of words, each column on its own line
"""What a header means, whatever its language and word order: its words as concepts, and what sort of value it names.

``Contact Wait (sec)``, ``waitTimeSeconds``, ``等待时长`` and ``排隊時間(秒)`` all mean the concept ``wait`` and a
duration. A word nobody knows is its own concept: it may change the meaning, and weighs as much as a known one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from imports.formats.chinese import simplified
from imports.headers import unit_of

WHEN, LONG, TIME, ID, COUNT, NAME, YES = "when", "long", "time", "id", "count", "name", "yes"
"""Sorts of value a header may name: a moment, a duration, either of them, an id or number, a number of things, a name,
a yes or no."""
SUMS, PERHAPS = "sums", "perhaps"
"""The sort of an average, a share or an extreme: the figure of many contacts, never of one; and what may be either."""

_SORTS = {
    WHEN: "dttm|dtm|date|at|datetime|timestamp|ts|dt|day|when|日期|日|时刻",
    LONG: "how long|duration|dur|length|len|elapsed|secs|sec|seconds|minutes|mins|hrs|hours|ms|msec|millis|milliseconds|时长|用时|"
          "耗时|秒数|秒|分钟|毫秒|小时|长度",
    TIME: "time|tm|hour|时间|钟点|点钟",
    ID: "id|ids|number|no|num|nr|nbr|ref|reference|code|key|uuid|guid|sid|编号|编码|号码|号|单号|标识号|流水号|流水",
    COUNT: "count|counts|cnt|times|number of|no of|num of|of times|how many|次数|数量|个数|件数",
    NAME: "nm|name|names|fullname|姓名|名称|名字|名",
    YES: "flag|ind|indicator|yn|y n|yes no|whether|是否|有无|是不是",
    SUMS: "avg|average|averages|mean|median|percent|percentage|pct|rate|ratio|share|max|maximum|minimum|"
          "longest|shortest|p90|p95|per hour|per day|occupancy|utilization|adherence|平均|均值|率|占比|百分比|比例|最大|最小|最长|最短|中位",
}
_CONCEPTS = {
    "": "they|them|you|your|we|our|it|its|my|the|a|an|of|in|to|for|on|and|or|per|this|his|her|de|的|之|总|total|overall|actual|full|gmt|utc|local|cst|est|pst|edt|"
        "您的|你的|您|按键|标准|所属|当前|本地|实际|及|和|与|该|本次|此次",
    "email": "email|e mail|mail|邮箱|邮件|电子邮件",
    "call": "call|calls|seg|tkt|log|logs|record|records|sr|service request|contact|contacts|interaction|interactions|ticket|tickets|phone call|telephone call|cdr|chat|engagement|"
            "通话|呼叫|电话|话单|会话|工单|话务|联络|服务单",
    "start": "start|started|starts|begin|begins|began|begun|beginning|initiated|initiation|initiate|create|created|"
             "creation|arrival|arrived|arrives|arrive|opened|open|placed|dialed at|logged|entry|entered|"
             "开始|起始|创建|进线|呼入|来电|发起|拨入|接入|进入|拨打|建单|新建",
    "end": "end|stop|stopped|ended|ends|ending|finish|finished|hangup|hang up|hung up|disconnect|disconnected|disconnection|"
           "terminated|termination|released|结束|挂机|挂断|终止|释放",
    "wait": "wait|waits|waiting|waited|speed of answer|speed to answer|answer speed|answer delay|time to answer|"
            "time until answer|time before answer|delay to answer|等待|等候|排队|应答速度|排队等待|等待接听",
    "ring": "ring|rings|ringing|rang|振铃|响铃",
    "talk": "talk|talks|talking|talked|speak|speaking|spoken|speech|in call|on call|交谈|谈话|对话|交流",
    "hold": "hold|holds|held|holding|on hold|保持|挂起|静音",
    "wrap": "wrap|wrapup|wrap up|wrapping|acw|after call work|after call|after contact work|after work|aftercallwork|"
            "post call|postcall|post call work|clerical|话后|事后|事后处理|话后处理|话后整理|整理|后处理|后续处理|案头|案面",
    "ivr": "ivr|vru|menu|auto attendant|autoattendant|self service|自助|自助语音|语音导航|语音菜单|导航",
    "agent": "agent|agents|agt|owner|case owner|staff|staff member|rep|reps|representative|advisor|adviser|operator|csr|csrs|tsr|associate|consultant|"
             "employee|user|handler|specialist|handled by|answered by|taken by|served by|assigned to|assignee|"
             "attended by|attendant|handling agent|坐席|座席|客服|话务员|接线员|员工|客服人员|服务人员|"
             "服务员|客服代表|受理人|处理人|接听人|接待人|接待|受理员|专员",
    "customer": "customer|customers|cust|caller|callers|client|consumer|subscriber|requester|ani|cli|clid|msisdn|"
                "calling|calling number|calling party|calling pty|caller id|from number|from phone|phone number|phone|telephone|tel|mobile|"
                "cell|cellphone|客户|用户|主叫|主叫方|手机|手机号|来电号码|来电人|来电者|来电电话|联系电话|联系方式|电话号码|会员|顾客|客人|访客",
    "dialed": "dnis|dialed|dialled|called|called number|callee|ddi|did|被叫|被叫方|外显",
    "queue": "queue|q|csq|csqs|queued|queues|skill|skills|skillset|skill group|acd|acd group|hunt group|ring group|split|queue group|"
             "技能组|队列|技能|班组|排队队列|业务组|坐席组|座席组",
    "reason": "nature|reason|reasons|topic|topics|disposition|dispo|disp|subject|category|categories|cause|purpose|intent|"
              "issue|issues|theme|原因|缘由|主题|事由|诉求|分类|类别|小结|事项",
    "type": "type|types|kind|类型|种类",
    "outcome": "outcome|outcomes|result|results|status|state|final status|结果|状态|接听情况|接听结果|标识",
    "answered": "answered|answer|ans|answers|connected|pickup|picked up|pick up|接通|接听|应答|已接|接起|接入人工",
    "abandoned": "abandon|abandoned|abandonment|aband|abdn|aban|lost|missed|放弃|呼损|未接|漏接",
    "resolved": "resolved|res|resolution|resolve|resolves|solved|solve|fixed|fcr|fcr flag|first call resolution|"
                "first contact resolution|解决|办结|一次解决|首次解决|一次性解决",
    "rating": "rating|ratings|satisfaction|csat|sat|stars|star|customer satisfaction|满意度|满意|评分|评价|星级|打分",
    "department": "department|departments|dept|部门|科室",
    "score": "score|scores|points|得分|分数",
    "survey": "survey|surveys|questionnaire|feedback survey|调查|问卷|调研|回访",
    "transfer": "transfer|transfers|transferred|xfer|xfers|xferred|转接|转移|转人工|转出",
    "direction": "direction|in out|inbound outbound|inout|io|方向|呼入呼出|出入",
    "channel": "channel|media|medium|media type|contact method|contact mode|渠道|媒体|接入方式|来源渠道|联系渠道",
    "programme": "program|programme|campaign|campaigns|project|line of business|lob|brand|项目|活动|业务线|品牌",
    "segment": "segment|tier|vip|customer type|customer class|等级|客群|级别",
    "language": "language|lang|locale|语言|语种",
    "vendor": "vendor|supplier|partner|provider|bpo|outsourcer|outsource|call centre|call center|contact centre|"
              "contact center|centre|center|供应商|外包商|服务商|外包公司|职场|外包|外包方|呼叫中心",
    "first": "first|initial|1st|首次|首|初次|第一次",
    "response": "response|respond|responded|responds|reply|replied|replies|响应|回应|回复|答复",
    "closed": "closed|close|closing|closure|关闭|关单|结案",
    "by": "by|party|who|方|人",
    "parent": "parent|master|original|原|父|主",
    "back": "callback|call back|callback of|回呼|回拨",
    "promise": "promise|promised|promises|commitment|commitments|committed|pledge|承诺|约定|答应|应承",
    "due": "due|deadline|target|expected|eta|due by|promised for|promised by|promised until|by when|needed by|到期|截止|期限|最迟|限期|"
           "应完成|时限",
    "kept": "kept|fulfilled|fulfilment|fulfillment|completed|completion|complete|done|delivered|actually done|兑现|完成|履行|履约",
    "made": "made|given|agreed|登记|作出|做出",
    "revised": "revised|new|changed|rescheduled|变更后|变更|修改后|调整后|延期",
    "evaluation": "evaluation|evaluations|eval|assessment|audit|review|qa|qc|quality check|quality review|monitoring|"
                  "质检|评估|考评|质检单|质检记录",
    "evaluator": "evaluator|assessor|auditor|reviewer|qa analyst|qa agent|qa specialist|qa name|quality analyst|"
                 "evaluated by|reviewed by|scored by|audited by|assessed by|checked by|质检员|质检人|质检人员|评估人|考评人|评估员|审核人",
    "evaluated": "evaluated|reviewed|scored|audited|assessed|checked",
    "feedback": "feedback|voc|voice of customer|反馈|客户反馈|意见",
    "captured": "captured|capture|noted|recorded|heard|collected|提出|采集|记录|收集",
    "forwarded": "forwarded|forward|forwarding|passed on|relayed|handed over|reported|sent|submitted|转交|送出|上报|转发|提交|发送|送达",
    "received": "received|receipt|receive|收到|接收|受理",
    "polarity": "polarity|sentiment|tone|mood|情感|倾向|正负面|情绪",
    "text": "text|comment|comments|verbatim|content|contents|description|message|remark|remarks|note|notes|details|"
            "narrative|内容|原文|原话|备注|描述|说明|详情",
    "invited": "invited|invitation|invite|invites|邀请",
    "nps": "nps|net promoter|likelihood to recommend|recommend|would recommend|推荐|推荐意愿|净推荐",
    "ces": "ces|effort|customer effort|费力|费力度",
    "complaint": "complaint|complaints|投诉|申诉",
    "via": "via|submitted via|received via|来源|途径",
    "interval": "interval|half hour|halfhour|period|slot|时段|时间段|间隔",
}
_SHORT = {"asa": "wait", "att": "talk", "aht": "handle"}
"""What usually stands above averages, and in a list of calls may be a call's own."""
_ALONE = {"from": "customer"}
"""Words that may mean it where nothing else is said: here it depends on who called."""
_NUMBERS = {"工号": "agent"}
"""Words that mean a number and whose it is."""
_UNIT_WORDS = frozenset((
    "s", "sec", "secs", "second", "seconds", "ms", "msec", "millis", "milliseconds", "min", "mins", "minute", "minutes",
    "h", "hr", "hrs", "hours", "hh", "mm", "ss", "hms", "in"))
_STEMS = re.compile(r"(?<=[a-z]{4})s$")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ASKS, _IS = re.compile(r"^\W*(is|was|were|has|did)\b"), re.compile(r"\b(is|was|were|has|did|what)\b")
_OWN_FIELD = re.compile(r"^\s*(?:custom field|custom data|property|cf)\s*[:(]\s*(.*?)\)?\s*$"
                        r"|^\s*q\d+(?:\.\d+)?[_:.)\s-]+(?=[^\W\d_])", re.IGNORECASE)
"""A field that somebody added to a product's own, and a question's number: ``Custom field (Call ID)``,
``property:call_id``, ``Q2_CSAT``."""
_HAN = re.compile("[\u4e00-\u9fff]+")
_WORD = re.compile("[\u4e00-\u9fff]+|[a-z]+|\\d+")
_LONGEST_PHRASE, _FUSED_LETTERS = 4, 5
WEIGHTS = {"call": 0.25, "type": 0.5, "by": 0.4, "customer": 0.8, "email": 0.25, "unique": 0.25}
"""What a concept weighs where it is not 1: nearly every header of a call list says "call"."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The concepts of a header and the sorts of value it names; ``unit`` is that of a duration written beside it."""

    concepts: frozenset[str]
    sorts: frozenset[str]
    unit: str = ""

    @property
    def is_of_many(self) -> bool:
        """An average, a share or an extreme."""
        return SUMS in self.sorts

    @property
    def may_be_of_many(self) -> bool:
        """The same, or a short form of one that people also write above the figures of single contacts."""
        return not self.sorts.isdisjoint((SUMS, PERHAPS))


@lru_cache(maxsize=4096)
def meaning_of(header: str) -> Meaning:
    """What ``header`` means.

    >>> sorted(meaning_of("Contact Wait (sec)").concepts), meaning_of("Contact Wait (sec)").unit
    (['call', 'wait'], 's')
    >>> meaning_of("平均等待时长").is_of_many, meaning_of("% Answered").is_of_many
    (True, True)
    """
    text = simplified(_CAMEL.sub(" ", unicodedata.normalize("NFKC", _OWN_FIELD.sub(lambda found: found[1] or "", header)))).casefold()
    text = _IS.sub(" ", _ASKS.sub("flag ", text))
    concepts: set[str] = set()
    sorts: set[str] = {SUMS} if "%" in text or text.startswith("min ") else set()
    if text.split()[-1:] == ["on"]:  # "Answered on"
        sorts.add(WHEN)
    if text.strip() in _ALONE:
        return Meaning(frozenset((_ALONE[text.strip()],)), frozenset((PERHAPS,)))
    unit = unit_of(header)
    for word in _words(text.replace("#", " number ")):
        sort = _sort_of(word)
        if sort:
            sorts.add(sort)
        own = _SHORT.get(word) or _NUMBERS.get(word)
        if own or not (sort or word.isdigit() or (unit and word in _UNIT_WORDS)):
            concepts.add(own or _concept_of(word))
    if unit and not (unit == "h" and TIME in sorts):  # "Call hour" is a time of day
        sorts.add(LONG)
    return Meaning(frozenset(concepts - {""}), frozenset(sorts), unit)


def _words(text: str) -> list[str]:
    """The words of a header: the longest phrases somebody knows, else single words; Chinese cut at known ones."""
    tokens: list[str] = []
    for found in _WORD.findall(text):
        tokens += _cut(found) if _HAN.fullmatch(found) else _parted(found)
    words: list[str] = []
    place = 0
    while place < len(tokens):
        length = next((length for length in range(_LONGEST_PHRASE, 1, -1)
                       if " ".join(tokens[place:place + length]) in _known() and place + length <= len(tokens)), 1)
        words.append(" ".join(tokens[place:place + length]))
        place += length
    return words


def _cut(run: str) -> list[str]:
    """A run of Chinese cut at the longest known words; what is between them is a word by itself."""
    words, rest, place = [], "", 0
    while place < len(run):
        length = next((length for length in range(min(6, len(run) - place), 0, -1)
                       if run[place:place + length] in _known()), 0)
        if not length:
            rest, place = rest + run[place], place + 1
            continue
        words += [rest] if rest else []
        words.append(run[place:place + length])
        rest, place = "", place + length
    return words + ([rest] if rest else [])


def _parted(token: str) -> list[str]:
    """A word that is several known ones written together (``TALKTIME``), parted; any other as it is."""
    if len(token) < _FUSED_LETTERS or token in _known() or _STEMS.sub("", token) in _known():
        return [token]
    for length in range(len(token) - 2, 2, -1):
        if token[:length] in _known():
            rest = _parted(token[length:]) if token[length:] not in _known() else [token[length:]]
            if all(word in _known() for word in rest):
                return [token[:length], *rest]
    return [token]


@cache
def _known() -> dict[str, tuple[str, str]]:
    """Every known word or phrase: its sort ('' for none) and its concept."""
    known = {word: ("", concept) for concept, words in _CONCEPTS.items() for word in words.split("|")}
    known |= dict.fromkeys(_SHORT, (PERHAPS, "")) | dict.fromkeys(_NUMBERS, (ID, ""))
    return known | {word: (sort, "") for sort, words in _SORTS.items() for word in words.split("|")}


def _sort_of(word: str) -> str:
    return _known().get(word, ("", ""))[0]


def _concept_of(word: str) -> str:
    known = _known().get(word) or _known().get(_STEMS.sub("", word))
    return known[1] if known else _STEMS.sub("", word)


def weight(concepts: frozenset[str]) -> float:
    """What concepts weigh together."""
    return sum(WEIGHTS.get(concept, 1.0) for concept in concepts)
