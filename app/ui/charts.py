"""Pictures as plain specifications: one visual language for how sure a figure is, in both themes and languages.

Dot: the estimate. Soft bar: its 95 % interval. Tick: last month. Blue is what is, red what needs a decision. Every
function answers a dict (``chart.to_dict()``), which loaders may cache, and never touches Streamlit or storage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas  # noqa: F401 - Altair asks whether it is loaded, and must not meet it half loaded by another thread

Spec = dict[str, Any]

FONT = (
    '"Source Sans", "Source Sans 3", "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif'
)


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of one theme."""

    text: str
    quiet: str
    line: str
    accent: str
    soft: str
    alarm: str
    band: str
    warm: str
    middle: str
    green: str
    grey: str


LIGHT = Ink(
    text="#1e2a32",
    quiet="#6a747a",
    line="#dcd9d0",
    accent="#0f5c78",
    soft="#9fbec9",
    alarm="#b23a24",
    band="#0f5c78",
    warm="#e3a08f",
    middle="#f5efe3",
    green="#bcd8c9",
    grey="#efedE7",
)
DARK = Ink(
    text="#e6e9e8",
    quiet="#98a3a8",
    line="#2c363c",
    accent="#6fc3df",
    soft="#41788f",
    alarm="#f08a76",
    band="#6fc3df",
    warm="#8f3b2a",
    middle="#2c3033",
    green="#285646",
    grey="#1d2529",
)


def ink(theme: str | None) -> Ink:
    """The colours for ``"dark"``, and those of light paper for anything else."""
    return DARK if theme == "dark" else LIGHT


def drawn(rows: Sequence[Mapping[str, Any]]) -> Any:
    """A chart over ``rows``, which travel inside its specification."""
    import altair as alt

    return alt.Chart({"values": list(rows)})


def finished(chart: Any, colours: Ink) -> Spec:
    """The chart's specification on a transparent ground, with the project's letters and hairlines."""
    styled = (
        chart.configure(background="transparent", font=FONT, lineBreak="\n")
        .configure_view(strokeWidth=0)
        .configure_axis(
            labelColor=colours.text,
            titleColor=colours.quiet,
            labelFontSize=13,
            titleFontSize=12,
            titleFontWeight="normal",
            domain=False,
            ticks=False,
            gridColor=colours.line,
            labelPadding=8,
        )
        .configure_text(fontSize=12, color=colours.text)
    )
    spec: Spec = styled.to_dict()
    spec["usermeta"] = {"embedOptions": {"renderer": "svg", "actions": False}}
    return spec


def rows_height(rows: int) -> int:
    """Pixels for one row, closer together where there are many."""
    return 44 if rows <= 6 else 32 if rows <= 12 else 26
