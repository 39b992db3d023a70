"""Keeps and forgets views of the inbox."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from meydan.base.people.public import Account, NotAllowed, OrgUnit, units_of
from meydan.site.desk.models import SavedView

MOST_VIEWS = 30


class NameMissing(ValueError):
    """Nothing was written where the name goes."""


class TooManyKept(Exception):
    """One account keeps thirty already."""


@transaction.atomic
def keep_view(*, owner: Account, name: str, query: str, is_shared: bool, now: datetime) -> SavedView:
    """
    Keep a view of the inbox under a name; one of that name of the same owner is replaced.

    :param is_shared: whether the owner's first unit, and those below, see it too
    :raises NameMissing: without a name
    :raises TooManyKept: at the thirty-first
    """
    name = " ".join(name.split())[:80]
    if not name:
        raise NameMissing
    own = SavedView.objects.filter(owner=owner)
    if own.exclude(name=name).count() >= MOST_VIEWS:
        raise TooManyKept
    kept, _made = SavedView.objects.update_or_create(
        owner=owner,
        name=name,
        defaults={
            "query": query[:1000],
            "unit": shared_unit(owner) if is_shared else None,
            "updated_at": now,
        },
    )
    return kept


def shared_unit(owner: Account) -> OrgUnit | None:
    """Return the unit with which somebody shares: the highest in which they hold a post."""
    return units_of(owner).first()


def forget_view(*, view_id: int, owner: Account) -> None:
    """
    Forget one's own view.

    :raises NotAllowed: for another's, or one that is not there
    """
    gone, _rows = SavedView.objects.filter(pk=view_id, owner=owner).delete()
    if not gone:
        raise NotAllowed(f"{owner} keeps no view {view_id}")
