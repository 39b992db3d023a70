"""A test that commits leaves no observation to the next."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection

from meydan.kernel.observations.public import store
from meydan.kernel.observations.stores.tables import TABLES
from meydan.kernel.observations.tests.factories import stream


@pytest.mark.store
@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_each_of_two_that_commit_begins_with_empty_tables(turn: int, now: datetime) -> None:
    del turn
    with connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(f"SELECT count(*) FROM {name}")
            assert cursor.fetchone()[0] == 0, name
    store(rows=[(stream().pk, now, 1.0)], now=now, source="test")
