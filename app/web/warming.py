"""What the first person would wait for, done while the server starts: slow imports, the opened store."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from threading import Thread
from typing import Any

from app.web.door import DOOR

log = logging.getLogger(__name__)


def warmed(*modules: str) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """A lifespan that imports ``modules`` beside the starting server; whoever comes meanwhile is served too."""

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        Thread(target=_warm, args=(modules,), name="warming", daemon=True).start()
        yield

    return lifespan


def _warm(modules: tuple[str, ...]) -> None:
    try:
        for name in modules:
            import_module(name)
        DOOR.store()
    except Exception:
        log.exception("warming up failed; the first request will show why")
