"""Queries drawn at random: any tree that text can say, and conditions that make sense on an entity."""

from __future__ import annotations

from datetime import date

import shapely
from hypothesis import strategies as st

from meydan.kernel.observations.engine.query import ast, times
from meydan.kernel.observations.engine.query.functions import FUNCTIONS
from meydan.kernel.observations.engine.query.geometry import read_geography

LETTERS = "abcİıçğşöü'؛خوییکگ ۰۱%&+;()/\"\n"
WORDS = [
    "name",
    "result",
    "properties",
    "İstasyon",
    "ایستگاه‌ها",
    "eq",
    "and",
    "@iot.id",
    "id",
    "geo.x",
    "a-b",
]

instants = st.integers(times.MIN_US, times.MAX_US).map(ast.Instant)
intervals = st.tuples(instants, instants).map(
    lambda pair: ast.Interval(min(p.at_us for p in pair), max(p.at_us for p in pair))
)
degrees = st.integers(-90_000, 90_000).map(lambda n: n / 1000)
points = st.tuples(degrees, degrees)
shapes = st.one_of(
    points.map(shapely.Point),
    st.lists(points, min_size=2, max_size=4, unique=True).map(shapely.LineString),
    st.tuples(points, points)
    .filter(lambda pair: pair[0][0] != pair[1][0] and pair[0][1] != pair[1][1])
    .map(lambda pair: shapely.box(*pair[0], *pair[1])),
).map(lambda shape: read_geography(shapely.to_wkt(shape, rounding_precision=-1)))

literals: st.SearchStrategy[ast.LiteralNode] = st.one_of(
    st.just(ast.Null()),
    st.booleans().map(ast.Bool),
    st.integers(-(2**63), 2**63 - 1).map(ast.Int),
    st.floats(allow_nan=False, allow_infinity=False).map(ast.Float),
    st.text(LETTERS, max_size=8).map(ast.Text),
    instants,
    intervals,
    st.dates(date(1, 1, 1)).map(ast.Date),
    st.integers(0, 86_399_999_999).map(ast.TimeOfDay),
    st.integers(-times.MAX_DURATION_US, times.MAX_DURATION_US).map(ast.Duration),
    shapes,
)
keys = st.one_of(st.sampled_from([*WORDS, "2024", "dct:title", "not", "true", "any"]), st.integers(0, 30))


def paths(variables: tuple[str, ...] = ()) -> st.SearchStrategy[ast.Path]:
    """Paths from the entity or from a variable, JSON keys and positions among their names."""
    own = st.tuples(st.sampled_from(WORDS), st.lists(keys, max_size=3)).map(
        lambda parts: ast.Path((parts[0], *parts[1]))
    )
    if not variables:
        return own
    bound = st.tuples(st.sampled_from(variables), st.lists(keys, max_size=2)).map(
        lambda parts: ast.Path(tuple(parts[1]), parts[0])
    )
    return own | bound


@st.composite
def expressions(draw: st.DrawFn, depth: int = 4, variables: tuple[str, ...] = ()) -> ast.Node:
    """Any tree, whether it makes sense or not."""
    kinds = ["literal", "path"] + (["unary", "binary", "in", "call", "lambda"] * 2 if depth else [])
    kind = draw(st.sampled_from(kinds))
    part = expressions(depth - 1, variables)
    if kind == "literal":
        return draw(literals)
    if kind == "path":
        return draw(paths(variables))
    if kind == "unary":
        return ast.Unary(draw(st.sampled_from(["not", "-"])), draw(part))
    if kind == "binary":
        names = ["or", "and", "eq", "ne", "gt", "ge", "lt", "le", "add", "sub", "mul", "div", "mod"]
        return ast.Binary(draw(st.sampled_from(names)), draw(part), draw(part))
    if kind == "in":
        return ast.In(draw(part), tuple(draw(st.lists(literals, min_size=1, max_size=3))))
    if kind == "call":
        return draw(calls(part))
    return draw(lambdas(depth, variables))


@st.composite
def calls(draw: st.DrawFn, part: st.SearchStrategy[ast.Node]) -> ast.Call:
    """A function with as many arguments as it takes."""
    name = draw(st.sampled_from(sorted(FUNCTIONS)))
    function = FUNCTIONS[name]
    count = draw(st.integers(len(function.takes) - function.optional, len(function.takes)))
    arguments = [draw(part) for _ in range(count)]
    if name == "st_relate":
        arguments[2] = ast.Text(draw(st.text("TF012*", min_size=9, max_size=9)))
    return ast.Call(name, tuple(arguments))


@st.composite
def lambdas(draw: st.DrawFn, depth: int, variables: tuple[str, ...]) -> ast.Lambda:
    """``any`` and ``all``, with a variable that is new or without a condition."""
    path = draw(paths(variables))
    if draw(st.booleans()) and draw(st.booleans()):
        return ast.Lambda("any", path, "", None)
    variable = draw(st.sampled_from([name for name in ("d", "o", "name", "ğ", "س") if name not in variables]))
    name = draw(st.sampled_from(["any", "all"]))
    return ast.Lambda(name, path, variable, draw(expressions(depth - 1, (*variables, variable))))
