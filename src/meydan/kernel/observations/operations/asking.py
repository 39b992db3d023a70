"""What a rule asks of a datastream: which measure, which limits, whether it is meant at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import numpy as np
from django.conf import settings

from meydan.kernel.observations.engine.areas import inside
from meydan.kernel.observations.engine.measures import STATISTICS, Measure
from meydan.kernel.observations.engine.moments import DAY_US, HOUR_US, SECOND_US
from meydan.kernel.observations.engine.quiet import quiet_until
from meydan.kernel.observations.engine.rules import Limits
from meydan.kernel.observations.models import Rule, Thing

# Rules that look at each series as it comes; the others are looked at by a job.
STREAM_KINDS = (Rule.Kind.THRESHOLD, Rule.Kind.RATE, Rule.Kind.FLAT)
# Values further apart than this many periods do not vouch for the time between them.
GAP_PERIODS = 3
GAP_WITHOUT_PERIOD_US = 3 * HOUR_US
# After so long without a value an alert is over: nobody knows what became of it.
SILENT_PERIODS = 6
SILENT_US = DAY_US
DEFAULT_WINDOW_US = {Rule.Kind.RATE: HOUR_US, Rule.Kind.FLAT: 12 * HOUR_US}


def measure_of(rule: Rule) -> Measure:
    """What a rule on single series looks at."""
    kind = Rule.Kind(rule.kind)
    if kind in DEFAULT_WINDOW_US:
        name = "rate" if kind == Rule.Kind.RATE else "spread"
        return Measure(name, rule.window_s * SECOND_US or DEFAULT_WINDOW_US[kind])
    return STATISTICS[rule.statistic]


def limits_of(rule: Rule, period_s: int | None) -> Limits:
    """What a rule asks, of a series with a value every ``period_s`` (``None``: they come as they please)."""
    gap = GAP_WITHOUT_PERIOD_US if period_s is None else GAP_PERIODS * period_s * SECOND_US
    lasting = rule.min_duration_s * SECOND_US
    # A silence is longer than any gap that a run of values may have.
    silent = max(SILENT_US, (period_s or 0) * SILENT_PERIODS * SECOND_US, gap + lasting)
    return Limits(
        above=rule.comparison == Rule.Comparison.ABOVE,
        limit=rule.limit,
        clear_limit=rule.clear_limit,
        min_duration_us=lasting,
        max_gap_us=gap,
        silent_us=silent,
    )


def silence_us(rule: Rule, period_s: int | None) -> int | None:
    """How long a datastream may say nothing under an absence rule; ``None``: as long as it likes."""
    missed = 0 if period_s is None else round(rule.limit * period_s * SECOND_US)
    return max(missed, rule.window_s * SECOND_US) or None


def notices_wait_until(rule: Rule, now: datetime) -> datetime | None:
    """Until when nobody is written to about an alert that opens now; serious ones wait for nothing."""
    if rule.severity == Rule.Severity.BAD:
        return None
    return quiet_until(now, rule.quiet_from, rule.quiet_to, settings.CITY_ZONE)


def things_inside(rules: Iterable[Rule], thing_ids: Sequence[int]) -> Mapping[int, frozenset[int]]:
    """Of each rule with an area, the things that stand inside; one query, and none without such rules."""
    scoped = [rule for rule in rules if rule.area]
    if not scoped or not thing_ids:
        return {}
    rows = list(Thing.objects.filter(pk__in=set(thing_ids)).values_list("pk", "lon", "lat"))
    pks = np.array([row[0] for row in rows], dtype=np.int64)
    lon = np.array([np.nan if row[1] is None else row[1] for row in rows], dtype=np.float64)
    lat = np.array([np.nan if row[2] is None else row[2] for row in rows], dtype=np.float64)
    return {
        rule.pk: frozenset(pks[inside(bytes(rule.area_wkb), lon, lat)].tolist())
        if rule.area_wkb
        else frozenset()
        for rule in scoped
    }
