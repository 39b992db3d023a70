"""Jobs that real worker processes of the tests run; each leaves one line in the table ``effect``."""

from __future__ import annotations

import os
import time

from django.db import connection, transaction

from meydan.base.jobs.public import Lease, effect, enqueue, forget, job
from meydan.base.jobs.registry import specs


def _note(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effect VALUES (%s, %s, %s)", [what, os.getpid(), time.time()])


@job(name="tests.note")
def note(what: str) -> None:
    """Leave a line."""
    _note(what)


@job(name="tests.slow", atomic=False)
def slow(what: str, seconds: float, job: Lease) -> None:
    """Work for long outside, then leave a line."""
    with transaction.atomic():
        _note(f"{what} begun")  # so that the test knows when to strike
    time.sleep(seconds if job.attempts == 1 else 0)
    with effect(job):
        _note(what)


@job(name="tests.slow_inside")
def slow_inside(what: str, seconds: float, job: Lease) -> None:
    """Leave a line, then go on for long in the same transaction."""
    _note(what)
    time.sleep(seconds if job.attempts == 1 else 0)


def stand_alone() -> None:
    """Take out the jobs of all rooms: their tables are not in the scratch home."""
    for known in specs():
        if not known.name.startswith("tests."):
            forget(known.name)


def enqueue_many(count: int) -> None:
    """Put many small jobs in the queue."""
    with transaction.atomic():
        for n in range(count):
            enqueue("tests.note", what=str(n))


def ask_often(key: str) -> None:
    """Ask for one job again and again, as fast as can be."""
    for _ in range(50):
        enqueue("tests.note", key=key, what=key)


def ask_then_write(key: str, seconds: float) -> None:
    """Ask for a job that waits already, then take one's time to write what it should read."""
    with transaction.atomic():
        enqueue("tests.note", key=key, what="read")
        time.sleep(seconds)
        _note("written")
