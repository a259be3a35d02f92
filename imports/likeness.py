"""What the values of a column look like, by a sample spread over the sheet, and how well they suit a canonical column.

One query counts for every column looked at: how many cells read as moments, clocks, numbers, durations in words,
telephone numbers, addresses, ids, words. Only the different words of a column, sixty at most, are looked at in Python.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from imports.mapping import cell
from imports.ratings import NOT_RATED, RATED, WORDS
from imports.sql import literal
from imports.typed import said
from imports.words import RESOLVED, YES_NO, choice_words, plain_word
from scoring.records import MOMENTS, OUTCOMES, Column, Type

SAMPLE_ROWS = 1_000
WORDS_LISTED = 60
EXAMPLES = 3
MOST_TIMES = 60
"""A count of transfers or contacts beyond this is an id or an amount."""
TO_TEN = 0.9
"""How well ratings up to ten suit a column of ratings from 1 to 5, to which they are stretched."""
MANY = 8
"""So many different whole numbers are no rating's."""

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DAY = (r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})|\d{4}年\d{1,2}月\d{1,2}[日号號]?"
        rf"|([a-z]{{3,9}},? )?\d{{1,2}}[-/ ]({_MONTHS})[a-z]*[-/, ]+(\d{{4}}|\d{{2}})"
        rf"|([a-z]{{3,9}},? )?({_MONTHS})[a-z]*\.? +\d{{1,2}},? \d{{4}}|20\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])")
_CLOCK = (r"(上午|下午|凌晨|晚上|中午)?\s?([01]?\d|2[0-3])[:：时時点點]\d{1,2}([:：分]\d{1,2}([.,]\d+)?秒?|分)?"
          r"\s?([ap]\.?m\.?)?")
_MONTH = (rf"\d{{4}}[-/.年]\d{{1,2}}月?|({_MONTHS})[a-z]*[-/, .]+(\d{{4}}|\d{{2}})|20\d\d(0[1-9]|1[0-2])"
          r"|\d{1,2}[-/]\d{4}")
_ZONE = r"\s?(z|utc|gmt|[a-z]{3,4}|(gmt|utc)?[+-]\d\d?(:?\d\d)?( utc| gmt)?)?( ?\([^()]*\)|\[[^\[\]]*\])?"
_YEAR_LAST = rf"([a-z]{{3,9}},? )?({_MONTHS})[a-z]* +\d{{1,2}} {_CLOCK}{_ZONE} \d{{4}}"
_EPOCH = r"1[0-9]\d{8}(\.\d+)?|1[0-9]\d{11}|20\d{10}|20\d{12}"
_SERIAL = r"[34]\d{4}(\.\d+)?"
_LASTED = r"-?\d{1,4}:[0-5]?\d(:[0-5]?\d([.,]\d+)?)?"
_WORDED = (r"(\d+([.,]\d+)?\s*(h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|ms|小时|小時|时|分|分钟|分鐘|秒|毫秒)"
           r"[\s,]*)+")
_PHONE = r"(tel:)?\+?[(]?\d[\d \-().*xX]{5,18}[\d*xX]"
_ADDRESS = r"[^\s@]+@[^\s@]+\.[a-z]{2,}"
_ID = r"[#a-z]{0,8}[-_.#/]?[a-z0-9][a-z0-9._:/@-]{0,62}"


@dataclass(frozen=True, slots=True)
class Look:
    """How many cells of a column's sample are filled and what they read as; ``words`` are its different texts with
    their numbers where there are few, ``examples`` a few of them. ``day_only`` are moments without a clock, ``clocks``
    times of day or lengths written with colons, ``low`` and ``high`` the least and greatest number."""

    filled: int = 0
    distinct: int = 0
    moments: int = 0
    months: int = 0
    day_only: int = 0
    serials: int = 0
    clocks: int = 0
    hours: int = 0
    numbers: int = 0
    wholes: int = 0
    worded: int = 0
    phones: int = 0
    addresses: int = 0
    ids: int = 0
    letters: int = 0
    prose: int = 0
    low: float | None = None
    high: float | None = None
    words: tuple[tuple[str, int], ...] = ()
    examples: tuple[str, ...] = ()

    def share(self, cells: int) -> float:
        """Of the filled cells; 0 where none is."""
        return cells / self.filled if self.filled else 0.0

    @property
    def is_days(self) -> bool:
        """Dates without a time of day (or whole numbers of days, as a spreadsheet keeps them)."""
        numbered = self.share(self.serials) > 0.9 and self.wholes == self.filled
        return self.filled > 0 and (self.share(self.day_only) > 0.9 or numbered)

    @property
    def is_clocks(self) -> bool:
        """Times of day without a date (or fractions of a day, as a spreadsheet keeps them)."""
        fractions = self.numbers == self.filled and self.wholes == 0 and self.high is not None and self.high < 1
        return self.filled > 0 and (self.share(self.hours) > 0.9 or fractions)


def looks(connection: duckdb.DuckDBPyConnection, relation: str, rows: int,
          positions: tuple[int, ...]) -> dict[int, Look]:
    """A look at each of the columns at ``positions``; ``rows`` is how many the sheet has."""
    if not positions:
        return {}
    step = max(1, rows // SAMPLE_ROWS)
    cells = " UNION ALL ".join(f"SELECT {position} AS p, {said(cell(position))} AS t FROM sample"
                               for position in positions)
    names = [name for name in Look.__dataclass_fields__ if name not in ("filled", "distinct", "words", "examples")]
    query = (f"WITH sample AS MATERIALIZED (SELECT * FROM {relation} WHERE _row % {step} = 0 LIMIT {2 * SAMPLE_ROWS}), "
             f"texts AS (SELECT p, left(t, 400) AS t, count(*) AS n FROM ({cells}) WHERE t IS NOT NULL GROUP BY ALL), "
             f"read AS (SELECT p, t, n, lower(t) AS l, try_cast(replace(t, ',', '') AS DOUBLE) AS x FROM texts) "
             f"SELECT p, sum(n)::BIGINT, count(*), {', '.join(_COUNTED[name] for name in names)}, "
             f"CASE WHEN count(*) <= {WORDS_LISTED} THEN list((t, n::BIGINT) ORDER BY n DESC, t) END, "
             f"list(t ORDER BY n DESC, t)[:{EXAMPLES}] FROM read GROUP BY p")
    found = {}
    for position, filled, distinct, *counted, words, examples in connection.execute(query).fetchall():
        found[position] = Look(filled, distinct, **dict(zip(names, counted, strict=True)),
                               words=tuple(map(tuple, words or ())), examples=tuple(examples))
    return {position: found.get(position, Look()) for position in positions}


def _sum(test: str) -> str:
    return f"coalesce(sum(n) FILTER ({test}), 0)::BIGINT"


def _full(pattern: str) -> str:
    return f"regexp_full_match(l, {literal(pattern)})"


_COUNTED = {
    "moments": _sum(f"{_full(f'({_DAY})([ t,]+{_CLOCK}{_ZONE})?')} OR {_full(_EPOCH)} "
                    f"OR {_full(f'{_CLOCK}{_ZONE} ({_DAY})|{_YEAR_LAST}')}"),
    "months": _sum(_full(_MONTH)),
    "day_only": _sum(_full(_DAY)),
    "serials": _sum(_full(_SERIAL)),
    "clocks": _sum(_full(f"{_LASTED}|{_CLOCK}")),
    "hours": _sum(_full(_CLOCK)),
    "numbers": _sum("isfinite(x)"),
    "wholes": _sum("isfinite(x) AND x = round(x)"),
    "worded": _sum(_full(_WORDED)),
    "phones": _sum(f"{_full(_PHONE)} AND NOT {_full(_DAY)} AND length(regexp_replace(l, '[^0-9*x]', '', 'g')) >= 7"),
    "addresses": _sum(_full(_ADDRESS)),
    "ids": _sum(f"{_full(_ID)} AND regexp_matches(l, '\\d') AND NOT {_full(_DAY)} AND NOT contains(l, ':')"),
    "letters": _sum("regexp_matches(l, '[a-z\u4e00-\u9fff]') AND NOT regexp_matches(l, '\\d') AND length(l) <= 60"),
    "prose": _sum("length(l) > 60 OR (length(l) > 30 AND regexp_matches(l, '\\s.*\\s.*\\s|[，。]'))"),
    "low": "min(x) FILTER (isfinite(x))",
    "high": "max(x) FILTER (isfinite(x))",
}


def fit(look: Look, column: Column, own_id: str) -> float:
    """How well the values suit ``column``, 0 to 1: about the share of cells that it could hold. ``own_id`` is the id
    column of the kind, whose values hardly ever come again. Not defined for an empty column."""
    if column.type in MOMENTS:
        return max(_as_moment(look), look.share(look.months) if column.type is Type.MONTH else 0.0)
    if column.type in (Type.YES_NO, Type.CHOICE):
        return _as_word(look, column)
    measured = {Type.SECONDS: _as_duration, Type.COUNT: _as_count, Type.CUSTOMER: _as_customer}.get(column.type)
    if measured:
        return measured(look)
    if column.type is Type.NUMBER:
        return _as_number(look, column)
    return _as_id(look, column.name == own_id) if column.type is Type.ID else _as_text(look, column.name)


def _as_moment(look: Look) -> float:
    return max(look.share(look.moments), 0.9 * look.share(look.serials))


def _as_duration(look: Look) -> float:
    if look.share(look.moments) > 0.5 or (look.high is not None and look.high > 1e8):
        return 0.0
    numbers = look.numbers if look.low is None or look.low >= 0 else 0
    share = look.share(numbers + look.clocks + look.worded)
    return share * 0.7 if _is_scale(look) else min(share, 1.0)


def _is_scale(look: Look) -> bool:
    """A few small whole numbers: a rating or a code rather than lengths of time."""
    return (look.filled >= MANY and look.wholes == look.filled and look.distinct <= MANY and look.high is not None
            and look.high <= 10)


def _as_count(look: Look) -> float:
    if look.wholes == look.filled and look.high is not None and look.low is not None:
        return 1.0 if look.low >= 0 and look.high <= MOST_TIMES else 0.1
    return 0.9 * look.share(sum(n for text, n in look.words if plain_word(text) in ("yes", "no", "y", "n")))


def _as_number(look: Look, column: Column) -> float:
    words = look.share(sum(n for text, n in look.words if _is_rating(text))) if column.name in RATED else 0.0
    if words or look.low is None or look.high is None:
        return words
    if column.name in RATED and look.low >= 0 and 5 < look.high <= 10:
        return TO_TEN * look.share(look.numbers)
    below = column.low is not None and look.low < column.low
    above = column.high is not None and look.high > column.high
    return look.share(look.numbers) * (0.3 if below or above else 1.0)


def _is_rating(text: str) -> bool:
    return text.strip().casefold() in WORDS or text.strip().casefold() in NOT_RATED


def _as_word(look: Look, column: Column) -> float:
    yes_no = RESOLVED if column.name == "resolved" else YES_NO
    known = yes_no if column.type is Type.YES_NO else choice_words(column.name, column.choices)
    if column.name == "critical_error":
        known = YES_NO | known
    return _share_known(look, known)


def _share_known(look: Look, known: dict[str, str]) -> float:
    return look.share(sum(n for text, n in look.words if plain_word(text) in known))


def _as_id(look: Look, is_own: bool) -> float:
    if (look.share(look.moments) > 0.5 and look.share(look.wholes) < 1) or look.share(look.clocks) > 0.5:
        return 0.0
    if look.numbers > look.wholes * 1.05:  # fractions
        return 0.0
    share = look.share(look.ids)
    if is_own:
        share *= 1.0 if look.distinct >= 0.9 * look.filled else 0.85 if look.distinct >= 0.4 * look.filled else 0.2
    return share


def _as_customer(look: Look) -> float:
    known = look.share(look.phones + look.addresses)
    if known > 0.5:
        return 1.0
    if look.share(look.moments) > 0.5 or look.share(look.clocks) > 0.5 or look.numbers > look.wholes:
        return 0.0
    return 0.85 * look.share(look.ids) if look.distinct > MANY or look.filled <= MANY else 0.2


def _as_text(look: Look, name: str) -> float:
    if look.share(look.moments) > 0.5 or look.share(look.clocks) > 0.5 or look.numbers > look.wholes * 1.05:
        return 0.0
    if name in ("text", "comment", "evidence", "action", "feedback_text"):
        return 1.0 if look.share(look.numbers) < 0.5 else 0.2
    if name in ("reason", "queue", "segment") and _share_known(look, choice_words("outcome", OUTCOMES)) > 0.8:
        return 0.6
    if look.share(look.prose) > 0.3:
        return 0.3
    comes_again = look.filled <= 12 or look.distinct <= 0.6 * look.filled
    numbered = look.share(look.numbers) > 0.5 and name not in ("agent", "evaluator")
    return (1.0 if comes_again else 0.75) * (0.8 if numbered else 1.0)
