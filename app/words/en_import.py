# ruff: noqa: E501 - a table of sentences, each on its own line
"""What an import says of a file, in English; the same keys as in ``zh_import.py``."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # What a file was taken for
    "taken.by_headers": "{kind}, recognised by their headers",
    "taken.as": "{kind} as in: {format}",
    "format.aircall": "Aircall calls export",
    "format.boston311": "Boston 311 service requests",
    "format.nyc311": "NYC 311 service requests",
    "format.phonenow": "PhoneNow call list",
    # Nothing to store, and waiting
    "badge.nothing": "nothing stored",
    "badge.nothing.checked": "nothing to store",
    "import.nothing": "{read} rows read, none of which can be stored; what is wrong stands below.",
    "import.waits": "{read} rows read; they wait for your answer, nothing is stored yet.",
    # What is wrong
    "issue.column": "“{header}”",
    "issue.row": "The row",
    "issue.refused": "refused",
    "issue.set_aside": "stored without the value",
    "issue.told": "to know",
    "issue.stored_once": "stored once",
    "issue.replaced": "replaced by a later row",
    "issue.replaced_by": "replaced by row {row}",
    "issue.values": "In the file: {values}",
    "issue.value": "“{value}”",
    "issue.at_least": "{count} or more",
    "many.exact_duplicate": "Rows that say the same as a later row: stored once.",
    "many.older_version": "The same id comes again further down with other values: the later row counts.",
    "value.yes": "yes",
    "value.no": "no",
    # What only a person can tell
    "question.date_order": "Does {example} in “{column}” mean {answers}?",
    "question.duration_unit": "Does {example} in “{column}” mean {answers}?",
    "question.id_used_again": "Some ids in “{column}” are stored already, for contacts more than 35 days away. What shall become of these rows?",
    "question.other": "How is “{column}” meant? For example: {example}",
    "question.reading": "{order}: {day}",
    "question.of_file": "{file}: {question}",
    "answered": "as answered: {answers}",
    "answered.date_order": "dates are {choice}",
    "answered.duration_unit": "durations are in {choice}",
    "date_order.dmy": "day/month/year",
    "date_order.mdy": "month/day/year",
    "date_order.ymd": "year/month/day",
    "unit_word.ms": "milliseconds",
    "unit_word.s": "seconds",
    "unit_word.min": "minutes",
    "unit_word.h": "hours",
    "unit_word.day": "days",
    "answer.id_used_again.hold_back": "hold these rows back",
    # Before and after this import
    "import.before": "Before",
    "import.after": "After",
    # Taking a file back
    "history.by.administrator": "on the command line",
    "history.by.demo": "sample data",
    "history.months": "{first} to {last}",
    "history.ask.stored": "Really take back {batch}? Its {records} records ({months}) leave every figure, and all scorecards that rest on them are scored again.",
    "history.ask.withdrawn": "Really bring back {batch}? Its {records} records ({months}) count again, and all scorecards they touch are scored again.",
    "history.leave": "Leave it",
}
