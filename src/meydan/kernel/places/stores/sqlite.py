"""SQLite: an R*Tree and an FTS5 index, both kept in step by triggers on the table."""

# Only column names and placeholders are ever joined into SQL here; values travel as parameters.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from meydan.kernel.places.stores.protocol import COLUMNS, Box, about

# One R*Tree holds longitude, latitude and a third axis layer * 16 + tier, so that a question about
# one layer, or about the upper tiers of a crowded one, walks only that part of the tree.
SLOTS = 16
# A flat third axis gives every node the volume 0, the tree then ignores longitude and latitude when it
# chooses where to put a row, and a question costs a thousand times more.
THICK = 0.5

LAST_LETTER = "\U0010ffff"  # sorts after every letter: the end of a range of beginnings

SETUP = [
    "CREATE INDEX places_place_begins ON places_place (search_text)",
    """CREATE VIRTUAL TABLE places_rtree USING rtree(
        id, west, east, south, north, slot_low, slot_high, +rank INTEGER)""",
    """CREATE VIRTUAL TABLE places_words USING fts5(
        search_text, content='places_place', content_rowid='id', tokenize='unicode61', prefix='2 3')""",
    "CREATE VIRTUAL TABLE places_vocabulary USING fts5vocab('places_words', 'row')",
    f"""CREATE TRIGGER places_place_in AFTER INSERT ON places_place BEGIN
        INSERT INTO places_rtree VALUES (new.id, new.west, new.east, new.south, new.north,
            new.layer_id * {SLOTS} + new.tier, new.layer_id * {SLOTS} + new.tier + {THICK}, new.rank);
        INSERT INTO places_words (rowid, search_text) VALUES (new.id, new.search_text);
    END""",
    """CREATE TRIGGER places_place_out AFTER DELETE ON places_place BEGIN
        DELETE FROM places_rtree WHERE id = old.id;
        INSERT INTO places_words (places_words, rowid, search_text)
            VALUES ('delete', old.id, old.search_text);
    END""",
    f"""CREATE TRIGGER places_place_moved
        AFTER UPDATE OF west, east, south, north, tier, rank, layer_id ON places_place BEGIN
        DELETE FROM places_rtree WHERE id = old.id;
        INSERT INTO places_rtree VALUES (new.id, new.west, new.east, new.south, new.north,
            new.layer_id * {SLOTS} + new.tier, new.layer_id * {SLOTS} + new.tier + {THICK}, new.rank);
    END""",
    """CREATE TRIGGER places_place_renamed AFTER UPDATE OF search_text ON places_place
        WHEN old.search_text <> new.search_text BEGIN
        INSERT INTO places_words (places_words, rowid, search_text)
            VALUES ('delete', old.id, old.search_text);
        INSERT INTO places_words (rowid, search_text) VALUES (new.id, new.search_text);
    END""",
]
TEARDOWN = [
    "DROP TRIGGER IF EXISTS places_place_renamed",
    "DROP TRIGGER IF EXISTS places_place_moved",
    "DROP TRIGGER IF EXISTS places_place_out",
    "DROP TRIGGER IF EXISTS places_place_in",
    "DROP TABLE IF EXISTS places_vocabulary",
    "DROP TABLE IF EXISTS places_words",
    "DROP TABLE IF EXISTS places_rtree",
    "DROP INDEX IF EXISTS places_place_begins",
]

_INSERT = f"INSERT INTO places_place ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"
_UPDATE = f"UPDATE places_place SET {', '.join(f'{c} = %s' for c in COLUMNS)} WHERE id = %s"


class SqliteStore:
    """The embedded database."""

    def insert(self, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows; triggers feed both indexes."""
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT, rows)

    def update(self, rows: Sequence[Sequence[Any]]) -> None:
        """Overwrite rows by id."""
        with connection.cursor() as cursor:
            cursor.executemany(_UPDATE, rows)

    def in_box(
        self, box: Box, layer_ids: Sequence[int], tiers: tuple[int, int], limit: int
    ) -> list[tuple[int, int, int]]:
        """Walk the R*Tree; its 32-bit boxes are rounded outwards, so the caller tests the shape itself."""
        west, south, east, north = box
        values = [east, west, north, south]
        if len(layer_ids) == 1:
            where = "slot_low >= %s AND slot_high <= %s"
            values += [layer_ids[0] * SLOTS + tiers[0], layer_ids[0] * SLOTS + tiers[1] + THICK]
        else:
            marks = ", ".join(["%s"] * len(layer_ids))
            slot = "CAST(slot_low AS INTEGER)"
            where = f"{slot} / {SLOTS} IN ({marks}) AND {slot} %% {SLOTS} BETWEEN %s AND %s"
            values += [*layer_ids, *tiers]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, CAST(slot_low AS INTEGER) / {SLOTS}, rank FROM places_rtree "
                f"WHERE west <= %s AND east >= %s AND south <= %s AND north >= %s AND {where} LIMIT %s",
                [*values, limit],
            )
            return list(cursor.fetchall())

    def matching(
        self, words: Sequence[str], layer_ids: Sequence[int] | None, limit: int, *, first: bool
    ) -> list[int]:
        """Ask FTS5 for prefixes of every word, or the plain index for texts that begin so."""
        # The plus keeps SQLite from walking a whole layer instead of the words.
        marks = ", ".join(["%s"] * len(layer_ids or ()))
        within = "" if layer_ids is None else f" AND +layer_id IN ({marks})"
        if first:
            begin = " ".join(words)
            sql = f"SELECT id FROM places_place WHERE search_text >= %s AND search_text < %s{within} LIMIT %s"
            values: list[Any] = [begin, begin + LAST_LETTER]
        else:
            # CROSS JOIN keeps the word index outside, so that the limit ends the search early.
            sql = (
                "SELECT places_words.rowid FROM places_words CROSS JOIN places_place ON id = places_words.rowid "
                f"WHERE places_words MATCH %s{within} LIMIT %s"
            )
            values = [" ".join(f'"{word}"*' for word in words)]
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, *(layer_ids or ()), limit])
            return [row[0] for row in cursor.fetchall()]

    def similar_words(self, word: str, limit: int) -> list[str]:
        """Return words of about this length; the first letter is seldom wrong, so those come first."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT term FROM places_vocabulary WHERE length(term) BETWEEN %s AND %s "
                "ORDER BY substr(term, 1, 1) <> %s, doc DESC, term LIMIT %s",
                [*about(word), word[:1], limit],
            )
            return [row[0] for row in cursor.fetchall()]
