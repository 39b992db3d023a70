"""Datastreams that say nothing: a job finds them, and the next value ends it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import numpy as np
from django.db import transaction
from django.db.models import F, QuerySet

from meydan.kernel.observations.engine.batch import Batch, Ints
from meydan.kernel.observations.engine.moments import HOUR_US, from_us, to_us
from meydan.kernel.observations.engine.rules import AT_REST, Episode, State
from meydan.kernel.observations.engine.silence import silences
from meydan.kernel.observations.models import Alert, LatestValue, Rule
from meydan.kernel.observations.operations.asking import silence_us, things_inside
from meydan.kernel.observations.operations.books import Spans
from meydan.kernel.observations.operations.episodes import open_alert, record
from meydan.kernel.observations.operations.standing import (
    States,
    Verdict,
    keep_states,
    known_state,
    read_states,
)
from meydan.kernel.observations.stores import states as stores
from meydan.kernel.observations.stores.states import StreamState

# The candidates of a sweep are locked and looked at again, so many a transaction.
TOGETHER = 200
NONE: Ints = np.empty(0, dtype=np.int64)


def end_silences(kept: Batch, spans: Spans, states: States, now: datetime) -> None:
    """End the silences of datastreams that spoke; nothing is asked when none of them was silent."""
    silent = {stream for (_, stream), state in states.items() if state.is_active}
    spoke = {s.pk: (s, start) for s, start, end in spans if s.pk in silent and _is_newer(kept, s, end)}
    if not spoke:
        return
    verdicts: list[Verdict] = []
    rules = Rule.objects.in_bulk({rule for rule, stream in states if stream in spoke})
    for (pk, stream_id), known in states.items():
        rule = rules.get(pk)
        if rule is None or rule.kind != Rule.Kind.ABSENCE or stream_id not in spoke or not known.is_active:
            continue
        stream, start = spoke[stream_id]
        ended = _ended(known, int(kept.at_us[start]), silence_us(rule, stream.period_s) or 0)
        verdicts.append(Verdict(rule, stream, known, AT_REST, [ended]))
    record(verdicts, now)
    keep_states(verdicts)


def _ended(known: State, spoke_us: int, limit_us: int) -> Episode:
    """
    The end of a silence by the value of ``spoke_us``.

    A backlog that comes at last shows that it was measured all the while; that nothing came stays true, so the
    silence does not end before it was noticed.
    """
    since_us = known.since_us or 0
    end_us = max(spoke_us, since_us + limit_us)
    return Episode(since_us, None, None, end_us, (end_us - since_us) / HOUR_US, end_us)


def _is_newer(kept: Batch, stream: StreamState, end: int) -> bool:
    return stream.at_us is None or int(kept.at_us[end - 1]) > stream.at_us


def open_silences(now: datetime) -> int:
    """Open the alerts of datastreams that have said nothing for too long; return how many."""
    opened = 0
    for rule in Rule.objects.filter(is_active=True, kind=Rule.Kind.ABSENCE).order_by("pk"):
        listed = [row.pk for row in _quiet(rule, now)]
        for first in range(0, len(listed), TOGETHER):
            opened += _open_some(rule, listed[first : first + TOGETHER], now)
    return opened


def _quiet(rule: Rule, now: datetime) -> Iterable[LatestValue]:
    """The datastreams whose newest value is too old for a rule and whose silence nobody has noticed."""
    now_us = to_us(now)
    found: QuerySet[LatestValue] = (
        LatestValue.objects.filter(datastream__observed_property=rule.observed_property_id, at_us__lt=now_us)
        .exclude(datastream__in=rule.rulestate_set.values("datastream"))
        .annotate(period_s=F("datastream__period_s"), thing_id=F("datastream__thing"))
        .order_by("pk")
    )
    rows = [row for row in found if _is_silent(rule, row.period_s, row.at_us, now_us)]  # type: ignore[attr-defined]
    within = things_inside([rule], [row.thing_id for row in rows])  # type: ignore[attr-defined]
    return [row for row in rows if rule.pk not in within or row.thing_id in within[rule.pk]]  # type: ignore[attr-defined]


def _is_silent(rule: Rule, period_s: int | None, at_us: int | None, now_us: int) -> bool:
    limit = silence_us(rule, period_s)
    return limit is not None and at_us is not None and now_us - at_us > limit


@transaction.atomic
def _open_some(rule: Rule, stream_ids: list[int], now: datetime) -> int:
    """Held, the datastreams are looked at again: one of them may have spoken meanwhile."""
    known = stores.lock(stream_ids, to_us(now))
    states = read_states(stream_ids)
    told = set(
        Alert.objects.filter(
            rule__kind=Rule.Kind.ABSENCE,
            datastream__thing__in={stream.thing_id for stream in known.values()},
            cleared_at__isnull=True,
            is_withdrawn=False,
        ).values_list("datastream__thing", flat=True)
    )
    verdicts: list[Verdict] = []
    for stream in known.values():
        limit, before = silence_us(rule, stream.period_s), known_state(states, rule, stream.pk)
        if limit is None or stream.at_us is None or not before.at_rest or stream.thing_id in told:
            continue
        state, episodes = silences(NONE, to_us(now), State(last_us=stream.at_us), limit)
        if episodes and not _opened_before(rule, stream, episodes[0]):
            # One alert a station: when the mast is down, its ten series need not say so each.
            told.add(stream.thing_id)
            open_alert(rule, stream, episodes[0], now)
            verdicts.append(Verdict(rule, stream, before, state))
    keep_states(verdicts)
    return len(verdicts)


def _opened_before(rule: Rule, stream: StreamState, episode: Episode) -> bool:
    """Whether this very silence had its alert: it was dismissed, or the rule was switched off and on again."""
    opened_at = from_us(episode.opened_us or 0)
    return Alert.objects.filter(rule=rule, datastream=stream.pk, opened_at=opened_at).exists()
