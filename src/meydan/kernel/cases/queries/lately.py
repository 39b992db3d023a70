"""What was mended lately, for the front page."""

from __future__ import annotations

from meydan.kernel.cases.models import Case, Service


def lately_done(*, limit: int) -> list[Case]:
    """Return the newest cases of public request services that ended well, with service and place."""
    chosen = Case.objects.filter(
        closed_at__isnull=False,
        outcome=Case.Outcome.DONE,
        service__is_public=True,
        service__kind=Service.Kind.REQUEST,
    )
    return list(chosen.select_related("service", "place").order_by("-closed_at", "-pk")[:limit])
