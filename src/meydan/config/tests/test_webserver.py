"""A web process that is killed is replaced, also when it is killed again and again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tools import browsing

from meydan.config.serving import WEB_PATIENCE_S
from meydan.config.webserver import LONGEST_PAUSE_S, pause_s


def test_the_first_end_costs_no_pause_and_each_further_one_a_longer_one() -> None:
    pauses = [pause_s(deaths) for deaths in range(1, 12)]
    assert pauses[:4] == [0, 0.5, 1, 2]
    assert pauses == sorted(pauses)
    assert pause_s(10_000) == LONGEST_PAUSE_S


@contextlib.contextmanager
def served(home: Path, log: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A home with two web processes and no worker: its server and its address."""
    port = browsing.free_port()
    command = ["--home", str(home), "serve", "--port", str(port), "--processes", "2", "--no-worker"]
    with log.open("wb") as said:
        child = subprocess.Popen([sys.executable, "-m", "meydan", *command], stdout=said, stderr=said)
    try:
        yield child, f"http://127.0.0.1:{port}/healthz"
    finally:
        child.terminate()
        child.wait(timeout=30)


def web_processes(server: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{server}/task/{server}/children").read_text().split()]


def wait_for(address: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        time.sleep(0.05)
    raise AssertionError(f"{address} did not answer within {seconds} s")


@pytest.mark.alone
@pytest.mark.slow
def test_a_server_whose_processes_are_killed_four_times_serves_again(tmp_path: Path) -> None:
    home, log = tmp_path / "home", tmp_path / "log"
    browsing.meydan(home, "init", "--pack", "generic", "--port", "8000")
    with served(home, log) as (server, address):
        wait_for(address)
        for _ in range(4):
            killed = web_processes(server.pid)
            for pid in killed:
                os.kill(pid, signal.SIGKILL)
            wait_for_others(server.pid, killed)
            wait_for(address)
            assert server.poll() is None
        said = log.read_text()
    assert said.count("was ended by SIGKILL") == 8
    assert "SIGKILL, for the 4. time in a row. Another one starts in 2 s." in said
    assert server.returncode == 0


@pytest.mark.alone
@pytest.mark.slow
def test_a_web_process_that_hears_nothing_does_not_outlive_a_killed_server(tmp_path: Path) -> None:
    home = tmp_path / "home"
    browsing.meydan(home, "init", "--pack", "generic", "--port", "8000")
    with served(home, tmp_path / "log") as (server, address):
        wait_for(address)
        deaf = web_processes(server.pid)
        for pid in deaf:
            os.kill(pid, signal.SIGSTOP)
        server.kill()
        server.wait()
        until = time.monotonic() + 5
        while time.monotonic() < until and any(is_there(pid) for pid in deaf):
            time.sleep(0.05)
        left = [pid for pid in deaf if is_there(pid)]
        for pid in left:
            os.kill(pid, signal.SIGKILL)
    assert left == []


@pytest.mark.alone
@pytest.mark.slow
def test_a_web_process_that_hears_nothing_does_not_hold_up_the_end(tmp_path: Path) -> None:
    home = tmp_path / "home"
    browsing.meydan(home, "init", "--pack", "generic", "--port", "8000")
    with served(home, tmp_path / "log") as (server, address):
        wait_for(address)
        deaf = web_processes(server.pid)[0]
        os.kill(deaf, signal.SIGSTOP)
        server.terminate()
        assert server.wait(timeout=WEB_PATIENCE_S + 10) == 0
        assert not is_there(deaf)


def is_there(pid: int) -> bool:
    """Whether a process lives; one that has ended and that nobody asked about yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for_others(server: int, killed: list[int], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        now = web_processes(server)
        if len(now) == len(killed) and not set(now) & set(killed):
            return
        time.sleep(0.05)
    raise AssertionError(f"not replaced within {seconds} s: {killed}")
