"""What a page says before there are data: where to bring them in, for those who may; whom it waits for, for others."""

from __future__ import annotations

from app.access import Permission
from app.ui.components import empty_state
from app.ui.frame import PageContext
from app.ui.links import IMPORT_PAGE


def no_data(ctx: PageContext) -> None:
    """No scorecard in reach of the person."""
    words = ctx.words
    if ctx.scope.vendors is not None:
        empty_state(words.t("empty.title"), words.t("vendor.none.own"))
    elif ctx.viewer.may(Permission.IMPORT):
        empty_state(words.t("empty.title"), words.t("empty.data.next"), (IMPORT_PAGE, words.t("empty.data.go")))
    else:
        empty_state(words.t("empty.title"), words.t("empty.data.wait"))
