"""The whole town from one seed: every layer's features, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import shapely

from meydan.base.locale.engine.digits import to_persian_digits
from meydan.site.sample.engine import facilities, lots, networks, quarters
from meydan.site.sample.engine.feature import Feature
from meydan.site.sample.engine.plan import NOT_BUILT, RIVER_HALF_M, Block, GroundPlan, Street, lay_out
from meydan.site.sample.engine.spec import Signs, TownSpec
from meydan.site.sample.engine.valley import Valley

HIGHWAY = {"primary": "primary", "secondary": "secondary", "residential": "residential"}


@dataclass
class Town:
    """What was built, kept so that later features can refer to earlier ones."""

    spec: TownSpec
    valley: Valley
    plan: GroundPlan
    quarter_names: dict[int, str]
    features: list[Feature] = field(default_factory=list)

    def layer(self, code: str) -> list[Feature]:
        """The features of one layer."""
        return [feature for feature in self.features if feature.layer == code]


def build(spec: TownSpec) -> Town:
    """Build the town; the same specification always gives the same town."""
    rng = np.random.default_rng(spec.seed)
    valley = Valley(
        spec.centre,
        spec.bearing_deg,
        spec.length_m,
        spec.width_m,
        spec.meander_m,
        meander_length_m=max(3200.0, 0.8 * spec.length_m),
        phase=float(rng.uniform(0, 6.28)),
        warp_m=6.0,
    )
    signs = Signs(spec, rng)
    plan = lay_out(valley, rng)
    plan.blocks, bounds = quarters.assign(plan.blocks, valley)
    names = {quarter: signs.plain("neighbourhoods") for quarter in bounds}
    plan.streets = [_named(street, signs) for street in plan.streets]
    town = Town(spec, valley, plan, names)
    town.features += list(_ground(town, signs, bounds))
    town.features += list(_streets(town))
    free = set(range(len(plan.blocks)))
    spots = list(_facilities(town, signs, free, rng))
    homes = [i for i in range(len(plan.blocks)) if i in free]
    built = lots.divide([plan.blocks[i] for i in homes], spec.floors_centre, rng)
    town.features += list(_parcels_and_buildings(town, homes, built))
    town.features += spots
    town.features += list(_assembly_areas(town, spots))
    town.features += list(networks.bus_stops(town.valley, plan, signs))
    town.features += list(networks.street_lights(town.valley, plan))
    town.features += list(networks.water_pipes(town.valley, plan, rng))
    town.features += list(networks.stations(town.valley, names, signs))
    return town


def _named(street: Street, signs: Signs) -> Street:
    name = signs.plain("streets" if street.kind == "residential" else "streets:main")
    return Street(street.kind, street.s, street.t, name)


def _street_names(street: Street, signs_patterns: dict[str, dict[str, str]]) -> dict[str, str]:
    sign = "street" if street.kind == "residential" else "avenue"
    return {language: text.format(street.name) for language, text in signs_patterns[sign].items()}


def _ground(town: Town, signs: Signs, bounds: dict[int, tuple[int, float, float]]) -> Iterator[Feature]:
    """The river, the boundary, the neighbourhoods."""
    valley, reach = town.valley, town.spec.length_m / 2 + 900
    s = np.linspace(-reach, reach, 180)
    half = RIVER_HALF_M * (1 + 0.25 * np.sin(s / 210.0))
    river = valley.polygon(np.concatenate([s, s[::-1]]), np.concatenate([half, -half[::-1]]), step_m=80)
    yield Feature(
        "water",
        "river",
        signs.sign("river", "rivers"),
        river,
        {"kind": "river"},
        tags={"natural": "water", "water": "river"},
    )
    outlines = {q: quarters.outline(valley, *where) for q, where in bounds.items()}
    town_outline = shapely.union_all(list(outlines.values())).buffer(0.0006)
    yield Feature(
        "boundary",
        "town",
        signs.sign("boundary", "town"),
        town_outline,
        {"kind": "municipal"},
        tags={"boundary": "administrative", "admin_level": "8"},
    )
    for quarter, shape in outlines.items():
        names = signs.paint("neighbourhood", town.quarter_names[quarter])
        yield Feature(
            "neighbourhoods",
            f"quarter-{quarter}",
            names,
            shape,
            {"kind": "neighbourhood"},
            tags={"place": "neighbourhood"},
        )


def _streets(town: Town) -> Iterator[Feature]:
    for i, street in enumerate(town.plan.streets):
        if street.kind == NOT_BUILT:
            continue
        yield Feature(
            "streets",
            f"street-{i}",
            _street_names(street, town.spec.patterns),
            town.valley.line(np.array(street.s), np.array(street.t)),
            {"kind": street.kind, "lanes": 4 if street.kind == "primary" else 2},
            tags={"highway": HIGHWAY[street.kind]},
        )


def _quarter_label(town: Town, block: Block) -> str:
    language = town.spec.language
    return town.spec.patterns["neighbourhood"][language].format(town.quarter_names[block.quarter])


def _street_label(town: Town, index: int) -> str:
    if index < 0:
        return ""
    return _street_names(town.plan.streets[index], town.spec.patterns)[town.spec.language]


def _address(town: Town, block: Block, street: int, number: int) -> str:
    label = _street_label(town, street) or _street_label(town, block.inner_street)
    return town.spec.patterns["address"][town.spec.language].format(
        street=label, number=_digits(number, town.spec.language), quarter=_quarter_label(town, block)
    )


def _digits(number: int, language: str) -> str:
    """A house number as the plate on the wall shows it."""
    return to_persian_digits(str(number)) if language == "fa" else str(number)


def _parcel_key(spec: TownSpec, block_number: int, quarter: int, lot: int) -> tuple[str, dict[str, str]]:
    """The national parcel key and its parts: ada/parsel in Türkiye, the seven-part renovation code in Iran."""
    if spec.parcel_style == "nosazi":
        code = f"{quarter // 4 + 1}-{quarter + 1}-{block_number}-{lot}-0-0-0"
        return code, {"nosazi": code}
    return f"{spec.parcel_prefix}{block_number}/{lot}", {"ada": str(block_number), "parsel": str(lot)}


def _parcels_and_buildings(town: Town, homes: list[int], built: lots.Lots) -> Iterator[Feature]:
    shapes = town.valley.boxes(built.s0, built.t0, built.s1, built.t1)
    bodies = town.valley.boxes(built.bs0, built.bt0, built.bs1, built.bt1)
    for i in range(len(built.block)):
        index = homes[built.block[i]]
        block = town.plan.blocks[index]
        key, parts = _parcel_key(town.spec, 101 + index, block.quarter, int(built.number[i]))
        address = _address(town, block, int(built.street[i]), int(built.door[i]))
        yield Feature(
            "parcels",
            key,
            {town.spec.language: town.spec.patterns["parcel"][town.spec.language].format(key=key, **parts)},
            shapes[i],
            {**parts, "kind": "parcel"},
            address,
        )
        if built.floors[i] == 0:
            continue
        floors, year = int(built.floors[i]), int(built.year[i])
        yield Feature(
            "buildings",
            f"building-{key}",
            {},
            bodies[i],
            {"kind": "apartments" if floors > 2 else "house", "floors": floors, "year": year, "parcel": key},
            address,
            {
                "building": "apartments" if floors > 2 else "house",
                "building:levels": str(floors),
                "start_date": str(year),
                "addr:street": _street_label(town, int(built.street[i])),
                "addr:housenumber": str(int(built.door[i])),
            },
        )


def _facilities(town: Town, signs: Signs, free: set[int], rng: np.random.Generator) -> Iterator[Feature]:
    blocks = town.plan.blocks
    outwards = sorted(
        range(len(blocks)), key=lambda i: (abs(blocks[i].middle[0]) + 2.2 * abs(blocks[i].middle[1]), i)
    )
    for kind, place in facilities.SINGLE:
        index = outwards[min(place, len(outwards) - 1)]
        yield _spot(town, signs, kind, index, rng, singular=True)
    used = sorted(town.quarter_names)
    for kind in facilities.KINDS:
        for number, index in enumerate(facilities.choose_blocks(blocks, kind, used, free, rng)):
            yield _spot(town, signs, kind, index, rng, number=number)


def _spot(
    town: Town,
    signs: Signs,
    kind: facilities.Kind,
    index: int,
    rng: np.random.Generator,
    *,
    number: int = 0,
    singular: bool = False,
) -> Feature:
    block = town.plan.blocks[index]
    s = float(rng.uniform(block.s0 + 6, block.s1 - 6))
    shape = (
        town.valley.polygon(
            np.array([block.s0, block.s1, block.s1, block.s0]),
            np.array([block.t0, block.t0, block.t1, block.t1]),
        )
        if kind.whole_block
        else town.valley.point(s, block.t0 + np.sign(block.t1) * 6.0)
    )
    plain = (
        ""
        if singular
        else town.quarter_names[block.quarter]
        if kind.names == "neighbourhoods"
        else signs.plain(kind.names)
    )
    # Facilities that share their neighbourhood's name keep their own key.
    key = kind.code if singular else f"{kind.code}-{number}"
    properties: dict[str, object] = {"kind": kind.code, "quarter": town.quarter_names[block.quarter]}
    if kind.whole_block and kind.layer == "schools":
        shape = shape.representative_point()
    return Feature(
        kind.layer,
        key,
        signs.paint(kind.sign, plain),
        shape,
        properties,
        _address(town, block, block.inner_street, 1 + 2 * int(rng.integers(1, 60))),
        dict(kind.tags),
    )


def _assembly_areas(town: Town, spots: list[Feature]) -> Iterator[Feature]:
    """Parks are where people gather after an earthquake; one square metre and a half a person."""
    metric = 111_195.0  # metres a degree of latitude on the mean sphere
    for feature in spots:
        if feature.layer != "parks":
            continue
        area_m2 = feature.geometry.area * metric**2 * float(np.cos(np.radians(town.spec.centre[1])))
        yield Feature(
            "assembly_areas",
            f"assembly-{feature.key}",
            feature.names,
            feature.geometry,
            {"kind": "assembly", "area_m2": round(area_m2), "capacity_people": int(area_m2 / 1.5)},
            feature.address,
            {"emergency": "assembly_point"},
        )
