"""People tune rules to their city: limits, quiet hours, on and off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.kernel.observations.models import Rule
from meydan.kernel.observations.operations.expiring import end_alerts_of
from meydan.kernel.observations.operations.scoping import shape_in

# What may be tuned; what a rule is about stays with the pack. A rule of the city's own may be called otherwise too,
# weigh otherwise and hold elsewhere.
OWN = ("names", "severity", "area")
TUNED = (
    "limit", "clear_limit", "min_duration_s", "window_s", "level", "min_count", "quiet_from", "quiet_to", *OWN,
)  # fmt: skip


class LimitsCross(Exception):
    """An alert would end beyond the limit at which it begins."""


def tuned(rule: Rule, changes: Mapping[str, Any]) -> Rule:
    """
    Return the rule with other limits, unsaved; for a rehearsal, or to be saved.

    :raises LimitsCross: if the alert would end on the wrong side of its limit
    :raises AreaEmpty: if the area has no shape
    """
    for name in TUNED:
        if name in changes and (rule.is_own or name not in OWN):
            setattr(rule, name, changes[name])
    if rule.is_own and "area" in changes:
        rule.area_wkb = shape_in(rule.area)
    is_above = rule.comparison == Rule.Comparison.ABOVE
    if rule.clear_limit > rule.limit if is_above else rule.clear_limit < rule.limit:
        raise LimitsCross(rule.code)
    return rule


@transaction.atomic
def tune_rule(*, rule_id: int, changes: Mapping[str, Any], actor: Account, now: datetime) -> Rule:
    """
    Change the limits of a rule; from then on the pack leaves them alone.

    :param changes: some of ``TUNED``; those of ``OWN`` are left alone where the rule is a pack's
    :raises LimitsCross: if the alert would end on the wrong side of its limit
    :raises AreaEmpty: if the area has no shape
    """
    rule = Rule.objects.select_for_update().get(pk=rule_id)
    before = {name: _plain(getattr(rule, name)) for name in TUNED}
    tuned(rule, changes)
    rule.edited_at = now
    rule.save()
    moved = {
        name: [before[name], _plain(getattr(rule, name))]
        for name in TUNED
        if before[name] != _plain(getattr(rule, name))
    }
    if "area" in moved:
        # What it has open may lie outside now; what lies inside opens with the next value.
        end_alerts_of(rule, now)
    record(
        verb="observations.rule_tuned",
        actor=actor,
        thing=f"observations.rule:{rule.pk}",
        payload={"rule": rule.code, "changed": moved},
        now=now,
    )
    return rule


def _plain(value: object) -> object:
    return value.isoformat(timespec="minutes") if isinstance(value, time) else value


@transaction.atomic
def switch_rule(*, rule_id: int, is_active: bool, actor: Account, now: datetime) -> Rule:
    """Switch a rule on or off; what it has open ends when it is switched off. Saying it again changes nothing."""
    rule = Rule.objects.select_for_update().get(pk=rule_id)
    if rule.is_active == is_active:
        return rule
    rule.is_active = is_active
    rule.save(update_fields=["is_active"])
    ended = 0 if is_active else end_alerts_of(rule, now)
    record(
        verb="observations.rule_switched",
        actor=actor,
        thing=f"observations.rule:{rule.pk}",
        payload={"rule": rule.code, "on": is_active, "alerts_ended": ended},
        now=now,
    )
    return rule
