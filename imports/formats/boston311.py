"""City of Boston service requests read as promises: a target date given, a closing date kept or not."""

from imports.formats.format import Format, Sql

BOSTON311 = Format(
    name="boston311",
    kind="promises",
    title="Boston 311 service requests",
    signature=("case_enquiry_id", "open_dt", "target_dt", "closed_dt", "case_status"),
    columns={
        "promise_id": "case_enquiry_id",
        "made_at": "open_dt",
        "due_at": "target_dt",
        "kept_at": "closed_dt",
        "status": Sql("CASE WHEN lower({case_status}) = 'closed' AND {closed_dt} IS NOT NULL THEN 'kept' "
                      "WHEN lower({case_status}) = 'closed' THEN 'unknown' ELSE coalesce({case_status}, '') END"),
        "promise_kind": "type",
        "evidence": "closure_reason",
    },
    private=("location", "location_street_name"),
    notes="The city's own ontime column calls requests without a target on time; it is not read. Times are local to "
          "the city: give --timezone America/New_York.",
)
