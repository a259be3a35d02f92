"""阿里云 云联络中心 (Cloud Call Center) call records: moments in milliseconds, the end of a call in one word."""

from imports.formats.format import Format, Sql

_INBOUND = "{ContactType} ILIKE 'inbound'"
_LAST = "trim(regexp_extract(coalesce({{{0}}}, ''), '[^,;]*$'))"
_OUTCOMES = {"abandoned": ("abandonedinqueue", "abandonedinring"), "overflow": ("queuingtimeout", "queuingoverflow",
             "forwardtooutsidenumber"), "blocked": ("queuingfailed",), "voicemail": ("voicemail",),
             "self_served": ("abandonedinivr", "abandonedinvoicenavigator"), "": ("noanswer", "reject", "ivrexception")}
_WHENS = " ".join(f"WHEN lower({{ContactDisposition}}) IN ({', '.join(map(repr, words))}) THEN '{name}'"
                  for name, words in _OUTCOMES.items())
ALIYUN_CCC = Format(
    name="aliyun_ccc",
    kind="calls",
    title="阿里云 CCC call records",
    signature=("ContactId", "ContactType", "ContactDisposition", "CallingNumber", "CalledNumber", "StartTime"),
    columns={
        "call_id": "ContactId",
        "started_at": "StartTime",
        "direction": Sql(f"CASE WHEN {_INBOUND} THEN 'inbound' ELSE 'outbound' END"),
        "queue": Sql(_LAST.format("SkillGroupNames")),
        "customer": Sql(f"CASE WHEN {_INBOUND} THEN coalesce({{CallingNumber}}, '') "
                        "ELSE coalesce({CalledNumber}, '') END"),
        "agent": Sql("CASE WHEN lower({ContactDisposition}) = 'success' THEN coalesce(nullif("
                     f"{_LAST.format('AgentNames')}, ''), {_LAST.format('AgentIds')}) ELSE '' END"),
        "outcome": Sql(f"CASE {_WHENS} WHEN lower({{ContactDisposition}}) <> 'success' THEN NULL "
                       "WHEN coalesce({EstablishedTime}, '0') <> '0' AND {AgentIds} IS NOT NULL THEN 'answered' "
                       "ELSE '' END"),
        "wait_s": "WaitTime",
        "ivr_s": "IvrTime",
        "talk_s": Sql("CASE WHEN lower({ContactDisposition}) = 'success' AND {AgentIds} IS NOT NULL "
                      "THEN coalesce({TalkTime}, {CallDuration}, '') ELSE '' END"),
        "ended_at": "ReleaseTime",
        "ended_by": Sql("CASE WHEN lower({ReleaseInitiator}) IN ('agent', 'customer') "
                        "THEN lower({ReleaseInitiator}) ELSE '' END"),
    },
    units={"wait_s": "s", "ivr_s": "s", "talk_s": "s"},
    private=("CallingNumber", "CalledNumber"),
    no_record="{ContactType} ILIKE 'internal'",
    notes="Of several agents or skill groups in a cell the last counts. QueuingTimeout and QueuingOverflow went on "
          "somewhere else; NoAnswer and Reject are the customer's. A call left in the menu waited for nobody.",
)
