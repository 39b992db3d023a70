"""Keeps texts of replies."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.people.public import Account
from meydan.site.desk.models import ReplyText
from meydan.site.desk.operations.keeping import NameMissing, TooManyKept, shared_unit

MOST_TEXTS = 100
MOST_SIGNS = 4000


@transaction.atomic
def keep_reply(
    *, owner: Account, name: str, language: str, text: str, is_shared: bool, now: datetime
) -> ReplyText:
    """
    Keep a text under a name in one language; its other languages stay as they were.

    :param text: with placeholders as they are, not filled
    :raises NameMissing: without a name or without words
    :raises TooManyKept: at the hundred and first
    """
    name = " ".join(name.split())[:80]
    if not name or not text.strip():
        raise NameMissing
    own = ReplyText.objects.filter(owner=owner)
    if own.exclude(name=name).count() >= MOST_TEXTS:
        raise TooManyKept
    before = own.filter(name=name).first()
    texts = {**(before.texts if before else {}), language: text.strip()[:MOST_SIGNS]}
    unit = shared_unit(owner) if is_shared else None
    kept, _made = ReplyText.objects.update_or_create(
        owner=owner, name=name, defaults={"texts": texts, "unit": unit, "updated_at": now}
    )
    return kept
