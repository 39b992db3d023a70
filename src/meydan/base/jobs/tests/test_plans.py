"""How SQLite finds the next job; PostgreSQL plans by the number of rows, so this is asked of SQLite only."""

from __future__ import annotations

from datetime import datetime

import pytest

from meydan.base.jobs import operations, queries
from meydan.base.jobs.models import Job


@pytest.mark.django_db
@pytest.mark.parametrize("question", ["due", "lapsed", "key"])
def test_a_long_queue_is_not_read_through_to_find_the_next_job(question: str, now: datetime):
    asked = {
        "due": queries.due(now)[:1],
        "lapsed": queries.lapsed(now)[:1],
        "key": Job.objects.filter(key="k", state__in=operations.OPEN).order_by("id")[:1],
    }
    plan = asked[question].explain()
    assert "SCAN" not in plan
    assert "USING INDEX" in plan or "USING COVERING INDEX" in plan
    assert question == "key" or "TEMP B-TREE" not in plan, plan
