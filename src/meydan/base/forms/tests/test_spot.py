"""A form from the spot arrives once, whatever is missing in it, and however often it is sent."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.forms.models import Draft
from meydan.base.forms.queries import written_in
from meydan.base.forms.tests import factories as make
from meydan.base.forms.tests.factories import asked
from meydan.base.forms.tests.test_filling import picture

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def taken(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pack("tr/gumushane")
    with make.taking() as came:
        yield came


@pytest.fixture
def form():
    fields = [
        asked("name"),
        asked("use", "choice"),
        asked("sign", show_if="use == 'shop'"),
        asked("photo", "photo"),
    ]
    return make.version(*fields, now=timezone.now()).form


@pytest.fixture
def out(client, inspector):
    client.force_login(inspector)
    return client


def send(client, form, key, **said):
    sent = {"key": str(key), "name": "Ali", "use": "home", "photo": picture(), **said}
    return client.post(reverse("forms:spot_send", args=["test", form.code]), sent, **JSON)


def test_the_same_form_sent_again_is_one_form(out, form, taken):
    key = uuid4()
    first, again = send(out, form, key), send(out, form, key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["state"] == again.json()["state"] == "sent"
    assert len(taken) == 1
    assert taken[0].channel == "field"
    assert len(taken[0].files) == 1


def test_what_is_missing_or_wrong_waits_as_a_draft_with_the_rest(out, form, taken):
    answer = send(out, form, uuid4(), name="", use="shop", sign="")
    assert answer.json()["state"] == "draft"
    assert taken == []
    kept = written_in(Draft.objects.get())[0]
    assert kept["use"] == "shop"
    assert len(kept["photo"]) == 1
    assert out.get(answer.json()["href"]).status_code == 200


def test_a_key_of_somebody_else_opens_nothing(out, form, clerk):
    key = uuid4()
    send(out, form, key)
    other = Client()
    other.force_login(clerk)
    assert send(other, form, key).status_code == 404


def test_the_page_carries_its_rules_and_opens_for_staff_alone(out, form):
    address = reverse("forms:spot", args=["test", form.code])
    page = out.get(address).content.decode()
    assert "data-rule" in page
    assert Client().get(address).status_code == 302
    worker = out.get(reverse("forms:spot_worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    assert out.get(reverse("forms:spot_token"))["Cache-Control"] == "no-store"


def test_it_works_without_a_script_too(out, form, taken):
    sent = {"key": str(uuid4()), "name": "Ali", "use": "home", "photo": picture()}
    answer = out.post(reverse("forms:spot_send", args=["test", form.code]), sent, follow=True)
    assert "TT-1" in answer.content.decode()
