"""Rules of every kind, from values and looks to alerts: once, whatever comes late, on either database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meydan.kernel.observations import registry
from meydan.kernel.observations.engine.areas import read_area
from meydan.kernel.observations.events import AlertClosed, AlertOpened
from meydan.kernel.observations.models import Alert, Datastream, Rule, RuleState, Thing
from meydan.kernel.observations.operations.expiring import end_alerts_of, expire_silent
from meydan.kernel.observations.operations.looks import look
from meydan.kernel.observations.operations.scoping import area_shape, refresh_areas
from meydan.kernel.observations.public import store
from meydan.kernel.observations.tests.factories import rule, stream

pytestmark = [pytest.mark.django_db, pytest.mark.store]
START = datetime(2026, 11, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
KARSIYAKA = "POLYGON((39.4 40.4, 39.6 40.4, 39.6 40.5, 39.4 40.5, 39.4 40.4))"
ELSEWHERE = "POLYGON((44.9 38.5, 45.0 38.5, 45.0 38.6, 44.9 38.6, 44.9 38.5))"


def put(pm: Datastream, values: dict[float, float], now: datetime) -> int:
    rows = [(pm.pk, START + hour * HOUR, value) for hour, value in values.items()]
    return store(rows=rows, now=now, source="test").alerts_opened


def standing() -> list[tuple[float | None, ...]]:
    def hour(at: datetime | None) -> float | None:
        return None if at is None else (at - START) / HOUR

    return [
        (hour(a.since_at), hour(a.opened_at), hour(a.cleared_at), round(a.peak_value, 3))
        for a in Alert.objects.filter(is_withdrawn=False).order_by("opened_at")
    ]


def announced(kind: str) -> int:
    from django.apps import apps

    return apps.get_model("events", "Announcement").objects.filter(kind=kind).count()


# -- one series at a time ------------------------------------------------------------------------


def test_a_river_that_rises_fast_opens_while_its_level_is_still_low(now: datetime) -> None:
    level = stream("river_level", period_s=900)
    rule(level, kind="rate", limit=0.4, clear_limit=0.2, window_s=3600)
    quarter = {hour / 4: 1.0 for hour in range(5)}
    assert put(level, quarter, now) == 0
    assert put(level, {1.25: 1.2, 1.5: 1.4, 1.75: 1.6}, now) == 1
    put(level, {2.0: 1.6, 2.25: 1.6, 2.5: 1.6, 2.75: 1.65}, now)
    # Since 0.5 h it had been 1.0: at 1.5 h it rose 0.4 in an hour, which is still allowed.
    assert standing() == [(1.75, 1.75, 2.75, 0.6)]


def test_a_sensor_that_never_moves_opens_until_it_does(now: datetime) -> None:
    pm = stream()
    rule(pm, kind="flat", comparison="below", limit=0.05, clear_limit=0.05, window_s=6 * 3600)
    for hour in range(7):
        put(pm, {hour: 17.0}, now)
    assert standing() == [(5, 5, None, 0)]
    put(pm, {7: 18.0}, now)
    assert standing() == [(5, 5, 7, 0)]


def test_the_highest_of_an_hour_holds_an_alert_through_a_moment_of_calm(now: datetime) -> None:
    pm = stream(period_s=900)
    rule(pm, statistic="max_1h")
    put(pm, {0: 10, 0.25: 80, 0.5: 10, 0.75: 10, 1: 10, 1.25: 10}, now)
    assert standing() == [(0.25, 0.25, 1.25, 80)]


def test_a_rule_holds_inside_its_area_only(now: datetime) -> None:
    pm = stream()
    rule(pm, area=KARSIYAKA, area_wkb=area_shape(KARSIYAKA))
    rule(pm, area=ELSEWHERE, area_wkb=area_shape(ELSEWHERE))
    assert put(pm, {0: 50}, now) == 1


def test_an_area_that_nobody_could_read_holds_nowhere(now: datetime) -> None:
    pm = stream()
    rule(pm, area="layer:districts")
    assert put(pm, {0: 50}, now) == 0
    assert refresh_areas() == 0


def test_a_rule_finds_its_area_when_the_place_comes(now: datetime) -> None:
    from meydan.kernel.places.public import PlaceRow, ensure_layer, store_places

    pm = stream()
    made = rule(pm, area="place:districts/7")
    layer = ensure_layer(code="districts", names={"tr": "Mahalleler"}, geometry="area")
    row = PlaceRow(key="7", geometry=read_area(KARSIYAKA), names={"tr": "Karşıyaka"})
    store_places(layer=layer, rows=[row], is_sample=False, now=now)
    assert refresh_areas() == 1
    made.refresh_from_db()
    assert put(pm, {0: 50}, now) == 1


def test_a_day_without_values_ends_an_alert_though_nobody_settled_it(now: datetime) -> None:
    pm = stream()
    rule(pm)
    put(pm, {0: 50}, START)
    assert expire_silent(START + 24 * HOUR) == 0
    assert expire_silent(START + 25 * HOUR) == 1
    alert = Alert.objects.get()
    assert (alert.status, alert.ending, alert.cleared_at) == ("expired", "silent", START)
    assert not RuleState.objects.exists()
    assert announced(AlertClosed.kind) == 1


@pytest.mark.parametrize("first", [{0: 50}, {0: 50, 1: 50}])
def test_an_alert_that_silence_ended_goes_on_when_the_missing_values_come(
    now: datetime, first: dict[float, float]
) -> None:
    pm = stream()
    rule(pm)
    put(pm, first, now)
    before = Alert.objects.get()
    assert put(pm, {40: 60}, now) == 1
    assert standing() == [(0, 0, max(first), 50), (40, 40, None, 60)]
    put(pm, dict.fromkeys(range(2, 40), 55), now)
    assert standing() == [(0, 0, None, 60)]
    assert Alert.objects.get(is_withdrawn=False).pk == before.pk
    assert announced(AlertOpened.kind) == 2


def test_a_mean_rises_over_its_limit_when_low_values_leave_the_hour(now: datetime) -> None:
    pm = stream(period_s=900)
    rule(pm, statistic="mean_1h")
    for place, value in enumerate([0, 0, 0, 100, 30, 30, 30, 30]):
        put(pm, {place / 4: value}, now)
    # (0 + 0 + 100 + 30) / 4 = 32.5, then (0 + 100 + 30 + 30) / 4 = 40, then 47.5; without the 100 it is 30.
    assert standing() == [(1.25, 1.25, None, 47.5)]
    put(pm, {2: 20, 2.25: 10}, now)
    assert standing() == [(1.25, 1.25, 2.25, 47.5)]
    put(pm, {3.25: 10}, now)
    assert not RuleState.objects.exists()


# -- late bursts ----------------------------------------------------------------------------------


def test_late_values_of_many_stations_cost_few_questions(now: datetime) -> None:
    many = [stream(thing_key=f"s{number}") for number in range(40)]
    for limit in (35.0, 100.0):
        rule(many[0], limit=limit, clear_limit=20.0, statistic="mean_24h")
    store(rows=[(pm.pk, START + 60 * HOUR, 10.0) for pm in many], now=now, source="test")
    rows = [(pm.pk, START + hour * HOUR, 10.0 + hour) for pm in many for hour in range(0, 30, 2)]
    with CaptureQueriesContext(connection) as few:
        store(rows=rows[: len(rows) // 10], now=now, source="test")
    with CaptureQueriesContext(connection) as all_of_them:
        store(rows=rows[len(rows) // 10 :], now=now, source="test")
    watching = [q for q in all_of_them if "rule" in q["sql"].lower() or "FROM json_each" in q["sql"]]
    assert len(watching) <= 8
    assert len(few) > 0


def test_timely_values_of_many_stations_cost_few_questions(now: datetime) -> None:
    many = [stream(thing_key=f"s{number}") for number in range(40)]
    rule(many[0], statistic="mean_1h")
    rule(many[0], kind="rate", limit=500.0, clear_limit=400.0)
    store(rows=[(pm.pk, START, 50.0) for pm in many[:20]], now=now, source="test")
    assert Alert.objects.count() == 20
    with CaptureQueriesContext(connection) as asked:
        store(rows=[(pm.pk, START + HOUR, 51.0) for pm in many[:20]], now=now, source="test")
    # rules, states, windows, running alerts, peaks, states: whatever the number of stations
    about = [q for q in asked if "rule" in q["sql"].lower() or "alert" in q["sql"].lower()]
    assert len(about) <= 7, about


def stubborn(chance: random.Random) -> dict[float, float]:
    """Half-hourly values that often stay where they are, with gaps and one silence of more than a day."""
    values: dict[float, float] = {}
    value = 20.0
    for place in range(200):
        if chance.random() < 0.25:
            value = chance.choice([20.0, 21, 30, 36, 80])
        if chance.random() > 0.1 and not 90 < place < 150:
            values[place / 2] = value
    return values


@pytest.mark.parametrize("seed", range(16))
def test_in_whatever_order_values_come_every_kind_finds_the_same(seed: int, now: datetime) -> None:
    chance = random.Random(seed)
    kinds = [
        {"kind": "rate", "limit": 8.0, "clear_limit": 4.0, "window_s": 7200},
        {"kind": "flat", "comparison": "below", "limit": 0.5, "clear_limit": 2.0, "window_s": 14400},
        {"statistic": "max_1h", "min_duration_s": 7200},
        {"statistic": "mean_1h"},
    ]
    values = stubborn(chance)
    whole = stream(thing_key="whole", period_s=1800)
    broken = rule(whole, **kinds[seed % len(kinds)])
    put(whole, values, now)
    expected = standing()
    assert expected
    Alert.objects.all().delete()
    Rule.objects.filter(pk=broken.pk).delete()

    pieces = stream(thing_key="pieces", period_s=1800)
    rule(pieces, **kinds[seed % len(kinds)])
    hours = list(values)
    for _ in range(len(hours) // 3):
        one, other = chance.sample(range(len(hours)), 2)
        hours[one], hours[other] = hours[other], hours[one]
    while hours:
        size = chance.randint(1, 9)
        put(pieces, {hour: values[hour] for hour in hours[:size]}, now)
        hours = hours[size:]
    assert standing() == expected
    running = Alert.objects.filter(is_withdrawn=False, cleared_at__isnull=True)
    assert running.count() == RuleState.objects.filter(is_active=True).count()


# -- looks ----------------------------------------------------------------------------------------


@pytest.fixture
def classes() -> Iterator[dict[int, float | None]]:
    told: dict[int, float | None] = {}
    registry.register_classifier("tests.index", lambda pk, now: told.get(pk))
    yield told
    registry.forget("tests.index")


def test_a_class_of_an_index_opens_and_ends_by_its_limits(
    now: datetime, classes: dict[int, float | None]
) -> None:
    pm = stream()
    rule(pm, kind="index", provider="tests.index", limit=3.0, clear_limit=2.0, min_duration_s=600)
    for minutes, found in enumerate([2, 4, 4, 4, 3, None, 4, 2]):
        classes[pm.pk] = found
        look(START + minutes * timedelta(minutes=5))
    assert [(since * 60, opened * 60, (cleared or 0) * 60) for since, opened, cleared, _ in standing()] == [
        pytest.approx((5, 15, 35))
    ]
    assert announced(AlertOpened.kind) == 1


def test_a_provider_that_this_city_does_not_have_opens_nothing(now: datetime) -> None:
    pm = stream()
    rule(pm, kind="index", provider="nobody", limit=3.0, clear_limit=2.0)
    assert look(now) == 0


def test_a_probable_breach_is_told_ahead(now: datetime) -> None:
    asked: list[tuple[float, bool, float]] = []

    def chance(pk: int, limit: float, above: bool, hours: float, now: datetime) -> float:
        asked.append((limit, above, hours))
        return 0.8

    pm = stream()
    registry.register_forecaster("tests.chance", chance)
    try:
        rule(pm, kind="forecast", provider="tests.chance", limit=70.0, clear_limit=40.0, level=55.4,
             window_s=6 * 3600)  # fmt: skip
        assert look(START) == 1
        assert look(START + HOUR) == 0
    finally:
        registry.forget("tests.chance")
    assert asked == [(55.4, True, 6.0)] * 2
    assert Alert.objects.get().peak_value == 80.0


def test_two_of_three_stations_of_an_area_open_one_alert(now: datetime) -> None:
    three = [stream(thing_key=f"s{number}", key=f"s{number}") for number in range(3)]
    rule(three[0], kind="area", min_count=2, window_s=7200, area=KARSIYAKA, area_wkb=area_shape(KARSIYAKA))
    Thing.objects.filter(key="s2").update(lon=44.95, lat=38.55)
    put(three[0], {0: 50}, now)
    put(three[2], {0: 90}, now)
    assert look(START + HOUR) == 0
    put(three[1], {1: 40}, now)
    assert look(START + HOUR) == 1
    alert = Alert.objects.get()
    assert (alert.opening_value, alert.facts) == (40, {"streams": [three[0].pk, three[1].pk]})
    # Another station leads now, and it is the same alert.
    put(three[1], {2: 80}, now)
    put(three[0], {2: 45}, now)
    assert look(START + 2 * HOUR) == 0
    put(three[0], {3: 10, 4: 10}, now)
    put(three[1], {3: 90, 4: 90}, now)
    assert look(START + 4.5 * HOUR) == 0
    assert [row[2] for row in standing()] == [4.5]


def test_looking_twice_at_one_moment_changes_nothing(now: datetime, classes: dict[int, float | None]) -> None:
    pm = stream()
    rule(pm, kind="index", provider="tests.index", limit=3.0, clear_limit=2.0)
    classes[pm.pk] = 5
    assert look(now) == 1
    before = list(RuleState.objects.values())
    assert look(now) == 0
    assert look(now - HOUR) == 0
    assert list(RuleState.objects.values("last_us")) == [{"last_us": before[0]["last_us"]}]


# -- notices --------------------------------------------------------------------------------------


def test_an_alert_of_the_night_opens_and_its_notices_wait(settings: object) -> None:
    from zoneinfo import ZoneInfo

    settings.CITY_ZONE = ZoneInfo("Europe/Istanbul")
    pm = stream()
    night = {"quiet_from": time(23), "quiet_to": time(7)}
    rule(pm, **night)
    rule(pm, severity="bad", **night)
    at_night = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    put(pm, {0: 50}, at_night)
    waits = {alert.rule.severity: alert.quiet_until for alert in Alert.objects.select_related("rule")}
    assert waits == {"watch": datetime(2026, 11, 21, 4, 0, tzinfo=UTC), "bad": None}


def test_switching_a_rule_off_ends_what_it_has_open(now: datetime) -> None:
    pm = stream()
    made = rule(pm)
    put(pm, {0: 50}, now)
    assert end_alerts_of(made, now) == 1
    alert = Alert.objects.get()
    assert (alert.status, alert.ending) == ("expired", "off")
    assert not RuleState.objects.exists()
