"""What the generator must be told about a town."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class TownSpec:
    """
    A town to be made.

    ``names`` holds lists of plain names by kind (streets, neighbourhoods, schools, pharmacies, parks,
    public_buildings, shops, sights). ``patterns`` says how a name becomes a sign: kind -> language ->
    text with ``{}``. ``parcel_style`` is ``ada_parsel`` or ``nosazi``.
    """

    seed: int
    centre: tuple[float, float]
    language: str
    names: dict[str, list[str]]
    patterns: dict[str, dict[str, str]]
    parcel_style: str = "ada_parsel"
    parcel_prefix: str = ""
    length_m: float = 5200.0
    width_m: float = 620.0
    bearing_deg: float = 20.0
    meander_m: float = 190.0
    floors_centre: float = 6.0
    scale: dict[str, float] = field(default_factory=dict)


class Signs:
    """Takes names from the lists, each once while they last, and paints them on signs in every language."""

    def __init__(self, spec: TownSpec, rng: np.random.Generator) -> None:
        self._patterns = spec.patterns
        self._language = spec.language
        self._lists = {
            kind: [str(n) for n in rng.permutation(names)] for kind, names in spec.names.items() if names
        }
        self._taken: dict[str, int] = {}

    def plain(self, kind: str) -> str:
        """The next plain name of a kind; when the list ends, names are lent from neighbourhoods and streets."""
        taken = self._taken.get(kind, 0)
        self._taken[kind] = taken + 1
        for lender in (kind, "neighbourhoods", "streets"):
            names = self._lists.get(lender, [])
            if taken < len(names):
                return names[taken]
            taken -= len(names)
        streets = self._lists["streets"]
        return f"{streets[taken % len(streets)]} {taken // len(streets) + 2}"

    def paint(self, sign: str, name: str) -> dict[str, str]:
        """``name`` on a sign in every language the patterns know."""
        pattern = self._patterns.get(sign, {self._language: "{}"})
        return {language: text.format(name) for language, text in pattern.items()}

    def sign(self, sign: str, kind: str) -> dict[str, str]:
        """The next name of ``kind`` on a sign."""
        return self.paint(sign, self.plain(kind))

    def local(self, names: dict[str, str]) -> str:
        """The sign in the town's own language."""
        return names.get(self._language) or next(iter(names.values()))

    def address(self, street: str, number: int | str, quarter: str) -> str:
        """An address line in the town's own language."""
        return self._patterns["address"][self._language].format(street=street, number=number, quarter=quarter)
