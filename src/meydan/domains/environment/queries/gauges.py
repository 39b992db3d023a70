"""Everything that is measured beside the air: its figures, the limit it passes, the series that speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings

from meydan.domains.environment.engine.kinds import OTHERS, Kind, place_of
from meydan.domains.environment.engine.limits import WEIGHT, Limit, figures_of, worst_passed
from meydan.domains.environment.engine.noise import levels
from meydan.domains.environment.models import HandEntry
from meydan.domains.environment.queries.civil import local_parts
from meydan.domains.environment.queries.snapshot import Snapshot, snapshot
from meydan.domains.environment.queries.tables import limits_on, noise_periods
from meydan.kernel.observations.public import Datastream, Latest, Series, to_us

NOISE = "noise_laeq"
RAIN = "rain"
# Shown with rain and noise whether or not a limit asks for them.
RAIN_SUMS = ("sum_1h", "sum_24h", "sum_72h")


@dataclass(frozen=True)
class Gauge:
    """One series with its newest value and figures, and the gravest limit they pass."""

    stream: Datastream
    latest: Latest
    freshness: str
    hours: Series = field(repr=False)
    figures: Mapping[str, float] = field(default_factory=dict)
    limit: Limit | None = None
    is_limited: bool = False
    entry: HandEntry | None = None

    @property
    def code(self) -> str:
        """The code of what is measured."""
        return str(self.stream.observed_property.code)

    @property
    def is_current(self) -> bool:
        """Whether the value may speak for now."""
        return self.freshness == "fresh"

    @property
    def state(self) -> str:
        """ "good", "watch" or "bad" against its limits, "plain" where it has none, "stale" when not current."""
        if not self.is_current:
            return "stale"
        if self.limit is not None:
            return self.limit.state
        return "good" if self.is_limited else "plain"


@dataclass(frozen=True)
class Post:
    """A station of one kind with its gauges, the chief property first."""

    kind: Kind
    key: str
    names: Mapping[str, str]
    lon: float | None
    lat: float | None
    is_sample: bool
    gauges: Sequence[Gauge]

    @property
    def speaker(self) -> Gauge | None:
        """The gauge that says most: the gravest, else the chief one; ``None`` where none is current."""
        current_ones = [gauge for gauge in self.gauges if gauge.is_current]
        return max(current_ones, key=lambda gauge: WEIGHT[gauge.state], default=None)

    @property
    def is_checked(self) -> bool:
        """Whether one of its series is seriously doubted."""
        return any(gauge.freshness == "checked" for gauge in self.gauges)

    @property
    def state(self) -> str:
        """The state of what speaks; a doubted station says nothing."""
        return self.speaker.state if self.speaker and not self.is_checked else "stale"

    @property
    def newest_at(self) -> datetime:
        """The time of its newest value."""
        return max(gauge.latest.at for gauge in self.gauges)

    @property
    def by_code(self) -> dict[str, Gauge]:
        """Gauges by property."""
        return {gauge.code: gauge for gauge in self.gauges}


def posts_now(now: datetime, kinds: Sequence[str], *, key: str = "") -> list[Post]:
    """The stations of some kinds with their newest values, the limits laid against them."""
    return posts_of(snapshot(now, kinds, key=key))


def posts_of(seen: Snapshot) -> list[Post]:
    """The stations of every kind but the air in what was read; one query, for what was written by hand."""
    by_hand = [stream.pk for stream in seen.streams if stream.period_s is None]
    entries = _entries(by_hand, seen) if by_hand else {}
    posts = []
    for kind in OTHERS:
        for _thing, own in groupby(seen.of_kind(kind.code), key=lambda stream: stream.thing_id):
            gauges = [_gauge(stream, seen, entries.get(stream.pk)) for stream in own]
            gauges.sort(key=lambda gauge: place_of(kind, gauge.code))
            thing = gauges[0].stream.thing
            posts.append(Post(kind, thing.key, thing.names, thing.lon, thing.lat, thing.is_sample, gauges))
    return posts


def _entries(datastream_ids: Sequence[int], seen: Snapshot) -> dict[int, HandEntry]:
    """The entry behind each newest value that was written by hand."""
    moments = {seen.newest[pk].at for pk in datastream_ids}
    rows = HandEntry.objects.filter(datastream_id__in=datastream_ids, at__in=moments, replaced_at=None)
    return {row.datastream_id: row for row in rows if seen.newest[row.datastream_id].at == row.at}


def _gauge(stream: Datastream, seen: Snapshot, entry: HandEntry | None) -> Gauge:
    code = str(stream.observed_property.code)
    newest, hours = seen.newest[stream.pk], seen.hours[stream.pk]
    own = limits_on(code)
    figures = figures_now(code, hours, newest, [limit.statistic for limit in own])
    limit = worst_passed(figures, own)
    return Gauge(stream, newest, seen.state(stream), hours, figures, limit, bool(own), entry)


def figures_now(code: str, hours: Series, newest: Latest, wanted: Sequence[str]) -> dict[str, float]:
    """The figures of a series now: its newest value, what limits ask for, sums of rain, levels of noise."""
    asked = [*wanted, *(RAIN_SUMS if code == RAIN else ())]
    until_us = to_us(newest.at)
    found = figures_of(hours.at, hours.value, hours.total, newest.value, until_us, asked)
    if code == NOISE and len(hours):
        found |= _noise(hours, newest)
    return found


def _noise(hours: Series, newest: Latest) -> dict[str, float]:
    """The levels of the 24 hours up to the newest value; the hourly mean of each hour is taken as its level."""
    begin = to_us(newest.at - timedelta(hours=24))
    own = (hours.at > begin) & (hours.at <= to_us(newest.at))
    _day, hour = local_parts(hours.at[own], settings.CITY_ZONE)
    return levels(hour, hours.value[own], noise_periods())


def worst_post(posts: Sequence[Post]) -> Post | None:
    """The station that speaks for its kind: the gravest current one, of equals the one that measures most."""
    speaking = [post for post in posts if post.speaker is not None and not post.is_checked]
    return max(speaking, key=lambda post: (WEIGHT[post.state], len(post.gauges)), default=None)
