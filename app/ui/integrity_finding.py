"""One finding opened: squares, estimate, what it does not mean, its course, lines, explanations and calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from app.services import views_integrity as views
from app.services.finding_detail import Detail
from app.services.finding_words import check_text, line_name, rarity, request_text, said, tried
from app.services.heard_calls import MissingCall
from app.services.views_integrity import Finding, Line
from app.ui.charts import Spec
from app.ui.charts_integrity import evidence_text, unit_of
from app.ui.components import Badge, Tone, grey, legend, section
from app.ui.figures import MOST_ROWS, Cell, table
from app.ui.frame import PageContext
from app.ui.integrity_grid import verdict_badge
from app.ui.pictures import picture
from app.ui.prose import bulleted
from app.words import Words

CALLS_PX, FEW_CALLS = 620, 8
"""More calls than these are turned over in a window of their own."""
ANSWERS = {"explains": Tone.GOOD, "explains_not": Tone.PLAIN, "untold": Tone.CARE}


def heard_and_arrived(finding: Finding, vendor: str, charts: Mapping[str, Spec], words: Words) -> None:
    """The squares beside the estimate and what it does not mean."""
    counts, share = views.counts_of(finding), finding["withheld"]
    left, right = st.columns([7, 6], gap="large")
    with left:
        section(words.t("integrity.squares"))
        if counts is None:
            grey(words.t("integrity.squares.none"))
        else:
            picture(charts["squares"], _squares_alt(counts, words))
            unit = unit_of(counts)
            legend(words.t("integrity.squares.legend", unit=unit)
                   + (" " + words.t("integrity.squares.many", unit=unit) if unit > 1 else ""))
    with right:
        section(words.t("integrity.share"))
        if share is None:
            grey(words.t("integrity.share.none"))
        else:
            ends = {name: words.percent(share[name], 0) for name in ("value", "low", "high")}
            legend(words.t("integrity.share.text", **ends))
            picture(charts["share"], words.t("integrity.share.alt", **ends))
            legend(words.t("integrity.share.legend"))
    if views.is_checked(finding):
        section(words.t("integrity.means_not"))
        bulleted([words.t("integrity.means_not.chance", vendor=vendor), words.t("integrity.means_not.why"),
                  words.t("integrity.means_not.ears", vendor=vendor)])


def _squares_alt(counts: views.Counts, words: Words) -> str:
    pairs = (("negatives", counts.negatives, counts.negatives_arrived), ("others", counts.others,
                                                                        counts.others_arrived))
    return ". ".join(words.t(f"integrity.squares.{kind}", heard=heard, arrived=arrived, missing=heard - arrived)
                     for kind, heard, arrived in pairs)


def course(points: tuple[tuple[str, float], ...], charts: Mapping[str, Spec], words: Words) -> None:
    """The running evidence of the vendor up to the month."""
    section(words.t("integrity.course"))
    if "course" not in charts:
        grey(words.t("integrity.course.one"))
        return
    at = words.number(views.alarm())
    told = ", ".join(f"{month} {words.t('integrity.course.to_one', value=evidence_text(e, words.language))}"
                     for month, e in points)
    picture(charts["course"], words.t("integrity.course.alt", list=told, alarm=at))
    legend(words.t("integrity.course.legend", alarm=at))


def lines(finding: Finding, words: Words) -> None:
    """The lines of evidence as a table of sentences; those that could not run, with the reason, folded."""
    ran, silent = views.lines_of(finding), views.silent_lines(finding)
    if not ran and not silent:
        return
    section(words.t("integrity.lines"))
    legend(words.t("integrity.lines.legend"))
    out, usual = [line for line in ran if line.stands_out], [line for line in ran if not line.stands_out]
    if out:
        _table(out, words)
    if usual:
        with st.expander(words.t("integrity.lines.others", n=len(usual))):
            _table(usual, words)
    if silent:
        with st.expander(words.t("integrity.lines.not_run", n=len(silent))):
            table([words.t("integrity.lines.what"), words.t("integrity.lines.why")],
                  [[line_name(name, words), said(why, words)] for name, why in silent])


def _table(found: Sequence[Line], words: Words) -> None:
    table([words.t(f"integrity.lines.{name}") for name in ("what", "says", "rare")] + [""],
          [[line_name(line.name, words), said(line.says, words), rarity(line.share, words),
            _stands_out(line.stands_out, words)] for line in found])


def _stands_out(out: bool, words: Words) -> Badge:
    return Badge(words.t("integrity.lines.out"), Tone.DECIDE) if out else Badge(words.t("integrity.lines.usual"))


def otherwise(finding: Finding, words: Words) -> None:
    """How the verdict would read if honest vendors differed less or more, and by exact ids alone."""
    others = [("less" if each["spread"] < 1 else "more", each["verdict"]) for each in finding["sensitivity"]]
    if not others:
        return
    section(words.t("integrity.otherwise"))
    legend(words.t("integrity.otherwise.legend"))
    cases = [("as_is", finding["verdict"]), *others]
    if finding["strict_verdict"]:
        cases.append(("strict", finding["strict_verdict"]))
    table([words.t("integrity.otherwise.case"), words.t("integrity.otherwise.verdict")],
          [[words.t(f"integrity.otherwise.{case}"), verdict_badge(verdict, words)] for case, verdict in cases])


def explanations(detail: Detail, words: Words) -> None:
    """Innocent explanations, each with its count and its answer."""
    section(words.t("integrity.checks"))
    if not detail.checks:
        grey(words.t("integrity.checks.none"))
        return
    legend(words.t("integrity.checks.legend"))
    rows: list[list[Cell]] = [
        [words.t(f"integrity.check.{check.code}"), check_text(check, words),
         Badge(words.t(f"integrity.checks.{check.outcome}"), ANSWERS[check.outcome])] for check in detail.checks]
    table([words.t(f"integrity.checks.{name}") for name in ("which", "found", "answer")], rows)


def next_steps(detail: Detail, words: Words, *, heard_again: bool) -> None:
    """What to do and what to ask the vendor for; not to hear again what was heard again."""
    asked = [request for request in detail.requests if not (heard_again and request.code == "relisten")]
    if asked:
        section(words.t("integrity.next"))
        bulleted([request_text(request, words) for request in asked])


def calls(ctx: PageContext, detail: Detail, address: str) -> None:
    """The calls heard that never arrived, at most 200 of them; all of them in the workbook."""
    words, n = ctx.words, len(detail.missing)
    section(words.t("integrity.calls"))
    if not n:
        grey(words.t("integrity.calls.none"))
        return
    legend(words.t("integrity.calls.legend", n=n, zone=ctx.store.timezone))
    st.link_button(words.t("integrity.calls.download"), address, icon=":material/download:")
    heads = [words.t(f"integrity.calls.{name}")
             for name in ("call", "began", "agent", "queue", "category", "summary", "tried")]
    with st.container(height=CALLS_PX if n > FEW_CALLS else "content", border=False, key="findings"):
        table(heads, [_call(each, words) for each in detail.missing],
              caption=words.t("integrity.calls.more", shown=MOST_ROWS, n=n) if n > MOST_ROWS else "")


def _call(call: MissingCall, words: Words) -> list[Cell]:
    began = f"{call.started_at:%m-%d %H:%M}" if call.started_at else "–"
    return [call.call_id, began, call.agent or "–", call.queue or "–", call.category or "–", call.summary or "–",
            "; ".join(tried(call, words))]
