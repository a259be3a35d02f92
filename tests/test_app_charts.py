"""Charts: every mark of the view is in the specification, in both themes, with nothing from outside."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest

from app.services.views import Figure
from app.services.views_overview import Overview, overview
from app.services.views_vendor import Group, vendor_month
from app.ui import charts_overview, charts_vendor
from app.ui.calls_table import clock
from app.ui.charts import DARK, LIGHT
from app.ui.pictures import gaps_said
from app.ui.scorecard import standing_under, told_once
from app.words import words_for
from scoring.measures.service_level import DefinitionCheck
from scoring.result import Estimate, NotScored, Unit

MAY = "2026-05"


@pytest.fixture
def view(invented: ModuleType) -> Overview:
    return overview(invented.four_vendors(), MAY, invented.NAMES)


def values(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """All rows inside a specification."""
    found = [row for rows in spec.get("datasets", {}).values() for row in rows]
    parts = [spec, *spec.get("layer", [])]
    return found + [row for part in parts for row in part.get("data", {}).get("values", [])]


def test_every_vendor_is_drawn_with_score_interval_and_last_month(view: Overview) -> None:
    rows = {row["name"]: row for row in values(charts_overview.standings(view, "en", "light")) if "last" in row
            and "figure" in row}
    for standing in view.standings:
        row, figure = rows[standing.name], standing.composite
        assert (row["value"], row["low"], row["high"], row["last"]) == (
            figure.value, figure.low, figure.high, standing.last)
        assert row["alarm"] == standing.needs_attention


def test_level_vendors_are_joined_by_a_bracket(view: Overview) -> None:
    brackets = [row for row in values(charts_overview.standings(view, "en", "light")) if "column" in row]
    assert [(bracket["first"], bracket["last"]) for bracket in brackets] == [("Harbour", "蓝海 BlueSea")]


def test_what_is_not_measured_is_said_in_the_map_and_never_drawn_as_zero(invented: ModuleType) -> None:
    cards, names = invented.twenty_vendors()
    spec = charts_overview.promise_map(overview(cards, MAY, names), "en", "light")
    grey = [row for row in values(spec) if row.get("score", 0) is None]
    assert {row["text"] for row in grey} == {"31 evaluations; at least 50 are needed"}


def test_a_reason_too_wide_for_its_cell_is_told_whole_and_once_below_the_map(invented: ModuleType) -> None:
    cards = [invented.card(vendor, MAY, (0.8, None, 0.9, None)) for vendor in ("harbour", "summit")]
    view = overview(cards, MAY, invented.NAMES)
    assert gaps_said(view, "en") == [
        "Not measured, Harbour (solved first time, feedback arrived) and Summit (solved first time, feedback arrived): "
        "31 evaluations; at least 50 are needed."]
    assert "首次解决、反馈转达" in gaps_said(view, "zh")[0]
    texts = [layer["mark"] for layer in charts_overview.promise_map(view, "en", "light")["layer"]]
    assert any("bandwidth" in str(mark.get("limit")) for mark in texts)


def test_a_map_of_one_vendor_leaves_room_for_its_heads(invented: ModuleType) -> None:
    cards = [card for card in invented.four_vendors(1) if card["vendor"] == "harbour"]
    spec = charts_overview.promise_map(overview(cards, MAY, invented.NAMES), "en", "light")
    assert spec["height"] >= charts_overview.HEAD_PX + 30


@pytest.mark.parametrize(("theme", "ink"), [("light", LIGHT), ("dark", DARK), (None, LIGHT)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_picture_is_plain_json_on_a_transparent_ground(
    view: Overview, invented: ModuleType, theme: str | None, ink: object, language: str
) -> None:
    own = vendor_month(invented.four_vendors(), "summit", MAY, invented.NAMES)
    assert own is not None
    specs = [
        charts_overview.standings(view, language, theme), charts_overview.promise_map(view, language, theme),
        charts_overview.movements(view, language, theme), charts_vendor.waits(own, language, theme),
        *(charts_vendor.trend(trend, language, theme) for trend in own.trends),
    ]
    for spec in specs:
        text = json.dumps(spec)
        assert spec["config"]["background"] == "transparent"
        assert "http" not in text.replace(spec["$schema"], "")
        assert ink.quiet in text or ink.text in text


def test_the_time_axis_is_told_in_numbers_so_that_it_reads_in_any_language(invented: ModuleType) -> None:
    own = vendor_month(invented.four_vendors(), "summit", MAY, invented.NAMES)
    assert own is not None
    spec = charts_vendor.trend(own.trends[0], "zh", "light")
    formats = [layer["encoding"]["x"]["axis"]["format"] for layer in spec["layer"] if "x" in layer["encoding"]]
    assert set(formats) == {"%Y-%m"}
    assert len([row for row in values(spec) if "month" in row]) == 6


def test_a_formula_is_told_by_its_whole_interval_and_not_by_its_value() -> None:
    def told(low: float, high: float) -> Estimate:
        return Estimate((low + high) / 2, low, high, 100, Unit.SHARE, 50, 100)

    answers = {"of_all": told(0.81, 0.83), "of_answered": told(0.79, 0.83), "all_in_time": told(0.70, 0.79),
               "short_as_answered": NotScored("no_offered")}
    check = DefinitionCheck(answers, 0.8, {"of_all": True, "of_answered": True, "all_in_time": False})
    assert standing_under(check) == {"of_all": "above", "of_answered": "level", "all_in_time": "missed"}


def test_the_best_and_worst_case_are_left_out_only_where_they_are_the_figure_itself() -> None:
    def group(low: float, high: float) -> Group:
        codes = (("promise_kept", 0.9), ("promise_kept_low", low), ("promise_kept_high", high))
        return Group("promise_keeping", None, 100.0, tuple(Figure(code, value) for code, value in codes))

    assert [figure.code for figure in told_once(group(0.9, 0.9))] == ["promise_kept"]
    assert len(told_once(group(0.8, 0.9))) == 3


@pytest.mark.parametrize(("seconds", "told"), [(0.2, "0:01"), (34, "0:34"), (60.0, "1:00"), (725, "12:05"),
                                               (4500, "75:00")])
def test_waits_of_a_column_are_all_written_alike(seconds: float, told: str) -> None:
    assert clock(seconds) == told


def test_an_interval_of_seconds_says_its_unit_once() -> None:
    words = words_for("en")
    assert words.interval(21.6, 26.2, "seconds") == "22–26 s"
    assert words.interval(4.2, 26.2, "seconds") == "4.2 s–26 s"
    assert words.interval(100, 190, "seconds") == "100 s–3 min 10 s"


def test_on_a_phone_the_heads_of_the_map_stand_one_word_a_line_and_leave_their_room(view: Overview) -> None:
    axis = next(layer["encoding"]["x"]["axis"] for layer in charts_overview.promise_map(view, "en", "light")["layer"])
    assert axis["labelExpr"].startswith("width < 420 ? split(")
    assert axis["labelPadding"]["expr"].startswith("width < 420")
