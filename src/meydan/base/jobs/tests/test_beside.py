"""What runs beside the jobs lives as long as the worker, and its faults are its own."""

from __future__ import annotations

import threading

import pytest

from meydan.base.jobs import beside


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "_beside", {})


def test_it_runs_until_the_worker_stops() -> None:
    seen: list[str] = []
    stopping = threading.Event()

    def run(event: threading.Event) -> None:
        seen.append("began")
        event.wait(10)
        seen.append("ended")

    beside.register_beside("one", run)
    (thread,) = beside.start_all(stopping)
    stopping.set()
    thread.join(5)
    assert seen == ["began", "ended"]


def test_one_that_breaks_ends_neither_the_worker_nor_the_others(caplog: pytest.LogCaptureFixture) -> None:
    seen = threading.Event()

    def broken(event: threading.Event) -> None:
        raise RuntimeError("no broker")

    beside.register_beside("a", broken)
    beside.register_beside("b", lambda event: seen.set())
    for thread in beside.start_all(threading.Event()):
        thread.join(5)
    assert seen.is_set()
    assert "a stopped" in caplog.text


def test_two_things_of_one_name_are_refused() -> None:
    beside.register_beside("a", lambda event: None)
    with pytest.raises(ValueError, match="two things"):
        beside.register_beside("a", lambda event: None)
