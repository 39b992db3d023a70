"""A word to the author of something, where they left an address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from meydan.base.notify.public import Recipient, send
from meydan.base.sealing.public import SealUnreadable
from meydan.domains.participation.models import Comment, Proposal
from meydan.domains.participation.persons import address_in


def tell_author(
    *, thing: Proposal | Comment, template: str, context: Mapping[str, Any], key: str, now: datetime
) -> bool:
    """Write to an author, once a key; ``False`` when no address of theirs can be read."""
    if not thing.contact_sealed:
        return False
    try:
        address = address_in(thing.contact_sealed)
    except SealUnreadable:
        return False
    told = {"address": f"{settings.MEYDAN_HOME.address}/proposals/mine/", **context}
    title = thing.title if isinstance(thing, Proposal) else thing.proposal.title
    is_phone = thing.contact_is_phone
    to = Recipient(
        phone=address if is_phone else "", email="" if is_phone else address, language=thing.language
    )  # fmt: skip
    send(template, to=to, context={"title": title, **told}, key=key, now=now)
    return True
