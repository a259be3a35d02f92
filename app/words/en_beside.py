# ruff: noqa: E501 - a table of sentences, each on its own line
"""What the page Integrity says of promises, of invitations and of how truly remarks arrive: it shows and asks."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "integrity.promises": "Promises and the ledger",
    "integrity.promises.says": "Of {heard} {heard:plural promise|promises} our evaluators heard, {found} {found:plural stands|stand} in the vendor's ledger: {share:percent} (95% interval {interval}).",
    "integrity.promises.unreached": "{n} more {n:plural was|were} made after the ledger's newest entry, which does not reach so far; not counted.",
    "integrity.promises.legend": "A promise looks broken where the customer was back within 7 days after it was due, complained within 30 days, or told our own survey so. It goes by the date our evaluators heard.",
    "integrity.invitations": "Who is invited to the vendor's own survey",
    "integrity.invitations.odds.census": "By the vendor's own codes the odds of being invited with an unsolved matter are {value} times those of others (95% interval {low} to {high}; 1 is alike).",
    "integrity.invitations.odds.heard": "By what evaluators heard the odds of being invited with bad news to tell are {value} times those of others (95% interval {low} to {high}; 1 is alike).",
    "integrity.invitations.legend": "Only surveys the vendor runs are looked at: from those we run ourselves it can keep nobody.",
    "integrity.fidelity": "Do remarks arrive as they were heard?",
    "integrity.fidelity.says": "Of {n} {n:plural remark|remarks} that arrived with the call's id, {same} said what we heard: {share:percent} (95% interval {interval}).",
    "integrity.fidelity.category": "Of {n} that name a category on both sides, {share:percent} name the same.",
    "integrity.fidelity.kappa": "Agreement on the mood beyond chance (Cohen's kappa) is {kappa}; 1 is complete, 0 is no better than chance.",
    "integrity.fidelity.legend": "Told beside the verdict and no part of it: honest slips of labels are taken out of that already.",
    "integrity.fidelity.heard": "We heard",
    "integrity.fidelity.came": "Arrived as {mood}",
    "integrity.fidelity.negative": "negative",
    "integrity.fidelity.neutral": "neutral",
    "integrity.fidelity.positive": "positive",
    "integrity.read.cold": "How rare each line is goes by what careful vendors are assumed to show: fewer than {needed} past months are known that could say it better.",
    "integrity.read.warm": "How rare each line is goes by {n} past months of your own vendors that were not being checked.",
    "integrity.planted": "Test calls: of {negatives} negative {negatives:plural remark|remarks} made, {negatives_arrived} arrived; of {others} {others:plural other|others}, {others_arrived} did. We made these calls ourselves; the vendor does not know that they are listened to.",
    "integrity.twice": "Of remarks heard as negative about {share:percent} truly are, by {n} {n:plural call|calls} that a second evaluator heard again and by what is known beforehand.",
}
