"""Warnings whose time has passed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.audit.public import record
from meydan.domains.warnings.models import PublicWarning
from meydan.domains.warnings.queries.current import forget_in_force
from meydan.domains.warnings.queries.warnings import ended


@transaction.atomic
def expire(*, now: datetime) -> int:
    """Call what has passed its end expired; return how many."""
    rows = list(ended(now).values_list("pk", "identifier"))
    for pk, identifier in rows:
        PublicWarning.objects.filter(pk=pk, state=PublicWarning.State.PUBLISHED).update(
            state=PublicWarning.State.EXPIRED
        )
        record(
            verb="warnings.expired",
            actor=None,
            thing=f"warnings.publicwarning:{pk}",
            payload={"identifier": identifier},
            now=now,
        )
    if rows:
        transaction.on_commit(forget_in_force)
    return len(rows)
