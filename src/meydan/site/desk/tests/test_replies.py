"""Ready texts are filled from the case, seen before they go out, and kept by staff."""

import pytest
from django.utils import timezone

from meydan.base.packs.public import current
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.public import fill
from meydan.kernel.cases.tests.factories import case, service
from meydan.site.desk.models import ReplyText

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack):
    return pack("tr/gumushane")


@pytest.fixture
def made(client):
    service()
    client.force_login(staff("manager", "works"))
    return case(now=timezone.now(), reporter=public.Reporter(phone="+905321234567", language="fa"))


def test_what_is_known_is_filled_and_what_is_not_is_named_once():
    filled = fill("{code} {due} {due} {code}", {"code": "{due}", "due": ""})
    assert (filled.text, filled.missing) == ("{due} {due} {due} {due}", ("due",))


@pytest.mark.parametrize("town", ["tr/gumushane", "ir/khoy"])
def test_every_ready_text_is_written_in_three_languages_with_known_placeholders(pack, town):
    from meydan.site.desk.views.replies import PLACEHOLDERS

    pack(town)
    assert current().documents("replies")
    for one in public.ready_texts():
        assert set(one.texts) == set(one.names) == {"tr", "fa", "en"}
        for words in one.texts.values():
            assert set(fill(words, {}).missing) <= set(PLACEHOLDERS)


def test_the_letter_is_seen_in_the_citizens_language_and_then_sent(client, made):
    begun = client.get(f"/desk/cases/{made.pk}/reply/?use=arrived").context
    assert made.code in begun["preview"]
    assert "رسید" in begun["preview"]
    assert begun["missing"] == []
    client.post(f"/desk/cases/{made.pk}/reply/", {"text": begun["words"], "do": "send"})
    assert public.history(made)[-1].words.text == begun["preview"]


def test_a_letter_with_something_missing_is_not_sent(client, made):
    told = client.post(f"/desk/cases/{made.pk}/reply/", {"text": "Sayın {name}", "do": "send"})
    assert told.status_code == 422
    assert told.context["missing"] == ["{name}"]
    assert public.history(made)[-1].verb == "opened"
    assert client.post(f"/desk/cases/{made.pk}/reply/", {"text": " ", "do": "send"}).status_code == 422


def test_a_text_is_kept_unfilled_and_offered_again(client, made):
    client.post(f"/desk/cases/{made.pk}/reply/", {"text": "{code} bitti", "do": "keep", "name": "Bitti"})
    (kept,) = ReplyText.objects.all()
    assert kept.texts == {"fa": "{code} bitti"}
    page = client.get(f"/desk/cases/{made.pk}/reply/?use=own-{kept.pk}")
    assert page.context["preview"] == f"{made.code} bitti"
    assert client.post(f"/desk/cases/{made.pk}/reply/", {"text": "x", "do": "keep"}).status_code == 422


def test_another_unit_writes_no_letter(client, made):
    client.force_login(staff("manager", "parks"))
    assert client.get(f"/desk/cases/{made.pk}/reply/").status_code == 403
