"""Input that is made to hurt: it is refused, and never by exhausting the stack."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from meydan.kernel.observations.engine.query.check import check_query
from meydan.kernel.observations.engine.query.evaluate import holds
from meydan.kernel.observations.engine.query.model import ENTITIES
from meydan.kernel.observations.engine.query.options import parse_query
from meydan.kernel.observations.engine.query.parser import parse_expression
from meydan.kernel.observations.engine.query.paths import parse_path
from meydan.kernel.observations.engine.query.refusals import (
    MAX_CHARACTERS,
    MAX_MEMBERS,
    MAX_NESTING,
    MAX_NODES,
    QueryRefused,
)
from meydan.kernel.observations.engine.query.render import render


@pytest.fixture
def little_stack() -> Iterator[None]:
    """As little room for recursion as is left beneath a deep stack of middleware."""
    frame, depth = sys._getframe(), 0
    while frame := frame.f_back:
        depth += 1
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + 700)
    yield
    sys.setrecursionlimit(before)


BOMBS = {
    "parentheses": "(" * MAX_CHARACTERS,
    "closing parentheses": ")" * MAX_CHARACTERS,
    "denials": "not " * 2_000 + "a",
    "minuses": "- " * 3_999 + "a",
    "calls": "length(" * 1_100,
    "conditions": "".join(f"a/any(v{n}:v{n}/" for n in range(500)),
    "positions": "a" + "[0]" * 2_000,
    "names": "a/" * 3_999,
    "chain": "a or " * 1_500 + "a",
    "ladder": "(a or b and c eq d gt e add f mul -" * 200,
    "list": "a in (" + "1," * 2_000 + "1)",
    "quotes": "'" * (MAX_CHARACTERS - 1),
    "open string": "'" + "''" * 3_999,
    "digits": "9" * MAX_CHARACTERS,
    "fraction": "0." + "9" * 7_000 + "e",
    "exponent": "1e" + "9" * 7_000,
    "dashes": "a" + "-" * 7_000,
    "dates": "0" * 7_000 + "-01-01",
    "offsets": "2026-01-01T00:00:00+99:99 " * 300,
    "duration": "duration'P" + "9" * 7_000 + "D'",
    "wkt": "geography'" + "GEOMETRYCOLLECTION(" * 400 + "'",
    "rings": "geography'POLYGON(" + "(" * 7_000 + "'",
    "marks": "a" + "\u0307" * 7_000 + " eq",
    "directions": "\u202e\u2066" * 3_000,
    "null": "a eq '\0'",
    "surrogate": "a eq '\udcff'",
    "too long": "a eq '" + "x" * MAX_CHARACTERS + "'",
}


@pytest.mark.usefixtures("little_stack")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name: str) -> None:
    with pytest.raises(QueryRefused):
        parse_expression(BOMBS[name])


@pytest.mark.usefixtures("little_stack")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_within_an_expansion_is_refused(name: str) -> None:
    text = "Datastreams($filter=" + BOMBS[name].replace("&", "%26")
    with pytest.raises(QueryRefused):
        parse_query("$expand=" + text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")[:7_999])


@pytest.mark.usefixtures("little_stack")
@pytest.mark.parametrize(
    "text",
    [
        "Datastreams($expand=" * 390,
        "Datastreams/" * 660 + "Things",
        "A," * 3_900 + "A",
        "A(" * 3_900,
        "A/B/C/D/E/F/G/H($expand=A/B/C/D/E/F/G/H)",
    ],
)
def test_a_bomb_of_expansions_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused):
        parse_query("$expand=" + text)


@pytest.mark.parametrize(
    "text", ["Things(1)/" * 700, "(" * 7_000, "Things('" + "''" * 3_000, "Things(" + "9" * 7_000 + ")"]
)
def test_a_bomb_of_a_path_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused):
        parse_path(text)


# The deepest that is let through: half of the nodes on a chain that leans to the left, beneath every level.
DEEP = "not (" * (MAX_NESTING // 2) + "true" + " or true" * 165 + ")" * (MAX_NESTING // 2)


@pytest.mark.usefixtures("little_stack")
def test_the_deepest_query_that_is_read_can_be_walked_by_everything() -> None:
    node = parse_expression(DEEP)
    assert parse_expression(render(node)) == node
    assert hash(node) == hash(parse_expression(DEEP))
    thing = ENTITIES["Thing"]
    check_query(parse_query(f"$filter={DEEP}"), thing)
    assert holds(node, thing, {"@iot.id": 1}, 0)


def test_the_bounds_are_where_they_say() -> None:
    assert parse_expression("(" * MAX_NESTING + "a" + ")" * MAX_NESTING) == parse_expression("a")
    with pytest.raises(QueryRefused, match="nested deeper than 64 levels"):
        parse_expression("(" * (MAX_NESTING + 1) + "a" + ")" * (MAX_NESTING + 1))
    operators = (MAX_NODES - 1) // 2
    parse_expression("a or " * operators + "a")
    with pytest.raises(QueryRefused, match="more than 400 operators and operands"):
        parse_expression("a or " * (operators + 1) + "a")
    members = ",".join(["1"] * MAX_MEMBERS)
    parse_expression(f"a in ({members})")
    with pytest.raises(QueryRefused, match="at most 100 members"):
        parse_expression(f"a in ({members},1)")
    parse_expression("a eq '" + "x" * (MAX_CHARACTERS - 7) + "'")
    with pytest.raises(QueryRefused, match="longer than 8000 characters"):
        parse_expression("a eq '" + "x" * (MAX_CHARACTERS - 6) + "'")


def test_what_stands_side_by_side_is_not_nested() -> None:
    for part in ("(a)", "not a", "length(a) eq 1", "a/any(d:d)", "a in (1)"):
        parse_expression(" or ".join([part] * (MAX_NESTING + 1)))
    parse_query("$expand=" + ",".join(f"A{n}($expand=B($expand=C))" for n in range(10)))


def test_many_short_options_are_as_long_as_one_long_option() -> None:
    with pytest.raises(QueryRefused, match="longer than 8000 characters"):
        parse_query(f"$filter=a eq '{'x' * 4_000}'&$orderby=concat(a,'{'x' * 4_000}')")
    with pytest.raises(QueryRefused, match="longer than 8000 characters"):
        parse_query("$filter=" + "%61" * 20_000)
