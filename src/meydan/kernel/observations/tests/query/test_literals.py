"""Literals: what each spelling means, and what is refused with which words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import shapely

from meydan.kernel.observations.engine.moments import DAY_US, HOUR_US, to_us
from meydan.kernel.observations.engine.query import ast
from meydan.kernel.observations.engine.query.geometry import read_geography
from meydan.kernel.observations.engine.query.parser import parse_expression
from meydan.kernel.observations.engine.query.refusals import QueryRefused


def us(*parts: int) -> int:
    return to_us(datetime(*parts, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("null", ast.Null()),
        ("true", ast.Bool(True)),
        ("FALSE", ast.Bool(False)),
        ("5", ast.Int(5)),
        ("-5", ast.Int(-5)),
        ("007", ast.Int(7)),
        ("9223372036854775807", ast.Int(2**63 - 1)),
        ("-9223372036854775808", ast.Int(-(2**63))),
        ("10.00", ast.Float(10.0)),
        ("-2.5e-3", ast.Float(-0.0025)),
        ("1E6", ast.Float(1e6)),
        ("''", ast.Text("")),
        ("'O''Neill'", ast.Text("O'Neill")),
        ("'İstasyon; (ölçüm), 50%'", ast.Text("İstasyon; (ölçüm), 50%")),
        ("'ایستگاه‌ها'", ast.Text("ایستگاه‌ها")),
        ("2026-03-21", ast.Date(date(2026, 3, 21))),
        ("date'2024-02-29'", ast.Date(date(2024, 2, 29))),
        ("2026-03-21T10:30:00Z", ast.Instant(us(2026, 3, 21, 10, 30))),
        ("2026-03-21T10:30Z", ast.Instant(us(2026, 3, 21, 10, 30))),
        ("2026-03-21t10:30:00z", ast.Instant(us(2026, 3, 21, 10, 30))),
        ("2026-03-21T14:00:00+03:30", ast.Instant(us(2026, 3, 21, 10, 30))),
        ("2026-03-21T14:00:00 03:30", ast.Instant(us(2026, 3, 21, 10, 30))),
        ("2026-03-21T14:00:00+0330", ast.Instant(us(2026, 3, 21, 10, 30))),
        ("2026-03-21T05:30:00-05:00", ast.Instant(us(2026, 3, 21, 10, 30))),
        ("2026-03-21T10:30:00.25Z", ast.Instant(us(2026, 3, 21, 10, 30, 0, 250_000))),
        ("2026-03-21T10:30:00.1234569Z", ast.Instant(us(2026, 3, 21, 10, 30, 0, 123_456))),
        ("1969-12-31T23:59:59.999999Z", ast.Instant(-1)),
        ("0001-01-01T00:00:00Z", ast.Instant(us(1, 1, 1))),
        ("9999-12-31T23:59:59Z", ast.Instant(us(9999, 12, 31, 23, 59, 59))),
        ("datetimeoffset'2026-03-21T10:30:00Z'", ast.Instant(us(2026, 3, 21, 10, 30))),
        ("2026-03-21T00:00:00Z/2026-03-22T00:00:00Z", ast.Interval(us(2026, 3, 21), us(2026, 3, 22))),
        ("2026-03-21T00:00:00Z/P1D", ast.Interval(us(2026, 3, 21), us(2026, 3, 22))),
        ("PT24H/2026-03-22T00:00:00Z", ast.Interval(us(2026, 3, 21), us(2026, 3, 22))),
        ("2026-03-21T00:00:00Z/2026-03-21T00:00:00Z", ast.Interval(us(2026, 3, 21), us(2026, 3, 21))),
        ("10:30:00.5", ast.TimeOfDay(10 * HOUR_US + 30 * 60_000_000 + 500_000)),
        ("23:59", ast.TimeOfDay(DAY_US - 60_000_000)),
        ("duration'P1DT2H'", ast.Duration(DAY_US + 2 * HOUR_US)),
        ("duration'-PT0.5S'", ast.Duration(-500_000)),
        ("duration'P2W'", ast.Duration(14 * DAY_US)),
        ("7f0c1a2b-1111-2222-3333-444455556666", ast.Text("7f0c1a2b-1111-2222-3333-444455556666")),
    ],
)
def test_a_literal_means(text: str, node: ast.Node) -> None:
    assert parse_expression(text) == node


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("9223372036854775808", "64 bits"),
        ("-9223372036854775809", "64 bits"),
        ("9" * 5000, "64 bits"),
        ("1e309", "finite"),
        ("-1e309", "finite"),
        ("NaN", "finite"),
        ("INF", "finite"),
        ("-INF", "finite"),
        ("0000-01-01", "0001 to 9999"),
        ("0000-01-01T00:00:00Z", "0001 to 9999"),
        ("10000-01-01", "0001 to 9999"),
        ("10000-01-01T00:00:00Z", "0001 to 9999"),
        ("-0001-01-01", "not a date"),
        ("0001-01-01T00:00:00+00:01", "0001 to 9999"),
        ("9999-12-31T23:59:59-00:01", "0001 to 9999"),
        ("2026-02-29", "no day"),
        ("2026-13-01T00:00:00Z", "no day"),
        ("2026-01-01T24:00:00Z", "no time of day"),
        ("2026-01-01T23:59:60Z", "no time of day"),
        ("2026-01-01T00:00:00+19:00", "no time zone"),
        ("2026-01-01T00:00:00", "needs a time zone"),
        ("2026-01-02T00:00:00Z/2026-01-01T00:00:00Z", "ends before it starts"),
        ("9999-12-31T00:00:00Z/P2D", "0001 to 9999"),
        ("duration'P1Y'", "no fixed length"),
        ("duration'P1M'", "no fixed length"),
        ("duration'P'", "not a duration"),
        ("duration'P1DT'", "not a duration"),
        ("duration'P9999999999999999D'", "longer than the calendar"),
        ("duration'P99999999D'", "longer than the calendar"),
        ("'open", "not closed"),
        ("'it''s", "not closed"),
        ('"x"', "single quotes"),
        ("colour'red'", "no literal colour"),
        ("geography'POINT(39.48'", "well-known text"),
        ("geography'POINT(39.48 NaN)'", "degrees"),
        ("geography'POINT(inf 1)'", "degrees"),
        ("geography'POINT(40 91)'", "degrees"),
        ("geography'POINT EMPTY'", "empty"),
        ("geography''", "well-known text"),
        ("geography'SRID=3857;POINT(1 2)'", "3857"),
        ("geography'CIRCULARSTRING(0 0,1 1,2 0)'", "well-known text"),
        ("geography'GEOMETRYCOLLECTION(POINT(1 2))'", "Collections"),
        ("geography'POLYGON((0 0,1 1,1 0,0 1,0 0))'", "Self-intersection"),
        ("geography'POLYGON((0 0,1 1,1 0))'", "well-known text"),
        ("'a\0b'", "null character"),
        ("'\ud800'", "UTF-8"),
        ("۵", "no meaning"),
    ],
)
def test_a_literal_is_refused_with_a_word_that_helps(text: str, word: str) -> None:
    with pytest.raises(QueryRefused, match=word) as refusal:
        parse_expression(text)
    assert refusal.value.at >= 1
    assert refusal.value.status == 400


def test_a_shape_is_flat_and_has_one_spelling() -> None:
    spellings = ["POINT Z (39.48 40.46 1153)", "point(39.480 40.46)", "SRID=4326;Point(39.48 40.46)"]
    shapes = {parse_expression(f"geography'{text}'") for text in spellings}
    assert shapes == {ast.Geography("POINT (39.48 40.46)", shapely.to_wkb(shapely.Point(39.48, 40.46)))}


def test_a_shape_of_too_many_points_is_refused_before_it_is_built() -> None:
    line = "LINESTRING(" + ",".join(f"{n / 100} 1" for n in range(5_001)) + ")"
    with pytest.raises(QueryRefused, match="at most 5000 points"):
        read_geography(line)
    assert read_geography(line.replace("(0.0 1,", "(")).wkt.startswith("LINESTRING (0.01 1,")
