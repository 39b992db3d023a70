"""The pages of playbooks: what is under way, ticked off with evidence, ended with a reason, in three languages."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.models import Case, Document, PlaybookRun
from meydan.kernel.cases.tests.factories import picture
from meydan.kernel.cases.tests.reading import in_language, words
from meydan.kernel.cases.tests.test_playbooks import in_town, started, task

__all__ = ["in_town"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> PlaybookRun:
    return started(now=timezone.now())


@pytest.fixture
def officer(client):
    found = staff("manager", "environment", display_name="Gülşah Işık")
    client.force_login(found)
    return found


def page_of(run: PlaybookRun) -> str:
    return reverse("cases:playbook", args=[run.pk])


@pytest.mark.parametrize(
    ("language", "listed", "shown"),
    [
        (
            "tr",
            ("Yürüyenler", "Biriminizde yapılacaklar", "Havanın kötü saati"),
            ("Kime bildirilir", "Neye dayanıyor"),
        ),
        ("fa", ("در جریان", "کارهای واحد شما", "ساعت هوای بد"), ("به چه کسانی خبر داده می‌شود", "بر چه پایه")),
        ("en", ("Under way", "To do in your units", "A bad hour of air"), ("Who is told", "Rests on")),
    ],
)  # fmt: skip
def test_the_pages_speak_three_languages(client, settings, officer, run, language, listed, shown):
    in_language(client, settings, language)
    said = words(client.get(reverse("cases:playbooks")))
    for each in listed:
        assert each in said
    said = words(client.get(page_of(run)))
    for each in shown:
        assert each in said


def test_a_task_is_ticked_off_with_a_note(client, officer, run):
    address = reverse("cases:playbook_tick", args=[run.pk, task(run, "check").pk])
    assert client.post(address, {"note": ""}).status_code == 422
    assert client.post(address, {"note": "Üçü de yüksek"}).status_code == 302
    assert "Üçü de yüksek" in words(client.get(page_of(run)))
    assert client.post(address, {"note": "yine"}).status_code == 409


def test_what_was_typed_stays_when_evidence_is_missing(client, run):
    client.force_login(staff("administrator", "works"))
    client.post(reverse("cases:playbook_tick", args=[run.pk, task(run, "check").pk]), {"note": "x"})
    address = reverse("cases:playbook_tick", args=[run.pk, task(run, "wash").pk])
    back = client.post(address, {"note": "Yollar ıslatıldı"})
    assert back.status_code == 422
    assert "Yollar ıslatıldı" in words(back)
    photo = SimpleUploadedFile("a.jpg", picture().getvalue(), content_type="image/jpeg")
    client.post(address, {"note": "Yollar ıslatıldı", "evidence": photo})
    kept = Document.objects.get()
    given = client.get(reverse("cases:document", args=[kept.pk]))
    assert given.status_code == 200
    given.close()


def test_the_evidence_of_a_task_is_not_for_visitors(client, run):
    client.force_login(staff("administrator", "works"))
    client.post(reverse("cases:playbook_tick", args=[run.pk, task(run, "check").pk]), {"note": "x"})
    photo = SimpleUploadedFile("a.jpg", picture().getvalue(), content_type="image/jpeg")
    address = reverse("cases:playbook_tick", args=[run.pk, task(run, "wash").pk])
    client.post(address, {"note": "y", "evidence": photo})
    client.logout()
    assert client.get(reverse("cases:document", args=[Document.objects.get().pk])).status_code == 404


def test_another_units_task_shows_no_form_and_is_refused(client, run):
    client.force_login(staff("clerk", "cleaning"))
    address = reverse("cases:playbook_tick", args=[run.pk, task(run, "check").pk])
    assert address not in words(client.get(page_of(run)))
    assert client.post(address, {"note": "x"}).status_code == 403


def test_a_run_is_ended_by_a_manager_with_a_reason(client, officer, run):
    address = reverse("cases:playbook_stop", args=[run.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "Tatbikattı"})
    run.refresh_from_db()
    assert (run.outcome, run.closed_by) == ("stopped", officer)
    assert "Tatbikattı" in words(client.get(page_of(run)))
    assert "Havanın kötü saati" in words(client.get(reverse("cases:playbooks"), {"show": "over"}))
    client.force_login(staff("clerk", "environment"))
    assert client.post(address, {"reason": "x"}).status_code == 403


def test_the_case_and_the_alert_lead_to_the_run(client, officer, run):
    client.post(reverse("cases:playbook_tick", args=[run.pk, task(run, "check").pk]), {"note": "x"})
    case = Case.objects.get()
    assert page_of(run) in words(client.get(reverse("cases:case", args=[case.pk])))
    assert page_of(run) in words(client.get(reverse("observations:alert", args=[run.alert_id])))


def test_the_page_of_a_run_asks_the_database_little(client, officer, run, django_assert_max_num_queries):
    client.get(page_of(run))
    with django_assert_max_num_queries(14):
        client.get(page_of(run))
