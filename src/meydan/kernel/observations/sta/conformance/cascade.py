"""What goes along when something is removed, and what is made by itself (OGC 18-088, clauses 8 and 10.4)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from meydan.kernel.observations.sta.conformance.lines import Line, need, requirement
from meydan.kernel.observations.sta.conformance.scratch import GEOJSON, Scratch
from meydan.kernel.observations.sta.conformance.writes import gone

# Removing the first -> these are gone, those stay (OGC 18-088, table 26).
CASCADE = {
    "thing": (("stream", "observation", "history"), ("location", "sensor", "prop")),
    "sensor": (("stream", "observation"), ("thing", "prop")),
    "prop": (("stream", "observation"), ("thing", "sensor")),
    "stream": (("observation",), ("thing", "sensor", "prop")),
    "location": (("history",), ("thing", "stream")),
    "feature": (("observation",), ("stream", "thing")),
    "observation": ((), ("stream", "feature")),
    "history": ((), ("thing", "location")),
}


def _family(scratch: Scratch) -> dict[str, str]:
    thing = scratch.made("Things", scratch.named("C", Locations=[scratch.place_body()], Datastreams=[
        scratch.stream_body("C", Observations=[{"phenomenonTime": "2001-01-01T00:00:00Z", "result": 1}])]))  # fmt: skip
    whole = scratch.get(
        f"{thing}?$expand=Locations,HistoricalLocations,"
        "Datastreams($expand=Sensor,ObservedProperty,Observations($expand=FeatureOfInterest))"
    )
    stream = whole["Datastreams"][0]
    observation = stream["Observations"][0]
    found = {
        "thing": whole, "location": whole["Locations"][0], "history": whole["HistoricalLocations"][0], "stream": stream,
        "sensor": stream["Sensor"], "prop": stream["ObservedProperty"], "observation": observation,
        "feature": observation["FeatureOfInterest"],
    }  # fmt: skip
    return {name: scratch.path_of(one["@iot.selfLink"]) for name, one in found.items()}


@requirement(
    "create-update-delete/delete-entity",
    _("DELETE takes along what cannot stand without, and nothing else."),
    "DELETE each of the eight, then GET the others",
)
def delete(scratch: Scratch) -> None:
    """The table of what goes along."""
    for removed, (taken, kept) in CASCADE.items():
        family = _family(scratch)
        gone(scratch, family[removed])
        for name in taken:
            status = scratch.ask("GET", family[name]).status_code
            need(status == 404, f"the {name} of a removed {removed} answers {status}")
        for name in kept:
            status = scratch.ask("GET", family[name]).status_code
            need(status == 200, f"the {name} of a removed {removed} answers {status}")


@requirement(
    "create-update-delete/historical-location-auto-creation",
    _("A thing that gets a new place remembers the one before."),
    "POST Things(id)/Locations, then GET HistoricalLocations",
)
def history(scratch: Scratch) -> None:
    """Places of before."""
    made = scratch.made("Things", scratch.named("Moving", Locations=[scratch.place_body()]))
    need(len(scratch.values(f"{made}/HistoricalLocations")) == 1, "the first place is not remembered")
    second = scratch.made(f"{made}/Locations", scratch.named("Second", encodingType=GEOJSON, location={
        "type": "Point", "coordinates": [9, 50]}))  # fmt: skip
    found = scratch.values(f"{made}/HistoricalLocations?$expand=Locations")
    need(len(found) == 2, f"{len(found)} places are remembered, not 2")
    names = {one["Locations"][0]["name"] for one in found}
    need(names == {f"{scratch.mark} Place", f"{scratch.mark} Second"}, f"remembered are {names}")
    need([scratch.path_of(one["@iot.selfLink"]) for one in scratch.values(f"{made}/Locations")] == [second],
         "the place before is still the place")  # fmt: skip


@requirement(
    "create-update-delete/feature-auto-creation",
    _("An observation without a feature is about the place of its thing."),
    "POST Observations without FeatureOfInterest",
)
def feature(scratch: Scratch) -> None:
    """Features made by the service."""
    found = scratch.get(f"{scratch.observation()}/FeatureOfInterest")
    need(found["feature"]["coordinates"] == [8.0, 49.0], "the feature is not where the thing stands")


def lines() -> list[Line]:
    """The requirements of this part."""
    return [delete, history, feature]
