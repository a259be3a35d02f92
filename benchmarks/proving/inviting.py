"""Survey invitations judged as a family of their own: honest habits that look bad, and ways of asking the happy."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.proving.contacts import Contacts
from benchmarks.proving.persona import Persona
from benchmarks.proving.surveying import INVITING
from benchmarks.proving.tables import masked
from scoring.integrity.inputs import IntegrityInputs

RECODING = f"{INVITING}, codes nine of ten as solved"
RECODED = 0.9
INVITING_WAYS: dict[str, tuple[float, ...]] = {INVITING: (0.4, 0.7), RECODING: (0.4, 0.7)}
"""Way -> how many times as often the unhappy are invited (1 would be as often as everybody else)."""
INVITERS: dict[str, Callable[[Persona], Persona]] = {
    "invites by queue": lambda v: replace(v, invite_by_queue=0.8),
    "invites less in the evening, when less is solved":
        lambda v: replace(v, invite_in_evening=-0.8, evening_trouble=0.5),
    "a quarter of the agents forget": lambda v: replace(v, forgetful_agents=0.25),
    "agents forget more after unsolved calls, ×0.8":
        lambda v: replace(v, invite_bias=v.invite_bias + math.log(0.8)),
    "hardly invites anybody": lambda v: replace(v, invited=0.05),
    "new vendor with few calls": lambda v: replace(v, calls=300.0, judged=60, history=False),
}
"""Name -> what it does to a plain honest vendor."""


def recoded(rng: np.random.Generator, inputs: IntegrityInputs, said: Contacts) -> IntegrityInputs:
    """``inputs`` where the vendor has coded most of its unsolved calls as solved."""
    solved = said.resolved | (rng.random(len(said.resolved)) < RECODED)
    return replace(inputs, calls={**inputs.calls, "resolved": masked(solved, ~said.answered)})
