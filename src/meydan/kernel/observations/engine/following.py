"""Walking along numbered entries of which some appear later than those after them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

# A number is drawn when a transaction writes and seen when it commits; most commit well within this [s].
YOUNG_S = 5.0
# A long transaction, such as a large import, may still come; asked for now and then until this age [s].
OLD_S = 900.0
# More numbers than this at once are not a few late transactions but a hole.
MOST_MISSING = 1_000


@dataclass
class Place:
    """
    Where somebody stands in the feed.

    :param seen: the highest number seen
    :param missing: numbers below it that were not there, and since when [s of a clock that never goes back]
    """

    seen: int
    missing: dict[int, float] = field(default_factory=dict)

    def take(self, numbers: Iterable[int], clock_s: float) -> None:
        """Note entries that were found, in any order."""
        for number in numbers:
            self.missing.pop(number, None)
            if number > self.seen:
                gap = range(max(self.seen + 1, number - MOST_MISSING), number)
                self.missing.update((absent, clock_s) for absent in gap)
                self.seen = number
        self.missing = {absent: since for absent, since in self.missing.items() if clock_s - since <= OLD_S}

    def asked(self, clock_s: float, *, old_too: bool) -> list[int]:
        """Missing numbers worth asking for now: the young ones, and the old ones when it is their turn."""
        return sorted(
            absent for absent, since in self.missing.items() if (clock_s - since <= YOUNG_S or old_too)
        )

    def safe(self, clock_s: float) -> int:
        """The number after which somebody who comes back goes on: below it nothing young is missing."""
        young = [absent for absent, since in self.missing.items() if clock_s - since <= YOUNG_S]
        return min(young) - 1 if young else self.seen
