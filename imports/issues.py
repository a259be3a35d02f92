"""The catalogue of issues: for each code the sentence, and what happens to the row or the file."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from imports.errors import REFUSALS, Refused
from imports.masking import LOOKED_AT, masked_start, type_of
from imports.request import Issue
from imports.sql import literal
from scoring.places import place_of

if TYPE_CHECKING:
    import duckdb

LISTED = 1000
"""So many issues are listed; all are counted."""
VALUE_CHARACTERS = 80
"""Of a longer cell only the beginning is looked at: more of it is never shown."""


class Effect(StrEnum):
    """What an issue does."""

    REFUSES = "refuses the file"
    HOLDS_BACK = "holds the row back"
    SETS_ASIDE = "stores the row, sets the value aside"
    FLAGS = "stores the row, flags it"
    TELLS = "only tells"


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of issue: its English sentence (``{facts}`` filled in) and its effect."""

    sentence: str
    effect: Effect


_HOLDS = {
    "missing_cell": "{column} is empty, and without it the row cannot be used. Fill it in and import the row again.",
    "not_a_time": "{column} holds no date or time that can be read. Write it as 2026-05-03 14:05:00.",
    "not_a_duration": "{column} holds no duration that can be read. Write a number (in {unit}) or h:mm:ss.",
    "not_a_number": "{column} holds no number that can be read.",
    "not_a_count": "{column} must be a whole number.",
    "not_yes_no": "{column} is neither yes nor no. Write yes, no, or leave it empty.",
    "not_a_choice": "{column} holds a word that is not known. Known are: {choices}.",
    "future": "{column} lies in the future. Check the date, and the time zone the file was read in ({timezone}).",
    "negative_duration": "{column} is negative, which no duration can be.",
    "negative_count": "{column} is negative, which no count can be.",
    "id_too_long": "{column} holds more than {most} characters, which no id does. Check the separators and quotes of "
                   "the row.",
    "id_mangled": "{column} was turned into a rounded number by a spreadsheet ({value}), which others may share. "
                  "Export it as text and import the row again.",
    "score_above_max": "The score given for {criterion} is above its maximum of {max_score}.",
    "score_negative": "The points for {criterion} are below 0. Give points from 0 to the criterion's maximum; a fatal "
                      "error has its own column, critical_error.",
    "criterion_unread": "{criterion} holds '{value}', which is no score. Write points, a share such as 4/5 or 85%, "
                        "yes, no or N/A.",
    "split_row": "The row has more cells than the header: a separator stands inside a value without quotes. "
                 "Quote the value and import the row again.",
    "broken_record": "This is no whole JSON object: it is broken, cut short or something else. Export the file again "
                     "and import it.",
    "id_used_again": "The id stands for another record more than {days} days away, in this file or stored already. "
                     "Give each record an id of its own, or withdraw the batch that holds the old one.",
    "already_stored": "The id is stored already. A correction adds rows that were held back and changes no other. "
                      "Ask the client to import the file if a stored row is wrong.",
    "not_held_back": "The id is not one of a row held back in the file that this corrects. A correction brings those "
                     "rows and no other. Ask the client to import the rest.",
    "other_month": "Its date lies in no month of the file that this corrects, and a correction adds nothing to other "
                   "months. Check the date; if it is right, ask the client to import the row.",
    "still_masked": "{column} is still masked. Fill it in from your own system, or leave it empty where it is not "
                    "known, and send the row again.",
    "leg_without_contact": "Its contact {value} is not in this file, or was held back. Send a contact and its legs in "
                           "one file.",
    "cells_unread": "{column} cannot be made out from what its cells hold.",
    "call_incomplete": "Another event of the same call was held back; a call of an event log is stored whole or not at "
                       "all.",
    "call_not_told": "The log tells neither when this call entered the queue nor how it left. Export the log from "
                     "before the call began and import it again.",
    "not_drawn": "Call {value} is not among the calls that draw {draw} has drawn, so that it is no part of that random "
                 "sample. Check the call's id; if it was chosen otherwise, clear draw_id and write how into selection.",
    "not_the_vendors": "The count is the {value}'s, and a correction by the vendor changes none but its own. Ask the "
                       "client to import the row.",
    "draw_bent": "The row is of draw {draw}, which is random, and says that its call was chosen otherwise."
                 " Put selection back as it was handed out; if the call was chosen otherwise, clear "
                 "draw_id.",
    "judged_before_draw": "The row is of draw {draw}, and dated before that draw was made. Check evaluated_at; if "
                 "the call was judged before it was drawn, clear draw_id and selection.",
    "heard_before": "{value} judged this call already, and draw {draw} has it heard a second time to see whether two "
                    "people hear the same. Have somebody else judge it.",
    "survey_bent": "Id {value} was handed out by draw {draw} for another call, or for the client to ask. Put"
                 " survey_id, call_id and run_by back as they were handed out, or give an answer of "
                 "another survey an id of its own.",
    "evaluation_incomplete": "Another row of the same evaluation was held back; an evaluation is stored whole or not "
                             "at all.",
}
_SETS_ASIDE = {
    "out_of_range": "{column} must lie between {low} and {high}; the value is set aside.",
    "too_low": "{column} must be at least {low}; the value is set aside.",
    "too_long": "{column} is longer than a part of a contact lasts (24 hours by voice or chat, 31 days by any other "
                "channel); the value is set aside.",
    "part_above_count": "{column} is more than the count it is part of; the value is set aside.",
    "impossible_unanswered_talk": "Nobody answered this contact, yet it carries a talk time, a rating or a speed of "
                                  "answer: "
                                  "these values are set aside.",
}
_FLAGS = {
    "outcome_contradicts": "The outcome and the answered column contradict each other; the outcome counts.",
    "answered_without_wait": "Answered, but how long the customer waited is not known.",
    "answered_without_agent": "Answered, but no agent is named.",
    "ended_before_start": "{column} lies before the start.",
    "parts_above_whole": "Waiting and talking took longer than from the start to the end: one of these is wrong.",
    "parts_below_whole": "From the start to the end is more than a minute longer than menu, waiting, talking, hold and "
                         "after-call work together: one of these is wrong.",
    "handle_time_differs": "Talking, hold and after-call work do not add up to the handling time that the row states.",
    "two_spellings_differ": "{column} and '{other}' state the same duration and differ.",
    "ambiguous_hour": "{column} falls in the hour that is shown twice when summer time ends; the first is taken.",
    "skipped_hour": "{column} falls in the hour that summer time skips; check the time zone ({timezone}).",
    "text_cut": "{column} holds more than {most} characters; only so many are stored.",
    "no_criteria": "No criterion is filled in, so that quality is not measured here. Give each criterion a column of "
                   "points with its maximum in the header, as in 'Greeting (5)'.",
    "entry_missing": "The log tells how this call ended and not how it began: who called, and when, stands in the file "
                     "before it. Import that file too, in whatever order: the two are put together.",
    "exit_missing": "The log tells how this call began and not how it left the queue: what became of it is not known. "
                    "Import the file that follows too: the two are put together.",
    "end_missing": "An agent took this call, and it is not told how long the conversation was: talk time, transfers "
                   "and end are not known. Where the file ends before the call does, import the file that follows too: "
                   "the two are put together.",
    "contact_lacks_leg": "A leg of this contact was held back, and the contact is stored without it. Mend the leg, and "
                         "import the contact and all its legs again.",
}
_TELLS = {
    "older_version": "The same id comes again in row {newer_row} with other values: the newer row counts.",
    "exact_duplicate": "The row says the same as row {newer_row}: stored once.",
    "criterion_left_out": "{column} looks like a criterion and was not read as one: most of its cells hold no "
                          "points, or it counts something else. If it is one, write its maximum into the header, as in "
                          "'Greeting (5)'.",
    "column_not_read": "{column} was not read as {meant}: none of its cells holds such a value ({value}, for example).",
    "no_maximum": "The maximum of {criteria} is not known: the points are stored, and quality cannot be measured. "
                  "Write the maximum into the header, as in 'Greeting (5)', and import the file again.",
    "call_not_stored": "Call {value} is not among the vendor's stored calls, so that this cannot be set beside it. It "
                       "can be once that call is imported; if it is stored already, check the id.",
    "no_record": "Rows with '{value}' are about agents, the system or the way of a call, and no contact by "
                 "themselves: {count} not counted.",
    "draw_not_known": "No draw {value} is on record here: the evaluations that name it are stored as they say.",
    "not_filled_in": "{count} rows were handed out and are not filled in yet: not counted. Import the sheet again once "
                     "they are.",
    "total_differs": "{column} makes {made} over the rows, and the file's own total says {claimed}. Rows may be "
                     "missing from the file or stand in it twice: ask the vendor which of the two is right.",
    "count_differs": "The file says that it holds {claimed} records, and it holds {made}. Rows may be missing from it "
                     "or stand in it twice: ask the vendor which of the two is right.",
    "total_row": "A total, not a record: not counted.",
    "note_row": "A note, not a record: not counted.",
    "header_again": "The header again, not a record: not counted.",
    "scale_stretched": "{column} runs on a scale of {scale}: it was stretched to 1 to 5, on which ratings are "
                       "compared.",
    "sum_of_average": "{column} was made of an average times the count that it is of ('{average}' × '{count}'): as "
                      "exact as the average is written.",
    "minutes_from_step": "How long an interval lasts is not stated: {minutes} minutes, which is the step between the "
                         "rows.",
    "second_hour": "The interval stands twice in the hour that is shown twice when summer time ends: this row is taken "
                   "for the second time.",
}
_REFUSES = {
    "unknown_format": "No known format fits. Nearest is '{nearest}', which also needs: {missing}. Found were: {found}. "
                      "Write each missing header in one of the ways named in brackets and import the file again.",
    "looks_like_kind": "This looks like {looks_like}, not like {kind}: choose that kind and import the file again.",
    "unknown_kind": "There is no kind '{kind}'. Known are: {known}.",
    "unknown_format_name": "There is no format called '{name}' for {kind}. Known are: {known}.",
    "format_missing": "The file does not fit the format '{name}': it lacks {missing}. Found were: {found}.",
    "several_formats": "Several formats fit this file: {formats}. Say which with --format NAME.",
    "sheet_not_there": "The file has no sheet '{sheet}' that holds anything. Found were: {sheets}. Name one of these, "
                       "or 'together' for all that have the same columns.",
    "no_header": "No header was found: the first row of the table must name its columns.",
    "unknown_vendors": "These vendors are not known: {vendors}. Add each with 'openline vendors add CODE --name NAME' "
                       "(or --alias), or give --vendor CODE for the whole file.",
    "header_not_there": "The file has no column '{header}' to be read as {meant}. Found were: {found}. Name one of "
                        "these, two joined by ' + ' for a date and its time of day, or - where it is not in the file.",
    "vendor_needed": "The file does not say whose rows these are. Give --vendor CODE, or add a vendor column.",
    "aggregated_report": "This is a report of totals and averages ({found}), not a list of contacts: no call can be "
                         "recovered from it. Export the single calls (call log, call detail records) instead. If it "
                         "carries counts by queue and interval, import it as such: 'openline import intervals'.",
    "averages_only": "This report holds percentages and averages ({found}) and none of the counts they are of: nothing "
                     "can be added up from it. Export it with its counts (offered, answered, abandoned).",
    "counts_of_agents": "This report has a row for each agent ({found}), and intervals are counted by queue. Export "
                        "the report by split, skill or queue instead.",
    "rows_alike": "Most of the {rows} rows count one interval and queue with different figures: what tells them apart "
                  "is not understood. Export the report by interval and queue alone, or name the column 'interval' or "
                  "'queue'.",
    "times_without_day": "The rows have a time and no date, and the report is of {first} to {last}: which day each row "
                         "is of is not known. Export it with a date column, or day by day.",
    "no_records": "The file has a header but no records below it. Export it again for a period with data.",
    "nothing_filled_in": "No row of this sheet is filled in yet. Fill in what you know so far and import it again.",
    "unknown_timezone": "'{timezone}' is not a time zone. Write it as in Europe/Berlin or Asia/Shanghai.",
}

CATALOGUE: dict[str, Entry] = {
    code: Entry(sentence, effect)
    for effect, sentences in ((Effect.HOLDS_BACK, _HOLDS), (Effect.SETS_ASIDE, _SETS_ASIDE), (Effect.FLAGS, _FLAGS),
                              (Effect.TELLS, _TELLS), (Effect.REFUSES, _REFUSES | REFUSALS))
    for code, sentence in sentences.items()
}
"""Every code an issue may carry. The README of this room lists them; a test compares the two."""


def refused(code: str, rows_read: int = 0, **facts: str | int | float) -> Refused:
    """The refusal ``code`` of this catalogue, ready to be raised."""
    return Refused(code, template=CATALOGUE[code].sentence, rows_read=rows_read, **facts)


def masked(value: str, column: str) -> str:
    """A cell as an issue may show it: nothing in it that looks like a phone number, card or e-mail address; short."""
    return masked_start(value, VALUE_CHARACTERS, type_of(column))


def issue(row: int | None, column: str, value: str, code: str, vendor: str = "",
          **facts: str | int | float) -> Issue:
    """An issue with its sentence; facts the sentence needs must be given. ``vendor``: whose row it is, '' unknown."""
    entry = CATALOGUE[code]
    shown = "" if column == "customer" else masked(value, column)
    told = {name: masked(fact, "") if isinstance(fact, str) and name not in _OURS else fact
            for name, fact in facts.items()}
    message = entry.sentence.format_map(_Facts({"column": column or "The row", "value": shown, **told}))
    return Issue(row, column, shown, code, message, told, entry.effect is Effect.HOLDS_BACK, vendor)


_OURS = ("choices", "timezone")
"""Facts that quote nothing from the file."""


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"


class IssueLog:
    """The issues of one reading as a DuckDB table: found by SQL, counted by SQL, the first thousand listed."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._facts: dict[tuple[str, str], dict[str, Any]] = {}
        connection.execute('CREATE OR REPLACE TEMP TABLE _issues (_row BIGINT, "column" VARCHAR, value VARCHAR, code '
                           'VARCHAR, '
                           "facts VARCHAR)")

    def add(self, code: str, column: str, query: str, **facts: str | int | float) -> None:
        """Add one issue for each row of ``query``, which gives ``_row, value`` and, if need be, ``facts`` as JSON."""
        self._facts[code, column] = facts
        self._connection.execute(f"INSERT INTO _issues SELECT _row, {literal(column)}, value, {literal(code)}, "
                                 f"{'facts' if 'AS facts' in query else 'NULL'} FROM ({query})")

    def withdraw(self, rows: str) -> None:
        """Forget all that was said of the rows that the SQL ``rows`` selects."""
        self._connection.execute(f"DELETE FROM _issues WHERE _row IN ({rows})")

    def held_rows(self) -> str:
        """SQL: the rows held back."""
        return f"SELECT DISTINCT _row FROM _issues WHERE code IN {_codes(Effect.HOLDS_BACK)}"

    @property
    def held(self) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM ({self.held_rows()})").fetchall()[0][0])

    def counts(self) -> dict[str, int]:
        """How often each code occurred."""
        return dict(self._connection.execute("SELECT code, count(*) FROM _issues GROUP BY 1 ORDER BY 1").fetchall())

    def listed(self, vendors: str = "", sheets: str = "") -> list[Issue]:
        """The first thousand, those that hold rows back first, then in the order of the file.

        ``vendors`` is SQL giving ``_row, vendor`` (NULL: not known) of the rows; without it nobody's are known.
        ``sheets`` are the names of the sheets read together, as the batch has them.
        """
        rows = self._connection.execute(
            f'SELECT _row, "column", left(value, {LOOKED_AT + 1}), code, facts FROM _issues '
            f'ORDER BY code NOT IN {_codes(Effect.HOLDS_BACK)}, _row NULLS FIRST, "column", code LIMIT {LISTED}'
        ).fetchall()
        owners = self._owners(vendors, {row for row, *_ in rows if row is not None}) if vendors else {}
        return [_placed(issue(row, column, value or "", code, owners.get(row) or "",
                              **self._facts[code, column] | (json.loads(facts) if facts else {})), sheets)
                for row, column, value, code, facts in rows]

    def _owners(self, vendors: str, rows: set[int]) -> dict[int, str | None]:
        """The vendor of each of these rows."""
        if not rows:
            return {}
        listed = ", ".join(map(str, sorted(rows)))
        query = f"SELECT _row, vendor FROM ({vendors}) WHERE _row IN ({listed})"
        return dict(self._connection.execute(query).fetchall())


def _placed(issue: Issue, sheets: str) -> Issue:
    """The issue with the sheet, where several were read together, and its row in it."""
    if issue.row is None:
        return issue
    sheet, row = place_of(issue.row, sheets)
    return replace(issue, row=row, sheet=sheet)


def _codes(effect: Effect) -> str:
    return "(" + ", ".join(literal(code) for code, entry in CATALOGUE.items() if entry.effect is effect) + ")"
