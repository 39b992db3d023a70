"""A city makes rules of its own, beside those of its pack."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.kernel.observations.models import OWN_CODE, Rule
from meydan.kernel.observations.operations.scoping import shape_in
from meydan.kernel.observations.operations.tuning import LimitsCross

CODE = OWN_CODE + "{property}-{number}"
ATTEMPTS = 20


def drafted(*, name: str, language: str, area: str = "", **facts: Any) -> Rule:
    """
    Return a rule that nobody has saved: for a rehearsal, or to be made.

    :param language: in which ``name`` is written
    :param facts: ``kind`` (a threshold when left out), ``observed_property``, ``statistic``, ``comparison``,
        ``limit`` and ``clear_limit`` [unit of what the kind looks at], ``window_s``, ``level``, ``provider``,
        ``min_count``, ``min_duration_s``, ``severity``, ``quiet_from``, ``quiet_to``, ``service``, ``playbook``
    :raises LimitsCross: if the alert would end on the wrong side of its limit
    :raises AreaEmpty: if the area has no shape
    """
    rule = Rule(names={language: name}, area=area, area_wkb=shape_in(area), **facts)
    is_above = rule.comparison == Rule.Comparison.ABOVE
    if rule.clear_limit > rule.limit if is_above else rule.clear_limit < rule.limit:
        raise LimitsCross(name)
    return rule


@transaction.atomic
def make_rule(*, rule: Rule, actor: Account, now: datetime) -> Rule:
    """Save a drafted rule; it watches the values that come from now on, and the log says who made it."""
    rule.edited_at = now
    _save_under_a_free_code(rule)
    record(
        verb="observations.rule_made",
        actor=actor,
        thing=f"observations.rule:{rule.pk}",
        payload={
            "rule": rule.code, "names": rule.names, "property": rule.observed_property.code,
            "kind": rule.kind, "statistic": rule.statistic, "comparison": rule.comparison, "limit": rule.limit,
            "clear_limit": rule.clear_limit, "area": rule.area,
        },
        now=now,
    )  # fmt: skip
    return rule


def _save_under_a_free_code(rule: Rule) -> None:
    observed = rule.observed_property.code[:40]
    taken = Rule.objects.filter(code__startswith=CODE.format(property=observed, number="")).count()
    for number in range(taken + 1, taken + 1 + ATTEMPTS):
        rule.code = CODE.format(property=observed, number=number)
        try:
            with transaction.atomic():
                rule.save(force_insert=True)
        except IntegrityError:
            # Somebody makes another one at this moment.
            continue
        return
    raise IntegrityError(f"no free code for a rule on {observed}")
