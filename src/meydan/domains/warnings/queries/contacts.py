"""Who stands on a list; names are opened for whoever keeps it."""

from __future__ import annotations

from dataclasses import dataclass

from meydan.base.sealing.public import SealUnreadable, open_text
from meydan.domains.warnings.models import Contact, ContactList
from meydan.domains.warnings.sealing import SEALED


@dataclass(frozen=True)
class Shown:
    """A contact as the keeper of a list sees it: the name, and the address masked."""

    contact: Contact
    name: str


def contacts_on(standing: ContactList) -> list[Shown]:
    """Everybody on a list who is still reached, in the order in which they came."""
    rows = standing.contacts.filter(stopped_at__isnull=True).order_by("pk")
    return [Shown(row, _opened(row.name_sealed)) for row in rows]


def _opened(sealed: bytes | memoryview) -> str:
    try:
        return open_text(sealed, purpose=SEALED)
    except SealUnreadable:
        return ""
