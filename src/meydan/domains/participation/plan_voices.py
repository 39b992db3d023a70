"""What the pages of a plan are told: where people speak to its parts, and what changed because they did."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meydan.base.locale.public import format_day, format_number, text
from meydan.domains.participation.models import Answer, Consultation, Section
from meydan.kernel.strategy.public import WHOLE, Action, ActionOrigin, Plan, Voice

CHANGED = (Answer.Outcome.ACCEPTED, Answer.Outcome.PARTLY)


def voices(plan: Plan, now: datetime) -> dict[str, Voice]:
    """The hearing about a plan that is open now: as a whole, and for each part that it names; in two queries."""
    held = Consultation.objects.filter(
        plan_code=plan.code, kind=Consultation.Kind.HEARING, published_at__isnull=False, closed_at=None,
        opens_at__lte=now, closes_at__gte=now,
    ).order_by("closes_at").first()  # fmt: skip
    if held is None:
        return {}
    say = reverse("participation:say", args=[held.code])
    words = _("Open for your opinion until %(day)s") % {"day": format_day(held.closes_at, "long")}
    told = {WHOLE: Voice(reverse("participation:hear", args=[held.code]), words)}
    parts = Section.objects.filter(consultation=held, subject_ref__startswith="strategy.")
    for number, ref in parts.values_list("number", "subject_ref"):
        told[ref] = Voice(f"{say}?section={number}", _("Say what you think"))
    return told


def changed_because(action_pk: int) -> list[ActionOrigin]:
    """The answers that name an action, each with how many opinions it stands for."""
    code = Action.objects.filter(pk=action_pk).values_list("code", flat=True).first()
    if not code:
        return []
    found = Answer.objects.filter(
        action_code=code, outcome__in=CHANGED, consultation__published_at__isnull=False
    ).select_related("consultation").annotate(many=Count("opinions")).order_by("-answered_at")[:20]  # fmt: skip
    return [_origin(one, one.many) for one in found]


def _origin(answer: Answer, many: int) -> ActionOrigin:
    words = ngettext(
        "This changed because of %(many)s opinion", "This changed because of %(many)s opinions", many
    ) % {"many": format_number(many)}  # fmt: skip
    held = answer.consultation
    return ActionOrigin(
        title=f"{words}: {answer.gist}", detail=f"{answer.changed or answer.reason} · {text(held.names)}",
        href=reverse("participation:matrix", args=[held.code]) + f"#answer-{answer.number}", is_sample=held.is_sample,
    )  # fmt: skip
