"""Messages of the direct line as tables: on their own page, and beside a finding."""

from __future__ import annotations

from app.services.direct_exhibit import Exhibit
from app.services.direct_views import Message
from app.ui.components import Badge, Tone, finding_line, grey, legend, section
from app.ui.figures import MOST_ROWS, Cell, table, whole_words
from app.words import Words


def message_cells(message: Message, words: Words) -> list[Cell]:
    """When it came, by whom, what was said, about what, how it was meant, of which call."""
    about = words.t(f"direct.category.{message.category}") if message.category else "–"
    mood = words.t(f"polarity.{message.mood}") if message.mood else "–"
    called = words.moment(message.called_at) if message.called_at else ""
    return [words.moment(message.received_at), message.agent, message.text, about, mood,
            " · ".join(filter(None, (message.call_id, called))) or "–"]


def direct_exhibit(told: Exhibit, words: Words, *, listed: bool) -> None:
    """How much of what agents wrote of a month also came through the vendor; ``listed``: and which."""
    section(words.t("direct.exhibit"))
    n = len(told.told)
    if not n:
        grey(words.t("direct.exhibit.none"))
        return
    finding_line(words.t("direct.exhibit.finding", n=n, arrived=told.arrived))
    legend(words.t("direct.exhibit.legend"))
    if listed:
        more = words.t("rows.shown", shown=MOST_ROWS, total=n) if n > MOST_ROWS else ""
        heads = ("at", "agent", "said", "about", "mood", "call", "item")
        with whole_words("direct"):
            missing = Badge(words.t("direct.exhibit.missing"), Tone.CARE)
            table([words.t(f"direct.column.{name}") for name in heads],
                  [[*message_cells(each.message, words), each.item or missing] for each in told.told], caption=more)
