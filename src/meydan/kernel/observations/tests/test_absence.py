"""A station that falls silent is noticed once, and heard again once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from meydan.kernel.observations.models import Alert, Datastream, Rule, RuleState
from meydan.kernel.observations.operations.expiring import end_alerts_of
from meydan.kernel.observations.operations.silence import open_silences
from meydan.kernel.observations.public import dismiss_alert
from meydan.kernel.observations.tests.factories import rule, stream
from meydan.kernel.observations.tests.test_kinds import put, standing

pytestmark = [pytest.mark.django_db, pytest.mark.store]
START = datetime(2026, 11, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
KARSIYAKA = "POLYGON((39.4 40.4, 39.6 40.4, 39.6 40.5, 39.4 40.5, 39.4 40.4))"
ELSEWHERE = "POLYGON((44.9 38.5, 45.0 38.5, 45.0 38.6, 44.9 38.6, 44.9 38.5))"


def absence(pm: Datastream, **changes: object) -> Rule:
    return rule(pm, **{"kind": "absence", "limit": 3.0, "clear_limit": 3.0, **changes})


def test_a_station_that_missed_three_values_is_noticed_once(now: datetime) -> None:
    pm = stream()
    absence(pm)
    put(pm, {0: 10}, START)
    assert open_silences(START + 3 * HOUR) == 0
    assert open_silences(START + 4 * HOUR) == 1
    assert open_silences(START + 5 * HOUR) == 0
    assert standing() == [(0, 3, None, 4)]


def test_a_silence_ends_with_the_next_value(now: datetime) -> None:
    pm = stream()
    absence(pm)
    put(pm, {0: 10}, START)
    open_silences(START + 4 * HOUR)
    put(pm, {6: 10}, START + 6 * HOUR)
    assert standing() == [(0, 3, 6, 6)]
    assert Alert.objects.get().ending == "cleared"
    assert not RuleState.objects.exists()
    assert open_silences(START + 10 * HOUR) == 1


def test_a_backlog_does_not_undo_that_nothing_came(now: datetime) -> None:
    pm = stream()
    absence(pm)
    put(pm, {0: 10}, START)
    open_silences(START + 4 * HOUR)
    put(pm, {1: 10, 2: 10, 3: 10, 4: 10}, START + 4.5 * HOUR)
    assert standing() == [(0, 3, 3, 3)]


def test_a_late_value_from_before_the_silence_does_not_end_it(now: datetime) -> None:
    pm = stream()
    absence(pm)
    put(pm, {5: 10}, START + 5 * HOUR)
    open_silences(START + 9 * HOUR)
    put(pm, {2: 10}, START + 9 * HOUR)
    assert standing() == [(5, 8, None, 4)]


def test_a_station_whose_ten_series_fall_silent_opens_one_alert(now: datetime) -> None:
    pm, no2 = stream("pm2_5"), stream("no2")
    for each in (pm, no2):
        absence(each)
        put(each, {0: 10}, START)
    assert open_silences(START + 5 * HOUR) == 1


def test_a_dismissed_silence_is_not_noticed_again(now: datetime, clerk: object) -> None:
    pm = stream()
    made = absence(pm)
    put(pm, {0: 10}, START)
    open_silences(START + 4 * HOUR)
    dismiss_alert(alert_id=Alert.objects.get().pk, reason="Bakımda", actor=clerk, now=now)
    assert open_silences(START + 9 * HOUR) == 0
    end_alerts_of(made, START + 10 * HOUR)
    assert open_silences(START + 11 * HOUR) == 0


def test_a_series_without_a_period_is_silent_after_the_seconds_of_the_rule(now: datetime) -> None:
    pm = stream(period_s=None)
    put(pm, {0: 10}, START)
    free = absence(pm, window_s=0)
    assert open_silences(START + 99 * HOUR) == 0
    Rule.objects.filter(pk=free.pk).update(window_s=7200)
    assert open_silences(START + 3 * HOUR) == 1
