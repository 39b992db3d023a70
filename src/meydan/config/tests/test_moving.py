"""What a move between databases copies."""

from __future__ import annotations

import pytest
from django.db import connection

from meydan.config.moving import _tables

PARENT = "observations_value"


@pytest.mark.django_db
@pytest.mark.store
@pytest.mark.only_on("postgresql")
def test_a_partitioned_table_is_copied_once_and_no_part_of_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = %s::regclass", [PARENT])
        # The rest, and the months that a start makes ahead.
        assert cursor.fetchone()[0] >= 4
    assert PARENT in _tables(connection)
    assert [table for table in _tables(connection) if table.startswith(PARENT)] == [PARENT]
