"""A consultation from its draft to its close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import shapely
from django.conf import settings
from django.db import transaction
from django.db.models import Max

from meydan.base.audit.public import record
from meydan.base.files.public import PreparedFile, write_whole
from meydan.base.locale.public import deadline
from meydan.base.packs.public import current
from meydan.base.people.public import Account, OrgUnit
from meydan.domains.participation.errors import ClosingWordsMissing, EndsTooEarly, StillOpen
from meydan.domains.participation.models import Consultation, Enclosure, Hearing, Section
from meydan.kernel.strategy.public import Plan, plan_overview

LAST_MOMENT = time(23, 59, 59)


def last_moment_of(begins_on: date, length: int, unit: str) -> datetime:
    """
    Return the last moment of a posting period, by the pack's counting rule.

    :param begins_on: the day of posting, which is never counted
    :param unit: ``day``, ``workday`` or ``month``
    """
    pack = current()
    last = deadline(begins_on, length, unit, pack.work_calendar(), pack.deadline_rule())
    return datetime.combine(last, LAST_MOMENT, tzinfo=settings.CITY_ZONE)


@transaction.atomic
def begin_consultation(
    *, code: str, kind: str, names: Mapping[str, str], opens_at: datetime, closes_at: datetime,
    texts: Mapping[str, str] | None = None, unit: OrgUnit | None = None, period: str = "", answer_days: int = 30,
    plan_code: str = "", case_code: str = "", is_sample: bool = False,
) -> Consultation:  # fmt: skip
    """
    Make a consultation nobody sees yet.

    :raises EndsTooEarly: if it would end before it begins
    """
    if closes_at <= opens_at:
        raise EndsTooEarly
    return Consultation.objects.create(
        code=code, kind=kind, names=dict(names), texts=dict(texts or {}), opens_at=opens_at, closes_at=closes_at,
        unit=unit, period=period, answer_days=answer_days, plan_code=plan_code, case_code=case_code,
        is_sample=is_sample,
    )  # fmt: skip


@transaction.atomic
def open_hearing(
    *, area: Any = None, parcels: Sequence[Mapping[str, str]] = (), layers: Sequence[str] = (), **facts: Any
) -> Consultation:
    """
    Make a hearing: what ``begin_consultation`` takes, and what its map shows.

    :param area: shapely geometry, EPSG:4326
    :raises EndsTooEarly: if it would end before it begins
    """
    made = begin_consultation(kind=Consultation.Kind.HEARING, **facts)
    Hearing.objects.create(
        consultation=made, area=None if area is None else shapely.geometry.mapping(area),
        parcels=[dict(one) for one in parcels], layers=list(layers),
    )  # fmt: skip
    return made


@transaction.atomic
def add_section(
    *, consultation: Consultation, names: Mapping[str, str], texts: Mapping[str, str] | None = None,
    subject_ref: str = "",
) -> Section:  # fmt: skip
    """Add a part of the text, under the next number."""
    last = consultation.sections.aggregate(last=Max("number"))["last"] or 0
    return Section.objects.create(
        consultation=consultation, number=last + 1, names=dict(names), texts=dict(texts or {}),
        subject_ref=subject_ref,
    )  # fmt: skip


@transaction.atomic
def add_plan_sections(*, consultation: Consultation, now: datetime) -> int:
    """
    Let people speak to each goal and action of the strategy plan a hearing is about; return how many parts came.

    A plan that is not known or is still a draft, and parts that stand already, add nothing.
    """
    plan = Plan.objects.filter(code=consultation.plan_code).first() if consultation.plan_code else None
    if (
        plan is None
        or plan.status == Plan.Status.DRAFT
        or consultation.sections.exclude(subject_ref="").exists()
    ):
        return 0
    many = 0
    for goal in plan_overview(now, plan).goals:
        subjects: list[tuple[str, Any, Any]] = [(f"strategy.goal:{goal.goal.code}", goal.goal.names, {})]
        subjects += [
            (f"strategy.action:{one.action.code}", one.action.names, one.action.about) for one in goal.actions
        ]
        for ref, names, about in subjects:
            add_section(consultation=consultation, names=names, texts=about, subject_ref=ref)
            many += 1
    return many


def enclosure_path(sha256: str) -> Path:
    """Return where a file of that digest stands under media."""
    return Path(settings.MEDIA_ROOT) / "participation" / sha256[:2] / sha256


@transaction.atomic
def enclose(
    *, consultation: Consultation, prepared: PreparedFile, name: str, now: datetime,
    kind: str = Enclosure.Kind.PAPER, words: str = "",
) -> Enclosure:  # fmt: skip
    """Put a prepared file with a consultation; the same file twice is one."""
    path = enclosure_path(prepared.sha256)
    if not path.exists():
        write_whole(path, prepared.content)
    made, _new = Enclosure.objects.get_or_create(
        consultation=consultation, sha256=prepared.sha256,
        defaults={
            "kind": kind, "name": Path(name).stem[:100] + prepared.suffix, "content_type": prepared.content_type,
            "size_bytes": len(prepared.content), "added_at": now, "words": words[:300],
        },
    )  # fmt: skip
    return made


@transaction.atomic
def publish_consultation(*, consultation: Consultation, actor: Account | None, now: datetime) -> Consultation:
    """Show it to everybody; published twice it is published once."""
    held = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if held.published_at is None:
        held.published_at = now
        held.save(update_fields=["published_at"])
        record(
            verb="participation.consulted", actor=actor, thing=held.ref, now=now,
            payload={"opens": held.opens_at.isoformat(), "closes": held.closes_at.isoformat()},
        )  # fmt: skip
    return held


@transaction.atomic
def close_consultation(
    *, consultation: Consultation, words: str = "", actor: Account | None, now: datetime
) -> Consultation:
    """
    Close it after its last moment; what is unanswered is counted and stands in public with the reason.

    :raises StillOpen: while people are heard
    :raises ClosingWordsMissing: if opinions are unanswered and no reason is given
    """
    held = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if held.closed_at is not None:
        return held
    if now <= held.closes_at:
        raise StillOpen
    left = held.opinions.filter(answer=None).count()
    if left and not words.strip():
        raise ClosingWordsMissing(left)
    held.closed_at, held.unanswered_at_close, held.closing_words = now, left, words.strip()
    held.save(update_fields=["closed_at", "unanswered_at_close", "closing_words"])
    record(
        verb="participation.closed", actor=actor, thing=held.ref, now=now,
        payload={"unanswered": left, "words": held.closing_words},
    )  # fmt: skip
    return held


def remove_sample_consultations(now: datetime) -> int:
    """Take every sample consultation away with what was said in it; return how many."""
    found = Consultation.objects.filter(is_sample=True)
    many = found.count()
    found.delete()
    return many
