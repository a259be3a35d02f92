"""The measures' methods as Markdown, for the README (``python -m scoring.methods`` writes it there)."""

from __future__ import annotations

from pathlib import Path

from scoring.definition import DEFAULT
from scoring.measures import MEASURES
from scoring.measures.measure import Measure

BEGIN, END = "<!-- methods: written by python -m scoring.methods -->", "<!-- end of methods -->"
_README = Path(__file__).with_name("README.md")


def methods_markdown() -> str:
    """Every measure of the registry, in its order, as a heading and a table."""
    return "\n\n".join(_section(measure) for measure in MEASURES)


def _section(measure: Measure) -> str:
    method, yardstick = measure.method, DEFAULT.yardstick(measure.code)
    rows = [("formula", method.formula), ("unit", f"{measure.unit}, {measure.better} is better"),
            ("source", method.source), ("no value when", method.undefined), ("interval", method.interval),
            ("how it is gamed", method.gamed), ("what catches that", ", ".join(f"`{c}`" for c in method.caught_by))]
    if yardstick:
        rows.append(("default points", f"0 at {yardstick.floor:g}, {80 if yardstick.target < yardstick.ideal else 100} "
                                       f"at {yardstick.target:g}, 100 at {yardstick.ideal:g}; scores "
                                       f"{yardstick.pillar}, weight {yardstick.weight:g}"))
    table = "\n".join(f"| {name} | {text} |" for name, text in rows)
    return f"### `{measure.code}`\n\n**{method.question}**\n\n| | |\n| --- | --- |\n{table}"


def renewed(readme: str) -> str:
    """``readme`` with the methods between its two marks as the code has them; ValueError without the marks."""
    before, rest = readme.split(BEGIN)
    _old, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{methods_markdown()}\n\n{END}{after}"


if __name__ == "__main__":
    _README.write_text(renewed(_README.read_text(encoding="utf-8")), encoding="utf-8")
