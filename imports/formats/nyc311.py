"""New York City service requests read as promises."""

from imports.formats.format import Format, Sql

NYC311 = Format(
    name="nyc311",
    kind="promises",
    title="NYC 311 service requests",
    signature=("Unique Key", "Created Date", "Closed Date", "Due Date", "Status", "Complaint Type"),
    columns={
        "promise_id": "Unique Key",
        "made_at": "Created Date",
        "due_at": "Due Date",
        "kept_at": "Closed Date",
        "status": Sql("CASE WHEN lower({Status}) = 'closed' AND {Closed Date} IS NOT NULL THEN 'kept' "
                      "WHEN lower({Status}) = 'closed' THEN 'unknown' ELSE coalesce({Status}, '') END"),
        "promise_kind": "Complaint Type",
        "evidence": "Resolution Description",
    },
    words={"status": {"assigned": "open", "pending": "open", "in progress": "open", "started": "open"}},
    private=("Incident Address", "Street Name"),
    notes="Times are local to the city: give --timezone America/New_York. Many requests name no due date.",
)
