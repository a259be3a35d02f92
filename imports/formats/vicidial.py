"""VICIdial's "export calls report": TAB, the header optional; inbound rows carry the queue's seconds in alt_dial."""

from imports.formats.format import Format, Sql

_IS_INBOUND = "regexp_full_match(coalesce({alt_dial}, ''), '\\d+(\\.\\d+)?')"
_BY_AGENT = "upper(coalesce({user}, '')) NOT IN ('', 'VDCL', 'VDAD')"
_NOT_REACHED = "upper({status}) IN ('A', 'AA', 'AB', 'ADC', 'AFAX', 'AL', 'AM', 'B', 'DC', 'DROP', 'N', 'NA', 'PDROP')"

VICIDIAL = Format(
    name="vicidial",
    kind="calls",
    title="VICIdial call export",
    signature=("call_date", "phone_number_dialed", "status", "user", "campaign_id", "length_in_sec", "alt_dial",
               "lead_id"),
    positions=("call_date", "phone_number_dialed", "status", "user", "full_name", "campaign_id", "vendor_lead_code",
               "source_id", "list_id", "gmt_offset_now", "phone_code", "phone_number", "title", "first_name",
               "middle_initial", "last_name", "address1", "address2", "address3", "city", "state", "province",
               "postal_code", "country_code", "gender", "date_of_birth", "alt_phone", "email", "security_phrase",
               "comments", "length_in_sec", "user_group", "alt_dial", "rank", "owner", "lead_id", "list_name",
               "list_description", "status_name"),
    shapes={"call_date": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "status": "[A-Za-z0-9_-]{1,8}",
            "gmt_offset_now": r"-?\d+(\.\d+)?|", "length_in_sec": r"-?\d+|", "lead_id": r"\d+"},
    columns={
        "call_id": Sql("{lead_id} || '/' || {call_date}"),
        "started_at": "call_date",
        "direction": Sql(f"CASE WHEN {_IS_INBOUND} THEN 'inbound' ELSE 'outbound' END"),
        "queue": "campaign_id",
        "reason": ("status_name", "status"),
        "customer": "phone_number_dialed",
        "agent": "user",
        "outcome": Sql(f"CASE WHEN NOT {_IS_INBOUND} AND upper({{status}}) IN ('B', 'AB') THEN 'blocked' "
                       f"WHEN NOT {_IS_INBOUND} AND ({_NOT_REACHED} OR NOT {_BY_AGENT}) THEN 'abandoned' "
                       f"WHEN {_BY_AGENT} THEN 'answered' ELSE CASE upper({{status}}) "
                       "WHEN 'DROP' THEN 'abandoned' WHEN 'XDROP' THEN 'abandoned' WHEN 'AFTHRS' THEN 'after_hours' "
                       "WHEN 'TIMEOT' THEN 'overflow' WHEN 'NANQUE' THEN 'overflow' WHEN 'MAXCAL' THEN 'blocked' "
                       "WHEN 'CBHOLD' THEN 'callback_requested' ELSE '' END END"),
        "wait_s": Sql(f"CASE WHEN {_IS_INBOUND} THEN {{alt_dial}} ELSE '' END"),
        "talk_s": Sql(f"CASE WHEN NOT {_BY_AGENT} OR NOT {_IS_INBOUND} AND {_NOT_REACHED} THEN '' "
                      f"WHEN {_IS_INBOUND} AND regexp_full_match({{length_in_sec}}, '\\d+') "
                      "THEN ({length_in_sec}::DECIMAL(18, 3) - {alt_dial}::DECIMAL(18, 3))::VARCHAR "
                      "ELSE coalesce({length_in_sec}, '') END"),
    },
    units={"wait_s": "s", "talk_s": "s"},
    nobody=("VDCL", "VDAD"),
    private=("phone_number", "first_name", "middle_initial", "last_name", "address1", "address2", "address3",
             "postal_code", "date_of_birth", "alt_phone", "email", "security_phrase", "comments", "vendor_lead_code"),
    notes="A row with a number in alt_dial is an inbound one: that is what the caller waited, and length_in_sec "
          "includes it. VDCL and VDAD are the system. A call has no id of its own: its lead and moment make one.",
)
