"""Which notices stand, and what is known at a point."""

from __future__ import annotations

from datetime import datetime

import shapely
from django.db.models import Q, QuerySet

from meydan.domains.notices.errors import NoticeUnknown
from meydan.domains.notices.models import Notice
from meydan.kernel.cases.public import Service


def services_of_notices() -> list[Service]:
    """Return the services whose cases are notices."""
    return list(Service.objects.filter(kind="notice", is_active=True).order_by("order", "id"))


def _whole() -> QuerySet[Notice]:
    return Notice.objects.select_related("case__service", "case__unit")


def notice(code: str) -> Notice:
    """
    Return a notice by its case's code, whatever its state.

    :raises NoticeUnknown: if there is none
    """
    found = _whole().filter(case__code=code).first()
    if found is None:
        raise NoticeUnknown(code)
    return found


def standing(now: datetime) -> QuerySet[Notice]:
    """Return what was put out and is not over, the soonest first."""
    out = _whole().filter(announced_at__isnull=False, case__closed_at=None)
    return out.filter(Q(ends_at=None) | Q(ends_at__gt=now)).order_by("starts_at", "id")


def past() -> QuerySet[Notice]:
    """Return what was put out and is over, the latest first."""
    over = _whole().filter(announced_at__isnull=False).exclude(case__closed_at=None)
    return over.order_by("-case__closed_at", "-id")


def drafts() -> QuerySet[Notice]:
    """Return what nobody has put out yet."""
    return _whole().filter(announced_at=None, case__closed_at=None).order_by("-changed_at", "-id")


def known_at(service: str, *, lon: float | None, lat: float | None, now: datetime) -> list[Notice]:
    """
    Return the notices under way that answer a report for this service.

    Without a point only a notice without a place can answer: nobody is told that a cut elsewhere is theirs.
    """
    point = None if lon is None or lat is None else shapely.Point(lon, lat)
    under_way = [one for one in standing(now) if service in one.mutes and one.holds_at(now)]
    return [
        one
        for one in under_way
        if (shape := one.shape) is None or (point is not None and shape.covers(point))
    ]
