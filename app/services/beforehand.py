"""What takes long, done beside the page: begun once, waited for by whoever needs it, in the way of nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from typing import TypeVar

T = TypeVar("T")
_ONE_AT_A_TIME = Lock()
log = logging.getLogger(__name__)


def begun(make: Callable[[], T]) -> Future[T]:
    """``make()`` in a thread of its own, which ends with the program; such work is done one after the other."""
    job: Future[T] = Future()
    Thread(target=_do, args=(make, job), name="beforehand", daemon=True).start()
    return job


def _do(make: Callable[[], T], job: Future[T]) -> None:
    """What goes wrong is logged here, and raised where the job is waited for."""
    with _ONE_AT_A_TIME:
        try:
            job.set_result(make())
        except Exception as error:
            log.exception("work beside the page failed")
            job.set_exception(error)
