"""A home from before keeps every value when instant and sequence become one number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from meydan.config.databases import sqlite

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AT_US = 1_764_000_000_000_000
BEFORE_1970_US = -5_000_001


@pytest.fixture
def before(tmp_path: Path, django_db_blocker: object) -> Iterator[BaseDatabaseWrapper]:
    """A database as it was before this room spoke SensorThings."""
    with django_db_blocker.unblock():
        settings = {**connections.settings["default"], **sqlite(tmp_path / "before.sqlite3")}
        connections.settings["before"] = settings
        call_command("migrate", "observations", "0002", database="before", verbosity=0)
        yield connections["before"]
        connections["before"].close()
        del connections["before"]
        del connections.settings["before"]


def test_values_latest_rows_and_places_survive_the_move(before: BaseDatabaseWrapper) -> None:
    with before.cursor() as cursor:
        cursor.execute(
            "INSERT INTO observations_thing (id, key, names, about, lon, lat, is_sample) "
            "VALUES (1, 'k', '{\"en\": \"Bridge\"}', '{}', 39.5, 40.4, 0)"
        )
        cursor.execute(
            "INSERT INTO observations_observedproperty (id, code, names, unit, kind) "
            "VALUES (1, 'pm2_5', '{\"en\": \"Dust\"}', 'x', 'air')"
        )
        cursor.execute(
            "INSERT INTO observations_datastream (id, key, names, unit, is_public, is_sample, thing_id, "
            "observed_property_id) VALUES (1, 'k-pm', '{\"en\": \"Dust\"}', 'x', 1, 0, 1, 1)"
        )
        cursor.executemany(
            "INSERT INTO observations_value (datastream_id, at_us, seq, value) VALUES (1, %s, %s, %s)",
            [(AT_US, 0, 4.5), (AT_US, 1, 5.5), (BEFORE_1970_US, 0, 1.25)],
        )
    call_command("migrate", database="before", verbosity=0)
    with before.cursor() as cursor:
        cursor.execute("SELECT slot >> 5, slot & 31, value FROM observations_value ORDER BY slot")
        assert cursor.fetchall() == [(BEFORE_1970_US, 0, 1.25), (AT_US, 0, 4.5), (AT_US, 1, 5.5)]
        cursor.execute("SELECT first_us FROM observations_latestvalue WHERE datastream_id = 1")
        assert cursor.fetchall() == [(BEFORE_1970_US,)]
        cursor.execute("SELECT t.name, l.west, l.north FROM observations_thing t, observations_location l")
        assert cursor.fetchall() == [("Bridge", 39.5, 40.4)]
