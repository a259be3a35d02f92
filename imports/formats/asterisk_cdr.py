"""Asterisk's call detail records: a row for each leg, joined by linkedid; without a header (Master.csv), and as the
table ``cdr`` of its database, which FreePBX exports.
"""

from dataclasses import replace

from imports.formats.format import Events, Format, Sql

_MOMENT = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?"
_SHORT = "regexp_full_match(coalesce({{{0}}}, ''), '\\d{{2,5}}')"
_TO_OUTSIDE = f"({_SHORT.format('src')} AND regexp_full_match(coalesce({{dst}}, ''), '\\+?\\d{{7,}}'))"
_PERSON = "(upper({disposition}) = 'ANSWERED' AND {dstchannel} IS NOT NULL AND lower({lastapp}) IN ('dial', 'queue'))"
_IS_TOLD = "(lower({lastapp}) = 'dial' AND {duration} <> {billsec})"
_SAYS = (f"CASE WHEN {_PERSON} THEN 'talk' WHEN upper({{disposition}}) = 'ANSWERED' THEN CASE lower({{lastapp}}) "
         "WHEN 'voicemail' THEN 'voicemail' WHEN 'queue' THEN 'abandoned' ELSE 'menu' END "
         "WHEN upper({disposition}) = 'NO ANSWER' THEN 'abandoned' "
         "WHEN upper({disposition}) IN ('BUSY', 'FAILED', 'CONGESTION') THEN 'blocked' ELSE '' END")

ASTERISK_CDR = Format(
    name="asterisk_cdr",
    kind="calls",
    title="Asterisk CDR",
    signature=("src", "dst", "dstchannel", "lastapp", "start", "end", "duration", "billsec", "disposition", "uniqueid"),
    positions=("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata", "start",
               "answer", "end", "duration", "billsec", "disposition", "amaflags", "uniqueid", "userfield",
               "peeraccount", "linkedid", "sequence"),
    shapes={"start": _MOMENT, "answer": f"{_MOMENT}|", "end": _MOMENT, "duration": r"\d+", "billsec": r"\d+",
            "disposition": "(?i)ANSWERED|NO ANSWER|BUSY|FAILED|CONGESTION", "uniqueid": r".*\d{9,10}\.\d+"},
    columns={
        "call_id": Sql("coalesce({linkedid}, {uniqueid})"),
        "started_at": "start",
        "ended_at": "end",
        "direction": Sql(f"CASE WHEN {_TO_OUTSIDE} THEN 'outbound' ELSE 'inbound' END"),
        "queue": Sql("CASE WHEN lower({lastapp}) = 'queue' THEN split_part(coalesce({lastdata}, ''), ',', 1) "
                     "ELSE '' END"),
        "customer": Sql(f"CASE WHEN {_TO_OUTSIDE} THEN {{dst}} ELSE coalesce({{src}}, '') END"),
        "agent": Sql(f"CASE WHEN {_PERSON} THEN regexp_replace(CASE WHEN {_TO_OUTSIDE} THEN coalesce({{channel}}, '') "
                     "ELSE {dstchannel} END, '-[0-9a-fA-F]{8}$', '') ELSE '' END"),
        "outcome": Sql(f"CASE WHEN {_SAYS} IN ('talk', 'menu') THEN '' ELSE {_SAYS} END"),
        "wait_s": Sql(f"CASE WHEN {_PERSON} AND {_IS_TOLD} THEN ({{duration}}::BIGINT - {{billsec}}::BIGINT)::VARCHAR "
                      "WHEN upper({disposition}) = 'NO ANSWER' THEN {duration} ELSE '' END"),
        "talk_s": Sql(f"CASE WHEN {_PERSON} AND {_IS_TOLD} THEN {{billsec}} ELSE '' END"),
    },
    units={"wait_s": "s", "talk_s": "s"},
    private=("src", "dst", "clid", "channel", "dstchannel", "lastdata"),
    no_record=f"{_SHORT.format('src')} AND {_SHORT.format('dst')} "
              "AND coalesce({linkedid}, {uniqueid}) = {uniqueid}",
    no_record_said="src → dst: 1001 → 1002",
    events=Events(Sql(_SAYS), ends=("TALK",), leaves=("ABANDONED", "VOICEMAIL", "BLOCKED"), menus=("MENU",),
                  spans=True),
    notes="Answered means that a leg reached another channel; voicemail, menus and a queue that nobody left for an "
          "agent are the system's. Where duration and billsec are the same the system answered at once, and neither "
          "wait nor talk time is told; nor are they by the legs of a queue. Calls between two extensions are no "
          "contacts.",
)

ASTERISK_CDR_TABLE = replace(
    ASTERISK_CDR,
    name="asterisk_cdr_table",
    title="Asterisk CDR table (FreePBX)",
    signature=("calldate", "src", "dst", "dstchannel", "lastapp", "duration", "billsec", "disposition", "uniqueid"),
    positions=(),
    shapes={},
    columns=dict(ASTERISK_CDR.columns) | {
        "started_at": "calldate",
        "ended_at": Sql("(try_cast({calldate} AS TIMESTAMP) + to_seconds(try_cast({duration} AS INTEGER)))::VARCHAR"),
    },
    private=(*ASTERISK_CDR.private, "cnum", "cnam", "outbound_cnum", "outbound_cnam", "dst_cnam"),
    notes=ASTERISK_CDR.notes + " The table has no end of a leg: it began at calldate and lasted duration.",
)
