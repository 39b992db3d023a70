"""Pages of a list that may be very long."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

# Nobody turns four hundred pages; counting further would cost more than showing.
MOST_COUNTED = 10_000


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than ten thousand; whoever needs what lies beyond narrows the list."""

    @cached_property
    def count(self) -> int:
        """How many there are, at most ten thousand."""
        cases = self.object_list
        assert isinstance(cases, QuerySet)  # noqa: S101 - lists are made of queries here
        return int(cases.order_by().values("pk")[:MOST_COUNTED].count())
