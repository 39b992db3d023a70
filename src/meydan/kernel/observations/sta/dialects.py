"""What the two databases say differently in a condition."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import shapely
from django.db import connection

from meydan.kernel.observations.engine.query.functions import SPATIAL_RELATIONS
from meydan.kernel.observations.sta.sql import Sql, sql

Path = tuple[str | int, ...]


class Sqlite:
    """SQLite, with the functions it lacks lent by Python."""

    vendor = "sqlite"

    def json_value(self, document: Sql, path: Path) -> Sql:
        """What lies at a path of a JSON text, as SQLite's own value."""
        return sql("json_extract({}, {})", document, _sqlite_path(path))

    def json_is(self, document: Sql, path: Path, kind: str) -> Sql:
        """Whether what lies there is a "number", a "string" or a "boolean"."""
        kinds = {"number": "'integer','real'", "string": "'text'", "boolean": "'true','false'"}[kind]
        return sql(f"json_type({{}}, {{}}) IN ({kinds})", document, _sqlite_path(path))

    def json_as(self, document: Sql, path: Path, kind: str) -> Sql:
        """What lies there when it is of a kind, else NULL."""
        return sql(
            "CASE WHEN {} THEN {} END", self.json_is(document, path, kind), self.json_value(document, path)
        )

    def json_null(self, document: Sql, path: Path) -> Sql:
        """Whether nothing, or null, lies there."""
        return sql("COALESCE(json_type({}, {}), 'null') = 'null'", document, _sqlite_path(path))

    def json_elements(self, document: Sql, path: Path) -> Sql:
        """A table of the elements of an array, their JSON text in the column ``element``."""
        found = "json_each({}, {})"
        quoted = (
            "CASE type WHEN 'text' THEN json_quote(value) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'"
        )
        return sql(
            f"(SELECT {quoted} WHEN 'null' THEN 'null' ELSE value END AS element FROM {found}"
            " WHERE json_type({}, {}) = 'array')",
            document, _sqlite_path(path), document, _sqlite_path(path),
        )  # fmt: skip

    def call(self, name: str, *arguments: Sql) -> Sql:
        """A function on values; Python lends those whose words the databases spell differently."""
        return sql(f"sta_{name}({', '.join(['{}'] * len(arguments))})", *arguments)

    def shape(self, wkb: bytes) -> Sql:
        """A shape given in a query."""
        return Sql("%s", (wkb,))

    def stored_shape(self, column: str) -> Sql:
        """A shape that is kept in a column."""
        return Sql(column)

    def written_shape(self, column: str) -> Sql:
        """A shape that is kept as GeoJSON."""
        return Sql(f"sta_shape({column})")

    def by_code_point(self, text: Sql) -> Sql:
        """A text that is ordered by its code points, whatever the language of the database."""
        return text

    def number(self, value: Sql) -> Sql:
        """A value as a double."""
        return sql("CAST({} AS REAL)", value)


class Postgresql:
    """PostgreSQL with PostGIS."""

    vendor = "postgresql"
    _CALLS = {
        "substringof": "(position({0} in {1}) > 0)",
        "contains": "(position({1} in {0}) > 0)",
        "startswith": "starts_with({0}, {1})",
        "endswith": "(right({0}, length({1})) = {1})",
        "length": "length({0})",
        "indexof": "(position({1} in {0}) - 1)",
        "tolower": "lower({0})",
        "toupper": "upper({0})",
        "trim": "btrim({0}, E' \\t\\r\\n')",
        "concat": "({0} || {1})",
        "round": "(sign({0}) * floor(abs({0}) + 0.5))",
        "floor": "floor({0})",
        "ceiling": "ceil({0})",
        "mod": "mod({0}::numeric, {1}::numeric)::double precision",
        "distance": "ST_Distance({0}, {1})",
        "geolength": "ST_Length({0})",
        "st_relate": "ST_Relate({0}, {1}, {2})",
        "year": "extract(year from {0})", "month": "extract(month from {0})", "day": "extract(day from {0})",
        **{name: f"{name}({{0}}, {{1}})" for name in SPATIAL_RELATIONS},
    }  # fmt: skip

    def json_value(self, document: Sql, path: Path) -> Sql:
        """What lies at a path of a JSON document, as text."""
        return sql("({} #>> {}::text[])", document, _postgres_path(path))

    def json_is(self, document: Sql, path: Path, kind: str) -> Sql:
        """Whether what lies there is a "number", a "string" or a "boolean"."""
        return sql(f"jsonb_typeof({{}} #> {{}}::text[]) = '{kind}'", document, _postgres_path(path))

    def json_as(self, document: Sql, path: Path, kind: str) -> Sql:
        """What lies there when it is of a kind, else NULL."""
        cast = {"number": "::double precision", "string": "", "boolean": "::boolean"}[kind]
        return sql(
            f"CASE WHEN {{}} THEN {{}}{cast} END",
            self.json_is(document, path, kind), self.json_value(document, path),
        )  # fmt: skip

    def json_null(self, document: Sql, path: Path) -> Sql:
        """Whether nothing, or null, lies there."""
        return sql("{} IS NULL", self.json_value(document, path))

    def json_elements(self, document: Sql, path: Path) -> Sql:
        """A table of the elements of an array, each as JSON in the column ``element``."""
        there = sql("({} #> {}::text[])", document, _postgres_path(path))
        return sql(
            "(SELECT element FROM jsonb_array_elements(CASE jsonb_typeof({}) WHEN 'array' THEN {} "
            "ELSE '[]'::jsonb END) AS element)",
            there, there,
        )  # fmt: skip

    def call(self, name: str, *arguments: Sql) -> Sql:
        """A function on values."""
        if name == "substring":
            return self._substring(*arguments)
        template = self._CALLS[name]
        pieces = [arguments[int(part)] for part in _places(template)]
        return sql(_bare(template), *pieces)

    def _substring(self, text: Sql, start: Sql, length: Sql | None = None) -> Sql:
        first = sql("(greatest({}, 0)::integer + 1)", start)
        if length is None:
            return sql("substr({}, {})", text, first)
        return sql("substr({}, {}, greatest({}, 0)::integer)", text, first, length)

    def shape(self, wkb: bytes) -> Sql:
        """A shape given in a query."""
        return sql("ST_GeomFromWKB({}, 4326)", wkb)

    def stored_shape(self, column: str) -> Sql:
        """A shape that is kept in a column."""
        return Sql(f"ST_GeomFromWKB({column}, 4326)")

    def written_shape(self, column: str) -> Sql:
        """A shape that is kept as GeoJSON."""
        return Sql(f"ST_SetSRID(ST_GeomFromGeoJSON({column}::text), 4326)")

    def by_code_point(self, text: Sql) -> Sql:
        """A text that is ordered by its code points, whatever the language of the database."""
        return sql('{} COLLATE "C"', text)

    def number(self, value: Sql) -> Sql:
        """A value as a double."""
        return sql("({})::double precision", value)


def _places(template: str) -> list[str]:
    return [part[0] for part in template.split("{")[1:]]


def _bare(template: str) -> str:
    for place in range(3):
        template = template.replace(f"{{{place}}}", "{}")
    return template


def _sqlite_path(path: Path) -> str:
    return "$" + "".join(
        f"[{step}]" if isinstance(step, int) else "." + json.dumps(step, ensure_ascii=False) for step in path
    )


def _postgres_path(path: Path) -> list[str]:
    return [str(step) for step in path]


def dialect() -> Sqlite | Postgresql:
    """The words of the database in use; SQLite is lent its functions at the first question of a connection."""
    if connection.vendor == "postgresql":
        return Postgresql()
    _lend()
    return Sqlite()


def _lend() -> None:
    connection.ensure_connection()
    own = connection.connection
    if getattr(connection, "_sta_lent", None) is own:
        return
    for name, (function, count) in LENT.items():
        own.create_function(f"sta_{name}", count, _of_something(function), deterministic=True)
    connection._sta_lent = own  # type: ignore[attr-defined]


def _of_something(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, which gives nothing for nothing."""

    def guarded(*arguments: Any) -> Any:
        return None if any(argument is None for argument in arguments) else function(*arguments)

    return guarded


def _relation(name: str) -> Callable[[bytes, bytes], int]:
    relation = getattr(shapely, name.removeprefix("st_"))
    return lambda a, b: int(relation(shapely.from_wkb(a), shapely.from_wkb(b)))


def _round(value: float) -> float:
    return math.copysign(math.floor(abs(value) + 0.5), value)


LENT: dict[str, tuple[Callable[..., Any], int]] = {
    "substringof": (lambda part, text: int(part in text), 2),
    "contains": (lambda text, part: int(part in text), 2),
    "startswith": (lambda text, part: int(text.startswith(part)), 2),
    "endswith": (lambda text, part: int(text.endswith(part)), 2),
    "length": (len, 1),
    "indexof": (lambda text, part: text.find(part), 2),
    "substring": (lambda text, start, *length: _cut(text, start, *length), -1),
    "tolower": (lambda text: text.lower(), 1),
    "toupper": (lambda text: text.upper(), 1),
    "trim": (lambda text: text.strip(" \t\r\n"), 1),
    "concat": (lambda a, b: a + b, 2),
    "shape": (lambda text: shapely.to_wkb(shapely.from_geojson(text)), 1),
    "round": (_round, 1),
    "floor": (math.floor, 1),
    "ceiling": (math.ceil, 1),
    "mod": (lambda a, b: math.fmod(a, b) if b else None, 2),
    "distance": (lambda a, b: float(shapely.distance(shapely.from_wkb(a), shapely.from_wkb(b))), 2),
    "geolength": (lambda a: float(shapely.length(shapely.from_wkb(a))), 1),
    "st_relate": (
        lambda a, b, pattern: int(shapely.relate_pattern(shapely.from_wkb(a), shapely.from_wkb(b), pattern)),
        3,
    ),
    **{name: (_relation(name), 2) for name in SPATIAL_RELATIONS},
}


def _cut(text: str, start: float, length: float | None = None) -> str | None:
    if start != int(start) or (length is not None and length != int(length)):
        return None
    first = max(int(start), 0)
    return text[first:] if length is None else text[first : first + max(int(length), 0)]
