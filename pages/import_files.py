"""Imports: drop files, see what was understood, answer what only a person can tell, store; and take back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from app.access import Permission
from app.errors import UserError
from app.services import uploads
from app.services.columns_read import asks_for_columns, layout_of
from app.services.corrections import CORRECTABLE
from app.services.import_order import ImportOrder
from app.services.questions import COUNTERS
from app.services.reports import FileReport
from app.services.vendors import zones
from app.services.views_import import goes_back_whole, outcome_of, unknown_vendors
from app.ui import loaders, session
from app.ui.components import finding, grey, legend, section
from app.ui.figures import size_text
from app.ui.frame import PageContext, open_page
from app.ui.import_columns import Checked, columns_panel, forget_columns, read_again
from app.ui.import_history import import_history
from app.ui.import_questions import answers_asked
from app.ui.import_report import import_report, score_changes
from app.ui.vendor_form import vendor_form
from app.ui.working import tell_if_stopped, working

CHECKED, STORED = "import.checked", "import.stored"


def main(ctx: PageContext) -> None:
    kinds = ctx.viewer.importable_kinds
    finding(ctx.words.t("import.title" if len(kinds) > 1 else "import.title.evaluations"))
    legend(ctx.words.t("import.promise"))
    tell_if_stopped(ctx.words)
    order, files = _asked(ctx, kinds)
    named = tuple((file.name, file.sha256) for file in files)
    signature = (order.kind, order.vendor, order.timezone, *order.answers.values(), named)
    if st.button(ctx.words.t("import.check"), disabled=not files, type="primary"):
        _check(ctx, order, files, signature)
    checked = _read_again(ctx, order, files, signature)
    reports = [file.report for file in checked]
    _checked(ctx, order, files, signature, checked)
    stored = session.recall(STORED)
    if stored and stored[0] == signature:
        _stored(ctx, *stored[1:])
    if ctx.viewer.may(Permission.IMPORT) and vendor_form(ctx, unknown_vendors(reports)):
        session.forget(CHECKED)
        st.rerun()
    import_history(ctx, kinds=kinds)


def _asked(ctx: PageContext, kinds: tuple[str, ...]) -> tuple[ImportOrder, list[uploads.Upload]]:
    """What to import and how: kind, vendor, zone, files."""
    words, names = ctx.words, loaders.vendor_names(ctx.scope, ctx.data_version)
    first, second, third = st.columns(3, gap="medium")
    kind = first.selectbox(words.t("import.kind"), kinds, format_func=lambda each: words.t(f"kind.{each}"))
    vendor = second.selectbox(
        words.t("column.vendor"), [None, *names], format_func=lambda each: names.get(each, words.t("import.as_said"))
    )
    zone = third.selectbox(words.t("import.timezone"), zones(), index=None, placeholder=words.t("import.timezone.own"))
    counted = _counted_by(ctx, kind)
    most = ctx.viewer.largest_upload
    dropped = st.file_uploader(words.t("import.files", most=size_text(most)), accept_multiple_files=True,
                               max_upload_size=most // 10**6)
    files = [uploads.Upload(file.name, file.getvalue()) for file in dropped or []]
    return ImportOrder(kind=kind, vendor=vendor, timezone=zone, answers=counted), files


def _counted_by(ctx: PageContext, kind: str) -> dict[str, str]:
    """Of counts by interval, who counted: a file of the carrier's looks like the vendor's own."""
    if kind != "intervals":
        return {}
    counter = st.selectbox(ctx.words.t("import.counted_by"), COUNTERS,
                           format_func=lambda each: ctx.words.t(f"answer.counted_by.{each}"))
    return {"counted_by": counter}


def _check(ctx: PageContext, order: ImportOrder, files: list[uploads.Upload], signature: object) -> None:
    try:
        with working(ctx.words, stores=False) as work:
            reports = work.each(files, lambda file: uploads.check(
                ctx.store, file, order, viewer=ctx.viewer, on_progress=work.told, cancelled=work.stopped))
            session.remember(CHECKED, (signature, [Checked.first(report) for report in reports]))
            session.forget(STORED)
            forget_columns()
    except UserError as mistake:
        grey(str(mistake))


def _read_again(ctx: PageContext, order: ImportOrder, files: list[uploads.Upload], signature: object) -> list[Checked]:
    """What was checked of these files, read again where other headers were chosen since."""
    found = session.recall(CHECKED)
    if not files or not found or found[0] != signature:
        return []

    def read(place: int, chosen: Mapping[str, str]) -> FileReport:
        with st.spinner(ctx.words.t("import.reading")):
            asked = replace(order, answers={**order.answers, **chosen})
            return uploads.check(ctx.store, files[place], asked, viewer=ctx.viewer)

    try:
        checked = read_again(found[1], read)
    except UserError as mistake:
        grey(str(mistake))
        return list(found[1])
    session.remember(CHECKED, (signature, checked))
    return checked


def _checked(ctx: PageContext, order: ImportOrder, files: list[uploads.Upload], signature: object,
             checked: list[Checked]) -> None:
    """The reports of the check with where their columns come from, the questions, and the buttons that store."""
    if session.recall(STORED):
        return
    names, panels = loaders.vendor_names(ctx.scope, ctx.data_version), set[str]()
    for file in checked:
        import_report(file.report, ctx.words, names)
        if (layout := layout_of(file.seen)) not in panels:
            panels.add(layout)
            columns_panel(file, ctx.words, names)
    reports = [file.report for file in checked]
    answers, unanswered = answers_asked(reports, ctx.words)
    orders = [replace(order, answers={**order.answers, **file.answers, **each})
              for file, each in zip(checked, answers, strict=True)]
    ready = [i for i, report in enumerate(reports)
             if not asks_for_columns(report) and (outcome_of(report) == "ready" or report.questions)]
    kept = [i for i, report in enumerate(reports) if order.kind in CORRECTABLE and goes_back_whole(report)]
    if ready and st.button(ctx.words.t("import.store", n=len(ready)), type="primary", disabled=unanswered):
        _store(ctx, signature, [(files[i], orders[i]) for i in ready])
    if kept:
        legend(ctx.words.t("import.keep.what"))
        if st.button(ctx.words.t("import.keep", n=len(kept))):
            _store(ctx, signature, [(files[i], orders[i]) for i in kept])


def _store(ctx: PageContext, signature: object, brought: list[tuple[uploads.Upload, ImportOrder]]) -> None:
    scored = ctx.viewer.may(Permission.SCORECARDS)
    before = uploads.scores(ctx.store, ctx.scope) if scored else {}
    try:
        orders = {id(file): order for file, order in brought}
        with working(ctx.words, stores=True) as work:
            done = work.each([file for file, _order in brought], lambda file: uploads.bring_in(
                ctx.store, file, orders[id(file)], viewer=ctx.viewer, on_progress=work.told, cancelled=work.stopped))
            moved = uploads.moved_since(ctx.store, ctx.scope, before) if scored else None
            session.remember(STORED, (signature, done, moved))
    except UserError as mistake:
        grey(str(mistake))
        return
    st.rerun()


def _stored(ctx: PageContext, reports: list[FileReport], moved: tuple[uploads.ScoreChange, ...] | None) -> None:
    for report in reports:
        import_report(report, ctx.words, loaders.vendor_names(ctx.scope, ctx.data_version))
    if moved is not None:
        section(ctx.words.t("import.moved"))
        score_changes(moved, ctx.words)


main(open_page(Permission.IMPORT, Permission.IMPORT_EVALUATIONS))
