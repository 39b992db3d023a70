"""A city's own rule holds where somebody drew it, and may be renamed, weighed and moved; a pack's may not."""

from __future__ import annotations

from typing import Any

import pytest
import shapely
from django.test import Client
from django.urls import reverse

from meydan.base.people.tests.factories import staff
from meydan.kernel.observations.models import Rule
from meydan.kernel.observations.operations.tuning import tuned
from meydan.kernel.observations.rulemaking.where import where_typed
from meydan.kernel.observations.tests.factories import rule, stream

pytestmark = pytest.mark.django_db
SQUARE = "40.45,39.46 40.45,39.48 40.47,39.48 40.47,39.46"
TYPED = {
    "limit": "50", "clear_limit": "45", "min_duration_min": "0", "quiet_from": "", "quiet_to": "",
    "name": "Dere boyu", "severity": "bad", "area": "", "drawn": SQUARE,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _in_town(pack: Any) -> None:
    pack("tr/gumushane")


@pytest.fixture
def boss(client: Client) -> object:
    found = staff("manager")
    client.force_login(found)
    return found


def _own(**facts: Any) -> Rule:
    return rule(stream(), code="own-pm2_5-1", names={"en": "By the stream"}, **facts)


def _save(client: Client, found: Rule, typed: dict[str, str]) -> Any:
    address = reverse("observations:rule", args=[found.pk])
    shown = client.post(address, typed)
    return (
        client.post(address, {**typed, "tried": shown.context["tried"]})
        if shown.status_code == 200
        else shown
    )


def test_its_name_weight_and_drawn_area_are_changed_on_its_page(client: Client, boss: object) -> None:
    found = _own()
    assert _save(client, found, TYPED).status_code == 302
    found.refresh_from_db()
    assert (found.names["tr"], found.names["en"], found.severity) == ("Dere boyu", "By the stream", "bad")
    assert found.area_wkb is not None
    held = shapely.from_wkb(bytes(found.area_wkb))
    assert held.contains(shapely.Point(39.47, 40.46))
    assert not held.contains(shapely.Point(39.49, 40.46))


def test_the_boxes_begin_with_what_was_drawn(client: Client, boss: object) -> None:
    found = _own()
    _save(client, found, TYPED)
    page = client.get(reverse("observations:rule", args=[found.pk]))
    drawn = page.context["form"]["drawn"].value()
    assert sorted(set(drawn.split())) == sorted(SQUARE.split())


def test_a_circle_in_persian_digits_is_an_area_too(client: Client, boss: object) -> None:
    found = _own()
    assert _save(client, found, {**TYPED, "drawn": "۴۰٫۴۶،۳۹٫۴۷ ۲"}).status_code == 302
    found.refresh_from_db()
    west, _south, east, _north = shapely.from_wkb(bytes(found.area_wkb or b"")).bounds
    assert (east - west) * 111.32 * 0.761 == pytest.approx(4.0, rel=0.02)  # cosine of 40.46 degrees


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({"drawn": "nowhere"}, "drawn"),
        ({"drawn": "40.45,39.46 40.47,39.48 40.45,39.48 40.47,39.46"}, "drawn"),
        ({"drawn": "40.45,39.46 40.47,399.48 40.45,39.48"}, "drawn"),
        ({"drawn": "40.45,39.46 0"}, "drawn"),
        ({"area": "layer:nowhere"}, "area"),
        ({"name": ""}, "name"),
    ],
    ids=["words", "crosses itself", "outside the world", "a circle of nothing", "no such layer", "nameless"],
)
def test_what_is_no_area_is_said_at_its_box_and_nothing_changes(
    client: Client, boss: object, typed: dict[str, str], box: str
) -> None:
    found = _own()
    said = _save(client, found, {**TYPED, **typed})
    assert said.status_code == 422
    assert box in said.context["form"].errors
    found.refresh_from_db()
    assert (found.area, found.names) == ("", {"en": "By the stream"})


def test_a_rule_of_the_pack_keeps_its_name_and_its_place(client: Client, boss: object) -> None:
    found = rule(stream(), names={"en": "Fine dust"})
    page = client.get(reverse("observations:rule", args=[found.pk]))
    assert not {"name", "area", "drawn", "severity"} & set(page.context["form"].fields)
    changed = tuned(found, {"names": {"en": "x"}, "area": "POLYGON((0 0, 1 0, 1 1, 0 0))", "limit": 60.0})
    assert (changed.names, changed.area, changed.limit) == ({"en": "Fine dust"}, "", 60.0)


def test_an_area_nobody_can_read_begins_empty() -> None:
    assert where_typed("POLYGON((") == {"area": "", "drawn": ""}
    assert where_typed("layer:parks") == {"area": "layer:parks", "drawn": ""}
