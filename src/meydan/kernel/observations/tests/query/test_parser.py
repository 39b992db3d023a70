"""Operators, paths, functions and conditions on many, by hand."""

from __future__ import annotations

import pytest

from meydan.kernel.observations.engine.query import ast
from meydan.kernel.observations.engine.query.parser import parse_expression
from meydan.kernel.observations.engine.query.refusals import QueryRefused
from meydan.kernel.observations.engine.query.render import render
from meydan.kernel.observations.tests.query.standard import FILTERS

# From loosest to tightest. OData 4.0 URL Conventions 5.1.1.9, with "not" as the parser says.
TABLE = [["or"], ["and"], ["eq", "ne"], ["gt", "ge", "lt", "le"], ["add", "sub"], ["mul", "div", "mod"]]
TIGHTER = [
    (loose, tight)
    for place, group in enumerate(TABLE)
    for loose in group
    for later in TABLE[place + 1 :]
    for tight in later
]
ALIKE = [(first, second) for group in TABLE for first in group for second in group]
A, B, C = (ast.Path((name,)) for name in "abc")


@pytest.mark.parametrize(("loose", "tight"), TIGHTER)
def test_the_tighter_operator_takes_its_operands_first(loose: str, tight: str) -> None:
    assert parse_expression(f"a {loose} b {tight} c") == ast.Binary(loose, A, ast.Binary(tight, B, C))
    assert parse_expression(f"a {tight} b {loose} c") == ast.Binary(loose, ast.Binary(tight, A, B), C)


@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_operators_of_one_rank_are_read_from_left_to_right(first: str, second: str) -> None:
    assert parse_expression(f"a {first} b {second} c") == ast.Binary(second, ast.Binary(first, A, B), C)
    assert parse_expression(f"a {first} (b {second} c)") == ast.Binary(first, A, ast.Binary(second, B, C))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("not a eq b", "not (a eq b)"),
        ("not a and b", "(not a) and b"),
        ("not not a", "not (not a)"),
        ("not(a)", "not a"),
        ("a and not b or c", "(a and (not b)) or c"),
        ("-a mul b", "(-a) mul b"),
        ("-a add b", "(-a) add b"),
        ("a sub -b", "a sub (-b)"),
        ("a in (1,2) and b", "(a in (1,2)) and b"),
        ("a add 1 in (1,2) eq true", "((a add 1) in (1,2)) eq true"),
        ("a EQ b AND c", "(a eq b) and c"),
        ("  a\teq\nb  ", "a eq b"),
        ("((a))", "a"),
    ],
)
def test_two_texts_mean_the_same(text: str, same: str) -> None:
    assert parse_expression(text) == parse_expression(same)


@pytest.mark.parametrize("text", [text for _, text in FILTERS])
def test_an_example_of_the_standard_is_read(text: str) -> None:
    node = parse_expression(text)
    assert parse_expression(render(node)) == node


def test_a_path_has_names_keys_and_positions() -> None:
    assert parse_expression("Datastream/ObservedProperty/name") == ast.Path(
        ("Datastream", "ObservedProperty", "name")
    )
    assert parse_expression("properties/tags[0]/dct:title") == ast.Path(
        ("properties", "tags", 0, "dct:title")
    )
    assert parse_expression("properties/2024/any") == ast.Path(("properties", "2024", "any"))
    assert parse_expression("$it/@iot.id") == ast.Path(("@iot.id",))
    assert parse_expression("properties/ölçüm/ایستگاه‌ها") == ast.Path(("properties", "ölçüm", "ایستگاه‌ها"))


def test_a_word_of_the_language_can_be_a_key() -> None:
    assert parse_expression("properties/not/eq eq null") == ast.Binary(
        "eq", ast.Path(("properties", "not", "eq")), ast.Null()
    )


def test_an_operand_may_be_called_like_an_operator() -> None:
    assert parse_expression("a eq eq") == ast.Binary("eq", A, ast.Path(("eq",)))


def test_a_condition_on_many_knows_its_variable_and_the_entity_itself() -> None:
    node = parse_expression("Datastreams/any(d:d/name eq name and d/Observations/all(o:o/result gt 5))")
    inner = ast.Lambda(
        "all",
        ast.Path(("Observations",), "d"),
        "o",
        ast.Binary("gt", ast.Path(("result",), "o"), ast.Int(5)),
    )
    same = ast.Binary("eq", ast.Path(("name",), "d"), ast.Path(("name",)))
    assert node == ast.Lambda("any", ast.Path(("Datastreams",)), "d", ast.Binary("and", same, inner))


def test_a_variable_is_forgotten_after_its_condition() -> None:
    node = parse_expression("a/any(d:d/x eq 1) and d/x eq 1")
    assert isinstance(node, ast.Binary)
    assert node.right == parse_expression("d/x eq 1")


def test_any_without_a_condition_asks_whether_there_is_one() -> None:
    assert parse_expression("Datastreams/any()") == ast.Lambda("any", ast.Path(("Datastreams",)), "", None)


@pytest.mark.parametrize(
    ("text", "at", "sentence"),
    [
        ("", 1, "Expected a property, a literal or a function, but found the end."),
        ("a eq", 5, "Expected a property, a literal or a function, but found the end."),
        ("a b", 3, "Expected an operator or the end, but found 'b'."),
        ("(a eq 1", 8, "Expected ')' to close the one at character 1, but found the end."),
        ("a eq 1)", 7, "Expected an operator or the end, but found ')'."),
        ("foo(1)", 1, "There is no function 'foo'."),
        ("length()", 1, "length takes 1 argument, and was given 0."),
        ("substring('a')", 1, "substring takes 2 or 3 arguments, and was given 1."),
        ("length(a b)", 10, "Expected ',' or ')' after an argument of length, but found 'b'."),
        ("length(a,)", 10, "Expected a property, a literal or a function, but found ')'."),
        ("a in ()", 7, "Expected a literal in the list, but found ')'."),
        ("a in (1,b)", 9, "Expected a literal in the list, but found 'b'."),
        ("a in 1", 6, "Expected '(' after in, but found '1'."),
        ("a[-1]", 3, "Expected a position in an array, counted from 0, but found '-1'."),
        ("a[0", 4, "Expected ']' after the position, but found the end."),
        ("a/", 3, "Expected the name of a property after '/', but found the end."),
        ("a/b :c", 5, "Expected an operator or the end, but found ':'."),
        ("a/b: c", 4, "Expected an operator or the end, but found ':'."),
        ("$it", 1, "$it is the entity itself; a property of it is $it/name."),
        ("$top", 1, "'$top' is an option, not a property."),
        ("a/any(d d)", 9, "Expected ':' after the variable, but found 'd'."),
        ("a/all()", 7, "Expected a variable, as in any(d:d/name eq 'x'), but found ')'."),
        ("a/any(true:true)", 7, "'true' cannot be a variable here; choose another name."),
        ("a/any(d:d/b/any(d:d/c))", 17, "'d' cannot be a variable here; choose another name."),
        ("st_relate(a,b,'T*')", 1, "st_relate takes a pattern of nine of T, F, 0, 1, 2 and *, in quotes."),
        ("a eq #", 6, "'#' has no meaning here."),
    ],
)
def test_a_refusal_names_the_place_and_what_was_expected(text: str, at: int, sentence: str) -> None:
    with pytest.raises(QueryRefused) as refusal:
        parse_expression(text)
    assert (refusal.value.at, refusal.value.sentence) == (at, sentence)
    assert str(refusal.value) == f"At character {at}: {sentence}"
