"""Is a comma a decimal comma? Decided from the whole column, else as the rest of the file has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from imports.sql import literal
from imports.typed import Answers, Ask

_COMMA = r"-?(\d+,(\d{1,2}|\d{4,})|0+,\d+|\d{4,},\d+|\d{1,3}(\.\d{3})+,\d+|,\d+)"
"""Can only be a decimal comma: ``0,5``, ``3,25``, ``0,125``, ``1.234,5``."""
_THOUSANDS = r"-?\d{1,3}(,\d{3})+\.\d+|-?\d{1,3}(,\d{3}){2,}"
"""Can only be marks of thousands: ``1,234.5``, ``1,234,567``."""
_POINT = r"-?(\d*\.(\d{1,2}|\d{4,})|0+\.\d+|\d{4,}\.\d+)"
"""Can only be a decimal point: ``12.5``."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the numbers of one column show: some with a comma at all, some only a decimal comma (or point) explains."""

    commas: bool
    decimal_comma: bool
    decimal_point: bool
    is_doubtful: bool = False
    """Three digits behind a point may be either: a decimal comma is settled, but a workbook's numbers have points."""

    @property
    def habit(self) -> str:
        """``comma`` or ``point`` where the column decides, else ''."""
        if self.decimal_comma != self.decimal_point:
            return "comma" if self.decimal_comma else "point"
        return ""


def marks(text: str, ask: Ask, relation: str) -> Marks:
    """The marks among the numbers of a column; ``text`` is SQL, blanks taken off."""
    tests = (r"-?[\d.,]*,[\d.,]*", _COMMA, f"{_THOUSANDS}|{_POINT}")
    found = ", ".join(f"coalesce(bool_or(regexp_full_match(t, {literal(test)})), false)" for test in tests)
    return Marks(*ask(f"SELECT {found} FROM (SELECT {text} AS t FROM {relation})"))


def settled_marks(mark: str, delimiter: str) -> Marks:
    """What the file that this one corrects has shown: ``comma`` or ``point``, whatever the few rows show."""
    return Marks(True, mark == "comma", mark == "point", is_doubtful=not delimiter)


def mark_of(found: Marks, habit: str) -> str:
    """How the numbers of a column are read: ``comma``, ``point``, or '' where none of them has either."""
    if found.commas and (found.decimal_comma or (found.habit or habit) == "comma"):
        return "comma"
    return "point" if found.commas or found.decimal_point else ""


def settled_by(found: Marks, habit: str) -> Answers:
    """The same as ``Typed.settled`` has it."""
    mark = mark_of(found, habit)
    return (("decimal_mark", mark),) if mark else ()


def settled_habit(settled: Mapping[str, str], delimiter: str) -> dict[str, str]:
    """What the columns of a file show of its habit, else its separator: to be kept beside what is ``settled``."""
    shown = {value for key, value in settled.items() if key.startswith("decimal_mark.")}
    habit = shown.pop() if len(shown) == 1 else "comma" if delimiter == ";" and not shown else ""
    return {"decimal_mark": habit} if habit else {}


def habit_of(found: list[Marks], delimiter: str) -> str:
    """What the file does: as all columns that show it, else by the separator (a semicolon keeps the comma free)."""
    habits = {marks.habit for marks in found if marks.habit}
    if len(habits) == 1:
        return habits.pop()
    return "comma" if delimiter == ";" and not habits else "point"


def pointed(text: str, found: Marks, habit: str) -> str:
    """SQL: the number with a decimal point and no marks of thousands. ``habit`` decides what the column does not."""
    if not found.commas:
        return text
    if mark_of(found, habit) == "comma":
        plain = "NULL" if found.is_doubtful else f"replace({text}, '.', '')"
        grouped = f"WHEN regexp_full_match({text}, '-?\\d{{1,3}}(\\.\\d{{3}})+') THEN {plain} "
        thousands = "" if found.decimal_point else grouped
        return (f"CASE WHEN contains({text}, ',') THEN replace(replace({text}, '.', ''), ',', '.') {thousands}"
                f"ELSE {text} END")
    return (f"CASE WHEN regexp_full_match({text}, '-?\\d{{1,3}}(,\\d{{3}})+(\\.\\d*)?') THEN replace({text}, ',', '') "
            f"ELSE {text} END")


def whole(text: str, ask: Ask, relation: str, habit: str) -> str:
    """SQL of counts without marks of thousands: ``1.217`` is no share of a contact, and beside it ``2.000`` is two
    thousand; alone it is where the file has decimal commas."""
    grouped = f"regexp_full_match({text}, '-?\\d{{1,3}}(\\.\\d{{3}})+')"
    value = f"try_cast({text} AS DOUBLE)"
    broken, = ask(f"SELECT count(*) FROM {relation} WHERE {grouped} AND ({value} IS NULL OR {value} <> floor({value}))")
    return f"CASE WHEN {grouped} THEN replace({text}, '.', '') ELSE {text} END" if broken or habit == "comma" else text
