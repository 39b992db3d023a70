"""Finds forms, their versions and drafts."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch, QuerySet

from meydan.base.forms.engine.definition import FormDefinition
from meydan.base.forms.engine.reading import read_form
from meydan.base.forms.models import Draft, Form, FormVersion
from meydan.base.forms.sealing import digest, open_answers


class FormUnknown(LookupError):
    """No form of that code is published."""


class DraftUnknown(LookupError):
    """No draft of that key, or its time is over."""


def published(code: str) -> FormVersion:
    """
    Return the newest published version of a form.

    :raises FormUnknown: if there is none
    """
    versions = FormVersion.objects.select_related("form").filter(
        form__code=code, form__is_active=True, state=FormVersion.State.PUBLISHED
    )
    found = versions.order_by("-number").first()
    if found is None:
        raise FormUnknown(code)
    return found


def definition_of(version: FormVersion) -> FormDefinition:
    """
    Return a version as it is filled in; a published one is read once.

    :raises FormUnreadable: if it is still being written and has flaws
    """
    if version.state == FormVersion.State.PUBLISHED:
        return _published_definition(version.pk, version.published_at)
    return read_form(version.document)


@lru_cache(maxsize=64)
def _published_definition(version_id: int, published_at: datetime) -> FormDefinition:
    # The moment is part of the key, so that a restored database is never answered from another's memory.
    return read_form(FormVersion.objects.values_list("document", flat=True).get(pk=version_id))


def version_of(version_id: int) -> FormVersion:
    """Return a version by its number in the table."""
    return FormVersion.objects.select_related("form").get(pk=version_id)


def forms() -> QuerySet[Form]:
    """Every form with its versions, the newest version first."""
    versions = FormVersion.objects.select_related("made_by").order_by("-number")
    return Form.objects.prefetch_related(Prefetch("versions", versions)).order_by("code")


def draft_of(key: Any, *, now: datetime) -> Draft:
    """
    Return a draft by its key.

    :raises DraftUnknown: if there is none, or it was never sent and its time is over
    """
    found = Draft.objects.select_related("version__form", "officer").filter(key=key).first()
    if found is None or (found.sent_at is None and found.expires_at <= now):
        raise DraftUnknown(str(key))
    return found


def draft_of_code(code: str, phone: str, *, now: datetime) -> Draft:
    """
    Return the draft that was put aside with this code and phone (E.164).

    :raises DraftUnknown: if no draft has both
    """
    both = {"code_digest": digest("code", code), "phone_digest": digest("phone", phone)}
    if not code or not phone:
        raise DraftUnknown(code)
    found = (
        Draft.objects.select_related("version__form").filter(sent_at=None, expires_at__gt=now, **both).first()
    )
    if found is None:
        raise DraftUnknown(code)
    return found


def written_in(draft: Draft) -> tuple[dict[str, Any], dict[str, Any]]:
    """
    Return what stands in a draft: the answers, and what registers said of them.

    :raises SealUnreadable: if the home's secret is not the one it was sealed with
    """
    return answers_in(draft.answers_sealed)


def answers_in(sealed: bytes | memoryview) -> tuple[dict[str, Any], dict[str, Any]]:
    """
    Return what stands in a seal: the answers, and what registers said of them.

    :raises SealUnreadable: if the home's secret is not the one it was sealed with
    """
    kept = open_answers(sealed)
    return kept.get("answers", {}), kept.get("proofs", {})
