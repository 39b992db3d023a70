"""Keys on the desk: made once, shown once, bound and revoked by those who answer for the platform."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from meydan.base.audit.public import entries
from meydan.kernel.observations.models import AccessKey
from meydan.kernel.observations.operations.keys import make_key
from meydan.kernel.observations.principals import NotRecognised, of_key
from meydan.kernel.observations.tests.factories import stream

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, administrator: Any) -> Client:
    client.force_login(administrator)
    return client


def made(desk: Client, **more: Any) -> str:
    answer = desk.post("/desk/keys/new/", {"name": "Köprü", "kind": "device", **more})
    found = re.search(r">(mk_[^<]+)<", answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def test_the_secret_is_shown_once_and_opens_the_door(desk: Client) -> None:
    secret = made(desk)
    key = AccessKey.objects.get()
    assert of_key(secret, timezone.now()).key_id == key.pk
    for address in ("/desk/keys/", f"/desk/keys/{key.pk}/"):
        page = desk.get(address).content.decode()
        assert "Köprü" in page
        assert secret.split("_", 2)[2] not in page
    assert secret not in str(AccessKey.objects.values())


def test_the_page_with_the_secret_is_kept_nowhere(desk: Client) -> None:
    answer = desk.post("/desk/keys/new/", {"name": "x", "kind": "read"})
    assert "no-store" in answer["Cache-Control"]


def test_a_key_is_bound_to_what_is_found(desk: Client) -> None:
    made(desk)
    key, one, other = AccessKey.objects.get(), stream(), stream("pm10")
    found = desk.get(f"/desk/keys/{key.pk}/", {"q": "karsiyaka"}).content.decode()
    assert f'value="{one.pk}"' in found
    assert f'value="{other.pk}"' in found
    desk.post(f"/desk/keys/{key.pk}/", {"action": "bind", "datastream": [one.pk]})
    assert list(key.datastreams.all()) == [one]


def test_a_revoked_key_opens_nothing(desk: Client) -> None:
    secret = made(desk)
    desk.post(f"/desk/keys/{AccessKey.objects.get().pk}/", {"action": "revoke"})
    with pytest.raises(NotRecognised):
        of_key(secret, timezone.now())
    assert "Köprü" not in desk.get("/desk/keys/").content.decode()
    assert "Köprü" in desk.get("/desk/keys/?show=over").content.decode()


def test_a_day_that_is_over_is_not_taken(desk: Client) -> None:
    answer = desk.post("/desk/keys/new/", {"name": "x", "kind": "device", "expires_on": "2001-01-01"})
    assert answer.status_code == 422
    assert not AccessKey.objects.exists()


def test_a_key_is_valid_to_the_end_of_its_last_day(desk: Client, settings: Any) -> None:
    day = timezone.localdate(timezone=settings.CITY_ZONE)
    made(desk, expires_on=day.isoformat())
    assert AccessKey.objects.get().expires_at > timezone.now()  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["read", "observe", "manage"])
def test_a_program_may_what_was_chosen(desk: Client, kind: str) -> None:
    who = of_key(made(desk, kind=kind), timezone.now())
    assert who.reads_all
    assert (who.observes, who.manages) == (kind != "read", kind == "manage")


def test_a_clerk_neither_sees_nor_makes_keys(client: Client, clerk: Any) -> None:
    client.force_login(clerk)
    key, _ = make_key(name="x", kind="device", now=datetime(2026, 11, 23, tzinfo=UTC))
    for address in ("/desk/keys/", "/desk/keys/new/", f"/desk/keys/{key.pk}/"):
        assert client.get(address).status_code == 403
        assert client.post(address, {"action": "revoke", "name": "y", "kind": "manage"}).status_code in (
            403,
            405,
        )
    assert AccessKey.objects.filter(revoked_at__isnull=True).count() == 1


def test_what_was_done_stands_in_the_log(desk: Client) -> None:
    made(desk)
    key = AccessKey.objects.get()
    desk.post(f"/desk/keys/{key.pk}/", {"action": "bind", "datastream": []})
    desk.post(f"/desk/keys/{key.pk}/", {"action": "revoke"})
    told = list(
        entries(thing=f"observations.accesskey:{key.pk}").order_by("seq").values_list("verb", flat=True)
    )
    assert told == ["observations.key_made", "observations.key_bound", "observations.key_revoked"]
