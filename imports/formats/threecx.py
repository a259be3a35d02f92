"""3CX's call log (version 20): several rows for each call, of its queue and of each extension that rang."""

from imports.formats.format import Events, Format, Sql

_OUTBOUND = "{Direction} ILIKE 'outbound%'"
_SAYS = ("CASE WHEN {Status} ILIKE 'answered' AND {Direction} ILIKE '%queue%' THEN 'waits' "
         "WHEN {Status} ILIKE 'answered' AND ({To} ILIKE '%voicemail%' OR {To} ILIKE '%voice mail%') THEN 'voicemail' "
         "WHEN {Status} ILIKE 'answered' THEN 'talk' WHEN {Status} ILIKE 'waiting' THEN 'waits' "
         f"WHEN {_OUTBOUND} THEN 'unreached' WHEN {{Status}} IS NOT NULL THEN 'abandoned' END")
_NUMBER = "coalesce(nullif(regexp_extract({{{0}}}, '\\(([^()]*)\\)\\s*$', 1), ''), {{{0}}}, '')"
THREECX = Format(
    name="threecx",
    kind="calls",
    title="3CX call log",
    signature=("Call Time", "Call ID", "From", "To", "Direction", "Status", "Ringing", "Talking"),
    columns={
        "call_id": "Call ID",
        "started_at": "Call Time",
        "ended_at": Sql("(try_cast({Call Time} AS TIMESTAMP) + try_cast(coalesce({Ringing}, '00:00:00') AS INTERVAL) "
                        "+ try_cast(coalesce({Talking}, '00:00:00') AS INTERVAL))::VARCHAR "
                        "|| CASE WHEN suffix({Call Time}, 'Z') THEN 'Z' ELSE '' END"),
        "direction": Sql(f"CASE WHEN {_OUTBOUND} THEN 'outbound' ELSE 'inbound' END"),
        "queue": Sql("CASE WHEN {Direction} ILIKE '%queue%' THEN coalesce({To}, '') ELSE '' END"),
        "customer": Sql(f"CASE WHEN {_OUTBOUND} THEN {_NUMBER.format('To')} ELSE {_NUMBER.format('From')} END"),
        "agent": Sql(f"CASE WHEN {_SAYS} <> 'talk' THEN '' WHEN {_OUTBOUND} THEN coalesce({{From}}, '') "
                     "ELSE coalesce({To}, '') END"),
        "outcome": Sql(f"CASE WHEN {_SAYS} IN ('abandoned', 'voicemail') THEN {_SAYS} ELSE '' END"),
        "wait_s": "Ringing",
        "talk_s": Sql(f"CASE WHEN {_SAYS} = 'talk' THEN coalesce({{Talking}}, '') ELSE '' END"),
    },
    private=("From", "To", "Call Activity Details", "Transcription", "Summary"),
    no_record="{Direction} ILIKE 'internal'",
    events=Events(Sql(_SAYS), begins=("WAITS",), ends=("TALK",), leaves=("ABANDONED", "VOICEMAIL", "UNREACHED"),
                  spans=True),
    notes="A row that a queue answers is the time spent in it, a row that an extension answers the conversation. Rows "
          "between two extensions are no contacts. An outbound call that nobody took is no customer's giving up.",
)
