"""Real worker processes, killed and stopped in the middle: every effect happens once."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from meydan.base.jobs.tests.scratch_home import ScratchHome, scratch_home

# The workers are other processes with a database of their own; the tests' connection only says which kind.
pytestmark = [pytest.mark.store, pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[ScratchHome]:
    with scratch_home(tmp_path) as made:
        yield made


@pytest.mark.parametrize("name", ["slow", "slow_inside"])
def test_a_job_of_a_killed_worker_is_done_by_another_and_its_effect_happens_once(home, name):
    home.python(f"jobs.enqueue('tests.{name}', what='pay', seconds=60)")
    first = home.worker(lease_s=2)
    home.until(lambda: home.ask("SELECT 1 FROM jobs_job WHERE state = 'running'"))
    if name == "slow":
        home.until(lambda: home.effects("pay begun"))
    first.kill()
    first.wait()
    second = home.worker(lease_s=2)
    home.until(home.all_done)
    assert home.effects("pay") == [second.pid]
    assert home.ask("SELECT state, attempts, fence FROM jobs_job") == [("done", 2, 2)]


def test_a_worker_that_slept_through_its_lease_cannot_finish_what_another_took_over(home):
    home.python("jobs.enqueue('tests.slow', what='pay', seconds=3)")
    first = home.worker(lease_s=2)
    home.until(lambda: home.effects("pay begun"))
    os.kill(first.pid, signal.SIGSTOP)
    second = home.worker(lease_s=2)
    home.until(home.all_done)
    assert home.effects("pay") == [second.pid]
    os.kill(first.pid, signal.SIGCONT)
    log = home.folder / "worker-0.log"
    home.until(lambda: "taken over by another worker" in log.read_text())
    assert home.effects("pay") == [second.pid], "the first worker's effect was undone"
    assert home.ask("SELECT state, fence FROM jobs_job") == [("done", 2)]


def test_a_heartbeat_keeps_a_job_that_outlasts_its_first_lease(home):
    home.python("jobs.enqueue('tests.slow', what='long', seconds=4)")
    first = home.worker(lease_s=1)
    home.until(lambda: home.effects("long begun"))
    home.worker(lease_s=1)  # would take it over if the lease were let lapse
    home.until(home.all_done)
    assert home.effects("long") == [first.pid]
    assert home.ask("SELECT attempts, fence FROM jobs_job") == [(1, 1)]


def test_two_workers_share_two_hundred_jobs_and_run_none_twice(home):
    home.python("jobs.enqueue_many(200)")
    workers = [home.worker(concurrency=2), home.worker(concurrency=2)]
    home.until(home.all_done, seconds=60)
    ran = Counter(what for (what,) in home.ask("SELECT what FROM effect"))
    assert ran == Counter({str(n): 1 for n in range(200)})
    assert {pid for (pid,) in home.ask("SELECT DISTINCT pid FROM effect")} <= {w.pid for w in workers}


def test_a_worker_told_to_stop_finishes_the_job_in_hand_and_takes_no_other(home):
    home.python(
        "jobs.enqueue('tests.slow', what='in hand', seconds=1); jobs.enqueue('tests.note', what='next')"
    )
    worker = home.worker()
    home.until(lambda: home.effects("in hand begun"))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0
    assert home.effects("in hand") == [worker.pid]
    assert home.effects("next") == []


# The signal comes while the main thread is about to ring, which it does at every ring from another process.
TOLD_WHILE_RINGING = """
import os, signal
from meydan.base.jobs import wake
from meydan.base.jobs.management.commands.worker import Command
from meydan.base.jobs.worker import Worker
signal.alarm(20)
worker = Worker()
Command()._listen(worker)
with wake._beside._cond:
    os.kill(os.getpid(), signal.SIGTERM)
worker.run()
"""


def test_a_worker_told_to_stop_in_the_middle_of_a_ring_does_not_wait_for_itself(home):
    home.python(TOLD_WHILE_RINGING)


def test_two_processes_that_ask_for_one_key_at_once_get_one_job(home):
    with ThreadPoolExecutor(2) as both:
        list(both.map(home.python, ["jobs.ask_often('street:7')"] * 2))
    assert home.ask("SELECT count(*) FROM jobs_job") == [(1,)]


def test_a_waiting_job_asked_for_again_does_not_start_before_the_asker_has_committed(home):
    home.python("jobs.enqueue('tests.note', key='k', what='read')")
    with ThreadPoolExecutor(1) as other:
        asking = other.submit(home.python, "jobs.ask_then_write('k', 6)")
        home.until(lambda: not asking.done(), seconds=1)
        home.worker()
        asking.result()
    home.until(home.all_done)
    order = [what for (what,) in home.ask("SELECT what FROM effect ORDER BY at")]
    # Should the worker have been quicker than the asker, the asker's own job comes after its writing.
    assert order[-2:] == ["written", "read"]
