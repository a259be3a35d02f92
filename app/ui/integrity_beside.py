"""Beside a finding: promises and the ledger, invitations to the vendor's own survey, how truly remarks arrive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.services.finding_words import said
from app.services.reasons import told
from app.services.views_integrity import Finding
from app.ui.components import badges, grey, legend, section
from app.ui.figures import table
from app.ui.integrity_grid import verdict_badge
from app.ui.prose import bulleted
from app.words import Words


def beside(finding: Finding, words: Words) -> None:
    """The sections of a finding that judge or count for themselves; none of what nobody looked at."""
    promises, invitations, fidelity = finding["promises"], finding["invitations"], finding["fidelity"]
    if finding["signals"]:
        past = finding["calibration"]
        legend(words.t("integrity.read.warm", n=past["months"]) if past["kind"] == "warm"
               else words.t("integrity.read.cold", needed=past["needed"]))
    if promises is not None:
        _promises(promises, words)
    if invitations is not None:
        _invitations(invitations, words)
    if fidelity is not None:
        _fidelity(fidelity, words)
    _checked(finding, words)


def _promises(family: Mapping[str, Any], words: Words) -> None:
    section(words.t("integrity.promises"))
    badges(verdict_badge(str(family["verdict"]), words))
    share, facts = family["completeness"], family["reason"]["facts"]
    if share is not None:
        legend(words.t("integrity.promises.says", heard=facts["heard"], found=facts["found"], share=share["value"],
                       interval=_interval(share, words)))
        if facts["unreached"]:
            legend(words.t("integrity.promises.unreached", n=facts["unreached"]))
    _lines(family, words)
    legend(words.t("integrity.promises.legend"))


def _invitations(family: Mapping[str, Any], words: Words) -> None:
    section(words.t("integrity.invitations"))
    badges(verdict_badge(str(family["verdict"]), words))
    _lines(family, words)
    odds = family["odds_ratio"]
    if odds is not None:
        by = family["signals"][0]["part"]  # the odds are those of the first line that ran
        legend(words.t(f"integrity.invitations.odds.{by}", **{name: words.number(odds[name], 2) for name in odds}))
    legend(words.t("integrity.invitations.legend"))


def _lines(family: Mapping[str, Any], words: Words) -> None:
    """Why the verdict is what it is, and what each line counted."""
    grey(said(told(family["why"], family["reason"]), words))
    counted = [said(told(each["statement"], {"code": f"signal_{each['code']}.{each['part']}", "facts": each["facts"]}),
                    words) for each in family["signals"]]
    if counted:
        bulleted(counted)


def _fidelity(found: Mapping[str, Any], words: Words) -> None:
    section(words.t("integrity.fidelity"))
    share, mood, category = found["share"], found["mood"], found["category"]
    legend(words.t("integrity.fidelity.says", n=share["n"], same=found["same"], share=share["value"],
                   interval=_interval(share, words)))
    names = [words.t(f"integrity.fidelity.{name}") for name in mood["names"]]
    table([words.t("integrity.fidelity.heard"), *(words.t("integrity.fidelity.came", mood=name) for name in names)],
          [[name, *map(words.number, row)] for name, row in zip(names, mood["table"], strict=True)],
          numbers=range(1, len(names) + 1))
    if mood["kappa"] is not None:
        legend(words.t("integrity.fidelity.kappa", kappa=words.number(mood["kappa"], 2)))
    if category is not None:
        legend(words.t("integrity.fidelity.category", n=category["share"]["n"], share=category["share"]["value"]))
    legend(words.t("integrity.fidelity.legend"))


def _checked(finding: Finding, words: Words) -> None:
    """Planted calls and calls judged twice, where there are any."""
    planted, heard = finding["planted"], finding["heard_truly"]
    if planted is not None:
        legend(words.t("integrity.planted", **{name: planted[name] for name in (
            "negatives", "negatives_arrived", "others", "others_arrived")}))
    if heard["twice"]:
        legend(words.t("integrity.twice", share=heard["value"], n=heard["twice"]))


def _interval(share: Mapping[str, Any], words: Words) -> str:
    return words.interval(share["low"], share["high"], "share")
