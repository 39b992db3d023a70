"""Small cities of entities, as the API writes them, each holding its related entities inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from meydan.kernel.observations.engine.query.model import SETS
from meydan.kernel.observations.engine.query.times import moment_text

Row = dict[str, Any]
# Few enough that two of a kind are often alike, and that a comparison is often a tie.
NAMES = ["a", "b", "A", "İl", "ایستگاه", "a b"]
START_US = 1_767_225_600_000_000  # 2026-01-01T00:00:00Z
STEP_US = 1_800_000_000

moments = st.integers(0, 6).map(lambda n: moment_text(START_US + n * STEP_US))
spans = st.tuples(st.integers(0, 6), st.integers(0, 3)).map(
    lambda p: f"{moment_text(START_US + p[0] * STEP_US)}/{moment_text(START_US + (p[0] + p[1]) * STEP_US)}"
)
results = st.one_of(
    st.sampled_from([0, 1, -1, 2.5, 5, 7.25, 1e6]), st.sampled_from(["a", "5", ""]), st.booleans(), st.none()
)
positions = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(list)
places = st.one_of(
    positions.map(lambda at: {"type": "Point", "coordinates": at}),
    positions.map(lambda at: {"type": "LineString", "coordinates": [at, [at[0] + 1, at[1] + 1]]}),
    positions.map(
        lambda at: {
            "type": "Polygon",
            "coordinates": [[at, [at[0] + 2, at[1]], [at[0] + 2, at[1] + 2], [at[0], at[1] + 2], at]],
        }
    ),
)
documents = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "floor": st.integers(-1, 3) | st.just("1"),
        "tags": st.lists(st.sampled_from(NAMES), max_size=3),
        "owner": st.fixed_dictionaries({"name": st.sampled_from(NAMES)}),
    },
)


@dataclass(repr=False)
class World:
    """Every set by its name; ids are 1, 2, 3 within each."""

    sets: dict[str, list[Row]]

    def __repr__(self) -> str:
        """How many of each: the rows hold each other, and written out they never end."""
        return f"World({', '.join(f'{len(rows)} {name}' for name, rows in self.sets.items() if rows)})"

    def add(self, set_name: str, **row: Any) -> Row:
        """A new entity of the set, with an empty list for each of its ways to many."""
        ways = SETS[set_name].navigations.values()
        rows = self.sets[set_name]
        rows.append({"@iot.id": len(rows) + 1, **{way.name: [] if way.many else None for way in ways}, **row})
        return rows[-1]

    def link(self, entity: Row, set_name: str, name: str, other: Row) -> None:
        """Tie two entities together, both ways."""
        way = SETS[set_name].navigations[name]
        back = next(e for e in SETS.values() if e.name == way.target).navigations[way.inverse]
        for one, there, step in ((entity, other, way), (other, entity, back)):
            if step.many:
                one[step.name].append(there)
            else:
                one[step.name] = there


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """One to three Things with their Locations, Datastreams and Observations."""
    world = World({name: [] for name in SETS})
    named = st.fixed_dictionaries({"name": st.sampled_from(NAMES), "description": st.sampled_from(NAMES)})
    sensors = [
        world.add("Sensors", **draw(named), metadata="m", properties=draw(documents)) for _ in range(2)
    ]
    measured = [world.add("ObservedProperties", **draw(named), definition="d") for _ in range(2)]
    features = [world.add("FeaturesOfInterest", **draw(named), feature=draw(places)) for _ in range(2)]
    for _ in range(draw(st.integers(1, 3))):
        thing = world.add("Things", **draw(named), properties=draw(documents))
        for _ in range(draw(st.integers(0, 2))):
            location = world.add("Locations", **draw(named), location=draw(places))
            world.link(thing, "Things", "Locations", location)
        for _ in range(draw(st.integers(0, 2))):
            unit = {"name": draw(st.sampled_from(NAMES)), "symbol": "x", "definition": "d"}
            stream = world.add("Datastreams", **draw(named), unitOfMeasurement=unit)
            world.link(stream, "Datastreams", "Thing", thing)
            world.link(stream, "Datastreams", "Sensor", draw(st.sampled_from(sensors)))
            world.link(stream, "Datastreams", "ObservedProperty", draw(st.sampled_from(measured)))
            for _ in range(draw(st.integers(0, 3))):
                _observe(draw, world, stream, draw(st.sampled_from(features)))
    return world


def _observe(draw: st.DrawFn, world: World, stream: Row, feature: Row) -> None:
    observation = world.add(
        "Observations",
        phenomenonTime=draw(moments | spans),
        resultTime=draw(st.none() | moments),
        validTime=draw(st.none() | spans),
        result=draw(results),
        parameters=draw(documents),
    )
    world.link(observation, "Observations", "Datastream", stream)
    world.link(observation, "Observations", "FeatureOfInterest", feature)
