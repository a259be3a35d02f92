"""A few small files as vendors really send them: each with one kind of trouble, told in ``README.md``.

All are calls of the first days of November, after the six months; none is part of the demo.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np

from sample_data.calls import HEADER
from sample_data.customers import customer_text
from sample_data.sheets import Cell, Table, csv_bytes, workbook_bytes

_NOVEMBER = datetime(2026, 11, 2, 8)  # noqa: DTZ001 - a wall clock
DATES_EITHER_WAY = (3, 4, 5, 6, 9, 10)
IMPOSSIBLE = ("talk on an abandoned call", "a negative wait", "a call next year", "transfers of -1",
              "no time at all", "an outcome nobody knows")


def messy_files(rng: np.random.Generator) -> Iterator[tuple[str, bytes]]:
    """Every messy file as (path, bytes)."""
    yield "messy/logo-and-total.xlsx", logo_and_total(rng)
    yield "messy/day-or-month.csv", day_or_month(rng)
    yield "messy/gb18030.csv", csv_bytes(Table(HEADER, calls(rng, "LH9", "蓝海", 60), chinese=True),
                                         encoding="gb18030")
    yield "messy/impossible-rows.csv", csv_bytes(Table(HEADER, impossible_rows(rng)))
    yield "messy/delivered-twice.csv", csv_bytes(Table(HEADER, delivered_twice(rng)))
    yield "messy/aggregated-report.csv", aggregated_report(rng)


def calls(rng: np.random.Generator, prefix: str, vendor: str, n: int) -> list[list[Cell]]:
    """``n`` plain calls of 2 and 3 November, in the columns of ``calls.HEADER``."""
    rows: list[list[Cell]] = []
    queue, reason = ("订单组", "delivery") if vendor == "蓝海" else ("Orders", "delivery")
    at = _NOVEMBER
    for i in range(n):
        at += timedelta(seconds=int(30 + rng.exponential(600)))
        answered = bool(rng.random() < .9)
        wait = int(rng.exponential(30))
        number = int(rng.integers(0, 3)) * 100_000 + int(rng.integers(1, 900))
        talk: list[Cell] = [int(60 + rng.exponential(200)), int(rng.exponential(9)), int(rng.exponential(20)), 0, True]
        rows.append([
            f"{prefix}{i + 1:04d}", vendor, at, "voice", queue, reason,
            customer_text(number, rng.random(), style=0),
            f"{prefix}-{int(rng.integers(1, 9))}" if answered else None, "answered" if answered else "abandoned", wait,
            *(talk if answered else [None] * 5),
        ])
    return rows


def logo_and_total(rng: np.random.Generator) -> bytes:
    """A weekly workbook: four title lines above the header, an empty line, a total and two notes below 80 calls."""
    written = Table(HEADER, calls(rng, "HB9", "Harbour", 80)).written()
    talk = HEADER.index("talk_s")
    talked = sum(int(str(row[talk])) for row in written[1:] if row[talk])
    total: list[Cell] = ["Total", *[None] * (talk - 1), talked, *[None] * (len(HEADER) - talk - 1)]
    above: list[list[Cell]] = [["HARBOUR CONTACT LTD"], ["Weekly call report"],
                               ["Period: 2 - 8 November 2026"], []]
    below: list[list[Cell]] = [[], total, ["Notes: test calls are left out."],
                               ["© 2026 Harbour Contact Ltd. Confidential."]]
    legend: list[list[Cell]] = [["answered", "answered by a person"]]
    return workbook_bytes({"Calls": above + written + below, "Legend": legend}, bold_row=4)


def day_or_month(rng: np.random.Generator) -> bytes:
    """40 calls whose dates read either way: 03/04/2026 may be 3 April or 4 March."""
    rows = calls(rng, "NW9", "Northwind", 40)
    for i, row in enumerate(rows):
        first, second = DATES_EITHER_WAY[i // 8], DATES_EITHER_WAY[(i // 8 + 1 + i % 3) % 6]
        row[2] = f"{first:02d}/{second:02d}/2026 {9 + i % 8:02d}:{(7 * i) % 60:02d}"
    return csv_bytes(Table(HEADER, rows))


def impossible_rows(rng: np.random.Generator) -> list[list[Cell]]:
    """60 calls, six of them spoilt in the ways of ``IMPOSSIBLE``, in that order, on rows 6, 16, 26, …"""
    rows = calls(rng, "SM9", "Summit", 60)
    column = {name: i for i, name in enumerate(HEADER)}
    spoilt = rows[4::10]
    spoilt[0][column["agent"]] = None
    spoilt[0][column["outcome"]], spoilt[0][column["talk_s"]] = "abandoned", 312
    spoilt[1][column["wait_s"]] = -14
    spoilt[2][column["started_at"]] = "2027-11-03 10:15:00"
    spoilt[3][column["transfers"]] = -1
    spoilt[4][column["started_at"]] = None
    spoilt[5][column["outcome"]] = "teleported"
    return rows


def delivered_twice(rng: np.random.Generator) -> list[list[Cell]]:
    """50 calls; the first five come again letter for letter at the end."""
    rows = calls(rng, "NW8", "Northwind", 50)
    return rows + [list(row) for row in rows[:5]]


def aggregated_report(rng: np.random.Generator) -> bytes:
    """A switch's report of half-hours, not of calls: no caller, no single call in it."""
    header = ("Date", "Interval", "Split/Skill", "Calls Offered", "ACD Calls", "Aban Calls", "Avg Speed Ans",
              "Avg Aban Time", "Avg ACD Time", "% Within Service Level")
    rows: list[list[Cell]] = []
    for i in range(24):
        offered = int(rng.integers(20, 60))
        abandoned = int(rng.binomial(offered, .06))
        rows.append(["11/02/2026", f"{8 + i // 2:02d}:{30 * (i % 2):02d}", "Orders", offered,
                     offered - abandoned, abandoned,
                     f"0:{int(rng.integers(8, 50)):02d}", f"1:{int(rng.integers(0, 59)):02d}",
                     f"4:{int(rng.integers(0, 59)):02d}", f"{rng.uniform(70, 96):.1f}%"])
    return csv_bytes(Table(header, rows))
