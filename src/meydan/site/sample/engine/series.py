"""
Sensor series with daily, weekly and seasonal rhythm, faults and gaps.

The shapes are plain judgement about how such towns behave; no figure is a measurement of a real place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meydan.site.sample.engine.weather import Climate, Series, Weather, slow_noise

Maker = Callable[[Weather, Climate, np.random.Generator], Series]


def _heating(w: Weather) -> Series:
    """How much fuel is burnt for warmth: degrees below 15 °C, more in the evening."""
    evening = (
        0.6
        + 0.8 * np.exp(-((((w.hour - 20) + 12) % 24 - 12) ** 2) / 12)
        + 0.4 * np.exp(-((w.hour - 7.5) ** 2) / 5)
    )
    return np.clip(15.0 - w.temperature_c, 0, 30) / 30 * evening


def pm2_5(w: Weather, c: Climate, rng: np.random.Generator) -> Series:
    """Fine dust, µg/m³: traffic and stoves, held down by stagnant air, washed out by rain."""
    source = 5.0 + 9.0 * w.activity + 31.0 * _heating(w)
    spread = np.exp(0.28 * slow_noise(len(w.hour), 6.0, rng))
    return source * (0.45 + 1.75 * w.stagnation) * spread * np.where(w.rain_mm > 0.3, 0.55, 1.0)


def pm10(w: Weather, c: Climate, rng: np.random.Generator) -> Series:
    """Coarse dust, µg/m³: fine dust and what wind and tyres lift."""
    fine = pm2_5(w, c, rng)
    dusty = np.clip(slow_noise(len(w.hour), 30.0, rng) - 1.5, 0, None) * 160 * c.dust
    return 1.45 * fine + 7.0 * w.activity + 1.1 * w.wind_m_s + dusty + np.abs(rng.normal(0, 3, len(w.hour)))


def no2(w: Weather, c: Climate, rng: np.random.Generator) -> Series:
    """Nitrogen dioxide, µg/m³: the rush hours."""
    return (
        (7 + 46 * w.activity) * (0.5 + 1.1 * w.stagnation) * np.exp(0.2 * slow_noise(len(w.hour), 4.0, rng))
    )


def o3(w: Weather, c: Climate, rng: np.random.Generator) -> Series:
    """Ozone, µg/m³: sun and warmth make it, traffic eats it."""
    sun = np.clip(np.cos(2 * np.pi * (w.hour - 15) / 24), 0, None)
    return np.clip(
        32
        + 1.6 * np.clip(w.temperature_c, -5, 38) * (0.35 + sun)
        - 18 * w.activity
        + 5 * slow_noise(len(w.hour), 8.0, rng),
        2,
        None,
    )


def so2(w: Weather, c: Climate, rng: np.random.Generator) -> Series:
    """Sulphur dioxide, µg/m³: coal stoves."""
    return (
        (2 + 26 * _heating(w)) * (0.5 + 1.2 * w.stagnation) * np.exp(0.25 * slow_noise(len(w.hour), 5.0, rng))
    )


def air_temperature(w: Weather, c: Climate, rng: np.random.Generator) -> Series:
    """Air temperature, °C."""
    return w.temperature_c + 0.4 * rng.normal(size=len(w.hour))


def relative_humidity(w: Weather, c: Climate, rng: np.random.Generator) -> Series:
    """Relative humidity, %."""
    return np.clip(
        64
        - 1.1 * (w.temperature_c - c.mean_c)
        + 14 * (w.rain_mm > 0)
        + 5 * slow_noise(len(w.hour), 10.0, rng),
        12,
        100,
    )


def wind_speed(w: Weather, c: Climate, rng: np.random.Generator) -> Series:
    """Wind speed, m/s."""
    return np.clip(w.wind_m_s + 0.3 * rng.normal(size=len(w.hour)), 0, None)


def rain(w: Weather, c: Climate, rng: np.random.Generator) -> Series:
    """Rain in the hour, mm."""
    return w.rain_mm


def noise_laeq(w: Weather, c: Climate, rng: np.random.Generator) -> Series:
    """Sound level LAeq of the hour, dB(A)."""
    return 46 + 8.5 * np.log10(1 + 14 * w.activity) + 0.25 * w.wind_m_s + 1.3 * rng.normal(size=len(w.hour))


def river_level(w: Weather, c: Climate, rng: np.random.Generator) -> Series:
    """River level above gauge zero, m: snow melt in spring, rain within a day."""
    melt = np.exp(-((w.day_of_year - 118) ** 2) / (2 * 26**2))
    memory = np.convolve(w.rain_mm, np.exp(-np.arange(72) / 18.0), mode="full")[: len(w.rain_mm)]
    return 0.55 + 0.75 * melt + 0.022 * memory + 0.02 * slow_noise(len(w.hour), 12.0, rng)


def traffic_count(w: Weather, c: Climate, rng: np.random.Generator) -> Series:
    """Vehicles in the hour."""
    return rng.poisson(np.clip(18 + 720 * w.activity, 1, None)).astype(float)


def water_flow(w: Weather, c: Climate, rng: np.random.Generator) -> Series:
    """Flow into the network, L/s: mornings and evenings, more in summer, a leak at night."""
    use = 0.35 + 0.5 * np.exp(-((w.hour - 8) ** 2) / 8) + 0.6 * np.exp(-((w.hour - 20) ** 2) / 10)
    return (
        62 * use * (1 + 0.012 * np.clip(w.temperature_c - 15, 0, None)) + 9 + rng.normal(0, 1.2, len(w.hour))
    )


def water_pressure(w: Weather, c: Climate, rng: np.random.Generator) -> Series:
    """Network pressure, bar: falls when everyone draws."""
    return 4.6 - 0.018 * water_flow(w, c, rng) + rng.normal(0, 0.05, len(w.hour))


def energy(w: Weather, c: Climate, rng: np.random.Generator) -> Series:
    """Energy of a public building in the hour, kWh: office hours, heating, a base that never sleeps."""
    open_hours = ((w.hour >= 8) & (w.hour < 18) & ~w.rest).astype(float)
    return np.clip(
        9
        + 34 * open_hours
        + 1.3 * np.clip(16 - w.temperature_c, 0, None) * (0.35 + 0.65 * open_hours)
        + rng.normal(0, 1.5, len(w.hour)),
        1,
        None,
    )


MAKERS: dict[str, Maker] = {
    f.__name__: f
    for f in (
        pm2_5,
        pm10,
        no2,
        o3,
        so2,
        air_temperature,
        relative_humidity,
        wind_speed,
        rain,
        noise_laeq,
        river_level,
        traffic_count,
        water_flow,
        water_pressure,
        energy,
    )
}
DECIMALS = {"traffic_count": 0, "river_level": 3, "water_pressure": 2}

# When in the year each pollen is in the air, as day of its height and breadth in days, and how much of it.
SEASONS = {"pollen_tree": (105, 22, 160.0), "pollen_grass": (165, 24, 45.0), "pollen_weed": (235, 20, 25.0)}


def by_hand(code: str, day_of_year: Series, rng: np.random.Generator) -> Series:
    """What people write down, one value a day: pollen in its season, the quality of tap water."""
    if code in SEASONS:
        height, breadth, most = SEASONS[code]
        season = most * np.exp(-((day_of_year - height) ** 2) / (2 * breadth**2))
        grains: Series = np.floor(season * np.exp(0.6 * rng.normal(size=len(day_of_year))))
        return grains
    warm = np.clip(np.cos(2 * np.pi * (day_of_year - 200) / 365.2425), 0, None)
    if code == "free_chlorine":
        value = np.clip(0.36 - 0.08 * warm + 0.045 * rng.normal(size=len(day_of_year)), 0.02, None)
    elif code == "turbidity":
        value = 0.35 * np.exp(0.4 * rng.normal(size=len(day_of_year)))
    else:
        value = 7.4 + 0.15 * rng.normal(size=len(day_of_year))
    rounded: Series = np.round(value, 1 if code == "water_ph" else 2)
    return rounded


@dataclass(frozen=True)
class Faults:
    """What goes wrong with a sensor; ``dead_from_h`` hours before the end it falls silent for good."""

    gaps: int = 3
    flat_lines: int = 1
    spikes: int = 2
    dead_from_h: int = 0


def make(
    code: str, w: Weather, climate: Climate, factor: float, faults: Faults, rng: np.random.Generator
) -> tuple[NDArray[np.bool_], Series]:
    """
    Make one sensor's series over the weather's hours.

    Returns which hours were reported, and the values of all hours (unreported ones have no meaning).
    """
    values = MAKERS[code](w, climate, rng)
    if code not in ("air_temperature", "relative_humidity", "water_pressure"):
        values = values * factor
    return _break(np.round(values, DECIMALS.get(code, 1)), faults, rng)


def _break(values: Series, faults: Faults, rng: np.random.Generator) -> tuple[NDArray[np.bool_], Series]:
    n = len(values)
    reported = rng.random(n) > 0.004
    # Nothing is broken on purpose in the last ten days, so that the first page a visitor sees is alive.
    calm = n - 240
    for _ in range(faults.gaps if calm > 500 else 0):
        start = int(rng.integers(100, calm - 80))
        reported[start : start + int(rng.integers(6, 60))] = False
    for _ in range(faults.flat_lines if calm > 500 else 0):
        start = int(rng.integers(100, calm - 60))
        values[start : start + int(rng.integers(12, 36))] = values[start]
    for _ in range(faults.spikes if calm > 500 else 0):
        values[int(rng.integers(100, calm))] *= float(rng.uniform(4, 7))
    if faults.dead_from_h:
        reported[n - faults.dead_from_h :] = False
    return reported, values
