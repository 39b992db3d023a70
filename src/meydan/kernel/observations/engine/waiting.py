"""What waits for somebody who reads slowly: everything while it is little, then the newest of each."""

from __future__ import annotations

from dataclasses import dataclass, field

# (datastream, slot, value)
Fact = tuple[int, int, float]
MOST_WAITING = 1_000


@dataclass
class Box:
    """Observations that were not sent yet; never more than ``most`` and one of each datastream."""

    most: int = MOST_WAITING
    dropped: int = 0
    waiting: list[Fact] = field(default_factory=list)

    def put(self, fact: Fact) -> None:
        """Add an observation; when too many wait, only the newest of each datastream are kept."""
        self.waiting.append(fact)
        if len(self.waiting) > self.most:
            newest: dict[int, Fact] = {}
            for one in self.waiting:
                kept = newest.get(one[0])
                # Of two values of one instant the later is the correction.
                if kept is None or one[1] >= kept[1]:
                    newest.pop(one[0], None)
                    newest[one[0]] = one
            self.dropped += len(self.waiting) - len(newest)
            self.waiting = list(newest.values())

    def take(self) -> tuple[list[Fact], int]:
        """Everything that waits, and how many were left out since the last time."""
        taken, dropped = self.waiting, self.dropped
        self.waiting, self.dropped = [], 0
        return taken, dropped
