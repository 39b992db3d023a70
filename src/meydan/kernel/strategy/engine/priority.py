"""Which promise is the most pressing, from what several posts think of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

# How far apart two posts may judge before the page says that they do not agree.
FAR_APART = 2


@dataclass(frozen=True)
class Judgement:
    """What one post thinks of an action, each from 1 (little) to 5 (much)."""

    impact: int
    effort: int
    urgency: int


@dataclass(frozen=True)
class Priority:
    """The means of all judgements, what follows from them, and whether the judges agree."""

    impact: float
    effort: float
    urgency: float
    judges: int
    disagrees: bool

    @property
    def score(self) -> float:
        """Impact times urgency, divided by effort: 0.2 to 25, more is more pressing."""
        return self.impact * self.urgency / self.effort


def weigh(judgements: Iterable[Judgement]) -> Priority | None:
    """
    Put together what the posts think, each of them weighing the same; ``None`` when nobody has judged.

    The means are taken first and divided then, so that one post's low effort does not outweigh all others.
    """
    all_of = list(judgements)
    if not all_of:
        return None
    parts = [[getattr(one, name) for one in all_of] for name in ("impact", "effort", "urgency")]
    impact, effort, urgency = (fmean(part) for part in parts)
    apart = any(max(part) - min(part) >= FAR_APART for part in parts)
    return Priority(impact, effort, urgency, len(all_of), apart)
