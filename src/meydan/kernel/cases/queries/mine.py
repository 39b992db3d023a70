"""What belongs to one phone: the cases it reported and those it supports."""

from __future__ import annotations

from django.db.models import QuerySet

from meydan.kernel.cases.models import Case, Reporter, Supporter
from meydan.kernel.cases.privacy import digest


def is_known_phone(phone: str) -> bool:
    """Whether some case was reported or is supported with this phone (E.164)."""
    known = digest("phone", phone)
    return bool(known) and (
        Reporter.objects.filter(phone_digest=known).exists()
        or Supporter.objects.filter(phone_digest=known).exists()
    )


def cases_reported_with(phone_digest: str) -> QuerySet[Case]:
    """Return the cases reported with a phone, newest first, with service and unit."""
    return _listed(Case.objects.filter(reporter__phone_digest=phone_digest)) if phone_digest else _none()


def cases_supported_with(phone_digest: str) -> QuerySet[Case]:
    """Return the cases that a phone supports, newest first, with service and unit."""
    return _listed(Case.objects.filter(supporters__phone_digest=phone_digest)) if phone_digest else _none()


def _listed(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("service", "unit").order_by("-opened_at", "-pk")


def _none() -> QuerySet[Case]:
    return Case.objects.none()
