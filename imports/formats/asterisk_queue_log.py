"""Asterisk's queue_log: no header, ``|`` between the cells, several ragged rows for each call, one an event."""

from imports.formats.format import Events, Format, Sql

_COMPLETED = ("COMPLETEAGENT", "COMPLETECALLER")
_PASSED = ("TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER")
_OUTCOMES = {"ABANDON": "abandoned", "EXITEMPTY": "overflow", "EXITWITHTIMEOUT": "overflow", "EXITWITHKEY": "overflow",
             "JOINEMPTY": "blocked"}
_OF_CALLS = ("ENTERQUEUE", "RINGNOANSWER", "RINGCANCELED", "AGENTDUMP", "SYSCOMPAT", "DID", "INFO", "CONNECT",
             *_COMPLETED, *_PASSED, *_OUTCOMES)
_OF_AGENTS = ("QUEUESTART", "CONFIGRELOAD", "ADDMEMBER", "REMOVEMEMBER", "PAUSE", "UNPAUSE", "PAUSEALL", "UNPAUSEALL",
              "PAUSEREASON", "PENALTY", "MEMBERPENALTY", "RINGINUSE", "AGENTLOGIN", "AGENTLOGOFF", "AGENTCALLBACKLOGIN",
              "AGENTCALLBACKLOGOFF")


def _texts(*words: str) -> str:
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"


def _in_cell(linked: str, **events: tuple[str, ...]) -> Sql:
    """Which cell holds it at which events. A transfer that links two channels names both, which moves all else to the
    right: there it is in ``linked``."""
    moved = f"WHEN upper({{event}}) = 'ATTENDEDTRANSFER' AND {{data1}} = 'LINK' THEN coalesce({{{linked}}}, '')"
    whens = " ".join(f"WHEN upper({{event}}) IN {_texts(*names)} THEN coalesce({{{cell}}}, '')"
                     for cell, names in events.items())
    return Sql(f"CASE {moved} {whens} ELSE '' END")


ASTERISK_QUEUE_LOG = Format(
    name="asterisk_queue_log",
    kind="calls",
    title="Asterisk queue_log",
    signature=("time", "callid", "queuename", "agent", "event", "data1", "data2"),
    positions=("time", "callid", "queuename", "agent", "event", "data1", "data2", "data3", "data4", "data5", "data6"),
    shapes={"time": r"\d{9,10}(\.\d+)?|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?", "event": "[A-Z]{3,30}",
            "callid": r".*\d{9,10}\.\d+|NONE|MANAGER|REALTIME"},
    columns={
        "call_id": "callid",
        "started_at": "time",
        "queue": "queuename",
        "customer": Sql("CASE WHEN upper({event}) = 'ENTERQUEUE' THEN coalesce({data2}, '') ELSE '' END"),
        "agent": Sql(f"CASE WHEN upper({{event}}) IN {_texts('CONNECT', *_COMPLETED, *_PASSED)} "
                     "THEN coalesce({agent}, '') ELSE '' END"),
        "outcome": Sql("CASE upper({event})" + "".join(f" WHEN '{event}' THEN '{outcome}'"
                                                       for event, outcome in _OUTCOMES.items()) + " ELSE '' END"),
        "wait_s": _in_cell("data4", data1=("CONNECT", *_COMPLETED), data4=("EXITWITHKEY",),
                           data3=("ABANDON", "EXITEMPTY", "EXITWITHTIMEOUT", *_PASSED)),
        "talk_s": _in_cell("data5", data2=_COMPLETED, data4=_PASSED),
        "ended_by": Sql("CASE upper({event}) WHEN 'COMPLETEAGENT' THEN 'agent' WHEN 'COMPLETECALLER' THEN 'customer' "
                        "WHEN 'ABANDON' THEN 'customer' ELSE '' END"),
    },
    units={"wait_s": "s", "talk_s": "s"},
    private=("data2",),
    no_record=f"upper({{event}}) IN {_texts(*_OF_AGENTS)} OR upper({{callid}}) IN ('NONE', 'MANAGER', 'REALTIME') "
              f"AND upper({{event}}) NOT IN {_texts(*_OF_CALLS)}",
    events=Events("event", begins=("ENTERQUEUE",), answers=("CONNECT",), ends=(*_COMPLETED, *_PASSED), passes=_PASSED,
                  leaves=tuple(_OUTCOMES)),
    notes="Waits and conversations as the log tells them (in whole seconds). A call that enters several queues under "
          "one id is one contact, and waits from the first of them. The dialled number (DID) is not the caller's.",
)
