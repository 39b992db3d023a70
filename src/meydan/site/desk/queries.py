"""Reads of what staff keep at the desk."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Q, QuerySet

from meydan.kernel.cases.public import Standing
from meydan.site.desk.models import Kept, SavedView

Own = TypeVar("Own", bound=Kept)


def views_of(standing: Standing) -> QuerySet[SavedView]:
    """Return the kept views somebody sees: their own, and those shared with their units."""
    return within_reach(SavedView.objects.all(), standing).order_by("name", "pk")


def within_reach(kept: QuerySet[Own], standing: Standing) -> QuerySet[Own]:
    """Return one's own, and what is shared with a unit at or above one of one's own."""
    above = [Q(unit__path=path) for path in _paths_above(standing)]
    return kept.filter(reduce(or_, above, Q(owner=standing.account)))


def _paths_above(standing: Standing) -> set[str]:
    """A unit's path and those of the units above it: "/", "/works/", "/works/roads/"."""
    found = set()
    for path in standing.paths:
        parts = path.strip("/").split("/")
        found |= {"/" + "/".join(parts[:depth]) + "/" for depth in range(1, len(parts) + 1)}
    return found
