"""How a figure is written for a person, per language. The one place where a share becomes a percent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal

from scoring.records import Month
from scoring.result import Unit

LOCALES = {"en": Locale("en", "GB"), "zh": Locale("zh", "CN", script="Hans")}
DASH = "–"
HAN = "\u4e00-\u9fff"
JOINED = re.compile("(?<=[A-Za-z0-9])和(?=[A-Za-z0-9])")
LATIN_BESIDE_HAN = re.compile(f"(?<=[A-Za-z])(?=[{HAN}])|(?<=[{HAN}])(?=[A-Za-z])")
WHOLE_SECONDS = 120
"""Durations below this are told in seconds alone."""
TIME_UNITS = {"en": (" s", " min", " h", " days", " "), "zh": (" 秒", " 分", " 小时", " 天", " ")}


class Formats:
    """Numbers, shares, months, days and durations as ``language`` ("en" or "zh") writes them."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = LOCALES[language]

    def number(self, value: float, digits: int = 0) -> str:
        """``value`` grouped, with ``digits`` decimals: 412,906 or 88.1."""
        return str(format_decimal(value, format=_pattern(digits), locale=self.locale))

    def percent(self, share: float, digits: int = 1) -> str:
        """A share of 0-1 as a percentage: 0.834 is 83.4%."""
        return f"{self.number(share * 100, digits)}%"

    def target(self, value: float, unit: Unit | str) -> str:
        """What was agreed on, as people say it: 80%, never 80.0%; other units as any figure."""
        return self.value(value, unit).replace(".0%", "%")

    def points(self, difference: float, digits: int = 1) -> str:
        """A difference with its sign, a true minus for less: +1.2 or −0.8; 0 is ±0.0."""
        sign = "±" if round(difference, digits) == 0 else "+" if difference > 0 else "−"
        return sign + self.number(abs(difference), digits)

    def month(self, month: Month | str) -> str:
        """May 2026, 2026年5月."""
        moment = _first_day(month)
        pattern = "y年M月" if self.language == "zh" else "MMMM y"
        return str(format_date(moment, pattern, locale=self.locale))

    def day(self, moment: date | datetime) -> str:
        """2 June 2026, 2026年6月2日."""
        pattern = "y年M月d日" if self.language == "zh" else "d MMMM y"
        return str(format_date(moment, pattern, locale=self.locale))

    def moment(self, moment: datetime) -> str:
        """A day with its time, as given (convert to the client's zone first): 2 June 2026, 14:05."""
        pattern = "y年M月d日 HH:mm" if self.language == "zh" else "d MMMM y, HH:mm"
        return str(format_datetime(moment, pattern, locale=self.locale))

    def duration(self, seconds: float) -> str:
        """34 s; 2 min 05 s; 1 h 04 min; 3.2 days. Whole seconds; below ten seconds one decimal."""
        short, minute, hour, day, gap = TIME_UNITS[self.language]
        if seconds < 10:
            return f"{self.number(seconds, 1)}{short}"
        whole = round(seconds)
        if whole < 120:
            return f"{whole}{short}"
        if whole < 7200:
            return f"{whole // 60}{minute}" + (f"{gap}{whole % 60:02d}{short}" if whole % 60 else "")
        if whole < 172_800:
            minutes = whole % 3600 // 60
            return f"{whole // 3600}{hour}" + (f"{gap}{minutes:02d}{minute}" if minutes else "")
        return f"{self.number(whole / 86_400, 1)}{day}"

    def value(self, value: float, unit: Unit | str) -> str:
        """A figure in its unit: a share as percent, seconds as a duration, points with one decimal."""
        match Unit(unit):
            case Unit.SHARE:
                return self.percent(value)
            case Unit.SECONDS:
                return self.duration(value)
            case Unit.DAYS:
                return self.duration(value * 86_400)
            case Unit.COUNT:
                return self.number(value)
            case Unit.MONEY:
                return self.number(value, 2)
        return self.number(value, 1)

    def interval(self, low: float, high: float, unit: Unit | str) -> str:
        """The two ends, the unit said once where it can be: 82.9–83.9%."""
        if Unit(unit) is Unit.SHARE:
            return f"{self.number(low * 100, 1)}{DASH}{self.percent(high)}"
        if Unit(unit) is Unit.SECONDS and low >= 10 and round(high) < WHOLE_SECONDS:
            return f"{round(low)}{DASH}{self.value(high, unit)}"
        return f"{self.value(low, unit)}{DASH}{self.value(high, unit)}"

    def names(self, names: Sequence[str]) -> str:
        """A and B; A, B and C; 甲、乙和丙; between Chinese and Latin letters stands a space."""
        text = str(format_list(list(names), locale=self.locale))
        return LATIN_BESIDE_HAN.sub(" ", JOINED.sub(" 和 ", text)) if self.language == "zh" else text


def _pattern(digits: int) -> str:
    return "#,##0" + ("." + "0" * digits if digits else "")


def _first_day(month: Month | str) -> date:
    month = Month.parse(month) if isinstance(month, str) else month
    return date(month.year, month.number, 1)
