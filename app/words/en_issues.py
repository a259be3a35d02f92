"""Import issues as the portal says them in English, where the reading itself speaks of the command line.

Every other is told as the reading said it; fields as in ``zh_issues.py``, held equal by a test.
"""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "looks_like_kind": "This looks like {looks_like}, not like {kind}. Choose {looks_like} above and check the file "
                       "again; where that is not offered, give the file to the client manager.",
    "several_formats": "Several formats fit this file: {formats}. Which one is meant cannot be chosen here: ask "
                       "whoever runs the portal to import it.",
    "unknown_vendors": "These vendors are not known: {vendors}. Where all rows are of one vendor, choose it above and "
                       "check the file again; else the client manager adds each under “Add a vendor”.",
    "vendor_needed": "The file does not say whose rows these are. Choose the vendor above and check the file again, or "
                     "add a vendor column to the file.",
    "aggregated_report": "This is a report of totals and averages ({found}), not a list of contacts: no call can be "
                         "recovered from it. Export the single calls (call log, call detail records) instead. If it "
                         "carries counts by queue and interval, choose interval counts above and check it again.",
    "score_above_max": "The score given for {criterion} is above its maximum of {max_score}.",
}
