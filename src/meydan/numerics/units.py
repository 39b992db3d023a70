"""Units of measurement: what they are called, and exact factors between those that measure one thing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

# CODATA 2018, exact since the kelvin and the mole are defined by numbers: J/(mol·K).
GAS_CONSTANT = 8.31446261815324
ZERO_C_K = Fraction("273.15")
# g/mol: sums of the IUPAC standard atomic weights (2021, abridged).
MOLAR_MASS = {
    "no2": 46.005, "no": 30.006, "o3": 47.997, "so2": 64.06, "co": 28.010, "co2": 44.009, "nh3": 17.031,
    "h2s": 34.08, "ch4": 16.043, "benzene": 78.114,
}  # fmt: skip


class UnitUnknown(Exception):
    """No unit is called that."""


class UnitsDoNotMeet(Exception):
    """The two units measure different things, or the way between them needs something nobody said."""


@dataclass(frozen=True)
class Unit:
    """``value * factor + offset`` is the value in the base unit of its dimension."""

    name: str
    dimension: str
    factor: Fraction
    offset: Fraction = Fraction(0)


@dataclass(frozen=True)
class Air:
    """What a mixing ratio needs to become a mass in a volume: g/mol, °C, hPa."""

    molar_mass: float
    temperature_c: float
    pressure_hpa: float

    @property
    def ug_m3_per_ppb(self) -> float:
        """Micrograms in a cubic metre for one part in a thousand million, by the law of ideal gases."""
        kelvin = self.temperature_c + float(ZERO_C_K)
        return self.molar_mass * self.pressure_hpa * 100 / (GAS_CONSTANT * kelvin) * 1e-3


POUND_FORCE_PER_SQUARE_INCH = (
    Fraction("0.45359237") * Fraction("9.80665") / (Fraction("0.0254") * Fraction("0.0254"))
)
# name: (dimension, factor to its base unit, other spellings). The base unit of each dimension has factor 1.
TABLE: dict[str, tuple[str, str | Fraction, str]] = {
    "µg/m³": ("mass in air or water", "1", "ug/m3 ugm3 ug.m-3"),
    "mg/m³": ("mass in air or water", "1000", "mg/m3 mg.m-3 µg/L ug/l"),
    "g/m³": ("mass in air or water", "1000000", "g/m3 mg/L mg/l"),
    "ppb": ("part of the air", "1", "nmol/mol ppbv"),
    "ppm": ("part of the air", "1000", "µmol/mol umol/mol ppmv"),
    "Pa": ("pressure", "1", "pascal"),
    "hPa": ("pressure", "100", "mbar mb millibar"),
    "kPa": ("pressure", "1000", ""),
    "bar": ("pressure", "100000", ""),
    "MPa": ("pressure", "1000000", ""),
    "atm": ("pressure", "101325", ""),
    "mmHg": ("pressure", "133.322387415", ""),
    "psi": ("pressure", POUND_FORCE_PER_SQUARE_INCH, ""),
    "m/s": ("speed", "1", "mps m.s-1 ms-1"),
    "km/h": ("speed", Fraction(1000, 3600), "kmh kph"),
    "kn": ("speed", Fraction(1852, 3600), "kt kts knot knots"),
    "mph": ("speed", Fraction("0.44704"), "mi/h"),
    "m": ("length", "1", "metre meter"),
    "cm": ("length", "0.01", ""),
    "mm": ("length", "0.001", "l/m2 L/m²"),
    "km": ("length", "1000", ""),
    "ft": ("length", "0.3048", "feet foot"),
    "in": ("length", "0.0254", "inch inches"),
    "L/s": ("flow", "0.001", "l/s"),
    "m³/s": ("flow", "1", "m3/s cms"),
    "m³/h": ("flow", Fraction(1, 3600), "m3/h"),
    "L/min": ("flow", Fraction(1, 60000), "l/min lpm"),
    "m³": ("volume", "1", "m3"),
    "L": ("volume", "0.001", "l litre liter"),
    "Wh": ("energy", "3600", ""),
    "kWh": ("energy", "3600000", "kwh"),
    "MWh": ("energy", "3600000000", ""),
    "J": ("energy", "1", ""),
    "MJ": ("energy", "1000000", ""),
    "mW": ("power", "0.001", ""),
    "W": ("power", "1", ""),
    "kW": ("power", "1000", "kw"),
    "MW": ("power", "1000000", ""),
    "A": ("current", "1", "amp ampere"),
    "mA": ("current", "0.001", "ma"),
    "V": ("voltage", "1", "volt"),
    "mV": ("voltage", "0.001", "mv"),
    "µS/cm": ("conductivity", "1", "us/cm"),
    "mS/cm": ("conductivity", "1000", "ms/cm"),
    "%": ("part", "0.01", "percent pct %rh rh"),
    "1": ("part", "1", "fraction ratio"),
    "°": ("angle", "1", "deg degree degrees"),
    "s": ("time", "1", "sec"),
    "ms": ("time", "0.001", ""),
    "min": ("time", "60", ""),
    "h": ("time", "3600", "hour"),
    "1/h": ("frequency", "1", "per_hour count/h"),
    "1/min": ("frequency", "60", "count/min"),
    "dB(A)": ("loudness, A", "1", "dBA dba LAeq"),
    "dB": ("loudness", "1", "db"),
    "NTU": ("turbidity", "1", "ntu FNU"),
    "pH": ("acidity", "1", "ph"),
    "lx": ("light", "1", "lux"),
    "1/m³": ("number in air", "1", "1/m3 grains/m3"),
}
SCALES = {
    "K": (Fraction(1), Fraction(0), "kelvin degK"),
    "°C": (Fraction(1), ZERO_C_K, "C degC celsius Cel"),
    "°F": (Fraction(5, 9), ZERO_C_K - Fraction(160, 9), "F degF fahrenheit"),
}
# Different letters that look the same, and two ways to write a power.
LOOKS = str.maketrans({"μ": "µ", "º": "°", "˚": "°", "²": "2", "³": "3", "·": ".", "−": "-"})


def _plain(name: str) -> str:
    return "".join(name.split()).translate(LOOKS)


def _known() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for name, (dimension, factor, others) in TABLE.items():
        _add(found, Unit(name, dimension, Fraction(factor)), others)
    for name, (factor, offset, others) in SCALES.items():
        _add(found, Unit(name, "temperature", factor, offset), others)
    return found


def _add(found: dict[str, Unit], unit: Unit, others: str) -> None:
    for name in (unit.name, *others.split()):
        found[_plain(name)] = unit


UNITS = _known()
# Capital letters tell mW from MW, so they are only passed over where no two units differ by them alone.
ANY_CASE = {
    name.casefold(): unit
    for name, unit in UNITS.items()
    if len({other.name for key, other in UNITS.items() if key.casefold() == name.casefold()}) == 1
}


def unit(name: str) -> Unit:
    """
    The unit of that name or spelling.

    :raises UnitUnknown: if none is called that
    """
    plain = _plain(name)
    found = UNITS.get(plain) or ANY_CASE.get(plain.casefold())
    if found is None:
        raise UnitUnknown(name)
    return found


def convert(value: float, from_: str, to: str, air: Air | None = None) -> float:
    """
    The same quantity in another unit.

    Rounded once, at the end: the factors between are exact. Spelled alike, nothing is calculated.

    :param air: what turns ppb into µg/m³ and back; without it they do not meet
    :raises UnitUnknown: if a unit is not in the table and the two are not spelled alike
    :raises UnitsDoNotMeet: if they measure different things
    """
    if _plain(from_) == _plain(to):
        return value
    one, other = unit(from_), unit(to)
    if one.dimension == other.dimension:
        return _exact(value, one, other)
    gas, mass = "part of the air", "mass in air or water"
    if air is None or {one.dimension, other.dimension} != {gas, mass}:
        raise UnitsDoNotMeet(f"{from_} / {to}")
    if one.dimension == gas:
        return value * float(one.factor / other.factor) * air.ug_m3_per_ppb
    return value * float(one.factor / other.factor) / air.ug_m3_per_ppb


def _exact(value: float, one: Unit, other: Unit) -> float:
    if one == other or value - value != 0:  # NaN and infinity are what they are in every unit
        return value
    return float((Fraction(value) * one.factor + one.offset - other.offset) / other.factor)
