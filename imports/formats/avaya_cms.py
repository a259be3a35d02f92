"""Avaya CMS: split/skill reports by interval or day. Averages and counts; the date and the skill often stand above."""

from imports.formats.format import DateAndTime, Format

_TIMES = ("Time", "Interval", "Interval Start", "Start Time")
AVAYA_CMS = Format(
    name="avaya_cms",
    kind="intervals",
    title="Avaya CMS split/skill report",
    signature=("ACD Calls", "Avg Speed Ans", "Aban Calls"),
    columns={
        "start_at": (DateAndTime(("Date",), _TIMES), *_TIMES, "Date"),
        "queue": ("Split/Skill", "Split/Skill Name", "Split", "Skill", "Skill Name", "VDN"),
        "offered": ("Calls Offered", "Offered", "Inbound Calls"),
        "answered": "ACD Calls",
        "answered_in_t": ("Acceptable", "Calls Within Service Level", "ACD Calls Within Service Level"),
        "threshold_s": ("Acceptable Service Level", "Service Level Threshold"),
        "abandoned": "Aban Calls",
        "blocked": ("Busy Calls", "Force Busy Calls", "Forced Busy Calls"),
        "wait_sum_s": ("Total Answer Time", "Ans Time"),
        "staffed_s": ("Staffed Time", "Total Staffed Time"),
    },
    units={"threshold_s": "s", "wait_sum_s": "s", "staffed_s": "s", "handle_sum_s": "s"},
    means={"wait_sum_s": ("Avg Speed Ans",), "handle_sum_s": ("Avg Handle Time",)},
    constants={"channel": "voice"},
    notes="Dates and times without a zone are read in the vendor's. 'Max Delay' and the percentages are not read.",
)
