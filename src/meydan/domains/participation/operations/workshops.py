"""Meetings: announcing, inviting, counting who came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from meydan.base.audit.public import record
from meydan.base.locale.public import format_moment, text
from meydan.base.notify.public import NobodyToReach, Recipient, send
from meydan.base.packs.public import current
from meydan.base.people.public import Account
from meydan.domains.participation.errors import AttendanceImpossible, EndsTooEarly
from meydan.domains.participation.models import Attendance, Consultation, Invitation, Stakeholder, Workshop
from meydan.domains.participation.operations.consultations import begin_consultation
from meydan.domains.participation.operations.stakeholders import contact_of


@transaction.atomic
def plan_workshop(
    *, starts_at: datetime, ends_at: datetime, where: Mapping[str, str], subject_refs: Sequence[str] = (), **facts: Any
) -> Consultation:  # fmt: skip
    """
    Make a meeting: what ``begin_consultation`` takes, with when and where it meets.

    :raises EndsTooEarly: if it would end before it begins
    """
    if ends_at <= starts_at:
        raise EndsTooEarly
    made = begin_consultation(kind=Consultation.Kind.WORKSHOP, **facts)
    Workshop.objects.create(
        consultation=made, starts_at=starts_at, ends_at=ends_at, where=dict(where), subject_refs=list(subject_refs)
    )  # fmt: skip
    return made


@transaction.atomic
def invite_stakeholders(
    *, workshop: Workshop, stakeholders: Sequence[Stakeholder], actor: Account, now: datetime
) -> int:
    """Invite those who can be reached by telephone or e-mail, each once; return how many invitations went out."""
    sent = 0
    for one in stakeholders:
        contact, language = contact_of(one), one.language or current().default_language
        to = Recipient(phone=contact.get("phone", ""), email=contact.get("email", ""), language=language)
        if Invitation.objects.filter(workshop=workshop, stakeholder=one).exists():
            continue
        with suppress(NobodyToReach, IntegrityError), transaction.atomic():
            Invitation.objects.create(workshop=workshop, stakeholder=one, sent_at=now)
            send(
                "workshop_invited", to=to, context=_told(workshop, language), now=now,
                key=f"workshop:{workshop.pk}:{one.pk}",
            )  # fmt: skip
            sent += 1
    record(
        verb="participation.invited", actor=actor, thing=workshop.consultation.ref, payload={"sent": sent}, now=now
    )  # fmt: skip
    return sent


def _told(workshop: Workshop, language: str) -> dict[str, str]:
    held = workshop.consultation
    return {
        "title": text(held.names, language), "where": text(workshop.where, language),
        "when": format_moment(workshop.starts_at, language=language),
        "address": settings.MEYDAN_HOME.address + reverse("participation:hear", args=[held.code]),
    }  # fmt: skip


@transaction.atomic
def count_attendance(
    *, workshop: Workshop, kind: str, count: int, actor: Account | None, now: datetime, women: int | None = None,
    men: int | None = None, young: int | None = None,
) -> Attendance | None:  # fmt: skip
    """
    Say how many of a kind came; said again it replaces, and nought takes the row away.

    :raises AttendanceImpossible: if women, men or young people are more than people
    """
    if any((part or 0) > count for part in (women, men, young)) or (women or 0) + (men or 0) > count:
        raise AttendanceImpossible(kind)
    record(
        verb="participation.attended", actor=actor, thing=workshop.consultation.ref, now=now,
        payload={"kind": kind, "count": count},
    )  # fmt: skip
    if not count:
        Attendance.objects.filter(workshop=workshop, kind=kind).delete()
        return None
    told = {"count": count, "women": women, "men": men, "young": young}
    kept, _made = Attendance.objects.update_or_create(workshop=workshop, kind=kind, defaults=told)
    return kept
