"""Doubts about series: noticed by the platform or by people, confirmed or dismissed with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.domains.environment.models import StreamMark
from meydan.domains.environment.queries.snapshot import DOUBTED


class ReasonMissing(Exception):
    """A doubt is dismissed with a reason that can be read later."""


class AlreadyDecided(Exception):
    """Somebody dismissed the doubt, or it passed by itself, before."""


@dataclass(frozen=True)
class Seen:
    """A fault the platform noticed in a series; without ``until_at`` it still lasts."""

    datastream_id: int
    kind: str
    since_at: datetime
    until_at: datetime | None
    score: float
    is_serious: bool


@transaction.atomic
def keep_marks(*, seen: Sequence[Seen], checked: Sequence[int], now: datetime) -> int:
    """
    Write down what was noticed in the series that were ``checked``; noticed again, a doubt stays one.

    Automatic doubts that still ran and were not noticed again have passed by themselves. What a person
    dismissed is not opened again for the same fault. Returns how many are new.
    """
    new = 0
    for one in seen:
        _mark, made = StreamMark.objects.get_or_create(
            datastream_id=one.datastream_id, kind=one.kind, since_at=one.since_at,
            defaults={
                "until_at": one.until_at, "score": one.score, "is_serious": one.is_serious, "recorded_at": now,
                "status": StreamMark.Status.OPEN if one.until_at is None else StreamMark.Status.PASSED,
            },
        )  # fmt: skip
        new += made
    still = {(one.datastream_id, one.kind, one.since_at) for one in seen if one.until_at is None}
    running = StreamMark.objects.filter(
        datastream_id__in=checked, source=StreamMark.Source.AUTOMATIC, status=StreamMark.Status.OPEN
    )
    gone = [mark.pk for mark in running if (mark.datastream_id, mark.kind, mark.since_at) not in still]
    StreamMark.objects.filter(pk__in=gone).update(status=StreamMark.Status.PASSED, until_at=now)
    return new


@transaction.atomic
def doubt(*, datastream_id: int, reason: str, actor: Account, now: datetime) -> StreamMark:
    """
    Say, as a person, that a series is wrong: from now on it speaks for nothing.

    :raises ReasonMissing: if the reason is empty
    """
    if not reason.strip():
        raise ReasonMissing
    mark = StreamMark.objects.create(
        datastream_id=datastream_id, kind=StreamMark.Kind.OTHER, since_at=now, score=1.0, is_serious=True,
        source=StreamMark.Source.PERSON, status=StreamMark.Status.CONFIRMED, reason=reason.strip()[:500],
        decided_at=now, decided_by=actor, recorded_at=now,
    )  # fmt: skip
    _log("environment.doubted", mark, actor, now)
    return mark


@transaction.atomic
def confirm(*, mark_id: int, actor: Account, now: datetime, reason: str = "") -> StreamMark:
    """
    Say that a doubt is right: the series stays out of every figure until somebody dismisses it.

    :raises AlreadyDecided: if it is no longer open
    """
    changed = StreamMark.objects.filter(pk=mark_id, status=StreamMark.Status.OPEN).update(
        status=StreamMark.Status.CONFIRMED, decided_at=now, decided_by=actor, reason=reason.strip()[:500]
    )
    return _decided(mark_id, changed, "environment.doubt_confirmed", actor, now)


@transaction.atomic
def dismiss(*, mark_id: int, reason: str, actor: Account, now: datetime) -> StreamMark:
    """
    Say that nothing is wrong (any more), and why: the series speaks again.

    :raises ReasonMissing: if the reason is empty
    :raises AlreadyDecided: if it was dismissed or has passed before
    """
    if not reason.strip():
        raise ReasonMissing
    changed = StreamMark.objects.filter(pk=mark_id, status__in=DOUBTED).update(
        status=StreamMark.Status.DISMISSED, decided_at=now, decided_by=actor, reason=reason.strip()[:500],
        until_at=now,
    )  # fmt: skip
    return _decided(mark_id, changed, "environment.doubt_dismissed", actor, now)


def _decided(mark_id: int, changed: int, verb: str, actor: Account, now: datetime) -> StreamMark:
    mark = StreamMark.objects.get(pk=mark_id)
    if not changed:
        raise AlreadyDecided(f"mark {mark_id} is {mark.status}")
    _log(verb, mark, actor, now)
    return mark


def _log(verb: str, mark: StreamMark, actor: Account, now: datetime) -> None:
    payload = {"datastream": mark.datastream_id, "kind": mark.kind}
    record(verb=verb, actor=actor, thing=f"environment.mark:{mark.pk}", payload=payload, now=now)
