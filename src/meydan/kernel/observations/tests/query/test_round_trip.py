"""What is read can be written and read again."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.kernel.observations.engine.query import ast
from meydan.kernel.observations.engine.query.options import parse_query
from meydan.kernel.observations.engine.query.parser import parse_expression
from meydan.kernel.observations.engine.query.refusals import QueryRefused
from meydan.kernel.observations.engine.query.render import query_text, render
from meydan.kernel.observations.tests.query.grammar import expressions, paths

names = st.sampled_from(["Datastreams", "Things", "Observations", "Sensor"])
numbers = st.none() | st.integers(0, 2**63 - 1)


def read(text: str) -> ast.Node | QueryRefused:
    try:
        return parse_expression(text)
    except QueryRefused as refusal:
        return refusal


@st.composite
def queries(draw: st.DrawFn, depth: int = 2) -> ast.Query:
    expands = st.lists(names, max_size=2 if depth else 0, unique=True)
    return ast.Query(
        filter=draw(st.none() | expressions(2)),
        expand=tuple(ast.Expand(name, draw(queries(depth - 1))) for name in draw(expands)),
        select=draw(st.none() | st.lists(paths(), min_size=1, max_size=3, unique=True).map(tuple)),
        orderby=draw(st.lists(st.builds(ast.Order, expressions(1), st.booleans()), max_size=2).map(tuple)),
        top=draw(numbers),
        skip=draw(numbers),
        count=draw(st.none() | st.booleans()),
    )


@settings(max_examples=400, deadline=None)
@given(expressions())
def test_every_tree_is_read_back_from_its_text(node: ast.Node) -> None:
    assert parse_expression(render(node)) == node


@settings(deadline=None)
@given(expressions())
def test_the_text_of_a_tree_is_its_only_text(node: ast.Node) -> None:
    assert render(parse_expression(render(node))) == render(node)


@settings(deadline=None)
@given(queries(), st.sampled_from([None, "dataArray", "CSV"]), st.sampled_from([None, "ab_C-1.="]))
def test_every_query_is_read_back_from_its_address(
    query: ast.Query, result_format: str | None, token: str | None
) -> None:
    whole = ast.Query(
        **{name: getattr(query, name) for name in ast.Query.__slots__[:7]},
        result_format=result_format,
        skip_token=token,
        as_of_us=1_700_000_000_123_456,
    )
    text = query_text(whole)
    assert text.isascii()
    assert " " not in text
    assert parse_query(text) == whole


@settings(max_examples=400, deadline=None)
@given(st.text("()'/,:;$@-+.0123456789TZPabdegilnotqrstuy e\n\0\u200cİی\"=", max_size=60))
def test_any_text_is_read_or_refused_and_never_anything_else(text: str) -> None:
    found = read(text)
    if isinstance(found, QueryRefused):
        assert found.sentence.endswith(".")
        assert 1 <= found.at <= len(text) + 1
    else:
        assert parse_expression(render(found)) == found


@settings(deadline=None)
@given(expressions(), st.data())
def test_a_text_with_a_piece_cut_out_is_read_or_refused(node: ast.Node, data: st.DataObject) -> None:
    text = render(node)
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, len(text)))
    found = read(text[:first] + text[last:])
    assert not isinstance(found, QueryRefused) or found.at >= 1
