"""A path on the entity model: through which navigations it goes, and what it finds there."""

from __future__ import annotations

from dataclasses import dataclass

from meydan.kernel.observations.engine.query.ast import Path
from meydan.kernel.observations.engine.query.model import (
    ALIASES,
    ENTITIES,
    Entity,
    Kind,
    Navigation,
    Property,
)
from meydan.kernel.observations.engine.query.refusals import QueryRefused


@dataclass(frozen=True, slots=True)
class Target:
    """
    Where a path leads.

    :param ways: the navigations on the way, in order
    :param owner: the entity at their end
    :param found: the property of it; ``None`` when the path ends at the entities themselves
    :param tail: JSON keys and positions within the property
    """

    ways: tuple[Navigation, ...]
    owner: Entity
    found: Property | None
    tail: tuple[str | int, ...]

    @property
    def is_many(self) -> bool:
        """Whether more than one entity may be found, so that the condition asks for one of them."""
        return any(way.many for way in self.ways)


def resolve(path: Path, entity: Entity) -> Target:
    """
    Follow ``path`` from ``entity``.

    :raises QueryRefused: if there is no such navigation or property, or nothing within it
    """
    ways: list[Navigation] = []
    names = list(path.names)
    while names and names[0] in entity.navigations:
        way = entity.navigations[str(names.pop(0))]
        ways.append(way)
        entity = ENTITIES[way.target]
    if not names:
        return Target(tuple(ways), entity, None, ())
    name = str(names.pop(0))
    found = entity.properties.get(ALIASES.get(name, name))
    if found is None:
        raise QueryRefused(f"A {entity.name} has no {name}.")
    if names and found.kind not in (Kind.JSON, Kind.ANY, Kind.GEOMETRY):
        raise QueryRefused(f"There is nothing within {name} of a {entity.name}.")
    return Target(tuple(ways), entity, found, tuple(names))
