"""Takes opinions, checks what of them is shown, answers them, and forgets who spoke."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse

from meydan.base.audit.public import record
from meydan.base.locale.public import text
from meydan.base.notify.public import NobodyToReach, Recipient, send
from meydan.base.people.public import Account
from meydan.base.sealing.public import SealUnreadable, keyed_digest, open_text, seal_text
from meydan.domains.participation.engine.plain import plain
from meydan.domains.participation.errors import (
    AnsweredAlready,
    AnswerIncomplete,
    NotHeardNow,
    OpinionElsewhere,
)
from meydan.domains.participation.models import Answer, Consultation, Opinion, Section
from meydan.domains.participation.parcels import parcel_place
from meydan.kernel.cases.public import cleaned_words

SEAL, TOKEN = b"participation.opinion", b"participation.opinion-token"
# Crockford's letters: none that is taken for another. Ten of them are 50 bits.
LETTERS, CODE_LENGTH = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 10
LONGEST_WORDS = 4000
NUMBER_TRIES = 8
# Who spoke and in which very words is forgotten this long after the consultation was closed.
KEPT = timedelta(days=400)


@dataclass(frozen=True)
class Where:
    """What an opinion points at; each part may be missing."""

    section: Section | None = None
    subject_ref: str = ""
    parcel: Mapping[str, str] | None = None
    address: str = ""
    lon: float | None = None
    lat: float | None = None


@transaction.atomic
def say(
    *, consultation: Consultation, words: str, now: datetime, token: str, kind: str = Opinion.Kind.OPINION,
    where: Where | None = None, name: str = "", phone: str = "", language: str = "en",
    channel: str = Opinion.Channel.WEB, is_sample: bool = False,
) -> Opinion:  # fmt: skip
    """
    Take an opinion. The public reads it after somebody checked it for personal data; it is counted at once.

    Sent twice with one ``token`` it is taken once. At the counter, on paper and from a meeting it is also taken after
    the last moment, for it was said before; a closed consultation takes nothing more.

    :raises NotHeardNow: before it begins, after its last moment, or once it is closed
    """
    digest = keyed_digest(f"{consultation.pk}:{token}", purpose=TOKEN)
    before = Opinion.objects.filter(token_digest=digest).first()
    if before is not None:
        return before
    _require_open(consultation, channel, now)
    place, said = where or Where(), plain(words)[:LONGEST_WORDS]
    parcel = {name: value for name, value in (place.parcel or {}).items() if value}
    lon, lat = _point(place, parcel)
    return _numbered(
        consultation, digest, kind=kind, channel=channel, language=language, section=place.section,
        subject_ref=place.subject_ref or (place.section.subject_ref if place.section else ""), parcel=parcel,
        address=plain(place.address), lon=lon, lat=lat, words_sealed=seal_text(said, purpose=SEAL),
        name_sealed=_sealed(plain(name)), phone_sealed=_sealed(phone), public_words=cleaned_words(said), came_at=now,
        is_sample=is_sample,
    )  # fmt: skip


def _require_open(consultation: Consultation, channel: str, now: datetime) -> None:
    is_late_paper = channel in (Opinion.Channel.PAPER, Opinion.Channel.COUNTER, Opinion.Channel.MEETING)
    if is_late_paper and consultation.published_at and consultation.closed_at is None:
        return
    if not consultation.is_open_at(now):
        raise NotHeardNow(consultation.code)


def _point(place: Where, parcel: Mapping[str, str]) -> tuple[float | None, float | None]:
    """The point that was shown, else the middle of the parcel where the map knows it."""
    if place.lon is not None and place.lat is not None:
        return place.lon, place.lat
    found = parcel_place(parcel)
    return (found.lon, found.lat) if found is not None else (None, None)


def _sealed(words: str) -> bytes:
    return seal_text(words, purpose=SEAL) if words else b""


def _numbered(consultation: Consultation, digest: str, **facts: Any) -> Opinion:
    """Give it the next number; two at once try again, and the same one sent at once is found."""
    for _try in range(NUMBER_TRIES):
        last = consultation.opinions.aggregate(last=Max("number"))["last"] or 0
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        with suppress(IntegrityError), transaction.atomic():
            return Opinion.objects.create(
                consultation=consultation, number=last + 1, code=code, token_digest=digest, **facts
            )
        before = Opinion.objects.filter(token_digest=digest).first()
        if before is not None:
            return before
    raise RuntimeError("no number was free; send it again")


def words_of(opinion: Opinion) -> str:
    """What was said, in the very words, for the office; empty once forgotten or where the seal does not open."""
    return _opened(opinion.words_sealed)


def author_of(opinion: Opinion) -> tuple[str, str]:
    """Name and phone of who spoke, each empty where it was not given or is forgotten."""
    return _opened(opinion.name_sealed), _opened(opinion.phone_sealed)


def _opened(sealed: bytes | memoryview) -> str:
    if not sealed:
        return ""
    try:
        return open_text(sealed, purpose=SEAL)
    except SealUnreadable:
        return ""


@transaction.atomic
def show_opinion(*, opinion: Opinion, public_words: str, actor: Account, now: datetime) -> Opinion:
    """Show it to everybody, in words that tell nobody's name or number; what was taken out is taken out again."""
    opinion.public_words = cleaned_words(plain(public_words)[:LONGEST_WORDS])
    opinion.state, opinion.held_reason = Opinion.State.SHOWN, ""
    opinion.save(update_fields=["public_words", "state", "held_reason"])
    _noted(opinion, "participation.shown", actor, now)
    return opinion


@transaction.atomic
def hold_opinion(*, opinion: Opinion, reason: str, actor: Account, now: datetime) -> Opinion:
    """Hold it back; that there is one, and why its words are not shown, stays public."""
    opinion.state, opinion.held_reason = Opinion.State.HELD, plain(reason)[:300]
    opinion.save(update_fields=["state", "held_reason"])
    _noted(opinion, "participation.held", actor, now)
    return opinion


@transaction.atomic
def answer_opinions(
    *, consultation: Consultation, opinions: Sequence[Opinion], gist: str, outcome: str, reason: str,
    actor: Account, now: datetime, changed: str = "", action_code: str = "", plan_version: int | None = None,
) -> Answer:  # fmt: skip
    """
    Answer one opinion, or several that say the same; whoever left a phone is told.

    :raises AnswerIncomplete: without an opinion, a gist or a reason
    :raises OpinionElsewhere: if one of them belongs to another consultation
    :raises AnsweredAlready: if one of them has its answer
    """
    if not opinions or not gist.strip() or not reason.strip():
        raise AnswerIncomplete
    held = list(Opinion.objects.select_for_update().filter(pk__in=[one.pk for one in opinions]))
    if any(one.consultation_id != consultation.pk for one in held):
        raise OpinionElsewhere
    if any(one.answer_id is not None for one in held):
        raise AnsweredAlready
    # The consultation is held too, so that two answers at once get two numbers.
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    last = consultation.answers.aggregate(last=Max("number"))["last"] or 0
    made = Answer.objects.create(
        consultation=consultation, number=last + 1, gist=plain(gist)[:300], outcome=outcome, reason=plain(reason),
        changed=plain(changed), action_code=action_code, plan_version=plan_version, answered_at=now,
        answered_by=actor,
    )  # fmt: skip
    Opinion.objects.filter(pk__in=[one.pk for one in held]).update(answer=made)
    record(
        verb="participation.answered", actor=actor, thing=consultation.ref, now=now,
        payload={"answer": made.number, "outcome": outcome, "opinions": sorted(one.number for one in held)},
    )  # fmt: skip
    for one in held:
        _tell(one, made, now)
    return made


def _tell(opinion: Opinion, answer: Answer, now: datetime) -> None:
    _name, phone = author_of(opinion)
    if not phone:
        return
    told = {
        "title": text(opinion.consultation.names, opinion.language), "number": opinion.number,
        "address": settings.MEYDAN_HOME.address + reverse("participation:opinion", args=[opinion.code]),
    }  # fmt: skip
    with suppress(NobodyToReach):
        send(
            "opinion_answered", to=Recipient(phone=phone, language=opinion.language), context=told, now=now,
            key=f"opinion:{opinion.pk}:{answer.pk}",
        )  # fmt: skip


@transaction.atomic
def forget_author(*, opinion: Opinion, actor: Account | None, now: datetime) -> None:
    """Erase name, phone and the very words; what was shown and answered stays."""
    Opinion.objects.filter(pk=opinion.pk).update(words_sealed=b"", name_sealed=b"", phone_sealed=b"")
    _noted(opinion, "participation.forgotten", actor, now)


@transaction.atomic
def sweep_authors(*, now: datetime) -> int:
    """Forget who spoke in consultations that were closed long ago; return how many."""
    over = Opinion.objects.filter(consultation__closed_at__lt=now - KEPT)
    held = over.exclude(words_sealed=b"", name_sealed=b"", phone_sealed=b"")
    return held.update(words_sealed=b"", name_sealed=b"", phone_sealed=b"")


def _noted(opinion: Opinion, verb: str, actor: Account | None, now: datetime) -> None:
    record(
        verb=verb, actor=actor, thing=opinion.consultation.ref, payload={"opinion": opinion.number}, now=now
    )
