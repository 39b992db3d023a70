"""The fee of a case: shown to whoever follows it, paid, told in the history."""

import pytest
from django.utils import timezone

from meydan.base.jobs.public import run_due
from meydan.base.payments.public import Order, take_at_counter
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.models import CaseEvent
from meydan.kernel.cases.queries.chain import chain_faults
from meydan.kernel.cases.tests.factories import case, service
from meydan.kernel.cases.tests.reading import words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def made(in_town):
    return case(now=timezone.now(), service=service("address_number", fee={"amount": 350, "source": "x"}))


def test_whoever_follows_a_case_sees_the_fee_and_goes_on_to_pay(client, made):
    assert "350" in words(client.get(f"/follow/{made.code}/"))
    answer = client.post(f"/follow/{made.code}/pay/")
    assert answer.url == f"/pay/{Order.objects.get().code}/"
    assert Order.objects.get().amount_minor == 35_000
    client.post(f"/follow/{made.code}/pay/")
    assert Order.objects.count() == 1


def test_a_case_that_costs_nothing_shows_no_fee(client):
    free = case(now=timezone.now())
    assert "/pay/" not in words(client.get(f"/follow/{free.code}/"))
    assert client.post(f"/follow/{free.code}/pay/").status_code == 404


def test_a_paid_fee_stands_in_the_history_once(client, made):
    client.post(f"/follow/{made.code}/pay/")
    take_at_counter(order=Order.objects.get(), actor=staff("clerk"), note="", now=timezone.now())
    run_due(timezone.now())
    run_due(timezone.now())
    assert CaseEvent.objects.filter(case=made, verb="document").count() == 1
    assert list(chain_faults()) == []
    assert "Ücret ödendi" in words(client.get(f"/follow/{made.code}/"))
    assert Order.objects.get().receipt is not None
