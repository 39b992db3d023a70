"""The staff page of the queue, as a manager reads it in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meydan.base.audit.public import verify
from meydan.base.jobs.models import Job
from meydan.base.jobs.public import enqueue, forget, job, run_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Iterator[Job]:
    def work(street: str) -> None:
        raise ValueError("no answer from the pump")

    job(name="tests.pump", retries=0)(work)
    row = enqueue("tests.pump", street="Çeşme Sokağı")
    run_due(timezone.now() + timedelta(seconds=1))
    yield row
    forget("tests.pump")


@pytest.mark.parametrize(
    ("language", "heading", "words", "button"),
    [
        ("tr", "Arka plan işleri", "Hatalardan sonra 1 iş durdu.", "Yeniden dene"),
        ("fa", "کارهای پس‌زمینه", "۱ کار پس از خطا ایستاد.", "دوباره امتحان کن"),
        ("en", "Background work", "1 job stopped after errors.", "Try again"),
    ],
)
def test_a_dead_letter_is_shown_with_its_reason_and_what_to_do(
    client, administrator, letter, language, heading, words, button
):
    client.force_login(administrator)
    page = client.get(reverse("jobs:jobs"), {"lang": language}, follow=True).content.decode()
    for expected in (heading, words, button, "no answer from the pump", "Çeşme Sokağı"):
        assert expected in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("tr", "Bütün işler bitti."), ("fa", "همهٔ کارها انجام شده است."), ("en", "All work is done.")],
)
def test_an_empty_queue_says_so_and_names_what_runs_by_the_clock(client, administrator, language, words):
    client.force_login(administrator)
    page = client.get(reverse("jobs:jobs"), {"lang": language}, follow=True).content.decode()
    assert words in page
    assert "jobs.sweep" in page


def test_waiting_work_that_nobody_does_is_said_aloud(client, administrator):
    client.force_login(administrator)
    enqueue("jobs.sweep", run_at=timezone.now() - timedelta(minutes=5))
    page = client.get(reverse("jobs:jobs"), {"lang": "en"}, follow=True).content.decode()
    assert "Work is waiting and nobody is doing it." in page
    assert "meydan worker" in page


def test_try_again_puts_it_back_and_is_recorded(client, administrator, letter):
    client.force_login(administrator)
    answer = client.post(reverse("jobs:try_again", args=[letter.pk]), follow=True)
    assert answer.status_code == 200
    letter.refresh_from_db()
    assert letter.state == Job.State.READY
    assert verify().ok


def test_drop_removes_it_and_a_second_press_is_forgiven(client, administrator, letter):
    client.force_login(administrator)
    client.post(reverse("jobs:drop", args=[letter.pk]))
    assert not Job.objects.exists()
    assert client.post(reverse("jobs:drop", args=[letter.pk]), follow=True).status_code == 200


def test_a_link_cannot_do_what_a_button_does(client, administrator, letter):
    client.force_login(administrator)
    assert client.get(reverse("jobs:drop", args=[letter.pk])).status_code == 405


def test_clerks_and_visitors_stay_outside(client, clerk):
    assert client.get(reverse("jobs:jobs")).status_code == 302
    client.force_login(clerk)
    assert client.get(reverse("jobs:jobs")).status_code == 403
