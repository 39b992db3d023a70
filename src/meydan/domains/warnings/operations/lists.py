"""Who is told: adding, bringing in from a table, stopping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from meydan.base.audit.public import record
from meydan.base.locale.public import PhoneUnreadable, parse_phone
from meydan.base.notify.engine import mask_email, mask_phone
from meydan.base.people.public import Account
from meydan.base.sealing.public import keyed_digest, seal_text
from meydan.domains.warnings.content import LANGUAGES
from meydan.domains.warnings.errors import AddressUnfit, AlreadyOnList, SheetUnreadable
from meydan.domains.warnings.models import Contact, ContactList
from meydan.domains.warnings.sealing import RECOGNISED, SEALED


@dataclass(frozen=True)
class ContactRow:
    """One line of a table: who, how to reach them, in which language, and since when they agreed."""

    name: str
    address: str
    language: str
    agreed_on: date


@transaction.atomic
def add_contact(
    *, list_code: str, row: ContactRow, region: str, actor: Account | None, now: datetime
) -> Contact:
    """
    Put somebody who agreed on a list; somebody who had stopped is reached again.

    :raises AddressUnfit: if it is neither a telephone number nor an e-mail address
    :raises AlreadyOnList: if the address is on this list and reached
    """
    standing = ContactList.objects.get(code=list_code)
    channel, address = address_of(row.address, region)
    digest = keyed_digest(address, purpose=RECOGNISED)
    written = {
        "channel": channel,
        "name_sealed": seal_text(row.name.strip(), purpose=SEALED),
        "address_sealed": seal_text(address, purpose=SEALED),
        "address_masked": mask_phone(address) if channel == Contact.Channel.SMS else mask_email(address),
        "language": row.language if row.language in LANGUAGES else "en",
        "agreed_on": row.agreed_on,
        "added_at": now,
        "stopped_at": None,
    }
    again = Contact.objects.filter(list=standing, address_digest=digest, stopped_at__isnull=False).update(
        **written
    )
    if not again:
        try:
            with transaction.atomic():
                Contact.objects.create(list=standing, address_digest=digest, **written)
        except IntegrityError as clash:
            raise AlreadyOnList(list_code) from clash
    _note("warnings.contact_added", standing, actor, now, 1)
    return Contact.objects.get(list=standing, address_digest=digest)


@transaction.atomic
def add_contacts(
    *,
    list_code: str,
    rows: Sequence[tuple[int, ContactRow]],
    region: str,
    actor: Account | None,
    now: datetime,
) -> int:
    """
    Bring a table in, all of it or nothing; return how many are new on the list.

    :param rows: each with the number of its line
    :raises SheetUnreadable: with every line whose address cannot be used
    """
    faults: list[tuple[int, str]] = []
    added = 0
    for line, row in rows:
        try:
            add_contact(list_code=list_code, row=row, region=region, actor=actor, now=now)
            added += 1
        except AddressUnfit:
            faults.append((line, "address"))
        except AlreadyOnList:
            continue
    if faults:
        raise SheetUnreadable(faults)
    return added


@transaction.atomic
def stop_contact(*, contact_id: int, actor: Account | None, now: datetime) -> None:
    """Reach somebody no longer; their name and address are erased at once."""
    contact = Contact.objects.select_related("list").get(pk=contact_id)
    Contact.objects.filter(pk=contact_id, stopped_at__isnull=True).update(
        stopped_at=now, name_sealed=b"", address_sealed=b""
    )
    _note("warnings.contact_stopped", contact.list, actor, now, 1)


def address_of(written: str, region: str) -> tuple[str, str]:
    """
    The channel and the address in its one true form.

    :raises AddressUnfit: if it is neither a telephone number nor an e-mail address
    """
    typed = written.strip()
    if "@" in typed:
        try:
            validate_email(typed)
        except ValidationError as fault:
            raise AddressUnfit(typed) from fault
        return Contact.Channel.EMAIL.value, typed.lower()
    try:
        number = parse_phone(typed, region)
    except PhoneUnreadable as fault:
        raise AddressUnfit(typed) from fault
    if not number.startswith("+"):
        raise AddressUnfit(typed)  # a short number takes no text messages
    return Contact.Channel.SMS.value, number


def _note(verb: str, standing: ContactList, actor: Account | None, now: datetime, count: int) -> None:
    record(
        verb=verb,
        actor=actor,
        thing=f"warnings.contactlist:{standing.pk}",
        payload={"list": standing.code, "count": count},
        now=now,
    )
