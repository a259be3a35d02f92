"""Start the portal's server: Streamlit's own, headless, in place of this process."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from app.errors import UserError
from app.settings import Settings, environment_for

ENTRY = Path(__file__).resolve().parents[1] / "main.py"

PROXIES = "FORWARDED_ALLOW_IPS"
"""Whose ``X-Forwarded-For`` the server believes. By itself it believes whatever runs on this machine, so that anybody
there would sign in from a new address at every try."""


def serve_portal(chosen: Settings, *, port: int, host: str, on_ready: Callable[[str], None]) -> None:
    """Become the server; returns never. A port in use is refused with the way out."""
    _refuse_taken_port(host, port)
    shown = "localhost" if host in ("127.0.0.1", "::1") else host
    on_ready("")
    on_ready(f"Openline is starting at http://{shown}:{port}   (Ctrl-C stops it)")
    sys.stdout.flush()
    options = {
        "server.port": str(port), "server.address": host, "server.headless": "true",
        "server.showEmailPrompt": "false", "server.fileWatcherType": "none", "server.runOnSave": "false",
        "server.maxUploadSize": "1024", "browser.gatherUsageStats": "false", "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none", "global.developmentMode": "false",
    }
    arguments = [f"--{name}={value}" for name, value in options.items()]
    os.execve(
        sys.executable,
        [sys.executable, "-m", "streamlit", "run", str(ENTRY), *arguments],
        environment_for(chosen) | {PROXIES: chosen.trusted_proxies},
    )


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UserError(
                "port_taken",
                f"Port {port} on {host} cannot be used ({error.strerror}). Stop what listens there, or choose "
                f"another port: --port {port + 1} (with make: PORT={port + 1} make run).",
            ) from error
