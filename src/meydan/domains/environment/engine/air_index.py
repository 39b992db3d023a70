"""Air quality indices from tables: cut, look up, weigh. Tables are data; this is only the arithmetic."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

# Litres of one mole of gas at 25 °C and 1 atm, by which 40 CFR 50 turns µg/m³ into ppb.
MOLAR_VOLUME_L = 24.45
NOWCAST_HOURS = 12
LEAST_WEIGHT = 0.5
AVERAGING_HOURS = {"1h": 1, "8h": 8, "24h": 24}


@dataclass(frozen=True)
class Band:
    """A class of the index with its word, its advice and how it is shown."""

    code: str
    index_low: int
    index_high: int
    state: str
    names: Mapping[str, str]
    advice: Mapping[str, str]


@dataclass(frozen=True)
class Pollutant:
    """One pollutant's breakpoints, in the table's unit and averaging time."""

    code: str
    unit: str
    averaging: str
    step: float
    breakpoints: Sequence[tuple[float, float]]
    molar_mass_g: float | None = None


@dataclass(frozen=True)
class IndexTable:
    """One version of an index: who publishes it, since when it holds, and its numbers."""

    code: str
    names: Mapping[str, str]
    kind: str
    source: str
    valid_from: date
    index: Sequence[tuple[int, int]]
    bands: Sequence[Band]
    pollutants: Mapping[str, Pollutant]

    def band(self, index: int) -> Band:
        """The class an index value falls in; beyond the last, the last."""
        return next((band for band in self.bands if index <= band.index_high), self.bands[-1])


def table_from(document: Mapping[str, Any]) -> IndexTable:
    """The table in a pack's ``air/<index>.toml``."""
    pollutants = [
        Pollutant(
            row["property"], row["unit"], row["averaging"], float(row["step"]),
            [(float(low), float(high)) for low, high in row["breakpoints"]], row.get("molar_mass_g"),
        )
        for row in document["pollutant"]
    ]  # fmt: skip
    bands = [
        Band(b["code"], b["index_low"], b["index_high"], b["state"], b["names"], b["advice"])
        for b in document["band"]
    ]
    return IndexTable(
        document["code"], document["names"], document["kind"], document["source"], document["valid_from"],
        [(int(low), int(high)) for low, high in document["index"]], bands, {p.code: p for p in pollutants},
    )  # fmt: skip


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


def index_of(concentration: float, pollutant: Pollutant, table: IndexTable) -> int:
    """
    The index of a concentration in the table's unit.

    An "interpolated" table cuts the value, finds its breakpoints and interpolates to the nearest whole
    number (40 CFR 58 App. G, eq. 1); a table of "bands" answers with the number of the band. Beyond the
    last breakpoint the last value of the index stands.

    :raises ValueError: for a negative concentration
    """
    if concentration < 0:
        raise ValueError(f"a concentration of {concentration} cannot be")
    value = truncated(concentration, pollutant.step)
    for (low, high), (index_low, index_high) in zip(pollutant.breakpoints, table.index, strict=False):
        if value <= high:
            if table.kind == "bands":
                return index_low
            share = (value - low) / (high - low)
            return math.floor(index_low + share * (index_high - index_low) + 0.5)
    return table.index[len(pollutant.breakpoints) - 1][1]


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


def current_concentration(newest_first: Sequence[float | None], averaging: str) -> float | None:
    """
    What stands for "now" under an averaging time: the NowCast for a day, else the mean of the last hours.

    Of a mean, three quarters of the hours must be there.
    """
    if averaging == "24h":
        return nowcast(newest_first)
    hours = AVERAGING_HOURS[averaging]
    known = [hour for hour in newest_first[:hours] if hour is not None]
    return sum(known) / len(known) if len(known) >= 0.75 * hours else None
