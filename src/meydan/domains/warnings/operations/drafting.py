"""Writing a warning, and a newer version or the end of one that is in force."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import shapely
from django.db import IntegrityError, transaction
from django.utils import timezone

from meydan.base.audit.public import record
from meydan.base.packs.public import current
from meydan.base.people.public import Account
from meydan.domains.warnings.content import LANGUAGES, AreaChosen, Content, Words
from meydan.domains.warnings.errors import (
    AlreadyFollowed,
    ChangedMeanwhile,
    NotInForce,
    NotInWork,
    WarningUnknown,
)
from meydan.domains.warnings.models import (
    IN_WORK,
    Approval,
    ContactList,
    PublicWarning,
    PublishedMessage,
    WarningTemplate,
    WarningText,
)
from meydan.domains.warnings.queries.warnings import content_of, template_named, words_of_template

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
    _write(warning, content)
    _note("warnings.drafted", warning, actor, now)
    return warning


def content_from_template(code: str, *, now: datetime, area: AreaChosen | None = None) -> Content:
    """
    The ready words of a template, with an end as far ahead as it proposes.

    :raises TemplateUnknown: if the pack has none of that code
    """
    return content_of_template(template_named(code), now, area or AreaChosen())


def content_of_template(template: WarningTemplate, now: datetime, area: AreaChosen) -> Content:
    """As ``content_from_template``, with the template at hand."""
    end = (now + timedelta(hours=template.hours)).replace(minute=0, second=0, microsecond=0)
    return Content(
        template=template.code,
        category=template.category,
        responses=tuple(template.responses),
        urgency=template.urgency,
        severity=template.severity,
        certainty=template.certainty,
        expires_at=end,
        texts=words_of_template(template),
        area=area,
        list_codes=tuple(template.list_codes),
    )


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
    _write(warning, content)
    _note("warnings.rewritten", warning, actor, now)
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
    _note("warnings.taken_up", warning, actor, now)
    return warning


@transaction.atomic
def draft_for_source(
    *,
    template: str,
    area: AreaChosen | None,
    actor: Account | None,
    now: datetime,
    source_ref: str,
    source_text: str,
) -> PublicWarning:
    """
    Draft with the words of a template, once for each source: while its draft waits, that draft is returned.

    :raises TemplateUnknown: if the pack has no such template
    """
    content = content_from_template(template, now=now, area=area)
    waiting = PublicWarning.objects.filter(source_ref=source_ref, state__in=IN_WORK)
    if source_ref and (found := waiting.first()) is not None:
        return found
    try:
        with transaction.atomic():
            return draft_warning(
                content=content, actor=actor, now=now, source_ref=source_ref, source_text=source_text
            )
    except IntegrityError:
        # Another job drafted for the same source in this moment.
        return waiting.get()


@transaction.atomic
def draft_update(*, identifier: str, actor: Account, now: datetime) -> PublicWarning:
    """
    Begin a newer version with the words of the one in force.

    :raises NotInForce: if it is not in force
    :raises AlreadyFollowed: if an update or a cancellation is in work or out
    """
    return _follow(identifier, Kind.UPDATE, actor, now)


@transaction.atomic
def draft_cancel(
    *, identifier: str, texts: Mapping[str, Words] | None = None, actor: Account, now: datetime
) -> PublicWarning:
    """
    Begin the word that a warning is over.

    :param texts: what to say instead of the warning's own words
    :raises NotInForce: if it is not in force
    :raises AlreadyFollowed: if an update or a cancellation is in work or out
    """
    return _follow(identifier, Kind.CANCEL, actor, now, texts)


def _follow(
    identifier: str, kind: str, actor: Account, now: datetime, texts: Mapping[str, Words] | None = None
) -> PublicWarning:
    before = PublicWarning.objects.select_for_update().filter(identifier=identifier).first()
    if before is None:
        raise WarningUnknown(identifier)
    if (
        before.state != State.PUBLISHED
        or before.msg_type == Kind.CANCEL
        or before.expires_at is None
        or before.expires_at <= now
    ):
        raise NotInForce(identifier)
    content = content_of(before)
    if kind == Kind.CANCEL:
        content = replace(content, texts=texts or content.texts, onset_at=None, responses=("AllClear",))
    warning = PublicWarning(
        identifier=new_identifier(now), msg_type=kind, previous=before, drafted_by=actor, drafted_at=now,
        writers=[actor.pk], is_sample=before.is_sample,
    )  # fmt: skip
    try:
        with transaction.atomic():
            _write(warning, content)
    except IntegrityError as clash:
        raise AlreadyFollowed(identifier) from clash
    _note("warnings.drafted", warning, actor, now)
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
    _note("warnings.dropped", warning, actor, now)
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


def _write(warning: PublicWarning, content: Content) -> None:
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


def _note(verb: str, warning: PublicWarning, actor: Account | None, now: datetime) -> None:
    record(verb=verb, actor=actor, thing=warning.ref, payload={"identifier": warning.identifier}, now=now)


@transaction.atomic
def remove_sample(now: datetime) -> int:
    """Take every sample warning and list away; messages that were published for real are none."""
    PublishedMessage.objects.filter(is_sample=True).delete()
    gone = 0
    # Successors point at those before them, so the newest go first.
    for warning in PublicWarning.objects.filter(is_sample=True).order_by("-pk"):
        warning.delete()
        gone += 1
    kept, _by_kind = ContactList.objects.filter(is_sample=True).delete()
    return gone + kept
