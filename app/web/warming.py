"""What the first person would wait for, done while the server starts: slow imports, the opened store. And what no
person would: files kept as they came go when their time is over, also where nobody imports any more."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from threading import Thread
from time import sleep
from typing import Any

from app.web.door import DOOR

AN_HOUR_S = 3_600
log = logging.getLogger(__name__)


def warmed(*modules: str) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """A lifespan that imports ``modules`` beside the starting server; whoever comes meanwhile is served too."""

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        Thread(target=_warm, args=(modules,), name="warming", daemon=True).start()
        Thread(target=let_go_every_hour, name="letting go", daemon=True).start()
        yield

    return lifespan


def _warm(modules: tuple[str, ...]) -> None:
    try:
        for name in modules:
            import_module(name)
        DOOR.store()
    except Exception:
        log.exception("warming up failed; the first request will show why")


def let_go_every_hour(wait: Callable[[float], None] = sleep) -> None:
    """Delete what was kept long enough, for as long as the server runs. What fails is tried again an hour later."""
    from app.services.originals import let_go

    while True:
        try:
            let_go(DOOR.store())
        except Exception:
            log.exception("files kept as they came could not be let go")
        wait(AN_HOUR_S)
