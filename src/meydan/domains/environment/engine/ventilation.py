"""
Ventilation of a valley: how much air there is for smoke to spread in, and how fast it is carried away.

The index is wind times the height up to which the air mixes. Few towns measure that height, so it comes from the
best of three: measured; from a thermometer above the valley; or, as a stated proxy, from the sun, wind and pressure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Basis = Literal["measured", "slope", "proxy"]

GRAVITY = 9.81  # m/s²
DRY_LAPSE = 0.0098  # K/m: gravity over the specific heat of dry air at constant pressure, 1004 J/(kg K)
KELVIN = 273.15
AIR_HEAT = 1200.0  # J/(m³ K): density 1.2 kg/m³ times 1004 J/(kg K), near the ground
KARMAN = 0.4
WIND_HEIGHT_M = 10.0

# Above this bulk Richardson number turbulence dies. D. Vogelezang and A. Holtslag, Boundary-Layer Meteorology 81
# (1996): 0.25 to 0.3 in their comparison with soundings.
CRITICAL_RICHARDSON = 0.25
# Mixing by wind alone: 2300 m times the friction velocity in m/s to the power of 1.5. A. Venkatram, Boundary-Layer
# Meteorology 19 (1980), as in the AERMOD formulation of the US EPA, where 0.124 m/s goes with 100 m.
MECHANICAL_M, MECHANICAL_POWER = 2300.0, 1.5
# Roughness of a built-up town, m. Davenport and Wieringa's classes (J. Wieringa, 1992): 1.0 for towns and forests.
TOWN_ROUGHNESS_M = 1.0
# Clear-sky sunshine on the flat, W/m²: 990 sin(elevation) - 30. A. Holtslag, A. van Ulden, Journal of Climate and
# Applied Meteorology 22 (1983).
SUN_W_M2, SUN_LOST_W_M2 = 990.0, 30.0
# Judgement, no source: the part of it that warms the air of a town in winter, after reflection and evaporation.
WARMING_SHARE = 0.3
# Judgement: how stably the air above a valley is layered in the morning, K/m; 0.005 is common, high pressure
# sinks and warms the air above, low pressure loosens it.
MORNING_GRADIENT, HIGH_GRADIENT, LOW_GRADIENT = 0.005, 0.010, 0.003
HIGH_PRESSURE_HPA = 8.0  # above or below what is usual for the place and season
LEAST_HEIGHT_M, MOST_HEIGHT_M = 25.0, 4000.0  # 4000 m is the most that the US EPA's AERMET allows
LEAST_WIND_M_S = 0.3  # below it most cup anemometers stand still, yet air creeps


@dataclass(frozen=True)
class VentilationClass:
    """A class of the index, from ``least`` [m²/s] on."""

    code: str
    least: float


# As used for smoke management in the United States; carried from memory and not yet compared with the report.
BOUNDS_SOURCE = "S. Ferguson and others, PNW-RP-550 (USDA Forest Service, 2003)"
BOUNDS_REVIEWED = False
CLASSES: Sequence[VentilationClass] = (
    VentilationClass("poor", 0.0),
    VentilationClass("fair", 2350.0),
    VentilationClass("good", 4700.0),
    VentilationClass("excellent", 7050.0),
)


@dataclass(frozen=True)
class Ventilation:
    """
    The index [m²/s] with what it was made from.

    :param inverted: whether it is warmer above than below; None where nobody measures above
    """

    index: float
    wind_m_s: float
    mixing_height_m: float
    basis: Basis
    inverted: bool | None

    @property
    def level(self) -> VentilationClass:
        """The class that the index falls in."""
        return next(level for level in reversed(CLASSES) if self.index >= level.least)


def ventilation(
    wind_m_s: float, mixing_height_m: float, basis: Basis, inverted: bool | None = None
) -> Ventilation:
    """
    The index: mixing height times wind.

    :param wind_m_s: mean wind at ten metres; a calm counts as 0.3 m/s
    :raises ValueError: for a negative wind or height
    """
    if wind_m_s < 0 or mixing_height_m < 0:
        raise ValueError(f"wind {wind_m_s} m/s and height {mixing_height_m} m cannot be negative")
    wind = max(wind_m_s, LEAST_WIND_M_S)
    height = min(max(mixing_height_m, LEAST_HEIGHT_M), MOST_HEIGHT_M)
    return Ventilation(wind * height, wind, height, basis, inverted)


def from_slope(wind_m_s: float, valley_c: float, slope_c: float, rise_m: float) -> Ventilation:
    """
    From two thermometers: the height at which the bulk Richardson number becomes critical, with the layering
    between them going on above. Where the air is layered neutrally or less, it mixes at least up to the upper one.

    :param rise_m: height of the upper thermometer above the valley's
    :raises ValueError: unless it is above
    """
    if rise_m <= 0:
        raise ValueError(f"the upper thermometer must be above the lower; the rise is {rise_m} m")
    gradient = (slope_c - valley_c) / rise_m + DRY_LAPSE
    inverted = slope_c > valley_c
    by_wind = mechanical_height(wind_m_s)
    if gradient <= 0:
        return ventilation(wind_m_s, max(rise_m, by_wind), "slope", inverted)
    wind = max(wind_m_s, LEAST_WIND_M_S)
    height = wind * math.sqrt(CRITICAL_RICHARDSON * (valley_c + KELVIN) / (GRAVITY * gradient))
    return ventilation(wind_m_s, height, "slope", inverted)


def from_sun_and_wind(
    wind_m_s: float, sun_elevations: Sequence[float], pressure_above_usual_hpa: float = 0.0
) -> Ventilation:
    """
    The proxy, from what every station has: warmth that the sun brought since the morning, wind and pressure.

    Hour and season are in the sun. Clouds, snow and the shadow of mountains are not: on such days the true height
    is lower.

    :param sun_elevations: degrees at each hour from midnight until now; negative below the horizon
    :param pressure_above_usual_hpa: today's pressure minus the usual one of the place and season
    """
    by_wind = mechanical_height(wind_m_s)
    now_up = bool(sun_elevations) and sun_elevations[-1] > 0
    # After sunset the ground cools and the warm layer is cut off from it: wind alone mixes.
    by_sun = convective_height(sun_elevations, pressure_above_usual_hpa) if now_up else 0.0
    return ventilation(wind_m_s, max(by_wind, by_sun), "proxy")


def mechanical_height(wind_m_s: float) -> float:
    """How high wind alone mixes stably layered air [m], by the friction velocity over a town."""
    friction = KARMAN * max(wind_m_s, LEAST_WIND_M_S) / math.log(WIND_HEIGHT_M / TOWN_ROUGHNESS_M)
    return mixed_by_friction(friction)


def mixed_by_friction(friction_m_s: float) -> float:
    """
    The mechanical mixing height [m].

    >>> round(mixed_by_friction(0.124))
    100
    """
    return float(MECHANICAL_M * friction_m_s**MECHANICAL_POWER)


def convective_height(sun_elevations: Sequence[float], pressure_above_usual_hpa: float = 0.0) -> float:
    """
    How high the sun's warmth since the morning has stirred the air [m]: the encroachment of a warm layer into
    one whose warmth grows evenly with height, ``sqrt(2 Q / gradient)``.

    Source: H. Tennekes, Journal of the Atmospheric Sciences 30 (1973), without entrainment.
    """
    gained = sum(_warming_w_m2(elevation) for elevation in sun_elevations) * 3600.0 / AIR_HEAT
    gradient = MORNING_GRADIENT
    if pressure_above_usual_hpa >= HIGH_PRESSURE_HPA:
        gradient = HIGH_GRADIENT
    elif pressure_above_usual_hpa <= -HIGH_PRESSURE_HPA:
        gradient = LOW_GRADIENT
    return math.sqrt(2 * gained / gradient)


def _warming_w_m2(elevation: float) -> float:
    sun = SUN_W_M2 * math.sin(math.radians(elevation)) - SUN_LOST_W_M2
    return WARMING_SHARE * max(sun, 0.0)
