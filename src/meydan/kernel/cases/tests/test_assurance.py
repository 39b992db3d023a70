"""A service that must know who asks, does."""

import pytest

from meydan.base.people.identity.citizens import IN_SESSION, recognise
from meydan.base.people.identity.oidc_client import Person
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.privacy import open_text
from meydan.kernel.cases.queries import assurance
from meydan.kernel.cases.tests.factories import MONDAY, service
from meydan.kernel.cases.tests.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def asks(monkeypatch):
    service()

    def say(word):
        monkeypatch.setattr(assurance, "assurance_of", lambda code: word)
        monkeypatch.setattr("meydan.kernel.cases.views.report.assurance_of", lambda code: word)

    return say


def told(client, **more):
    token = words(client.get("/report/")).partition('name="token" value="')[2].partition('"')[0]
    facts = {"service": "road_fault", "description": "Çukur var", "address": "Cumhuriyet 41", "token": token}
    return client.post("/report/", {**facts, **more})


def test_without_a_word_in_the_pack_nobody_is_asked(client, asks):
    assert assurance.assurance_of("road_fault") == "none"
    assert told(client).status_code == 302


def test_a_service_may_ask_for_a_phone(client, asks):
    asks("phone")
    assert told(client).status_code == 422
    assert told(client, phone="0532 123 45 67").status_code == 302


def test_a_service_may_ask_who_it_is_and_takes_the_name_the_state_vouches_for(client, asks):
    asks("identity")
    answer = told(client, phone="0532 123 45 67")
    assert answer.status_code == 422
    assert "/accounts/citizen/?next=/report/" in words(answer)
    citizen = recognise(provider="edevlet", person=Person("10000000146", "Ayşe Çelik", "", {}), now=MONDAY)
    session = client.session
    session[IN_SESSION] = citizen.pk
    session.save()
    assert told(client, name="Başka Biri").status_code == 302
    assert open_text(Case.objects.get().reporter.name_sealed) == "Ayşe Çelik"
