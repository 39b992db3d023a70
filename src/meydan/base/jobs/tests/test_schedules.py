"""Periodic jobs fire once, however many workers look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from meydan.base.jobs import registry, schedules
from meydan.base.jobs.models import Job, Schedule
from meydan.base.jobs.public import every, forget, job

pytestmark = [pytest.mark.django_db, pytest.mark.store]
FIVE = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def ticking(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def tick() -> None:
        pass

    every(minutes=5)(job(name="tests.tick")(tick))
    only = {"tests.tick": registry.periodic()["tests.tick"]}
    monkeypatch.setattr(registry, "periodic", lambda: only)
    yield
    forget("tests.tick")


def done() -> None:
    Job.objects.update(state=Job.State.DONE, lease_until=None)


def test_a_new_periodic_job_fires_at_once_and_then_by_its_period(now: datetime):
    fired = []
    for minute in range(11):
        fired.append(schedules.fire_due(now + timedelta(minutes=minute)))
        done()
    assert fired == [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]


def test_of_two_workers_that_saw_the_same_tick_one_fires_it(now: datetime):
    schedules.fire_due(now)
    done()
    seen_by_both = Schedule.objects.get()
    table = registry.periodic()["tests.tick"]
    due = now + FIVE
    assert schedules._fire_or_mend(seen_by_both, table, due)
    done()  # however quickly the first one was
    assert not schedules._fire_or_mend(seen_by_both, table, due)
    assert Job.objects.count() == 2


def test_a_tick_is_skipped_while_the_one_before_is_still_at_it(now: datetime):
    schedules.fire_due(now)
    assert schedules.fire_due(now + FIVE) == 0
    assert Job.objects.count() == 1
    assert Schedule.objects.get().next_at == now + 2 * FIVE


def test_a_clock_that_goes_back_neither_fires_twice_nor_stops(now: datetime):
    schedules.fire_due(now)
    done()
    back = now - timedelta(hours=3)
    assert schedules.fire_due(back) == 0, "not a second time for the same tick"
    assert schedules.fire_due(back + FIVE) == 1, "but on, a period after the clock was set"


def test_the_last_run_is_remembered(now: datetime):
    schedules.fire_due(now)
    assert Schedule.objects.get().last_at == now


@pytest.mark.parametrize("how", [{}, {"minutes": 5, "daily": "03:00"}])
def test_a_period_is_said_in_exactly_one_way(how: dict):
    with pytest.raises(ValueError, match="say either"):
        every(**how)
