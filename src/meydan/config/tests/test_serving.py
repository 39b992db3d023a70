"""The web server and the worker are forks of one program, and a worker that is killed is replaced."""

from __future__ import annotations

import os
import signal
import time

import pytest

from meydan.config import serving
from meydan.config.serving import WorkerKeeper


def until(true, seconds=10.0):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if found := true():
            return found
        time.sleep(0.01)
    raise AssertionError(f"not within {seconds} s")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def keeper(monkeypatch):
    """A keeper whose worker only waits to be ended, and sees the modules its parent loaded."""
    monkeypatch.setattr(serving, "RESPAWN_PAUSE_S", 0.05)
    monkeypatch.setattr(serving, "call_command", lambda name: signal.pause())
    kept = WorkerKeeper()
    yield kept
    kept.stop()


def test_a_killed_worker_is_replaced(keeper):
    first = keeper._pid
    assert is_running(first)
    os.kill(first, signal.SIGKILL)
    second = until(lambda: keeper._pid != first and keeper._pid)
    assert is_running(second)


def test_a_stopped_keeper_leaves_no_worker_and_starts_none(keeper):
    pid = keeper._pid
    keeper.stop()
    until(lambda: not is_running(pid))
    time.sleep(0.2)
    assert keeper._pid == pid


def test_a_worker_hears_the_end_however_early_it_comes(monkeypatch):
    monkeypatch.setattr(serving, "call_command", lambda name: signal.pause())
    heard = []
    handler = signal.signal(signal.SIGTERM, lambda *_: heard.append("the server's own"))
    try:
        for _ in range(20):
            pid = serving._fork_worker()
            os.kill(pid, signal.SIGTERM)
            assert serving._has_ended(pid, within_s=5), "the handler of the server ate the signal"
    finally:
        signal.signal(signal.SIGTERM, handler)
    assert heard == []


def test_a_worker_that_will_not_end_is_ended(monkeypatch):
    monkeypatch.setattr(serving, "STOP_PATIENCE_S", 0.3)
    monkeypatch.setattr(serving, "call_command", deaf)
    kept = WorkerKeeper()
    time.sleep(0.2)
    kept.stop()
    assert not is_running(kept._pid)


def deaf(name):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        signal.pause()


def test_the_worker_is_a_fork_and_never_returns_into_the_servers_code(monkeypatch, tmp_path):
    told = tmp_path / "told"
    monkeypatch.setattr(serving, "call_command", lambda name: told.write_text(f"{name} {os.getppid()}"))
    _pid, status = os.waitpid(serving._fork_worker(), 0)
    # The parent is this very process: everything it had loaded is shared, nothing was started anew.
    assert told.read_text() == f"worker {os.getpid()}"
    assert os.waitstatus_to_exitcode(status) == 0


def test_a_worker_that_breaks_says_why_and_ends_with_a_fault(monkeypatch, capfd):
    def broken(name):
        raise RuntimeError("no table")

    monkeypatch.setattr(serving, "call_command", broken)
    _pid, status = os.waitpid(serving._fork_worker(), 0)
    assert os.waitstatus_to_exitcode(status) == 1
    assert "The worker stopped: RuntimeError('no table')" in capfd.readouterr().err
