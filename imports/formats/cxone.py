"""NICE CXone's (inContact's) contact download: the header optional, transfers under one master contact."""

from imports.formats.format import DateAndTime, Format, Sql

CXONE = Format(
    name="cxone",
    kind="calls",
    title="NICE CXone contacts",
    signature=("Contact_ID", "Master_Contact_ID", "Media_Name", "Skill_Name", "Agent_No", "Abandon", "Start_Date"),
    positions=("Contact_ID", "Master_Contact_ID", "Contact_Code", "Media_Name", "Contact_Name", "ANI_DIALNUM",
               "Skill_No", "Skill_Name", "Campaign_No", "Campaign_Name", "Agent_No", "Agent_Name", "Team_No",
               "Team_Name", "SLA", "Start_Date", "Start_Time", "PreQueue", "InQueue", "Agent_Time", "PostQueue",
               "Total_Time", "Abandon_Time", "Routing_Time", "Abandon", "CallBack_Time", "Logged", "Hold_Time",
               "ACW_Seconds"),
    shapes={"Contact_ID": r"\d{4,}", "Master_Contact_ID": r"\d{4,}", "Skill_No": r"\d+", "Agent_No": r"\d*",
            "Start_Date": r"\d+[/.-]\d+[/.-]\d+", "Start_Time": r"\d+:\d\d(:\d\d)?( [AP]M)?", "InQueue": r"[\d.:]+",
            "Abandon": "[YyNn]|True|False"},
    columns={
        "call_id": "Contact_ID",
        "parent_id": "Master_Contact_ID",
        "started_at": DateAndTime(("Start_Date",), ("Start_Time",)),
        "programme": "Campaign_Name",
        "channel": "Media_Name",
        "queue": "Skill_Name",
        "reason": ("Disposition", "Disposition_Name"),
        "customer": ("ANI_DIALNUM", "ANI"),
        "agent": ("Agent_Name", "Agent_No"),
        "outcome": Sql("CASE WHEN upper({Abandon}) IN ('Y', 'YES', 'TRUE') THEN 'abandoned' "
                       "WHEN coalesce({Agent_No}, '0') <> '0' THEN 'answered' ELSE '' END"),
        "ivr_s": "PreQueue",
        "wait_s": "InQueue",
        "talk_s": "Agent_Time",
        "hold_s": "Hold_Time",
        "wrap_s": "ACW_Seconds",
    },
    units={"ivr_s": "s", "wait_s": "s", "talk_s": "s", "hold_s": "s", "wrap_s": "s"},
    words={"channel": {"phone call": "voice", "inbound phone call": "voice", "voice mail": "voice",
                       "work item": "email"}},
    private=("DNIS",),
    notes="Agent is the last one of the contact. The dates are as the account has them: their order is decided "
          "from the file, else asked.",
)
