"""A new case finds its unit by the rules in force."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meydan.base.packs.public import load_pack, overlay_of
from meydan.base.people.tests.factories import unit
from meydan.kernel.cases import public
from meydan.kernel.cases.models import RoutingVersion
from meydan.kernel.cases.operations.routing import add_version, load_routing, remove_sample_rules
from meydan.kernel.cases.queries.chain import chain_faults
from meydan.kernel.cases.tests.factories import MONDAY, case, service

pytestmark = pytest.mark.django_db
ORIGIN = RoutingVersion.Origin


@pytest.fixture(autouse=True)
def in_town(pack: Any) -> None:
    pack("tr/gumushane")
    for code in ("works", "parks", "lighting", "disaster", "environment"):
        unit(code)


def in_force(*rows: dict[str, Any], **document: Any) -> RoutingVersion:
    whole = [{"code": f"r{n}", "names": {"en": f"Rule {n}"}, **one} for n, one in enumerate(rows)]
    return add_version(document={**document, "rule": whole}, origin=ORIGIN.PACK, now=MONDAY)


def test_without_rules_a_case_goes_to_the_unit_of_its_service() -> None:
    made = case()
    assert (made.unit.code, made.is_urgent, made.has_given_unit) == ("works", False, False)
    assert "rule" not in public.history(made)[0].body


def test_the_first_rule_that_fits_gives_the_unit_and_its_name_stands_in_the_history() -> None:
    in_force({"unit": "lighting", "words": ["tel"], "urgent": True}, {"unit": "parks", "kinds": ["request"]})
    made = case(description="Kopmuş TELİ gördüm")
    assert (made.unit.code, made.is_urgent) == ("lighting", True)
    line = public.history(made)[0]
    assert line.body["rule"] == {"code": "r0", "version": 1, "names": {"en": "Rule 0"}}
    assert line.body["unit"] == "lighting"
    assert list(chain_faults(made)) == []
    assert case(description="çukur").unit.code == "parks"


def test_a_unit_that_was_named_is_not_asked_about() -> None:
    in_force({"unit": "parks", "kinds": ["request"]})
    made = case(unit="lighting")
    assert (made.unit.code, made.has_given_unit) == ("lighting", True)


def test_a_rule_whose_unit_is_gone_refuses_no_report() -> None:
    in_force({"unit": "moon", "kinds": ["request"]})
    assert case().unit.code == "works"


def test_the_city_calendar_says_which_hours_are_outside() -> None:
    in_force({"unit": "disaster", "hours": "outside"}, opens="08:00", closes="17:00")
    zone = timedelta(hours=3)
    for day, hour, code in [(23, 9, "works"), (23, 18, "disaster"), (22, 12, "disaster")]:
        moment = datetime(2026, 11, day, hour, tzinfo=UTC) - zone
        assert case(now=moment).unit.code == code, (day, hour)


def test_a_drawn_area_and_its_edge_catch_what_lies_in_them() -> None:
    in_force({"unit": "parks", "polygon": [[39.40, 40.40], [39.50, 40.40], [39.50, 40.50], [39.40, 40.50]]})
    assert case(lon=39.45, lat=40.45).unit.code == "parks"
    assert case(lon=39.50, lat=40.45).unit.code == "parks"
    assert case(lon=39.51, lat=40.45).unit.code == "works"
    assert case().unit.code == "works"


def test_rules_cost_an_opening_a_bounded_number_of_queries(django_assert_max_num_queries: Any) -> None:
    in_force(
        *({"unit": "lighting", "words": [f"kelime{n}"]} for n in range(200)),
        {"unit": "parks", "words": ["tel"]},
    )
    case(description="tel")
    chosen = service()
    with django_assert_max_num_queries(40):
        assert case(service=chosen, description="tel").unit.code == "parks"


def test_the_sample_rules_of_both_cities_are_loaded_marked_and_taken_out_again(pack: Any) -> None:
    for city in ("tr/gumushane", "ir/khoy"):
        pack(city)
        demo = overlay_of(load_pack(city), "demo")
        report = load_routing(demo, MONDAY, True)
        assert report.created >= 3, city
        assert not report.remarks
        assert RoutingVersion.objects.latest("number").is_sample
        assert load_routing(demo, MONDAY, True).created == 0
        assert remove_sample_rules(MONDAY) == 1
        assert not RoutingVersion.objects.exists()


def test_rules_of_the_citys_own_stay_when_samples_are_taken_out() -> None:
    in_force({"unit": "parks", "kinds": ["request"]}, {"unit": "lighting", "words": ["tel"], "sample": True})
    remove_sample_rules(MONDAY)
    left = RoutingVersion.objects.get()
    assert [one["code"] for one in left.document["rule"]] == ["r0"]
    assert (left.origin, left.is_sample) == (ORIGIN.CLEARED, False)


def test_what_was_put_into_force_at_the_desk_is_not_overwritten_by_a_changed_pack() -> None:
    demo = overlay_of(load_pack("tr/gumushane"), "demo")
    add_version(
        document={"rule": [{"code": "own", "names": {"en": "Own"}, "unit": "parks", "kinds": ["request"]}]},
        origin=ORIGIN.DESK,
        now=MONDAY,
    )
    report = load_routing(demo, MONDAY, True)
    assert (report.created, "stay" in report.remarks[0]) == (0, True)
    assert case().unit.code == "parks"
