"""Conditions that make sense on an entity, for two engines to agree about."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import shapely
from hypothesis import strategies as st

from meydan.kernel.observations.engine.query import ast
from meydan.kernel.observations.engine.query.functions import INTERVAL_FUNCTIONS, SPATIAL_RELATIONS
from meydan.kernel.observations.engine.query.geometry import read_geography
from meydan.kernel.observations.engine.query.model import ENTITIES, Entity, Kind
from meydan.kernel.observations.engine.query.times import read_moment
from meydan.kernel.observations.tests.query import worlds

Nodes = st.SearchStrategy[ast.Node]
COMPARISONS = ["eq", "ne", "gt", "ge", "lt", "le"]
JSON_TAILS = [("floor",), ("owner", "name"), ("tags", 0), ("missing",)]


@st.composite
def conditions(draw: st.DrawFn, entity: Entity, depth: int = 3, root: str = "") -> ast.Node:
    """
    A condition on ``entity`` that ``check_condition`` lets through.

    :param depth: how many operators may stand above each other
    :param root: the variable that stands for the entity, within a lambda
    """
    if depth and draw(st.booleans()):
        part = conditions(entity, depth - 1, root)
        name = draw(st.sampled_from(["and", "or", "not"]))
        return ast.Unary("not", draw(part)) if name == "not" else ast.Binary(name, draw(part), draw(part))
    many = [way for way in entity.navigations.values() if way.many]
    if depth and many and draw(st.integers(0, 3)) == 0:
        way = draw(st.sampled_from(many))
        variable = f"v{depth}"
        inner = conditions(ENTITIES[way.target], depth - 1, variable)
        path = ast.Path((way.name,), root)
        return draw(
            st.just(ast.Lambda("any", path, "", None))
            | st.builds(ast.Lambda, st.sampled_from(["any", "all"]), st.just(path), st.just(variable), inner)
        )
    return draw(_leaf(entity.name, root))


@cache
def _leaf(name: str, root: str) -> Nodes:
    """A condition without ``and``, ``or``, ``not`` or a lambda; built once, for it takes its time."""
    return st.one_of(*(kind(ENTITIES[name], root) for kind in KINDS))


def properties(entity: Entity, root: str, *kinds: Kind) -> st.SearchStrategy[ast.Path]:
    """Paths to properties of these kinds, up to one navigation away."""
    found = [ast.Path((name,), root) for name, one in entity.properties.items() if one.kind in kinds]
    for way in entity.navigations.values():
        there = ENTITIES[way.target].properties.items()
        found += [ast.Path((way.name, name), root) for name, one in there if one.kind in kinds]
    return st.sampled_from(found) if found else st.nothing()


def texts(entity: Entity, root: str) -> Nodes:
    """Texts: names, literals and what functions make of them."""
    plain = properties(entity, root, Kind.TEXT) | st.sampled_from(worlds.NAMES).map(ast.Text)
    one = st.sampled_from(["tolower", "toupper", "trim"])
    at = st.integers(0, 3).map(ast.Int)
    return st.one_of(
        plain,
        st.builds(lambda name, text: ast.Call(name, (text,)), one, plain),
        st.builds(lambda a, b: ast.Call("concat", (a, b)), plain, plain),
        st.builds(lambda text, a, b: ast.Call("substring", (text, a, b)), plain, at, at),
    )


def numbers(entity: Entity, root: str) -> Nodes:
    """Numbers: literals, JSON values, and arithmetic on them."""
    loose = properties(entity, root, Kind.ANY)
    deep = st.builds(
        lambda path, tail: ast.Path((*path.names, *tail), path.root),
        properties(entity, root, Kind.JSON),
        st.sampled_from(JSON_TAILS),
    )
    literals = st.sampled_from([ast.Int(0), ast.Int(5), ast.Int(-1), ast.Float(2.5), ast.Float(0.5)])
    plain = st.one_of(literals, loose, deep)
    rounding = st.sampled_from(["round", "floor", "ceiling"])
    part = st.sampled_from(["year", "month", "day", "hour", "minute", "second", "fractionalseconds"])
    return st.one_of(
        plain,
        st.builds(ast.Binary, st.sampled_from(["add", "sub", "mul", "div", "mod"]), plain, literals),
        st.builds(lambda number: ast.Unary("-", number), loose),
        st.builds(lambda name, number: ast.Call(name, (number,)), rounding, plain),
        st.builds(lambda name, time: ast.Call(name, (time,)), part, times(entity, root)),
        st.builds(lambda text: ast.Call("length", (text,)), texts(entity, root)),
        st.builds(lambda a, b: ast.Call("indexof", (a, b)), texts(entity, root), texts(entity, root)),
    )


def times(entity: Entity, root: str) -> Nodes:
    """Moments and intervals."""
    literals = (worlds.moments | worlds.spans).map(read_moment)
    plain = properties(entity, root, Kind.TIME, Kind.INTERVAL) | literals
    step = st.integers(-3, 3).map(lambda n: ast.Duration(n * worlds.STEP_US))
    return plain | st.builds(ast.Binary, st.sampled_from(["add", "sub"]), plain, step)


def shapes(entity: Entity, root: str) -> Nodes:
    """Shapes: properties, and literals that often touch them."""
    drawn = worlds.places.map(lambda place: read_geography(shapely.from_geojson(_json(place)).wkt))
    return properties(entity, root, Kind.GEOMETRY) | drawn


def _json(place: object) -> str:
    return str(place).replace("'", '"')


def compared(part: Callable[[Entity, str], Nodes]) -> Callable[[Entity, str], Nodes]:
    """Two of a sort, or one and ``null``, under a comparison."""

    def build(entity: Entity, root: str) -> Nodes:
        right = part(entity, root) | st.just(ast.Null())
        return st.builds(ast.Binary, st.sampled_from(COMPARISONS), part(entity, root), right)

    return build


def called(names: list[str], part: Callable[[Entity, str], Nodes]) -> Callable[[Entity, str], Nodes]:
    """Two of a sort under a function that answers yes or no."""

    def build(entity: Entity, root: str) -> Nodes:
        pair = st.tuples(part(entity, root), part(entity, root))
        return st.builds(ast.Call, st.sampled_from(names), pair)

    return build


def listed(entity: Entity, root: str) -> Nodes:
    """A text in a list."""
    members = st.lists(st.sampled_from(worlds.NAMES).map(ast.Text), min_size=1, max_size=3).map(tuple)
    return st.builds(ast.In, texts(entity, root), members)


def keys(entity: Entity, root: str) -> Nodes:
    """An id against a number or against its text."""
    number = st.integers(0, 4)
    return st.builds(
        ast.Binary,
        st.sampled_from(COMPARISONS),
        properties(entity, root, Kind.ID),
        number.map(ast.Int) | number.map(str).map(ast.Text),
    )


KINDS: list[Callable[[Entity, str], Nodes]] = [
    compared(texts),
    compared(numbers),
    compared(times),
    called(["substringof", "contains", "startswith", "endswith"], texts),
    called(list(INTERVAL_FUNCTIONS), times),
    called([*SPATIAL_RELATIONS, "geo.intersects"], shapes),
    listed,
    keys,
]
