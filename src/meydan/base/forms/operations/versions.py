"""Making, changing and publishing versions of forms."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from meydan.base.audit.public import record
from meydan.base.forms.engine.flaws import flaws_of
from meydan.base.forms.engine.reading import FormUnreadable
from meydan.base.forms.models import Form, FormVersion
from meydan.base.people.public import Account

EMPTY_NAMES = {"tr": "", "fa": "", "en": ""}


class VersionPublished(Exception):
    """A published version never changes; a new one is written instead."""


class VersionChanged(Exception):
    """Somebody else changed this version meanwhile; nothing was written over."""


class CodeTaken(Exception):
    """Another form has this code."""


@transaction.atomic
def begin_form(*, code: str, document: Mapping[str, Any], actor: Account, now: datetime) -> FormVersion:
    """
    Make a form of the city's own with a first version to write.

    :raises CodeTaken: if another form has the code
    """
    try:
        with transaction.atomic():
            form = Form.objects.create(code=code, is_own=True)
    except IntegrityError as clash:
        raise CodeTaken(code) from clash
    return FormVersion.objects.create(
        form=form, number=1, document={**document, "code": code}, made_by=actor, changed_at=now
    )


@transaction.atomic
def begin_version(*, form_id: int, actor: Account, now: datetime) -> FormVersion:
    """Copy the newest version of a form, to be changed; the one being written already is returned as it is."""
    Form.objects.select_for_update().get(pk=form_id)
    versions = FormVersion.objects.filter(form_id=form_id).order_by("-number")
    newest = versions[0]
    if newest.state == FormVersion.State.DRAFT:
        return newest
    return FormVersion.objects.create(
        form_id=form_id,
        number=newest.number + 1,
        document=copy.deepcopy(newest.document),
        made_by=actor,
        changed_at=now,
    )


@transaction.atomic
def change_version(
    *, version_id: int, document: Mapping[str, Any], seen_revision: int, actor: Account, now: datetime
) -> FormVersion:
    """
    Write a version that is not published yet; it may have flaws until it is.

    :raises VersionPublished: if it is published
    :raises VersionChanged: if somebody else wrote since ``seen_revision``
    """
    version = FormVersion.objects.select_for_update().get(pk=version_id)
    if version.state == FormVersion.State.PUBLISHED:
        raise VersionPublished(str(version))
    if version.revision != seen_revision:
        raise VersionChanged(str(version))
    version.document = {**document, "code": version.document["code"]}
    version.revision += 1
    version.made_by, version.changed_at = actor, now
    version.save()
    return version


@transaction.atomic
def publish_version(*, version_id: int, actor: Account, now: datetime) -> FormVersion:
    """
    Publish a version: from now on the form is filled in by it, and it never changes.

    :raises VersionPublished: if it was published before
    :raises FormUnreadable: with every flaw, if it has any
    """
    version = FormVersion.objects.select_for_update().select_related("form").get(pk=version_id)
    if version.state == FormVersion.State.PUBLISHED:
        raise VersionPublished(str(version))
    flaws = flaws_of(version.document)
    if flaws:
        raise FormUnreadable(flaws)
    version.state, version.published_at = FormVersion.State.PUBLISHED, now
    version.save()
    Form.objects.filter(pk=version.form_id).update(is_own=True, is_active=True)
    what = {"form": version.form.code, "number": version.number}
    record(verb="forms.published", actor=actor, thing=f"forms.version:{version.pk}", payload=what, now=now)
    return version


@transaction.atomic
def drop_version(*, version_id: int, actor: Account, now: datetime) -> None:
    """
    Throw a version away that was never published; a form without another version goes with it.

    :raises VersionPublished: if it is published
    """
    version = FormVersion.objects.select_for_update().select_related("form").get(pk=version_id)
    if version.state == FormVersion.State.PUBLISHED:
        raise VersionPublished(str(version))
    form = version.form
    version.delete()
    if not FormVersion.objects.filter(form=form).aggregate(Max("number"))["number__max"]:
        form.delete()
