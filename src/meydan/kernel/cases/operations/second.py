"""The second authority: who hears a case when the first let its term run out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from meydan.base.people.public import unit as unit_of_code
from meydan.kernel.cases.models import Case, CaseEvent
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.letters import tell_reporter

OPEN_SECOND = "open_second_authority"


class SecondAuthorityClosed(Exception):
    """The second authority may not be asked: no term ran out, the case is closed, or it has been asked."""


def open_second_authority(case: Case, *, clock: str, now: datetime) -> None:
    """
    Say that the second authority of a case's service may be asked now; told to the reporter, once.

    Inside the caller's transaction, which holds the case.
    """
    if case.second_opened_at is not None:
        return
    Case.objects.filter(pk=case.pk).update(second_opened_at=now, updated_at=now, version=F("version") + 1)
    case.refresh_from_db(fields=["second_opened_at", "updated_at", "version"])
    body = {"clock": clock, "authority": case.service.complaint_second, "step": "opened"}
    append(case, CaseEvent.Verb.SECOND_AUTHORITY, actor=None, now=now, is_public=True, body=body)
    tell_reporter(case, "case_second", now=now)


@transaction.atomic
def ask_second_authority(*, case_id: int, now: datetime) -> Case:
    """
    Take a case to its second authority for the one who reported it: the authority's unit has it from now on.

    :raises SecondAuthorityClosed: if it is not open to this case, or has the case already
    """
    open_ones = Case.objects.filter(pk=case_id, second_opened_at__isnull=False, closed_at=None)
    if not open_ones.update(version=F("version") + 1, updated_at=now):
        raise SecondAuthorityClosed(str(case_id))
    case = Case.objects.select_related("service", "unit").get(pk=case_id)
    authority = unit_of_code(case.service.complaint_second)
    if case.unit_id == authority.pk:
        raise SecondAuthorityClosed(str(case_id))
    before = case.unit.code
    case.unit, case.assignee = authority, None
    case.save(update_fields=["unit", "assignee"])
    body = {"authority": authority.code, "from": before, "step": "asked"}
    append(case, CaseEvent.Verb.SECOND_AUTHORITY, actor=None, now=now, is_public=True, body=body)
    return case
