"""Query options that are refused, each with its place and a sentence."""

from __future__ import annotations

import pytest

from meydan.kernel.observations.engine.query.options import parse_query
from meydan.kernel.observations.engine.query.refusals import QueryRefused


@pytest.mark.parametrize(
    ("text", "status", "at", "option", "sentence"),
    [
        ("$top=-1", 400, 1, "$top", "Expected a whole number, 0 or more, but found '-1'."),
        ("$top=%2B1", 400, 1, "$top", "Expected a whole number, 0 or more, but found '+1'."),
        ("$top=1.5", 400, 1, "$top", "Expected a whole number, 0 or more, but found '1.5'."),
        ("$top=5 6", 400, 3, "$top", "Expected an operator or the end, but found '6'."),
        ("$skip=-5", 400, 1, "$skip", "Expected a whole number, 0 or more, but found '-5'."),
        (
            "$skip=99999999999999999999",
            400,
            1,
            "$skip",
            "The whole number 99999999999999999999 does not fit 64 bits.",
        ),
        ("$count=1", 400, 1, "$count", "Expected true or false, but found '1'."),
        ("$count=TRUE", 400, 1, "$count", "Expected true or false, but found 'TRUE'."),
        ("$top=1&$top=1", 400, 0, "$top", "This option is given twice."),
        ("$top=1&$TOP=1", 400, 0, "$TOP", "This option is given twice."),
        ("$expand=Things($top=1;$top=1)", 400, 15, "$expand", "'$top' is given twice."),
        ("$filter=", 400, 0, "$filter", "This option has no value."),
        ("$filter", 400, 0, "$filter", "This option has no value."),
        ("filter=a eq 1", 400, 0, "filter", "There is no option of this name; write $filter."),
        ("$fliter=a eq 1", 400, 0, "$fliter", "There is no option of this name."),
        ("$search=a", 501, 0, "$search", "This option of OData is not offered."),
        ("$apply=a", 501, 0, "$apply", "This option of OData is not offered."),
        ("$select=distinct:name", 501, 1, "$select", "Distinct selection is not offered."),
        ("$select=name,", 400, 6, "$select", "Expected the name of a property, but found the end."),
        ("$select=a/any(d:d/b)", 400, 2, "$select", "Expected an operator or the end, but found '/'."),
        ("$orderby=name up", 400, 6, "$orderby", "Expected an operator or the end, but found 'up'."),
        (
            "$resultFormat=xml",
            400,
            0,
            "$resultFormat",
            "There is no result format 'xml'; there are json, dataArray, CSV, GeoJSON.",
        ),
        (
            "$skiptoken=a b",
            400,
            0,
            "$skiptoken",
            "This is not a token of a next link; follow next links as they were given.",
        ),
        ("$as_of=yesterday", 400, 0, "$as_of", "'yesterday' is not a moment such as 2026-03-21T10:30:00Z."),
        ("$filter=%ff", 400, 0, "$filter", "The percent-encoding is not UTF-8."),
        (
            "$expand=Things($resultFormat=CSV)",
            400,
            8,
            "$expand",
            "'$resultFormat' is not an option within an expansion.",
        ),
        ("$expand=Things($top 1)", 400, 13, "$expand", "Expected '=' after $top, but found '1'."),
        (
            "$expand=Things($top=1",
            400,
            14,
            "$expand",
            "Expected ')' or ';' after an option, but found the end.",
        ),
        ("$expand=@iot.id", 400, 1, "$expand", "'@iot.id' does not lead to related entities."),
        ("$expand=A/B/C/D/E/F/G/H/I", 400, 17, "$expand", "Expansions go deeper than 8 levels."),
        (
            "$expand=" + ",".join(f"A{n}" for n in range(33)),
            400,
            119,
            "$expand",
            "More than 32 expansions are asked for.",
        ),
    ],
)
def test_an_option_is_refused_with_its_place(
    text: str, status: int, at: int, option: str, sentence: str
) -> None:
    with pytest.raises(QueryRefused) as refusal:
        parse_query(text)
    found = refusal.value
    assert (found.status, found.at, found.option, found.sentence) == (status, at, option, sentence)
    assert str(found) == (f"At character {at} of {option}: {sentence}" if at else f"{option}: {sentence}")
