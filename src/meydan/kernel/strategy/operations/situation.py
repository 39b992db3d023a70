"""Lines of a situation analysis are written and taken back; posts judge how pressing an action is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.kernel.strategy.models import Action, Indicator, Plan, PriorityScore, SituationLine


class LineBaseless(Exception):
    """A line rests neither on a figure nor on a paper."""


class LineGone(Exception):
    """The line is taken back already."""


@transaction.atomic
def write_line(
    *,
    plan: Plan,
    field: str,
    names: Mapping[str, str],
    indicator: Indicator | None = None,
    source: str = "",
    signed: tuple[str, str] = ("", ""),
    is_sample: bool = False,
    actor: Account | None,
    now: datetime,
) -> SituationLine:
    """
    Add a line.

    :param signed: the codes of the unit and of the post that write it
    :raises LineBaseless: if nothing stands behind it
    """
    if indicator is None and not source.strip():
        raise LineBaseless(field)
    line = SituationLine.objects.create(
        plan=plan,
        field=field,
        names=dict(names),
        indicator=indicator,
        source=source.strip(),
        unit_code=signed[0],
        post_code=signed[1],
        written_at=now,
        is_sample=is_sample,
    )
    _noted("strategy.line_written", line, {"field": field}, actor, now)
    return line


@transaction.atomic
def take_back(*, line_id: int, because: str, actor: Account, now: datetime) -> SituationLine:
    """
    Take a line back; it leaves the page and stays in the record, with the reason.

    :raises LineGone: if somebody has done so already
    """
    line = SituationLine.objects.select_for_update().get(pk=line_id)
    if line.taken_back_at is not None:
        raise LineGone(str(line))
    line.taken_back_at, line.taken_back_because = now, because
    line.save(update_fields=["taken_back_at", "taken_back_because"])
    _noted("strategy.line_taken_back", line, {"because": because}, actor, now)
    return line


@transaction.atomic
def judge(
    *,
    action: Action,
    impact: int,
    effort: int,
    urgency: int,
    reason: str = "",
    signed: tuple[str, str],
    is_sample: bool = False,
    actor: Account | None,
    now: datetime,
) -> PriorityScore:
    """Keep what a post thinks of an action; what it thought before stays beside it."""
    score = PriorityScore.objects.create(
        action=action,
        impact=impact,
        effort=effort,
        urgency=urgency,
        reason=reason,
        unit_code=signed[0],
        post_code=signed[1],
        scored_at=now,
        is_sample=is_sample,
    )
    if actor is not None:
        record(
            verb="strategy.judged",
            actor=actor,
            thing=f"strategy.action:{action.code}",
            payload={"impact": impact, "effort": effort, "urgency": urgency, "post": signed[1]},
            now=now,
        )
    return score


def _noted(
    verb: str, line: SituationLine, payload: dict[str, str], actor: Account | None, now: datetime
) -> None:
    if actor is not None:
        record(verb=verb, actor=actor, thing=f"strategy.line:{line.pk}", payload=payload, now=now)
