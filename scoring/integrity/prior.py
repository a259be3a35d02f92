"""What is known of moods beforehand: the vendor's own earlier samples and its peers', from the client's ears alone.

A share known from elsewhere, whose log odds differ from the one wanted with a standard deviation, is worth as many
remarks of one's own as would leave the same doubt (the usual conjugate reading of an empirical-Bayes prior).
"""

from __future__ import annotations

import numpy as np

from scoring.integrity.inputs import HeardBefore

OWN_DRIFT = .15
"""By how much a vendor's own mood moves from month to month (log odds, standard deviation)."""
PEERS_DIFFER = .30
"""By how much vendors' moods differ where too few are known to tell."""
FEWEST_PEERS = 3


def worth_of_share(negative: int, of: int, differs: float) -> tuple[float, float]:
    """Remarks (negative, other) that ``negative`` of ``of`` heard elsewhere are worth where log odds differ by
    ``differs``; nothing of nothing."""
    if not of:
        return 0.0, 0.0
    share = (negative + .5) / (of + 1)
    varies = share * (1 - share)
    worth = 1 / ((differs**2 + 1 / (of * varies)) * varies)
    return worth * share, worth * (1 - share)


def known_before(before: tuple[HeardBefore, ...]) -> tuple[float, float]:
    """Remarks (negative, other) that earlier months and peers are worth together."""
    own = [each for each in before if each.own]
    negative, other = worth_of_share(sum(each.negative for each in own),
                                     sum(each.negative + each.other for each in own), OWN_DRIFT)
    peers = [each for each in before if not each.own and each.negative + each.other >= 10]
    if len(peers) >= FEWEST_PEERS:
        more = worth_of_share(sum(each.negative for each in peers), sum(each.negative + each.other for each in peers),
                              _spread(peers))
        negative, other = negative + more[0], other + more[1]
    return negative, other


def _spread(peers: list[HeardBefore]) -> float:
    """How much the log odds of peers differ beyond chance (method of moments), never less than a third of
    :data:`PEERS_DIFFER`."""
    odds = np.array([np.log((each.negative + .5) / (each.other + .5)) for each in peers])
    chance = np.array([1 / (each.negative + .5) + 1 / (each.other + .5) for each in peers])
    return float(np.sqrt(max((PEERS_DIFFER / 3) ** 2, odds.var(ddof=1) - chance.mean())))
