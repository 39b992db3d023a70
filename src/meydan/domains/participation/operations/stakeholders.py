"""Keeps the register of stakeholders, and erases whom to call there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.base.sealing.public import SealUnreadable, open_text, seal_text
from meydan.domains.participation.engine.plain import plain
from meydan.domains.participation.engine.stakeholder_rows import StakeholderRow
from meydan.domains.participation.errors import NotNamedWithoutConsent, StakeholderKnown
from meydan.domains.participation.models import Stakeholder

SEAL = b"participation.stakeholder-contact"
CONTACT = ("person", "phone", "email")


def keep_stakeholder(
    *, name: str, kind: str, actor: Account | None, now: datetime, topics: Sequence[str] = (), interest: int = 3,
    influence: int = 3, contact: Mapping[str, str] | None = None, language: str = "", consented_on: date | None = None,
    is_named: bool = False, stakeholder: Stakeholder | None = None, is_sample: bool = False,
) -> Stakeholder:  # fmt: skip
    """
    Write an organisation down, or change one.

    :param contact: person, phone (E.164) and email; ``None`` leaves what is kept
    :raises NotNamedWithoutConsent: if it is named without the day of its consent
    :raises StakeholderKnown: if another one has this kind and name
    """
    if is_named and consented_on is None:
        raise NotNamedWithoutConsent(name)
    held = stakeholder or Stakeholder(is_sample=is_sample)
    held.name, held.kind, held.topics = plain(name)[:160], kind, [plain(one)[:60] for one in topics][:20]
    held.interest, held.influence, held.language = interest, influence, language
    held.consented_on, held.is_named = consented_on, is_named
    if contact is not None:
        held.contact_sealed = _sealed(contact)
    try:
        with transaction.atomic():
            held.save()
            record(
                verb="participation.stakeholder", actor=actor, thing=held.ref, payload={"kind": kind}, now=now
            )
    except IntegrityError as twice:
        raise StakeholderKnown(name) from twice
    return held


@transaction.atomic
def bring_in_stakeholders(
    *, rows: Sequence[StakeholderRow], actor: Account, now: datetime
) -> tuple[int, int]:
    """Take a table in, all of it or nothing; return how many were made and how many changed."""
    made = changed = 0
    for row in rows:
        before = Stakeholder.objects.filter(kind=row.kind, name=plain(row.name)[:160]).first()
        told = {name: said for name in CONTACT if (said := getattr(row, name))}
        keep_stakeholder(
            name=row.name, kind=row.kind, topics=row.topics, interest=row.interest, influence=row.influence,
            # Empty cells say nothing about whom to call; what is kept stays.
            contact=told or None, consented_on=row.consented_on, is_named=row.is_named, stakeholder=before,
            language=before.language if before else "", actor=actor, now=now,
        )  # fmt: skip
        made, changed = made + (before is None), changed + (before is not None)
    return made, changed


def contact_of(stakeholder: Stakeholder) -> dict[str, str]:
    """Whom to call; empty where none is kept or the seal does not open."""
    if not stakeholder.contact_sealed:
        return {}
    try:
        told: dict[str, Any] = json.loads(open_text(stakeholder.contact_sealed, purpose=SEAL))
    except SealUnreadable:
        return {}
    return {name: str(said) for name, said in told.items()}


@transaction.atomic
def erase_contact(*, stakeholder: Stakeholder, actor: Account | None, now: datetime) -> Stakeholder:
    """Erase whom to call, the consent and the public name with it; the organisation stays."""
    stakeholder.contact_sealed, stakeholder.consented_on, stakeholder.is_named = b"", None, False
    stakeholder.save(update_fields=["contact_sealed", "consented_on", "is_named"])
    record(verb="participation.contact_erased", actor=actor, thing=stakeholder.ref, payload={}, now=now)
    return stakeholder


def note_taken_along(*, count: int, actor: Account, now: datetime) -> None:
    """Write down that somebody took the register with its contacts along."""
    record(
        verb="participation.contacts_exported", actor=actor, thing="participation.stakeholders",
        payload={"count": count}, now=now,
    )  # fmt: skip


def _sealed(contact: Mapping[str, str]) -> bytes:
    told = {name: plain(said)[:200] for name in CONTACT if (said := contact.get(name, ""))}
    return seal_text(json.dumps(told), purpose=SEAL) if told else b""


def remove_sample_stakeholders(now: datetime) -> int:
    """Take every sample organisation away; return how many."""
    return Stakeholder.objects.filter(is_sample=True).delete()[1].get("participation.Stakeholder", 0)
