"""Circles on the ground as rings of longitude and latitude."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Metres in a degree of latitude, good to half a per cent; near the poles a circle needs better arithmetic.
METRES_A_DEGREE = 111_320.0
LEAST_COSINE = 0.01


def ring_around(lon: float, lat: float, radius_m: float, corners: int = 48) -> NDArray[np.float64]:
    """
    Return a closed ring of ``corners + 1`` points around a point, shape (corners + 1, 2): lon, lat [degrees].

    A degree of longitude shrinks with the cosine of the latitude, so the ring is wider than high away from the
    equator.
    """
    turn = np.linspace(0.0, 2 * np.pi, corners + 1)
    high = radius_m / METRES_A_DEGREE
    wide = high / max(float(np.cos(np.radians(lat))), LEAST_COSINE)
    return np.column_stack([lon + wide * np.cos(turn), lat + high * np.sin(turn)]).round(6)
