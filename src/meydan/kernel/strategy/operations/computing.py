"""Indicators counted anew from the records they read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from meydan.base.locale.public import month_bucket
from meydan.base.packs.public import current
from meydan.base.ui.public import holds_sample
from meydan.kernel.strategy.models import Indicator, IndicatorValue
from meydan.kernel.strategy.registry import QueryUnknown, queries_reading, query_named
from meydan.numerics.figure import Figure


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
    from_sample = holds_sample()
    rows = [row for indicator in wanted if (row := _row(indicator, now, now, from_sample)) is not None]
    _keep(rows)
    return len(rows)


@transaction.atomic
def backfill(*, now: datetime, months: int = 12) -> int:
    """
    Compute how indicators stood at the end of each of the last ``months`` months; returns how many values.

    Months are those of the city's calendar. Queries that cannot look back are left out, for their past would be
    invented; a value that stands already is left as it is.
    """
    from_sample = holds_sample()
    held = set(IndicatorValue.objects.values_list("indicator", "on"))
    rows = []
    for indicator in Indicator.objects.exclude(query="").order_by("pk"):
        if not _looks_back(indicator):
            continue
        for at in month_ends(now, months):
            row = _row(indicator, at, now, from_sample)
            if row is not None and row.value is not None and (indicator.pk, row.on) not in held:
                rows.append(row)
    _keep(rows)
    return len(rows)


def month_ends(now: datetime, months: int) -> list[datetime]:
    """The last moments of the past months in the city's calendar, oldest first."""
    zone, first = timezone.get_current_timezone(), timezone.localdate(now)
    ends = []
    for _month in range(months):
        first = month_bucket(first, current().calendar)
        midnight = datetime.combine(first, time.min, tzinfo=zone)
        ends.append(midnight - timedelta(seconds=1))
        first -= timedelta(days=1)
    return ends[::-1]


def _looks_back(indicator: Indicator) -> bool:
    try:
        return query_named(indicator.query).looks_back
    except QueryUnknown:
        return False


def recompute_reading(*, nouns: Iterable[str], now: datetime) -> int:
    """Compute only the indicators whose query reads one of ``nouns``."""
    names = sorted({name for noun in nouns for name in queries_reading(noun)})
    touched = list(Indicator.objects.filter(query__in=names).values_list("pk", flat=True))
    return recompute(indicator_ids=touched, now=now) if touched else 0


def _row(indicator: Indicator, at: datetime, now: datetime, from_sample: bool) -> IndicatorValue | None:
    """The value as it stood ``at`` a moment, computed ``now``."""
    try:
        found = query_named(indicator.query).run(indicator.params, at)
    except QueryUnknown:
        return None
    return IndicatorValue(
        indicator=indicator,
        on=timezone.localdate(at),
        value=_finite(found),
        row_count=found.row_count,
        last_input_at=found.last_input_at,
        computed_at=now,
        is_sample=indicator.is_sample or from_sample,
    )


def _finite(found: Figure) -> float | None:
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
