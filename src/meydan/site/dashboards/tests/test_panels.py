"""Each kind of panel with values in it: what it says, and what it never shows to everybody."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.utils import translation

from meydan.kernel.cases.public import Service
from meydan.kernel.cases.tests.factories import case, service
from meydan.kernel.observations import public as observed
from meydan.kernel.observations.public import from_us, roll_up, store
from meydan.kernel.observations.tests.factories import rule, stream
from meydan.kernel.places.tests.factories import a_layer, a_row, stored
from meydan.kernel.strategy.tests.factories import action, connect, indicator, value
from meydan.site.dashboards.engine.spans import FINEST, RESOLUTIONS, SPANS, resolution_for
from meydan.site.dashboards.registry import (
    NothingToShow,
)
from meydan.site.dashboards.tests.factories import HOUR, drawn, measured

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def in_english(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pack("tr/gumushane")
    with translation.override("en"):
        yield


# --- chart -------------------------------------------------------------------------------------


def test_a_chart_says_its_mean_and_its_peak_and_has_a_table(now: datetime):
    pm = stream(key="k")
    store(rows=[(pm.pk, now - n * HOUR, 10.0 * n) for n in (1, 2, 3)], now=now, source="test")
    chart = drawn("chart", now, streams=["k"], span="24h").told["charts"][0]
    # 10, 20 and 30: their mean is 20.
    assert "the mean was \u206620.0" in chart.sentence
    assert "the highest \u206630.0" in chart.sentence
    assert [row[1] for row in chart.rows] == ["30", "20", "10"] or [row[1] for row in chart.rows] == [
        "30.0",
        "20.0",
        "10.0",
    ]
    assert chart.svg.count('role="img"') == 3
    assert "<title>Fine dust (PM2.5)</title>" in chart.svg


def test_several_stations_stand_in_one_chart_and_the_highest_is_named(now: datetime):
    for thing, height in (("a", 5.0), ("b", 40.0)):
        measured(now, thing=thing, value=height)
    chart = drawn("chart", now, property="pm2_5", span="24h").told["charts"][0]
    assert len(chart.heads) == 3
    assert "40.1" in chart.sentence


def test_two_units_are_two_charts_and_never_two_axes(now: datetime):
    measured(now, code="pm2_5")
    warm = stream(
        "air_temperature", key="warm", thing_key="karsiyaka", kind="weather", minimum=-60, maximum=60
    )
    type(warm).objects.filter(pk=warm.pk).update(unit="°C")
    store(rows=[(warm.pk, now - n * HOUR, 12.0 + n) for n in range(3)], now=now, source="test")
    shown = drawn("chart", now, streams=["karsiyaka-pm2_5", "warm"], span="24h")
    assert len(shown.told["charts"]) == 2
    assert {re.search(r"\(([^()]*)\)$", chart.heads[1])[1] for chart in shown.told["charts"]} == {
        "µg/m³",
        "°C",
    }


def test_a_year_before_is_a_dashed_line_with_its_name_over_the_same_hours(now: datetime):
    pm = stream(key="k")
    rows = [(pm.pk, now - n * HOUR, 10.0) for n in range(1, 5)]
    rows += [(pm.pk, now - timedelta(days=365) - n * HOUR, 30.0) for n in range(1, 5)]
    store(rows=rows, now=now, source="test")
    shown = drawn("chart", now, streams=["k"], span="24h", year_before=True)
    chart = shown.told["charts"][0]
    assert "A year before" in chart.keys
    assert 'class="line past"' in chart.svg
    assert "10.0" in chart.sentence
    assert "30.0" in chart.sentence
    # Both lie over this year's hours in the picture; the file keeps their true times.
    assert len(chart.rows) == 4
    years = {row[3][:4] for row in shown.sheet().rows}
    assert years == {"2026", "2025"}


def test_the_limits_of_rules_in_force_are_drawn_where_there_is_room(now: datetime):
    pm = measured(now, value=30.0)
    rule(pm, limit=35.0, clear_limit=25.0, statistic="mean_24h")
    rule(pm, limit=900.0, clear_limit=25.0, is_active=True)
    rule(pm, limit=33.0, clear_limit=25.0, is_active=False)
    svg = drawn("chart", now, property="pm2_5", span="24h").told["charts"][0].svg
    wide = svg.split("</svg>")[0]
    assert wide.count('class="limit"') == 1
    assert "limit, 24-hour mean" in wide
    without = drawn("chart", now, property="pm2_5", span="24h", limits=False).told["charts"][0].svg
    assert 'class="limit"' not in without


def test_a_gap_is_a_gap_and_not_a_straight_line(now: datetime):
    pm = stream(key="k")
    hours = [1, 2, 3, 4, 15, 16, 17, 18]
    store(rows=[(pm.pk, now - n * HOUR, 10.0 + n % 2) for n in hours], now=now, source="test")
    svg = drawn("chart", now, streams=["k"], span="24h").told["charts"][0].svg.split("</svg>")[0]
    assert svg.count('class="line"') == 2


def test_a_year_is_read_from_days_whatever_is_asked(now: datetime, monkeypatch):
    pm = measured(now, hours=72)
    roll_up(now)
    asked = []
    real = observed.series
    from meydan.site.dashboards.panels import lines

    monkeypatch.setattr(
        lines, "series", lambda pk, a, b, resolution: asked.append(resolution) or real(pk, a, b, resolution)
    )
    for wanted in ("", "raw", "hour", "day"):
        drawn("chart", now, streams=[pm.key], span="365", resolution=wanted)
    assert asked == ["day"] * 4
    for span in SPANS:
        for wanted in RESOLUTIONS:
            assert RESOLUTIONS.index(resolution_for(span, wanted)) >= FINEST[span]


def test_today_has_no_daily_mean_before_it_is_over(now: datetime):
    pm = stream(key="k")
    rows = [(pm.pk, now - DAY - n * HOUR, 20.0) for n in range(30)] + [(pm.pk, now - HOUR, 500.0)]
    store(rows=rows, now=now, source="test")
    shown = drawn("chart", now, streams=["k"], span="30", resolution="day")
    assert max(row[4] for row in shown.sheet().rows) == 20.0


def test_a_sensor_that_speaks_all_the_time_is_shown_by_the_hour(now: datetime, monkeypatch):
    measured(now, hours=20)
    from meydan.site.dashboards.panels import lines

    def crowded(pk, start, end, resolution):
        if resolution == "raw":
            raise observed.SeriesTooLong("more than allowed")
        return observed.series(pk, start, end, resolution)

    monkeypatch.setattr(lines, "series", crowded)
    assert drawn("chart", now, property="pm2_5", span="24h", resolution="raw").told["charts"]


def test_nothing_measured_is_told_and_not_drawn_empty(now: datetime):
    with pytest.raises(NothingToShow, match="Nothing here measures this yet"):
        drawn("chart", now, property="pm2_5")
    stream(key="silent")
    with pytest.raises(NothingToShow, match="Nothing was measured in the last three days"):
        drawn("chart", now, streams=["silent"])


# --- small multiples ----------------------------------------------------------------------------


def test_small_charts_share_one_scale_and_one_read(now: datetime, django_assert_max_num_queries):
    for n in range(12):
        measured(now, thing=f"s{n:02}", value=10.0 + n)
    with django_assert_max_num_queries(6):
        shown = drawn("small_multiples", now, property="pm2_5", span="3")
    rows = shown.told["rows"]
    assert len(rows) == 12
    assert rows[3].lowest == "13.0"
    assert rows[3].highest == "13.1"
    assert not shown.told["is_cut"]
    measured(now, thing="s99")
    assert drawn("small_multiples", now, property="pm2_5", span="3").told["is_cut"]


def test_a_year_of_small_charts_comes_from_whole_days(now: datetime):
    measured(now, hours=60)
    shown = drawn("small_multiples", now, property="pm2_5", span="365")
    assert all(from_us(0) and row[5] > 1 for row in shown.sheet().rows)
    assert "by the day" in shown.told["sentence"]


# --- level --------------------------------------------------------------------------------------


def test_a_level_tells_value_age_state_and_the_limit(now: datetime):
    pm = measured(now, value=21.0)
    rule(pm, limit=35.0, clear_limit=25.0)
    one = drawn("gauge", now, property="pm2_5").told["levels"][0]
    assert (one.state, one.word) == ("good", "Within limits")
    assert "21.0" in one.reading.figure
    assert one.reading.age == "30 minutes ago"
    assert [limit.value for limit in one.limits] == [35.0]
    assert 'role="img"' in one.chart.svg
    assert "Karşıyaka" in one.chart.sentence


def test_only_limits_of_the_value_itself_are_drawn(now: datetime):
    pm = measured(now, value=21.0)
    for kind in ("rate", "absence", "flat", "forecast", "area"):
        rule(pm, kind=kind, limit=30.0, clear_limit=20.0)
    one = drawn("gauge", now, property="pm2_5").told["levels"][0]
    assert (list(one.limits), one.state) == ([], "plain")
    assert 'class="limit"' not in drawn("chart", now, property="pm2_5").told["charts"][0].svg
    rule(pm, limit=35.0, clear_limit=25.0, statistic="max_1h")
    one = drawn("gauge", now, property="pm2_5").told["levels"][0]
    assert [(limit.value, limit.label) for limit in one.limits] == [(35.0, "limit, highest of an hour")]
    assert one.state == "good"


def test_an_open_alert_colours_a_level_and_names_itself(now: datetime):
    pm = stream(key="k")
    rule(pm, severity="bad")
    store(rows=[(pm.pk, now - n * HOUR, 60.0 + n) for n in range(3)], now=now, source="test")
    one = drawn("gauge", now, stream="k").told["levels"][0]
    assert (one.state, one.word) == ("bad", "Fine dust high")


def test_what_is_old_is_old_whatever_its_value(now: datetime):
    pm = measured(now, value=900.0, age=timedelta(days=2))
    rule(pm)
    for limits in ({}, {"watch_above": 10.0, "bad_above": 20.0}):
        one = drawn("gauge", now, stream=pm.key, **limits).told["levels"][0]
        assert (one.state, one.word) == ("stale", "Old value")
        assert 'class="level-mark stale"' in one.chart.svg


@pytest.mark.parametrize(("height", "state"), [(5.0, "good"), (15.0, "watch"), (25.0, "bad")])
def test_limits_of_its_own_judge_a_level(now: datetime, height: float, state: str):
    pm = measured(now, value=height)
    one = drawn("gauge", now, stream=pm.key, watch_above=10.0, bad_above=20.0).told["levels"][0]
    assert one.state == state
    assert [f"band-{kind}" in one.chart.svg for kind in ("good", "watch", "bad")] == [True] * 3


def test_no_rain_for_days_is_not_a_broken_gauge(now: datetime):
    for code, height in (("rain", 0.0), ("river_level", 2.0)):
        made = stream(code, key=code, kind="water")
        store(rows=[(made.pk, now - n * HOUR, height) for n in range(40)], now=now, source="test")
    assert drawn("gauge", now, stream="rain").told["levels"][0].state == "plain"
    assert drawn("gauge", now, stream="river_level").told["levels"][0].word == "Not moving"


# --- table, map, number, note ---------------------------------------------------------------------


def test_a_table_lists_newest_values_with_age_and_state(now: datetime):
    measured(now, thing="a")
    measured(now, thing="b", age=timedelta(days=3))
    shown = drawn("table", now, kind="air")
    found = [(one.stream.thing.key, one.state, one.age) for one, _href in shown.told["rows"]]
    assert found == [("a", "plain", "30 minutes ago"), ("b", "stale", "3 days ago")]
    assert shown.told["rows"][0][1] == "/air/station/a/"


def test_open_cases_stand_by_unit_the_latest_first(now: datetime):
    early = now - timedelta(days=60)
    case(now=early)
    case(now=now)
    shown = drawn("table", now, public=False, show="cases")
    row = shown.told["rows"][0]
    assert (row["unit__code"], row["open"], row["late"]) == ("works", 2, 1)


def test_cases_of_services_that_are_not_public_are_not_counted_for_everybody(now: datetime):
    case(now=now)
    hidden = service("secret", is_public=False)
    case(now=now, service=hidden)
    inside = drawn("table", now, public=False, show="cases").told["rows"][0]["open"]
    outside = drawn("table", now, show="cases").told["rows"][0]["open"]
    assert (inside, outside) == (2, 1)
    count = {"show": "cases", "count": "open"}
    assert drawn("number", now, public=False, **count).told["value"] == "2"
    assert drawn("number", now, **count).told["value"] == "1"
    with pytest.raises(NothingToShow, match="not for everybody"):
        drawn("number", now, **count, service="secret")
    Service.objects.update(is_public=False)
    with pytest.raises(NothingToShow):
        drawn("number", now, **count)


def test_indicators_of_the_plan_come_with_their_state_and_the_silent_ones_are_counted(now: datetime):
    moved, silent = indicator("moved", targets={"2026": 10.0}), indicator("silent")
    for one in (moved, silent):
        connect(action(one.code), one)
    value(moved, now.date(), 3.0)
    shown = drawn("table", now, show="indicators")
    assert [one.indicator.code for one in shown.told["rows"]] == ["moved"]
    assert shown.told["rows"][0].state == "bad"
    assert shown.told["silent"] == 1


def test_a_number_comes_with_its_age_and_its_target(now: datetime):
    found = indicator("figure", unit="%", targets={"2026": 60.0}, query="cases.closed_count")
    value(found, now.date(), 46.0)
    told = drawn("number", now, indicator="figure").told
    assert told["value"] == "46%"
    assert told["age"]
    assert told["href"] == "/plan/indicator/figure/"
    with pytest.raises(NothingToShow, match="not here any more"):
        drawn("number", now, indicator="gone")


def test_stations_stand_on_the_map_and_in_the_list_alike(now: datetime):
    measured(now, thing="a")
    bad = measured(now, thing="b", value=60.0)
    rule(bad, severity="bad")
    store(rows=[(bad.pk, now, 61.0)], now=now, source="test")
    told = drawn("map", now, kind="air").told
    assert [item["title"] for item in told["items"]] == [row.title for row in told["rows"]]
    assert [item["state"] for item in told["items"]] == [row.state for row in told["rows"]]
    assert "bad" in {row.state for row in told["rows"]}


def test_a_layer_stands_on_the_map_with_its_list(now: datetime):
    stored(a_layer(geometry="point"), a_row("1", "Merkez Eczanesi"), a_row("2", "Yeni Eczane", lon=39.5))
    told = drawn("map", now, show="layer", layer="pharmacies").told
    assert sorted(item["title"] for item in told["items"]) == sorted(row.title for row in told["rows"])
    assert len(told["rows"]) == 2
    assert told["more"].endswith("?layers=pharmacies")


def test_a_note_speaks_the_readers_language_and_else_another(now: datetime):
    written = {"tr": "# Merhaba", "en": "# Hello"}
    assert drawn("text", now, **written).told["html"] == "<h3>Hello</h3>"
    with translation.override("tr"):
        assert drawn("text", now, **written).told["html"] == "<h3>Merhaba</h3>"
    with pytest.raises(NothingToShow):
        drawn("text", now)
