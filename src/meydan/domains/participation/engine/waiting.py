"""How long people wait for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Waiting:
    """
    What is answered and what is not.

    :ivar late: unanswered and past their day
    :ivar oldest_on: when the oldest unanswered one came
    :ivar mean_days: from coming to the answer; ``None`` without an answer
    """

    all: int
    answered: int
    late: int
    oldest_on: date | None
    mean_days: float | None

    @property
    def unanswered(self) -> int:
        """How many wait."""
        return self.all - self.answered

    @property
    def share_percent(self) -> float | None:
        """Answered of all; ``None`` where nothing was said."""
        return 100 * self.answered / self.all if self.all else None


def waiting(rows: Sequence[tuple[date, date | None]], *, answer_days: int, today: date) -> Waiting:
    """
    Sum up when opinions came and when they were answered (``None``: not yet).

    An opinion is late from the day after its last day on, which is ``answer_days`` after it came.
    """
    days = [(answered - came).days for came, answered in rows if answered is not None]
    open_ones = [came for came, answered in rows if answered is None]
    last = today - timedelta(days=answer_days)
    return Waiting(
        len(rows),
        len(days),
        sum(came < last for came in open_ones),
        min(open_ones, default=None),
        sum(days) / len(days) if days else None,
    )
