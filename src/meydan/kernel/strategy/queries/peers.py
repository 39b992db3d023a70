"""Other cities' figures beside ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from meydan.kernel.strategy.engine.peers import place_among
from meydan.kernel.strategy.models import Indicator, PeerFigure
from meydan.kernel.strategy.queries.indicators import Standing, indicator_standings

# With fewer a place says nothing.
LEAST_FOR_A_PLACE = 3
JUDGED = ("good", "watch", "bad", "plain")


@dataclass(frozen=True)
class Comparison:
    """
    Our figure and the newest of each other city that has one for the same scope, best first.

    :param place: ours among all with data; none while ours is missing or old, or too few have one
    """

    standing: Standing
    peers: list[PeerFigure]
    place: int | None

    @property
    def count(self) -> int:
        """How many have data, ours with them."""
        return len(self.peers) + 1


def comparison(indicator: Indicator, now: datetime) -> Comparison:
    """One indicator beside the newest figure of each other city; what has another scope now is left out."""
    standing = indicator_standings([indicator], now)[indicator.pk]
    newest: dict[str, PeerFigure] = {}
    for row in PeerFigure.objects.filter(indicator_code=indicator.code, scope=indicator.scope).order_by(
        "year"
    ):
        newest[row.city] = row
    up = indicator.direction == Indicator.Direction.UP
    peers = sorted(newest.values(), key=lambda one: -one.comparable if up else one.comparable)
    own = standing.value.value if standing.value and standing.state in JUDGED else None
    enough = own is not None and len(peers) + 1 >= LEAST_FOR_A_PLACE
    place = (
        place_among(own, [one.comparable for one in peers], up_is_better=up)
        if enough and own is not None
        else None
    )
    return Comparison(standing, peers, place)


def compared_indicators() -> list[tuple[Indicator, int]]:
    """The indicators for which other cities have figures, each with how many cities."""
    counts = {
        row["indicator_code"]: row["cities"]
        for row in PeerFigure.objects.values("indicator_code").annotate(cities=Count("city", distinct=True))
    }
    rows = Indicator.objects.filter(code__in=counts).order_by("order", "pk")
    return [(one, counts[one.code]) for one in rows]
