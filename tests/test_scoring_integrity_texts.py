"""What texts say: read through labels a vendor changed, judged by no label of their own; forms last, outages end."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

sys.path.append(str(Path(__file__).resolve().parents[1]))  # benchmarks/ is part of the checkout, not of the package

from benchmarks.proving.persona import draw_vendor
from benchmarks.proving.seeds import Seeds
from benchmarks.proving.simulate import simulate
from scoring.integrity.panel import Panel, panel
from scoring.integrity.rerated import text_and_rating
from scoring.integrity.targets import HONEST_QUEUE, _of_target, category, queues
from scoring.integrity.text import APART, Dated, by_content, near_copies, polarity_of
from scoring.integrity.withheld import FEWEST, label_shift

Texts = npt.NDArray[np.object_]
COMPLAINTS = ("the parcel came late", "charged twice for it", "nobody called back", "it broke on the first day",
              "waited an hour", "the refund is missing", "was cut off", "the agent was rude")
PRAISE = ("the parcel came early", "the bill was clear", "called back at once", "it works very well", "no waiting",
          "the refund was quick", "got good advice", "the agent was kind")
AROUND = ("on Monday", "for the second time", "at the shop", "with the new phone", "said Ms Brown", "by post", "again",
          "in the evening", "from abroad", "for his mother", "on the way home", "in March")


def remarks(rng: np.random.Generator, number: int) -> tuple[Texts, npt.NDArray[np.bool_]]:
    """Invented remarks, half of them complaints."""
    bad = rng.random(number) < .5
    pieces = np.array([COMPLAINTS, PRAISE], dtype=object)[(~bad).astype(int), rng.integers(0, 8, number)]
    first, last = (np.array(AROUND, dtype=object)[rng.integers(0, 12, number)] for _ in range(2))
    return pieces + " " + first + ", " + last, bad


NOBODY, NOTHING = np.zeros(0, dtype=object), np.zeros(0, dtype=bool)


def test_complaints_a_vendor_calls_praise_are_still_read_as_complaints() -> None:
    rng = np.random.default_rng(3)
    texts, bad = remarks(rng, 900)
    changed = bad & (rng.random(900) < .3)
    said = polarity_of(texts, NOBODY, NOTHING, (bad & ~changed).astype(float))
    assert said.learned
    assert (said.negative[changed] > .5).mean() > .9
    assert (said.negative[~bad] > .5).mean() < .05


def test_a_text_is_judged_by_what_other_texts_are_called_never_by_its_own_label() -> None:
    rng = np.random.default_rng(4)
    texts, bad = remarks(rng, 300)
    labels = bad.astype(float)
    for row in range(3):
        turned = labels.copy()
        turned[texts == texts[row]] = 1 - turned[row]
        before, after = (polarity_of(texts, NOBODY, NOTHING, each).negative[row] for each in (labels, turned))
        assert after == pytest.approx(before, abs=.05)


def test_rows_in_another_order_are_read_the_same_even_where_one_text_has_two_labels() -> None:
    rng = np.random.default_rng(5)
    texts, bad = remarks(rng, 300)
    texts[:6] = "it is what it is"
    labels = bad.astype(float)
    labels[:6] = (1, 0, 0, 0, 1, 0)
    order = rng.permutation(300)
    there, here = (polarity_of(texts[rows], NOBODY, NOTHING, labels[rows]).negative for rows in (order, np.arange(300)))
    assert there == pytest.approx(here[order], abs=1e-6)


def test_with_little_to_learn_from_plain_words_decide_and_unknown_words_say_nothing() -> None:
    texts = np.array(["the agent was rude", "谢谢，服务很好", "about the tariff", ""], dtype=object)
    said = polarity_of(texts, NOBODY, NOTHING, np.full(4, np.nan))
    assert not said.learned
    assert said.negative[:2].tolist() == [1.0, 0.0] and np.isnan(said.negative[2:]).all()


def form_and_free(rng: np.random.Generator) -> tuple[Texts, Texts]:
    free, _ = remarks(rng, 120)
    other, _ = remarks(rng, 120)
    form = free.copy()
    form[:40] = [f"Customer dissatisfied, concern noted and explained, ref. {number}" for number in range(40)]
    return form, other


@pytest.mark.parametrize(("days", "alike"), [(28.0, True), (2.0, False)])
def test_a_form_used_all_month_is_copied_and_one_outage_is_not(days: float, *, alike: bool) -> None:
    rng = np.random.default_rng(6)
    form, other = form_and_free(rng)
    start = np.datetime64("2026-05-01T00:00", "us")
    written = start + (rng.random(120) * 28 * 86400e6).astype("timedelta64[us]")
    written[:40] = start + (np.linspace(0, days, 40) * 86400e6).astype("timedelta64[us]")
    copies, _, _ = near_copies(Dated(form, written), Dated(other, written))
    assert copies[:40].mean() == (1.0 if alike else 0.0)
    assert (np.timedelta64(int(days * 24), "h") > APART) == alike


def test_texts_of_an_unknown_time_are_no_copies() -> None:
    form, other = form_and_free(np.random.default_rng(7))
    unknown = np.full(120, np.datetime64("NaT"), dtype="datetime64[us]")
    copies, others, _ = near_copies(Dated(form, unknown), Dated(other, unknown))
    assert not copies.any() and not others.any()


def seen(mode: str, number: int, **habits: float) -> Panel:
    vendor = replace(draw_vendor(Seeds.TESTS.generator(70, number)), calls=4000.0, mode=mode, **habits)
    return panel(simulate(Seeds.TESTS.generator(71, number), vendor, 3))


def test_texts_tell_new_ratings_in_most_months_and_hardly_ever_where_negatives_are_few() -> None:
    told = [text_and_rating(seen("re-rates negatives", number, strength=.3)).p for number in range(6)]
    few = [text_and_rating(seen("drops negatives", number, strength=.85)).p for number in range(6)]
    assert sum(p is not None and p < .001 for p in told) >= 4
    assert all(p is None or p > .05 for p in few)


def test_complaints_about_own_people_are_looked_at_from_three_heard_on_and_others_from_five() -> None:
    looked_at = set()
    for number in range(12):
        month = seen("", number)
        heard, names = month.heard, month.categories
        own = next(code for code, name in enumerate(names) if "behav" in name or "态度" in name or "坐席" in name)
        many = int((heard.negative & (heard.category == own)).sum())
        found = {signal.part: signal for signal in category(month, heard.arrived)}
        assert ("own" in found) == (many >= 3)
        looked_at.add(min(many, FEWEST))
    assert len(looked_at & {2, 3, 4}) >= 2, "no month was near the limits"


def test_what_labels_do_to_all_queues_explains_one_queue_only_as_far_as_ears_know_it() -> None:
    month = seen("", 1, softened=.3)
    shift, doubt = label_shift(month)
    heard, items = month.heard, month.items
    code = int(np.bincount(heard.queue[heard.queue >= 0]).argmax())
    _, gap = _of_target(month, heard.arrived, HONEST_QUEUE, heard.queue == code, items.queue == code, within=True)
    assert shift < 0
    assert shift < gap.shift < 0 and 0 < gap.shift_se < doubt
    assert queues(month, heard.arrived).p is not None


def test_of_like_texts_those_chosen_do_not_hang_on_the_order_of_the_file() -> None:
    rng = np.random.default_rng(9)
    texts = np.array(["the very same words", "others"], dtype=object)[rng.integers(0, 2, 200)]
    when, rating = rng.permutation(200).astype("datetime64[h]"), rng.integers(1, 6, 200).astype(float)
    order = rng.permutation(200)
    one = by_content(texts, np.arange(200), rating, when)
    other = by_content(texts[order], np.arange(200), rating[order], when[order])
    assert texts[one].tolist() == texts[order][other].tolist()
    assert when[one].tolist() == when[order][other].tolist() and when[one].tolist() != np.sort(when).tolist()
