"""Changing entities: what is said is changed, what it was before is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction

from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.engine.query.model import ENTITIES
from meydan.kernel.observations.models import (
    EntityVersion,
    HistoricalLocation,
    Location,
    Thing,
)
from meydan.kernel.observations.operations.entities import bodies, making
from meydan.kernel.observations.operations.entities.bodies import Body, Unsound
from meydan.kernel.observations.operations.entities.telling import tell
from meydan.kernel.observations.stores.feed import Change

# Navigations that may be set anew by a link, and the column they are.
RELINKED = {
    "Datastream": {"Thing": "thing", "Sensor": "sensor", "ObservedProperty": "observed_property"},
    "MultiDatastream": {"Thing": "thing", "Sensor": "sensor"},
    "HistoricalLocation": {"Thing": "thing"},
}


@transaction.atomic
def change(*, entity: str, key: int, body: Body, whole: bool, before: Any, now: datetime) -> models.Model:
    """
    Change an entity.

    :param whole: the body stands for everything (PUT): what it does not say is as if never said
    :param before: the entity as JSON as it was, for whoever asks for the past
    :raises Unsound: if the body is not sound
    :raises Absent: if the entity, or one it links to, is not there
    """
    row: models.Model = making.find(entity, key)
    if whole:
        links = tuple(ENTITIES[entity].navigations)
        bodies.require(ENTITIES[entity], body, names=links)
        body = {**_unsaid(entity), **body}
    for name, value in _columns(entity, row, body).items():
        setattr(row, name, value)
    for name, column in RELINKED.get(entity, {}).items():
        if body.get(name) is not None:
            setattr(row, column, _by_link(name, body[name]))
    row.save()
    _places(row, body, now)
    keep_version(entity, key, before, now)
    tell([Change(entity, key, "changed", tuple(body))], now)
    return row


def _unsaid(entity: str) -> dict[str, Any]:
    """What PUT sets back when it is not said."""
    known = ENTITIES[entity].properties
    return {"properties": {}} if "properties" in known else {}


def _columns(entity: str, row: models.Model, body: Body) -> dict[str, Any]:
    if isinstance(row, HistoricalLocation):
        return {"at_us": making.moment(body, "time")} if "time" in body else {}
    found = making.described(body)
    if "names" in found:
        names = found.pop("names")
        if hasattr(row, "names"):
            found["names"] = {**row.names, **names}
    if entity in ("Location", "FeatureOfInterest"):
        found |= _shape(row, body, "location" if entity == "Location" else "feature")
    if entity in ("Datastream", "MultiDatastream"):
        found |= making.stream_fields(body)
    if entity == "Sensor":
        found |= {"metadata": body["metadata"]} if "metadata" in body else {}
        found |= {"encoding_type": bodies.text(body, "encodingType")} if "encodingType" in body else {}
    if entity == "ObservedProperty" and "definition" in body:
        found["definition"] = bodies.text(body, "definition")
    return found


def _shape(row: Any, body: Body, name: str) -> dict[str, Any]:
    if name not in body and "encodingType" not in body:
        return {}
    return making.shaped({"encodingType": row.encoding_type, name: getattr(row, name), **body}, name)


def _by_link(name: str, value: Any) -> Any:
    key = bodies.linked_id(value)
    if key is None:
        raise Unsound(f'{name} is changed by a link, as {{"@iot.id": 5}}; make the entity first.')
    return making.find(name, key)


def _places(row: models.Model, body: Body, now: datetime) -> None:
    if isinstance(row, Thing) and body.get("Locations"):
        listed = body["Locations"]
        places = [_by_link("Location", one) for one in (listed if isinstance(listed, list) else [listed])]
        making.stand_at(row, places, at_us=to_us(now))
    if isinstance(row, Location) and body.get("Things"):
        for one in body["Things"]:
            making.stand_at(_by_link("Thing", one), [row], at_us=to_us(now))
    if isinstance(row, HistoricalLocation) and body.get("Locations"):
        row.locations.set([_by_link("Location", one) for one in body["Locations"]])


def keep_version(entity: str, key: int, before: Any, now: datetime, *, is_removed: bool = False) -> None:
    """Keep what an entity said until now."""
    EntityVersion.objects.create(
        entity=entity, entity_id=key, until_us=to_us(now), body=before, is_removed=is_removed
    )


@transaction.atomic
def tie(*, location: Location, thing: Thing, now: datetime) -> None:
    """Let a thing stand at one more location."""
    places = [*thing.locations.exclude(pk=location.pk).order_by("pk"), location]
    making.stand_at(thing, places, at_us=to_us(now))
    tell([Change("Thing", thing.pk, "changed", ("Locations",))], now)


@transaction.atomic
def untie(*, location: Location, thing: Thing, now: datetime) -> None:
    """Let a thing no longer stand at a location."""
    making.stand_at(thing, list(thing.locations.exclude(pk=location.pk).order_by("pk")), at_us=to_us(now))
    tell([Change("Thing", thing.pk, "changed", ("Locations",))], now)
