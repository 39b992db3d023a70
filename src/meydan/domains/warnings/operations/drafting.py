"""Writing a warning, and a newer version or the end of one that is in force."""

from __future__ import annotations

import secrets
from datetime import datetime

import shapely
from django.db import transaction
from django.utils import timezone

from meydan.base.audit.public import record
from meydan.base.packs.public import current
from meydan.base.people.public import Account
from meydan.domains.warnings.content import LANGUAGES, Content, Words
from meydan.domains.warnings.errors import (
    ChangedMeanwhile,
    NotInWork,
    WarningUnknown,
)
from meydan.domains.warnings.models import (
    Approval,
    ContactList,
    PublicWarning,
    WarningText,
)

State = PublicWarning.State
Kind = PublicWarning.MessageType
# Without letters that are mistaken for others when read aloud.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


@transaction.atomic
def draft_warning(
    *,
    content: Content,
    actor: Account | None,
    now: datetime,
    source_ref: str = "",
    source_text: str = "",
    is_sample: bool = False,
) -> PublicWarning:
    """
    Write a draft; nobody outside reads it.

    :param actor: who wrote it; ``None`` is the platform, and an officer must take it up
    :param source_ref: what gave rise to it, such as "observations.alert:12"
    """
    warning = PublicWarning(
        identifier=new_identifier(now),
        drafted_by=actor,
        drafted_at=now,
        writers=[actor.pk] if actor else [],
        source_ref=source_ref,
        source_text=source_text,
        is_sample=is_sample,
    )
    write_content(warning, content)
    note_step("warnings.drafted", warning, actor, now)
    return warning


@transaction.atomic
def rewrite(
    *, identifier: str, content: Content, actor: Account, now: datetime, expected_version: int
) -> PublicWarning:
    """
    Write a draft anew. What was approved before is approved no longer.

    :raises NotInWork: if it has left the house
    :raises ChangedMeanwhile: if somebody else wrote since this person read it
    """
    warning = held_in_work(identifier, expected_version)
    Approval.objects.filter(warning=warning).delete()
    warning.state = State.DRAFT
    _count_as_writer(warning, actor)
    write_content(warning, content)
    note_step("warnings.rewritten", warning, actor, now)
    return warning


@transaction.atomic
def take_up(*, identifier: str, actor: Account, now: datetime, expected_version: int) -> PublicWarning:
    """
    Stand behind a draft the platform wrote.

    :raises NotInWork: if it has left the house
    :raises ChangedMeanwhile: if somebody else took it up or wrote since
    """
    warning = held_in_work(identifier, expected_version)
    _count_as_writer(warning, actor)
    warning.version += 1
    warning.save()
    note_step("warnings.taken_up", warning, actor, now)
    return warning


@transaction.atomic
def drop_draft(*, identifier: str, actor: Account, now: datetime) -> None:
    """
    Throw a draft away; the log keeps that it was.

    :raises NotInWork: if it has left the house
    """
    warning = PublicWarning.objects.select_for_update().filter(identifier=identifier).first()
    if warning is None:
        raise WarningUnknown(identifier)
    if not warning.is_in_work:
        raise NotInWork(identifier)
    note_step("warnings.dropped", warning, actor, now)
    warning.delete()


def held_in_work(identifier: str, expected_version: int) -> PublicWarning:
    """
    The row, held until the transaction ends, if it is what this person read.

    :raises NotInWork: if it has left the house
    :raises ChangedMeanwhile: if somebody else wrote since
    """
    warning = PublicWarning.objects.select_for_update().filter(identifier=identifier).first()
    if warning is None:
        raise WarningUnknown(identifier)
    if not warning.is_in_work:
        raise NotInWork(identifier)
    if warning.version != expected_version:
        raise ChangedMeanwhile(identifier)
    return warning


def new_identifier(now: datetime) -> str:
    """A name that stands in addresses and is read aloud: gm-20261123-k7q2m4."""
    tail = "".join(secrets.choice(LETTERS) for _letter in range(6))
    prefix = str(current().head.get("case_prefix", "meydan")).lower()
    return f"{prefix}-{timezone.localdate(now):%Y%m%d}-{tail}"


def _count_as_writer(warning: PublicWarning, actor: Account) -> None:
    warning.drafted_by = warning.drafted_by or actor
    if actor.pk not in warning.writers:
        warning.writers = [*warning.writers, actor.pk]


def write_content(warning: PublicWarning, content: Content) -> None:
    area = content.area
    warning.template, warning.category = content.template, content.category
    warning.responses = list(content.responses)
    warning.urgency, warning.severity = content.urgency, content.severity
    warning.certainty, warning.cap_status = content.certainty, content.cap_status
    warning.onset_at, warning.expires_at = content.onset_at, content.expires_at
    warning.area_names = {code: name for code, name in area.names.items() if name.strip()}
    warning.geometry = None if area.polygons is None else bytes(shapely.to_wkb(area.polygons, byte_order=1))
    warning.circles = [list(circle) for circle in area.circles]
    warning.place_refs, warning.area_lines = list(area.place_refs), area.lines
    warning.sent_back = ""
    warning.version = warning.version + 1 if warning.pk else 1
    warning.save()
    for language in LANGUAGES:
        words = content.texts.get(language, Words())
        WarningText.objects.update_or_create(
            warning=warning,
            language=language,
            defaults={
                "event": words.event, "headline": words.headline, "description": words.description,
                "instruction": words.instruction, "sms": words.sms,
            },
        )  # fmt: skip
    warning.lists.set(ContactList.objects.filter(code__in=content.list_codes))


def note_step(verb: str, warning: PublicWarning, actor: Account | None, now: datetime) -> None:
    record(verb=verb, actor=actor, thing=warning.ref, payload={"identifier": warning.identifier}, now=now)
