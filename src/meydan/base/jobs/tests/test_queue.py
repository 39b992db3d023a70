"""The queue: what is put in is done once, in order, and survives its failures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from meydan.base.jobs import operations
from meydan.base.jobs.models import Job
from meydan.base.jobs.public import (
    GiveUp,
    JobUnknown,
    Lease,
    LeaseLost,
    effect,
    enqueue,
    forget,
    job,
    run_due,
)
from meydan.base.jobs.registry import JobNameTaken
from meydan.base.links.public import link, links_from

pytestmark = [pytest.mark.django_db, pytest.mark.store]
SOON = timedelta(seconds=1)


@pytest.fixture
def registered() -> Iterator[Callable[..., None]]:
    names: list[str] = []

    def register(work: Callable[..., Any], name: str = "tests.work", **how: Any) -> None:
        job(name=name, **how)(work)
        names.append(name)

    yield register
    for name in names:
        forget(name)


@pytest.fixture
def later() -> datetime:
    """A moment after anything enqueued by the test is due."""
    from django.utils import timezone

    return timezone.now() + SOON


def test_a_job_gets_its_arguments_and_the_time(registered, later):
    heard = []
    registered(lambda street, now: heard.append((street, now)))
    enqueue("tests.work", street="Çeşme Sokağı")
    assert run_due(later) == 1
    assert heard == [("Çeşme Sokağı", later)]
    assert Job.objects.get().state == Job.State.DONE


def test_a_name_nobody_registered_is_refused_when_enqueued():
    with pytest.raises(JobUnknown):
        enqueue("tests.nothing")


def test_arguments_must_be_json(registered):
    registered(lambda when: None)
    with pytest.raises(TypeError):
        enqueue("tests.work", when=datetime.now())


def test_two_functions_cannot_share_a_name(registered):
    registered(len)
    with pytest.raises(JobNameTaken):
        job(name="tests.work")(test_arguments_must_be_json)


def test_urgent_jobs_run_first_and_equals_in_the_order_they_came(registered, later):
    order = []
    registered(lambda n: order.append(n))
    for n, priority in enumerate([0, 5, 0, 9, -3]):
        enqueue("tests.work", priority=priority, n=n)
    run_due(later)
    assert order == [3, 1, 0, 2, 4]


def test_a_job_for_later_waits_for_its_time(registered, later):
    ran = []
    registered(lambda: ran.append(1))
    enqueue("tests.work", run_at=later + timedelta(hours=2))
    assert run_due(later) == 0
    assert run_due(later + timedelta(hours=2)) == 1


def test_a_key_stands_for_one_open_job(registered, later):
    ran = []
    registered(lambda: ran.append(1))
    first = enqueue("tests.work", key="street:7")
    assert enqueue("tests.work", key="street:7").pk == first.pk
    run_due(later)
    assert ran == [1]
    assert enqueue("tests.work", key="street:7").pk != first.pk, "once done, it may be asked for anew"


def test_asking_for_a_running_job_makes_it_run_once_more(registered, later):
    ran = []

    def work() -> None:
        ran.append(1)
        if len(ran) == 1:
            enqueue("tests.work", key="k")  # something changed after the job had read it
            enqueue("tests.work", key="k")

    registered(work)
    enqueue("tests.work", key="k")
    run_due(later)
    assert ran == [1, 1]
    assert [row.state for row in Job.objects.all()] == [Job.State.DONE]


def test_a_failed_job_waits_longer_each_time_and_then_is_a_dead_letter(registered, later):
    def work() -> None:
        link("a.b:1", "a.b:2", "broken", "test", later)
        raise ValueError("no answer from the pump")

    registered(work, retries=2)
    row = enqueue("tests.work")
    pauses = []
    at = later
    for _ in range(3):
        assert run_due(at) == 1
        assert run_due(at) == 0, "not before its pause is over"
        row.refresh_from_db()
        pauses.append((row.run_at - at).total_seconds())
        at = max(row.run_at, at)
    assert row.state == Job.State.DEAD
    assert row.attempts == 3
    assert "no answer from the pump" in row.last_error
    assert 7.5 <= pauses[0] <= 12.5
    assert 15 <= pauses[1] <= 25
    assert links_from("a.b:1") == [], "what a failed attempt wrote is gone"
    assert run_due(at + timedelta(days=1)) == 0


def test_giving_up_makes_a_dead_letter_at_once(registered, later):
    def work() -> None:
        raise GiveUp("The file is not a picture.")

    registered(work)
    row = enqueue("tests.work")
    run_due(later)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == (Job.State.DEAD, 1, "The file is not a picture.")


def test_a_job_whose_function_is_gone_says_so(registered, later):
    registered(lambda: None, name="tests.old")
    row = enqueue("tests.old")
    forget("tests.old")
    run_due(later)
    row.refresh_from_db()
    assert row.state == Job.State.DEAD
    assert "knows no job called 'tests.old'" in row.last_error


def test_enqueueing_is_undone_with_the_transaction(registered, later):
    registered(lambda: None)
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        enqueue("tests.work")
        enqueue("tests.work", key="k")
        raise ZeroDivisionError
    assert Job.objects.count() == 0


def test_an_effect_is_refused_when_another_worker_took_the_job_over(registered, later):
    registered(lambda: None)
    enqueue("tests.work")
    slow = operations.claim(owner="slow", lease_s=10, now=later)
    quick = operations.claim(owner="quick", lease_s=10, now=later + timedelta(seconds=11))
    assert isinstance(slow, Lease)
    assert isinstance(quick, Lease)
    assert (slow.job_id, slow.fence + 1) == (quick.job_id, quick.fence)
    with pytest.raises(LeaseLost), effect(slow):
        pytest.fail("the work is not even begun")
    with effect(quick):
        link("a.b:1", "a.b:2", "done", "quick", later)
    assert [row.by for row in links_from("a.b:1")] == ["quick"]


def test_losing_the_lease_in_the_middle_undoes_what_was_written(registered, later):
    registered(lambda: None)
    enqueue("tests.work")
    slow = operations.claim(owner="slow", lease_s=10, now=later)
    with pytest.raises(LeaseLost), effect(slow):  # noqa: PT012
        link("a.b:1", "a.b:2", "done", "slow", later)
        Job.objects.update(fence=slow.fence + 1)  # as a second claim would leave it
    assert links_from("a.b:1") == []


def test_a_worker_that_was_taken_over_cannot_fail_the_job_either(registered, later):
    registered(lambda: None)
    enqueue("tests.work")
    slow = operations.claim(owner="slow", lease_s=10, now=later)
    operations.claim(owner="quick", lease_s=10, now=later + timedelta(seconds=11))
    assert not operations.fail(lease=slow, error="too late", now=later, chance=0.5)
    assert not operations.renew(lease=slow, until=later + timedelta(hours=1))
    assert Job.objects.get().lease_owner == "quick"


def test_a_job_that_kills_every_worker_is_buried(registered, later):
    registered(lambda: None, retries=1)
    row = enqueue("tests.work")
    for lost in range(2):
        assert operations.claim(owner="w", lease_s=10, now=later + lost * timedelta(seconds=20)) is not None
    assert operations.claim(owner="w", lease_s=10, now=later + timedelta(minutes=1)) is None
    row.refresh_from_db()
    assert row.state == Job.State.DEAD
    assert "stopped without a word" in row.last_error


def test_a_long_job_works_outside_and_writes_inside_its_effect(registered, later):
    def work(job: Lease) -> None:
        with effect(job):
            link("a.b:1", "a.b:2", "done", "long", later)

    registered(work, atomic=False)
    enqueue("tests.work")
    run_due(later)
    assert len(links_from("a.b:1")) == 1
    assert Job.objects.get().state == Job.State.DONE


def test_a_dead_letter_can_be_tried_again_or_dropped(registered, later):
    registered(lambda: 1 / 0, retries=0)
    row, other = enqueue("tests.work"), enqueue("tests.work")
    run_due(later)
    assert operations.try_again(job_id=row.pk, now=later).state == Job.State.READY
    with pytest.raises(operations.NotADeadLetter):
        operations.try_again(job_id=row.pk, now=later)
    operations.drop(job_id=other.pk)
    assert list(Job.objects.values_list("pk", flat=True)) == [row.pk]


def test_trying_again_a_key_that_is_open_anew_closes_the_dead_letter(registered, later):
    registered(lambda: 1 / 0, retries=0)
    row = enqueue("tests.work", key="k")
    run_due(later)
    fresh = enqueue("tests.work", key="k")
    assert operations.try_again(job_id=row.pk, now=later).state == Job.State.DONE
    assert Job.objects.get(pk=fresh.pk).state == Job.State.READY


def test_finished_jobs_are_cleared_after_a_while(registered, later):
    registered(lambda: None)
    enqueue("tests.work")
    run_due(later)
    assert operations.sweep(before=later) == 0
    assert operations.sweep(before=later + SOON) == 1
