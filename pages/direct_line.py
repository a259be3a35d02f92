"""Direct line: what agents wrote to the client by links of their own, and the links; executives see how many."""

from __future__ import annotations

from app.access import Permission
from app.services.direct_views import Count, Line, Message, counts_of, lines_of, messages_of
from app.ui import loaders
from app.ui.components import Badge, Tone, finding, grey, legend, section
from app.ui.direct_forms import make_form, revoke_form
from app.ui.direct_table import message_cells
from app.ui.figures import MOST_ROWS, Cell, table, whole_words
from app.ui.frame import PageContext, open_page


def main(ctx: PageContext) -> None:
    """Read anew at every run: what comes in by a link moves no data version, or anybody could empty the caches."""
    words, counts = ctx.words, counts_of(ctx.store, ctx.scope)
    finding(_finding(ctx, counts))
    legend(words.t("direct.what"))
    names = loaders.vendor_names(ctx.scope, ctx.data_version)
    if counts:
        section(words.t("direct.counts"))
        heads = [words.t(f"direct.counts.{name}") for name in ("live", "messages", "recent")]
        table([words.t("column.vendor"), *heads],
              [[names.get(each.vendor, each.vendor), words.number(each.live), words.number(each.messages),
                words.number(each.this_month)] for each in counts], numbers=[1, 2, 3])
    if ctx.viewer.may(Permission.DIRECT_LINE):
        _messages(ctx, messages_of(ctx.store, ctx.scope))
        make_form(ctx)
        _lines(ctx, lines_of(ctx.store, ctx.scope))


def _finding(ctx: PageContext, counts: tuple[Count, ...]) -> str:
    if not counts:
        return ctx.words.t("direct.title.none")
    return ctx.words.t("direct.title", live=sum(each.live for each in counts),
                       messages=sum(each.messages for each in counts), recent=sum(each.this_month for each in counts))


def _messages(ctx: PageContext, messages: tuple[Message, ...]) -> None:
    words, names = ctx.words, loaders.vendor_names(ctx.scope, ctx.data_version)
    section(words.t("direct.messages"))
    if not messages:
        grey(words.t("direct.messages.none"))
        return
    more = words.t("rows.shown", shown=MOST_ROWS, total=len(messages)) if len(messages) > MOST_ROWS else ""
    heads = ("at", "agent", "said", "about", "mood", "call", "back")
    with whole_words("messages"):
        table([words.t("column.vendor"), *(words.t(f"direct.column.{name}") for name in heads)],
              [[names.get(each.vendor, each.vendor), *message_cells(each, words), _call_back(ctx, each)]
               for each in messages], caption=more)


def _call_back(ctx: PageContext, message: Message) -> Cell:
    return Badge(ctx.words.t("direct.back.yes"), Tone.DECIDE) if message.call_back else "–"


def _lines(ctx: PageContext, lines: tuple[Line, ...]) -> None:
    if not lines:
        return
    words, names = ctx.words, loaders.vendor_names(ctx.scope, ctx.data_version)
    section(words.t("direct.lines"))
    more = words.t("rows.shown", shown=MOST_ROWS, total=len(lines)) if len(lines) > MOST_ROWS else ""
    table([words.t("direct.lines.line"), words.t("column.vendor"), words.t("direct.column.agent"),
           *(words.t(f"direct.lines.{name}") for name in ("made", "used")), words.t("direct.counts.messages"),
           words.t("direct.lines.state")],
          [[each.id.upper(), names.get(each.vendor, each.vendor), each.agent, words.day(each.made_at),
            words.moment(each.last_used_at) if each.last_used_at else words.t("direct.lines.never"),
            words.number(each.messages), _state(ctx, each)] for each in lines], numbers=[5], caption=more)
    revoke_form(ctx, [each for each in lines if each.revoked_at is None])


def _state(ctx: PageContext, line: Line) -> Badge:
    if line.revoked_at is None:
        return Badge(ctx.words.t("direct.lines.live"), Tone.GOOD)
    return Badge(ctx.words.t("direct.lines.ended", day=line.revoked_at.date()))


main(open_page(Permission.DIRECT_LINE, Permission.DIRECT_LINE_SUMMARY))
