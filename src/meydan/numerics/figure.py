"""A number that can be held to account: with the rows it was counted from and how young they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Figure:
    """A figure; ``value`` is ``None`` when there is nothing to compute it from."""

    value: float | None
    row_count: int
    last_input_at: datetime | None

    @classmethod
    def of_count(cls, count: int, last_input_at: datetime | None) -> Figure:
        """How many there are: none is a figure too, it is 0."""
        return cls(float(count), count, last_input_at)

    @classmethod
    def of_share(cls, part: int, whole: int, last_input_at: datetime | None) -> Figure:
        """The share [0..1] of ``part`` in ``whole``; no share of nothing."""
        return cls(part / whole if whole else None, whole, last_input_at)

    def in_percent(self) -> Figure:
        """A share as percent."""
        value = None if self.value is None else 100.0 * self.value
        return Figure(value, self.row_count, self.last_input_at)
