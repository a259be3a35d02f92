"""A vendor as it lastingly is: its queues and agents, its habits of forwarding, and whether and how it filters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
MONTHS = 24
"""How many months a persona lasts."""
NEGATIVE, NEUTRAL, POSITIVE = 0, 1, 2
CATEGORIES = ("delivery", "billing", "product", "app", "waiting", "refund", "agent_behaviour")
AGENT_BEHAVIOUR = CATEGORIES.index("agent_behaviour")
TOLD = 5
"""Ways a thing can be told, for each category and polarity (:mod:`benchmarks.proving.words`)."""


@dataclass(frozen=True)
class Persona:
    """Shares are 0 to 1, effects are log odds. ``bias``: how much less likely a negative is forwarded than anything
    else, honestly; ``drift`` adds to it, a value for each month. Effects on arrival by agent, queue, category."""

    code: str
    language: str
    queue_weights: Floats
    queue_mood: Floats
    queue_arrival: Floats
    queue_negative: Floats
    agent_queue: Ints
    agent_load: Floats
    agent_arrival: Floats
    agent_site: Ints
    category_weights: Floats
    category_arrival: Floats
    peers: Floats
    drift: Floats
    calls: float
    voiced: float
    negative: float
    arrival: float
    bias: float
    repeat_bias: float
    about_agent_bias: float
    lag_h: float
    slower: float = 1.0
    lag_spread: float = 0.8
    missing_id: float = 0.05
    missing_id_negative: float = 0.05
    softened: float = 0.0
    missing_rating: float = 0.15
    templated: float = 0.0
    batch_days: int = 0
    outage_days: int = 0
    caught_up: float = 0.0
    lost_agents: float = 0.0
    judged: int = 200
    targeted: float = 0.0
    selection_known: bool = True
    draw_recorded: bool = False
    double_scored: float = 0.0
    invited: float = 0.30
    invite_bias: float = 0.0
    invite_by_queue: float = 0.0
    invite_in_evening: float = 0.0
    evening_trouble: float = 0.0
    """How much less (log odds) is resolved on calls in the evening."""
    forgetful_agents: float = 0.0
    """Agents who hardly ever invite anybody."""
    surveyed_by_client: bool = False
    days_after: float = 40.0
    history: bool = True
    stressors: tuple[str, ...] = ()
    mode: str = ""
    strength: float = 0.0
    first_month: int = 0
    """From which month on it filters."""

    @property
    def honest(self) -> bool:
        return not self.mode

    @property
    def agents(self) -> int:
        return len(self.agent_queue)

    @property
    def queues(self) -> int:
        return len(self.queue_weights)


def draw_vendor(rng: np.random.Generator, code: str = "v", *, spread: float = 1.0) -> Persona:
    """A plain honest vendor (no stressor, no filtering); ``spread`` widens or narrows all honest differences."""
    queues, agents = int(rng.integers(4, 7)), int(rng.integers(20, 81))
    return Persona(
        code=code,
        language="zh" if rng.random() < 0.4 else "en",
        queue_weights=rng.dirichlet(np.full(queues, 6.0)),
        queue_mood=rng.normal(0, 0.30, queues),
        queue_arrival=rng.normal(0, 0.25 * spread, queues),
        queue_negative=rng.normal(0, 0.15 * spread, queues),
        agent_queue=np.concatenate([np.arange(queues), rng.integers(0, queues, agents - queues)]),
        agent_load=rng.gamma(12.0, 1 / 12, agents),
        agent_arrival=rng.normal(0, 0.40 * spread, agents),
        agent_site=(np.arange(agents) % 2).astype(np.int64),
        category_weights=_categories(rng),
        category_arrival=rng.normal(0, 0.15 * spread, len(CATEGORIES)),
        peers=np.column_stack([rng.uniform(0.25, 0.40, 12), _negative_shares(rng, 12)]),
        drift=_drift(rng, 0.08 * spread),
        calls=float(np.clip(rng.lognormal(np.log(5000), 0.45), 1500, 12000)),
        voiced=float(rng.uniform(0.25, 0.40)),
        negative=float(_negative_shares(rng, 1)[0]),
        arrival=float(rng.uniform(0.60, 0.90)),
        bias=float(rng.normal(-0.10, 0.18 * spread)),
        repeat_bias=float(rng.normal(-0.05, 0.15 * spread)),
        about_agent_bias=float(rng.normal(-0.15, 0.20 * spread)),
        lag_h=float(rng.lognormal(np.log(14), 0.5)),
        slower=float(np.exp(rng.normal(0.08, 0.10 * spread))),
        draw_recorded=bool(rng.random() < 0.5),
        double_scored=0.1 if rng.random() < 0.3 else 0.0,
        invite_bias=float(rng.normal(-0.03, 0.10 * spread)),
        surveyed_by_client=bool(rng.random() < 0.3),
    )


def _negative_shares(rng: np.random.Generator, size: int) -> Floats:
    return np.clip(1 / (1 + np.exp(-rng.normal(-0.2, 0.25, size))), 0.33, 0.57)


def _categories(rng: np.random.Generator) -> Floats:
    """Weights of the categories, one row for each polarity."""
    usual = np.array([[4, 3, 4, 3, 3, 2, 4.0], [3, 3, 4, 4, 1, 2, 0.6], [4, 1, 4, 3, 1, 2, 5.0]])
    weights = usual * rng.gamma(15.0, 1 / 15, usual.shape)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _drift(rng: np.random.Generator, sd: float) -> Floats:
    """A slowly moving habit: AR(1), correlation .7 from month to month, of lasting standard deviation ``sd``."""
    steps = rng.normal(0, sd, MONTHS)
    for month in range(1, MONTHS):
        steps[month] = 0.7 * steps[month - 1] + np.sqrt(1 - 0.7**2) * steps[month]
    return steps
