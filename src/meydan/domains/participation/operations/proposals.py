"""People write proposals, take them back, stand behind them and talk about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from meydan.base.files.public import PreparedFile, write_whole
from meydan.base.locale.public import fold
from meydan.domains.participation.errors import AlreadyBehind, NotTakenNow, NotYours, ProposalUnknown
from meydan.domains.participation.models import (
    Call,
    Comment,
    Proposal,
    ProposalEvent,
    ProposalPhoto,
    Stance,
    Status,
    Support,
)
from meydan.domains.participation.operations.following import follow
from meydan.domains.participation.persons import Person
from meydan.kernel.places.public import area_containing


@dataclass(frozen=True)
class Idea:
    """What somebody wrote: title, what should be done, why, and where."""

    title: str
    what: str
    category: str
    language: str
    why: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    neighbourhood: str = ""
    signed_as: str = ""


@transaction.atomic
def write_proposal(
    *, idea: Idea, person: Person, now: datetime, call: Call | None = None, photos: Sequence[PreparedFile] = (),
    token: str = "", wants_news: bool = False,
) -> Proposal:  # fmt: skip
    """
    Publish an idea at once; its author is behind it from the beginning.

    :param token: of the form; sent again it gives the same proposal
    :raises NotTakenNow: if the call is not open
    """
    if call is not None and not call.is_open_at(now):
        raise NotTakenNow(call.code)
    if token and (known := Proposal.objects.filter(token=token).first()):
        return known
    proposal = begun(idea, now, call=call, person=person, token=token or None)
    for photo in photos:
        _keep(proposal, photo)
    Support.objects.create(proposal=proposal, person_digest=person.support_digest(proposal.pk))
    Proposal.objects.filter(pk=proposal.pk).update(support_count=1)
    if wants_news and person.contact is not None:
        follow(proposal=proposal, person=person)
    return proposal


def begun(
    idea: Idea, now: datetime, *, call: Call | None = None, person: Person | None = None, token: str | None = None,
    is_sample: bool = False,
) -> Proposal:  # fmt: skip
    """A new row with its first line of history; the caller holds the transaction."""
    area = idea.neighbourhood or _area_at(idea.lon, idea.lat)
    proposal = Proposal.objects.create(
        call=call, title=idea.title, what=idea.what, why=idea.why, language=idea.language, category=idea.category,
        address=idea.address, neighbourhood=area, lon=idea.lon, lat=idea.lat, signed_as=idea.signed_as,
        token=token, created_at=now, updated_at=now, is_sample=is_sample, **_author(person),
    )  # fmt: skip
    proposal.search = shadow(proposal)
    proposal.save(update_fields=["search"])
    ProposalEvent.objects.create(proposal=proposal, at=now, verb="written", status=Status.OPEN)
    return proposal


@transaction.atomic
def withdraw(*, proposal_id: int, person: Person, now: datetime) -> Proposal:
    """
    Let an author take an idea back while nothing is promised.

    :raises NotYours: for anybody else
    :raises NotTakenNow: once it is answered
    """
    proposal = held(proposal_id)
    if not proposal.author_digest or proposal.author_digest != person.author_digest:
        raise NotYours(str(proposal))
    if not proposal.takes_support:
        raise NotTakenNow(str(proposal))
    proposal.status, proposal.updated_at = Status.WITHDRAWN, now
    proposal.save(update_fields=["status", "updated_at"])
    ProposalEvent.objects.create(proposal=proposal, at=now, verb="withdrawn", status=proposal.status)
    return proposal


@transaction.atomic
def support(*, proposal_id: int, person: Person, wants_news: bool = False) -> int:
    """
    Count somebody behind a proposal, once; returns how many stand there now.

    :raises NotTakenNow: if it takes no support any more
    :raises AlreadyBehind: if they do already
    """
    proposal = held(proposal_id)
    if not proposal.takes_support:
        raise NotTakenNow(str(proposal))
    if wants_news and person.contact is not None:
        follow(proposal=proposal, person=person)
    _row, is_new = Support.objects.get_or_create(
        proposal=proposal, person_digest=person.support_digest(proposal.pk)
    )
    if not is_new:
        raise AlreadyBehind(str(proposal))
    Proposal.objects.filter(pk=proposal.pk).update(support_count=F("support_count") + 1)
    return proposal.support_count + 1


@transaction.atomic
def take_support_back(*, proposal_id: int, person: Person) -> bool:
    """Stand behind a proposal no longer, while support is taken; ``False`` if they did not."""
    proposal = held(proposal_id)
    mine = Support.objects.filter(proposal=proposal, person_digest=person.support_digest(proposal.pk))
    if not proposal.takes_support or not mine.delete()[0]:
        return False
    Proposal.objects.filter(pk=proposal.pk).update(support_count=F("support_count") - 1)
    return True


@transaction.atomic
def comment(
    *, proposal_id: int, person: Person, words: str, language: str, now: datetime, stance: str = Stance.NEUTRAL,
    parent_id: int | None = None, signed_as: str = "",
) -> Comment:  # fmt: skip
    """
    Say something about a proposal, or to somebody who did; an answer to an answer stands beside it.

    :raises NotTakenNow: if nothing is said here any more
    :raises ProposalUnknown: if ``parent_id`` is said elsewhere or out of sight
    """
    proposal = held(proposal_id)
    if not proposal.takes_support:
        raise NotTakenNow(str(proposal))
    parent = None
    if parent_id is not None:
        parent = Comment.objects.filter(pk=parent_id, proposal=proposal, is_hidden=False).first()
        if parent is None:
            raise ProposalUnknown(str(parent_id))
        parent = parent.parent or parent
    said = Comment.objects.create(
        proposal=proposal, parent=parent, stance=stance, words=words, language=language, signed_as=signed_as,
        created_at=now, **_author(person),
    )  # fmt: skip
    Proposal.objects.filter(pk=proposal.pk).update(comment_count=F("comment_count") + 1)
    return said


def held(proposal_id: int) -> Proposal:
    """
    The row, held until the transaction ends.

    :raises ProposalUnknown: if there is none
    """
    found = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
    if found is None:
        raise ProposalUnknown(str(proposal_id))
    return found


def shadow(proposal: Proposal) -> str:
    """What a search looks through; nobody's name is in it, and nothing of what is hidden."""
    said = (proposal.title, proposal.what, proposal.why, proposal.address)
    return "" if proposal.is_hidden else fold(" ".join(said))


def media_path(sha256: str) -> Path:
    """Where a photo of that digest stands under media."""
    return Path(settings.MEDIA_ROOT) / "participation" / sha256[:2] / sha256


def _author(person: Person | None) -> dict[str, Any]:
    """Who wrote it, as it is kept: a digest, and a sealed address to be told of what becomes of the text."""
    if person is None:
        return {}
    told: dict[str, Any] = {"author_digest": person.author_digest}
    if person.contact is not None:
        told |= {"contact_sealed": person.contact.sealed, "contact_is_phone": person.contact.is_phone}
    return told


def _keep(proposal: Proposal, photo: PreparedFile) -> None:
    path = media_path(photo.sha256)
    if not path.exists():
        write_whole(path, photo.content)
    ProposalPhoto.objects.get_or_create(
        proposal=proposal, sha256=photo.sha256,
        defaults={"width_px": photo.width_px or 0, "height_px": photo.height_px or 0},
    )  # fmt: skip


def _area_at(lon: float | None, lat: float | None) -> str:
    if lon is None or lat is None:
        return ""
    area = area_containing(lon, lat, "neighbourhoods")
    return area.key if area is not None else ""
