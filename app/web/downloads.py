"""Files made for one person, from addresses that ask who is asking. Streamlit's own media addresses do
not."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.access import Permission, Viewer, scope_for
from app.errors import UserError
from app.web.door import Door
from app.web.gate import VIEWER
from app.words import LANGUAGES, words_for
from scoring.records import Month
from storage.errors import StorageRefusal

ZIP = "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Downloads:
    """The routes; each checks the permission again, for a route is a door of its own."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def routes(self) -> list[Route]:
        return [
            Route("/export/summary.xlsx", self.summary, methods=["GET"]),
            Route("/corrections/held-back.xlsx", self.held_back, methods=["GET"]),
            Route("/draws/sheet.xlsx", self.sheet, methods=["GET"]),
            Route("/draws/test-calls.xlsx", self.test_calls, methods=["GET"]),
            Route("/samples/proof.zip", self.proof, methods=["GET"]),
            Route("/integrity/calls.xlsx", self.missing_calls, methods=["GET"]),
            Route("/findings/evidence.xlsx", self.evidence, methods=["GET"]),
            Route("/imports/differences.xlsx", self.differences, methods=["GET"]),
            Route("/vendor/trace.xlsx", self.trace, methods=["GET"]),
        ]

    async def summary(self, request: Request) -> Response:
        """The executive workbook of ``month`` in ``language`` (else the person's own)."""
        viewer: Viewer = request.scope[VIEWER]
        language = request.query_params.get("language", "")
        words = words_for(language if language in LANGUAGES else viewer.language)
        if not viewer.may(Permission.EXPORT):
            return _sentence(words.t("error.not_found"), 404)
        try:
            month = Month.parse(request.query_params.get("month", ""))
        except ValueError:
            asked = request.query_params.get("month", "")[:40]
            return _sentence(words.t("error.bad_month", month=asked), 400)
        return await _sent(self._summary, viewer, month, words.language)

    async def held_back(self, request: Request) -> Response:
        """A vendor's own held-back rows of ``batch``."""
        viewer: Viewer = request.scope[VIEWER]
        if not viewer.may(Permission.CORRECT):
            return _sentence(words_for(viewer.language).t("error.not_found"), 404)
        return await _sent(self._held_back, viewer, request.query_params.get("batch", "")[:20])

    async def sheet(self, request: Request) -> Response:
        """The blank sheet of ``draw`` in ``language`` (else the person's own)."""
        viewer: Viewer = request.scope[VIEWER]
        language = request.query_params.get("language", "")
        if not viewer.may(Permission.SAMPLE):
            return _sentence(words_for(viewer.language).t("error.not_found"), 404)
        chosen = language if language in LANGUAGES else viewer.language
        return await _sent(self._sheet, viewer, request.query_params.get("draw", "")[:20], chosen)

    def _sheet(self, viewer: Viewer, draw: str, language: str) -> tuple[str, bytes]:
        from app.services.draw_sheets import blank_sheet

        return blank_sheet(self._door.store(), scope_for(viewer), draw, language, viewer.language)

    async def proof(self, request: Request) -> Response:
        """All that is needed to repeat ``draw``, which is open to its vendor, in ``language`` (else the person's own).
        """
        viewer: Viewer = request.scope[VIEWER]
        asked = request.query_params
        language = asked["language"] if asked.get("language") in LANGUAGES else viewer.language
        if not viewer.may_any(Permission.CHECK_DRAWS, Permission.OPEN_DRAWS):
            return _sentence(words_for(viewer.language).t("error.not_found"), 404)
        return await _sent(self._proof, viewer, asked.get("draw", "")[:20], language, media_type=ZIP)

    def _proof(self, viewer: Viewer, draw: str, language: str) -> tuple[str, bytes]:
        from app.services.draw_proof import proof_file

        return proof_file(self._door.store(), scope_for(viewer), draw, language)

    async def test_calls(self, request: Request) -> Response:
        """A blank sheet for ``n`` test calls to ``vendor`` in ``month``, in ``language`` (else the person's own)."""
        viewer: Viewer = request.scope[VIEWER]
        asked = request.query_params
        if not viewer.may(Permission.SAMPLE):
            return _sentence(words_for(viewer.language).t("error.not_found"), 404)
        language = asked["language"] if asked.get("language") in LANGUAGES else viewer.language
        number = asked.get("n", "")
        n = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
        return await _sent(self._test_calls, viewer, asked.get("vendor", "")[:60], asked.get("month", "")[:20], n,
                           language)

    def _test_calls(self, viewer: Viewer, vendor: str, month: str, n: int, language: str) -> tuple[str, bytes]:
        from app.services.planted import planted_sheet

        return planted_sheet(self._door.store(), vendor, month, n, language, actor=viewer.login)

    async def missing_calls(self, request: Request) -> Response:
        """The calls of ``vendor`` heard in ``month`` that never arrived, in ``language`` (else the person's own)."""
        viewer: Viewer = request.scope[VIEWER]
        asked = request.query_params
        language = asked["language"] if asked.get("language") in LANGUAGES else viewer.language
        if not viewer.may(Permission.INTEGRITY):
            return _sentence(words_for(viewer.language).t("error.not_found"), 404)
        try:
            month = Month.parse(asked.get("month", ""))
        except ValueError:
            return _sentence(words_for(language).t("error.bad_month", month=asked.get("month", "")[:40]), 400)
        return await _sent(self._missing_calls, viewer, asked.get("vendor", "")[:60], str(month), language)

    def _missing_calls(self, viewer: Viewer, vendor: str, month: str, language: str) -> tuple[str, bytes]:
        from app.services.findings_workbook import calls_workbook

        return calls_workbook(self._door.store(), viewer, vendor, month, language)

    async def evidence(self, request: Request) -> Response:
        """What a vendor was sent under ``reference``, in ``language`` (else the person's own)."""
        viewer: Viewer = request.scope[VIEWER]
        asked = request.query_params
        language = asked["language"] if asked.get("language") in LANGUAGES else viewer.language
        if not viewer.may_any(Permission.ANSWER, Permission.FINDINGS):
            return _sentence(words_for(viewer.language).t("error.not_found"), 404)
        return await _sent(self._evidence, viewer, asked.get("reference", "")[:20], language)

    def _evidence(self, viewer: Viewer, reference: str, language: str) -> tuple[str, bytes]:
        from app.services.evidence_workbook import evidence_workbook

        return evidence_workbook(self._door.store(), viewer, reference, language)

    async def differences(self, request: Request) -> Response:
        """What ``batch`` changed of the records that were stored before, as far as the person sees them."""
        viewer: Viewer = request.scope[VIEWER]
        if not viewer.may_any(Permission.IMPORT, Permission.IMPORT_EVALUATIONS, Permission.CORRECT):
            return _sentence(words_for(viewer.language).t("error.not_found"), 404)
        return await _sent(self._differences, viewer, request.query_params.get("batch", "")[:20])

    def _differences(self, viewer: Viewer, batch: str) -> tuple[str, bytes]:
        from app.services.restating import viewers_differences

        return viewers_differences(self._door.store(), viewer, batch)

    async def trace(self, request: Request) -> Response:
        """Every record behind the figure ``measure`` of ``vendor`` in ``month``, as far as the person sees them."""
        viewer: Viewer = request.scope[VIEWER]
        words, asked = words_for(viewer.language), request.query_params
        if not viewer.may(Permission.SCORECARDS):
            return _sentence(words.t("error.not_found"), 404)
        try:
            month = Month.parse(asked.get("month", ""))
        except ValueError:
            return _sentence(words.t("error.bad_month", month=asked.get("month", "")[:40]), 400)
        return await _sent(self._trace, viewer, asked.get("vendor", "")[:80], month, asked.get("measure", "")[:40])

    def _trace(self, viewer: Viewer, vendor: str, month: Month, measure: str) -> tuple[str, bytes]:
        from app.services.trace_sheets import viewers_trace

        return viewers_trace(self._door.store(), viewer, vendor, str(month), measure)

    def _held_back(self, viewer: Viewer, batch: str) -> tuple[str, bytes]:
        from app.services.corrections import held_back_workbook

        return held_back_workbook(self._door.store(), viewer, batch)

    def _summary(self, viewer: Viewer, month: Month, language: str) -> tuple[str, bytes]:
        from app.services.exporting import summary_workbook

        return summary_workbook(self._door.store(), viewer, month, language)


async def _sent(make: Callable[..., tuple[str, bytes]], *given: object, media_type: str = XLSX) -> Response:
    """The file that ``make`` makes in a thread of its own, or the sentence it refuses with."""
    try:
        name, data = await to_thread.run_sync(make, *given)
    except (UserError, StorageRefusal) as refusal:
        return _sentence(str(refusal), 404)
    return workbook(name, data, media_type)


def workbook(name: str, data: bytes, media_type: str = XLSX) -> Response:
    """A file to keep, a workbook unless told, under its name in any script, cached nowhere."""
    plain = name.encode("ascii", "ignore").decode() or "openline.xlsx"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=media_type, headers={
        "Content-Disposition": disposition, "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    })


def _sentence(text: str, status: int) -> Response:
    return PlainTextResponse(text, status, {"Cache-Control": "no-store"})
