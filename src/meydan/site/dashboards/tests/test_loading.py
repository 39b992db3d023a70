"""What comes with a pack: sound, made once, and the city's own afterwards."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone, translation

from meydan.base.packs.public import available, load_pack
from meydan.base.people.tests.factories import staff
from meydan.site.dashboards.drawing import draw_panels
from meydan.site.dashboards.loading import facts_of, load_dashboards
from meydan.site.dashboards.models import Dashboard
from meydan.site.dashboards.operations import DashboardFacts, remove_sample, save
from meydan.site.dashboards.queries import dashboard, panels_of
from meydan.site.dashboards.registry import kind_named, read_settings
from meydan.site.dashboards.scope import Scope
from meydan.site.dashboards.tests.factories import measured, names

STARTERS = {"air-today", "water-and-river", "weather", "desk-this-week"}


@pytest.mark.parametrize("pack_id", available())
def test_every_shipped_dashboard_fits_its_kinds_and_the_pack_it_stands_in(pack_id: str):
    pack = load_pack(pack_id)
    properties = {row["code"]: row["kind"] for row in pack.whole.table("observed_properties")}
    indicators = {row["code"] for row in pack.whole.table("indicators")}
    for row in pack.document("dashboards").get("dashboard", []):
        assert row["visibility"] in ("staff", "public")
        for panel in facts_of(row).panels:
            settings = read_settings(kind_named(panel.kind), panel.settings)
            assert getattr(settings, "property", "") in {"", *properties}
            assert getattr(settings, "kind", "") in {"", *properties.values()}
            assert getattr(settings, "indicator", "") in {"", *indicators}
            assert not getattr(settings, "streams", ()), "a starter names properties, never stations"
            assert set(panel.titles) in (set(), {"tr", "fa", "en"})


@pytest.mark.django_db
def test_a_city_begins_with_four_and_may_change_them(now: datetime):
    pack = load_pack("tr/gumushane")
    first = load_dashboards(pack, now, False)
    assert (first.created, first.remarks) == (4, [])
    assert set(Dashboard.objects.values_list("key", flat=True)) == STARTERS
    facts = DashboardFacts(names=names("Ours"), about={}, visibility="staff")
    save(key="weather", version=1, facts=facts, actor=staff("administrator"), now=now)
    again = load_dashboards(pack, now, False)
    assert (again.created, again.unchanged) == (0, 4)
    assert dashboard("weather").names == names("Ours")
    assert panels_of(dashboard("weather")) == []


@pytest.mark.django_db
def test_a_row_that_does_not_fit_is_left_out_with_a_remark_and_the_rest_stands(now: datetime, monkeypatch):
    pack = load_pack("generic")
    rows = [
        {"code": "good", "names": names("Good"), "panel": [{"kind": "text", "settings": {"en": "x"}}]},
        {"code": "bad", "names": names("Bad"), "panel": [{"kind": "rocket"}]},
        {
            "code": "worse",
            "names": names("Worse"),
            "panel": [{"kind": "chart", "settings": {"span": "1000"}}],
        },
    ]
    monkeypatch.setattr(type(pack), "document", lambda self, name: {"dashboard": rows})
    report = load_dashboards(pack, now, True)
    assert report.created == 1
    assert ["bad" in report.remarks[0], "worse" in report.remarks[1]] == [True, True]
    assert remove_sample(now) >= 1
    assert not Dashboard.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_the_starters_speak_the_readers_language_with_and_without_stations(language: str):
    now = timezone.now()
    load_dashboards(load_pack("generic"), now, False)
    with translation.override(language):
        bare = [draw_panels(panels_of(dashboard(key)), Scope(now, is_public=True)) for key in STARTERS]
        assert all(one.title for shown in bare for one in shown)
        measured(now)
        air = draw_panels(panels_of(dashboard("air-today")), Scope(now, is_public=True))
    drawn = {one.number for one in air if not one.remark}
    assert {1, 2, 3, 5, 7} <= drawn
