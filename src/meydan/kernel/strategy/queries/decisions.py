"""Decisions, what they froze, and whose effect is to be looked at."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from meydan.base.packs.public import current
from meydan.kernel.strategy.models import (
    Action,
    Decision,
    ExpectedEffect,
    FrozenFigure,
    Indicator,
    IndicatorValue,
)
from meydan.kernel.strategy.queries.plans import public_plans

# So long before its day whoever entered a decision is reminded on the desk.
REMIND_BEFORE = timedelta(days=30)
# The council, where the pack describes no body that is one.
COUNCIL = {"tr": "Belediye Meclisi", "fa": "شورای شهر", "en": "Municipal Council"}


def deciding_bodies() -> dict[str, dict[str, str]]:
    """Names of the bodies of the pack, by code; a council is always among them."""
    documents: dict[str, dict[str, Any]] = current().documents("bodies")
    named = {code: dict(document["names"]) for code, document in sorted(documents.items())}
    if not any(document.get("unit") == "council" for document in documents.values()):
        named = {"council": COUNCIL, **named}
    return named


def decisions() -> QuerySet[Decision]:
    """Every decision with its effects, the newest first."""
    effects = ExpectedEffect.objects.select_related("figure").order_by("check_on", "pk")
    return Decision.objects.prefetch_related(
        Prefetch("effects", effects),
        Prefetch("actions", Action.objects.filter(goal__plan__in=public_plans()).order_by("order", "pk")),
    ).order_by("-decided_on", "-pk")


def decision_in_full(code: str) -> Decision:
    """
    A decision with its actions, frozen figures and effects.

    :raises Decision.DoesNotExist: if there is no such decision
    """
    figures = FrozenFigure.objects.select_related("indicator").order_by("indicator_code")
    return decisions().select_related("plan").prefetch_related(Prefetch("figures", figures)).get(code=code)


def decisions_about(action: Action) -> list[Decision]:
    """The decisions that name an action, the newest first."""
    return list(Decision.objects.filter(actions=action).order_by("-decided_on", "-pk"))


def effects_to_check(now: datetime) -> QuerySet[ExpectedEffect]:
    """Effects not yet looked at whose day is near or past, the nearest first."""
    until = timezone.localdate(now) + REMIND_BEFORE
    rows = ExpectedEffect.objects.filter(checked_at=None, check_on__lte=until)
    return rows.select_related("decision", "figure").order_by("check_on", "pk")


def standing_on(indicator: Indicator, day: date) -> IndicatorValue | None:
    """The indicator's value as it stood on a day: the newest that is not younger."""
    rows = IndicatorValue.objects.filter(indicator=indicator, on__lte=day, value__isnull=False)
    return rows.order_by("-on").first()


def value_to_compare(effect: ExpectedEffect) -> IndicatorValue | None:
    """
    The value that shows what became of an effect: the newest up to its day, unless it is older than allowed.

    Then the first one after that day; none while there is none.
    """
    indicator = effect.figure.indicator
    if indicator is None:
        return None
    found = standing_on(indicator, effect.check_on)
    is_fresh = found is not None and effect.check_on - found.on <= timedelta(days=indicator.freshness_days)
    is_later = found is not None and (effect.figure.on is None or found.on > effect.figure.on)
    if is_fresh and is_later:
        return found
    after = IndicatorValue.objects.filter(indicator=indicator, on__gt=effect.check_on, value__isnull=False)
    return after.order_by("on").first()
