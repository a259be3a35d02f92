"""Views: what is said follows from the figures, rolls up by counts, and is honest about noise."""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from app.services.phrases import basis_parts, say, say_all
from app.services.pooling import change, pooled, stand_out
from app.services.reasons import reason_text, told
from app.services.reports import FileReport
from app.services.views import Figure, measures_of, month_before, sentence
from app.services.views_import import issue_groups, sum_of
from app.services.views_overview import overview
from app.services.views_vendor import vendor_month
from app.words import words_for
from imports.request import Issue
from scoring import reasons
from scoring.result import Note

MAY = "2026-05"


def wilson(code: str, hits: int, n: int) -> Figure:
    low, high = proportion_confint(hits, n, method="wilson")
    return Figure(code, hits / n, float(low), float(high), n, "share", hits, n, target=0.8)


def test_the_difference_of_two_months_is_newcombes(invented: ModuleType) -> None:
    """Two Wilson intervals joined give Newcombe's hybrid score interval, as statsmodels computes it."""
    now, before = wilson("x", 56, 70), wilson("x", 48, 80)
    low, high = confint_proportions_2indep(56, 70, 48, 80, method="newcomb", compare="diff")
    found = change(now, before)
    assert found is not None
    assert found.low == pytest.approx(low, abs=1e-9)
    assert found.high == pytest.approx(high, abs=1e-9)
    assert (found.p_value < 0.05) == (found.low > 0 or found.high < 0)


def test_vendors_roll_up_by_counts_and_not_by_averages() -> None:
    large, small = wilson("x", 900, 1000), wilson("x", 1, 10)
    both = pooled([large, small, Figure("x", None, why="nothing")])
    assert both is not None
    assert both.value == pytest.approx(901 / 1010)
    assert (both.numerator, both.denominator, both.n) == (901, 1010, 1010)
    assert both.low is not None and both.high is not None and both.value is not None
    assert both.low < both.value < both.high
    assert pooled([Figure("x", None)]) is None


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=40))
def test_what_stands_out_is_what_benjamini_and_hochberg_reject(p_values: list[float]) -> None:
    adjusted = false_discovery_control(np.array(p_values), method="bh")
    surely = [value for value in range(len(p_values)) if abs(adjusted[value] - 0.05) > 1e-9]
    found = stand_out(p_values)
    assert [found[i] for i in surely] == [bool(adjusted[i] <= 0.05) for i in surely]


def test_the_finding_names_the_level_leaders_and_tells_missing_feedback_as_counts(invented: ModuleType) -> None:
    view = overview(invented.four_vendors(), MAY, invented.NAMES)
    assert say_all(view.finding, "en") == (
        "Promises kept at Summit fell from 95.0% to 85.0%; "
        "Harbour and 蓝海 BlueSea lead and cannot be told apart; "
        "of 60 remarks our evaluators heard at Summit, 23 reached us"
    )
    assert say_all(view.finding, "zh") == (
        "Summit 的承诺兑现由 95.0% 降至 85.0%；"
        "Harbour 和蓝海 BlueSea 领先且难分高下；质检在 Summit 听到 60 条反馈，我方收到 23 条"
    )
    assert view.level == (("harbour", "bluesea"),)
    told = " ".join(say(decision, "en") for decision in view.decisions).casefold()
    assert not re.search("filter|withh|fraud|hid|cheat", told)


def test_a_movement_is_called_clear_only_when_it_stands_out_of_all_compared(invented: ModuleType) -> None:
    view = overview(invented.four_vendors(), MAY, invented.NAMES)
    assert view.compared == 16 + 4  # four vendors by four promises, and the four of all vendors together
    assert [(m.vendor, m.code) for m in view.movements if m.clear] == [("summit", "promise_kept")]
    assert view.movements[0].change.value == pytest.approx(-0.10)


def test_cards_and_movements_are_judged_as_one_family(invented: ModuleType) -> None:
    """Hochberg's own step-up over all twenty, by SciPy, gives the verdicts of both; the intervals alone say more."""
    cards = invented.four_vendors(1)
    cards += [invented.card(card["vendor"], "2026-04", tuple(m["estimate"]["value"] + step for m, step in zip(
        [m for m in card["measures"] if m["code"] in invented.ANCHORS], (-0.004, 0.003, 0.0, 0.02), strict=True)))
        for card in cards]
    view = overview(cards, MAY, invented.NAMES)
    found = {(now["vendor"], code): change(measures_of(now)[code], measures_of(before)[code])
             for now, before in zip(cards[:4], cards[4:], strict=True) for code in invented.ANCHORS}
    together = {promise.figure.code: promise.change for promise in view.promises}
    family = [each.p_value for each in (*found.values(), *together.values()) if each]
    surely = dict(zip([*found, *together], false_discovery_control(family, method="bh") <= 0.05, strict=True))
    assert all(promise.clear == surely[promise.figure.code] for promise in view.promises)
    assert all(m.clear == surely[m.vendor, m.code] for m in view.movements)
    bare = [code for code, each in together.items() if each and (each.low > 0 or each.high < 0)]
    assert [code for code in bare if not surely[code]], "an interval that misses zero is not enough"


def test_where_one_vendor_is_compared_all_vendors_together_are_no_comparison_of_their_own(invented: ModuleType) -> None:
    view = overview([card for card in invented.four_vendors(2) if card["vendor"] == "summit"], MAY, invented.NAMES)
    assert view.compared == 4
    moved = {m.code: m.clear for m in view.movements}
    assert {promise.figure.code: promise.clear for promise in view.promises} == moved


def test_level_vendors_are_named_or_counted_and_none_is_passed_over(invented: ModuleType) -> None:
    cards, names = invented.twenty_vendors()
    level = [{**card, "comparisons": [{"vendor": other, "p_better": 0.5, "apart": False} for other in names]}
             for card in cards if card["month"] == MAY]
    view = overview([card for card in level if card["vendor"] > "v04"], MAY, names)
    told = next(each for each in view.decisions if each.code == "decide.level")
    assert len(view.level[0]) == 15
    assert "Vendor number 19, Vendor number 18, Vendor number 17 and 12 more are level" in say(told, "en")
    assert "Vendor number 17和另外 12 家难分高下" in say(told, "zh")
    three = sentence("decide.level", vendors=("A", "B", "C"))
    assert "**A, B and C are level.**" in say(three, "en") and "**A、B 和 C 难分高下。**" in say(three, "zh")


def test_a_vendor_that_cannot_be_scored_stands_last_and_its_data_are_asked_for(invented: ModuleType) -> None:
    cards, names = invented.twenty_vendors()
    view = overview(cards, MAY, names)
    assert view.standings[-1].vendor == "v03"
    assert not view.standings[-1].composite.measured
    assert any("Vendor number 03" in say(decision, "en") for decision in view.decisions)
    assert len(view.decisions) == 5


def test_a_clear_fall_stands_in_the_decision_about_its_figure(invented: ModuleType) -> None:
    view = overview(invented.four_vendors(), MAY, invented.NAMES)
    about = next(each for each in view.decisions if each.code == "decide.promise_kept")
    assert "It was 95.0% last month and is 85.0% now" in say(about, "en")
    assert "由上月 95.0% 降至 85.0%" in say(about, "zh")
    others = [say(each, "en") for each in view.decisions if each != about]
    assert others and not any("last month and is" in told or "fell from" in told for told in others)


def test_missing_feedback_that_also_fell_leads_the_finding_as_counts_and_is_told_once(invented: ModuleType) -> None:
    cards = [card for card in invented.four_vendors(1) if card["vendor"] == "summit"]
    before = invented.card("summit", "2026-04", (0.80, 0.69, 0.85, 0.90))
    told = say_all(overview([*cards, before], MAY, invented.NAMES).finding, "en")
    assert told.startswith("Of 60 remarks our evaluators heard at Summit, 23 reached us (90.0% → 38.3% since")
    assert told.count("remarks") == 1


def test_a_provisional_month_says_so_beside_what_it_rests_on(invented: ModuleType) -> None:
    cards = invented.four_vendors(1)
    assert not any("provisional" in part for part in basis_parts(overview(cards, MAY, {}), words_for("en")))
    next(m for m in cards[2]["measures"] if m["code"] == "fcr_repeat")["estimate"]["provisional"] = True
    told = "provisional: not every further contact can be seen yet"
    assert told in basis_parts(overview(cards, MAY, {}), words_for("en"))
    own = {card["vendor"]: vendor_month(cards, card["vendor"], MAY, {}) for card in cards}
    provisional = [code for code, view in own.items() if view and told in basis_parts(view, words_for("en"))]
    assert provisional == [cards[2]["vendor"]]


def test_a_provisional_month_says_from_which_day_on_contacts_cannot_be_judged(invented: ModuleType) -> None:
    cards = invented.four_vendors(1)
    young = next(m for m in cards[2]["measures"] if m["code"] == "fcr_repeat")["estimate"]
    young["provisional"] = True
    view = overview(cards, MAY, {}, unjudged_from="2026-05-25")
    assert "provisional: contacts from 25 May 2026 on cannot be judged yet, as no later data have come" in basis_parts(
        view, words_for("en"))
    assert "暂定：后续数据未到，2026年5月25日起的联络尚无法判断" in basis_parts(view, words_for("zh"))
    young["notes"] = [Note("thin_days", (("first", "2026-05-20"), ("last", "2026-05-28"))).as_json()]
    assert "provisional: hardly any contacts have come for 20 May 2026 to 28 May 2026" in basis_parts(
        overview(cards, MAY, {}), words_for("en"))


def test_without_vendors_there_is_nothing_to_decide(invented: ModuleType) -> None:
    view = overview([], MAY, {})
    assert say_all(view.finding, "en") == "There is nothing yet for May 2026"
    assert view.decisions == () and view.movements == ()


def test_one_vendor_alone_is_not_said_to_lead(invented: ModuleType) -> None:
    cards = [card for card in invented.four_vendors(1) if card["vendor"] == "harbour"]
    view = overview(cards, MAY, invented.NAMES)
    assert say_all(view.finding, "en").startswith("Harbour scores 84.7 of 100")
    assert view.level == () and view.promises[0].change is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sentence_of_every_story_can_be_said(invented: ModuleType, language: str) -> None:
    many, names = invented.twenty_vendors()
    nobody = [invented.card("a", MAY, (None, 0.7, None, None)), invented.card("b", MAY, (0.9, None, None, None))]
    for cards, known in ((many, names), (invented.four_vendors(), invented.NAMES), (nobody, {})):
        view = overview(cards, MAY, known)
        for said in (*view.finding, *view.decisions):
            assert "{" not in say(said, language)
        for standing in view.standings:
            own = vendor_month(cards, standing.vendor, MAY, known)
            assert own is not None and "{" not in say_all(own.finding, language)


def test_a_vendors_view_holds_every_measure_of_its_card_once(invented: ModuleType) -> None:
    card = invented.card("harbour", MAY, (0.8, 0.7, 0.9, None))
    card["measures"].append({"code": "new_measure", "target": None, "score": None, "grade": None,
                             "estimate": {"value": None, "why": "no calls were delivered for this month"}})
    view = vendor_month([card], "harbour", MAY, invented.NAMES)
    assert view is not None
    assert sorted(figure.code for figure in view.figures) == sorted(measures_of(card))
    assert view.groups[-1].pillar == "other"
    assert [group.target_points for group in view.groups if group.pillar == "promise_keeping"] == [100.0]
    assert vendor_month([card], "harbour", "2026-04", invented.NAMES) is None


def test_the_month_before_january_is_december() -> None:
    assert (month_before("2026-01"), month_before("2026-12")) == ("2025-12", "2026-11")


def test_every_reason_a_card_keeps_is_told_in_both_languages_from_its_code_and_facts() -> None:
    for code, template in reasons.SENTENCES.items():
        facts = {name: 0.125 if "%" in how else 1234 if how else "Harbour"
                 for name, how in re.findall(r"\{(\w+)(?:![rs])?:?([^}]*)\}", template)}
        note = Note(code, tuple(facts.items()))
        kept = note.as_json()
        assert reason_text(told(kept["text"], kept), "en") == note.text
        chinese = reason_text(told(kept["text"], kept), "zh")
        assert chinese != note.text and "{" not in chinese
    assert reason_text(told("something nobody knows", {"code": "x"}), "zh") == "something nobody knows"


def test_the_sum_of_a_report_is_shared_out_completely() -> None:
    report = FileReport("a.csv", "calls", "canonical", "", "stored", rows_read=10, rows_stored=7, rows_held_back=3)
    assert [(part.name, part.rows) for part in sum_of(report)] == [("stored", 7), ("held_back", 3)]
    assert sum(part.share for part in sum_of(report)) == pytest.approx(1)
    assert sum_of(replace(report, rows_read=0, rows_stored=0, rows_held_back=0)) == ()


def test_issues_are_grouped_by_rule_with_those_that_hold_rows_back_first() -> None:
    flagged = [Issue(row, "rating", "9", "out_of_range", "too high") for row in range(2, 14)]
    held = [Issue(40, "started_at", "x", "bad_time", "not a time", holds_back=True)]
    report = FileReport("a.csv", "calls", "f", "", "stored", issues=(*flagged, *held), issues_total=13,
                        issue_counts={"out_of_range": 12, "bad_time": 1})
    groups = issue_groups(report)
    assert [(group.code, group.count, group.holds_back) for group in groups] == [
        ("bad_time", 1, True), ("out_of_range", 12, False)]
    assert groups[1].rows == tuple(range(2, 10))


def test_words_of_both_languages_tell_a_long_name_in_full() -> None:
    long = "Contact Centre Services of Northern Asia"
    assert long in words_for("en").names([long, "B"])


def test_pillars_and_channels_are_called_by_their_names_in_both_languages() -> None:
    note = Note("pillars_missing", (("measured", 2), ("of", 4), ("pillars", "promise_keeping, feedback_forwarding")))
    kept = told(note.text, note.as_json())
    assert reason_text(kept, "en") == "2 of 4 pillars measured; missing: promise-keeping and feedback forwarding"
    assert reason_text(kept, "zh") == "4 项要求中只测得 2 项，尚缺：承诺兑现和反馈转达"
    about = Note("about_channel", (("channel", "email"), ("own", 3), ("contacts", 9)))
    assert reason_text(told(about.text, about.as_json()), "zh") == "本数值只计邮件：9 次联络中的 3 次"


def test_a_note_calls_the_vendors_it_waits_for_by_their_names(invented: ModuleType) -> None:
    cards = invented.four_vendors(1)
    note = Note("awaiting_vendors", (("vendors", "bluesea, summit"),))
    cards[0]["measures"][2]["estimate"]["notes"] = [note.as_json()]
    view = vendor_month(cards, cards[0]["vendor"], MAY, invented.NAMES)
    assert view is not None
    said = next(figure.notes[0] for figure in view.figures if figure.notes)
    assert reason_text(said, "en") == "provisional until more data arrive from: 蓝海 BlueSea and Summit"
    assert reason_text(said, "zh") == "暂定，尚待以下供应商的后续数据：蓝海 BlueSea 和 Summit"


def test_batches_are_listed_as_they_were_brought_in(invented: ModuleType) -> None:
    cards = invented.four_vendors(1)
    for card, batches in zip(cards, (["b9", "b10"], ["b2"], ["b10"], ["b100", "b2"]), strict=True):
        card["batches"] = batches
    assert overview(cards, MAY, invented.NAMES).batches == ("b2", "b9", "b10", "b100")


def test_nothing_is_said_to_be_stored_before_it_is() -> None:
    words = words_for("en")
    facts = {"read": 1, "stored": 1, "held": 0, "other": 0, "records": 1}
    assert words.t("import.sum.checked", **facts) == "1 row read = 1 to store + 0 to hold back + 0 not data; 1 record"
    assert words.t("import.sum", **facts | {"read": 2}).startswith("2 rows read = 1 stored")
