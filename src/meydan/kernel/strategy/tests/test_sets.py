"""The published sets: whole, in three languages, and honest about what the city has not yet."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meydan.base.packs.public import current
from meydan.base.people.tests.factories import staff
from meydan.kernel.strategy.models import Indicator
from meydan.kernel.strategy.registry import query_named
from meydan.kernel.strategy.sets import SetUnknown, indicator_set
from meydan.kernel.strategy.tests import factories as make

SIZES = {"sdg_11": 15, "iso_37120": 104, "iso_37122": 80, "iso_37123": 68, "u4ssc": 91}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack: Any) -> None:
    """The sets are the pack's."""
    pack("tr/gumushane")


@pytest.mark.parametrize(("code", "count"), SIZES.items())
def test_a_set_is_whole_and_named_in_every_language(code: str, count: int) -> None:
    rows = indicator_set(code, make.MONDAY).rows
    assert len({row.own_code for row in rows}) == len(rows) == count
    for language in ("tr", "fa", "en"):
        assert len({row.names[language] for row in rows}) == count
    known = {row["code"]: row for row in current().table("indicators")}
    for row in rows:
        if row.answered_by:
            found = known[row.answered_by]
            assert not found["query"] or query_named(found["query"])


def test_a_row_is_counted_typed_or_missing_and_never_pretended(client: Client) -> None:
    make.value(make.indicator("iso37122_reply_days", query="cases.reply_days"), make.MONDAY.date(), 4)
    make.indicator("sdg_11_2_1")
    page = client.get(reverse("strategy:set", args=["iso_37122"]), {"lang": "en"}, follow=True)
    assert "Counted from records: 1. Typed in: 0. Not yet: 79." in page.content.decode()
    sdg = client.get(reverse("strategy:set", args=["sdg_11"]), {"lang": "en"}, follow=True)
    assert "Not yet: 15." in sdg.content.decode()
    assert b"iso_37122" in client.get(reverse("strategy:sets")).content


def test_an_officer_types_a_row_that_nothing_answers_yet(client: Client) -> None:
    client.force_login(staff("administrator", "works"))
    address = reverse("strategy:figure", args=["iso_37122-7-6"])
    assert client.get(address).status_code == 200
    assert not Indicator.objects.exists()
    told = {"value": "31", "on": "2026-01-01", "origin": "reported", "quality": "reported", "note": "2025"}
    assert client.post(address, told).status_code == 302
    row = next(row for row in indicator_set("iso_37122", make.MONDAY).rows if row.code == "7.6")
    assert (row.kind, row.standing and row.standing.value and row.standing.value.value) == ("typed", 31)


def test_a_row_or_a_set_that_is_not_there_is_not_found(client: Client) -> None:
    client.force_login(staff("administrator", "works"))
    assert client.get(reverse("strategy:figure", args=["iso_37122-99-9"])).status_code == 404
    assert client.get(reverse("strategy:set", args=["moon"])).status_code == 404
    with pytest.raises(SetUnknown):
        indicator_set("moon", make.MONDAY)
