"""Writing the episodes of a rule as alerts, each once however often it is seen."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from meydan.base.events.public import publish
from meydan.kernel.observations.engine.moments import from_us, to_us
from meydan.kernel.observations.engine.rules import Episode
from meydan.kernel.observations.events import AlertOpened
from meydan.kernel.observations.models import Alert, Rule, Thing
from meydan.kernel.observations.operations.alerts import announce_closed
from meydan.kernel.observations.stores.states import StreamState

WITHDRAWN = "corrected data"


def record(rule: Rule, stream: StreamState, episodes: list[Episode], now: datetime) -> int:
    """Write episodes that follow on what is written; return how many alerts opened."""
    opened = 0
    for episode in episodes:
        if episode.opened_us is not None:
            _open(rule, stream, episode, now)
            opened += 1
            continue
        running = Alert.objects.select_related("rule").get(
            rule=rule, datastream=stream.pk, cleared_at__isnull=True, is_withdrawn=False
        )
        _update(running, episode, now)
    return opened


def record_again(
    rule: Rule, stream: StreamState, episodes: list[Episode], begin_us: int, now: datetime
) -> int:
    """
    Write what a second look from ``begin_us`` on found; return how many alerts opened.

    An episode that overlaps an alert is that alert, whatever its times were. An alert without an
    episode is withdrawn. So late data never open an alert twice.
    """
    standing = list(
        Alert.objects.select_related("rule")
        .filter(
            Q(cleared_at__isnull=True) | Q(cleared_at__gt=from_us(begin_us)),
            rule=rule,
            datastream_id=stream.pk,
            is_withdrawn=False,
        )
        .order_by("since_at", "id")
    )
    pairs = [(episode, _claim(episode, standing)) for episode in episodes]
    for alert in standing:
        _withdraw(alert, now)
    # Times may move past each other, and the table lets only one alert open at an instant.
    known = [claimed.pk for _, claimed in pairs if claimed is not None]
    Alert.objects.filter(pk__in=known).update(is_withdrawn=True)
    for episode, claimed in pairs:
        if claimed is not None:
            _update(claimed, episode, now)
    new = [episode for episode, claimed in pairs if claimed is None]
    for episode in new:
        _open(rule, stream, episode, now)
    return len(new)


def _claim(episode: Episode, standing: list[Alert]) -> Alert | None:
    for alert in standing:
        cleared_us = None if alert.cleared_at is None else to_us(alert.cleared_at)
        starts_after = episode.cleared_us is not None and to_us(alert.since_at) >= episode.cleared_us
        ends_before = cleared_us is not None and cleared_us <= episode.since_us
        if not starts_after and not ends_before:
            standing.remove(alert)
            return alert
    return None


def _withdraw(alert: Alert, now: datetime) -> None:
    alert.is_withdrawn = True
    was_open = alert.status == Alert.Status.OPEN
    if was_open:
        alert.status, alert.closed_at, alert.reason = Alert.Status.EXPIRED, now, WITHDRAWN
    alert.save()
    if was_open:
        announce_closed(alert, now)


def _update(alert: Alert, episode: Episode, now: datetime) -> None:
    alert.is_withdrawn = False
    alert.since_at = from_us(episode.since_us)
    if episode.opened_us is not None and episode.opening_value is not None:
        alert.opened_at, alert.opening_value = from_us(episode.opened_us), episode.opening_value
    alert.peak_value, alert.peak_at = episode.peak, from_us(episode.peak_us)
    alert.cleared_at = None if episode.cleared_us is None else from_us(episode.cleared_us)
    passed = alert.cleared_at is not None and alert.status == Alert.Status.OPEN
    if passed:
        alert.status, alert.closed_at = Alert.Status.EXPIRED, now
    elif alert.cleared_at is None and alert.status == Alert.Status.EXPIRED:
        alert.status, alert.closed_at = Alert.Status.OPEN, None
    alert.save()
    if passed:
        announce_closed(alert, now)


def _open(rule: Rule, stream: StreamState, episode: Episode, now: datetime) -> Alert:
    if episode.opened_us is None or episode.opening_value is None:
        raise ValueError("this episode was opened before")
    cleared = None if episode.cleared_us is None else from_us(episode.cleared_us)
    alert = Alert.objects.create(
        rule=rule,
        datastream_id=stream.pk,
        status=Alert.Status.OPEN if cleared is None else Alert.Status.EXPIRED,
        since_at=from_us(episode.since_us),
        opened_at=from_us(episode.opened_us),
        cleared_at=cleared,
        recorded_at=now,
        closed_at=None if cleared is None else now,
        opening_value=episode.opening_value,
        peak_value=episode.peak,
        peak_at=from_us(episode.peak_us),
        is_sample=stream.is_sample,
    )
    publish(
        AlertOpened(
            alert_id=alert.pk,
            rule=rule.code,
            datastream_id=stream.pk,
            thing_id=stream.thing_id,
            place_id=Thing.objects.values_list("place_id", flat=True).get(pk=stream.thing_id),
            service=rule.service,
            severity=rule.severity,
            value=episode.opening_value,
            limit=rule.limit,
            at=alert.opened_at.isoformat(),
        ),
        now,
    )
    if cleared is not None:
        announce_closed(alert, now)
    return alert
