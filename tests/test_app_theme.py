"""Colours that can be read: WCAG 2.2 AA, computed from the theme and the style sheets themselves."""

from __future__ import annotations

import re
import tomllib
from itertools import product
from pathlib import Path
from typing import Any

import pytest

APP = Path(__file__).resolve().parents[1] / "app"
THEME: dict[str, Any] = tomllib.loads((APP / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
SHEET = (APP / "ui" / "portal.css").read_text(encoding="utf-8")
LOGIN = (APP / "web" / "login.css").read_text(encoding="utf-8")
DIRECT = (APP / "web" / "direct.css").read_text(encoding="utf-8")
READABLE, LARGE = 4.5, 3.0


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def faded(ink: str, paper: str, opacity: float) -> str:
    """The colour that text of this opacity has on this ground."""
    mixed = (round(int(ink[i:i + 2], 16) * opacity + int(paper[i:i + 2], 16) * (1 - opacity)) for i in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def test_contrast_is_computed_as_the_standard_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the standard's well-known near miss


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_and_links_can_be_read_on_every_ground(name: str) -> None:
    theme = THEME[name]
    grounds = [theme["backgroundColor"], theme["secondaryBackgroundColor"], theme["sidebar"]["backgroundColor"],
               theme["sidebar"]["secondaryBackgroundColor"]]
    for ink, ground in product(("textColor", "linkColor", "primaryColor"), grounds):
        assert contrast(theme[ink], ground) >= READABLE, (ink, ground)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("colour", ["red", "green", "blue", "orange", "gray"])
def test_badges_can_be_read(name: str, colour: str) -> None:
    theme = THEME[name]
    assert contrast(theme[f"{colour}TextColor"], theme[f"{colour}BackgroundColor"]) >= READABLE


@pytest.mark.parametrize("name", ["light", "dark"])
def test_lines_of_charts_stand_out(name: str) -> None:
    theme = THEME[name]
    for colour in theme["chartCategoricalColors"]:
        assert contrast(colour, theme["backgroundColor"]) >= LARGE, colour


@pytest.mark.parametrize("name", ["light", "dark"])
def test_quiet_text_is_quiet_and_still_readable(name: str) -> None:
    theme = THEME[name]
    opacities = [float(value) for value in re.findall(r"opacity: (\.\d+)", SHEET)]
    assert opacities
    for opacity, ground in product(opacities, (theme["backgroundColor"], theme["sidebar"]["backgroundColor"])):
        assert contrast(faded(theme["textColor"], ground, opacity), ground) >= READABLE, opacity


def test_what_a_primary_button_says_can_be_read_in_both_themes() -> None:
    (inks,) = re.findall(r"stBaseButton-primary[^{]*\{ color: light-dark\((#\w{6}), (#\w{6})\) \}", SHEET)
    for name, ink in zip(("light", "dark"), inks, strict=True):
        assert contrast(ink, THEME[name]["primaryColor"]) >= READABLE, name


def test_the_sheets_own_pairs_can_be_read_in_both_themes() -> None:
    rules = re.findall(r"color: light-dark\((#\w{6}), (#\w{6})\); background: light-dark\((#\w{6}), (#\w{6})\)", SHEET)
    assert len(rules) == 6
    for light_ink, dark_ink, light_ground, dark_ground in rules:
        assert contrast(light_ink, light_ground) >= READABLE
        assert contrast(dark_ink, dark_ground) >= READABLE


@pytest.mark.parametrize("sheet", [LOGIN, DIRECT], ids=["sign-in", "direct line"])
def test_the_pages_for_everybody_can_be_read_in_both_themes(sheet: str) -> None:
    themes = [dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in sheet.split("@media")[:2]]
    assert len(themes) == 2 and all(themes)
    for theme in themes:
        for ink, ground in product(("ink", "soft", "accent", "red"), ("paper", "side")):
            assert contrast(theme[ink], theme[ground]) >= READABLE, (ink, ground)
        assert contrast(theme["on-accent"], theme["accent"]) >= READABLE
        assert contrast(theme["ink"], theme["field"]) >= READABLE


def test_no_sheet_fetches_anything_from_elsewhere() -> None:
    for sheet in (SHEET, LOGIN, DIRECT):
        assert "http" not in sheet and "@import" not in sheet and "//" not in sheet
