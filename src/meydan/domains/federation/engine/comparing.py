"""Whether two cities' figures may stand side by side, and if not, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Reason = Literal["", "unit", "scope", "direction", "value"]


@dataclass(frozen=True)
class Claim:
    """What one city says its figure is."""

    unit: str
    scope: str
    direction: str
    has_value: bool


def why_not(claims: Sequence[Claim]) -> Reason:
    """
    Return why figures of one code cannot be compared; empty when they can.

    A figure of a province and one of a city are of different things, whatever they are called; two units are
    not converted here, because a wrong conversion looks like a fact.
    """
    for reason in ("unit", "scope", "direction"):
        if len({getattr(claim, reason) for claim in claims}) > 1:
            return reason
    return "" if all(claim.has_value for claim in claims) else "value"
