"""``/login`` and ``/logout``: the only two places where a session begins or ends."""

from __future__ import annotations

from dataclasses import dataclass

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from app.services.people import listed, sample_people
from app.services.signing_in import SESSION_HOURS, sign_in, sign_out
from app.web.door import Door
from app.web.forms import fields_of
from app.web.gate import COOKIE
from app.web.login_page import login_page, words_of
from app.web.origin import is_same_origin, safe_next
from app.web.throttle import Throttle
from app.words import LANGUAGES, Words

LARGEST_FORM = 8_192
MOST_HASHINGS = 4
"""Passwords hashed at once: each takes 64 MiB and a core for a moment; more would wait anyway."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the sign-in form sent; ``language`` is '' unless one was chosen on the page."""

    login: str
    password: str
    target: str
    language: str


class Signing:
    """The routes, with the door to the portal they sign into and the counter of failed tries."""

    def __init__(self, door: Door, throttle: Throttle) -> None:
        self._door = door
        self._throttle = throttle
        self._hashing: CapacityLimiter | None = None

    def routes(self) -> list[Route]:
        return [
            Route("/login", self.show, methods=["GET"]),
            Route("/login", self.enter, methods=["POST"]),
            Route("/logout", self.leave, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The form; someone who is signed in already is sent on."""
        target = safe_next(request.query_params.get("next"))
        token = request.cookies.get(COOKIE)
        viewer = await to_thread.run_sync(self._door.identify, token) if token else None
        if viewer is not None:
            return RedirectResponse(target, status_code=303, headers={"Cache-Control": "no-store"})
        chosen = _language(request.query_params.get("language"))
        words = words_of(chosen, request.headers.get("accept-language", ""))
        said = words.t("login.signed_out") if "left" in request.query_params else ""
        if not await to_thread.run_sync(listed, self._door.store()):
            said = words.t("login.no_people")
        return await self._page(words, target, said=said, chosen=chosen)

    async def enter(self, request: Request) -> Response:
        """Check the password and begin a session, or say why not."""
        form = await _form(request)
        accepted = request.headers.get("accept-language", "")
        words = words_of(form.language if form else None, accepted)
        if form is None:
            return await self._page(words, "/", said=words.t("login.unreadable"), wrong=True, status=400)
        if not is_same_origin(request.headers):
            said = words.t("login.cross_site")
            return await self._page(words, form.target, said=said, wrong=True, chosen=form.language, status=403)
        return await self._try(form, words, request)

    async def _try(self, form: Form, words: Words, request: Request) -> Response:
        if not form.login.strip() or not form.password:
            return await self._again(form, words, words.t("login.empty"), 400)
        address = request.client.host if request.client else ""
        wait_s = self._throttle.wait_s(form.login, address)
        if wait_s > 0:
            answer = await self._again(form, words, words.t("login.throttled", wait=wait_s + 1), 429)
            answer.headers["Retry-After"] = str(int(wait_s) + 1)
            return answer
        token = await self._checked(form)
        if token is None:
            return await self._again(form, words, words.t("login.refused"), 401)
        self._throttle.succeeded(form.login, address)
        await self._end(request.cookies.get(COOKIE))
        return self._with_cookie(RedirectResponse(form.target, status_code=303), token)

    async def _checked(self, form: Form) -> str | None:
        if self._hashing is None:
            self._hashing = CapacityLimiter(MOST_HASHINGS)
        return await to_thread.run_sync(
            sign_in, self._door.store(), form.login, form.password, form.language, limiter=self._hashing)

    async def leave(self, request: Request) -> Response:
        """End the session in the database, then in the browser."""
        if not is_same_origin(request.headers):
            words = words_of(None, request.headers.get("accept-language", ""))
            return PlainTextResponse(words.t("gate.foreign"), status_code=403)
        await self._end(request.cookies.get(COOKIE))
        answer = RedirectResponse("/login?left=1", status_code=303, headers={"Cache-Control": "no-store"})
        secure = self._door.cookie_secure()
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=secure)
        return answer

    async def _end(self, token: str | None) -> None:
        if token:
            await to_thread.run_sync(sign_out, self._door.store(), token)

    def _with_cookie(self, answer: Response, token: str) -> Response:
        seconds, secure = SESSION_HOURS * 3600, self._door.cookie_secure()
        answer.set_cookie(COOKIE, token, seconds, path="/", httponly=True, samesite="lax", secure=secure)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    async def _again(self, form: Form, words: Words, said: str, status: int) -> Response:
        return await self._page(words, form.target, said=said, wrong=True, login=form.login, chosen=form.language,
                                status=status)

    async def _page(self, words: Words, target: str, *, said: str = "", wrong: bool = False, login: str = "",
                    chosen: str = "", status: int = 200) -> Response:
        people = await to_thread.run_sync(sample_people, self._door.store())
        return login_page(words, target, said=said, wrong=wrong, login=login, chosen=chosen, people=people,
                          status=status)


async def _form(request: Request) -> Form | None:
    """The form of the sign-in page; None when it is too long or not text."""
    first = await fields_of(request, largest=LARGEST_FORM, most=10)
    if first is None:
        return None
    return Form(first.get("login", ""), first.get("password", ""), safe_next(first.get("next")),
                _language(first.get("language")))


def _language(asked: str | None) -> str:
    """The language asked for, '' for none or one the portal does not speak."""
    return asked if asked in LANGUAGES else ""
