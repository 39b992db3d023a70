"""Sample rows go with one command."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.domains.warnings.models import ContactList, PublicWarning, PublishedMessage


@transaction.atomic
def remove_sample(now: datetime) -> int:
    """Take every sample warning and list away; messages that were published for real are none."""
    PublishedMessage.objects.filter(is_sample=True).delete()
    gone = 0
    # Successors point at those before them, so the newest go first.
    for warning in PublicWarning.objects.filter(is_sample=True).order_by("-pk"):
        warning.delete()
        gone += 1
    kept, _by_kind = ContactList.objects.filter(is_sample=True).delete()
    return gone + kept
