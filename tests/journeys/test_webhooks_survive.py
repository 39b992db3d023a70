"""A worker that is killed in the middle of sending loses no message; what comes twice has the same id."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from benchmarks.processes import environment
from tools import browsing

from meydan.base.webhooks.tests.receiver import Receiver, receiving

pytestmark = [pytest.mark.alone, pytest.mark.slow]
CASES = 12
WITHIN_S = 240
# Run inside the home: a subscriber, and cases that are opened.
FILL = """
import sys
from django.utils import timezone
from meydan.base.webhooks.operations import make_subscription
from meydan.kernel.cases.operations.opening import open_case
_, secret = make_subscription(name="Merkez", url=URL, kinds=["cases.opened"], now=timezone.now())
for number in range(COUNT):
    open_case(service="waste", description=str(number), now=timezone.now())
print("SECRET" + secret)
"""


def worker(home: Path) -> subprocess.Popen[bytes]:
    """A worker as a process of its own."""
    with (home / "worker.log").open("ab") as out:
        program = [sys.executable, "-m", "meydan", "--home", str(home), "worker"]
        return subprocess.Popen(program, stdout=out, stderr=out, env=environment(), start_new_session=True)


def killed_in_the_middle(receiver: Receiver, child: subprocess.Popen[bytes], after: int) -> None:
    """Kill the worker when the receiver has taken so many, most likely before it hears so."""
    deadline = time.monotonic() + WITHIN_S
    while len(receiver.verified) < after:
        assert time.monotonic() < deadline, "the worker sends nothing"
        assert child.poll() is None, "the worker ended by itself"
        time.sleep(0.002)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def states(home: Path) -> dict[str, str]:
    """Message id -> state, as the home has it."""
    with sqlite3.connect(f"file:{home}/meydan.sqlite3?mode=ro", uri=True) as kept:
        return dict(kept.execute("SELECT message_id, state FROM webhooks_outgoing"))


def test_a_killed_worker_loses_no_message_and_ids_stay(tmp_path: Path) -> None:
    home = tmp_path / "home"
    browsing.meydan(home, "init", "--pack", "generic", "--key", "hooks")
    (home / "connectors.toml").write_text("[webhooks]\nallow_private = true\n")
    with receiving() as receiver:
        script = FILL.replace("URL", repr(receiver.url)).replace("COUNT", str(CASES))
        said = browsing.meydan(home, "shell", "--verbosity", "0", "-c", script)
        receiver.secret = said.split("SECRET", 1)[1].strip()
        for after in (2, 5):
            killed_in_the_middle(receiver, worker(home), after)
        last = worker(home)
        try:
            deadline = time.monotonic() + WITHIN_S
            while len(found := states(home)) < CASES or set(found.values()) != {"taken"}:
                assert time.monotonic() < deadline, found
                time.sleep(0.5)
        finally:
            os.killpg(last.pid, signal.SIGTERM)
            last.wait(30)
    assert set(receiver.ids) == set(states(home))
    assert len(receiver.ids) >= CASES
    assert receiver.refused == []
