"""Where the sun stands, well enough for what it warms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HOUR_US, DAY_US = 3_600_000_000, 24 * 3_600_000_000
# 2000-01-01 12:00, from which the formulae count, in microseconds since 1970.
J2000_US = 946_728_000_000_000


def elevation(lon: float, lat: float, at_us: NDArray[np.int64]) -> NDArray[np.float64]:
    """
    How high the centre of the sun stands above a level horizon, degrees; negative below it.

    The low-precision formulae of the Astronomical Almanac, good to about 0.01 degrees from 1950 to 2050. The
    air's bending of light is left out: it lifts the sun by half a degree at the horizon and by 0.02 at forty.

    :param lon: degrees east, WGS 84
    :param lat: degrees north
    :param at_us: moments, microseconds since 1970 UTC, any shape
    Source: J. J. Michalsky, "The Astronomical Almanac's algorithm for approximate solar position (1950-2050)",
    Solar Energy 40 (1988) 227-235.
    """
    days = (at_us - J2000_US) / DAY_US
    anomaly = np.radians(357.528 + 0.9856003 * days)
    mean_longitude = 280.460 + 0.9856474 * days
    longitude = np.radians(mean_longitude + 1.915 * np.sin(anomaly) + 0.020 * np.sin(2 * anomaly))
    tilt = np.radians(23.439 - 0.0000004 * days)
    declination = np.arcsin(np.sin(tilt) * np.sin(longitude))
    ascension = np.arctan2(np.cos(tilt) * np.sin(longitude), np.cos(longitude))
    hour_of_day = (at_us % DAY_US) / HOUR_US
    sidereal = 15.0 * (6.697375 + 0.0657098242 * days + hour_of_day) + lon
    hour_angle = np.radians(sidereal) - ascension
    here = np.radians(lat)
    sine = np.sin(here) * np.sin(declination) + np.cos(here) * np.cos(declination) * np.cos(hour_angle)
    height: NDArray[np.float64] = np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0)))
    return height
