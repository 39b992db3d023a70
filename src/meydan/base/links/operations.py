"""Making and undoing links."""

from datetime import datetime

from django.db import transaction

from meydan.base.links.engine import checked
from meydan.base.links.models import Link


@transaction.atomic
def link(from_ref: str, to_ref: str, relation: str, by: str, now: datetime) -> Link:
    """
    Say that ``from_ref`` stands in ``relation`` to ``to_ref``; saying it again changes nothing.

    :param by: who says so: a user name, or the job or rule that found it
    :raises RefUnreadable: if a reference is not of the form "cases.case:12"
    """
    row, _ = Link.objects.get_or_create(
        from_ref=checked(from_ref),
        to_ref=checked(to_ref),
        relation=relation,
        defaults={"by": by, "at": now},
    )
    return row


@transaction.atomic
def unlink(from_ref: str, to_ref: str, relation: str) -> bool:
    """Take a relation back; ``False`` if there was none."""
    return Link.objects.filter(from_ref=from_ref, to_ref=to_ref, relation=relation).delete()[0] > 0
