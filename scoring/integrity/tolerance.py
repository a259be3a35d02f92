"""Honest differences have a spread of their own: a share or a mean is held against it, never against nought."""

from __future__ import annotations

import math

from scoring.integrity.spread import Spread
from scoring.intervals import Z95

__all__ = ["Z95", "above", "below", "beta_binomial_above", "share_error"]


def above(seen: float, error: float, honest: Spread) -> float:
    """P(an honest vendor shows at least ``seen``): normal with the honest spread and the standard error of the figure.
    """
    return _upper((seen - honest.mean) / math.hypot(honest.tau, error))


def below(seen: float, error: float, honest: Spread) -> float:
    """P(an honest vendor shows at most ``seen``)."""
    return _upper((honest.mean - seen) / math.hypot(honest.tau, error))


def share_error(hits: float, of: int) -> float:
    """The standard error of a share, half a hit added on either side so that none and all are not certain (Haldane)."""
    share = (hits + .5) / (of + 1)
    return math.sqrt(share * (1 - share) / of)


def _upper(z: float) -> float:
    return .5 * math.erfc(z / math.sqrt(2))


def beta_binomial_above(hits: int, of: int, a: float, b: float) -> float:
    """Mid-p of at least ``hits`` of ``of`` where the share itself is Beta(a, b) among honest vendors."""
    logs = [_log_beta_binomial(k, of, a, b) for k in range(hits, of + 1)]
    beyond = sum(math.exp(log) for log in logs[1:])
    return min(1.0, beyond + math.exp(logs[0]) / 2)


def _log_beta_binomial(k: int, n: int, a: float, b: float) -> float:
    choose = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return choose + _log_beta(k + a, n - k + b) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
