"""The invented month in the shape the engine reads: columns as stored, masked where NULL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.proving.contacts import Bools, Contacts
from benchmarks.proving.forwarding import Items
from benchmarks.proving.hearing import DOUBLE, TARGETED, Judged
from benchmarks.proving.persona import Ints, Persona
from benchmarks.proving.surveying import Invited
from benchmarks.proving.wording import Texts, texts, words_of

Columns = dict[str, npt.NDArray[Any]]
POLARITIES = np.array(["negative", "neutral", "positive"], dtype=object)
SELECTIONS = np.array(["random", "targeted", "double"], dtype=object)


def masked(values: npt.NDArray[Any], null: Bools | bool = False) -> npt.NDArray[Any]:
    """``values`` with NULL where ``null``; a plain array where nothing is, as DuckDB answers."""
    return np.ma.masked_array(values, mask=np.broadcast_to(null, values.shape)) if np.any(null) else values


def stacked(parts: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Columns one below the other, NULL staying NULL."""
    values = np.concatenate([np.ma.getdata(part) for part in parts])
    return masked(values, np.concatenate([np.ma.getmaskarray(part) for part in parts]))


def named(form: str, numbers: Ints) -> Texts:
    """A text for each number, as ``form`` (an f-string's ``format`` pattern) writes it."""
    return _objects([form.format(number) for number in numbers.tolist()])


def _objects(values: Sequence[Any]) -> Texts:
    answer = np.empty(len(values), dtype=object)
    answer[:] = values
    return answer


class Names:
    """What the vendor's month calls its contacts, agents and queues."""

    def __init__(self, vendor: Persona, said: Contacts, month: int) -> None:
        words, self.month = words_of(vendor.language), month
        self.calls = named(f"{vendor.code}-{month:02d}-{{:06d}}", np.arange(len(said.day)))
        self.agents = named("A{:03d}", np.arange(vendor.agents))
        self.queues = _objects(words.QUEUES)
        self.categories = _objects(words.CATEGORIES)
        self.agent_of = masked(self.agents[said.agent], ~said.answered)
        self.customer_of = masked(said.customer, said.customer % 33 == 0)


def calls_table(said: Contacts, names: Names) -> Columns:
    size = len(said.day)
    return {
        "call_id": names.calls, "started_at": said.started, "ended_at": said.ended, "queue": names.queues[said.queue],
        "agent": names.agent_of, "customer": names.customer_of,
        "outcome": np.where(said.answered, "answered", "abandoned").astype(object), "answered": said.answered,
        "resolved": masked(said.resolved, ~said.answered), "direction": _objects(["inbound"] * size),
    }


def evaluations_table(rng: np.random.Generator, vendor: Persona, said: Contacts, names: Names, heard: Judged,
                      ) -> Columns:
    call, size, silent = heard.call, len(heard.call), ~heard.voiced
    words = texts(rng, vendor.language, heard.category, heard.polarity, said.told[call], evaluator=True)
    drawn = vendor.draw_recorded & (heard.selection != TARGETED)
    return {
        "evaluation_id": named("E{:06d}", np.arange(size)), "call_id": names.calls[call],
        "evaluator": named("Q{}", heard.evaluator), "evaluated_at": heard.at,
        "judged_by": _objects(["client"] * size),
        "selection": masked(SELECTIONS[heard.selection],
                            False if vendor.selection_known else heard.selection != DOUBLE),
        "status": _objects(["final"] * size), "draw_id": masked(_objects(["d1"] * size), ~drawn),
        "feedback_voiced": heard.voiced,
        "feedback_category": masked(names.categories[heard.category], silent),
        "feedback_polarity": masked(POLARITIES[heard.polarity], silent), "feedback_text": masked(words, silent),
        "resolved": said.resolved[call], "call_started_at": said.started[call], "call_ended_at": said.ended[call],
        "call_agent": names.agent_of[call], "call_queue": names.queues[said.queue[call]],
        "call_customer": names.customer_of[call],
    }


def feedback_table(rng: np.random.Generator, vendor: Persona, said: Contacts, names: Names, items: Items) -> Columns:
    call, size = items.call, len(items.call)
    sent = _sent(rng, vendor, items)
    nothing = np.ones(size, dtype=bool)
    return {
        "feedback_id": named(f"F-{names.month:02d}-{{:06d}}", np.arange(size)),
        "captured_at": items.captured, "forwarded_at": sent,
        "received_at": sent + rng.integers(10, 600, size).astype("timedelta64[s]"),
        "call_id": masked(names.calls[call], ~items.has_id), "customer": names.customer_of[call],
        "agent": names.agents[said.agent[call]], "route": _objects(["via_vendor"] * size),
        "form": _objects(["agent_note"] * size), "category": names.categories[items.category],
        "polarity": POLARITIES[items.label], "rating": masked(items.rating.astype(float), items.rating == 0),
        "text": texts(rng, vendor.language, said.category[call], items.said, items.told, items.templated),
        "action": masked(_objects([""] * size), nothing),
    }


def _sent(rng: np.random.Generator, vendor: Persona, items: Items) -> npt.NDArray[np.datetime64]:
    """When each item was forwarded: after its lag, with the next batch, or when it was let go."""
    sent = items.captured + (items.lag * 3600e6).astype("timedelta64[us]")
    if vendor.batch_days:
        step = np.timedelta64(vendor.batch_days, "D")
        week = (sent - np.datetime64("2024-01-05", "us")) // step + 1
        sent = np.datetime64("2024-01-05T16:00", "us") + week * step
    return np.where(np.isnat(items.released), sent, np.maximum(items.released, items.captured))


def surveys_table(vendor: Persona, said: Contacts, names: Names, asked: Invited) -> Columns:
    call, size, silent = asked.call, len(asked.call), asked.csat == 0
    moment = said.ended[call] + np.timedelta64(1, "h")
    return {
        "survey_id": named("S{:06d}", np.arange(size)),
        "run_by": _objects(["client" if vendor.surveyed_by_client else "vendor"] * size), "invited_at": moment,
        "responded_at": masked(moment + np.timedelta64(5, "h"), silent), "call_id": names.calls[call],
        "customer": names.customer_of[call], "csat": masked(asked.csat.astype(float), silent),
        "resolved": masked(asked.resolved, silent),
    }
