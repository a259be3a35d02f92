"""What each canonical column is, in words for whoever does not know its name; the same keys as ``zh_columns.py``."""

from __future__ import annotations

COLUMNS: dict[str, str] = {
    "row": "Row", "site": "Site", "customer": "Customer",
    # Calls
    "call_id": "Id of the call", "vendor": "Vendor", "started_at": "When it began", "programme": "Programme",
    "channel": "Channel", "direction": "Inbound or outbound", "queue": "Queue or skill", "reason": "Why they called",
    "segment": "Customer segment", "language": "Language", "agent": "Agent", "outcome": "What became of it",
    "answered": "Answered by a person", "wait_s": "Waiting time", "ivr_s": "Time in the voice menu",
    "talk_s": "Talking time", "hold_s": "Time on hold", "wrap_s": "After-call work", "transfers": "Transfers",
    "resolved": "Resolved", "rating": "Customer’s rating", "ended_at": "When it ended", "ended_by": "Who hung up",
    "parent_id": "Call it is a leg of", "callback_of": "Call it calls back", "first_response_at": "First reply",
    "closed_at": "When the case was closed",
    # Evaluations
    "evaluation_id": "Id of the evaluation", "evaluator": "Evaluator", "evaluated_at": "When it was judged",
    "judged_by": "Judged for whom", "selection": "How the call was chosen", "draw_id": "Recorded draw", "form": "Form",
    "criterion": "Criterion", "score": "Points", "max_score": "Points possible", "weight": "Weight",
    "critical_error": "Critical error", "blocked_by": "What kept it unresolved", "feedback_voiced": "Feedback voiced",
    "feedback_category": "Feedback: category", "feedback_polarity": "Feedback: polarity",
    "feedback_text": "Feedback: words", "promise_made": "Promise made", "promise_due_at": "Promise due",
    "cross_sell": "Cross-selling", "status": "Status", "comment": "Comment",
    # Feedback
    "feedback_id": "Id of the feedback", "captured_at": "When the customer said it",
    "forwarded_at": "When it was forwarded", "received_at": "When it was received", "route": "Which way it came",
    "category": "Category", "polarity": "Polarity", "text": "What was said", "action": "What was done",
    # Promises
    "promise_id": "Id of the promise", "made_at": "When it was promised", "due_at": "Due by",
    "revised_due_at": "Later date agreed", "kept_at": "When it was kept", "promise_kind": "What was promised",
    "evidence": "Evidence",
    # Surveys
    "survey_id": "Id of the survey", "run_by": "Who runs it", "invited_at": "When invited",
    "responded_at": "When answered", "csat": "Satisfaction", "nps": "Would recommend", "ces": "Effort",
    "contacts_needed": "Contacts needed", "promise_kept": "Promise kept",
    # Complaints
    "complaint_id": "Id of the complaint", "via": "Which way it reached us", "acknowledged_at": "First reply to it",
    "explained": "Explained", "promised_by": "Solution promised by", "resolved_at": "When it was settled",
    "reopened": "Came back",
    # Intervals
    "interval_id": "Id of the count", "start_at": "Interval begins", "minutes": "Minutes", "counted_by": "Who counted",
    "forecast": "Expected", "offered": "Offered", "answered_in_t": "Answered in time", "threshold_s": "Threshold",
    "abandoned": "Abandoned", "short_abandoned": "Abandoned at once", "blocked": "Turned away",
    "wait_sum_s": "All waiting time", "handle_sum_s": "All handling time", "scheduled_s": "Time scheduled",
    "staffed_s": "Time present",
    # Staff
    "staff_id": "Id of the employment", "hired_at": "Hired", "left_at": "Left", "exit_kind": "How it ended",
    "trained_at": "Training finished", "promoted_at": "Promoted",
    # Costs
    "cost_id": "Id of the amount", "month": "Month", "amount": "Amount", "currency": "Currency",
    "cost_kind": "What for",
}
