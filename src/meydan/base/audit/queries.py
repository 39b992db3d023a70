"""Reads of the log: the entries, and whether the chain holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meydan.base.audit.engine import START, canonical, chain, salted
from meydan.base.audit.models import Entry, Head, Verification

CHUNK = 2000
FIELDS = (
    "seq",
    "at",
    "verb",
    "actor",
    "posts",
    "thing",
    "body_text",
    "personal_digest",
    "digest",
    "personal__salt",
    "personal__payload_text",
    "personal__erased_at",
    "personal__entry",
)


@dataclass(frozen=True)
class Fault:
    """The first entry at which the chain does not hold, and in what way."""

    seq: int
    kind: str

    @property
    def sentence(self) -> str:
        """What is wrong, for a person."""
        sentences = {
            "missing": _("Entry %(seq)s is missing."),
            "changed": _("Entry %(seq)s was changed after it was written."),
            "personal": _("The personal details of entry %(seq)s were changed."),
            "end": _("Entry %(seq)s is the last, but it is not the one the log ended with."),
            "stray": _("Entry %(seq)s was not written by the platform."),
        }
        return sentences[self.kind] % {"seq": self.seq}


@dataclass(frozen=True)
class Verdict:
    """Whether the chain holds, how many entries were read, and the first fault."""

    ok: bool
    checked: int
    first_fault: Fault | None = None


def content(
    *, seq: int, at: datetime, verb: str, actor: str, posts: str, thing: str, body_text: str, personal: str
) -> dict[str, Any]:
    """What an entry's link covers."""
    return {
        "seq": seq,
        "at": at,
        "verb": verb,
        "actor": actor,
        "posts": posts,
        "thing": thing,
        "body": body_text,
        "personal": personal,
    }


def entries(*, verb: str = "", thing: str = "") -> QuerySet[Entry]:
    """The log, newest first, narrowed to a verb and to a thing when given."""
    found = Entry.objects.select_related("personal")
    if verb:
        found = found.filter(verb=verb)
    if thing:
        found = found.filter(thing=thing)
    return found.order_by("-seq")


def last_verification() -> Verification | None:
    """The outcome of the newest reading of the whole chain."""
    return Verification.objects.order_by("-at", "-id").first()


def verify() -> Verdict:
    """Read the whole chain, a few thousand rows at a time, and stop at the first fault."""
    head = Head.objects.filter(pk=1).first()
    written = head.seq if head else 0
    digest, checked = START, 0
    for row in _rows(written):
        fault, digest = _judge(row, checked + 1, digest)
        if fault is not None:
            return Verdict(ok=False, checked=checked, first_fault=fault)
        checked += 1
    fault = _fault_at_the_end(head, checked, digest) or _fault_beyond(written)
    return Verdict(ok=fault is None, checked=checked, first_fault=fault)


def _rows(written: int) -> Iterator[tuple[Any, ...]]:
    # Entries above the head that was read belong to somebody who is appending just now.
    found = Entry.objects.order_by("seq").values_list(*FIELDS)
    return found.filter(seq__lte=written).iterator(chunk_size=CHUNK)


def _fault_at_the_end(head: Head | None, checked: int, digest: bytes) -> Fault | None:
    if head is None:
        return None
    if checked < head.seq:
        return Fault(checked + 1, "missing")
    return Fault(head.seq, "end") if digest.hex() != head.digest else None


def _fault_beyond(written: int) -> Fault | None:
    """An entry beyond the head is a fault unless the head has moved past it since."""
    stray = Entry.objects.filter(seq__gt=written).order_by("seq").values_list("seq", flat=True).first()
    if stray is None or Head.objects.filter(pk=1, seq__gte=stray).exists():
        return None
    return Fault(stray, "stray")


def _judge(row: tuple[Any, ...], expected_seq: int, previous: bytes) -> tuple[Fault | None, bytes]:
    seq, at, verb, actor, posts, thing, body_text, personal, digest, *kept = row
    if seq != expected_seq:
        return Fault(expected_seq, "missing"), previous
    covered = content(
        seq=seq,
        at=at,
        verb=verb,
        actor=actor,
        posts=posts,
        thing=thing,
        body_text=body_text,
        personal=personal,
    )
    link = chain(previous, salted(covered, b""))
    if link.hex() != digest:
        return Fault(seq, "changed"), previous
    if not _personal_holds(personal, *kept):
        return Fault(seq, "personal"), previous
    return None, link


def _personal_holds(
    digest: str, salt: str | None, payload: str | None, erased_at: datetime | None, entry: int | None
) -> bool:
    if not digest:
        return entry is None
    if entry is None:
        return False
    if erased_at is not None:
        return not payload
    return salted({"personal": payload}, bytes.fromhex(salt or "")).hex() == digest


def canonical_text(body: dict[str, Any]) -> str:
    """The one JSON spelling of a body, as text."""
    return canonical(body).decode()


def entry_count(found: QuerySet[Entry]) -> int:
    """How many entries a reading of the log gives; the whole log knows it from its last number."""
    if found.query.where:
        return found.count()
    head = Head.objects.filter(pk=1).first()
    return head.seq if head else 0
