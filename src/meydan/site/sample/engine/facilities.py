"""What a town shares: schools, parks, pharmacies, the town hall, stops."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meydan.site.sample.engine.plan import Block


@dataclass(frozen=True)
class Kind:
    """One kind of facility: how often a neighbourhood has it, its layer, sign, name list and tags."""

    code: str
    layer: str
    sign: str
    names: str
    per_quarter: float
    tags: dict[str, str]
    whole_block: bool = False
    central: bool = False


# Rates are plain judgement for a town of 30,000 to 60,000: they make a believable map, not a statistic.
KINDS: tuple[Kind, ...] = (
    Kind("park", "parks", "park", "parks", 1.2, {"leisure": "park"}, whole_block=True),
    Kind(
        "primary_school", "schools", "school", "schools:primary", 0.9, {"amenity": "school"}, whole_block=True
    ),
    Kind("library", "schools", "library", "neighbourhoods", 0.15, {"amenity": "library"}),
    Kind(
        "worship",
        "worship",
        "mosque",
        "public_buildings:mosque",
        1.0,
        {"amenity": "place_of_worship", "religion": "muslim"},
    ),
    Kind("pharmacy", "pharmacies", "pharmacy", "pharmacies", 1.6, {"amenity": "pharmacy"}, central=True),
    Kind("health_centre", "health", "health_centre", "neighbourhoods", 0.5, {"amenity": "clinic"}),
    Kind("bakery", "markets", "bakery", "shops:bakery", 1.2, {"shop": "bakery"}),
    Kind("supermarket", "markets", "market", "shops:supermarket", 1.0, {"shop": "supermarket"}, central=True),
    Kind(
        "restaurant",
        "restaurants",
        "restaurant",
        "shops:restaurant",
        1.4,
        {"amenity": "restaurant"},
        central=True,
    ),
    Kind("cafe", "restaurants", "cafe", "shops:cafe", 0.8, {"amenity": "cafe"}, central=True),
    Kind("hotel", "hotels", "hotel", "shops:hotel", 0.4, {"tourism": "hotel"}, central=True),
    Kind("bank", "banks", "bank", "neighbourhoods", 0.5, {"amenity": "bank"}, central=True),
    Kind("parking", "parking", "parking", "neighbourhoods", 0.4, {"amenity": "parking"}),
    Kind("fuel", "fuel", "fuel", "shops:fuel", 0.25, {"amenity": "fuel"}),
    Kind("recycling", "recycling", "recycling", "neighbourhoods", 0.8, {"amenity": "recycling"}),
    Kind("toilets", "toilets", "toilets", "neighbourhoods", 0.3, {"amenity": "toilets"}, central=True),
)

# One of each in the town; where it stands is counted in blocks from the middle outwards.
SINGLE: tuple[tuple[Kind, int], ...] = (
    (Kind("town_hall", "public_buildings", "town_hall", "", 0, {"amenity": "townhall"}), 0),
    (Kind("governor", "public_buildings", "governor", "", 0, {"office": "government"}), 2),
    (Kind("court", "public_buildings", "court", "", 0, {"amenity": "courthouse"}), 6),
    (Kind("post_office", "public_buildings", "post_office", "", 0, {"amenity": "post_office"}), 4),
    (Kind("museum", "sights", "museum", "", 0, {"tourism": "museum"}), 3),
    (Kind("old_bath", "sights", "old_bath", "", 0, {"historic": "building"}), 5),
    (Kind("bazaar", "markets", "bazaar", "", 0, {"amenity": "marketplace"}), 7),
    (Kind("fire_station", "emergency", "fire_station", "", 0, {"amenity": "fire_station"}), 18),
    (Kind("police", "emergency", "police", "", 0, {"amenity": "police"}), 9),
    (Kind("hospital", "health", "hospital", "", 0, {"amenity": "hospital"}), 30),
    (Kind("university", "schools", "university", "", 0, {"amenity": "university"}), 70),
)


def choose_blocks(
    blocks: list[Block], kind: Kind, quarters: list[int], free: set[int], rng: np.random.Generator
) -> list[int]:
    """Which blocks of each neighbourhood hold a facility of this kind; whole blocks are taken from ``free``."""
    chosen = []
    for quarter in quarters:
        inside = [i for i in sorted(free) if blocks[i].quarter == quarter]
        wanted = (
            int(rng.poisson(kind.per_quarter))
            if kind.per_quarter < 1
            else round(kind.per_quarter + rng.uniform(-0.5, 0.5))
        )
        if kind.whole_block:
            wanted = min(max(wanted, 1 if kind.per_quarter >= 0.9 else 0), len(inside) // 5)
        if not inside or wanted == 0:
            continue
        weight = np.array([_weight(blocks[i], kind) for i in inside])
        picks = rng.choice(inside, size=min(wanted, len(inside)), replace=False, p=weight / weight.sum())
        chosen += [int(i) for i in picks]
        if kind.whole_block:
            free -= set(chosen)
    return chosen


def _weight(block: Block, kind: Kind) -> float:
    s, t = block.middle
    near = float(np.exp(-((s / 900) ** 2) - ((t / 250) ** 2)))
    return 0.05 + near if kind.central else 1.0
