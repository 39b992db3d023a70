"""PostgreSQL with PostGIS: generated geometry columns with GiST, a generated word vector with GIN."""

# Only column names and placeholders are ever joined into SQL here; values travel as parameters.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from meydan.kernel.places.stores.protocol import COLUMNS, Box, about

# Generated columns cannot fall out of step with the WKB they come from. Integer SRIDs: a text CRS
# is looked up once a row and makes a transform hundreds of times slower.
SETUP = [
    "CREATE EXTENSION IF NOT EXISTS postgis",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """ALTER TABLE places_place
        ADD COLUMN geom geometry(Geometry, 4326)
            GENERATED ALWAYS AS (ST_GeomFromWKB(geometry, 4326)) STORED,
        ADD COLUMN geom_3857 geometry(Geometry, 3857)
            GENERATED ALWAYS AS (ST_Transform(ST_GeomFromWKB(geometry, 4326), 3857)) STORED,
        ADD COLUMN words tsvector
            GENERATED ALWAYS AS (array_to_tsvector(string_to_array(search_text, ' '))) STORED""",
    "CREATE INDEX places_place_geom ON places_place USING gist (geom)",
    "CREATE INDEX places_place_geom_3857 ON places_place USING gist (geom_3857)",
    "CREATE INDEX places_place_tier ON places_place (layer_id, tier)",
    "CREATE INDEX places_place_words ON places_place USING gin (words)",
    "CREATE INDEX places_place_trigrams ON places_place USING gin (search_text gin_trgm_ops)",
    # A b-tree refuses entries of more than 2,700 bytes, and beginnings are enough.
    "CREATE INDEX places_place_begins ON places_place (left(search_text, 100) text_pattern_ops)",
]
TEARDOWN = [
    "DROP INDEX IF EXISTS places_place_begins",
    "DROP INDEX IF EXISTS places_place_trigrams",
    "DROP INDEX IF EXISTS places_place_tier",
    "ALTER TABLE places_place DROP COLUMN words, DROP COLUMN geom_3857, DROP COLUMN geom",
]

_UPDATE = f"UPDATE places_place SET {', '.join(f'{c} = %s' for c in COLUMNS)} WHERE id = %s"


class PostgisStore:
    """The database of a city that outgrew the embedded one."""

    def insert(self, rows: Sequence[Sequence[Any]]) -> None:
        """COPY rows in."""
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY places_place ({', '.join(COLUMNS)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def update(self, rows: Sequence[Sequence[Any]]) -> None:
        """Overwrite rows by id."""
        with connection.cursor() as cursor:
            cursor.executemany(_UPDATE, rows)

    def in_box(
        self, box: Box, layer_ids: Sequence[int], tiers: tuple[int, int], limit: int
    ) -> list[tuple[int, int, int]]:
        """Ask the GiST index for boxes that meet."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, layer_id, rank FROM places_place "
                "WHERE geom && ST_MakeEnvelope(%s, %s, %s, %s, 4326) "
                "AND layer_id = ANY(%s) AND tier BETWEEN %s AND %s LIMIT %s",
                [*box, list(layer_ids), *tiers, limit],
            )
            return list(cursor.fetchall())

    def matching(
        self, words: Sequence[str], layer_ids: Sequence[int] | None, limit: int, *, first: bool
    ) -> list[int]:
        """Ask the word vector for prefixes of every word."""
        if first:
            sql, values = "left(search_text, 100) LIKE %s", list[Any]([f"{' '.join(words)[:100]}%"])
        else:
            sql, values = "words @@ %s::tsquery", [" & ".join(f"'{word}':*" for word in words)]
        if layer_ids is not None:
            sql += " AND layer_id = ANY(%s)"
            values.append(list(layer_ids))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM places_place WHERE {sql} LIMIT %s", [*values, limit])
            return [row[0] for row in cursor.fetchall()]

    def similar_words(self, word: str, limit: int) -> list[str]:
        """Return the words of the texts that share most trigrams with ``word``."""
        with connection.cursor() as cursor:
            # 0.6 as it comes misses one wrong letter in a word of seven.
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', '0.4', false)")
            cursor.execute(
                "SELECT DISTINCT w FROM "
                "(SELECT search_text FROM places_place WHERE %s <%% search_text LIMIT 200) t, "
                "unnest(string_to_array(search_text, ' ')) w WHERE length(w) BETWEEN %s AND %s LIMIT %s",
                [word, *about(word), limit],
            )
            return [row[0] for row in cursor.fetchall()]
