"""Values that people type in: the exception, signed, dated, and never typed over."""

from __future__ import annotations

import math
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from meydan.base.audit.public import record
from meydan.base.events.public import publish
from meydan.base.people.public import Account
from meydan.kernel.strategy.events import IndicatorsCounted
from meydan.kernel.strategy.models import Indicator, IndicatorValue, Origin, Quality, TypedValue
from meydan.kernel.strategy.operations.computing import recompute_parts_of


class IndicatorIsComputed(Exception):
    """Records give this indicator's value: nobody may type over it."""


class ValueImpossible(Exception):
    """Not a number, or for a day that has not come yet."""


@transaction.atomic
def type_value(
    *,
    indicator: Indicator,
    value: float,
    on: date,
    typed_by: str,
    now: datetime,
    post_code: str = "",
    quality: str = Quality.REPORTED,
    origin: str = Origin.REPORTED,
    note: str = "",
    actor: Account | None = None,
) -> IndicatorValue:
    """
    Keep a value that a post typed in for a day; what was typed before for that day stands beside it as corrected.

    :param indicator: one that stands, or one begun for a row of a published set, which is kept now
    :param typed_by: the code of the unit
    :param post_code: the post that signs; the person is named in the audit log alone
    :raises IndicatorIsComputed: if a query gives the value
    :raises ValueImpossible: if the value is not finite or the day has not come
    """
    if indicator.is_computed:
        raise IndicatorIsComputed(indicator.code)
    if not math.isfinite(value) or on > timezone.localdate(now):
        raise ValueImpossible(indicator.code)
    if indicator._state.adding:
        indicator.save()
    signed = {"quality": quality, "origin": origin}
    TypedValue.objects.create(
        indicator=indicator,
        on=on,
        value=value,
        typed_at=now,
        unit_code=typed_by,
        post_code=post_code,
        note=note,
        **signed,
    )
    shown = {"value": value, "row_count": 1, "last_input_at": now, "computed_at": now, "typed_by": typed_by}
    kept, made = IndicatorValue.objects.update_or_create(
        indicator=indicator, on=on, defaults={**shown, **signed, "is_sample": indicator.is_sample}
    )
    if actor is not None:
        record(
            verb="strategy.typed",
            actor=actor,
            thing=f"strategy.indicator:{indicator.code}",
            payload={"on": on.isoformat(), "value": value, "post": post_code, "corrects": not made},
            now=now,
        )
    publish(IndicatorsCounted([indicator.pk], now.isoformat()), now)
    recompute_parts_of(code=indicator.code, now=now)
    return kept
