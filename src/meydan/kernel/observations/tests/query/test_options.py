"""Query options: values, nesting, what is refused."""

from __future__ import annotations

import pytest

from meydan.kernel.observations.engine.query import ast
from meydan.kernel.observations.engine.query.options import parse_options, parse_query
from meydan.kernel.observations.engine.query.parser import parse_expression
from meydan.kernel.observations.engine.query.refusals import QueryRefused
from meydan.kernel.observations.engine.query.render import query_text


def expand(name: str, **options: object) -> ast.Expand:
    return ast.Expand(name, ast.Query(**options))  # type: ignore[arg-type]


def path(*names: str) -> ast.Path:
    return ast.Path(names)


def test_nothing_said_is_not_a_default() -> None:
    assert parse_query("") == ast.Query()
    assert parse_query("&&") == ast.Query()


def test_every_option_is_read() -> None:
    query = parse_query(
        "$filter=result%20gt%205&$select=id,result&$orderby=Datastream/id%20desc,phenomenonTime"
        "&$top=0&$skip=20&$count=true&$resultFormat=dataArray&$skiptoken=abc-_1&$as_of=2026-01-01T03:30:00+03:30"
    )
    assert query == ast.Query(
        filter=parse_expression("result gt 5"),
        select=(path("id"), path("result")),
        orderby=(ast.Order(path("Datastream", "id"), True), ast.Order(path("phenomenonTime"))),
        top=0,
        skip=20,
        count=True,
        result_format="dataArray",
        skip_token="abc-_1",
        as_of_us=1_767_225_600_000_000,
    )


def test_slashes_in_an_expansion_are_nesting() -> None:
    assert parse_query("$expand=Datastreams/ObservedProperty") == parse_query(
        "$expand=Datastreams($expand=ObservedProperty)"
    )
    assert parse_query("$expand=Datastreams/Sensor,Datastreams/ObservedProperty,Datastreams") == ast.Query(
        expand=(expand("Datastreams", expand=(expand("Sensor"), expand("ObservedProperty"))),)
    )


def test_options_stand_at_any_step_of_an_expansion() -> None:
    assert parse_query(
        "$expand=Datastreams($top=2)/Observations($top=1;$orderby=phenomenonTime desc)"
    ) == ast.Query(
        expand=(
            expand(
                "Datastreams",
                top=2,
                expand=(expand("Observations", top=1, orderby=(ast.Order(path("phenomenonTime"), True),)),),
            ),
        )
    )


def test_the_query_of_a_map_is_read_as_it_is_meant() -> None:
    text = (
        "$expand=Locations($select=location),Datastreams($select=name,unitOfMeasurement;"
        "$filter=ObservedProperty/name eq 'PM10; (daily)';"
        "$expand=Observations($orderby=phenomenonTime desc;$top=1;$count=false),ObservedProperty)&$top=100"
    )
    latest = expand("Observations", orderby=(ast.Order(path("phenomenonTime"), True),), top=1, count=False)
    assert parse_query(text) == ast.Query(
        top=100,
        expand=(
            expand("Locations", select=(path("location"),)),
            expand(
                "Datastreams",
                select=(path("name"), path("unitOfMeasurement")),
                filter=parse_expression("ObservedProperty/name eq 'PM10; (daily)'"),
                expand=(latest, expand("ObservedProperty")),
            ),
        ),
    )


def test_one_expansion_given_twice_is_merged_unless_its_options_differ() -> None:
    assert parse_query("$expand=Things,Things($top=1)") == parse_query("$expand=Things($top=1)")
    assert parse_query("$expand=Things($top=1),Things($top=1)/Locations") == parse_query(
        "$expand=Things($top=1;$expand=Locations)"
    )
    with pytest.raises(QueryRefused, match="Things is expanded twice with different options"):
        parse_query("$expand=Things($top=1),Things($top=2)")


def test_percent_signs_and_plus_signs_are_decoded_once() -> None:
    spaced = parse_query("$filter=name+eq+'a%26b%2525'")
    assert spaced.filter == parse_expression("name eq 'a&b%25'")
    assert parse_query("%24filter=name%20eq%20'%C4%B0'").filter == parse_expression("name eq 'İ'")


def test_decoded_pairs_are_read_as_they_are() -> None:
    assert parse_options([("$filter", "name eq 'a+b%20'")]).filter == parse_expression("name eq 'a+b%20'")


def test_everything_selected_is_nothing_said_and_once_is_enough() -> None:
    assert parse_query("$select=*").select is None
    assert parse_query("$select=id,name,id").select == (path("id"), path("name"))
    assert parse_query("$select=unitOfMeasurement/symbol").select == (path("unitOfMeasurement", "symbol"),)


def test_the_same_query_is_remembered() -> None:
    text = "$filter=result gt 12345.678"
    assert parse_query(text) is parse_query(text)


def test_the_text_of_a_query_is_the_same_whichever_way_it_was_written() -> None:
    written = ["$top=5&$filter=a  eq (1)", "%24filter=a%20EQ%201&$top=005&", "$filter=((a eq 1))&$TOP=5"]
    assert {query_text(parse_query(text)) for text in written} == {"$filter=a%20eq%201&$top=5"}


def test_eight_levels_and_thirty_two_expansions_are_read() -> None:
    parse_query("$expand=A/B/C/D/E/F/G/H")
    parse_query("$expand=A($expand=B($expand=C($expand=D/E/F/G/H)))")
    assert len(parse_query("$expand=" + ",".join(f"A{n}" for n in range(32))).expand) == 32
