"""Figures about measurements and alerts for indicators: each with its rows and its youngest input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Count, Max, Q, QuerySet

from meydan.kernel.observations.engine.moments import from_us, to_us
from meydan.kernel.observations.models import Alert, Datastream, LatestValue
from meydan.kernel.observations.queries import series
from meydan.numerics.figure import Figure

LONGEST_WINDOW = timedelta(days=366)


def alerts_acted(
    *, properties: Sequence[str], since: datetime | None, until: datetime, rules: Sequence[str] = ()
) -> Figure:
    """Percent of the alerts that ended within ``[since, until)`` on which people acted."""
    return _share_of_ended(Alert.Status.ACTED, properties, rules, since, until)


def alerts_dismissed(
    *, properties: Sequence[str], since: datetime | None, until: datetime, rules: Sequence[str] = ()
) -> Figure:
    """Percent of the alerts that ended within ``[since, until)`` that people dismissed with a reason."""
    return _share_of_ended(Alert.Status.DISMISSED, properties, rules, since, until)


def alerts_expired(
    *, properties: Sequence[str], since: datetime | None, until: datetime, rules: Sequence[str] = ()
) -> Figure:
    """Percent of the alerts that ended within ``[since, until)`` by rule: nobody did anything about them."""
    return _share_of_ended(Alert.Status.EXPIRED, properties, rules, since, until)


def _share_of_ended(
    status: str,
    properties: Sequence[str],
    rules: Sequence[str],
    since: datetime | None,
    until: datetime,
) -> Figure:
    found = _ended(properties, rules, since, until).aggregate(
        count=Count("pk"), chosen=Count("pk", filter=Q(status=status)), last=Max("closed_at")
    )
    return Figure.of_share(found["chosen"], found["count"], found["last"]).in_percent()


def _ended(
    properties: Sequence[str], rules: Sequence[str], since: datetime | None, until: datetime
) -> QuerySet[Alert]:
    ended = Alert.objects.filter(closed_at__lt=until, is_withdrawn=False).exclude(status=Alert.Status.OPEN)
    if properties:
        ended = ended.filter(datastream__observed_property__code__in=properties)
    if rules:
        ended = ended.filter(rule__code__in=rules)
    return ended if since is None else ended.filter(closed_at__gte=since)


def hours_to_action(
    *, properties: Sequence[str], since: datetime | None, until: datetime, rules: Sequence[str] = ()
) -> Figure:
    """Median hours from writing an alert down to its being acted on, of those that ended in ``[since, until)``."""
    acted = _ended(properties, rules, since, until).filter(status=Alert.Status.ACTED)
    times = list(acted.values_list("recorded_at", "closed_at"))
    took = [(closed - recorded).total_seconds() / 3600 for recorded, closed in times if closed is not None]
    last = max((closed for _, closed in times if closed is not None), default=None)
    return Figure(float(np.median(took)) if took else None, len(took), last)


def stations_measuring(*, kind: str) -> Figure:
    """How many public stations measure a property of this kind (air, noise, water) in public."""
    streams = Datastream.objects.filter(observed_property__kind=kind, is_public=True, thing__is_public=True)
    count = streams.values("thing").distinct().count()
    newest = LatestValue.objects.filter(datastream__in=streams).aggregate(last=Max("at_us"))["last"]
    return Figure.of_count(count, _moment(newest))


@dataclass(frozen=True)
class PropertyMean:
    """A property and the moments [since, until) over which its mean is asked for."""

    code: str
    since: datetime | None
    until: datetime

    @property
    def from_us(self) -> int:
        """Where its time begins [µs since 1970]."""
        return to_us(self.since or self.until - LONGEST_WINDOW)


def mean_of_property(*, code: str, since: datetime | None, until: datetime) -> Figure:
    """
    Mean of the public stations' daily means of a property, in its unit.

    Each station weighs by the days it measured; a day counts whatever its number of hours.
    """
    return means_of_properties([PropertyMean(code, since, until)])[0]


def means_of_properties(asked: Sequence[PropertyMean]) -> list[Figure]:
    """Work out many such means: the days of a station are read once, from the earliest moment asked for."""
    found: dict[int, Figure] = {}
    for code in dict.fromkeys(one.code for one in asked):
        those = {number: one for number, one in enumerate(asked) if one.code == code}
        streams = list(Datastream.objects.filter(observed_property__code=code, is_public=True))
        day_us, value = _days_of(streams, list(those.values()))
        newest = _moment(
            LatestValue.objects.filter(datastream__in=streams).aggregate(last=Max("at_us"))["last"]
        )
        for number, one in those.items():
            chosen = value[(day_us >= one.from_us) & (day_us < to_us(one.until))]
            mean = float(chosen.mean()) if chosen.size else None
            found[number] = Figure(mean, int(chosen.size), newest)
    return [found[number] for number in range(len(asked))]


def _days_of(streams: Sequence[Datastream], asked: Sequence[PropertyMean]) -> tuple[np.ndarray, np.ndarray]:
    """Where the days of all streams begin [µs], and their means; days without a value are left out."""
    start = from_us(min(one.from_us for one in asked))
    until = max(one.until for one in asked)
    days = [series(stream.pk, start, until, "day") for stream in streams]
    if not days:
        return np.empty(0, np.int64), np.empty(0)
    day_us = np.concatenate([found.at for found in days])
    value = np.concatenate([found.value for found in days])
    measured = ~np.isnan(value)
    return day_us[measured], value[measured]


def stations_live(*, within: timedelta, now: datetime) -> Figure:
    """Percent of public stations with a measurement within the last ``within``."""
    found = Datastream.objects.filter(is_public=True).aggregate(
        count=Count("thing", distinct=True),
        live=Count("thing", distinct=True, filter=Q(latest__at_us__gte=to_us(now - within))),
        last=Max("latest__at_us"),
    )
    return Figure.of_share(found["live"], found["count"], _moment(found["last"])).in_percent()


def _moment(at_us: int | None) -> datetime | None:
    return None if at_us is None else from_us(at_us)
