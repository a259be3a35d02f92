"""The sealed draw: which calls QA judges and which callers are surveyed, at random and so that anybody can check it.

The algorithm, for whoever wants to repeat it elsewhere (`README.md` of this room tells it in words):

frame
    the calls that may be drawn, each with its *stratum* (its queue, trimmed; '' where none is named): those of a month,
    or of them only those named in ``among``.
fingerprint of the frame
    SHA-256 of the UTF-8 text of all its lines, sorted by call id as bytes and joined by line feeds; a line is call id,
    start in UTC (``2026-05-04T09:00:00``) and stratum with tabs between.
how many of each stratum
    n × calls of the stratum ÷ calls of the frame, rounded down or up by one number for all: with strata in order of
    their names as bytes, ``C`` the running sum of their calls and ``u = int(SHA-256("<seed>|start")) mod N``, the
    strata up to one get ``(C × n + u) // N`` together. So n come out in all, and each call has the chance n ÷ N.
which of a stratum
    those with the smallest tickets; the ticket of a call is SHA-256 of ``<seed>|<call id>`` in hexadecimal.
order
    by ticket over all strata, so that whoever judges only the first calls has still judged at random.
seal
    SHA-256 of the UTF-8 text of :func:`sealed_text`. A vendor is told it as soon as the draw is made, and what it seals
    when the draw is opened to it; the seed is 128 random bits, so that the seal alone tells nothing.

`repeat_draw.py` is all of this once more, for whoever trusts neither us nor our machine: it needs Python alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from scoring.call_queries import ANSWERED, in_month
from scoring.records import Month

METHOD = "stratified-sha256-1"
"""The name of the algorithm above, kept with every draw: another algorithm will have another name."""
EVALUATE, SURVEY, DOUBLE = "evaluate", "survey", "double"
PURPOSES = (EVALUATE, SURVEY)
"""What anybody may draw for from a whole month: calls to judge, or callers to ask (each caller once, by the newest of
its calls)."""
RELISTEN = "relisten"
"""A draw made with a finding of missing feedback: calls judged before, to be heard once more by somebody else."""
RELISTEN_METHOD = "relisten-sha256-1"
"""The name of the algorithm of :func:`to_hear_again`."""
HEARD = (EVALUATE, DOUBLE, RELISTEN)
"""Draws whose calls are judged: for the first time, or (of those that an earlier draw had judged) for a second."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """One queue of the frame ('' where calls name none): how many calls it has, and how many of them are drawn."""

    queue: str
    calls: int
    drawn: int


def frame(purpose: str, month: Month, *, some: bool = False) -> str:
    """SQL over ``contacts`` (one vendor's): ``call_id, started, stratum`` of every call that may be drawn.

    To judge: the inbound contacts a person answered in ``month``, which is what ``qa_score`` speaks of. To survey: of
    every customer known by a key the newest of these. ``some``: only those that stand in the relation ``among``.
    """
    these = "AND call_id IN (SELECT call_id FROM among)" if some else ""
    queue = "coalesce(trim(queue), '')"
    once = ("AND customer IS NOT NULL QUALIFY row_number() OVER (PARTITION BY customer "
            "ORDER BY started_at DESC, call_id DESC) = 1") if purpose == SURVEY else ""
    return (f"SELECT call_id, strftime(started_at, '%Y-%m-%dT%H:%M:%S') AS started, {queue} AS stratum "
            f"FROM contacts WHERE {ANSWERED} AND {in_month(month)} {these} {once}")


FIRST_JUDGEMENTS = ("coalesce(status, 'final') = 'final' AND coalesce(judged_by, 'client') = 'client' "
                    "AND coalesce(selection, 'random') = 'random'")
"""SQL over evaluations that name a draw: its calls as they were judged for the first time."""

FRAME_COUNTS = "SELECT stratum, count(*) AS calls FROM frame GROUP BY stratum"
"""SQL over ``frame``: the calls of each stratum."""
FRAME_FINGERPRINT = ("SELECT sha256(coalesce(string_agg(call_id || chr(9) || started || chr(9) || stratum, chr(10) "
                     "ORDER BY call_id), '')) FROM frame")
"""SQL over ``frame``: its fingerprint."""
DRAWN = """
SELECT call_id FROM (
  SELECT call_id, ticket, stratum, row_number() OVER (PARTITION BY stratum ORDER BY ticket, call_id) AS place
  FROM (SELECT call_id, stratum, sha256(? || '|' || call_id) AS ticket FROM frame)
) JOIN wanted USING (stratum) WHERE place <= drawn ORDER BY ticket, call_id
"""
"""SQL over ``frame`` and ``wanted(stratum, drawn)``: the calls drawn with the seed that is its parameter, in order."""


def strata(calls: Mapping[str, int], n: int, seed: str) -> tuple[Stratum, ...]:
    """How many of ``n`` calls come of each stratum, given the calls of each, in the order of their names.

    Every count is the stratum's exact share rounded down or up, and over all seeds its mean is that share: no queue is
    too small to be heard. ValueError unless 1 <= n <= all calls.
    """
    total = sum(calls.values())
    if not 1 <= n <= total:
        raise ValueError(f"{n} of {total} calls cannot be drawn")
    rest = int(sha256(f"{seed}|start".encode()).hexdigest(), 16) % total
    found, running, before = [], 0, 0
    for queue in sorted(calls, key=str.encode):
        running += calls[queue]
        reached = (running * n + rest) // total
        found.append(Stratum(queue, calls[queue], reached - before))
        before = reached
    return tuple(found)


def sealed_text(draw: str, month: str, n: int, method: str, seed: str, fingerprint: str,
                of_strata: Iterable[Stratum]) -> str:
    """What is committed with a draw before a call is named, as JSON: the draw, its month, how many calls are drawn of
    how many, the method, the seed, the fingerprint of the frame, and of each queue in order its name, its calls and
    how many of them are drawn."""
    each = tuple(of_strata)
    facts = {"draw": draw, "month": month, "calls_drawn": n, "calls_drawn_from": sum(one.calls for one in each),
             "method": method, "seed": seed, "fingerprint": fingerprint,
             "queues": [[one.queue, one.calls, one.drawn] for one in each]}
    return json.dumps(facts, ensure_ascii=False, indent=1)


def to_hear_again(missing: Iterable[str], arrived: Iterable[str], others: Iterable[str], seed: str) -> tuple[str, ...]:
    """The calls of a finding to be heard again: all ``missing``, and as many of which the remark arrived, in an order
    that tells nobody which is which.

    Of ``arrived`` (negative remarks that arrived) those with the smallest tickets are taken; where they are fewer than
    the missing, ``others`` (other remarks that arrived) likewise. The ticket by which a call is taken is SHA-256 of
    ``<seed>|taken|<call id>``, that by which it is placed of ``<seed>|placed|<call id>``: the order tells nothing of
    the taking. A call is drawn once, as missing where it is both.
    """
    first = set(missing)
    taken: list[str] = []
    for pool in (arrived, others):
        rest = sorted(set(pool) - first - set(taken), key=lambda call: _ticket(seed, "taken", call))
        taken += rest[:len(first) - len(taken)]
    return tuple(sorted([*first, *taken], key=lambda call: _ticket(seed, "placed", call)))


def _ticket(seed: str, what: str, call: str) -> tuple[str, str]:
    return sha256(f"{seed}|{what}|{call}".encode()).hexdigest(), call
