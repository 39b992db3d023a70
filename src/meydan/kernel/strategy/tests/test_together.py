"""Many figures from one reading are the very figures that each query gives alone."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meydan.base.people.tests.factories import unit
from meydan.kernel.cases.public import Case, Clock, Document
from meydan.kernel.cases.tests import factories as cases
from meydan.kernel.strategy import registry
from meydan.kernel.strategy.models import Indicator, IndicatorValue
from meydan.kernel.strategy.operations.computing import recompute
from meydan.kernel.strategy.operations.together import counted_together
from meydan.kernel.strategy.registry import Together, indicator_query, query_named
from meydan.kernel.strategy.tests import factories as make
from meydan.numerics.figure import Figure

MONDAY = make.MONDAY
pytestmark = [pytest.mark.django_db, pytest.mark.store]
COUNTED = (
    "cases.closed_count",
    "cases.closed_in_time_share",
    "cases.reply_days",
    "cases.reopen_share",
    "cases.satisfied_share",
    "cases.breach_share",
    "cases.visits_avoided",
)
ASKED: tuple[dict[str, Any], ...] = (
    {},
    {"days": 30},
    {"days": 90, "services": ["road_fault"]},
    {"days": 365, "services": ["road_fault", "lamp"], "source": "web"},
    {"kinds": ["request"], "days": 60},
    {"kinds": ["no_such_kind"]},
    {"unit": "works", "days": 45.5},
    {"unit": "nowhere"},
    {"services": ["no_such_service"]},
    {"with_evidence": True, "outcome": "refused"},
    {"with_evidence": True, "outcome": ""},
)


def _town(drawn: random.Random, count: int) -> None:
    """Cases of two services in every condition that a figure asks about, some on the very edge of a window."""
    services = [cases.service("road_fault"), cases.service("lamp")]
    units = [unit("works"), unit("parks")]
    for _number in range(count):
        case = cases.case(now=MONDAY - timedelta(days=400), service=drawn.choice(services))
        opened = MONDAY - timedelta(
            days=drawn.choice([30, 60, 90, 3, 200, 364, 365]), microseconds=drawn.choice([0, 1, 7])
        )
        closed = drawn.choice([None, opened + timedelta(seconds=drawn.random() * 5e6)])
        Case.objects.filter(pk=case.pk).update(
            unit=drawn.choice(units), source=drawn.choice(Case.Source.values), opened_at=opened,
            closed_at=closed, outcome=drawn.choice(["done", "refused", "withdrawn"]) if closed else "",
            reopened_count=drawn.choice([0, 0, 2]), is_satisfied=drawn.choice([None, True, False]),
            updated_at=closed or opened,
        )  # fmt: skip
        clocks = Clock.objects.filter(case=case)
        match drawn.randrange(4):
            case 0:
                clocks.delete()
            case 1:
                clocks.update(breached_at=opened)
            case 2:
                clocks.update(state="missed", ended_at=opened)
            case _:
                pass
        if drawn.random() < 0.4:
            Document.objects.create(
                case=case, kind=drawn.choice(["evidence", "paper"]), size_bytes=1, added_at=opened
            )


@pytest.mark.parametrize("seed", range(4))
def test_each_figure_is_what_its_query_gives_alone(seed: int) -> None:
    _town(random.Random(seed), 60)
    asked = [
        make.indicator(f"{query}-{number}".replace(".", "-").replace("_", "-"), query=query, params=params)
        for query in COUNTED
        for number, params in enumerate(ASKED)
    ]
    found = counted_together(asked, MONDAY)
    assert len(found) == len(asked)
    for indicator in asked:
        alone = query_named(indicator.query).run(indicator.params, MONDAY)
        said = (indicator.query, indicator.params)
        expected = None if alone.value is None else pytest.approx(alone.value, rel=1e-12)
        assert found[indicator.pk].value == expected, said
        assert (found[indicator.pk].row_count, found[indicator.pk].last_input_at) == (
            alone.row_count,
            alone.last_input_at,
        ), said


@pytest.mark.parametrize("query", COUNTED)
@pytest.mark.parametrize("params", ASKED, ids=str)
def test_the_cases_shown_behind_a_figure_are_as_many_as_it_counts(query: str, params: dict[str, Any]) -> None:
    _town(random.Random(7), 25)
    known = query_named(query)
    assert known.behind is not None
    assert known.behind(params, MONDAY).count() == known.run(params, MONDAY).row_count


def test_no_case_at_all_gives_nothing_to_divide_and_a_count_of_none() -> None:
    asked = [make.indicator(str(n), query=query) for n, query in enumerate(COUNTED)]
    found = counted_together(asked, MONDAY)
    assert [found[of.pk].value for of in asked] == [0, None, None, None, None, None, 0]


def test_a_hundred_indicators_read_the_cases_once() -> None:
    _town(random.Random(1), 5)
    for number in range(100):
        make.indicator(f"n-{number}", query="cases.closed_count", params={"days": number + 1})
    with CaptureQueriesContext(
        connection,
    ) as asked:
        recompute(now=MONDAY)
    reading = [one["sql"] for one in asked if 'service_id" AS' in one["sql"]]
    assert len(reading) == 1


def test_when_the_common_reading_breaks_each_is_counted_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_queries", dict(registry._queries))

    def broken(asked: Any) -> list[Figure]:
        connection.cursor().execute("SELECT nothing FROM nowhere")
        raise AssertionError

    def alone(params: Any, now: datetime) -> Figure:
        return Figure.of_count(int(params["n"]), now)

    indicator_query("test.together", reads=("cases",), together=Together(lambda params, now: params, broken))(
        alone
    )
    of = [make.indicator(f"n-{n}", query="test.together", params={"n": n}) for n in range(4)]
    assert recompute(now=MONDAY) == 4
    assert [IndicatorValue.objects.get(indicator=one).value for one in of] == [0, 1, 2, 3]


def test_one_that_asks_nonsense_says_so_and_the_others_are_counted() -> None:
    for number in range(5):
        make.indicator(f"n-{number}", query="cases.closed_count", params={"days": 30})
    wrong = make.indicator("wrong", query="cases.closed_count", params={"days": "soon"})
    assert recompute(now=MONDAY) == 5
    wrong.refresh_from_db()
    assert wrong.failure == "failed"
    assert Indicator.objects.filter(failure="").count() == 5
