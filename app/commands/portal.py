"""Serving the portal: ``demo`` on sample data, ``serve`` on one's own."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.answers import Home, say

Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")]


def register(program: typer.Typer) -> None:
    program.command("demo")(demo)
    program.command("serve")(serve)


def demo(
    home: Home = None,
    port: Port = 8501,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Only fill the home; do not serve.")] = False,
) -> None:
    """Fill an empty home with the sample data and its people, then serve it. Real data is never touched."""
    from app.services.demo import fill_demo_home
    from app.settings import settings

    chosen = settings(home)
    passwords = fill_demo_home(chosen, on_progress=say)
    if passwords:
        say()
        say("Sign in as one of the four sample people (the passwords were made for this home alone):")
        for login, password, what in passwords:
            say(f"  {login:<12} {password}   {what}")
        say(f"They are kept in {chosen.home / 'demo-people.txt'}, readable by you alone.")
    if not no_serve:
        _serve(chosen, port, "127.0.0.1")


def serve(
    home: Home = None,
    port: Port = 8501,
    host: Annotated[str, typer.Option("--host", help="The address to listen on; by default only this machine.")]
    = "127.0.0.1",
) -> None:
    """Serve the portal."""
    from app.services.demo import refuse_demo_elsewhere
    from app.settings import settings

    chosen = settings(home)
    refuse_demo_elsewhere(chosen, host)
    _serve(chosen, port, host)


def _serve(chosen: object, port: int, host: str) -> None:
    from app.services.serving import serve_portal
    from app.settings import Settings

    assert isinstance(chosen, Settings)
    serve_portal(chosen, port=port, host=host, on_ready=say)
