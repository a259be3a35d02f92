"""The demo's story: what a visitor finds on the pages of findings, draws, test calls and agents' messages."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from app.services.demo import fill_demo_home
from app.services.demo_story import DRAWN, TWICE, play
from app.services.direct_exhibit import exhibit
from app.services.double_scoring import agreed
from app.services.draw_progress import lines
from app.services.draw_proof import proof, sealed_draws
from app.services.finding_states import Lives, passed, state_of
from app.services.opening import open_home
from app.services.planted import planted_calls
from app.services.views_life import questions
from app.settings import Settings
from sample_data.manifest import FOLDER
from sample_data.story import FIRST, SECOND
from scoring.records import VendorCode
from storage import direct
from storage.findings import REPLIED
from storage.home import Store
from storage.scope import EVERYTHING, Scope


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Store:
    chosen = Settings(home=tmp_path_factory.mktemp("demo") / "home")
    fill_demo_home(chosen, on_progress=lambda told: None)
    return open_home(chosen)


@pytest.fixture(scope="module")
def heard() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "heard.csv.gz", dtype=str).set_index("call_id")


def test_one_finding_is_upheld_one_waits_for_its_answer_and_the_newest_is_not_opened(filled: Store) -> None:
    views = {view.month: view for view in Lives(filled, EVERYTHING).views}
    assert {month: state_of(view) for month, view in views.items()} == {"2026-08": "upheld", "2026-09": "sent"}
    assert {view.vendor for view in views.values()} == {"summit"}
    assert views["2026-08"].step(REPLIED) is not None
    waiting = next(each for each in questions(filled, EVERYTHING) if not each.outcome)
    assert not passed(waiting.due, filled.timezone) and waiting.due > date(2026, 10, 26)


def test_only_missing_remarks_that_the_second_evaluator_heard_as_negative_are_sent(
    filled: Store, heard: pd.DataFrame
) -> None:
    for question in questions(filled, EVERYTHING):
        sent = [call["call_id"] for call in question.document["calls"]]
        items = pd.read_csv(FOLDER / "summit" / "feedback.csv.gz", dtype=str)
        assert len(sent) > 10 and not set(sent) & set(items.call_id.dropna())
        assert (heard.loc[sent].feedback_polarity == "negative").all()


def test_a_draw_is_judged_and_half_of_those_to_be_judged_twice_are_back(filled: Store) -> None:
    found = {(line.view.purpose, line.view.vendor): line for line in lines(filled, EVERYTHING)}
    first, double = found["evaluate", "harbour"], found["double", "harbour"]
    assert (first.view.n, first.judged, first.out) == (DRAWN, DRAWN, 0)
    assert (double.view.n, double.judged, double.out) == (TWICE, TWICE // 2, TWICE // 2)
    assert double.view.drawn_of == first.view.id and agreed(filled, EVERYTHING).calls == TWICE // 2
    assert FIRST != SECOND


def test_a_draw_is_open_to_its_vendor_and_of_another_no_more_than_the_seal_is_seen(filled: Store) -> None:
    scopes = [Scope(frozenset({VendorCode(code)})) for code in ("harbour", "summit")]
    (opened,), (sealed,) = (sealed_draws(filled, scope) for scope in scopes)
    assert opened.view is not None and proof(filled, EVERYTHING, opened.id).same is True
    assert sealed.view is None and len(sealed.seal) == 64


def test_of_the_test_calls_arrived_what_the_vendors_forwarded(filled: Store) -> None:
    calls = pd.read_csv(FOLDER / "test-calls.csv", dtype=str)
    items = pd.concat([pd.read_csv(FOLDER / code / "feedback.csv.gz", dtype=str) for code in ("harbour", "summit")])
    shown = {call.call_id: bool(call.item) for call in planted_calls(filled, EVERYTHING)}
    assert set(shown) == set(calls.call_id)
    forwarded = set(items.call_id.dropna())
    assert all(shown[call] for call in shown if call in forwarded)
    lost = {(row.vendor, row.feedback_polarity): [] for row in calls.itertuples()}
    for row in calls.itertuples():
        lost[row.vendor, row.feedback_polarity].append(not shown[row.call_id])
    assert sum(lost["Summit", "negative"]) >= 3 > sum(lost["Harbour", "negative"])


def test_agents_wrote_in_both_languages_about_calls_of_their_own(filled: Store) -> None:
    said = direct.messages(filled, EVERYTHING)
    written = pd.read_csv(FOLDER / "direct-messages.csv", dtype=str)
    assert {message.said.text for message in said} == set(written.text) and set(written.language) == {"en", "zh"}
    log = pd.read_csv(FOLDER / "summit" / "calls-2026-08-to-10.csv.gz", sep=";", dtype=str, encoding="utf-8-sig")
    own = written[written.vendor == "summit"].merge(log, on="call_id", suffixes=("", "_log"))
    assert len(own) == 3 and (own.agent == own.agent_log).all()
    assert exhibit(filled, EVERYTHING, "summit", "2026-10") != exhibit(filled, EVERYTHING, "summit", "2026-09")


def test_a_story_told_to_its_end_is_not_told_again(filled: Store) -> None:
    before = filled.data_version()
    play(filled)
    assert filled.data_version() == before and len(direct.messages(filled, EVERYTHING)) == 5
