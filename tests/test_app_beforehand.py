"""Work beside the page: done in another thread, one after the other; what goes wrong is told to who waits for it."""

from __future__ import annotations

import threading
import time

import pytest

from app.services.beforehand import begun


def test_what_is_begun_is_done_beside_and_waited_for() -> None:
    done = begun(threading.current_thread)
    assert done.result(timeout=5) is not threading.current_thread()


def test_two_are_done_one_after_the_other() -> None:
    at_once, most = [0], [0]

    def work() -> None:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        time.sleep(.05)
        at_once[0] -= 1

    for job in [begun(work) for _ in range(4)]:
        job.result(timeout=5)
    assert most == [1]


def test_what_goes_wrong_is_raised_where_it_is_waited_for_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ValueError("no such month")

    with pytest.raises(ValueError, match="no such month"):
        begun(fail).result(timeout=5)
    assert "work beside the page failed" in caplog.text
    assert begun(lambda: 7).result(timeout=5) == 7
