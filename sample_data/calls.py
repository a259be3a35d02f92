"""Each vendor's call export, in the shape its own system writes."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from sample_data.contacts import AFTER_HOURS, CHANNELS, EMAIL
from sample_data.customers import customer_text
from sample_data.details import Log, moment
from sample_data.sheets import Cell, Table

HEADER = ("call_id", "vendor", "started_at", "channel", "queue", "reason", "customer", "agent", "outcome",
          "wait_s",
          "talk_s", "hold_s", "wrap_s", "transfers", "resolved")
E_MAIL_HEADER = (*HEADER, "first_response_at", "closed_at")
CLOCK_HEADER = tuple(name.replace("_s", " (h:mm:ss)") if name in ("wait_s", "talk_s", "hold_s", "wrap_s")
                     else name
                     for name in HEADER)
REASONS = ("order status", "delivery", "billing", "returns", "technical fault", "account", "product question",
           "cancellation")
QUEUES = ("Orders", "Orders", "Billing", "Returns", "Technical", "Billing", "Orders", "Returns")
QUEUES_ZH = ("订单组", "订单组", "账务组", "售后组", "技术组", "账务组", "订单组", "售后组")
SITES = ("Summit Cebu", "Summit Davao")
STYLES = {"harbour": 0, "bluesea": 5, "northwind": 2, "summit": 1}


def calls_table(log: Log, months: range) -> Table:
    """The contacts of ``months`` (0 is 2026-05). Harbour adds e-mail times; Northwind writes durations as
    h:mm:ss."""
    wanted = np.flatnonzero(np.isin(log.month, list(months)))
    e_mails = log.vendor.code == "harbour"
    header = E_MAIL_HEADER if e_mails else CLOCK_HEADER if log.vendor.code == "northwind" else HEADER
    rows = [_row(log, int(i)) + (_e_mail_times(log, int(i)) if e_mails else []) for i in wanted]
    return Table(header, rows, log.vendor.chinese)


def customer_of(log: Log, i: int) -> str:
    """Contact ``i``'s customer, in the vendor's spelling."""
    return customer_text(int(log.contacts.customer[i]), log.noise[i, 0], style=STYLES[log.vendor.code])


def reason_of(log: Log, i: int) -> str:
    """The reason, from the client's own list: the same words at every vendor, or repeats elsewhere match nothing."""
    return REASONS[log.contacts.reason[i]]


def queue_of(log: Log, i: int) -> str:
    return (QUEUES_ZH if log.vendor.chinese else QUEUES)[log.contacts.reason[i]]


def _row(log: Log, i: int) -> list[Cell]:
    contacts, answered = log.contacts, bool(log.answered[i])
    waited = contacts.outcome[i] != AFTER_HOURS and contacts.channel[i] != EMAIL
    talked = answered and contacts.channel[i] != EMAIL
    return [
        log.call_id(i), _vendor_text(log, i), moment(log.start[i]), CHANNELS[contacts.channel[i]], queue_of(log, i),
        reason_of(log, i), customer_of(log, i), log.agent_name(i), log.outcome(i),
        _duration(log, int(contacts.wait_s[i])) if waited else None,
        *(_duration(log, int(column[i])) if talked else None for column in (log.talk_s, log.hold_s, log.wrap_s)),
        int(log.transfers[i]) if answered else None,
        bool(log.coded[i]) if answered and log.noise[i, 1] > .02 else None,
    ]


def _vendor_text(log: Log, i: int) -> str:
    """Summit names its sites where others name themselves."""
    if log.vendor.code == "summit":
        return SITES[int(log.agent[i] % 3 == 1)]
    return {"harbour": "Harbour", "bluesea": "蓝海", "northwind": "Northwind Services"}[log.vendor.code]


def _duration(log: Log, seconds: int) -> Cell:
    if log.vendor.code != "northwind":
        return seconds
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _e_mail_times(log: Log, i: int) -> list[Cell]:
    """First answer and close of an e-mail: nine in ten are answered within a day."""
    if log.contacts.channel[i] != EMAIL:
        return [None, None]
    hours = -np.log(1 - log.noise[i, 2]) * 10.4
    first = moment(log.start[i]) + timedelta(hours=min(float(hours), 72))
    first = first.replace(microsecond=0)
    return [first, first + timedelta(minutes=int(10 + 900 * log.noise[i, 3]))]
