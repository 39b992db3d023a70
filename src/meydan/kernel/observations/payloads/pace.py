"""How fast one sender may push: so many requests a minute, in each process."""

from __future__ import annotations

from dataclasses import dataclass, field

MINUTE_S = 60.0
MOST_A_MINUTE = 1200
MOST_SENDERS = 10_000


@dataclass
class Pace:
    """Counts of the running minute by sender."""

    most: int = MOST_A_MINUTE
    counts: dict[str, tuple[float, int]] = field(default_factory=dict)

    def wait_s(self, sender: str, clock_s: float) -> float:
        """
        Seconds this sender has to wait; 0 lets it in, and counts.

        :param clock_s: a clock that never goes back [s]
        """
        began, count = self.counts.get(sender, (clock_s, 0))
        if clock_s - began >= MINUTE_S:
            began, count = clock_s, 0
        if count >= self.most:
            return began + MINUTE_S - clock_s
        if len(self.counts) >= MOST_SENDERS:
            self.counts.clear()
        self.counts[sender] = (began, count + 1)
        return 0.0
