"""Corrections: a vendor sees which of its own rows were held back and why, and sends them again."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.access import Permission
from app.errors import UserError
from app.services import corrections, uploads
from app.ui import loaders, session
from app.ui.components import finding, grey, legend, section
from app.ui.figures import MOST_ROWS, table
from app.ui.frame import PageContext, open_page
from app.ui.import_report import import_report

SENT = "corrections.sent"
ONE_LINE = """<style>.st-key-held .ol-table td { white-space: nowrap; overflow-wrap: normal }
.st-key-held .ol-table td:nth-child(2) { white-space: normal; min-width: 22em }</style>"""


def main(ctx: PageContext) -> None:
    batches = {batch["batch"]: batch for batch in loaders.open_batches(ctx.scope, ctx.data_version)}
    rows = sum(batch["rows_held_back"] for batch in batches.values())
    finding(ctx.words.t("corrections.title" if batches else "corrections.title.none", n=rows))
    legend(ctx.words.t("corrections.what"))
    if batches:
        chosen = st.selectbox(
            ctx.words.t("column.file"), list(batches), format_func=lambda each: _named(batches[each], ctx)
        )
        _rows(ctx, batches[chosen])
        _send(ctx, batches[chosen])
    report = session.recall(SENT)
    if report is not None:
        import_report(report, ctx.words, loaders.vendor_names(ctx.scope, ctx.data_version))


def _named(batch: dict[str, Any], ctx: PageContext) -> str:
    held = ctx.words.t("issue.rows", count=batch["rows_held_back"])
    kind = ctx.words.t(f"kind.{batch['kind']}")
    return f"{batch['file']} · {kind} · {held} · {batch['imported_at'][:10]}"


def _rows(ctx: PageContext, batch: dict[str, Any]) -> None:
    """The rows as they stood in the file, with their row numbers and what is wrong."""
    held = loaders.held_back(ctx.scope, batch["batch"], ctx.words.language, ctx.data_version)
    if not held.rows:
        grey(ctx.words.t("corrections.shared"))
        return
    with st.container(height=380, border=False, key="held"):
        st.html(ONE_LINE)
        table(_heads(held.columns, ctx), held.rows, numbers=[0])
    if batch["rows_held_back"] > MOST_ROWS:
        legend(ctx.words.t("rows.shown", shown=MOST_ROWS, total=batch["rows_held_back"]))
    if held.shortened:
        legend(ctx.words.t("corrections.shortened", characters=corrections.CELL_CHARACTERS, rows=corrections.MOST_ROWS))
    if held.without_id:
        legend(ctx.words.t("corrections.no_id", n=held.without_id))
    address = f"/corrections/held-back.xlsx?batch={batch['batch']}"
    st.link_button(ctx.words.t("corrections.download"), address, icon=":material/download:")


def _heads(columns: tuple[str, ...], ctx: PageContext) -> list[str]:
    """The file's own headers behind ours, which are said in the person's language."""
    ours = [ctx.words.t("column.row"), ctx.words.t("column.issue")]
    return [*ours, *columns[len(ours):]] if columns[: len(ours)] == corrections.WHY_COLUMNS else list(columns)


def _send(ctx: PageContext, batch: dict[str, Any]) -> None:
    """The corrected file, for the vendor's own records only."""
    section(ctx.words.t("corrections.send"))
    legend(ctx.words.t("corrections.adds"))
    with st.form("corrections", border=False, clear_on_submit=True):
        file = st.file_uploader(ctx.words.t("import.files"), max_upload_size=corrections.LARGEST_BYTES // 10**6)
        sent = st.form_submit_button(ctx.words.t("corrections.submit"), type="primary")
    if not sent or file is None:
        return
    try:
        upload = uploads.Upload(file.name, file.getvalue())
        report = corrections.send_corrected(ctx.store, ctx.viewer, batch["batch"], upload)
    except UserError as mistake:
        grey(str(mistake))
        return
    session.remember(SENT, report)
    st.rerun()


main(open_page(Permission.CORRECT))
