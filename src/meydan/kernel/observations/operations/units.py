"""A reading in the unit of its datastream, or why that cannot be."""

from __future__ import annotations

from meydan.kernel.observations.engine.payloads.reading import UNIT_UNKNOWN, Reading
from meydan.kernel.observations.models import Datastream
from meydan.numerics.units import MOLAR_MASS, Air, UnitsDoNotMeet, UnitUnknown, convert

SAME = "same"


class UnitUnclear(Exception):
    """The unit of a reading is not said, unknown, or measures something else than its datastream."""

    reason = UNIT_UNKNOWN


def in_unit_of(stream: Datastream, reading: Reading) -> float:
    """
    The value of a reading in its datastream's unit. A gas in ppb needs the air that its mapping names.

    :raises UnitUnclear: if nobody said the unit, or there is no way from it to the datastream's
    """
    if reading.unit == SAME:
        return reading.value
    if not reading.unit:
        raise UnitUnclear("?")
    try:
        return convert(reading.value, reading.unit, stream.unit, _air(stream, reading))
    except (UnitUnknown, UnitsDoNotMeet) as fault:
        raise UnitUnclear(f"{reading.unit} / {stream.unit or '-'}") from fault


def _air(stream: Datastream, reading: Reading) -> Air | None:
    shape = reading.shape
    mass = shape.molar_mass or MOLAR_MASS.get(stream.observed_property.code)
    if mass is None or shape.temperature_c is None or shape.pressure_hpa is None:
        return None
    return Air(mass, shape.temperature_c, shape.pressure_hpa)
