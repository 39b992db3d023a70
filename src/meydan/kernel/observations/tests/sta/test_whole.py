"""Old observations lie in the archive, and whoever asks does not notice: every page is what it was before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from meydan.kernel.observations.engine.batch import NO_TIME, Batch, Rare
from meydan.kernel.observations.engine.moments import DAY_US, to_us
from meydan.kernel.observations.engine.slots import bound_of
from meydan.kernel.observations.models import Datastream
from meydan.kernel.observations.operations.keeping import Keeping
from meydan.kernel.observations.operations.retention import remove_old
from meydan.kernel.observations.principals import ANYONE
from meydan.kernel.observations.public import store
from meydan.kernel.observations.stores import archive
from meydan.kernel.observations.tests.factories import stream
from meydan.kernel.observations.tests.homes import own_home
from meydan.kernel.observations.tests.sta.asking import ROOT, ask, told, whole

pytestmark = [pytest.mark.django_db, pytest.mark.store]
START = datetime(2026, 7, 20, tzinfo=UTC)
STEPS = 60
STEP = timedelta(hours=36)
NOW = START + STEPS * STEP


@pytest.fixture(autouse=True)
def home() -> Iterator[Path]:
    with own_home() as folder:
        yield folder


def filled() -> Datastream:
    """Ninety days of a datastream; some observations last an hour, are a text, or say how good they are."""
    pm = stream(period_s=None)
    at = np.array([to_us(START + k * STEP) for k in range(STEPS)], dtype=np.int64)
    rare = np.full(STEPS, None, dtype=object)
    rare[3] = Rare(end_us=int(at[3]) + 3_600_000_000, quality={"kod": "şüpheli"})
    rare[17] = Rare(result=["yağmur"])
    rare[40] = Rare(parameters={"یادداشت": "بازبینی"})
    result = at.copy()
    result[8] = NO_TIME
    zeros = np.zeros(STEPS, np.int64)
    value = (np.arange(STEPS) * 7 % 31).astype(float)
    rows = Batch(np.full(STEPS, pm.pk), at, value, zeros, result, zeros, rare)
    store(rows=rows, now=NOW, source="t")
    return pm


def archived(pm: Datastream, days: int) -> None:
    again = Datastream.objects.select_related("thing", "observed_property").get(pk=pm.pk)
    remove_old(datastream=again, keeping=Keeping(days, True), now=NOW)


def walked(address: str) -> list[Any]:
    """What every page of a walk answered, without its links, which name the datastream's past."""
    pages: list[Any] = []
    while address and len(pages) < 40:
        answer = told(address)
        pages.append((answer.get("@iot.count"), answer["value"]))
        address = answer.get("@iot.nextLink", "").removeprefix(f"{ROOT}/")
    return pages


moments = st.integers(-1, STEPS).map(lambda k: f"{START + k * STEP:%Y-%m-%dT%H:%M:%SZ}")
names = st.sampled_from(["lt", "le", "gt", "ge", "eq", "ne"])
compared = st.one_of(
    st.builds("phenomenonTime {} {}".format, names, moments),
    st.builds("{1} {0} phenomenonTime".format, names, moments),
    st.builds("phenomenonTime {} {}/P5D".format, names, moments),
    st.builds("result {} {}".format, names, st.integers(0, 30)),
)
filters = st.lists(compared, max_size=3).map(" and ".join)
questions = st.fixed_dictionaries(
    {},
    optional={
        "$filter": filters.filter(bool),
        "$orderby": st.sampled_from(["phenomenonTime", "phenomenonTime desc", "id", "id desc"]),
        "$top": st.integers(1, 25).map(str), "$skip": st.integers(0, 30).map(str), "$count": st.just("true"),
    },
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(question=questions, days=st.integers(1, 100), late=st.lists(st.integers(0, STEPS - 1), max_size=3))
@example(question={"$count": "true", "$orderby": "id", "$top": "7"}, days=30, late=[3]).via(
    "a token of two terms"
)
def test_every_page_is_what_it_was_before(question: dict[str, str], days: int, late: list[int]) -> None:
    with transaction.atomic():
        pm = filled()
        path = f"Datastreams({pm.pk})/Observations?" + "&".join(f"{k}={v}" for k, v in question.items())
        for place in late:
            store(rows=[(pm.pk, START + place * STEP + timedelta(hours=1), 5.0)], now=NOW, source="t")
        before = walked(path)
        archived(pm, days)
        for place in late:
            # The same once more: it stands in the table again, over what the archive has.
            store(rows=[(pm.pk, START + place * STEP + timedelta(hours=1), 5.0)], now=NOW, source="t")
        assert walked(path) == before
        transaction.set_rollback(True)


def test_one_old_observation_and_what_hangs_on_it_are_found_by_its_id() -> None:
    pm = filled()
    key = f"Observations('{pm.pk}_{bound_of(to_us(START + 3 * STEP))}')"
    before = (
        told(key),
        told(f"{key}/Datastream"),
        told(f"{key}/FeatureOfInterest") if _has_place(key) else None,
    )
    archived(pm, 5)
    assert archive.in_table(pm.pk, 0, bound_of(to_us(START + 50 * STEP)))[0].size == 0
    after = (
        told(key),
        told(f"{key}/Datastream"),
        told(f"{key}/FeatureOfInterest") if _has_place(key) else None,
    )
    assert (after[0], after[2]) == (before[0], before[2])
    assert after[1]["@iot.id"] == pm.pk
    assert told(f"Datastreams({pm.pk})/{key}") == before[0]
    assert ask(f"{key}/MultiDatastream").status == 404


def _has_place(key: str) -> bool:
    return ask(f"{key}/FeatureOfInterest").status == 200


def test_a_datastream_that_may_not_be_seen_shows_nothing_of_its_archive() -> None:
    pm = filled()
    Datastream.objects.filter(pk=pm.pk).update(is_public=False)
    archived(pm, 5)
    key = f"Observations('{pm.pk}_{bound_of(to_us(START))}')"
    assert ask(key).status == 200
    assert ask(key, who=ANYONE).status == 404
    assert ask(f"Datastreams({pm.pk})/Observations", who=ANYONE).status == 404


def test_what_the_archive_does_not_answer_says_since_when_it_answers() -> None:
    pm = filled()
    archived(pm, 5)
    answer = told(f"Datastreams({pm.pk})/Observations?$orderby=result desc")
    since = archive.kept_of(pm.pk).raw_from_us
    assert answer["@iot.onlySince"] == f"{datetime.fromtimestamp(since / 1e6, tz=UTC):%Y-%m-%dT%H:%M:%SZ}"
    assert since > to_us(NOW) - 7 * DAY_US
    assert "@iot.onlySince" not in told(f"Datastreams({pm.pk})/Observations")


def test_a_file_that_is_missing_is_said_and_newer_values_still_answer(home: Path) -> None:
    pm = filled()
    archived(pm, 5)
    for file in (home / "archive").rglob("*.parquet"):
        file.unlink()
    answer = ask(f"Datastreams({pm.pk})/Observations")
    assert answer.status == 503
    newer = whole(answer).decode().rpartition("$filter=")[2].partition('."')[0]
    assert told(f"Datastreams({pm.pk})/Observations?$filter={newer}")["value"]
