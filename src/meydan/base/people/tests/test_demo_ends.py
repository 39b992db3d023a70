"""A demo home that becomes a real one signs the demo accounts out."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_demo_session_ends_with_the_demo(client, pack, settings):
    pack("tr/gumushane")
    settings.MEYDAN_DEMO = True
    client.post(reverse("demo_sign_in", args=["administrator"]))
    assert client.get(reverse("people:units")).status_code == 200
    settings.MEYDAN_DEMO = False
    answer = client.get(reverse("people:units"))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
