"""Indicators counted anew from the records they read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from meydan.kernel.strategy.models import Indicator, IndicatorValue
from meydan.kernel.strategy.registry import Measurement, QueryUnknown, queries_reading, query_named


@transaction.atomic
def recompute(*, indicator_ids: Sequence[int] | None = None, now: datetime) -> int:
    """
    Compute indicators as they stand at ``now`` and keep the value of that civil day.

    An earlier value of the same day is replaced; other days stay. Returns how many were computed.
    An indicator whose query no room registers keeps its last value, which turns stale by itself.
    """
    wanted = Indicator.objects.exclude(query="").order_by("pk")
    if indicator_ids is not None:
        wanted = wanted.filter(pk__in=indicator_ids)
    rows = [row for indicator in wanted if (row := _row(indicator, now)) is not None]
    _keep(rows)
    return len(rows)


def recompute_reading(*, nouns: Iterable[str], now: datetime) -> int:
    """Compute only the indicators whose query reads one of ``nouns``."""
    names = sorted({name for noun in nouns for name in queries_reading(noun)})
    touched = list(Indicator.objects.filter(query__in=names).values_list("pk", flat=True))
    return recompute(indicator_ids=touched, now=now) if touched else 0


def _row(indicator: Indicator, now: datetime) -> IndicatorValue | None:
    try:
        found = query_named(indicator.query).run(indicator.params, now)
    except QueryUnknown:
        return None
    return IndicatorValue(
        indicator=indicator,
        on=timezone.localdate(now),
        value=_finite(found),
        row_count=found.row_count,
        last_input_at=found.last_input_at,
        computed_at=now,
        is_sample=indicator.is_sample,
    )


def _finite(found: Measurement) -> float | None:
    return found.value if found.value is not None and math.isfinite(found.value) else None


def _keep(rows: list[IndicatorValue]) -> None:
    IndicatorValue.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["indicator", "on"],
        update_fields=["value", "row_count", "last_input_at", "computed_at", "typed_by", "is_sample"],
    )


class IndicatorIsComputed(Exception):
    """Records give this indicator's value: nobody may type over it."""


@transaction.atomic
def type_value(
    *, indicator: Indicator, value: float, on: datetime, typed_by: str, now: datetime
) -> IndicatorValue:
    """
    Keep a value that a post typed in; it is shown as typed, with the post and the day.

    :raises IndicatorIsComputed: if a query gives the value
    """
    if indicator.is_computed:
        raise IndicatorIsComputed(indicator.code)
    kept, _made = IndicatorValue.objects.update_or_create(
        indicator=indicator,
        on=timezone.localdate(on),
        defaults={
            "value": value,
            "row_count": 1,
            "last_input_at": now,
            "computed_at": now,
            "typed_by": typed_by,
        },
    )
    return kept
