"""What the tour needs of the city: a sample station, the rule, and the figure that will move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from meydan.base.packs.public import current
from meydan.kernel.cases.public import service
from meydan.kernel.observations.public import (
    Datastream,
    ObservedProperty,
    Rule,
    Thing,
    ensure_thing,
    latest,
    public_datastreams,
)
from meydan.kernel.strategy.public import Indicator

PROPERTY = "pm2_5"
MOST_STATIONS = 50
FIGURES = ("air_alerts_worked", "air_alerts_answered")  # the first of these that the city counts
NAMES = {"tr": "Tur istasyonu (örnek)", "fa": "ایستگاه تور (نمونه)", "en": "Tour station (sample)"}


class SceneIncomplete(Exception):
    """The city lacks what the tour shows: its rule, its service or its officers."""


@dataclass(frozen=True)
class Scene:
    """Where the tour plays."""

    station: Thing
    stream: Datastream | None  # the station's own public series, for its latest value
    rule: Rule
    figure: Indicator | None


def scene() -> Scene:
    """
    The stage of the tour.

    :raises SceneIncomplete: if the rule or its service is missing
    """
    rules = Rule.objects.filter(observed_property__code=PROPERTY, is_active=True, statistic="mean_1h")
    rule = rules.select_related("observed_property").order_by("pk").first()
    if rule is None or service(rule.service) is None:
        raise SceneIncomplete
    stream = _liveliest()
    return Scene(stream.thing if stream else _own_station(), stream, rule, figure())


def _liveliest() -> Datastream | None:
    """The public sample series of fine dust that spoke last: a silent station would be a poor guide."""
    streams = public_datastreams().filter(
        observed_property__code=PROPERTY, is_sample=True, thing__lat__isnull=False
    )
    held = {stream.pk: stream for stream in streams[:MOST_STATIONS]}
    heard = sorted(latest(held).values(), key=lambda one: (one.at, -one.datastream_id))
    return held[heard[-1].datastream_id] if heard else None


def _own_station() -> Thing:
    lon, lat = current().centre
    return ensure_thing(key="sample-tour", names=NAMES, lon=lon, lat=lat, is_sample=True)


def figure() -> Indicator | None:
    """The indicator that the tour moves; ``None`` in a city that counts neither."""
    found: dict[str, Any] = {row.code: row for row in Indicator.objects.filter(code__in=FIGURES)}
    return next((found[code] for code in FIGURES if code in found), None)


def observed() -> ObservedProperty:
    """Fine dust."""
    return ObservedProperty.objects.get(code=PROPERTY)
