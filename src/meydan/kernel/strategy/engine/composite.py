"""A view made of several figures: each on a scale from 0 to 100, weighed, and what is missing never a silent zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# With less of the weight known, the known part would speak for what nobody measured.
LEAST_KNOWN = 0.5


@dataclass(frozen=True)
class Part:
    """
    One figure of a view.

    :param best, worst: the values that score 100 and 0, in the figure's unit; ``best`` may be the smaller one
    :param value: none where there is no fresh figure
    """

    code: str
    weight: float
    best: float
    worst: float
    value: float | None = None


@dataclass(frozen=True)
class Weighed:
    """
    A part with what it brings.

    :param score: 0 to 100; none without a value
    :param share: of the whole weight, 0 to 1
    :param given_share: after the weight of what is missing was shared out among the rest; 0 without a value
    """

    part: Part
    score: float | None
    share: float
    given_share: float

    @property
    def points(self) -> float:
        """What it brings to the whole, 0 to 100."""
        return (self.score or 0.0) * self.given_share


@dataclass(frozen=True)
class Composite:
    """The view: its parts, how much of the weight is known (0 to 1), and the whole, 0 to 100, where enough is."""

    parts: list[Weighed]
    known_share: float
    total: float | None


def score(part: Part) -> float | None:
    """Where the value lies between worst (0) and best (100); beyond an end it is that end."""
    if part.value is None:
        return None
    return 100.0 * min(1.0, max(0.0, (part.value - part.worst) / (part.best - part.worst)))


def composite(parts: Sequence[Part]) -> Composite:
    """Weigh the parts; the weight of those without a value goes to the others in the proportion they have."""
    whole = sum(part.weight for part in parts)
    known = sum(part.weight for part in parts if part.value is not None)
    weighed = [
        Weighed(
            part,
            score(part),
            part.weight / whole if whole else 0.0,
            part.weight / known if known and part.value is not None else 0.0,
        )
        for part in parts
    ]
    known_share = known / whole if whole else 0.0
    enough = known > 0 and known_share >= LEAST_KNOWN
    return Composite(weighed, known_share, sum(one.points for one in weighed) if enough else None)


def chosen_weights(
    asked: Mapping[str, str], own: Mapping[str, float], most: float = 10.0
) -> dict[str, float]:
    """
    The weights a reader asks for (``w.CODE=3``) over the city's own; what is no number between 0 and most is not taken.
    """
    return {code: _weight(asked.get(f"w.{code}", ""), weight, most) for code, weight in own.items()}


def _weight(told: str, own: float, most: float) -> float:
    try:
        found = float(told)
    except ValueError:
        return own
    return found if 0 <= found <= most else own
