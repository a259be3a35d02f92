"""Calls told in parts: an event log is cut somewhere, and a call that was under way then stands in two files.

A version of such a call says by a bit of its ``flags`` that it begins or ends outside its file. ``storage`` puts the
parts together when it derives what is current; here is which versions are parts, and what each column becomes.
"""

from __future__ import annotations

EXIT_MISSING_BIT, END_MISSING_BIT, ENTRY_MISSING_BIT = 8192, 16384, 262144
"""The log tells not how the call left the queue, not how its conversation ended, not how it entered the queue."""
WITHOUT_WAIT_BIT, WITHOUT_AGENT_BIT = 4, 8
"""Answered, and it is not told after how long, or by whom."""
ROUNDED_MS = 2000
"""Two moments in whole seconds, one of them reckoned with rounded durations, are the same where they lie so near."""

IS_PART = f"coalesce(flags, 0) & {EXIT_MISSING_BIT | END_MISSING_BIT | ENTRY_MISSING_BIT} <> 0"
"""SQL: does this version of a call begin or end outside its file?"""
LACKS_ENTRY = f"coalesce(flags, 0) & {ENTRY_MISSING_BIT} <> 0"
"""SQL: does it begin outside? Its start is then reckoned from what its first event tells of the time before."""

LATER_MS = "(epoch_us(started_at) - epoch_us(began)) // 1000"
WAITED = (f"wait_ms + CASE WHEN {LACKS_ENTRY} AND {LATER_MS} > {ROUNDED_MS} THEN {LATER_MS} ELSE 0 END")
"""SQL over a version and ``began``, when the whole call began: how long the caller had waited since then."""

_RECKONED = EXIT_MISSING_BIT | END_MISSING_BIT | ENTRY_MISSING_BIT | WITHOUT_WAIT_BIT | WITHOUT_AGENT_BIT
FLAGS = (f"(any_flags & ~{_RECKONED}) | CASE WHEN entry_missing THEN {ENTRY_MISSING_BIT} ELSE 0 END "
         f"| CASE WHEN outcome IS NULL THEN {EXIT_MISSING_BIT} ELSE 0 END "
         f"| CASE WHEN outcome = 'answered' AND talk_ms IS NULL THEN {END_MISSING_BIT} ELSE 0 END "
         f"| CASE WHEN wait_ms IS NULL THEN any_flags & {WITHOUT_WAIT_BIT} ELSE 0 END "
         f"| CASE WHEN agent IS NULL THEN any_flags & {WITHOUT_AGENT_BIT} ELSE 0 END")
"""SQL over the whole: its bits, from those of all its parts (``any_flags``) and what it tells by now."""
