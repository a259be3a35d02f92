"""The course and portfolio export met everywhere (PwC "PhoneNow" and its many re-posts)."""

from imports.formats.format import DateAndTime, Format

PHONENOW = Format(
    name="phonenow",
    kind="calls",
    title="PhoneNow call list",
    signature=("Call Id", "Agent", "Date", "Time", "Answered (Y/N)", "Resolved", "AvgTalkDuration"),
    columns={
        "call_id": "Call Id",
        "agent": "Agent",
        "started_at": DateAndTime(("Date",), ("Time",)),
        "reason": ("Topic", "Department"),
        "answered": "Answered (Y/N)",
        "resolved": "Resolved",
        "wait_s": ("Speed of answer in seconds", "Speed of Answer"),
        "talk_s": "AvgTalkDuration",
        "rating": ("Satisfaction rating", "SatisfactionRating"),
    },
    units={"wait_s": "s"},
    answered_only=("wait_s",),
    notes="AvgTalkDuration is one call's own duration. Speed of answer exists for answered calls only; some re-posts "
          "carry made-up values on unanswered ones.",
)
