"""Limits from a pack, the figures they are laid against, and which of them is passed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HOUR_US = 3_600_000_000
LEAST_SHARE = 0.75
# Means and sums over the last hours, in hours.
MEANS = {"mean_1h": 1, "mean_24h": 24}
SUMS = {"sum_1h": 1, "sum_12h": 12, "sum_24h": 24, "sum_72h": 72}
WEIGHT = {"good": 0, "plain": 0, "stale": 0, "watch": 1, "bad": 2}


@dataclass(frozen=True)
class Limit:
    """A value not to be passed: of which property and figure, which way, how grave, and who says so."""

    code: str
    observed_property: str
    statistic: str
    comparison: str
    value: float
    state: str
    names: Mapping[str, str]
    advice: Mapping[str, str]
    source: str
    is_reviewed: bool
    reviewed_by: str = ""

    def is_passed_by(self, figure: float) -> bool:
        """Whether a figure lies beyond; standing on the limit is not passing it."""
        return figure > self.value if self.comparison == "above" else figure < self.value


def limits_from(document: Mapping[str, Any]) -> list[Limit]:
    """The limits of a pack's ``environment_limits.toml``, in its order."""
    return [
        Limit(
            row["code"], row["property"], row["statistic"], row["comparison"], float(row["value"]),
            row["state"], row["names"], row.get("advice", {}), row["source"], bool(row.get("reviewed")),
            str(row.get("reviewed_by", "")),
        )
        for row in document.get("limit", [])
    ]  # fmt: skip


def worst_passed(figures: Mapping[str, float], limits: Iterable[Limit]) -> Limit | None:
    """The gravest limit that a property's figures pass; of equals the farther one."""
    passed = [one for one in limits if one.statistic in figures and one.is_passed_by(figures[one.statistic])]
    return max(passed, key=lambda one: (WEIGHT.get(one.state, 0), _reach(one)), default=None)


def _reach(limit: Limit) -> float:
    return limit.value if limit.comparison == "above" else -limit.value


def figures_of(
    hour_at: Ints, mean: Floats, total: Floats, newest: float, until_us: int, wanted: Sequence[str]
) -> dict[str, float]:
    """
    The figures that limits ask for: "value", and means and sums over the last hours.

    A mean or sum whose hours are not three quarters there is left out: a sum over gaps is not a sum.

    :param hour_at: begin of each civil hour with values [µs], shape (n,), rising
    :param mean: mean of each hour, in the property's unit
    :param total: sum of each hour's values, for what falls (rain)
    :param until_us: the moment up to which is looked back; the hour it lies in counts as the newest
    """
    found = {"value": newest}
    for name in wanted:
        hours = MEANS.get(name) or SUMS.get(name)
        if not hours:
            continue
        own = (hour_at > until_us - hours * HOUR_US) & (hour_at <= until_us)
        if own.sum() < LEAST_SHARE * hours:
            continue
        found[name] = float(total[own].sum() if name in SUMS else mean[own].mean())
    return found
