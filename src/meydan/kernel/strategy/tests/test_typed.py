"""A typed figure is signed by a post, dated, and corrected by a new one; never typed over."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meydan.base.audit.public import Entry
from meydan.base.people.tests.factories import staff, unit
from meydan.kernel.strategy.models import TypedValue
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db
TOLD = {"value": "12,5", "on": "01.11.2026", "origin": "register", "quality": "reported", "note": "Tablo 4"}


@pytest.fixture
def pools() -> Any:
    """A figure that the works unit keeps."""
    unit("works")
    return make.indicator("pools", kept_by="works", decimals=1)


def test_an_officer_of_the_unit_signs_a_figure_and_corrects_it(client: Client, pools: Any) -> None:
    client.force_login(staff("clerk", "works"))
    address = reverse("strategy:figure", args=["pools"])
    client.post(address + "?lang=tr", TOLD, follow=True)
    client.cookies["django_language"] = "tr"
    assert client.post(address, TOLD).status_code == 302
    assert client.post(address, {**TOLD, "value": "13", "note": "Yanlış satır"}).status_code == 302
    assert pools.values.get().value == 13
    assert list(TypedValue.objects.order_by("pk").values_list("value", flat=True))[-2:] == [12.5, 13]
    page = client.get(reverse("strategy:indicator", args=["pools"])).content.decode()
    assert "<s>12,5</s>" in page
    assert "Yanlış satır" in page
    assert Entry.objects.filter(verb="strategy.typed").exists()


def test_another_unit_types_nothing(client: Client, pools: Any) -> None:
    client.force_login(staff("clerk", "parks"))
    assert client.post(reverse("strategy:figure", args=["pools"]), TOLD).status_code == 403
    assert not TypedValue.objects.exists()
    assert b"pools" not in client.get(reverse("strategy:figures")).content


def test_a_visitor_is_asked_to_sign_in(client: Client, pools: Any) -> None:
    assert client.get(reverse("strategy:figure", args=["pools"])).status_code == 302


@pytest.mark.parametrize("wrong", [{"on": "2099-01-01"}, {"value": "x"}, {"value": "nan"}, {"note": ""}])
def test_what_cannot_be_is_said_and_nothing_is_kept(client: Client, pools: Any, wrong: Any) -> None:
    client.force_login(staff("administrator", "works"))
    answer = client.post(reverse("strategy:figure", args=["pools"]), {**TOLD, "value": "1", **wrong})
    assert answer.status_code == 422
    assert not TypedValue.objects.exists()


def test_a_counted_figure_has_no_page_to_type_in(client: Client) -> None:
    make.indicator("open", query="cases.open_count")
    client.force_login(staff("administrator", "works"))
    assert client.get(reverse("strategy:figure", args=["open"])).status_code == 404
