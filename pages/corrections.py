"""Corrections: a vendor sees which of its own rows were held back and why, and sends them again."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import streamlit as st

from app.access import Permission
from app.errors import UserError
from app.services import corrections, uploads
from app.services.corrections import OpenFile
from app.services.reports import FileReport
from app.ui import loaders, session
from app.ui.components import finding, grey, legend, section
from app.ui.figures import MOST_ROWS, size_text, table
from app.ui.frame import PageContext, open_page
from app.ui.import_questions import answers_asked
from app.ui.import_report import import_report
from app.ui.working import tell_if_stopped, working

SENT = "corrections.sent"  # what was sent last: the batch it corrects, the file's hash, its report
ROUND = "corrections.round"  # how many files are dealt with: the next upload starts afresh
FEW_ROWS = 5
ONE_LINE = """<style>.st-key-held .ol-table td { white-space: nowrap; overflow-wrap: normal }
.st-key-held .ol-table td:nth-child(2) { white-space: normal; min-width: 22em }</style>"""


def main(ctx: PageContext) -> None:
    files = {file.batch: file for file in loaders.open_files(ctx.scope, ctx.data_version)}
    rows = sum(file.rows for file in files.values())
    finding(ctx.words.t("corrections.title" if files else "corrections.title.none", n=rows))
    legend(ctx.words.t("corrections.what" if files else "corrections.what.none"))
    if files:
        chosen = st.selectbox(
            ctx.words.t("column.file"), list(files), format_func=lambda each: _named(files[each], ctx)
        )
        _rows(ctx, files[chosen])
        _send(ctx, chosen)
    sent = session.recall(SENT)
    if sent is not None:
        import_report(sent[-1], ctx.words, loaders.vendor_names(ctx.scope, ctx.data_version))


def _named(file: OpenFile, ctx: PageContext) -> str:
    held = ctx.words.t("issue.rows", count=file.rows)
    day = ctx.words.day(file.imported_at.astimezone(ZoneInfo(ctx.store.timezone)))
    return f"{file.file} · {ctx.words.t(f'kind.{file.kind}')} · {held} · {day}"


def _rows(ctx: PageContext, file: OpenFile) -> None:
    """The rows as they stood in the file, with their row numbers and what is wrong."""
    held = loaders.held_back(ctx.scope, file.batch, ctx.words.language, ctx.data_version)
    with st.container(height=380 if len(held.rows) > FEW_ROWS else "content", border=False, key="held"):
        st.html(ONE_LINE)
        table(_heads(held.columns, ctx), held.rows, numbers=[0])
    if file.rows > MOST_ROWS:
        legend(ctx.words.t("rows.shown", shown=MOST_ROWS, total=file.rows))
    if held.shortened:
        legend(ctx.words.t("corrections.shortened", characters=corrections.CELL_CHARACTERS, rows=corrections.MOST_ROWS))
    if held.without_id:
        legend(ctx.words.t("corrections.no_id", n=held.without_id))
    if held.timezone:
        legend(ctx.words.t("corrections.read_as", timezone=held.timezone))
    address = f"/corrections/held-back.xlsx?batch={file.batch}"
    st.link_button(ctx.words.t("corrections.download"), address, icon=":material/download:")


def _heads(columns: tuple[str, ...], ctx: PageContext) -> list[str]:
    """The file's own headers behind ours, which are said in the person's language."""
    return [ctx.words.t("column.row"), ctx.words.t("column.issue"), *columns[len(corrections.WHY_COLUMNS):]]


def _send(ctx: PageContext, batch: str) -> None:
    """The corrected file, for the vendor's own records only; and what only its sender can tell of it."""
    section(ctx.words.t("corrections.send"))
    legend(ctx.words.t("corrections.adds"))
    tell_if_stopped(ctx.words)
    file = st.file_uploader(ctx.words.t("import.files", most=size_text(corrections.LARGEST_BYTES)),
                            max_upload_size=corrections.LARGEST_BYTES // 10**6,
                            key=f"corrections.file.{session.recall(ROUND, 0)}")
    upload = uploads.Upload(file.name, file.getvalue()) if file is not None else None
    answers, is_open = answers_asked(_asking(batch, upload), ctx.words)
    pressed = st.button(ctx.words.t("corrections.submit"), type="primary", disabled=upload is None or is_open)
    if pressed and upload is not None:
        _take(ctx, batch, upload, answers[0] if answers else {})


def _asking(batch: str, upload: uploads.Upload | None) -> list[FileReport]:
    """The report of this very upload, where it asked something."""
    sent = session.recall(SENT)
    is_same = upload is not None and sent is not None and sent[:2] == (batch, upload.sha256)
    return [sent[-1]] if is_same and sent[-1].questions else []


def _take(ctx: PageContext, batch: str, upload: uploads.Upload, answers: Mapping[str, str]) -> None:
    try:
        with working(ctx.words, stores=True) as work:
            report, = work.each([upload], lambda file: corrections.send_corrected(
                ctx.store, ctx.viewer, batch, file, answers, on_progress=work.told, cancelled=work.stopped))
            session.remember(SENT, (batch, upload.sha256, report))
            if not report.questions:
                session.remember(ROUND, session.recall(ROUND, 0) + 1)
    except UserError as mistake:
        grey(str(mistake))
        return
    st.rerun()


main(open_page(Permission.CORRECT))
