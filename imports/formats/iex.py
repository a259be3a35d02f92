"""NICE IEX workforce management: queue history between bars, dates as mmddyyyy, the hour ending summer time twice."""

from imports.formats.format import DateAndTime, Format

IEX = Format(
    name="iex",
    kind="intervals",
    title="NICE IEX queue history",
    signature=("Date", "Period", "Queue", "Contacts Received"),
    columns={
        "start_at": DateAndTime(("Date",), ("Period",)),
        "minutes": ("Period Length", "Interval Length"),
        "queue": ("Queue Name", "Queue"),
        "forecast": ("Forecast Contacts", "Contacts Forecast"),
        "offered": "Contacts Received",
        "answered": ("Contacts Handled", "Handled"),
        "answered_in_t": ("Handled Before Threshold", "Contacts Handled Before Threshold"),
        "threshold_s": ("Threshold", "Service Level Threshold"),
        "abandoned": ("Contacts Abandoned", "Abandoned"),
        "wait_sum_s": "Total Delay",
        "handle_sum_s": "Total Handle Time",
        "staffed_s": "Staff Time",
    },
    units={"threshold_s": "s", "wait_sum_s": "s", "handle_sum_s": "s", "staffed_s": "s"},
    means={"wait_sum_s": ("ASA", "Average Speed of Answer"), "handle_sum_s": ("AHT", "Average Handle Time")},
    notes="Of the hour that stands twice at the end of summer time the second row is the second hour.",
)
