"""Beside a finding: promises and the ledger, invitations to the vendor's own survey, how truly remarks arrive.

Each is told with its counts first, as a sentence and a picture, then what the counts do not say. What only a
statistician asks for stands last, folded, with what it means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app.services.finding_words import rarity, said
from app.services.reasons import told
from app.services.views_integrity import CHECKED, INSUFFICIENT, Finding
from app.ui.charts_integrity import pairs
from app.ui.components import badges, grey, legend, section
from app.ui.figures import table
from app.ui.integrity_grid import verdict_badge
from app.ui.pictures import picture, theme
from app.ui.prose import bulleted
from app.words import Words

COMPARED = {"left_out": (("broken", "broken_found"), ("others", "others_found")),
            "census": (("unsolved", "unsolved_invited"), ("solved", "solved_invited")),
            "heard": (("unhappy", "unhappy_invited"), ("others", "others_invited"))}
"""The lines whose two sides are drawn: of how many, and how many, by the facts of each."""


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
        legend(words.t("integrity.promises.says", heard=facts["heard"], found=facts["found"], share=share["value"]))
        if facts["unreached"]:
            legend(words.t("integrity.promises.unreached", n=facts["unreached"]))
    _compared(family, "promises", words)
    legend(words.t("integrity.promises.legend"))
    _means_not(family, "promises", words)
    _statistics(words, _sure(share, words), _chances(family, words))


def _invitations(family: Mapping[str, Any], words: Words) -> None:
    section(words.t("integrity.invitations"))
    badges(verdict_badge(str(family["verdict"]), words))
    _compared(family, "invitations", words)
    legend(words.t("integrity.invitations.legend"))
    _means_not(family, "invitations", words)
    odds = family["odds_ratio"]
    by = family["signals"][0]["part"] if odds else ""  # the odds are those of the first line that ran
    told_odds = [words.t(f"integrity.invitations.odds.{by}", **{name: words.number(odds[name], 2) for name in odds})
                 ] if odds else []
    _statistics(words, told_odds, _chances(family, words))


def _compared(family: Mapping[str, Any], name: str, words: Words) -> None:
    """Why the verdict is what it is, both sides of what was compared as bars, what else was counted, and how rare it is
    among careful vendors."""
    grey(said(told(family["why"], family["reason"]), words))
    for each in family["signals"]:
        if each["part"] in COMPARED:
            _bars([(f"integrity.{name}.{each['part']}.{of}", each["facts"][hits], each["facts"][of])
                   for of, hits in COMPARED[each["part"]]], words)
        else:
            legend(said(told(each["statement"], {"code": f"signal_{each['code']}.{each['part']}",
                                                 "facts": each["facts"]}), words))
    if family["signals"] and family["p_value"] is not None and family["verdict"] != INSUFFICIENT:
        legend(words.t("integrity.beside.rare", rare=rarity(family["p_value"], words)))


def _means_not(family: Mapping[str, Any], name: str, words: Words) -> None:
    """What a gap does not say, and what to do next; nothing where there is none."""
    if family["verdict"] in CHECKED:
        bulleted([words.t(f"integrity.{name}.means_not"), words.t(f"integrity.{name}.next")])


def _fidelity(found: Mapping[str, Any], words: Words) -> None:
    section(words.t("integrity.fidelity"))
    share, mood, category = found["share"], found["mood"], found["category"]
    legend(words.t("integrity.fidelity.says", n=share["n"], same=found["same"], share=share["value"]))
    heard = [(name, row[place], sum(row)) for place, (name, row) in enumerate(
        zip(mood["names"], mood["table"], strict=True))]
    _bars([(f"integrity.fidelity.bar.{name}", hits, of) for name, hits, of in heard], words)
    if category is not None:
        legend(words.t("integrity.fidelity.category", n=category["share"]["n"], share=category["share"]["value"]))
    legend(words.t("integrity.fidelity.legend"))
    kappa = [] if mood["kappa"] is None else [
        words.t("integrity.fidelity.kappa", kappa=words.number(mood["kappa"], 2))]
    with st.expander(words.t("integrity.statistics")):
        bulleted([*_sure(share, words), *kappa])
        names = [words.t(f"integrity.fidelity.{name}") for name in mood["names"]]
        table([words.t("integrity.fidelity.heard"), *(words.t("integrity.fidelity.came", mood=name) for name in names)],
              [[name, *map(words.number, row)] for name, row in zip(names, mood["table"], strict=True)],
              numbers=range(1, len(names) + 1))


def _bars(sides: Sequence[tuple[str, int, int]], words: Words) -> None:
    """A picture of ``sides`` (the key of its sentence, how many, of how many) and its text; none of an empty side."""
    rows = [(words.t(key, hits=hits, n=of, share=hits / of), hits, of) for key, hits, of in sides if of]
    if rows:
        picture(pairs(rows, theme()), ". ".join(says for says, _, _ in rows))


def _sure(share: Mapping[str, Any] | None, words: Words) -> list[str]:
    """How far chance may have moved a share."""
    return [] if share is None else [words.t("integrity.statistics.share", share=share["value"], n=share["n"],
                                             interval=words.interval(share["low"], share["high"], "share"))]


def _chances(family: Mapping[str, Any], words: Words) -> list[str]:
    """The family's p-value and likelihood ratio, each with what it is."""
    p, e = family["p_value"], family["e_value"]
    said_p = [] if p is None else [words.t("integrity.statistics.p", p=words.number(p, 4))]
    return said_p + ([] if e is None else [words.t("integrity.statistics.e", e=words.number(e, 1))])


def _statistics(words: Words, *told_here: Sequence[str]) -> None:
    figures = [each for some in told_here for each in some]
    if figures:
        with st.expander(words.t("integrity.statistics")):
            bulleted(figures)


def _checked(finding: Finding, words: Words) -> None:
    """Planted calls and calls judged twice, where there are any."""
    planted, heard = finding["planted"], finding["heard_truly"]
    if planted is not None:
        legend(words.t("integrity.planted", **{name: planted[name] for name in (
            "negatives", "negatives_arrived", "others", "others_arrived")}))
    if heard["twice"]:
        legend(words.t("integrity.twice", share=heard["value"], n=heard["twice"]))
