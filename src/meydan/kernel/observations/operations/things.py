"""Registering things, properties and datastreams; said twice, they stay one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from meydan.kernel.observations.models import (
    Datastream,
    LatestValue,
    ObservedProperty,
    Rule,
    Sensor,
    Thing,
)
from meydan.kernel.observations.operations.locations import stand
from meydan.kernel.observations.stores.tables import TABLES


def said(names: Mapping[str, str]) -> str:
    """The name that machines read: in the city's language, else in the first there is."""
    return names.get(settings.LANGUAGE_CODE) or next(iter(names.values()), "")


@transaction.atomic
def ensure_thing(
    *,
    key: str,
    names: Mapping[str, str],
    lon: float | None = None,
    lat: float | None = None,
    place_id: int | None = None,
    properties: Mapping[str, Any] | None = None,
    is_sample: bool = False,
    now: datetime | None = None,
) -> Thing:
    """
    The thing of that key, made or brought up to date. ``lon``, ``lat`` in degrees, WGS 84.

    :param now: when it stands there, for its history; without it the move is not dated
    """
    given = {"lon": lon, "lat": lat, "place_id": place_id, "properties": dict(properties or {}) or None}
    thing, _ = Thing.objects.update_or_create(
        key=key,
        defaults={
            "names": dict(names), "name": said(names), "is_sample": is_sample,
            # What is not said stays as it is: an import without coordinates does not move a station.
            **{name: value for name, value in given.items() if value is not None},
        },
    )  # fmt: skip
    if lon is not None and lat is not None:
        stand(thing, lon=lon, lat=lat, now=now)
    return thing


@transaction.atomic
def ensure_property(
    *,
    code: str,
    names: Mapping[str, str],
    unit: str,
    kind: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
) -> ObservedProperty:
    """The observed property of that code; values outside [minimum, maximum] are refused at the door."""
    observed, _ = ObservedProperty.objects.update_or_create(
        code=code,
        defaults={
            "names": dict(names), "name": said(names), "unit": unit, "kind": kind, "minimum": minimum,
            "maximum": maximum,
        },
    )  # fmt: skip
    return observed


@transaction.atomic
def ensure_datastream(
    *,
    key: str,
    thing: Thing,
    observed_property: ObservedProperty | str,
    names: Mapping[str, str] | None = None,
    unit: str | None = None,
    period_s: int | None = None,
    sensor: Sensor | None = None,
    is_public: bool = True,
    is_sample: bool = False,
) -> Datastream:
    """
    The datastream of that key, made or brought up to date.

    :param observed_property: the property or its code
    :param period_s: seconds between two values; ``None`` when they come as they please
    :raises ObservedProperty.DoesNotExist: if there is no property of that code
    """
    if isinstance(observed_property, str):
        observed_property = ObservedProperty.objects.get(code=observed_property)
    datastream, _ = Datastream.objects.update_or_create(
        key=key,
        defaults={
            "thing": thing,
            "observed_property": observed_property,
            "names": dict(names or observed_property.names),
            "name": said(names or observed_property.names),
            "unit": observed_property.unit if unit is None else unit,
            "period_s": period_s,
            "sensor": sensor,
            "is_public": is_public,
            "is_sample": is_sample,
        },
    )
    LatestValue.objects.get_or_create(datastream=datastream)
    return datastream


@transaction.atomic
def remove_datastreams(*, datastream_ids: list[int]) -> int:
    """
    Remove datastreams with every value of theirs; return how many there were.

    Their latest rows go first: a batch that holds them is waited for, a later one finds no datastream.
    """
    LatestValue.objects.filter(pk__in=datastream_ids).delete()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.executemany(
                f"DELETE FROM {table} WHERE datastream_id = %s",  # noqa: S608
                [[pk] for pk in datastream_ids],
            )
    count = Datastream.objects.filter(pk__in=datastream_ids).count()
    Datastream.objects.filter(pk__in=datastream_ids).delete()
    return count


@transaction.atomic
def remove_sample_things(now: datetime) -> int:
    """Remove every sample thing with its datastreams, values and alerts, and sample rules."""
    things = Thing.objects.filter(is_sample=True)
    streams = Datastream.objects.filter(Q(is_sample=True) | Q(thing__in=things))
    count = remove_datastreams(datastream_ids=list(streams.values_list("pk", flat=True)))
    count += things.count()
    things.delete()
    Sensor.objects.filter(is_sample=True, datastreams__isnull=True).delete()
    Rule.objects.filter(is_sample=True, alerts__isnull=True).delete()
    return count
