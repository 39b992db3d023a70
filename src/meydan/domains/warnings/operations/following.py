"""A newer version of a warning, or the word that it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from meydan.base.people.public import Account
from meydan.domains.warnings.content import Words
from meydan.domains.warnings.errors import AlreadyFollowed, NotInForce, WarningUnknown
from meydan.domains.warnings.models import PublicWarning
from meydan.domains.warnings.operations.drafting import new_identifier, note_step, write_content
from meydan.domains.warnings.queries.warnings import content_of

State = PublicWarning.State
Kind = PublicWarning.MessageType


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
            write_content(warning, content)
    except IntegrityError as clash:
        raise AlreadyFollowed(identifier) from clash
    note_step("warnings.drafted", warning, actor, now)
    return warning
