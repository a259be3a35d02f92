"""Genesys Cloud's queue performance view as exported: a row for each queue, medium and interval."""

from imports.formats.format import Format

GENESYS_QUEUES = Format(
    name="genesys_queues",
    kind="intervals",
    title="Genesys Cloud queue performance",
    signature=("Interval Start", "Interval End", "Media Type", "Queue Name", "Offer"),
    columns={
        "start_at": "Interval Start",
        "channel": "Media Type",
        "queue": "Queue Name",
        "offered": "Offer",
        "answered": ("Answer", "Answered"),
        "answered_in_t": ("Met SLA", "Answer in SLA", "Answered in SLA"),
        "threshold_s": ("SLA Threshold", "Service Level Duration"),
        "abandoned": ("Abandon", "Abandoned"),
        "short_abandoned": ("Short Abandons", "Short Abandon", "Short Abandoned"),
        "wait_sum_s": ("Total Answer Time", "Total Wait"),
        "handle_sum_s": "Total Handle",
    },
    means={"wait_sum_s": ("ASA", "Avg Answer"), "handle_sum_s": ("AHT", "Avg Handle")},
    words={"channel": {"callback": "voice", "message": "chat", "webmessaging": "chat"}},
    notes="A row without a medium counts as voice. Durations are milliseconds, seconds or clocks, as whoever exports "
          "chose: plain numbers are asked for where they may be either.",
)
