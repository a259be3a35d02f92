"""Why a measure cannot be told, and what must be said beside one: a stable code, facts, and the English sentence.

Codes are never renamed: other languages fill their own templates from the same code and facts (numbers and strings
only). Shares among the facts are 0-1; the template prints them as percentages. ``{contacts:n contact|contacts}`` is a
number with the word for one and for many.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any

from scoring.integrity.statements import STATEMENTS

UNSCORED: dict[str, str] = {
    "no_calls": "no calls were delivered for this month",
    "interval_counts_only": "only counts by interval were delivered for this month, and this is a measure of single "
                            "calls",
    "interval_counts_lack": "the counts by interval do not give {columns}",
    "intervals_incomplete": "{share:.1%} of {of:n contact|contacts} stand in intervals that do not say how many were "
                            "offered and answered; at most {limit:.0%} may",
    "interval_counts_contradict": "the counts by interval contradict each other: {above:,} of {below:,}",
    "threshold_differs": "the counts by interval are of answers within {found} s, and {wanted:,} s are agreed",
    "threshold_unstated": "the counts by interval do not say within how many seconds was answered; {wanted:,} s are "
                          "agreed",
    "no_independent_count": "nobody but the vendor counted its contacts: import the carrier's or your own counts by "
                            "interval",
    "only_own_count": "nobody but the vendor counted its contacts; by its own interval counts {contacts:,} were "
                      "offered, "
                      "and its log holds {logged:,} of the same time ({value:.1%})",
    "nothing_counted": "the independent count shows no contact offered",
    "queues_differ": "none of the queues counted independently stands in the vendor's log ({queues}: "
                     "{contacts:n contact|contacts}): have both call them the same",
    "no_offered": "no contacts were offered to people this month",
    "all_short": "all {contacts:,} gave up within {seconds:,} s, which is taken for misdialling",
    "no_answered": "no contact was answered by a person this month",
    "no_observed_waits": "no waiting times are recorded for this month",
    "waits_unknown": "{share:.1%} of {of:n answered contact|answered contacts} have no waiting time; at most "
                     "{limit:.0%} may be missing",
    "waits_lacking": "{missing:,} of {of:n answered or abandoned contact|answered or abandoned contacts} have no "
                     "waiting time ({abandoned:,} of them abandoned); at most {limit:.0%} may be missing",
    "outcomes_unknown": "{share:.1%} of {of:n contact|contacts} have no outcome; at most {limit:.0%} may be missing",
    "callbacks_too_many": "{marked:,} of {of:n inbound contact|inbound contacts} ({share:.1%}) are marked as "
                          "call-backs, which count nowhere; at most {limit:.0%} may be: log call-backs the vendor "
                          "makes as outbound",
    "transfers_unknown": "{share:.1%} of {of:n answered contact|answered contacts} do not say whether they were "
                         "transferred; at most {limit:.0%} may be missing",
    "not_finite": "the data hold a number that cannot be reckoned with (infinite, or not a number)",
    "no_codes": "no contact carries the agent's own resolution code",
    "customers_unknown": "{share:.1%} of {of:n answered contact|answered contacts} have no customer key; at most "
                         "{limit:.0%} may be missing",
    "none_mature": "no contact is {window_days:n day|days} older than the newest one delivered yet; waiting: "
                   "{immature:n contact|contacts}",
    "no_index_contacts": "no answered contact could be followed: {switchboard:,} from switchboards, {keyless:,} "
                         "without a customer key",
    "no_promises": "no promises fell due this month",
    "promises_not_delivered": "no promises were delivered for this month",
    "promises_only_heard": "no promises were delivered for this month, although evaluators heard "
                           "{heard:n promise that fell|promises that fell} due in it",
    "none_decided": "none of {due:n promise|promises} due this month is decided yet: {pending:,} pending, "
                    "{unknown:,} unknown, {released:,} released, {unproven:,} kept without a date",
    "promises_unsettled": "{unsettled:,} of {of:n promise|promises} due are left open ({unknown:,} of unknown outcome, "
                          "{released:,} released by the customer, {unproven:,} kept without a date); at most "
                          "{limit:.0%} may be. Ask the vendor what became of them, and when",
    "no_due_dates": "{undated:n promise|promises} without a due date; without one nothing can be measured",
    "no_evaluations": "no evaluations were delivered for this month",
    "no_random_evaluations": "none of {evaluations:n evaluation|evaluations} is final, judged by the client, drawn at "
                             "random and says whether feedback was voiced",
    "no_final_evaluations": "none of {evaluations:n evaluation|evaluations} is final, judged by the client, and drawn "
                            "at random or in a way not stated",
    "too_few_evaluations": "{evaluations:n evaluation|evaluations}; at least {needed:,} are needed",
    "nothing_heard": "no customer feedback was heard on {evaluations:n evaluated call|evaluated calls}",
    "maximum_missing": "the criterion “{criterion}” lacks its maximum, so points cannot be set against what was "
                       "possible",
    "no_criteria": "the evaluations carry no points",
    "no_surveys": "no survey invitations were delivered for this month",
    "no_client_surveys": "none of {surveys:n survey invitation|survey invitations} was sent by the client",
    "too_few_answers": "{answers:n answered survey|answered surveys}; at least {needed:,} are needed",
    "pillars_missing": "{measured:,} of {of:n pillar|pillars} measured; missing: {pillars}",
    "nothing_heard_twice": "no such call was heard by two evaluators yet",
    "one_category": "both heard the same kind on each of {calls:n call|calls}: chance alone would agree as well",
}
"""Why a figure has no value, by code."""

NOTES: dict[str, str] = {
    "interval_source": "interval source: from the vendor's counts by interval on {days:,} of {of:,} days, without "
                       "single "
                       "calls",
    "interval_source_client": "interval source: from your own counts by interval on {days:,} of {of:,} days, without "
                              "single "
                       "calls",
    "interval_source_carrier": "interval source: from the carrier's counts by interval on {days:,} of {of:,} days, "
                               "without single "
                       "calls",
    "intervals_left_out": "left out: {contacts:n contact|contacts} in intervals that do not say how many were offered "
                          "and answered",
    "short_not_taken_off": "not taken off, for the report does not say within how many seconds: "
                           "{contacts:n contact|contacts} that gave up early; without them: {value:.1%}",
    "one_day_mean": "no interval can be given from one day",
    "counted_by_client": "beside your own count: {contacts:n contact|contacts} on {days:n day|days}",
    "counted_by_carrier": "beside the carrier's count: {contacts:n contact|contacts} on {days:n day|days}",
    "not_logged": "counted, and not in the vendor's log: {contacts:n contact|contacts}",
    "logged_beyond": "in the vendor's log beyond what was counted: {contacts:n contact|contacts}",
    "queues_not_logged": "counted in queues that the vendor's log does not name at all: {contacts:n contact|contacts} "
                         "({queues})",
    "census": "both sides are counted in full; no interval is claimed",
    "client_counts": "by your own count, of {contacts:n contact|contacts}: {value:.1%}",
    "carrier_counts": "by the carrier's count, of {contacts:n contact|contacts}: {value:.1%}",
    "own_counts": "by its own interval counts {contacts:n contact was|contacts were} offered, and its log holds "
                  "{logged:,} of the same time ({value:.1%})",
    "coverage_too_low": "not better than good: by an independent count the log holds {value:.2%} of the contacts, and "
                        "{least:.0%} are needed for the best grade",
    "finding_upheld": "not better than good: a finding of missing feedback in this month was upheld",
    "finding_open": "missing feedback of this month is being checked",
    "about_channel": "about {channel}: {own:,} of {contacts:n contact|contacts}",
    "unknown_outcomes": "left out: {contacts:n contact|contacts} without an outcome",
    "outcomes_missing": "counted as offered and not in time: {contacts:n contact|contacts} without an outcome",
    "not_offered": "not counted as offered: {after_hours:n contact|contacts} after hours, {self_served:,} self-served",
    "days_missing": "contacts on {days:,} of {of:n day|days}: none on the others, although other weeks have some on "
                    "those weekdays",
    "waits_missing": "counted as not in time: {contacts:n answered contact|answered contacts} without a waiting time",
    "abandoned_waits_missing": "taken for people who waited: {contacts:n abandoned contact|abandoned contacts} without "
                               "a waiting time; if all had given up at once: {value:.1%}",
    "waits_left_out": "left out: {contacts:n contact|contacts} without a waiting time",
    "none_blocked": "the log shows no blocked attempt; one that does not record them cannot show any",
    "transfers_left_out": "left out: {contacts:n answered contact|answered contacts} that do not say whether they were "
                          "transferred",
    "transfers_missing": "counted as not helped by the first agent: {contacts:n contact|contacts} that do not say "
                         "whether they were transferred",
    "uncoded": "{share:.1%} of answered contacts carry no resolution code",
    "any_reason": "counting a further contact for any reason as a repeat: {value:.1%}",
    "keyless": "left out: {contacts:n answered contact|answered contacts} without a customer key ({share:.1%})",
    "immature": "left out: {contacts:n contact|contacts} not yet {window_days:n day|days} old when the newest one came",
    "switchboards": "left out: {contacts:n contact|contacts} of customers with more than {over:,} in the month",
    "inbound_callbacks": "left out: {contacts:n inbound contact|inbound contacts} marked as call-backs",
    "thin_days": "hardly any contacts were delivered from {first} to {last}: repeats on those days cannot be seen",
    "awaiting_vendors": "provisional until more data arrive from: {vendors}",
    "pending": "not known yet: {promises:n promise|promises} due after the ledger's newest entry",
    "unknown_promises": "outcome unknown: {promises:n promise|promises}",
    "released": "released by the customer: {promises:n promise|promises}",
    "unproven": "said to be kept without a date, though the ledger dates others: {promises:n promise|promises}",
    "unsettled": "left open, and in the interval as kept and as broken: {promises:n promise|promises}",
    "undated": "not measurable: {promises:n promise|promises} without a due date",
    "on_word": "kept on the vendor's word alone, without a date: {promises:n promise|promises}",
    "evaluated": "from {evaluations:n randomly drawn call|randomly drawn calls} out of {answered:,} answered",
    "evaluated_of_unknown": "from {evaluations:n randomly drawn call|randomly drawn calls}; how many were answered is "
                            "not known",
    "strict_links": "by exact call id alone: {value:.1%}",
    "after_told": "{items:n feedback item|feedback items} came in only after the vendor had been told which calls were "
                  "listened to: not counted as arrived; if they were there before, import them again with received_at",
    "no_call_id": "{share:.1%} of {items:n feedback item|feedback items} carry no call id",
    "arrived_positive": "positive where negative feedback was heard: {items:,} of {arrived:n item|items} that arrived",
    "arrived_negative": "negative where positive feedback was heard: {items:,} of {arrived:n item|items} that arrived",
    "arrived_wordless": "without a word of text: {items:,} of {arrived:n item|items} that arrived",
    "selection_unknown": "{evaluations:n evaluation|evaluations} without a word on how the call was chosen",
    "superseded": "{evaluations:n evaluation|evaluations} superseded by a newer one of the same call",
    "points_unsound": "left out: {evaluations:n evaluation|evaluations} with points below 0, above the maximum or no "
                      "number at all",
    "answered_surveys": "{answered:n answer|answers} to {invited:n invitation|invitations}",
    "one_day": "no interval can be given from one day: its ends are none and all",
    "one_day_seconds": "no interval can be given from one day: its ends are nought and the longest wait of that day",
    "whole_seconds": "waits are recorded in whole seconds: the interval is held at half a second either way",
    "exact": "the longest wait recorded; no interval is claimed",
}
"""What is said beside a figure, by code."""

SENTENCES: dict[str, str] = UNSCORED | NOTES | STATEMENTS
"""Every code with its English template."""

NAMING_VENDORS: frozenset[str] = frozenset(
    code for code, template in SENTENCES.items()
    if {"vendor", "vendors"} & {field for _text, field, _spec, _conversion in Formatter().parse(template)}
)
"""The codes whose facts name vendors: never for a vendor's own people."""


def sentence(code: str, facts: Mapping[str, str | int | float]) -> str:
    """The English sentence of ``code`` filled with ``facts``; KeyError for an unknown code or a missing fact."""
    return _WORDS.vformat(SENTENCES[code], (), facts)


class _Counting(Formatter):
    """Understands ``n one|many`` beside Python's own formats."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if not format_spec.startswith("n "):
            return str(super().format_field(value, format_spec))
        one, many = format_spec[2:].split("|")
        return f"{value:,} {one if value == 1 else many}"


_WORDS = _Counting()
