"""What scoring wants to know of the call an evaluation judged, as SQL over the stored columns of calls.

``storage`` puts these columns beside every evaluation it hands out (NULL where the call is not stored). To want another
is to add a line.
"""

from __future__ import annotations

_SPENT_MS = " + ".join(f"coalesce({part}_ms, 0)" for part in ("ivr", "wait", "talk", "hold"))
"""What a caller goes through, as far as it is recorded. A wait begins where the voice menu ends (formats whose export
counts the menu into the wait take it out), so both count; after-call work begins when the customer is gone."""

JUDGED_CALL: dict[str, str] = {
    "call_started_at": "started_at",
    "call_ended_at": f"CASE WHEN ended_at >= started_at THEN ended_at "
                     f"ELSE coalesce(try(started_at + to_milliseconds({_SPENT_MS})), started_at) END",
    "call_agent": "agent",
    "call_queue": "queue",
    "call_customer": "customer",
}
"""Column beside the evaluation -> its SQL. The end is the one recorded, else (also where it lies before the start) the
start plus the time spent; the start itself where no duration is known, or only one that no calendar holds."""
