"""The one way to refuse a whole file: a code, the facts, and a sentence: what is wrong, where, what to do next."""

from __future__ import annotations

from imports.masking import masked_text

REFUSALS: dict[str, str] = {
    "not_there": "There is no file at this place (or it may not be read). Check the path and its permissions.",
    "empty_file": "The file is empty. Export it again from the source system and import the new file.",
    "too_large": "The file holds {size_mb} MB and at most {limit_mb} MB of this kind can be read at once. "
                 "Export a shorter period, or save it as CSV, and import the parts one by one.",
    "bomb": "The file unpacks to {unpacked_mb} MB from {packed_mb} MB, which no real export does. It was not opened. "
            "Export it again from the source system; if it is genuine, unpack it and import it as CSV.",
    "wrong_kind_of_file": "This is {found}, not a table. Export the data as CSV or XLSX and import that file.",
    "archive_unsupported": "This is {found}, which is not unpacked here. Unpack it and import the file inside, "
                           "or pack it as ZIP or GZIP.",
    "zip_with_several": "The archive holds {count} files: {names}. Unpack it and import each file by itself, "
                        "so that each can be taken back by itself.",
    "zip_without_data": "The archive holds no file that could be read. Pack one CSV, XLSX, XLS, XLSB, ODS or JSON "
                        "file, or import the file itself.",
    "zip_nested": "The archive holds another archive ({names}). Unpack it and import the file inside.",
    "password_protected": "The file is protected with a password. Open it, remove the password "
                          "(in Excel: File, Info, Protect), save it and import it again.",
    "corrupt_workbook": "The workbook cannot be opened: it is damaged or incomplete. Open it in Excel, "
                        "save it under a new name and import that file, or export it again.",
    "corrupt_archive": "The archive is damaged or incomplete. Copy or export it again and import the new file.",
    "unsafe_xml": "The workbook carries XML declarations ({part}) that no spreadsheet program writes. "
                  "It was not opened. Open it in Excel and save it under a new name.",
    "too_many_cells": "Sheet '{sheet}' reaches to cell {reference}, {cells} cells in all; at most {limit} can be read. "
                      "Delete what stands far outside the table, or save the sheet as CSV, and import it again.",
    "too_many_columns": "The table has {count} columns; at most {limit} can be read. Check that the column separator "
                        "is right, or export fewer columns.",
    "no_table": "No sheet of the file holds a table. Import a file with one header row and one record in each row "
                "below.",
    "unreadable_text": "The text of the file cannot be read: {count} places fit no known encoding. "
                       "Save it as CSV UTF-8 (in Excel: Save as, CSV UTF-8) and import it again.",
    "broken_json": "The JSON breaks off or is wrong at line {line}, column {column}: {detail}. "
                   "Export it again and import the whole file.",
    "json_without_records": "The JSON holds no list of records. Import a list of objects, an object with such a list, "
                            "or one object in each line.",
    "timeout": "Reading took longer than {limit_s} seconds and was stopped. Nothing was stored. "
               "Export a shorter period, or save the file as CSV, and import it again.",
    "memory": "Reading needed more than {limit_mb} MB of memory and was stopped. Nothing was stored. "
              "Export a shorter period, or save the file as CSV, and import it again.",
    "reader_crashed": "The file made its reader stop short. Nothing was stored. Open the file in Excel, "
                      "save it as CSV UTF-8 and import that file.",
    "reader_fault": "Reading stopped because of a fault in the program ({fault}), not of yours. Nothing was stored. "
                    "Keep the file and report the fault; saving it as CSV UTF-8 may help meanwhile.",
    "cancelled": "Reading was cancelled. Nothing was stored. Import the file again when you are ready.",
}
"""Why a whole file cannot be read: code -> English sentence, its blanks filled from the facts."""


_NEVER_MASKED = ("reference", "fault")
"""Facts of our own making that look like numbers: a cell's address, a place in the program."""


class Refused(Exception):
    """The whole file is refused. ``facts`` fill the sentence of ``code``, here and in every other language; what they
    quote from the file shows no customer.

    ``template`` lets a caller with a catalogue of its own refuse in the same way. ``rows_read`` is how many records
    had been counted when it happened: they are all held back.
    """

    def __init__(self, code: str, *, template: str | None = None, rows_read: int = 0,
                 **facts: str | int | float) -> None:
        self.code = code
        self.facts = {name: masked_text(fact) if isinstance(fact, str) and name not in _NEVER_MASKED else fact
                      for name, fact in facts.items()}
        self.rows_read = rows_read
        self.message = (REFUSALS[code] if template is None else template).format(**self.facts)
        super().__init__(self.message)

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.code, self.message, self.facts, self.rows_read)


def _again(code: str, message: str, facts: dict[str, str | int | float], rows_read: int) -> Refused:
    refused = Refused(code, template="", rows_read=rows_read, **facts)
    refused.message, refused.args = message, (message,)
    return refused
