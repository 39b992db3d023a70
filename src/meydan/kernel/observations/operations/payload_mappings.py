"""Mappings of payloads as staff change them."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from meydan.base.people.public import Account
from meydan.kernel.observations.models import PayloadMapping
from meydan.kernel.observations.payloads.mapping import shape_of


class MappingKeyTaken(Exception):
    """There is a mapping of that key already."""


@transaction.atomic
def change_mapping(*, key: str, text: str, is_active: bool, actor: Account, now: datetime) -> PayloadMapping:
    """
    Change a mapping; the pack no longer writes over it.

    :raises PayloadMappingUnreadable: with what is wrong in it; nothing is changed
    :raises PayloadMapping.DoesNotExist: if there is none of that key
    """
    shape = shape_of(text)
    mapping = PayloadMapping.objects.select_for_update().get(key=key)
    mapping.is_edited = mapping.is_edited or mapping.text != text
    mapping.text, mapping.names, mapping.is_active = text, shape.names, is_active
    mapping.changed_by, mapping.changed_at = actor, now
    mapping.save()
    return mapping


@transaction.atomic
def add_mapping(*, key: str, text: str, actor: Account, now: datetime) -> PayloadMapping:
    """
    A mapping of this city's own.

    :raises MappingKeyTaken: if the key stands for another one
    :raises PayloadMappingUnreadable: with what is wrong in it
    """
    shape = shape_of(text)
    try:
        with transaction.atomic():
            return PayloadMapping.objects.create(
                key=key, text=text, names=shape.names, is_edited=True, changed_by=actor, changed_at=now
            )
    except IntegrityError as clash:
        raise MappingKeyTaken(key) from clash
