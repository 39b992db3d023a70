"""The pages of webhooks: for administrators; a secret is shown once."""

import pytest
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.base.webhooks import operations
from meydan.base.webhooks.models import Outgoing, Subscription

pytestmark = pytest.mark.django_db
FORM = {"name": "Afet merkezi", "url": "https://afet.example/hook", "kinds": ["cases.opened"]}


@pytest.fixture(autouse=True)
def town(pack):
    return pack("tr/gumushane")


@pytest.fixture
def boss(client):
    client.force_login(staff("administrator"))
    return client


@pytest.fixture
def one():
    return operations.make_subscription(**FORM, now=timezone.now())[0]


def test_a_system_is_added_and_its_secret_is_shown_once(boss):
    page = boss.post("/desk/webhooks/new/", FORM)
    assert "whsec_" in page.content.decode()
    made = Subscription.objects.get()
    assert made.kinds == ["cases.opened"]
    for address in ("/desk/webhooks/", f"/desk/webhooks/{made.pk}/", f"/desk/webhooks/{made.pk}/change/"):
        assert "whsec_" not in boss.get(address).content.decode()


@pytest.mark.parametrize(
    "change",
    [{"url": "javascript:alert(1)"}, {"url": "https://u:p@x.example/"}, {"url": "http://["}, {"kinds": []},
     {"kinds": ["no.such"]}, {"name": ""}],
)  # fmt: skip
def test_what_cannot_be_sent_to_is_not_taken(boss, change):
    assert boss.post("/desk/webhooks/new/", {**FORM, **change}).status_code == 422
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_pages_are_read_in_every_language(boss, one, settings, language):
    operations.send_test(subscription_id=one.pk, now=timezone.now())
    Outgoing.objects.update(state="dead", ended_at=timezone.now(), last_error="HTTP 500 from afet.example")
    boss.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    word = {"tr": "Alınmadı", "fa": "کسی نگرفت", "en": "Nobody took it"}[language]
    assert word in boss.get("/desk/webhooks/").content.decode()
    page = boss.get(f"/desk/webhooks/{one.pk}/").content.decode()
    assert word in page
    assert "HTTP 500 from afet.example" in page


def test_a_dead_letter_is_sent_again_from_the_page(boss, one):
    row = operations.send_test(subscription_id=one.pk, now=timezone.now())
    Outgoing.objects.update(state="dead", attempts=10, ended_at=timezone.now())
    boss.post(f"/desk/webhooks/{one.pk}/act/", {"act": "again", "message": row.message_id})
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 0)


@pytest.mark.parametrize("act", ["off", "on", "test", "again", "secret", "remove", "nonsense"])
def test_every_button_answers(boss, one, act):
    answer = boss.post(f"/desk/webhooks/{one.pk}/act/", {"act": act})
    assert answer.status_code in (200, 302)
    assert Subscription.objects.exists() is (act != "remove")


@pytest.mark.parametrize(("role", "sees"), [("clerk", False), ("mayor", False), ("manager", True)])
def test_who_may_see_and_only_administrators_change(client, one, role, sees):
    client.force_login(staff(role))
    assert client.get("/desk/webhooks/").status_code == (200 if sees else 403)
    assert client.post("/desk/webhooks/new/", FORM).status_code == 403
    assert client.post(f"/desk/webhooks/{one.pk}/act/", {"act": "remove"}).status_code == 403
