"""Every alert ends: those nobody acted on end by rule."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from meydan.kernel.observations.engine import rules as engine
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.models import Alert, Rule, RuleState
from meydan.kernel.observations.operations.asking import SILENT_US, STREAM_KINDS, limits_of
from meydan.kernel.observations.operations.episodes import expire, record
from meydan.kernel.observations.operations.looks import limits_of_looks
from meydan.kernel.observations.operations.standing import Verdict, keep_states
from meydan.kernel.observations.stores import states as stores

TOGETHER = 200


def expire_silent(now: datetime) -> int:
    """End the alerts on datastreams that no longer say anything; return how many."""
    found = [row.pk for row in _states(now) if _is_silent(row, row.datastream.period_s, now)]
    return sum(_expire_some(found[first : first + TOGETHER], now) for first in range(0, len(found), TOGETHER))


def _states(now: datetime) -> QuerySet[RuleState]:
    """Rules in an episode whose last value is older than the shortest silence there is."""
    found = RuleState.objects.filter(is_active=True, last_us__lt=to_us(now) - SILENT_US)
    return found.exclude(rule__kind=Rule.Kind.ABSENCE).select_related("rule", "datastream").order_by("pk")


def _is_silent(row: RuleState, period_s: int | None, now: datetime) -> bool:
    """By the very limits that a walk over the datastream would follow."""
    limits = limits_of(row.rule, period_s) if row.rule.kind in STREAM_KINDS else limits_of_looks(row.rule)
    return row.last_us is not None and to_us(now) - row.last_us > (limits.silent_us or 0)


@transaction.atomic
def _expire_some(state_ids: list[int], now: datetime) -> int:
    """Held, the datastreams are judged again: one of them may have spoken meanwhile."""
    rows = RuleState.objects.filter(pk__in=state_ids)
    streams = stores.lock(sorted(set(rows.values_list("datastream", flat=True))), to_us(now))
    verdicts: list[Verdict] = []
    for row in rows.select_related("rule"):
        stream = streams.get(row.datastream_id)
        if stream is None or not _is_silent(row, stream.period_s, now):
            continue
        known = engine.State(row.is_active, row.since_us, row.last_us, row.peak, row.peak_us)
        episodes = engine.ended_by_silence(known)
        verdicts.append(Verdict(row.rule, stream, known, engine.AT_REST, episodes))
    record(verdicts, now)
    keep_states(verdicts)
    return len(verdicts)


def end_alerts_of(rule: Rule, now: datetime) -> int:
    """
    End what a rule has open, inside the caller's transaction: it was switched off, or asks something else now.

    :return: how many alerts ended
    """
    RuleState.objects.filter(rule=rule).delete()
    running = Alert.objects.select_related("rule").filter(
        rule=rule, cleared_at__isnull=True, is_withdrawn=False
    )
    count = 0
    for alert in running:
        alert.cleared_at = max(now, alert.opened_at)
        if alert.status == Alert.Status.OPEN:
            expire(alert, now, Alert.Ending.SWITCHED_OFF)
            count += 1
        alert.save()
    return count
