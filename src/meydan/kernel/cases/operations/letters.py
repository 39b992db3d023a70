"""Writes to the citizen who reported, in the citizen's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from meydan.base.people.public import OrgUnit
from meydan.kernel.cases.models import Case, Reporter, Supporter
from meydan.kernel.cases.privacy import open_text
from meydan.kernel.cases.queries.relations import joined_to
from meydan.kernel.cases.queries.workflows import workflow

# Letters that say how a case goes on; the others speak of what was agreed with its reporter.
STEPS = frozenset({"case_moved", "case_closed"})


def tell_reporter(case: Case, template: str, *, now: datetime, words: str = "") -> bool:
    """
    Send a letter to the reporter by SMS or else e-mail; ``False`` when there is nobody to write to.

    Sample cases write to nobody: their people do not exist. Supporters who left a phone hear of each step too.
    """
    if template in STEPS and not case.is_sample:
        _tell_supporters(case, template, now=now)
    reporter = Reporter.objects.filter(case=case, erased_at=None).first()
    if reporter is None or case.is_sample:
        return False
    phone, email = open_text(reporter.phone_sealed), open_text(reporter.email_sealed)
    if not phone and not email:
        return False
    from meydan.base.notify.public import Recipient, send

    to = (
        Recipient(phone=phone, language=reporter.language)
        if phone
        else Recipient(email=email, language=reporter.language)
    )
    send(template, to=to, context=_context(case, reporter.language, words), now=now)
    return True


def _tell_supporters(case: Case, template: str, *, now: datetime) -> None:
    from meydan.base.notify.public import Recipient, send

    own = Reporter.objects.filter(case=case).values_list("phone_digest", flat=True)
    joined = joined_to(case.pk)
    # Whoever reported a case that was joined to this one hears of this one; one phone hears once.
    people: list[Supporter | Reporter] = [
        *Supporter.objects.filter(case__in=[case.pk, *joined]).order_by("pk"),
        *Reporter.objects.filter(case__in=joined, erased_at=None).order_by("pk"),
    ]
    told = set(own)
    for person in people:
        phone, email = open_text(person.phone_sealed), open_text(getattr(person, "email_sealed", b""))
        if not (phone or email) or (phone and person.phone_digest in told):
            continue
        told.add(person.phone_digest)
        to = Recipient(phone=phone, email="" if phone else email, language=person.language)
        send(template, to=to, context=_context(case, person.language, ""), now=now)


def _context(case: Case, language: str, words: str) -> dict[str, Any]:
    from meydan.base.locale.public import format_day, text

    with translation.override(language):
        state = workflow(case.service.workflow).state(case.state)
        second = OrgUnit.objects.filter(code=case.service.complaint_second).first()
        due = format_day(case.due_at.astimezone(settings.CITY_ZONE).date(), "long") if case.due_at else ""
        return {
            "code": case.code,
            "service": text(case.service.names, language),
            "unit": text(case.unit.names, language),
            "state": text(state.public_names, language),
            "due": due,
            "words": words,
            "authority": text(second.names, language) if second else "",
            "address": settings.MEYDAN_HOME.address + reverse("cases:followed", args=[case.code]),
        }
