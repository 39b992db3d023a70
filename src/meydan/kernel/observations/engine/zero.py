"""Whether the scale of a chart begins at zero: there where zero means that there is none of it."""

from __future__ import annotations

from meydan.numerics.units import UnitUnknown, unit

# Zero degrees, zero decibels, pH 0 and zero metres on a gauge are no "nothing", and a true zero of the air's
# pressure lies so far below that what moves would be drawn as a flat line.
ELSEWHERE = frozenset({"temperature", "loudness", "loudness, A", "acidity", "pressure"})
# Metres are water levels and distances; millimetres of rain and centimetres of snow are amounts.
LEVEL_UNITS = frozenset({"m", "ft"})
# Shares of which zero does not occur.
LEVEL_CODES = frozenset({"relative_humidity"})


def starts_at_zero(unit_name: str, code: str = "") -> bool:
    """
    Whether values of this unit are drawn from zero: amounts, concentrations, speeds and counts are.

    :param code: the observed property, where the unit alone does not say it

    >>> starts_at_zero("µg/m³"), starts_at_zero("dB(A)"), starts_at_zero("%", "relative_humidity")
    (True, False, False)
    """
    if code in LEVEL_CODES:
        return False
    try:
        known = unit(unit_name)
    except UnitUnknown:
        return True
    return known.dimension not in ELSEWHERE and known.name not in LEVEL_UNITS
