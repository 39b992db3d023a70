"""A plan goes from draft to the public and through the council; what reached the public never changes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.kernel.strategy.engine.document import as_document, digest
from meydan.kernel.strategy.models import Plan, PlanVersion
from meydan.kernel.strategy.operations.noting import ExplanationMissing
from meydan.kernel.strategy.queries.lateness import owing
from meydan.kernel.strategy.register import held_table

Status = Plan.Status
# What may follow what. A published plan is never a draft again: it is revised, with its earlier versions beside it.
STEPS: dict[str, tuple[str, ...]] = {
    Status.DRAFT: (Status.CONSULTATION, Status.COUNCIL),
    Status.CONSULTATION: (Status.COUNCIL, Status.DRAFT),
    Status.COUNCIL: (Status.PUBLISHED, Status.CONSULTATION, Status.DRAFT),
    Status.PUBLISHED: (Status.REVISED,),
    Status.REVISED: (Status.REVISED,),
}
# The public reads the plan in these, so each freezes a version.
FROZEN = (Status.CONSULTATION, Status.PUBLISHED, Status.REVISED)
# Somebody decided this: the decision's number, or the reason, stands beside the version.
DECIDED = (Status.PUBLISHED, Status.REVISED)


class StepNotAllowed(Exception):
    """The plan cannot go from where it is to there."""


class ReasonMissing(Exception):
    """What was decided, and by whom, has to stand beside the version."""


class NothingChanged(Exception):
    """A revision would say the same as the version before."""


@transaction.atomic
def move_on(*, code: str, status: str, reason: str = "", actor: Account, now: datetime) -> PlanVersion | None:
    """
    Take a plan to its next state; where the public reads it, freeze a version with its SHA-256.

    :param reason: the council's decision or why it is revised, at most 400 letters
    :return: the version, if one was frozen
    :raises StepNotAllowed: if this state cannot follow
    :raises ReasonMissing: if it was decided and no reason is given
    :raises NothingChanged: if a revision differs in nothing from the last version
    :raises ExplanationMissing: if a promise made to the public is late and nobody has said why; names the actions
    """
    plan = Plan.objects.select_for_update().get(code=code)
    if status not in STEPS[plan.status]:
        raise StepNotAllowed(f"{plan.status} -> {status}")
    if status in DECIDED and not reason.strip():
        raise ReasonMissing(code)
    if status == Status.REVISED and (late := owing(plan, timezone.localdate(now))):
        raise ExplanationMissing(*(one.printed_code for one in late))
    version = _frozen(plan, status, reason.strip(), now) if status in FROZEN else None
    before, plan.status = plan.status, status
    plan.save(update_fields=["status"])
    record(
        verb="strategy.plan_moved",
        actor=actor,
        thing=f"strategy.plan:{code}",
        payload={
            "from": before,
            "to": status,
            "version": version.number if version else None,
            "sha256": version.sha256 if version else "",
        },
        now=now,
    )
    return version


def _frozen(plan: Plan, status: str, reason: str, now: datetime) -> PlanVersion:
    last = plan.versions.order_by("-number").first()
    document = as_document(held_table(plan))
    sha256 = digest(document)
    if last is not None and status == Status.REVISED and last.sha256 == sha256:
        raise NothingChanged(plan.code)
    return PlanVersion.objects.create(
        plan=plan,
        number=last.number + 1 if last else 1,
        document=document,
        sha256=sha256,
        status=status,
        reason=reason[:400],
        made_at=now,
        is_sample=plan.is_sample,
    )
