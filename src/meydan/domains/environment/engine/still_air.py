"""
Whether the air of a valley moves, read off what a town measures: wind, and warmth up the slope.

A proxy, and named as one: the true ventilation index is wind times mixing height, and towns measure no mixing
height. The bounds are judgement: below about 1 m/s smoke stays where it rises.
"""

from __future__ import annotations

from dataclasses import dataclass

STILL_M_S = 1.0
WEAK_M_S = 2.0
# A slope that is warmer than the valley floor by so much lies above an inversion.
INVERSION_K = 1.0


@dataclass(frozen=True)
class Breath:
    """How the air moves: "still", "weak" or "good"; by which mean wind [m/s] and warmth of the slope [K]."""

    state: str
    wind_m_s: float
    warmer_above_k: float | None


def breath(wind_m_s: float, warmer_above_k: float | None = None) -> Breath:
    """
    Judge the mean wind of the last hours; an inversion makes it one step worse.

    :param wind_m_s: mean wind speed, m/s
    :param warmer_above_k: temperature of the slope minus that of the valley floor, K; ``None`` where not measured
    """
    steps = ["still", "weak", "good"]
    place = 0 if wind_m_s < STILL_M_S else 1 if wind_m_s < WEAK_M_S else 2
    if warmer_above_k is not None and warmer_above_k >= INVERSION_K:
        place = max(0, place - 1)
    return Breath(steps[place], wind_m_s, warmer_above_k)
