"""A month of one vendor as files, of which it is known what was heard, what arrived and what is missing."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

CALLS, JUDGED = 900, 260
ARRIVES = {"harbour": (.8, .8), "summit": (.2, .8)}
"""How often a negative remark and another one is passed on."""


class Delivered:
    """A month of one vendor as files: calls, the client's evaluations of calls drawn at random, feedback passed on."""

    def __init__(self, vendor: str) -> None:
        draw = random.Random(vendor)
        self.vendor, self.calls, self.evaluations, self.feedback = vendor, list[Any](), list[Any](), list[Any]()
        self.heard, self.arrived = {True: 0, False: 0}, {True: 0, False: 0}
        self.missing: list[str] = []
        for i in range(CALLS):
            start = datetime(2026, 3, 1, 8, tzinfo=UTC) + timedelta(minutes=48 * i)
            call, agent, queue = f"{vendor}-{i}", f"{vendor} agent {i % 9}", ("Orders", "Returns")[i % 2]
            self.calls.append([call, vendor, f"{start:%Y-%m-%d %H:%M:%S}", f"+86139{i:08d}", agent, queue, "answered",
                               30])
            voiced, judged = draw.random() < .5, i % 3 == 0 and i // 3 < JUDGED
            negative = draw.random() < .5
            passed = voiced and draw.random() < ARRIVES[vendor][0 if negative else 1]
            if judged:
                self._judge(call, start, voiced=voiced, negative=negative, passed=passed)
            if passed:
                self.feedback.append([f"{vendor}-f{i}", vendor, f"{start:%Y-%m-%d %H:%M:%S}",
                                      f"{start + timedelta(days=1):%Y-%m-%d %H:%M:%S}", call, agent, "delivery",
                                      "negative" if negative else "positive"])

    def _judge(self, call: str, start: datetime, *, voiced: bool, negative: bool, passed: bool) -> None:
        polarity = ("negative" if negative else "positive") if voiced else ""
        self.evaluations.append([f"e-{call}", call, self.vendor, "Zhao", f"{start + timedelta(days=3):%Y-%m-%d}",
                                 "random", "yes" if voiced else "no", "delivery" if voiced else "", polarity,
                                 f"=said on {call}" if voiced else ""])
        if voiced:
            self.heard[negative] += 1
            self.arrived[negative] += passed
            if negative and not passed:
                self.missing.append(call)

    def files(self) -> Iterator[tuple[str, bytes]]:
        heads = {
            "calls": ("call_id", "vendor", "started_at", "customer", "agent", "queue", "outcome", "wait_s"),
            "evaluations": ("evaluation_id", "call_id", "vendor", "evaluator", "evaluated_at", "selection",
                            "feedback_voiced", "feedback_category", "feedback_polarity", "feedback_text"),
            "feedback": ("feedback_id", "vendor", "captured_at", "forwarded_at", "call_id", "agent", "category",
                         "polarity"),
        }
        for kind, head in heads.items():
            text = io.StringIO()
            csv.writer(text).writerows([head, *getattr(self, kind)])
            yield kind, text.getvalue().encode()
