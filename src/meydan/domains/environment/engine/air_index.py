"""Air quality indices from tables: cut, look up, weigh. Tables are data; this is only the arithmetic."""

from __future__ import annotations

import math
from collections.abc import Sequence

from meydan.domains.environment.engine.tables import NOWCAST, IndexTable, Pollutant

# Litres of one mole of gas at 25 °C and 1 atm, by which 40 CFR 50 turns µg/m³ into ppb.
MOLAR_VOLUME_L = 24.45
NOWCAST_HOURS = 12
LEAST_WEIGHT = 0.5
AVERAGING_HOURS = {"1h": 1, "8h": 8, "24h": 24}
# The longest averaging time: so many hourly means are asked for.
HOURS = 24


def truncated(value: float, step: float) -> float:
    """
    Cut ``value`` to whole ``step``s; an index is looked up with a cut value, never a rounded one.

    >>> truncated(35.49, 0.1)
    35.4
    """
    # A tenth is not exact in binary: 35.5 / 0.1 is 354.99999999999994, which must stay 355.
    whole = math.floor(round(value / step, 6))
    return round(whole * step, 6)


def in_table_unit(value: float, unit: str, pollutant: Pollutant) -> float:
    """
    A concentration in the unit of the table.

    :param unit: "µg/m³", "mg/m³", or the unit of the table itself
    :raises ValueError: if there is no way from one to the other
    """
    if unit == pollutant.unit:
        return value
    micrograms = {"µg/m³": 1.0, "mg/m³": 1000.0}.get(unit)
    parts = {"ppb": 1.0, "ppm": 1000.0}.get(pollutant.unit)
    if micrograms is None or parts is None or pollutant.molar_mass_g is None:
        raise ValueError(f"no way from {unit} to {pollutant.unit} for {pollutant.code}")
    return value * micrograms * MOLAR_VOLUME_L / pollutant.molar_mass_g / parts


def index_of(concentration: float, pollutant: Pollutant, table: IndexTable) -> int | None:
    """
    The index of a concentration in the table's unit; ``None`` below the first pair of a row that begins late.

    An "interpolated" table cuts the value, finds its breakpoints and interpolates to the nearest whole
    number (40 CFR 58 App. G, eq. 1); a table of "bands" answers with the number of the band. Beyond the
    last breakpoint the table's ``beyond`` stands, or the last value of the row.

    :raises ValueError: for a negative concentration
    """
    if concentration < 0:
        raise ValueError(f"{concentration} {pollutant.unit} cannot be a concentration")
    value = truncated(concentration, pollutant.step)
    steps = table.index[pollutant.first_step :]
    if pollutant.first_step and value < pollutant.breakpoints[0][0]:
        return None
    for (low, high), (index_low, index_high) in zip(pollutant.breakpoints, steps, strict=False):
        if value <= high:
            if table.kind == "bands":
                return index_low
            share = (value - low) / (high - low)
            return math.floor(index_low + share * (index_high - index_low) + 0.5)
    return steps[len(pollutant.breakpoints) - 1][1] if table.beyond is None else table.beyond


def nowcast(newest_first: Sequence[float | None]) -> float | None:
    """
    The NowCast [same unit] of up to twelve hourly means of particles, the newest first.

    The weight is the smallest over the largest mean, at least a half, to the power of the hours passed.
    Two of the newest three hours must be there.

    Source: US EPA, "Technical Assistance Document for the Reporting of Daily Air Quality" (EPA-454/B-18-007).
    """
    hours = list(newest_first[:NOWCAST_HOURS])
    if sum(hour is not None for hour in hours[:3]) < 2:
        return None
    known = [(age, hour) for age, hour in enumerate(hours) if hour is not None]
    highest = max(hour for _age, hour in known)
    if highest <= 0:
        return 0.0
    weight = max(LEAST_WEIGHT, min(hour for _age, hour in known) / highest)
    return sum(weight**age * hour for age, hour in known) / sum(weight**age for age, _hour in known)


def current_concentration(newest_first: Sequence[float | None], pollutant: Pollutant) -> float | None:
    """
    What stands for "now" under a row's averaging time: the NowCast where it says so, else the mean of its hours.

    Of a mean, three quarters of the hours must be there.
    """
    if pollutant.live == NOWCAST:
        return nowcast(newest_first)
    hours = AVERAGING_HOURS[pollutant.averaging]
    known = [hour for hour in newest_first[:hours] if hour is not None]
    return sum(known) / len(known) if len(known) >= 0.75 * hours else None


def worst_index(newest_first: Sequence[float | None], unit: str, code: str, table: IndexTable) -> int | None:
    """
    The highest index that any row of a pollutant gives for its hourly means, the newest first.

    ``None`` where too few hours are there, or the unit is one the table cannot be asked in.

    :param unit: of the hourly means
    """
    found = [
        index_or_none(current_concentration(newest_first, row), unit, row, table)
        for row in table.rows.get(code, ())
    ]
    return max((index for index in found if index is not None), default=None)


def index_or_none(value: float | None, unit: str, row: Pollutant, table: IndexTable) -> int | None:
    """The index of a value in ``unit`` by one row; ``None`` where it cannot be said."""
    if value is None or math.isnan(value) or value < 0:
        return None
    try:
        return index_of(in_table_unit(value, unit, row), row, table)
    except ValueError:
        # A unit the table cannot be asked in: the value is shown, and not judged.
        return None
