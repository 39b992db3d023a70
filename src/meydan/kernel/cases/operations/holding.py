"""Holds a case's row, so that two writers come one after the other."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from meydan.kernel.cases.models import Case


class CaseChanged(Exception):
    """Somebody else moved the case since the reader's version; ``version`` is the case's now."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the case is at version {version} now")
        self.version = version


def hold(case_id: int, expected_version: int | None, now: datetime) -> Case:
    """
    Raise the version first: the row is ours until the transaction ends, and a second writer waits or
    fails.

    :raises CaseChanged: if the case is at another version than the reader saw
    """
    mine = Case.objects.filter(id=case_id)
    if expected_version is not None:
        mine = mine.filter(version=expected_version)
    if not mine.update(version=F("version") + 1, updated_at=now):
        raise CaseChanged(Case.objects.values_list("version", flat=True).get(id=case_id))
    return Case.objects.select_related("service", "unit", "place", "assignee").get(id=case_id)


def touch(case_id: int, now: datetime) -> Case:
    """Touch the row, so that two writers number their lines one after the other; the version stays."""
    Case.objects.filter(pk=case_id).update(updated_at=now)
    return Case.objects.select_related("service", "unit").get(pk=case_id)
