"""Stored batches become alerts: once, with the right times, in whatever order they came."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from meydan.kernel.observations.events import AlertClosed, AlertOpened
from meydan.kernel.observations.models import Alert, Datastream, Rule, RuleState
from meydan.kernel.observations.operations.alerts import AlertAlreadySettled, ReasonMissing
from meydan.kernel.observations.public import (
    all_alerts,
    dismiss_alert,
    open_alerts,
    settle_alert,
    store,
)
from meydan.kernel.observations.tests.factories import rule, stream

pytestmark = [pytest.mark.django_db, pytest.mark.store]
START = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def put(pm: Datastream, values: dict[int, float] | list[float], now: datetime, evaluate: bool = True) -> int:
    pairs = values.items() if isinstance(values, dict) else enumerate(values)
    rows = [(pm.pk, START + hour * HOUR, value) for hour, value in pairs]
    return store(rows=rows, now=now, source="test", evaluate=evaluate).alerts_opened


def standing() -> list[tuple[object, ...]]:
    def hour(at: datetime | None) -> float | None:
        return None if at is None else (at - START) / HOUR

    return [
        (hour(a.since_at), hour(a.opened_at), hour(a.cleared_at), a.peak_value)
        for a in Alert.objects.filter(is_withdrawn=False).order_by("opened_at")
    ]


def announced(kind: str) -> int:
    from django.apps import apps

    return apps.get_model("events", "Announcement").objects.filter(kind=kind).count()


def test_an_alert_bears_the_time_of_the_measurement_and_the_time_it_was_written(now: datetime) -> None:
    pm = stream()
    rule(pm)
    assert put(pm, [10, 40, 60, 30], now) == 1
    alert = open_alerts().get()
    assert (alert.opened_at, alert.recorded_at) == (START + HOUR, now)
    assert (alert.peak_value, alert.opening_value) == (60, 40)


def test_an_alert_is_announced_once_while_it_lasts_over_many_batches(now: datetime) -> None:
    pm = stream()
    rule(pm)
    for hour, value in enumerate([40, 50, 30, 60, 26, 40]):
        put(pm, {hour: value}, now)
    assert announced(AlertOpened.kind) == 1
    assert standing() == [(0, 0, None, 60)]


def test_an_alert_that_clears_is_closed_as_passed_by_itself(now: datetime) -> None:
    pm = stream()
    rule(pm)
    put(pm, [40, 50], now)
    put(pm, {2: 20}, now)
    alert = all_alerts().get()
    assert (alert.status, alert.cleared_at) == ("expired", START + 2 * HOUR)
    assert announced(AlertClosed.kind) == 1
    assert not RuleState.objects.exists()


def test_history_that_is_only_kept_opens_nothing(now: datetime) -> None:
    pm = stream()
    rule(pm)
    assert put(pm, [40, 50], now, evaluate=False) == 0
    assert not all_alerts().exists()


def test_a_rule_that_is_switched_off_opens_nothing(now: datetime) -> None:
    pm = stream()
    rule(pm, is_active=False)
    assert put(pm, [40, 50], now) == 0


def test_a_late_value_inside_an_alert_does_not_open_it_twice(now: datetime) -> None:
    pm = stream()
    rule(pm)
    put(pm, {0: 40, 1: 45, 3: 50}, now)
    put(pm, {2: 70}, now)
    assert standing() == [(0, 0, None, 70)]
    assert announced(AlertOpened.kind) == 1


def test_a_late_value_that_splits_an_alert_keeps_the_first_and_opens_the_second(now: datetime) -> None:
    pm = stream()
    rule(pm)
    put(pm, {0: 40, 1: 45, 3: 50}, now)
    assert put(pm, {2: 5}, now) == 1
    assert standing() == [(0, 0, 2, 45), (3, 3, None, 50)]


def test_a_correction_that_takes_the_breach_away_withdraws_the_alert(now: datetime) -> None:
    pm = stream()
    rule(pm)
    put(pm, [10, 400, 10], now)
    put(pm, {1: 12}, now)
    assert standing() == []
    assert Alert.objects.get().is_withdrawn


def test_a_dismissed_alert_stays_dismissed_while_the_breach_lasts(now: datetime, clerk: object) -> None:
    pm = stream()
    rule(pm)
    put(pm, [40], now)
    dismiss_alert(alert_id=open_alerts().get().pk, reason="Bakım yapılıyor", actor=clerk, now=now)
    put(pm, {1: 50, 2: 60}, now)
    alert = all_alerts().get()
    assert (alert.status, alert.peak_value, alert.reason) == ("dismissed", 60, "Bakım yapılıyor")
    assert announced(AlertOpened.kind) == 1


def test_an_alert_is_dismissed_with_a_reason_only(now: datetime, clerk: object) -> None:
    pm = stream()
    rule(pm)
    put(pm, [40], now)
    with pytest.raises(ReasonMissing):
        dismiss_alert(alert_id=open_alerts().get().pk, reason="  ", actor=clerk, now=now)


def test_an_alert_is_settled_once(now: datetime) -> None:
    pm = stream()
    rule(pm)
    put(pm, [40], now)
    pk = open_alerts().get().pk
    assert settle_alert(pk, "acted", now).status == "acted"
    with pytest.raises(AlertAlreadySettled):
        settle_alert(pk, "acted", now)


def test_an_alert_that_passed_by_itself_can_still_be_acted_on(now: datetime) -> None:
    pm = stream()
    rule(pm)
    put(pm, [40, 10], now)
    assert settle_alert(all_alerts().get().pk, "acted", now).status == "acted"


def test_a_day_mean_reaches_back_into_what_was_stored(now: datetime) -> None:
    pm = stream()
    rule(pm, statistic="mean_24h")
    # 17 values at 30 are too few; the 24 h mean passes 35 at hour 25: (23 x 30 + 200) / 24 = 37.1.
    put(pm, [30.0] * 25, now)
    assert put(pm, {25: 200.0}, now) == 1
    assert all_alerts().get().opening_value == pytest.approx((23 * 30 + 200) / 24)


@pytest.mark.parametrize("seed", range(25))
def test_in_whatever_order_and_pieces_values_come_the_same_alerts_stand(seed: int, now: datetime) -> None:
    chance = random.Random(seed)
    values = {
        hour: chance.choice([10.0, 20, 30, 34, 36, 40, 80]) for hour in range(60) if chance.random() > 0.15
    }
    kinds = [
        {"statistic": "value"},
        {"statistic": "value", "min_duration_s": 7200},
        {"statistic": "mean_24h", "limit": 36.0, "clear_limit": 33.0},
        {"statistic": "value", "comparison": "below", "limit": 15.0, "clear_limit": 30.0},
    ]
    kind = kinds[seed % len(kinds)]
    whole = stream(thing_key="whole")
    broken = rule(whole, **kind)
    put(whole, values, now)
    expected = standing()
    Alert.objects.all().delete()
    Rule.objects.filter(pk=broken.pk).update(is_active=False)

    pieces = stream(thing_key="pieces")
    rule(pieces, **kind)
    hours = list(values)
    for _ in range(len(hours) // 3):
        one, other = chance.sample(range(len(hours)), 2)
        hours[one], hours[other] = hours[other], hours[one]
    while hours:
        size = chance.randint(1, 9)
        put(pieces, {hour: values[hour] for hour in hours[:size]}, now)
        hours = hours[size:]
    assert standing() == expected
