"""The weather behind the series: one slow process that temperature, wind and stagnant air share."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HOUR_US = 3_600_000_000
Series = NDArray[np.float64]


@dataclass(frozen=True)
class Climate:
    """Yearly means of the place: temperature in °C at its mean, half its yearly swing, half its daily swing."""

    mean_c: float
    yearly_c: float
    daily_c: float
    zone_hours: float
    rest_days: tuple[int, ...]  # ISO weekdays, Monday 1
    dust: float = 0.0  # how strongly dry-season dust adds to PM10


@dataclass(frozen=True)
class Weather:
    """Hourly arrays of shape ``(n,)`` that every series of the town is made from."""

    hour: Series  # local hour of day, 0 to 23
    day_of_year: Series
    rest: NDArray[np.bool_]
    temperature_c: Series
    wind_m_s: Series
    stagnation: Series  # 0 windy to 1 an inversion lies on the valley
    rain_mm: Series
    activity: Series  # 0 asleep to 1 the busiest hour


def slow_noise(n: int, memory_h: float, rng: np.random.Generator) -> Series:
    """A first-order autoregressive series of unit variance whose memory is ``memory_h`` hours."""
    keep = math.exp(-1.0 / memory_h)
    steps = rng.normal(0.0, math.sqrt(1 - keep**2), n)
    out = np.empty(n)
    value = rng.normal()
    for i in range(n):
        value = keep * value + steps[i]
        out[i] = value
    return out


def weather(at_us: NDArray[np.int64], climate: Climate, rng: np.random.Generator) -> Weather:
    """
    Make the weather of hourly times ``at_us`` (microseconds since 1970, UTC).

    Winter nights without wind hold an inversion; rain comes in spells and more in spring.
    """
    local_h = at_us / HOUR_US + climate.zone_hours
    hour = local_h % 24
    days = local_h / 24
    day_of_year = days % 365.2425
    weekday = (np.floor(days).astype(int) + 3) % 7 + 1  # 1 January 1970 was a Thursday
    rest = np.isin(weekday, climate.rest_days)
    n = len(at_us)
    front = slow_noise(n, 70.0, rng)
    season = -np.cos(2 * np.pi * (day_of_year - 15) / 365.2425)  # -1 mid January, +1 mid July
    sun = np.cos(2 * np.pi * (hour - 15) / 24)
    temperature = (
        climate.mean_c
        + climate.yearly_c * season
        + climate.daily_c * sun * (0.75 + 0.25 * season)
        + 3.2 * front
    )
    wind = np.clip(np.exp(0.75 + 0.5 * slow_noise(n, 18.0, rng) + 0.25 * sun), 0.1, 22)
    calm = 1 / (1 + np.exp(2.2 * (wind - 1.9)))
    night = 0.5 - 0.5 * np.cos(2 * np.pi * (hour - 12) / 24)
    stagnation = calm * (0.35 + 0.65 * night) * (0.35 + 0.65 * (0.5 - 0.5 * season))
    wet = (
        slow_noise(n, 9.0, rng)
        - 1.75
        + 0.35 * np.sin(2 * np.pi * (day_of_year - 60) / 365.2425)
        - 0.25 * front
    )
    rain = np.where(wet > 0, np.round(wet * 4.6, 1), 0.0)
    return Weather(hour, day_of_year, rest, temperature, wind, stagnation, rain, _activity(hour, rest))


def _activity(hour: Series, rest: NDArray[np.bool_]) -> Series:
    work = (
        0.05
        + 0.85 * np.exp(-((hour - 8.3) ** 2) / 3.5)
        + 0.95 * np.exp(-((hour - 17.8) ** 2) / 5.0)
        + 0.5 * np.exp(-((hour - 13) ** 2) / 18)
    )
    leisure = 0.05 + 0.6 * np.exp(-((hour - 15.5) ** 2) / 22) + 0.35 * np.exp(-((hour - 20.5) ** 2) / 8)
    return np.clip(np.where(rest, leisure, work), 0, 1.1)
