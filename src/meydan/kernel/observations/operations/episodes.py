"""Writing the episodes of rules as alerts, each once however often it is seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from meydan.base.events.public import publish
from meydan.kernel.observations.engine.moments import from_us, to_us
from meydan.kernel.observations.engine.rules import Episode
from meydan.kernel.observations.events import AlertOpened
from meydan.kernel.observations.models import Alert, Rule, Thing
from meydan.kernel.observations.operations.alerts import announce_closed
from meydan.kernel.observations.operations.asking import notices_wait_until
from meydan.kernel.observations.operations.standing import Verdict
from meydan.kernel.observations.stores.states import StreamState

CHANGING = (
    "since_at", "opened_at", "opening_value", "peak_value", "peak_at", "cleared_at", "status", "closed_at",
    "ending", "is_withdrawn",
)  # fmt: skip


def record(verdicts: Iterable[Verdict], now: datetime) -> int:
    """Write episodes that follow on what is written; return how many alerts opened."""
    listed = [verdict for verdict in verdicts if verdict.episodes]
    # What ends is written first: of a rule and a datastream only one alert may run.
    _go_on([verdict for verdict in listed if _goes_on_differently(verdict)], now)
    opened = 0
    for verdict in listed:
        for episode in verdict.episodes:
            if episode.opened_us is not None:
                open_alert(verdict.rule, verdict.stream, episode, now)
                opened += 1
    return opened


def _goes_on_differently(verdict: Verdict) -> bool:
    """Most running alerts neither end nor rise: nothing is read or written for them."""
    first = verdict.episodes[0]
    return first.opened_us is None and (first.cleared_us is not None or first.peak != verdict.known.peak)


def _go_on(verdicts: list[Verdict], now: datetime) -> None:
    """Write the first episode of each onto the alert that runs; nothing is written where nothing changed."""
    running = _running(verdicts)
    changed: list[Alert] = []
    for verdict in verdicts:
        alert = running.get((verdict.rule.pk, verdict.stream.pk))
        if alert is not None and _differs(alert, verdict.episodes[0]):
            update(alert, verdict.episodes[0], now)
            changed.append(alert)
    if changed:
        Alert.objects.bulk_update(changed, CHANGING)


def _running(verdicts: list[Verdict]) -> dict[tuple[int, int], Alert]:
    if not verdicts:
        return {}
    rows = Alert.objects.select_related("rule").filter(
        rule__in={verdict.rule.pk for verdict in verdicts},
        datastream__in={verdict.stream.pk for verdict in verdicts},
        cleared_at__isnull=True,
        is_withdrawn=False,
    )
    return {(alert.rule_id, alert.datastream_id): alert for alert in rows}


def _differs(alert: Alert, episode: Episode) -> bool:
    return episode.cleared_us is not None or episode.peak != alert.peak_value


def record_again(
    rule: Rule, stream: StreamState, episodes: list[Episode], alerts: list[Alert], now: datetime
) -> int:
    """
    Write what a second look found; return how many alerts opened.

    An episode that overlaps an alert is that alert, whatever its times were. An alert without an
    episode is withdrawn. So late data never open an alert twice.

    :param alerts: those that stand and end after the moment the look began at, in order of time
    """
    standing = list(alerts)
    pairs = [(episode, _claim(episode, standing)) for episode in episodes]
    for alert in standing:
        withdraw(alert, now)
    # Times may move past each other, and the table lets only one alert open at an instant.
    known = [claimed.pk for _, claimed in pairs if claimed is not None]
    if known:
        Alert.objects.filter(pk__in=known).update(is_withdrawn=True)
    for episode, claimed in pairs:
        if claimed is not None:
            update(claimed, episode, now)
            claimed.save()
    new = [episode for episode, claimed in pairs if claimed is None]
    for episode in new:
        open_alert(rule, stream, episode, now)
    return len(new)


def _claim(episode: Episode, standing: list[Alert]) -> Alert | None:
    for alert in standing:
        if not _starts_after(alert, episode) and not _ends_before(alert, episode):
            standing.remove(alert)
            return alert
    return None


def _starts_after(alert: Alert, episode: Episode) -> bool:
    since_us = to_us(alert.since_at)
    if episode.cleared_us is None:
        return False
    # The last value before a silence belongs to its episode; the value that clears one does not.
    return since_us > episode.cleared_us if episode.fell_silent else since_us >= episode.cleared_us


def _ends_before(alert: Alert, episode: Episode) -> bool:
    if alert.cleared_at is None:
        return False
    cleared_us = to_us(alert.cleared_at)
    if alert.ending == Alert.Ending.SILENT:
        return cleared_us < episode.since_us
    return cleared_us <= episode.since_us


def withdraw(alert: Alert, now: datetime) -> None:
    """Say that an alert was none; whoever works on it is told when it was still open."""
    alert.is_withdrawn = True
    was_open = alert.status == Alert.Status.OPEN
    if was_open:
        alert.status, alert.closed_at = Alert.Status.EXPIRED, now
    if alert.status == Alert.Status.EXPIRED:
        alert.ending = Alert.Ending.WITHDRAWN
    alert.save()
    if was_open:
        announce_closed(alert, now)


def update(alert: Alert, episode: Episode, now: datetime) -> None:
    """Write an episode onto its alert (unsaved); one that passed is announced, one that goes on is open again."""
    alert.is_withdrawn = False
    alert.since_at = from_us(episode.since_us)
    if episode.opened_us is not None and episode.opening_value is not None:
        alert.opened_at, alert.opening_value = from_us(episode.opened_us), episode.opening_value
    alert.peak_value, alert.peak_at = episode.peak, from_us(episode.peak_us)
    alert.cleared_at = None if episode.cleared_us is None else from_us(episode.cleared_us)
    if alert.cleared_at is not None and alert.status == Alert.Status.OPEN:
        expire(alert, now, Alert.Ending.SILENT if episode.fell_silent else Alert.Ending.CLEARED)
    elif alert.cleared_at is None and alert.status == Alert.Status.EXPIRED:
        alert.status, alert.closed_at, alert.ending = Alert.Status.OPEN, None, Alert.Ending.NONE


def expire(alert: Alert, now: datetime, ending: Alert.Ending) -> None:
    """End an open alert by rule (unsaved), and announce it."""
    alert.status, alert.closed_at, alert.ending = Alert.Status.EXPIRED, now, ending
    announce_closed(alert, now)


def open_alert(
    rule: Rule,
    stream: StreamState,
    episode: Episode,
    now: datetime,
    facts: dict[str, Any] | None = None,
) -> Alert:
    """Write an episode as a new alert, and announce it."""
    if episode.opened_us is None or episode.opening_value is None:
        raise ValueError("this episode was opened before")
    cleared = None if episode.cleared_us is None else from_us(episode.cleared_us)
    ending = Alert.Ending.SILENT if episode.fell_silent else Alert.Ending.CLEARED
    alert = Alert.objects.create(
        rule=rule,
        datastream_id=stream.pk,
        status=Alert.Status.OPEN if cleared is None else Alert.Status.EXPIRED,
        since_at=from_us(episode.since_us),
        opened_at=from_us(episode.opened_us),
        cleared_at=cleared,
        recorded_at=now,
        closed_at=None if cleared is None else now,
        ending=Alert.Ending.NONE if cleared is None else ending,
        quiet_until=notices_wait_until(rule, now),
        facts=facts or {},
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
