"""What runs along streets: stops, lights, pipes; and where the city measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from shapely import Point

from meydan.site.sample.engine.feature import Feature
from meydan.site.sample.engine.plan import FIRST_STREET_M, NOT_BUILT, GroundPlan
from meydan.site.sample.engine.spec import Signs
from meydan.site.sample.engine.valley import Valley

STOP_SPACING_M = 420.0
LIGHT_SPACING_M = {"primary": 35.0, "secondary": 40.0, "residential": 60.0}
PIPE_MM = {"primary": 300, "secondary": 160, "residential": 110}


def bus_stops(valley: Valley, plan: GroundPlan, signs: Signs) -> Iterator[Feature]:
    """Stops in pairs along both river roads."""
    number = 0
    for street in plan.streets:
        if not street.along or abs(street.t[0]) != FIRST_STREET_M:
            continue
        for s in np.arange(street.s[0] + 140, street.s[1] - 60, STOP_SPACING_M):
            number += 1
            t = street.t[0] + np.sign(street.t[0]) * 7.0
            yield Feature(
                "bus_stops",
                f"stop-{number}",
                signs.sign("stop", "stops"),
                valley.point(float(s), float(t)),
                {"kind": "stop", "code": f"{number:03d}", "street": street.name},
                tags={"highway": "bus_stop", "ref": f"{number:03d}"},
            )


def street_lights(valley: Valley, plan: GroundPlan) -> Iterator[Feature]:
    """Lamp posts, alternating sides on wide roads."""
    number = 0
    for index, street in enumerate(plan.streets):
        if street.kind == NOT_BUILT:
            continue
        spacing = LIGHT_SPACING_M[street.kind]
        length = abs(street.s[1] - street.s[0]) + abs(street.t[1] - street.t[0])
        u = (
            (np.arange(max(1, int(length / spacing)), dtype=np.float64) + 0.5)
            * spacing
            / max(length, spacing)
        )
        s = street.s[0] + (street.s[1] - street.s[0]) * u
        t = street.t[0] + (street.t[1] - street.t[0]) * u
        aside = np.where(np.arange(len(u)) % 2 == 0, 5.0, -5.0)
        places = valley.to_lonlat(s, t + aside) if street.along else valley.to_lonlat(s + aside, t)
        for lon, lat in places:
            number += 1
            yield Feature(
                "light_network",
                f"lamp-{number}",
                {},
                Point(round(lon, 7), round(lat, 7)),
                {"kind": "lamp", "power_w": 120 if street.kind == "primary" else 70, "street": index},
                tags={"highway": "street_lamp"},
            )


def water_pipes(valley: Valley, plan: GroundPlan, rng: np.random.Generator) -> Iterator[Feature]:
    """One main under each street; older and thicker in the middle of town."""
    for index, street in enumerate(plan.streets):
        if street.kind == NOT_BUILT:
            continue
        middle = abs(sum(street.s) / 2)
        year = int(np.clip(1968 + middle / 90 + rng.normal(8, 9), 1955, 2024))
        material = "asbestos_cement" if year < 1978 else "pvc" if year < 2004 else "hdpe"
        yield Feature(
            "water_network",
            f"pipe-{index}",
            {},
            valley.line(np.array(street.s), np.array(street.t) + 1.5),
            {"kind": "main", "diameter_mm": PIPE_MM[street.kind], "year": year, "material": material},
            tags={"man_made": "pipeline", "substance": "water"},
        )


@dataclass(frozen=True)
class StationSite:
    """Where the city measures: what, and where in (share of length, metres across)."""

    code: str
    sign: str
    kind: str
    along: float
    across_m: float
    measures: tuple[str, ...]


SITES: tuple[StationSite, ...] = (
    StationSite(
        "air-centre",
        "air_station",
        "air",
        0.02,
        70,
        ("pm2_5", "pm10", "no2", "o3", "air_temperature", "relative_humidity"),
    ),
    StationSite("air-road", "air_station", "air", -0.24, 58, ("pm2_5", "pm10", "no2", "air_temperature")),
    StationSite("air-hill", "air_station", "air", 0.12, 330, ("pm2_5", "pm10", "o3", "air_temperature")),
    StationSite("air-industry", "air_station", "air", 0.41, -90, ("pm2_5", "pm10", "no2", "so2")),
    StationSite("river-up", "river_gauge", "river", -0.46, 10, ("river_level",)),
    StationSite("river-down", "river_gauge", "river", 0.46, 10, ("river_level",)),
    StationSite("noise-square", "noise_meter", "noise", 0.0, 60, ("noise_laeq",)),
    StationSite("noise-road", "noise_meter", "noise", -0.3, 60, ("noise_laeq",)),
    StationSite(
        "weather",
        "weather_station",
        "weather",
        0.05,
        210,
        ("air_temperature", "relative_humidity", "wind_speed", "rain"),
    ),
    StationSite("traffic-bridge", "traffic_counter", "traffic", 0.1, 0, ("traffic_count",)),
    StationSite("traffic-west", "traffic_counter", "traffic", -0.35, 50, ("traffic_count",)),
    StationSite("water-inlet", "flow_meter", "water", -0.4, -120, ("water_flow", "water_pressure")),
    StationSite("energy-town-hall", "energy_meter", "energy", 0.0, 75, ("energy",)),
    StationSite("energy-school", "energy_meter", "energy", 0.2, 120, ("energy",)),
)


def stations(valley: Valley, quarter_names: dict[int, str], signs: Signs) -> Iterator[Feature]:
    """The measuring stations, named for where they stand."""
    places = sorted(quarter_names.items())
    for i, site in enumerate(SITES):
        name = places[(i * 3) % len(places)][1]
        yield Feature(
            "stations",
            site.code,
            signs.paint(site.sign, name),
            valley.point(site.along * valley.length_m, site.across_m),
            {"kind": site.kind, "measures": ",".join(site.measures)} | _page(site),
        )


def _page(site: StationSite) -> dict[str, str]:
    """The public page of a station of the environment; traffic and energy have none there."""
    if site.kind == "air":
        return {"page": f"/air/station/sample-{site.code}/"}
    if site.kind in ("river", "noise", "weather"):
        return {"page": f"/environment/{site.kind}/sample-{site.code}/"}
    return {}
