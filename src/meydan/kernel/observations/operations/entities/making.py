"""Making entities, with those that are described inside them, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction

from meydan.kernel.observations.engine.digits import whole_number
from meydan.kernel.observations.engine.isotime import NotATime, parse_moment
from meydan.kernel.observations.engine.moments import from_us, to_us
from meydan.kernel.observations.engine.query.model import ENTITIES
from meydan.kernel.observations.models import (
    Datastream,
    FeatureOfInterest,
    HistoricalLocation,
    LatestValue,
    Location,
    MultiComponent,
    ObservedProperty,
    Sensor,
    Thing,
)
from meydan.kernel.observations.operations.entities import bodies
from meydan.kernel.observations.operations.entities.bodies import Absent, Body, Unsound
from meydan.kernel.observations.operations.entities.telling import tell
from meydan.kernel.observations.operations.locations import remember, shape_fields
from meydan.kernel.observations.stores.feed import Change

MODELS: dict[str, type[models.Model]] = {
    "Thing": Thing, "Location": Location, "HistoricalLocation": HistoricalLocation, "Sensor": Sensor,
    "ObservedProperty": ObservedProperty, "FeatureOfInterest": FeatureOfInterest, "Datastream": Datastream,
    "MultiDatastream": Datastream,
}  # fmt: skip
MOST_INSIDE = 2_000
Parents = Mapping[str, Any]


@dataclass
class Making:
    """
    One transaction of making.

    :param observe: stores the observations of a new datastream: its id and their bodies
    """

    now: datetime
    observe: Callable[[int, list[Body]], None]
    made: int = field(default=0)
    told: list[Change] = field(default_factory=list)

    def entity(self, name: str, body: Body, parents: Parents | None = None) -> models.Model:
        """
        Make an entity and whatever it describes inside.

        :param parents: navigation -> entity that the path or the outer entity gives
        :raises Unsound: if the body is not sound
        :raises Absent: if it links to what is not there
        """
        self.made += 1
        if self.made > MOST_INSIDE:
            raise Unsound(f"More than {MOST_INSIDE} entities in one request; send them in several.")
        given = dict(parents or {})
        bodies.require(ENTITIES[name], body, names=tuple(given))
        found: models.Model = getattr(self, f"_{name.lower()}")(bodies.as_body(body, name), given)
        self.told.append(Change(name, found.pk, "made"))
        return found

    def linked(self, name: str, value: Any) -> Any:
        """The entity that a link names, or the one that is described and made."""
        key = bodies.linked_id(value)
        if key is None:
            return self.entity(name, bodies.as_body(value, name))
        return find(name, key)

    def _each(self, body: Body, name: str) -> list[Any]:
        value = body.get(name) or []
        if not isinstance(value, list):
            raise Unsound(f"{name} must be a list.")
        return value

    def _thing(self, body: Body, given: dict[str, Any]) -> Thing:
        thing = Thing.objects.create(key=_new_key(), **described(body))
        places = [
            *given.get("Locations", []),
            *(self.linked("Location", one) for one in self._each(body, "Locations")),
        ]
        if places:
            stand_at(thing, places, at_us=to_us(self.now))
        for kind in ("Datastream", "MultiDatastream"):
            for one in self._each(body, f"{kind}s"):
                self.entity(kind, bodies.as_body(one, kind), {"Thing": thing})
        return thing

    def _location(self, body: Body, given: dict[str, Any]) -> Location:
        location = Location.objects.create(**_nameless(described(body)), **shaped(body, "location"))
        things = [
            *given.get("Things", []),
            *(self.linked("Thing", one) for one in self._each(body, "Things")),
        ]
        for thing in things:
            stand_at(thing, [location], at_us=to_us(self.now))
        return location

    def _historicallocation(self, body: Body, given: dict[str, Any]) -> HistoricalLocation:
        thing = given.get("Thing") or self.linked("Thing", body["Thing"])
        places = [
            *given.get("Locations", []),
            *(self.linked("Location", one) for one in self._each(body, "Locations")),
        ]
        return remember(thing, places, at_us=moment(body, "time"))

    def _sensor(self, body: Body, given: dict[str, Any]) -> Sensor:
        bodies.sized(body["metadata"], "metadata")
        sensor = Sensor.objects.create(
            key=_new_key(), **described(body), encoding_type=bodies.text(body, "encodingType"),
            metadata=body["metadata"],
        )  # fmt: skip
        self._streams_of(body, {"Sensor": sensor})
        return sensor

    def _observedproperty(self, body: Body, given: dict[str, Any]) -> ObservedProperty:
        observed = ObservedProperty.objects.create(
            code=_new_key(), **described(body), definition=bodies.text(body, "definition")
        )
        self._streams_of(body, {"ObservedProperty": observed})
        return observed

    def _streams_of(self, body: Body, given: dict[str, Any]) -> None:
        for one in self._each(body, "Datastreams"):
            self.entity("Datastream", bodies.as_body(one, "Datastream"), given)

    def _featureofinterest(self, body: Body, given: dict[str, Any]) -> FeatureOfInterest:
        return FeatureOfInterest.objects.create(**_nameless(described(body)), **shaped(body, "feature"))

    def _datastream(self, body: Body, given: dict[str, Any]) -> Datastream:
        related = {
            name: given.get(name) or self.linked(name, body[name])
            for name in ("Thing", "Sensor", "ObservedProperty")
        }
        stream = Datastream.objects.create(
            key=_new_key(), **described(body), **stream_fields(body), thing=related["Thing"],
            sensor=related["Sensor"], observed_property=related["ObservedProperty"], ahead_s=None,
        )  # fmt: skip
        return self._begun(stream, body)

    def _multidatastream(self, body: Body, given: dict[str, Any]) -> Datastream:
        observed = [self.linked("ObservedProperty", one) for one in self._each(body, "ObservedProperties")]
        units, types = body["unitOfMeasurements"], body["multiObservationDataTypes"]
        if not (
            isinstance(units, list) and isinstance(types, list) and len(units) == len(types) == len(observed)
        ):
            raise Unsound(
                "unitOfMeasurements, multiObservationDataTypes and ObservedProperties are lists of one length."
            )
        related = {name: given.get(name) or self.linked(name, body[name]) for name in ("Thing", "Sensor")}
        stream = Datastream.objects.create(
            key=_new_key(), **described(body), observation_type=bodies.text(body, "observationType"),
            observed_area=body.get("observedArea"), thing=related["Thing"], sensor=related["Sensor"],
            observed_property=observed[0], is_multi=True, ahead_s=None,
        )  # fmt: skip
        MultiComponent.objects.bulk_create(
            MultiComponent(
                datastream=stream, position=place, observed_property=one, observation_type=str(kind),
                unit=bodies.as_body(unit, "a unit of unitOfMeasurements"),
            )
            for place, (one, unit, kind) in enumerate(zip(observed, units, types, strict=True))
        )  # fmt: skip
        return self._begun(stream, body)

    def _begun(self, stream: Datastream, body: Body) -> Datastream:
        LatestValue.objects.create(datastream=stream)
        inside = [bodies.as_body(one, "an Observation") for one in self._each(body, "Observations")]
        if inside:
            self.observe(stream.pk, inside)
        return stream


def _new_key() -> str:
    return f"sta-{uuid4().hex[:16]}"


def described(body: Body) -> dict[str, Any]:
    """The columns that everything registered has, of what the body says."""
    found: dict[str, Any] = {}
    if "name" in body:
        found["name"] = bodies.text(body, "name")
        found["names"] = {settings.LANGUAGE_CODE: found["name"]}
    if body.get("description") is not None:
        found["description"] = bodies.text(body, "description")
    if "properties" in body:
        found["properties"] = bodies.document(body, "properties")
    return found


def _nameless(columns: dict[str, Any]) -> dict[str, Any]:
    """Without the names by language, which places and features do not have."""
    return {name: value for name, value in columns.items() if name != "names"}


def shaped(body: Body, name: str) -> dict[str, Any]:
    """The columns of a location or a feature."""
    encoding = bodies.text(body, "encodingType")
    shape = bodies.geometry(body[name], encoding, name)
    return {"encoding_type": encoding, name: body[name], **shape_fields(shape)}


def stream_fields(body: Body) -> dict[str, Any]:
    """The columns of a datastream's own properties, of what the body says."""
    found: dict[str, Any] = {}
    if "observationType" in body:
        found["observation_type"] = bodies.text(body, "observationType")
    if "observedArea" in body:
        bodies.sized(body["observedArea"], "observedArea")
        found["observed_area"] = body["observedArea"]
    if "unitOfMeasurement" in body:
        unit = bodies.as_body(body["unitOfMeasurement"], "unitOfMeasurement")
        told = {
            name: "" if unit.get(name) is None else bodies.text(unit, name)
            for name in ("name", "symbol", "definition")
        }
        if len(told["symbol"]) > 40 or len(told["name"]) > 200:
            raise Unsound("A unit has at most 40 characters in its symbol and 200 in its name.")
        found |= {"unit": told["symbol"], "unit_name": told["name"], "unit_definition": told["definition"]}
    return found


def moment(body: Body, name: str) -> int:
    """
    A time member, µs since 1970 UTC.

    :raises Unsound: if it is no time
    """
    try:
        return parse_moment(bodies.text(body, name))
    except NotATime as odd:
        raise Unsound(f"{name}: {odd}") from odd


def find(name: str, key: int | str) -> Any:
    """
    The entity of an id.

    :raises Absent: if it is not there
    """
    rows: Any = MODELS[name]._default_manager
    if name in ("Datastream", "MultiDatastream"):
        rows = rows.filter(is_multi=name == "MultiDatastream")
    found = rows.filter(pk=whole_number(str(key)) or 0).first()
    if found is None:
        raise Absent(f"There is no {name} with the id {str(key)[:40]!r}.")
    return found


def stand_at(thing: Thing, places: list[Location], *, at_us: int) -> None:
    """Let a thing stand at these places from now on, and remember it (OGC 18-088, 8.2.3)."""
    thing.locations.set(places)
    point = next((place for place in places if place.west is not None), None)
    if point is not None and point.west is not None and point.south is not None:
        thing.lon = (point.west + (point.east or point.west)) / 2
        thing.lat = (point.south + (point.north or point.south)) / 2
        thing.save(update_fields=["lon", "lat"])
    entry = remember(thing, places, at_us=at_us)
    tell([Change("HistoricalLocation", entry.pk, "made")], from_us(at_us))


@transaction.atomic
def make(
    *, entity: str, body: Body, parents: Parents, now: datetime, observe: Callable[[int, list[Body]], None]
) -> models.Model:
    """
    Make one entity with everything described inside it; all of it or nothing.

    :raises Unsound: if the body is not sound
    :raises Absent: if it links to what is not there
    """
    making = Making(now, observe)
    found = making.entity(entity, body, parents)
    tell(making.told, now)
    return found
