"""A finding comes back from its bytes as it went in, and follows the months before it without being looked at again."""

from __future__ import annotations

import json
import pickle
import sys
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parents[1]))  # benchmarks/ is part of the checkout, not of the package

from app.services.integrity import as_json
from benchmarks.proving.filtering import SILENCING
from benchmarks.proving.seeds import Seeds
from benchmarks.proving.simulate import simulate
from benchmarks.proving.trial import MIXTURE, Trial, vendor_of
from scoring.integrity import kept
from scoring.integrity.inputs import IntegrityInputs
from scoring.integrity.panel import panel
from scoring.integrity.running import Course
from scoring.integrity.verdict import Finding, following, judge, judged, past_month, rejudged, settled
from scoring.integrity.warm import Calibration, Tail
from scoring.records import Month

FILTERED = {"drops negatives": .7, "templates negatives": .3, SILENCING: .25}
WORLDS = (*(Trial(number, honest=MIXTURE, seeds=Seeds.TESTS) for number in range(4)),
          *(Trial(0, mode=mode, strength=strength, seeds=Seeds.TESTS) for mode, strength in FILTERED.items()))
ALARMED = Course(80.0, True, Month(2026, 2))
TAUGHT = Calibration(400, {("W", 1): Tail(.8, .3)})


@cache
def month(world: Trial) -> IntegrityInputs:
    return simulate(Seeds.TESTS.generator(world.number, 77), vendor_of(world), 3)


@cache
def finding(world: Trial) -> Finding:
    return judge(month(world))


def told(found: Finding) -> str:
    return json.dumps(as_json("v", Month(2026, 3), found), sort_keys=True)


@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_a_finding_is_the_same_after_it_was_kept(world: Trial) -> None:
    found = finding(world)
    back = kept.from_bytes(kept.as_bytes(found))
    assert told(back) == told(found)
    assert past_month(back) == past_month(found)
    assert (back.evidence is None) == (found.evidence is None)
    if found.evidence is not None and back.evidence is not None:
        assert np.array_equal(back.evidence.honest, found.evidence.honest)
        assert np.array_equal(back.evidence.withheld, found.evidence.withheld)
        assert back.evidence.log_e == found.evidence.log_e


@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_what_was_kept_reads_the_same_by_months_before_it_and_by_past_months(world: Trial) -> None:
    back = kept.from_bytes(kept.as_bytes(finding(world)))
    assert told(following(back, ALARMED)) == told(judged(panel(month(world)), ALARMED))
    assert told(rejudged(following(back, ALARMED), TAUGHT)) == told(rejudged(judge(month(world), ALARMED), TAUGHT))


def test_a_month_that_cannot_be_judged_is_kept_likewise() -> None:
    empty = replace(month(WORLDS[0]), evaluations={})
    found = judge(empty)
    assert found.looked is None and told(kept.from_bytes(kept.as_bytes(found))) == told(found)


def test_nothing_is_settled_that_a_later_look_may_see_otherwise() -> None:
    inputs = month(WORLDS[0])
    late = np.ma.array(inputs.feedback["received_at"], copy=True)
    assert settled(panel(inputs))
    assert not settled(panel(replace(inputs, as_of=inputs.ends_at + np.timedelta64(14, "D")))), "it is not closed"
    late[0] = inputs.as_of + np.timedelta64(1, "D")
    assert not settled(panel(replace(inputs, feedback=inputs.feedback | {"received_at": late}))), "still on its way"


def test_bytes_make_figures_and_never_code() -> None:
    with pytest.raises(zlib.error):
        kept.from_bytes(pickle.dumps(print))
    with pytest.raises(TypeError):
        kept.as_bytes(replace(finding(WORLDS[0]), facts={"code": print}))


def test_another_engine_has_another_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept.revision()
    kept.revision.cache_clear()
    assert kept.revision() == before and len(before) == 64
    for name, value in (("version", lambda _name: "0.1"), ("_sources", lambda _folder: [])):
        with monkeypatch.context() as patched:
            kept.revision.cache_clear()
            patched.setattr(kept, name, value)
            assert kept.revision() != before
    kept.revision.cache_clear()
