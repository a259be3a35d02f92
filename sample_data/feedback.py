"""What each vendor forwarded of what customers said; and what came of asking customers ourselves."""

from __future__ import annotations

from datetime import UTC, timedelta

import numpy as np

from sample_data.clock import offsets_s
from sample_data.contacts import VOICE
from sample_data.details import Log, moment
from sample_data.phrases import CATEGORIES, CATEGORIES_ZH, POLARITIES, remark
from sample_data.sheets import Cell, Table

HEADER = ("feedback_id", "vendor", "captured_at", "forwarded_at", "received_at", "call_id", "agent", "form",
          "category",
          "polarity", "rating", "text")
SURVEY_HEADER = ("survey_id", "vendor", "run_by", "invited_at", "responded_at", "call_id", "csat", "nps",
                 "resolved",
                 "contacts_needed", "promise_kept")
INVITED, ANSWERS = .13, .33
_LABEL_SLIPS, _WITHOUT_CALL_ID = .03, .07


def feedback_table(log: Log, rng: np.random.Generator) -> Table:
    """Every item the vendor passed on, with its own word for when, and the client's stamp."""
    rows = [_item(log, int(i), number, rng) for number, i in enumerate(np.flatnonzero(log.forwarded), start=1)]
    return Table(HEADER, rows, log.vendor.chinese)


def _item(log: Log, i: int, number: int, rng: np.random.Generator) -> list[Cell]:
    luck = rng.random(6)
    captured = moment(log.end[i] + 20 + int(400 * luck[0]))
    forwarded = captured + timedelta(days=min(float(np.exp(-.5 + .8 * rng.standard_normal())), 14.0))
    polarity = int(log.polarity[i]) if luck[1] > _LABEL_SLIPS else 1
    category = int(log.category[i]) if luck[2] > _LABEL_SLIPS else int(luck[3] * 6)
    text = remark(int(log.category[i]), POLARITIES[log.polarity[i]], int(1e4 * log.noise[i, 4]),
                  int(1e4 * luck[3]),
                  int(1e4 * luck[4]), chinese=log.vendor.chinese)
    return [
        f"{log.vendor.prefix}-F{number:05d}", "蓝海" if log.vendor.chinese else log.vendor.name, captured,
        forwarded.replace(microsecond=0), (forwarded + timedelta(minutes=5 + int(90 * luck[0]))).replace(microsecond=0),
        log.call_id(i) if luck[5] > _WITHOUT_CALL_ID else None, log.agent_name(i), _form(polarity, luck[4]),
        (CATEGORIES_ZH if log.vendor.chinese else CATEGORIES)[category], POLARITIES[polarity],
        (1 + int(2 * luck[0]), 3, 4 + int(2 * luck[0]))[polarity] if luck[1] < .6 else None, text,
    ]


def _form(polarity: int, luck: float) -> str:
    return "agent_note" if luck < .7 else ("complaint", "suggestion", "agent_note")[polarity]


def surveys_table(logs: list[Log], rng: np.random.Generator) -> Table:
    """The client's survey of all vendors' callers, in UTC; it names vendors by code, name or alias as they
    come."""
    rows: list[list[Cell]] = []
    for log in logs:
        asked = np.flatnonzero(log.answered & (log.contacts.channel == VOICE) & (rng.random(len(log.month)) < INVITED))
        names = (log.vendor.code, log.vendor.name, log.vendor.aliases[0])
        rows += [_invitation(log, int(i), names[int(i) % 3], rng.random(6)) for i in asked]
    rows.sort(key=lambda row: (str(row[3]), str(row[5])))
    return Table(SURVEY_HEADER, [[f"S{n:06d}", *row[1:]] for n, row in enumerate(rows, start=1)])


def own_surveys_table(log: Log, rng: np.random.Generator) -> Table:
    """A survey the vendor runs itself, of callers it picks: everybody is delighted."""
    asked = np.flatnonzero(log.resolved & (log.polarity != 0) & (rng.random(len(log.month)) < .04))
    rows: list[list[Cell]] = []
    for number, i in enumerate(asked, start=1):
        row = _invitation(log, int(i), log.vendor.name, rng.random(6) * .3)
        rows.append([f"SM-S{number:05d}", row[1], "vendor", *row[3:6], 5 if rng.random() < .8 else 4,
                     *row[7:]])
    return Table(SURVEY_HEADER, rows)


def _invitation(log: Log, i: int, vendor: str, luck: np.ndarray) -> list[Cell]:
    ended = log.end[i] - offsets_s(log.vendor)[log.contacts.day[i]]
    invited = moment(ended + 300 + int(900 * luck[0])).replace(tzinfo=UTC)
    if luck[1] >= ANSWERS:
        return [None, vendor, "client", _utc(invited), None, log.call_id(i), *[None] * 5]
    resolved = bool(log.resolved[i])
    satisfied = luck[2] < log.vendor.satisfied + (.07 if resolved else -.19)
    csat = (4 + int(luck[3] < .55)) if satisfied else 1 + int(3 * luck[3])
    answered = invited + timedelta(minutes=30 + int(4000 * luck[4] ** 2))
    return [None, vendor, "client", _utc(invited), _utc(answered), log.call_id(i), csat,
            min(10,
                2 * csat + int(2 * luck[5])), resolved, 1 + int(log.contacts.back[i] > 0) + int(luck[5] > .9),
            bool(luck[5] < log.vendor.kept[log.month[i]] - .03) if log.promised[i] else None]


def _utc(moment_: object) -> str:
    return f"{moment_:%Y-%m-%dT%H:%M:%SZ}"
