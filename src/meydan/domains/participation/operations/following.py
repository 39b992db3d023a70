"""Who hears what becomes of a proposal, and how they stop."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import Max

from meydan.domains.participation.models import Follower, News, Proposal
from meydan.domains.participation.persons import Person


@transaction.atomic
def follow(*, proposal: Proposal, person: Person) -> Follower | None:
    """Write a proven address down for news from now on; ``None`` when there is none."""
    contact = person.contact
    if contact is None:
        return None
    newest = News.objects.filter(proposal=proposal).aggregate(newest=Max("pk"))["newest"] or 0
    follower, _new = Follower.objects.get_or_create(
        proposal=proposal, contact_digest=contact.digest,
        defaults={
            "person_digest": person.support_digest(proposal.pk), "contact_sealed": contact.sealed,
            "is_phone": contact.is_phone, "language": contact.language, "token": secrets.token_urlsafe(18),
            "told_up_to": newest,
        },
    )  # fmt: skip
    return follower


@transaction.atomic
def stop_following(*, token: str, everything: bool = False) -> int:
    """End the messages of a link, for this proposal or for all that reach the same address; how many ended."""
    follower = Follower.objects.filter(token=token).first()
    if follower is None:
        return 0
    gone = Follower.objects.filter(contact_digest=follower.contact_digest)
    return (gone if everything else gone.filter(pk=follower.pk)).delete()[0]
