"""One indicator divided by another: per head, per hundred thousand, per square kilometre; never across places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meydan.kernel.strategy.models import Indicator, IndicatorValue
from meydan.kernel.strategy.registry import INDICATORS, indicator_query
from meydan.numerics.figure import Figure

RATIO = "strategy.ratio"


class MixedScopes(Exception):
    """A figure of one place would be divided by a figure of another: a city's count by a province's people."""


class PartUnknown(Exception):
    """A ratio names an indicator that is not there."""


@indicator_query(RATIO, reads=(INDICATORS,), formula=_("One indicator divided by another"), looks_back=False)
def ratio(params: Mapping[str, Any], now: datetime) -> Figure:
    """
    Indicator ``of`` divided by indicator ``by``, times ``times`` (100000 for a rate), each as it stands.

    :raises MixedScopes: if the two are for different places
    :raises ZeroDivisionError: if the second is zero
    """
    over, under = parts(params)
    refuse_mixed(over, under)
    top, bottom = _newest(over, now), _newest(under, now)
    if top is None or bottom is None or top.value is None or bottom.value is None:
        return Figure(None, 0, None)
    value = top.value / bottom.value * float(params.get("times", 1))
    moments = [one.last_input_at for one in (top, bottom) if one.last_input_at]
    return Figure(value, top.row_count, max(moments, default=None))


def parts(params: Mapping[str, Any]) -> tuple[Indicator, Indicator]:
    """
    The indicator that is divided, and the one that divides it.

    :raises PartUnknown: if one of them is not there
    """
    named = [str(params.get("of", "")), str(params.get("by", ""))]
    found = {one.code: one for one in Indicator.objects.filter(code__in=named)}
    for code in named:
        if code not in found:
            raise PartUnknown(
                f"A ratio names the indicator {code!r}, which is not there. Add it, or name another."
            )
    return found[named[0]], found[named[1]]


def refuse_mixed(over: Indicator, under: Indicator) -> None:
    """:raises MixedScopes: unless both figures are for the same place"""
    if over.scope != under.scope:
        raise MixedScopes(
            f"{over.code} is for the {over.scope} and {under.code} for the {under.scope}: figures of different "
            f"places are never divided. Take a figure for the {over.scope} to divide by."
        )


def check_ratios() -> None:
    """
    Refuse every ratio that mixes places or speaks for another place than its parts.

    :raises MixedScopes: naming the first such indicator
    :raises PartUnknown: if a part is not there
    """
    for indicator in Indicator.objects.filter(query=RATIO).order_by("pk"):
        over, under = parts(indicator.params)
        refuse_mixed(over, under)
        if indicator.scope != over.scope:
            raise MixedScopes(
                f"{indicator.code} is said to be for the {indicator.scope}, but its parts are for the "
                f"{over.scope}. Give all three one scope."
            )


def _newest(indicator: Indicator, now: datetime) -> IndicatorValue | None:
    rows = IndicatorValue.objects.filter(
        indicator=indicator, on__lte=timezone.localdate(now), value__isnull=False
    )
    return rows.order_by("-on").first()
