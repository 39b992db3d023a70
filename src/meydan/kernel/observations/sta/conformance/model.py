"""The data model, and the addresses of what is in it (OGC 18-088, clauses 8 and 9)."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_noop as _

from meydan.kernel.observations.sta.conformance.lines import Line, need, requirement
from meydan.kernel.observations.sta.conformance.scratch import Scratch

# Entity -> name in requirement paths, what it must have, where it leads.
ENTITIES = {
    "Thing": ("thing", "name description", "Locations HistoricalLocations Datastreams"),
    "Location": ("location", "name description encodingType location", "Things HistoricalLocations"),
    "HistoricalLocation": ("historical-location", "time", "Thing Locations"),
    "Datastream": (
        "datastream", "name description unitOfMeasurement observationType",
        "Thing Sensor ObservedProperty Observations",
    ),
    "Sensor": ("sensor", "name description encodingType metadata", "Datastreams"),
    "ObservedProperty": ("observed-property", "name definition description", "Datastreams"),
    "Observation": ("observation", "phenomenonTime result resultTime", "Datastream FeatureOfInterest"),
    "FeatureOfInterest": ("feature-of-interest", "name description encodingType feature", "Observations"),
}  # fmt: skip
SETS = ("Things", "Locations", "HistoricalLocations", "Datastreams", "Sensors", "ObservedProperties", "Observations",
        "FeaturesOfInterest")  # fmt: skip


def path_to(scratch: Scratch, entity: str) -> str:
    """The path of an entity of ours."""
    ways = {
        "Thing": scratch.thing, "Location": scratch.location, "Datastream": scratch.stream, "Sensor": scratch.sensor,
        "ObservedProperty": scratch.prop, "FeatureOfInterest": scratch.line,
    }  # fmt: skip
    if entity == "Observation":
        return scratch.observation()
    if entity == "HistoricalLocation":
        return scratch.path_of(scratch.values(f"{scratch.thing}/HistoricalLocations")[0]["@iot.selfLink"])
    return ways[entity]


def _has_properties(entity: str, scratch: Scratch) -> None:
    found = scratch.get(path_to(scratch, entity))
    for name in ENTITIES[entity][1].split():
        need(name in found, f"the {entity} has no {name}")
    if entity == "Datastream":
        need(set(found["unitOfMeasurement"]) >= {"name", "symbol", "definition"}, "the unit lacks a member")


def _lacks_nothing(scratch: Scratch) -> None:
    for name, given in (("Things", {}), ("Locations", {"encodingType": "application/geo+json"})):
        scratch.refused("POST", name, scratch.named("half", **given) | {"description": None}, status=(400,))


def _has_relations(entity: str, scratch: Scratch) -> None:
    path = path_to(scratch, entity)
    found = scratch.get(path)
    for name in ENTITIES[entity][2].split():
        need(f"{name}@iot.navigationLink" in found, f"the {entity} has no link to {name}")
        scratch.get(scratch.path_of(found[f"{name}@iot.navigationLink"]))


def _control(scratch: Scratch) -> None:
    for entity in ENTITIES:
        found = scratch.get(path_to(scratch, entity))
        need("@iot.id" in found and "@iot.selfLink" in found, f"the {entity} has no id or no selfLink")
        again = scratch.get(scratch.path_of(found["@iot.selfLink"]))
        need(again["@iot.id"] == found["@iot.id"], f"the selfLink of the {entity} leads to another")


@requirement(
    "resource-path/resource-path-to-entities/root",
    _("The root names every set and what is conformed to."),
    "GET / ",
)
def root(scratch: Scratch) -> None:
    """The service root."""
    found = scratch.get("")
    names = {one["name"] for one in found["value"]}
    need(set(SETS) <= names, f"the root does not name {', '.join(sorted(set(SETS) - names))}")
    need(found.get("serverSettings", {}).get("conformance"), "the root does not say what it conforms to")


@requirement(
    "resource-path/resource-path-to-entities/sets",
    _("Each set is found under its name."),
    "GET Things … GET FeaturesOfInterest",
)
def sets(scratch: Scratch) -> None:
    """Every set."""
    for name in SETS:
        scratch.values(f"{name}?$top=1")


@requirement(
    "resource-path/resource-path-to-entities/entity",
    _("An entity is found by its id; an unknown one is 404."),
    "GET Things(id), GET Things(0)",
)
def entity(scratch: Scratch) -> None:
    """One entity."""
    need(scratch.get(scratch.thing)["name"] == f"{scratch.mark} Iron Gate", "the thing has another name")
    scratch.refused("GET", "Things(0)", status=(404,))
    scratch.refused("GET", "Nothings", status=(400, 404))


@requirement(
    "resource-path/resource-path-to-entities/property",
    _("A property has an address, and its bare value too."),
    "GET Things(id)/name, …/name/$value, …/properties/deep/list",
)
def inside(scratch: Scratch) -> None:
    """A property and its value."""
    name = f"{scratch.mark} Iron Gate"
    need(scratch.get(f"{scratch.thing}/name") == {"name": name}, "the property is not told by its name")
    answer = scratch.ask("GET", f"{scratch.thing}/name/$value")
    need(answer.text == name, f"the bare value is {answer.text[:80]!r}")
    need(answer.headers["content-type"].startswith("text/plain"), "a bare text is not text/plain")
    need(
        scratch.get(f"{scratch.thing}/properties/deep") == {"deep": {"list": [1, 2]}},
        "deeper ones are not found",
    )
    scratch.refused("GET", f"{scratch.thing}/nothing", status=(400, 404))


@requirement(
    "resource-path/resource-path-to-entities/navigation",
    _("Related entities have addresses, step by step."),
    "GET Datastreams(id)/Thing/Locations, …/Observations(id)/Datastream/Sensor/name",
)
def navigation(scratch: Scratch) -> None:
    """Ways from entity to entity."""
    need(
        scratch.get(f"{scratch.stream}/Thing")["@iot.id"] == scratch.number(scratch.thing),
        "another thing is told",
    )
    need(len(scratch.values(f"{scratch.stream}/Thing/Locations")) == 1, "the place of the thing is not told")
    last = scratch.observation().partition("(")[2]
    found = scratch.get(f"{scratch.stream}/Observations({last}/Datastream/Sensor/name")
    need(found == {"name": f"{scratch.mark} Sensor"}, "five steps lead elsewhere")


@requirement(
    "resource-path/resource-path-to-entities/reference",
    _("References to related entities are told alone."),
    "GET Things(id)/Datastreams/$ref, GET Datastreams(id)/Thing/$ref",
)
def reference(scratch: Scratch) -> None:
    """``$ref``."""
    (one,) = scratch.values(f"{scratch.thing}/Datastreams/$ref")
    need(set(one) == {"@iot.selfLink"}, "a reference holds more than its selfLink")
    need(scratch.path_of(one["@iot.selfLink"]) == scratch.stream, "the reference leads elsewhere")
    scratch.get(f"{scratch.stream}/Thing/$ref")


def lines() -> list[Line]:
    """The requirements of this part."""
    found = [Line("/req/datamodel/entity-control-information/common-control-information",
                  _("Every entity has an id and a selfLink that leads to it."),
                  "GET each @iot.selfLink", _control)]  # fmt: skip
    for name, (path, own, ways) in ENTITIES.items():
        found.append(Line(
            f"/req/datamodel/{path}/properties", _("A %(entity)s has %(names)s."), f"GET {name}",
            partial(_has_properties, name), {"entity": name, "names": own.replace(" ", ", ")},
        ))  # fmt: skip
        found.append(Line(
            f"/req/datamodel/{path}/relations", _("A %(entity)s leads to %(names)s."),
            f"GET {name}, each navigationLink", partial(_has_relations, name),
            {"entity": name, "names": ways.replace(" ", ", ")},
        ))  # fmt: skip
    found.append(Line("/req/datamodel/mandatory", _("What lacks a mandatory property is not made."),
                      "POST Things, Locations", _lacks_nothing))  # fmt: skip
    return [*found, root, sets, entity, inside, navigation, reference]
