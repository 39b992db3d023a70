"""What the environment is measured by, in the order in which people ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

AIR = "air"
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Kind:
    """
    A kind of measurement with its own page: which properties belong to it, the chief one first.

    ``speaks_for`` is how long a value that comes without a rhythm, one written down by hand, passes for current.
    """

    code: str
    icon: str
    properties: tuple[str, ...]
    speaks_for: timedelta = A_DAY
    by_hand: bool = False


# The kind of a property stands in ``observed_properties.csv``; here is the order of kinds and of properties.
# How long a hand-written value speaks is judgement: a pollen count is of its day, tap water is sampled weekly.
KINDS: tuple[Kind, ...] = (
    Kind(AIR, "air", ("pm2_5", "pm10", "no2", "o3", "so2", "co")),
    Kind("drinking_water", "water", ("free_chlorine", "turbidity", "water_ph"), 8 * A_DAY, by_hand=True),
    Kind("noise", "noise", ("noise_laeq",), by_hand=True),
    Kind(
        "weather", "snow",
        ("air_temperature", "rain", "wind_speed", "relative_humidity", "air_pressure", "snow_depth", "wind_direction"),
    ),
    Kind("river", "pipe", ("river_level",)),
    Kind("pollen", "tree", ("pollen_tree", "pollen_grass", "pollen_weed"), 2 * A_DAY, by_hand=True),
)  # fmt: skip
BY_CODE = {kind.code: kind for kind in KINDS}
OTHERS = tuple(kind for kind in KINDS if kind.code != AIR)
BY_HAND = tuple(kind.code for kind in KINDS if kind.by_hand)


def place_of(kind: Kind, code: str) -> int:
    """Where a property stands among those of its kind; unknown ones come last."""
    return kind.properties.index(code) if code in kind.properties else len(kind.properties)
