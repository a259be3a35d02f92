"""Drives the real portal over HTTP and over its websocket, as a browser would, for tests."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "correct horse battery"


@dataclass
class Answer:
    """One HTTP answer; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: str
    cookies: list[str] = field(default_factory=list)

    @property
    def token(self) -> str:
        """The session token the answer sets; empty when it sets none."""
        found = [re.match(r"openline_session=\"?([^;\"]*)", cookie) for cookie in self.cookies]
        return next((match[1] for match in found if match), "")


@dataclass(frozen=True)
class Portal:
    """A running portal."""

    port: int
    home: Path

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, method: str = "GET", *, token: str = "", body: str = "",
            **headers: str) -> Answer:
        """One request, redirects not followed. Header names are given with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            sent["Cookie"] = f"openline_session={token}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body.encode() if body else None, sent)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, named, text, answer.headers.get_all("set-cookie") or [])
        finally:
            connection.close()

    def upload(self, address: str, size: int, token: str, chunked: bool = False) -> int:
        """Upload a file of ``size`` bytes as Streamlit's widget does; the status. ``chunked``: without saying how long.
        """
        frame = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        body = frame + b"1" * size + b"\r\n--x--\r\n"
        key = next(re.match("_streamlit_xsrf=([^;]*)", cookie)[1]  # type: ignore[index]
                   for cookie in self.ask("/_stcore/health").cookies if cookie.startswith("_streamlit_xsrf"))
        sent = {"Content-Type": "multipart/form-data; boundary=x", "Origin": self.origin, "X-Xsrftoken": key,
                "Cookie": f"openline_session={token}; _streamlit_xsrf={key}"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            with suppress(ConnectionError):  # refused before all of it was sent
                connection.request("PUT", address, iter([body]) if chunked else body, sent, encode_chunked=chunked)
            return connection.getresponse().status
        finally:
            connection.close()

    def page(self, path: str, token: str = "") -> Answer:
        return self.ask(path, token=token, Accept="text/html")

    def sign_in(self, login: str, password: str = PASSWORD, *, origin: str | None = None,
                target: str = "/") -> Answer:
        headers = {"Content_Type": "application/x-www-form-urlencoded"}
        if origin != "":
            headers["Origin"] = origin or self.origin
        form = urlencode({"login": login, "password": password, "next": target, "language": "en"})
        return self.ask("/login", "POST", body=form, **headers)

    def token_of(self, login: str) -> str:
        answer = self.sign_in(login)
        assert answer.status == 303, answer.body
        return answer.token

    @contextmanager
    def socket(self, token: str, session: str = "", origin: str | None = "") -> Iterator[Wire]:
        """An open websocket as this token's person; raises InvalidStatus when the portal refuses it.

        ``origin`` is the page's that opens it: '' for the portal's own, None for a program that is no browser.
        """
        from websockets.sync.client import connect

        entries = ["streamlit", "none"] + ([session] if session else [])
        headers = {"Cookie": f"openline_session={token}"} if token else {}
        with connect(f"ws://127.0.0.1:{self.port}/_stcore/stream", subprotocols=entries,  # type: ignore[arg-type]
                     additional_headers=headers,
                     origin=self.origin if origin == "" else origin,  # type: ignore[arg-type]
                     max_size=None, proxy=None) as opened:
            yield Wire(opened)


class Wire:
    """The websocket of one browser tab."""

    def __init__(self, opened: object) -> None:
        self._opened = opened
        self.session = ""

    def run(self, page: str = "", page_hash: str = "", seconds: float = 30, pressed: str = "") -> str:
        """Ask for a run of ``page`` (by name, or by a forged hash); everything that was sent back, as text.

        ``pressed`` is the id of a button that was.
        """
        from streamlit.proto.BackMsg_pb2 import BackMsg

        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.page_script_hash = page_hash
        if pressed:
            message.rerun_script.widget_states.widgets.add(id=pressed, trigger_value=True)
        self.send(message)
        return self._told_until_finished(time.monotonic() + seconds)

    def send(self, message: object) -> None:
        """Send any message, as a program that is no browser might."""
        self._opened.send(message.SerializeToString())  # type: ignore[attr-defined]

    def _told_until_finished(self, until: float) -> str:
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        told: list[str] = []
        while True:
            data = self._opened.recv(timeout=max(0.1, until - time.monotonic()))  # type: ignore[attr-defined]
            message = ForwardMsg()
            message.ParseFromString(data)
            told.append(str(message))
            if message.WhichOneof("type") == "new_session":
                self.session = message.new_session.initialize.session_id
            if message.WhichOneof("type") == "script_finished" and message.script_finished == 0:
                return "\n".join(told)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(home: Path) -> Iterator[Portal]:
    """The real portal on a free port, by ``openline serve`` itself; ended afterwards."""
    port = free_port()
    environment = {**os.environ, "OPENLINE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "app", "serve", "--port", str(port)]
    log = (home.parent / "server.log").open("wb")
    server = subprocess.Popen(command, env=environment, cwd=home.parent, stdout=log, stderr=subprocess.STDOUT)
    try:
        portal = Portal(port, home)
        _wait_until_up(portal, server)
        yield portal
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def _wait_until_up(portal: Portal, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended: " + (portal.home.parent / "server.log").read_text()
        try:
            if portal.ask("/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within a minute")
