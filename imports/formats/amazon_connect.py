"""Amazon Connect's contact records: one JSON object a contact, delivered at least once, transfers as contacts."""

from imports.formats.format import Format, Sql

_NEVER = "1970-%"
AMAZON_CONNECT = Format(
    name="amazon_connect",
    kind="calls",
    title="Amazon Connect contact records",
    signature=("ContactId", "InitiationMethod", "InitiationTimestamp", "DisconnectTimestamp", "LastUpdateTimestamp"),
    columns={
        "call_id": "ContactId",
        "started_at": "InitiationTimestamp",
        "channel": "Channel",
        "direction": Sql("CASE WHEN {InitiationMethod} IN ('OUTBOUND', 'EXTERNAL_OUTBOUND', 'CALLBACK') "
                         "THEN 'outbound' ELSE 'inbound' END"),
        "queue": "Queue.Name",
        "customer": "CustomerEndpoint.Address",
        "agent": "Agent.Username",
        "outcome": Sql("CASE WHEN {Agent.ConnectedToAgentTimestamp} IS NOT NULL "
                       f"AND {{Agent.ConnectedToAgentTimestamp}} NOT LIKE '{_NEVER}' THEN 'answered' "
                       "WHEN {NextContactId} IS NOT NULL THEN '' WHEN {Queue.EnqueueTimestamp} IS NOT NULL "
                       f"AND {{Queue.EnqueueTimestamp}} NOT LIKE '{_NEVER}' THEN 'abandoned' ELSE 'self_served' END"),
        "wait_s": "Queue.Duration",
        "talk_s": "Agent.AgentInteractionDuration",
        "hold_s": "Agent.CustomerHoldDuration",
        "wrap_s": "Agent.AfterContactWorkDuration",
        "ended_at": "DisconnectTimestamp",
        "ended_by": Sql("CASE {DisconnectReason} WHEN 'CUSTOMER_DISCONNECT' THEN 'customer' "
                        "WHEN 'AGENT_DISCONNECT' THEN 'agent' ELSE '' END"),
        "parent_id": Sql("CASE WHEN {InitiationMethod} IN ('TRANSFER', 'QUEUE_TRANSFER') "
                         "THEN coalesce({InitialContactId}, {PreviousContactId}, '') ELSE '' END"),
        "callback_of": Sql("CASE WHEN {InitiationMethod} = 'CALLBACK' "
                           "THEN coalesce({InitialContactId}, {PreviousContactId}, '') ELSE '' END"),
    },
    zones={"started_at": "UTC", "ended_at": "UTC"},
    units={"wait_s": "s", "talk_s": "s", "hold_s": "s", "wrap_s": "s"},
    newest="LastUpdateTimestamp",
    notes="Records are delivered at least once: of one contact the one updated last counts. A time in 1970 means "
          "never. What became of a contact that no agent took and that went on in another (a call-back, another queue) "
          "is not told: it was not given up. A contact that never entered a queue ended in the flow: nobody was waited "
          "for.",
)
