"""Rings on the ground, held against the ellipsoid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from meydan.numerics.circles import ring_around

GEOD = Geod(ellps="WGS84")


@given(st.floats(-179, 179), st.floats(-70, 70), st.floats(100, 20_000))
def test_every_corner_lies_a_radius_away_within_one_per_cent(lon: float, lat: float, radius_m: float) -> None:
    ring = ring_around(lon, lat, radius_m)
    n = len(ring)
    _, _, metres = GEOD.inv(np.full(n, lon), np.full(n, lat), ring[:, 0], ring[:, 1])
    assert metres == pytest.approx(radius_m, rel=0.01, abs=0.2)


def test_a_ring_is_closed_and_has_its_corners() -> None:
    ring = ring_around(39.48, 40.46, 250, corners=12)
    assert ring.shape == (13, 2)
    assert (ring[0] == ring[-1]).all()
