"""Figures come from records: one closed case moves them by one, and nobody types over them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meydan.kernel.cases.public import Case, Document
from meydan.kernel.cases.tests import factories as cases
from meydan.kernel.strategy.models import Indicator, IndicatorValue
from meydan.kernel.strategy.operations.computing import (
    backfill,
    month_ends,
    recompute,
)
from meydan.kernel.strategy.operations.typed import IndicatorIsComputed, type_value
from meydan.kernel.strategy.tests import factories as make

MONDAY = make.MONDAY
pytestmark = pytest.mark.django_db
PARAMS = {"services": ["road_fault"], "with_evidence": True, "days": 365}


def _closed(at: datetime, *, with_evidence: bool) -> Case:
    case = cases.case(now=at - timedelta(days=1))
    Case.objects.filter(pk=case.pk).update(closed_at=at, outcome="done")
    if with_evidence:
        Document.objects.create(case=case, kind=Document.Kind.EVIDENCE, size_bytes=1, added_at=at)
    return case


def _worked() -> Indicator:
    return make.indicator("worked", query="cases.closed_count", params=PARAMS)


def test_one_case_closed_with_evidence_moves_the_figure_by_exactly_one() -> None:
    of = _worked()
    recompute(now=MONDAY)
    assert IndicatorValue.objects.get(indicator=of).value == 0
    _closed(MONDAY - timedelta(hours=2), with_evidence=True)
    _closed(MONDAY - timedelta(hours=2), with_evidence=False)
    recompute(now=MONDAY)
    found = IndicatorValue.objects.get(indicator=of)
    assert (found.value, found.row_count) == (1, 1)


def test_nobody_types_over_a_figure_that_is_counted() -> None:
    with pytest.raises(IndicatorIsComputed):
        type_value(indicator=_worked(), value=99, on=MONDAY.date(), typed_by="works", now=MONDAY)


def test_a_typed_value_keeps_its_unit_and_its_day() -> None:
    of = make.indicator("typed")
    type_value(indicator=of, value=8, on=MONDAY.date(), typed_by="works", now=MONDAY)
    found = IndicatorValue.objects.get(indicator=of)
    assert (found.value, found.typed_by, found.on) == (8, "works", date(2026, 11, 23))


def test_month_ends_are_the_last_seconds_of_past_months() -> None:
    ends = month_ends(MONDAY, 3)
    assert [f"{end:%Y-%m-%d %H:%M:%S}" for end in ends] == [
        "2026-08-31 23:59:59",
        "2026-09-30 23:59:59",
        "2026-10-31 23:59:59",
    ]


def test_past_months_show_what_stood_then_and_a_standing_value_is_left_alone() -> None:
    of = _worked()
    _closed(datetime(2026, 9, 10, tzinfo=UTC), with_evidence=True)
    _closed(datetime(2026, 10, 10, tzinfo=UTC), with_evidence=True)
    make.value(of, date(2026, 8, 31), 7)
    backfill(now=MONDAY, months=3)
    run = IndicatorValue.objects.filter(indicator=of).order_by("on").values_list("value", flat=True)
    assert list(run) == [7, 1, 2]


def test_a_figure_that_cannot_look_back_gets_no_invented_past() -> None:
    make.indicator("open", query="cases.open_count")
    assert backfill(now=MONDAY, months=12) == 0


def test_an_indicator_whose_query_nobody_has_is_left_alone() -> None:
    make.indicator("lost", query="nobody.knows")
    assert recompute(now=MONDAY) == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=st.lists(st.integers(0, 8), min_size=2, max_size=5))
def test_counting_again_on_the_same_day_keeps_one_value(hours: list[int]) -> None:
    of = Indicator.objects.filter(code="worked").first() or _worked()
    for hour in hours:
        recompute(now=MONDAY - timedelta(hours=hour))
    found = IndicatorValue.objects.get(indicator=of)
    assert found.value == 0
    assert found.computed_at == MONDAY - timedelta(hours=hours[-1])
