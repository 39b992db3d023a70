"""Writes notices, puts them out, and lets them begin and end by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import shapely
from django.db import transaction
from django.db.models import F

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.domains.notices.errors import EndsTooEarly, NotAPlace, NoticeOver
from meydan.domains.notices.kinds import kind_of
from meydan.domains.notices.models import Notice
from meydan.kernel.cases.public import (
    CaseChanged,
    CaseClosed,
    TransitionNotAllowed,
    advance,
    open_case,
    retitle,
)
from meydan.kernel.places.public import add_occurrence, remove_occurrence


@dataclass(frozen=True)
class Said:
    """What a notice says; words by language, the area a shapely geometry in EPSG:4326."""

    titles: Mapping[str, str]
    texts: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    area: Any = None
    place_keys: Sequence[str] = ()


@transaction.atomic
def write(
    *, service: str, said: Said, actor: Account | None, now: datetime, is_sample: bool = False
) -> Notice:
    """
    Write a notice as a draft; nobody outside reads it yet.

    :raises NotAPlace: if the service's notices hold somewhere and no area is given
    :raises EndsTooEarly: if it ends before it begins, or is over already
    """
    kind = kind_of(service)
    _check(said, has_place=kind.has_place, now=now)
    middle = None if said.area is None else said.area.representative_point()
    case = open_case(
        service=service, title=said.titles, source="staff", now=now, actor=actor, is_sample=is_sample,
        lon=None if middle is None else middle.x, lat=None if middle is None else middle.y,
    )  # fmt: skip
    return Notice.objects.create(case=case, mutes=list(kind.mutes), changed_at=now, **_columns(said))


@transaction.atomic
def change(
    *, notice: Notice, said: Said, actor: Account, now: datetime, expected_version: int | None = None
) -> Notice:
    """
    Say it anew; what is out already changes for everybody at once, and its history says that it did.

    :raises CaseChanged: if somebody else changed it since the reader's version
    :raises NoticeOver: if it has ended
    :raises NotAPlace, EndsTooEarly: as for ``write``
    """
    _check(said, has_place=kind_of(notice.case.service.code).has_place, now=now)
    case = retitle(
        case_id=notice.case_id, titles=said.titles, actor=actor, now=now, expected_version=expected_version
    )
    if case.is_closed:
        raise NoticeOver(case.code)
    held = Notice.objects.get(pk=notice.pk)
    held.case = case
    for name, value in _columns(said).items():
        setattr(held, name, value)
    held.changed_at = now
    held.save()
    if held.announced_at is not None:
        _happen(held)
    record(verb="notices.changed", actor=actor, thing=case.ref, payload={"ends_at": _iso(said)}, now=now)
    return held


def _iso(said: Said) -> str:
    return said.ends_at.isoformat() if said.ends_at else ""


def _check(said: Said, *, has_place: bool, now: datetime) -> None:
    if has_place and said.area is None:
        raise NotAPlace
    if said.ends_at is not None and (said.ends_at <= said.starts_at or said.ends_at <= now):
        raise EndsTooEarly


def _columns(said: Said) -> dict[str, Any]:
    return {
        "texts": dict(said.texts), "where": dict(said.where), "place_keys": list(said.place_keys),
        "area": None if said.area is None else shapely.geometry.mapping(said.area),
        "starts_at": said.starts_at, "ends_at": said.ends_at,
    }  # fmt: skip


@transaction.atomic
def announce(*, notice: Notice, actor: Account, now: datetime, expected_version: int | None = None) -> None:
    """
    Put a draft out: from now on everybody reads it.

    :raises EndsTooEarly: if its end has passed while it lay on the desk
    :raises TransitionNotAllowed, CaseChanged: as ``cases`` says
    """
    if notice.ends_at is not None and notice.ends_at <= now:
        raise EndsTooEarly
    _move(notice, "announce", actor, now, expected_version=expected_version)
    notice.announced_at = now
    notice.save(update_fields=["announced_at"])
    _happen(notice)


@transaction.atomic
def end(*, notice: Notice, actor: Account | None, now: datetime) -> None:
    """Say that it is over, earlier than written or as written."""
    _move(notice, "end", actor, now)
    if notice.starts_at < now and (notice.ends_at is None or notice.ends_at > now):
        notice.ends_at = now
        notice.save(update_fields=["ends_at"])
    _stop_happening(notice, now)


@transaction.atomic
def call_off(*, notice: Notice, reason: str, actor: Account, now: datetime) -> None:
    """Take a notice back with a reason everybody reads."""
    _move(notice, "call_off", actor, now, note=reason)
    _stop_happening(notice, now)


def _move(
    notice: Notice, transition: str, actor: Account | None, now: datetime, *, note: str = "",
    expected_version: int | None = None,
) -> None:  # fmt: skip
    notice.case = advance(
        case_id=notice.case_id, transition=transition, actor=actor, now=now, note=note,
        expected_version=expected_version,
    )  # fmt: skip


def _happen(notice: Notice) -> None:
    """Let the front page, the guide and the map know."""
    kind = kind_of(notice.case.service.code)
    if not kind.has_place:
        return
    add_occurrence(
        kind=kind.occurrence, names=notice.case.titles, starts_at=notice.starts_at, ends_at=notice.ends_at,
        geometry=notice.shape, source=notice.case.code, key=notice.key, is_sample=notice.case.is_sample,
    )  # fmt: skip


def _stop_happening(notice: Notice, now: datetime) -> None:
    """What never began leaves no trace on the map; what began keeps its hours."""
    if notice.starts_at >= now:
        remove_occurrence(key=notice.key)
    elif notice.announced_at is not None:
        _happen(notice)


def step(*, now: datetime) -> int:
    """Begin and end what is due, each by itself; return how many moved. Safe to run twice at once."""
    _take_up(now)
    out = Notice.objects.filter(announced_at__isnull=False, case__closed_at=None)
    over = list(out.filter(ends_at__lte=now))
    begun = list(out.filter(starts_at__lte=now, case__state="announced").exclude(ends_at__lte=now))
    ended = sum(_by_itself(one, "end", now) for one in over)
    return ended + sum(_by_itself(one, "begin", now) for one in begun)


def _take_up(now: datetime) -> None:
    """A notice put out from the inbox, where its case stands like every other, is out as well."""
    moved = Notice.objects.filter(announced_at=None, case__closed_at=None).exclude(case__state="draft")
    for one in moved.select_related("case__service"):
        with transaction.atomic():
            if Notice.objects.filter(pk=one.pk, announced_at=None).update(announced_at=now):
                _happen(one)


def hear_case_closed(event: CaseClosed, now: datetime) -> None:
    """Whoever closed the case and wherever: what it told of stops happening. Twice is as good as once."""
    notice = Notice.objects.filter(case_id=event.case_id).select_related("case__service").first()
    if notice is not None:
        _stop_happening(notice, now)


def _by_itself(notice: Notice, transition: str, now: datetime) -> int:
    # A tender does not begin or end by the clock, and an officer may have been quicker.
    with suppress(TransitionNotAllowed, CaseChanged), transaction.atomic():
        advance(case_id=notice.case_id, transition=transition, actor=None, now=now)
        return 1
    return 0


def spare_report(*, notice: Notice) -> None:
    """Count a report that was not needed, because the notice had told already."""
    Notice.objects.filter(pk=notice.pk).update(calls_saved=F("calls_saved") + 1)
