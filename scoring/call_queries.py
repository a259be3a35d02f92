"""The call-level aggregates, declared as SQL: integers only, so that every engine and every run gives the same.

All queries read two relations that ``storage`` provides:

``contacts``
    the current calls of ALL vendors whose ``day`` lies in the month or the 8 days after it, columns as stored plus
    ``vendor VARCHAR``;
``coverage``
    one row for each vendor: ``vendor VARCHAR, newest TIMESTAMP`` (naive UTC), the start of its newest stored
    :data:`INBOUND` contact over all months; of a vendor that has left, the end of what the month's scoring reads. A
    contact is *mature* once the whole repeat window lies before that.
"""

from __future__ import annotations

from dataclasses import dataclass

from scoring.definition import DEFAULT, Definition
from scoring.records import Month

NOT_OFFERED = ("blocked", "self_served", "after_hours")
"""Outcomes of inbound contacts that never waited for a person."""
_DAY_US = 86_400_000_000

INBOUND = "direction = 'inbound' AND callback_of IS NULL"
"""Contacts customers made: the vendor's own outbound calls and call-backs are neither offered nor repeats."""
FOR_PEOPLE = f"{INBOUND} AND channel <> 'bot'"
OFFERED = f"{FOR_PEOPLE} AND outcome NOT IN ({', '.join(repr(each) for each in NOT_OFFERED)})"
WANTED = f"({OFFERED} OR {FOR_PEOPLE} AND outcome IS NULL)"
"""Contacts that wanted a person: those offered, and those that do not say what became of them."""
ANSWERED = f"{FOR_PEOPLE} AND outcome = 'answered'"
ABANDONED = f"{FOR_PEOPLE} AND outcome = 'abandoned'"

COLUMNS_READ = ("vendor", "call_id", "day", "customer", "started_at", "first_response_at", "channel", "direction",
                "callback_of", "outcome", "wait_ms", "reason", "transfers", "resolved")
"""All that :func:`month_queries` reads of a contact."""

_IN_ORDER = "started_us, vendor, call_id"
"""Which of two contacts of a customer is the later one. Of two with one start the second by vendor and id: were
neither later, times cut to the hour or the day would hide who came back."""


def month_queries(definition: Definition, month: Month) -> dict[str, str]:
    """The queries behind one month's call measures, by name: ``days``, ``waits``, ``repeats``, ``delivered``.

    ``days``: integer counts per vendor, channel and day. ``waits``: a histogram of observed waits in whole seconds
    (rounded up) per vendor, channel and day. ``repeats``: counts of index contacts and repeats per vendor and day, and
    with ``day`` NULL one row per vendor of sums over its customers, for the variance clustered by customer (one query,
    because following every customer is the whole cost). ``delivered``: contacts of customers per vendor and day, the
    days after the month included: where they thin out, repeats cannot be seen.
    """
    inside = in_month(month)
    return {
        "days": _days(definition, inside),
        "waits": _waits(definition, inside),
        "repeats": _repeats(definition, inside),
        "delivered": f"SELECT vendor, day, count(*) AS contacts FROM contacts WHERE {INBOUND} GROUP BY vendor, day",
    }


def in_month(month: Month) -> str:
    """The predicate that a contact's ``day`` lies in ``month``."""
    return f"day >= DATE '{month.first_day}' AND day < DATE '{month.shifted(1).first_day}'"


def wait_ms(definition: Definition) -> str:
    """The wait of a contact in ms: in the queue, or to the first response where the channel is timed so."""
    responding = ", ".join(repr(channel) for channel in definition.by_first_response) or "''"
    response = "epoch_us(first_response_at) - epoch_us(started_at)"
    return (f"CASE WHEN channel IN ({responding}) AND first_response_at >= started_at "
            f"THEN CAST(ceil(({response}) / 1000.0) AS BIGINT) ELSE wait_ms END")


def in_time(definition: Definition) -> str:
    """The predicate that a contact's wait is known and within its channel's threshold."""
    cases = " ".join(f"WHEN '{channel}' THEN {seconds * 1000}" for channel, seconds in definition.answer_within_s)
    default = definition.threshold_s("voice") * 1000
    return f"coalesce({wait_ms(definition)} <= CASE channel {cases} ELSE {default} END, FALSE)"


def short(definition: Definition) -> str:
    """The predicate that a contact's wait is known and no longer than a short abandon's."""
    return f"coalesce({wait_ms(definition)} <= {definition.short_abandon_s * 1000}, FALSE)"


def _days(definition: Definition, inside: str) -> str:
    """Contacts alike in all that is counted are taken together first: the counts are then made of a few thousand."""
    wait = wait_ms(definition)
    alike = f"""SELECT vendor, channel, day, direction, outcome,
    CASE WHEN callback_of IS NOT NULL THEN '' END AS callback_of,
    CASE WHEN transfers > 1 THEN 1 ELSE transfers END AS transfers, resolved,
    {in_time(definition)} AS timely, {short(definition)} AS is_short,
    ({wait}) IS NOT NULL AS wait_known, count(*) AS n, sum({wait}) AS wait_ms
  FROM contacts WHERE {inside} GROUP BY ALL"""
    counted = {
        "contacts": "TRUE",
        "outbound": "direction = 'outbound'",
        "inbound": "direction = 'inbound' AND channel <> 'bot'",
        "inbound_callbacks": "direction = 'inbound' AND callback_of IS NOT NULL AND channel <> 'bot'",
        "unknown_outcome": f"{FOR_PEOPLE} AND outcome IS NULL",
        "offered": OFFERED,
        "answered": ANSWERED,
        "abandoned": ABANDONED,
        **{name: f"{FOR_PEOPLE} AND outcome = '{name}'" for name in NOT_OFFERED},
        "answered_in_time": f"{ANSWERED} AND timely",
        "abandoned_in_time": f"{ABANDONED} AND timely",
        "short_abandoned": f"{ABANDONED} AND is_short",
        "answered_wait_known": f"{ANSWERED} AND wait_known",
        "abandoned_wait_known": f"{ABANDONED} AND wait_known",
        "transferred": f"{ANSWERED} AND transfers >= 1",
        "transfers_known": f"{ANSWERED} AND transfers IS NOT NULL",
        "coded": f"{ANSWERED} AND resolved IS NOT NULL",
        "coded_resolved": f"{ANSWERED} AND resolved",
    }
    counts = ",\n  ".join(_sum("n", which, name) for name, which in counted.items())
    total = _sum("wait_ms", ANSWERED, "answered_wait_ms")
    grouped = "vendor, channel, day"
    return f"SELECT {grouped},\n  {counts},\n  {total}\nFROM (\n  {alike}\n) GROUP BY {grouped}"


def _sum(column: str, which: str, name: str) -> str:
    return f"CAST(coalesce(sum({column}) FILTER (WHERE {which}), 0) AS BIGINT) AS {name}"


def _waits(definition: Definition, inside: str) -> str:
    return f"""SELECT vendor, channel, day, wait_s, count(*) AS contacts FROM (
  SELECT vendor, channel, day, CAST(ceil(({wait_ms(definition)}) / 1000.0) AS BIGINT) AS wait_s
  FROM contacts WHERE {inside} AND {FOR_PEOPLE} AND outcome IN ('answered', 'abandoned')
) WHERE wait_s IS NOT NULL GROUP BY vendor, channel, day, wait_s"""


def _repeats(definition: Definition, inside: str) -> str:
    """Each answered contact beside the later ones of its customer: most customers come once, and those who come more
    than ``switchboard_over`` times are not followed, so that the pairs are few."""
    window_us = definition.repeat_window_days * _DAY_US
    answered = f"{inside} AND channel <> 'bot' AND outcome = 'answered'"
    return f"""WITH inbound AS (
  SELECT rowid AS place, *, epoch_us(started_at) AS started_us FROM contacts WHERE {INBOUND}
), often AS (
  SELECT customer, count(*) FILTER (WHERE {inside}) > {definition.switchboard_over} AS switchboard
  FROM inbound WHERE customer IS NOT NULL GROUP BY customer HAVING count(*) > 1
), met AS (
  SELECT place, vendor, call_id, customer, started_us, switchboard, coalesce({answered}, FALSE) AS answered,
    nullif(lower(trim(reason)), '') AS reason_code
  FROM inbound JOIN often USING (customer)
), again AS (
  SELECT first.place, bool_or(coalesce(later.reason_code = first.reason_code, TRUE)) AS same
  FROM met AS first JOIN met AS later ON later.customer = first.customer
    AND later.started_us >= first.started_us AND later.started_us <= first.started_us + {window_us}
  WHERE first.answered AND NOT first.switchboard
    AND (later.started_us > first.started_us OR (later.vendor, later.call_id) > (first.vendor, first.call_id))
  GROUP BY first.place
), judged AS (
  SELECT vendor, day, customer, started_us, transfers, coalesce(switchboard, FALSE) AS switchboard,
    again.place IS NOT NULL AS again_any, coalesce(again.same, FALSE) AS again_same,
    coalesce(started_us + {window_us} <= epoch_us(newest), FALSE) AS mature,
    customer IS NOT NULL AND NOT coalesce(switchboard, FALSE)
      AND coalesce(started_us + {window_us} <= epoch_us(newest), FALSE) AS is_index
  FROM inbound LEFT JOIN often USING (customer) LEFT JOIN again USING (place) LEFT JOIN coverage USING (vendor)
  WHERE {answered}
)
{_PER_DAY}
UNION ALL
{_PER_CUSTOMER}"""


_PER_DAY = """SELECT vendor, day, count(*) AS answered,
  count(*) FILTER (WHERE customer IS NULL) AS keyless,
  count(*) FILTER (WHERE customer IS NOT NULL AND switchboard) AS switchboard,
  count(*) FILTER (WHERE customer IS NOT NULL AND NOT switchboard AND NOT mature) AS immature,
  count(*) FILTER (WHERE is_index) AS index_contacts,
  count(*) FILTER (WHERE is_index AND again_same) AS repeated_same,
  count(*) FILTER (WHERE is_index AND again_any) AS repeated_any,
  count(*) FILTER (WHERE is_index AND transfers IS NOT NULL) AS transfers_known,
  count(*) FILTER (WHERE is_index AND NOT again_same AND transfers = 0) AS first_agent,
  max(started_us) FILTER (WHERE is_index) AS newest_index_us,
  0 AS customers, 0 AS sum_n, 0 AS sum_r, 0 AS sum_nn, 0 AS sum_nr, 0 AS sum_rr
FROM judged GROUP BY vendor, day"""

_PER_CUSTOMER = """SELECT vendor, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(*),
  CAST(sum(n) AS BIGINT), CAST(sum(r) AS BIGINT),
  CAST(sum(n * n) AS BIGINT), CAST(sum(n * r) AS BIGINT), CAST(sum(r * r) AS BIGINT)
FROM (
  SELECT vendor, customer, count(*) AS n, count(*) FILTER (WHERE again_same) AS r
  FROM judged WHERE is_index GROUP BY vendor, customer
) GROUP BY vendor"""


@dataclass(frozen=True, slots=True)
class RowsBehind:
    """The calls behind a call measure, as SQL predicates over the columns of the relation ``contacts``.

    ``all``: the calls of its denominator. ``missed``: those among them that kept it from being better. To be used
    inside ``FROM contacts WHERE vendor = … AND day in the month AND (…)``; the predicates on repeats also look up
    the customer's other rows in ``contacts`` and the vendor's in ``coverage``.
    """

    all: str
    missed: str


def rows_behind(definition: Definition) -> dict[str, RowsBehind]:
    """For every measure made of calls, which calls it rests on and which missed, under ``definition``."""
    wait, timely = wait_ms(definition), in_time(definition)
    observed = f"{FOR_PEOPLE} AND outcome IN ('answered', 'abandoned') AND ({wait}) IS NOT NULL"
    long_abandoned = f"{ABANDONED} AND NOT {short(definition)}"
    offered = f"{OFFERED} AND NOT (outcome = 'abandoned' AND {short(definition)})"
    wanted = f"{WANTED} AND NOT (outcome IS NOT DISTINCT FROM 'abandoned' AND {short(definition)})"
    index = _index_predicate(definition)
    repeated = _repeat_predicate(definition)
    over = {seconds: f"{observed} AND ({wait}) > {seconds * 1000}" for seconds in (60, 600)}
    waited = RowsBehind(observed, over[60])
    return {
        "service_level": RowsBehind(wanted, f"{wanted} AND NOT (outcome IS NOT DISTINCT FROM 'answered' AND {timely})"),
        "asa": RowsBehind(ANSWERED, f"{ANSWERED} AND NOT {timely}"),
        "wait_p50": waited, "wait_p90": waited, "wait_p95": waited,
        "wait_max": RowsBehind(observed, over[600]),
        "over_60": waited,
        "over_600": RowsBehind(observed, over[600]),
        "abandonment": RowsBehind(offered, long_abandoned),
        "blocked_rate": RowsBehind(f"{OFFERED} OR {FOR_PEOPLE} AND outcome = 'blocked'",
                                   f"{FOR_PEOPLE} AND outcome = 'blocked'"),
        "transfer_rate": RowsBehind(f"{ANSWERED} AND transfers IS NOT NULL", f"{ANSWERED} AND transfers >= 1"),
        "fcr_repeat": RowsBehind(index, f"{index} AND {repeated}"),
        "fcr_agent": RowsBehind(f"{ANSWERED} AND resolved IS NOT NULL", f"{ANSWERED} AND NOT resolved"),
        "first_agent": RowsBehind(index, f"{index} AND (transfers IS NULL OR transfers >= 1 OR {repeated})"),
    }


def _index_predicate(definition: Definition) -> str:
    month_of = "date_trunc('month', {}.day)"
    return f"""{ANSWERED} AND customer IS NOT NULL
  AND epoch_us(started_at) + {definition.repeat_window_days * _DAY_US}
    <= (SELECT epoch_us(newest) FROM coverage WHERE coverage.vendor = contacts.vendor)
  AND (SELECT count(*) FROM contacts AS other WHERE other.customer = contacts.customer
       AND other.direction = 'inbound' AND other.callback_of IS NULL
       AND {month_of.format("other")} = {month_of.format("contacts")}) <= {definition.switchboard_over}"""


def _repeat_predicate(definition: Definition) -> str:
    return f"""EXISTS (SELECT 1 FROM contacts AS later WHERE later.customer = contacts.customer
    AND later.direction = 'inbound' AND later.callback_of IS NULL
    AND (later.started_at, later.vendor, later.call_id) > (contacts.started_at, contacts.vendor, contacts.call_id)
    AND epoch_us(later.started_at) <= epoch_us(contacts.started_at) + {definition.repeat_window_days * _DAY_US}
    AND (lower(trim(later.reason)) = lower(trim(contacts.reason))
      OR coalesce(trim(later.reason), '') = '' OR coalesce(trim(contacts.reason), '') = ''))"""


ROWS_BEHIND = rows_behind(DEFAULT)
"""The calls behind each call measure under the default definition."""
