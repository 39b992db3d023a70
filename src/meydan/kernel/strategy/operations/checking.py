"""On its day it is looked at what became of what a decision expected."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from meydan.base.audit.public import record
from meydan.kernel.strategy.engine.effects import judged
from meydan.kernel.strategy.models import ExpectedEffect
from meydan.kernel.strategy.queries.decisions import value_to_compare


def check_effects(*, now: datetime) -> int:
    """
    Compare every effect whose day has come with its frozen figure; return how many were settled.

    One without a later figure waits for it. Where nothing was frozen there is nothing to compare with, and it says so.
    """
    due = ExpectedEffect.objects.filter(checked_at=None, check_on__lte=timezone.localdate(now))
    return sum(_check(pk, now) for pk in list(due.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _check(pk: int, now: datetime) -> bool:
    effect = (
        ExpectedEffect.objects.select_for_update(of=("self",))
        .select_related("figure__indicator", "decision")
        .get(pk=pk)
    )
    if effect.checked_at is not None:
        return False
    before, value = effect.figure.value, value_to_compare(effect)
    if before is None or effect.figure.indicator is None:
        effect.outcome = ExpectedEffect.Outcome.UNKNOWN
    elif value is None or value.value is None:
        return False
    else:
        effect.after, effect.after_on = value.value, value.on
        effect.outcome = judged(before, value.value, direction=effect.direction, size=effect.size)
    effect.checked_at = now
    effect.save(update_fields=["after", "after_on", "outcome", "checked_at"])
    facts = {"indicator": effect.figure.indicator_code, "outcome": effect.outcome, "after": effect.after}
    record(verb="strategy.effect_checked", actor=None, thing=effect.decision.ref, payload=facts, now=now)
    return True
