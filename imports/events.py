"""Logs with several rows for each call, one an event: the events of a call become its record, and nothing is guessed.

A log is ragged: the same event stands in it twice, events come out of order, the first and the last ones of a call lie
in other files. So an event counts once however often it is written, and whatever it tells of the time before it (how
long the caller waited, how long the conversation was) stands in for events that are not there. What no event tells
stays unknown and is flagged.
"""

from __future__ import annotations

import duckdb

from imports.checks import RULES
from imports.formats.format import Events, Sql
from imports.issues import IssueLog
from imports.mapping import Headers, Mapping, cell, filled_in
from imports.members import Members
from imports.sql import literals
from scoring.partial import END_MISSING_BIT, ENTRY_MISSING_BIT, EXIT_MISSING_BIT

ROUNDED_S = 2
"""Two moments in whole seconds, one of them reckoned with rounded durations, are the same where they lie so near."""
_ROUNDED_S = f"CASE WHEN spans THEN 0 ELSE {ROUNDED_S} END"
"""SQL: of rows that are stretches of a call nothing is reckoned, and moments are what they are."""


def fold(connection: duckdb.DuckDBPyConnection, log: IssueLog, members: Members, mapping: Mapping, relation: str,
         columns: tuple[str, ...]) -> None:
    """Make ``typed`` one row per call, of ``columns`` by their stored names; rows held back stay as they are.

    A call began when it first entered a queue, and waited from then to its first answer, else until it left the queue
    for the last time; a call that was answered once is answered. Its conversations are summed, and each after the
    first is a transfer, unless the log tells of more transfers. Its agent and queue are those of the last conversation.
    """
    _find_events(connection, log, mapping, relation)
    declared = mapping.format.events
    assert declared is not None
    _gather(connection, declared.spans, begins=bool(declared.begins) and not declared.spans)
    log.add("call_not_told", "call_id", "SELECT _row, call_id AS value FROM _events SEMI JOIN "
                                        "(SELECT * FROM _calls WHERE started IS NULL) USING (vendor, call_id)")
    connection.execute("DELETE FROM _calls WHERE started IS NULL")
    members.follow("SELECT _row, head FROM _events JOIN _calls USING (vendor, call_id)")
    connection.execute(
        f"CREATE TABLE _contacts AS SELECT * FROM typed WHERE _row IN ({log.held_rows()}) UNION ALL BY NAME "
        f"SELECT head AS _row, {', '.join(_value(name) for name in columns)}, flags FROM _calls "
        f"JOIN (SELECT vendor, call_id, {', '.join(_first_told(name) for name in columns if name not in _OWN)} "
        "FROM _events JOIN typed t USING (_row, vendor, call_id) GROUP BY vendor, call_id) USING (vendor, call_id)")
    connection.execute("DROP TABLE typed")
    connection.execute("ALTER TABLE _contacts RENAME TO typed")
    _check(connection, log, mapping)


def _find_events(connection: duckdb.DuckDBPyConnection, log: IssueLog, mapping: Mapping, relation: str) -> None:
    """Make ``_events``: the rows of calls none of whose rows is held back, with the ``part`` each plays in its call
    and, where it tells that, when the caller ``entered`` the queue and when an agent ``spoke`` first."""
    declared, call_id = mapping.format.events, mapping.sources["call_id"].text
    assert declared is not None
    connection.execute(
        f"CREATE TEMP TABLE _events AS SELECT *, "
        f"CASE part WHEN 'answers' THEN moment WHEN 'ends' THEN moment - to_milliseconds(talk_ms) END AS spoke, "
        f"{_ENTERED[declared.spans]} AS entered, {_waited(declared, mapping)} AS wait_ms FROM "
        f"(SELECT _row, vendor, call_id, started_at, {_MOMENT[declared.spans]} AS moment, queue, agent, outcome, "
        f"wait_ms AS told_ms, talk_ms, ended_by, t.flags, {_part(declared, mapping)} AS part, "
        f"{_event(declared, mapping)} IN {literals(declared.passes or ('',))} AS passes, "
        f"{_is_last(declared, mapping)} AS is_last FROM typed t JOIN {relation} USING (_row))")
    held = log.held_rows()
    broken = (f"SELECT DISTINCT call_id FROM _events WHERE _row IN ({held}) "
              f"UNION SELECT {call_id} FROM _split")
    log.add("call_incomplete", "call_id", f"SELECT _row, call_id AS value FROM _events WHERE call_id IN "
                                          f"(SELECT * FROM ({broken}) AS b(id) WHERE id IS NOT NULL) "
                                          f"AND _row NOT IN ({held})")
    connection.execute(f"DELETE FROM _events WHERE _row IN ({log.held_rows()})")


_MOMENT = {False: "started_at", True: "coalesce(ended_at, started_at)"}
_ENTERED = {
    False: "CASE part WHEN 'begins' THEN moment WHEN 'leaves' THEN moment - to_milliseconds(coalesce(told_ms, "
           "CASE WHEN outcome = 'blocked' THEN 0 END)) "
           "ELSE spoke - to_milliseconds(told_ms) END",
    True: "CASE WHEN part <> 'menus' THEN started_at END",
}
"""When a row is told, and when its caller entered the queue: of a log, and of rows that are stretches of a call. Who is
turned away at once never waited."""


def _waited(declared: Events, mapping: Mapping) -> str:
    """SQL: how long the caller waited, as the row tells it or, of a stretch, until its answer or end."""
    if not declared.spans or "wait_s" in mapping.sources:
        return "told_ms"
    return ("CASE part WHEN 'ends' THEN date_diff('ms', entered, spoke) "
            "WHEN 'leaves' THEN date_diff('ms', entered, moment) END")


def _event(declared: Events, mapping: Mapping) -> str:
    """SQL: what the row says, in capital letters."""
    template = declared.event.template if isinstance(declared.event, Sql) else "{" + declared.event + "}"
    return f"coalesce(upper({_over(template, mapping)}), '')"


def _over(template: str, mapping: Mapping) -> str:
    """SQL of a template over trimmed cells, as the relation of a format with events has them."""
    sql, positions = filled_in(template, Headers(mapping.headers))
    for position in positions:
        sql = sql.replace(cell(position), f"c{position}")
    return sql


def _is_last(declared: Events, mapping: Mapping) -> str:
    return f"coalesce({_over(declared.last, mapping)}, false)" if declared.last else "true"


def _part(declared: Events, mapping: Mapping) -> str:
    parts = {"begins": declared.begins, "answers": declared.answers, "ends": declared.ends, "leaves": declared.leaves,
             "menus": declared.menus}
    whens = " ".join(f"WHEN {_event(declared, mapping)} IN {literals(names)} THEN '{part}'"
                     for part, names in parts.items() if names)
    return f"CASE {whens} END"


def _gather(connection: duckdb.DuckDBPyConnection, spans: bool, *, begins: bool) -> None:
    """Make ``_calls`` from ``_events``, each different event counted once: one row per call, with its ``head``.

    ``begins``: every call that waits has an event that begins it (who is turned away at once has none).
    """
    connection.execute(
        "CREATE TEMP TABLE _told AS SELECT vendor, call_id, moment, part, queue, agent, wait_ms, talk_ms, spoke, "
        "entered, min(_row) AS first_row, bool_or(passes) AS passes, max(outcome) AS outcome, "
        "max(ended_by) AS ended_by FROM _events WHERE part IS NOT NULL GROUP BY ALL")
    connection.execute(
        "CREATE TEMP TABLE _calls AS SELECT *, "
        "answers > 0 OR ends > 0 AS is_answered, greatest(answers, ends) > talks OR NOT has_last AS lacks_end, "
        "has_last AND menus > 0 AND NOT is_answered AND begins = 0 AND leaves = 0 AS is_served, "
        "NOT is_answered AND NOT is_served AND (NOT has_last OR leaves = 0 "
        "OR begins > leaves AND last_begin >= last_leave) AS lacks_exit, "
        "CASE WHEN is_answered THEN 'answered' WHEN is_served THEN 'self_served' WHEN NOT lacks_exit THEN left_as END "
        f"AS outcome, {str(begins).lower()} AND begins = 0 AND coalesce(left_as, '') <> 'blocked' AS lacks_entry, "
        f"CASE WHEN entered <= earliest + to_seconds({_ROUNDED_S}) THEN entered ELSE earliest END AS began, "
        "least(began, menu_from) AS started, "
        f"bits | CASE WHEN lacks_exit THEN {EXIT_MISSING_BIT} ELSE 0 END "
        f"| CASE WHEN is_answered AND lacks_end THEN {END_MISSING_BIT} ELSE 0 END "
        f"| CASE WHEN lacks_entry THEN {ENTRY_MISSING_BIT} ELSE 0 END AS flags FROM ("
        "SELECT vendor, call_id, min(_row) AS head, bit_or(flags) AS bits, bool_or(is_last) AS has_last, "
        "min(started_at) FILTER (part = 'menus') AS menu_from, max(moment) AS last_moment "
        "FROM _events GROUP BY vendor, call_id) "
        "LEFT JOIN (SELECT vendor, call_id, "
        "min(entered) FILTER (part = 'begins') AS entered, min(entered) AS earliest, "
        "count(*) FILTER (part = 'begins') AS begins, count(*) FILTER (part = 'answers') AS answers, "
        "count(*) FILTER (part = 'ends') AS ends, count(talk_ms) FILTER (part = 'ends') AS talks, "
        "count(*) FILTER (part = 'leaves') AS leaves, count(*) FILTER (part = 'menus') AS menus, "
        f"count(*) FILTER (passes) AS passes, {str(spans).lower()} AS spans, "
        "max(moment) FILTER (part = 'begins') AS last_begin, max(moment) FILTER (part = 'leaves') AS last_leave, "
        f"arg_max(outcome, {_IN_TURN}) FILTER (part = 'leaves') AS left_as, "
        f"arg_max(struct_pack(entered, wait_ms, moment), {_IN_TURN}) FILTER (part = 'leaves') AS exit, "
        "arg_min(struct_pack(entered, wait_ms, moment), (spoke, part, first_row)) "
        "FILTER (spoke IS NOT NULL AND wait_ms IS NOT NULL) AS answer, "
        f"arg_max(struct_pack(agent, queue), (coalesce(spoke, moment), first_row)) FILTER ({_SPOKEN}) AS talk, "
        f"arg_max(queue, {_IN_TURN}) AS last_queue, sum(talk_ms)::BIGINT AS talk_ms, "
        f"arg_max(struct_pack(ended_by, moment), {_IN_TURN}) FILTER (part = 'ends') AS talked_until, "
        f"arg_max(struct_pack(ended_by, moment), {_IN_TURN}) FILTER (part = 'leaves') AS left_at "
        "FROM _told GROUP BY vendor, call_id) USING (vendor, call_id)")


_IN_TURN = "(moment, first_row)"
_SPOKEN = "part IN ('answers', 'ends')"
_LAST = "CASE WHEN is_answered AND lacks_end THEN NULL WHEN is_answered THEN talked_until ELSE left_at END"
_DECIDED = "CASE WHEN is_answered THEN answer WHEN NOT lacks_exit THEN exit END"
_LATER_MS = f"(epoch_us({_DECIDED}.entered) - epoch_us(began)) // 1000"
_OWN = {
    "vendor": "vendor",
    "call_id": "call_id",
    "started_at": "started",
    "outcome": "outcome",
    "queue": "coalesce(talk.queue, last_queue)",
    "agent": "talk.agent",
    "wait_ms": f"CASE WHEN {_DECIDED}.wait_ms IS NOT NULL THEN {_DECIDED}.wait_ms + CASE WHEN {_LATER_MS} > "
               f"{_ROUNDED_S} * 1000 THEN {_LATER_MS} ELSE 0 END WHEN NOT is_answered "
               f"THEN (epoch_us({_DECIDED}.moment) - epoch_us(entered)) // 1000 END",
    "talk_ms": "CASE WHEN NOT lacks_end THEN talk_ms END",
    "transfers": "CASE WHEN is_answered AND NOT lacks_end THEN greatest(passes, answers - 1, ends - 1)::INTEGER "
                 "WHEN outcome IS NOT NULL AND NOT is_answered THEN 0 END",
    "ended_by": f"({_LAST}).ended_by",
    "ended_at": f"CASE WHEN ({_LAST}).ended_by IS NOT NULL THEN ({_LAST}).moment "
                "WHEN spans AND outcome IS NOT NULL AND NOT (is_answered AND lacks_end) THEN last_moment END",
}
"""The columns that events decide, as SQL over ``_calls``. Of all others the first event that tells them counts."""


def _value(name: str) -> str:
    return f"{_OWN[name]} AS {name}" if name in _OWN else name


def _first_told(name: str) -> str:
    return f"first({name} ORDER BY t.started_at, _row) FILTER ({name} IS NOT NULL) AS {name}"


def _check(connection: duckdb.DuckDBPyConnection, log: IssueLog, mapping: Mapping) -> None:
    """Say what the log does not tell of the calls that came of it; and the rules of all contacts, which flag."""
    calls = f"FROM typed WHERE _row NOT IN ({log.held_rows()})"
    rules = [rule for rule in RULES if rule.code in ("answered_without_wait", "answered_without_agent")]
    for rule in rules:
        connection.execute(f"UPDATE typed SET flags = flags | {rule.bit} WHERE {rule.test}")
    told = [("entry_missing", "started_at", ENTRY_MISSING_BIT), ("exit_missing", "outcome", EXIT_MISSING_BIT),
            ("end_missing", "talk_s", END_MISSING_BIT), *((rule.code, rule.column, rule.bit) for rule in rules)]
    for code, column, bit in told:
        log.add(code, column, f"SELECT _row, '' AS value {calls} AND flags & {bit} <> 0")
