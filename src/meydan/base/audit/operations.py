"""Writes of the log: append, erase personal details, keep the outcome of a verification."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from meydan.base.audit.engine import START, chain, new_salt, salted
from meydan.base.audit.models import Entry, Head, PersonalDetail, Verification
from meydan.base.audit.queries import Verdict, canonical_text, content, verify

KEPT_VERIFICATIONS = 100


class ChainMoved(RuntimeError):
    """Somebody appended between our reading of the head and our writing of it; nothing was written."""


class Actor(Protocol):
    """Somebody who acts: an account."""

    pk: Any

    def post_codes(self, on: date) -> list[str]:
        """The posts held on a day."""


@transaction.atomic
def record(
    *,
    verb: str,
    actor: Actor | None,
    thing: str,
    payload: Mapping[str, Any],
    now: datetime,
    personal: Mapping[str, Any] | None = None,
) -> Entry:
    """
    Append what was done, in the transaction of the deed itself.

    :param actor: who did it; ``None`` is the platform
    :param thing: "cases.case:12", or empty
    :param payload: what else to know; never personal, for it cannot be erased
    :param personal: personal details (names, addresses), kept apart so that they can be erased
    :raises TypeError: when the payload is not JSON
    :raises ChainMoved: when the database let two writers in at once
    """
    body_text = canonical_text(dict(payload))
    salt, personal_text, personal_digest = _set_apart(personal)
    who, posts = _who(actor, now)
    head = _locked_head()
    entry = Entry(
        seq=head.seq + 1,
        at=now,
        verb=verb,
        actor=who,
        posts=posts,
        thing=thing,
        body_text=body_text,
        personal_digest=personal_digest,
    )
    covered = content(
        seq=entry.seq,
        at=now,
        verb=verb,
        actor=who,
        posts=posts,
        thing=thing,
        body_text=body_text,
        personal=personal_digest,
    )
    entry.digest = chain(bytes.fromhex(head.digest), salted(covered, b"")).hex()
    _append(entry, head)
    if personal_text:
        PersonalDetail.objects.create(entry=entry, salt=salt.hex(), payload_text=personal_text)
    return entry


def _set_apart(personal: Mapping[str, Any] | None) -> tuple[bytes, str, str]:
    if not personal:
        return b"", "", ""
    salt, text = new_salt(), canonical_text(dict(personal))
    return salt, text, salted({"personal": text}, salt).hex()


def _who(actor: Actor | None, now: datetime) -> tuple[str, str]:
    if actor is None or actor.pk is None:
        return "system", ""
    posts = ",".join(actor.post_codes(timezone.localdate(now)))
    return f"people.account:{actor.pk}", posts[:400]


def _locked_head() -> Head:
    # PostgreSQL: the row lock makes the others wait until we commit. SQLite: the transaction began
    # IMMEDIATE, so there is no other writer.
    Head.objects.get_or_create(pk=1, defaults={"seq": 0, "digest": START.hex()})
    return Head.objects.select_for_update().get(pk=1)


def _append(entry: Entry, head: Head) -> None:
    entry.save(force_insert=True)
    moved = Head.objects.filter(pk=1, seq=head.seq).update(seq=entry.seq, digest=entry.digest)
    if not moved:
        raise ChainMoved(f"entry {entry.seq}")


@transaction.atomic
def erase_personal(*, thing: str, actor: Actor | None, reason: str, now: datetime) -> int:
    """Erase the personal details of every entry about a thing, say so in the log, return how many."""
    found = PersonalDetail.objects.filter(entry__thing=thing, erased_at__isnull=True)
    count = found.update(payload_text="", salt="", erased_at=now)
    if count:
        record(
            verb="audit.erased",
            actor=actor,
            thing=thing,
            payload={"entries": count, "reason": reason},
            now=now,
        )
    return count


def verify_and_keep(*, now: datetime) -> Verdict:
    """Read the whole chain and keep the outcome for the audit page."""
    verdict = verify()
    fault = verdict.first_fault
    with transaction.atomic():
        Verification.objects.create(
            at=now,
            ok=verdict.ok,
            checked=verdict.checked,
            fault_seq=fault.seq if fault else None,
            fault_kind=fault.kind if fault else "",
        )
        newest = Verification.objects.order_by("-at", "-id").values_list("pk", flat=True)
        Verification.objects.exclude(pk__in=list(newest[:KEPT_VERIFICATIONS])).delete()
    return verdict
