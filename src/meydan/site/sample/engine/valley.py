"""
The ground plan's bent coordinates: ``s`` metres along the valley, ``t`` metres across it.

Streets that are straight in (s, t) follow the valley on the ground, as they do where a river decides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Valley:
    """
    A meandering axis through ``centre`` (lon, lat).

    ``bearing_deg`` is the axis' direction counted anticlockwise from east. The meander stays gentle:
    its radius of curvature is larger than the town is wide, so (s, t) never folds over itself.
    """

    centre: tuple[float, float]
    bearing_deg: float
    length_m: float
    width_m: float
    meander_m: float
    meander_length_m: float
    phase: float
    warp_m: float

    def to_plane(self, s: Points, t: Points) -> Points:
        """Map (s, t) to metres east and north of the centre; returns shape ``(n, 2)``."""
        s, t = np.asarray(s, float), np.asarray(t, float)
        k = 2 * math.pi / self.meander_length_m
        y = self.meander_m * np.sin(k * s + self.phase)
        slope = self.meander_m * k * np.cos(k * s + self.phase)
        norm = np.hypot(1.0, slope)
        px = s - t * slope / norm
        py = y + t / norm
        # Low waves keep parallel streets from looking ruled; 2 and 3 metres on 300 to 500 metre waves.
        px = px + self.warp_m * np.sin(py / 67.0 + self.phase) * 0.6
        py = py + self.warp_m * np.sin(px / 83.0 + 2 * self.phase)
        turn = math.radians(self.bearing_deg)
        return np.column_stack(
            [px * math.cos(turn) - py * math.sin(turn), px * math.sin(turn) + py * math.cos(turn)]
        )

    def to_lonlat(self, s: Points, t: Points) -> Points:
        """Map (s, t) to lon, lat in degrees; returns shape ``(n, 2)``."""
        return self.plane_to_lonlat(self.to_plane(s, t))

    def plane_to_lonlat(self, xy: Points) -> Points:
        """Equirectangular about the centre: within 0.1 % over a town."""
        lon0, lat0 = self.centre
        metre = math.degrees(1 / EARTH_RADIUS_M)
        lat = lat0 + xy[:, 1] * metre
        lon = lon0 + xy[:, 0] * metre / math.cos(math.radians(lat0))
        return np.column_stack([lon, lat])

    def half_width(self, s: Points, side: int) -> Points:
        """How far the town reaches from the axis at ``s`` on one side (+1 left, -1 right), in metres."""
        s = np.asarray(s, float)
        reach = self.length_m / 2
        swell = np.exp(-((s / (0.62 * reach)) ** 2))
        ripple = 1 + 0.18 * np.sin(s / 310.0 + side + self.phase) + 0.1 * np.sin(s / 127.0 + 3 * side)
        return np.where(np.abs(s) > reach, 0.0, self.width_m * (0.22 + 0.78 * swell) * ripple)

    def line(self, s: Points, t: Points, step_m: float = 25.0) -> shapely.LineString:
        """A line through (s, t) corners, with enough points between them to follow the bend."""
        s, t = densify(np.asarray(s, float), np.asarray(t, float), step_m)
        return shapely.LineString(self.to_lonlat(s, t))

    def polygon(self, s: Points, t: Points, step_m: float = 30.0) -> shapely.Polygon:
        """A polygon with (s, t) corners."""
        s = np.append(np.asarray(s, float), s[0])
        t = np.append(np.asarray(t, float), t[0])
        s, t = densify(s, t, step_m)
        return shapely.Polygon(self.to_lonlat(s, t))

    def boxes(self, s0: Points, t0: Points, s1: Points, t1: Points) -> NDArray[np.object_]:
        """Many small four-cornered polygons at once; each argument has shape ``(n,)``."""
        s0, t0, s1, t1 = (np.asarray(a, float) for a in (s0, t0, s1, t1))
        middle = (s0 + s1) / 2
        s = np.stack([s0, middle, s1, s1, middle, s0, s0], axis=1)
        t = np.stack([t0, t0, t0, t1, t1, t1, t0], axis=1)
        lonlat = self.to_lonlat(s.ravel(), t.ravel()).reshape(*s.shape, 2)
        return np.asarray(shapely.polygons(np.round(lonlat, 7)))

    def point(self, s: float, t: float) -> shapely.Point:
        """One point."""
        return shapely.Point(self.to_lonlat(np.array([s]), np.array([t]))[0])


def densify(s: Points, t: Points, step_m: float) -> tuple[Points, Points]:
    """Put points between corners so that no step is longer than ``step_m``."""
    pieces_s, pieces_t = [s[:1]], [t[:1]]
    for i in range(len(s) - 1):
        n = max(1, math.ceil(math.hypot(s[i + 1] - s[i], t[i + 1] - t[i]) / step_m))
        u = np.arange(1, n + 1) / n
        pieces_s.append(s[i] + (s[i + 1] - s[i]) * u)
        pieces_t.append(t[i] + (t[i + 1] - t[i]) * u)
    return np.concatenate(pieces_s), np.concatenate(pieces_t)
