"""Indicators counted anew from the records they read."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from meydan.base.events.public import publish
from meydan.base.locale.public import month_bucket
from meydan.base.packs.public import current
from meydan.base.ui.public import holds_sample
from meydan.kernel.cases.public import services
from meydan.kernel.strategy.events import IndicatorsCounted
from meydan.kernel.strategy.models import Failure, Indicator, IndicatorValue, Origin, Quality
from meydan.kernel.strategy.operations.together import apart, counted_together
from meydan.kernel.strategy.ratios import MixedScopes
from meydan.kernel.strategy.registry import INDICATORS, QueryUnknown, queries_reading, query_named
from meydan.numerics.figure import Figure

log = logging.getLogger(__name__)


def recompute(*, indicator_ids: Sequence[int] | None = None, now: datetime) -> int:
    """
    Compute indicators as they stand at ``now`` and keep the value of that civil day.

    An earlier value of the same day is replaced; other days stay. Returns how many were computed.
    One that cannot be counted keeps its last value, is marked with the reason, and keeps no other from being counted.
    Counting holds no lock; only the keeping of the values is a transaction.
    """
    wanted = Indicator.objects.exclude(query="").order_by("pk")
    if indicator_ids is not None:
        wanted = wanted.filter(pk__in=indicator_ids)
    # What divides other indicators comes after those it divides.
    derived = set(queries_reading(INDICATORS))
    first = [indicator for indicator in wanted if indicator.query not in derived]
    then = [indicator for indicator in wanted if indicator.query in derived]
    from_sample = holds_sample()
    return sum(_count_and_keep(part, now, from_sample) for part in (first, then) if part)


def _count_and_keep(indicators: list[Indicator], now: datetime, from_sample: bool) -> int:
    together = counted_together(indicators, now)
    counted = [
        (indicator, *_row(indicator, now, now, from_sample, together.get(indicator.pk)))
        for indicator in indicators
    ]
    rows = [row for _indicator, row, _failure in counted if row is not None]
    with transaction.atomic():
        _keep(rows)
        for indicator, _row_kept, failure in counted:
            _mark(indicator, failure, now)
        publish(IndicatorsCounted([one.pk for one in indicators], now.isoformat()), now)
    return len(rows)


def _mark(indicator: Indicator, failure: str, now: datetime) -> None:
    """Say why it was not counted, and since when; or that it was."""
    if indicator.failure != failure:
        indicator.failure, indicator.failed_at = failure, now if failure else None
        indicator.save(update_fields=["failure", "failed_at"])


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
            row, _failure = _row(indicator, at, now, from_sample)
            if row is not None and (indicator.pk, row.on) not in held:
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


def recompute_reading(*, nouns: Iterable[str], now: datetime, service: str = "") -> int:
    """
    Compute only the indicators whose query reads one of ``nouns``, and those that divide one of these.

    :param service: the service of the one case that changed: what counts other services alone is left as it is
    """
    names = sorted({name for noun in nouns for name in queries_reading(noun)})
    reading = list(Indicator.objects.filter(query__in=names))
    if service:
        kind = services(public_only=False).filter(code=service).values_list("kind", flat=True).first()
        reading = [one for one in reading if _counts(one, service, str(kind))]
    touched = {one.code: one.pk for one in reading}
    derived = Indicator.objects.filter(query__in=queries_reading(INDICATORS))
    parted = [one.pk for one in derived if touched.keys() & {one.params.get("of"), one.params.get("by")}]
    chosen = {*touched.values(), *parted}
    return recompute(indicator_ids=sorted(chosen), now=now) if chosen else 0


def _counts(indicator: Indicator, service: str, kind: str) -> bool:
    """Whether an indicator's parameters let the cases of a service in; without any they let in all."""
    named, kinds = indicator.params.get("services", []), indicator.params.get("kinds", [])
    return not (named or kinds) or service in named or kind in kinds


def recompute_parts_of(*, code: str, now: datetime) -> int:
    """Compute the indicators that divide, or divide by, the indicator ``code``."""
    derived = Indicator.objects.filter(query__in=queries_reading(INDICATORS))
    chosen = [one.pk for one in derived if code in (one.params.get("of"), one.params.get("by"))]
    return recompute(indicator_ids=chosen, now=now) if chosen else 0


def _row(
    indicator: Indicator, at: datetime, now: datetime, from_sample: bool, figure: Figure | None = None
) -> tuple[IndicatorValue | None, str]:
    """The value as it stood ``at`` a moment, computed ``now``; or none, and why."""
    found, failure = _judged(figure) if figure is not None else _found(indicator, at)
    if found is None:
        return None, failure
    row = IndicatorValue(
        indicator=indicator,
        on=timezone.localdate(at),
        value=found.value,
        row_count=found.row_count,
        last_input_at=found.last_input_at,
        computed_at=now,
        quality=indicator.quality or _quality(indicator),
        origin=indicator.origin or Origin.CALCULATED,
        is_sample=indicator.is_sample or from_sample,
    )
    return row, ""


def _found(indicator: Indicator, at: datetime) -> tuple[Figure | None, str]:
    try:
        with apart():
            found = query_named(indicator.query).run(indicator.params, at)
    except QueryUnknown:
        return None, Failure.UNKNOWN
    except MixedScopes:
        return None, Failure.MIXED
    except ZeroDivisionError:
        return None, Failure.NOTHING
    except Exception:  # whatever breaks in one room's query, the figures of the others are counted
        log.exception("indicator %s could not be counted by %s", indicator.code, indicator.query)
        return None, Failure.FAILED
    return _judged(found)


def _judged(found: Figure) -> tuple[Figure | None, str]:
    if found.value is None or not math.isfinite(found.value):
        return None, Failure.NOTHING
    return found, ""


def _quality(indicator: Indicator) -> str:
    """An instrument's mean is measured; everything else a query gives is counted."""
    return Quality.MEASURED if query_named(indicator.query).ages_by_input else Quality.COUNTED


def _keep(rows: list[IndicatorValue]) -> None:
    IndicatorValue.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["indicator", "on"],
        update_fields=[
            "value",
            "row_count",
            "last_input_at",
            "computed_at",
            "typed_by",
            "quality",
            "origin",
            "is_sample",
        ],
    )
