"""Everything of one person: their texts stay without a name or go, as they choose; who they are is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from meydan.base.audit.public import record
from meydan.domains.participation.models import (
    Comment,
    Follower,
    Hiding,
    Proposal,
    ProposalEvent,
    ProposalPhoto,
    Support,
)
from meydan.domains.participation.operations.proposals import media_path
from meydan.domains.participation.persons import Person

NOBODY = {"author_digest": "", "signed_as": "", "contact_sealed": b""}


@dataclass(frozen=True)
class Left:
    """How many of each were let go."""

    proposals: int
    comments: int
    supports: int
    addresses: int


@transaction.atomic
def erase_person(*, person: Person, keeps_words: bool, now: datetime) -> Left:
    """
    Forget somebody: what they signed, supported and asked to hear of.

    :param keeps_words: their texts stay, unsigned; else they go, and a line says that there was one
    """
    digest = person.author_digest
    mine = list(Proposal.objects.select_for_update().filter(author_digest=digest).order_by("pk"))
    comments = Comment.objects.filter(author_digest=digest)
    if not keeps_words:
        for one in mine:
            _take_words(one, now)
        _take_comments(list(comments), now)
    addresses = _forget_addresses(person)
    supports = _forget_supports(person)
    said = comments.update(**NOBODY)
    Proposal.objects.filter(pk__in=[one.pk for one in mine]).update(**NOBODY)
    left = Left(len(mine), said, supports, addresses)
    payload = {"proposals": left.proposals, "comments": left.comments, "keeps_words": keeps_words}
    record(verb="participation.idea_erased", actor=None, thing="", payload=payload, now=now)
    return left


def _take_words(proposal: Proposal, now: datetime) -> None:
    """The row stays, for others supported and answered it; nothing of what its author said does."""
    proposal.title, proposal.what, proposal.why, proposal.address, proposal.search = "", "", "", "", ""
    proposal.lon = proposal.lat = None
    proposal.is_hidden, proposal.updated_at = True, now
    proposal.save(
        update_fields=["title", "what", "why", "address", "search", "lon", "lat", "is_hidden", "updated_at"]
    )
    Hiding.objects.filter(proposal=proposal).update(appeal="")
    _take_photos(proposal)
    ProposalEvent.objects.create(proposal=proposal, at=now, verb="erased")


def _take_comments(comments: list[Comment], now: datetime) -> None:
    for one in comments:
        if one.erased_at is None and not one.is_hidden:
            Proposal.objects.filter(pk=one.proposal_id).update(comment_count=F("comment_count") - 1)
        Comment.objects.filter(pk=one.pk).update(words="", erased_at=now)
        Hiding.objects.filter(comment=one).update(appeal="")


def _take_photos(proposal: Proposal) -> None:
    digests = set(proposal.photos.values_list("sha256", flat=True))
    proposal.photos.all().delete()
    held = set(ProposalPhoto.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    for digest in digests - held:
        path = media_path(digest)
        # After the commit: a transaction that is taken back must find the file still there.
        transaction.on_commit(lambda path=path: path.unlink(missing_ok=True))  # type: ignore[misc]


def _forget_addresses(person: Person) -> int:
    by_person = Follower.objects.filter(person_digest__in=_digests(person)).delete()[0]
    if person.contact is None:
        return by_person
    return by_person + Follower.objects.filter(contact_digest=person.contact.digest).delete()[0]


def _forget_supports(person: Person) -> int:
    """Taken back wherever it was given: a count that nobody stands behind could be given twice."""
    mine = Support.objects.filter(person_digest__in=_digests(person))
    behind = list(mine.values_list("proposal_id", flat=True))
    Proposal.objects.filter(pk__in=behind).update(support_count=F("support_count") - 1)
    mine.delete()
    return len(behind)


def _digests(person: Person) -> list[str]:
    """The person's digest in every proposal: each is made for one alone."""
    return [person.support_digest(pk) for pk in Proposal.objects.values_list("pk", flat=True)]
