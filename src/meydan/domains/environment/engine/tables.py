"""Index tables as data: classes, breakpoints, since when and until when they hold, and who has read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

NOWCAST = "nowcast"
MEAN = "mean"


@dataclass(frozen=True)
class Band:
    """A class of the index with its word, its advice and how it is shown."""

    code: str
    index_low: int
    index_high: int
    state: str
    names: Mapping[str, str]
    advice: Mapping[str, str]


@dataclass(frozen=True)
class Pollutant:
    """
    One row of breakpoints, in the table's unit and averaging time.

    ``first_step`` is the step of the index its first pair stands for: the one-hour row of ozone begins at the
    third class. ``live`` says what stands for "now" of a day's mean: the NowCast, or the plain mean.
    """

    code: str
    unit: str
    averaging: str
    step: float
    breakpoints: Sequence[tuple[float, float]]
    molar_mass_g: float | None = None
    first_step: int = 0
    live: str = MEAN


@dataclass(frozen=True)
class IndexTable:
    """One version of an index: who publishes it, from when to when it holds, and its numbers."""

    code: str
    names: Mapping[str, str]
    kind: str
    source: str
    valid_from: date
    index: Sequence[tuple[int, int]]
    bands: Sequence[Band]
    rows: Mapping[str, Sequence[Pollutant]]
    family: str = ""
    valid_to: date | None = None
    is_reviewed: bool = False
    reviewed_by: str = ""
    beyond: int | None = None
    _first: dict[str, Pollutant] = field(default_factory=dict, repr=False)

    @property
    def pollutants(self) -> Mapping[str, Pollutant]:
        """The main row of each pollutant."""
        return self._first

    def band(self, index: int) -> Band:
        """The class an index value falls in; beyond the last, the last."""
        return next((band for band in self.bands if index <= band.index_high), self.bands[-1])

    def holds_on(self, day: date) -> bool:
        """Whether this version was in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def table_from(document: Mapping[str, Any]) -> IndexTable:
    """The table in a pack's ``air/<index>.toml``."""
    rows: dict[str, list[Pollutant]] = {}
    for row in document["pollutant"]:
        rows.setdefault(row["property"], []).append(_pollutant(row))
    bands = [
        Band(b["code"], b["index_low"], b["index_high"], b["state"], b["names"], b["advice"])
        for b in document["band"]
    ]
    return IndexTable(
        document["code"], document["names"], document["kind"], document["source"], document["valid_from"],
        [(int(low), int(high)) for low, high in document["index"]], bands, rows,
        document.get("family", document["code"]), document.get("valid_to"), bool(document.get("reviewed")),
        str(document.get("reviewed_by", "")), document.get("beyond"),
        {code: found[0] for code, found in rows.items()},
    )  # fmt: skip


def _pollutant(row: Mapping[str, Any]) -> Pollutant:
    return Pollutant(
        row["property"], row["unit"], row["averaging"], float(row["step"]),
        [(float(low), float(high)) for low, high in row["breakpoints"]], row.get("molar_mass_g"),
        int(row.get("first_step", 0)), str(row.get("live", MEAN)),
    )  # fmt: skip


def in_force(tables: Iterable[IndexTable], family: str, day: date) -> IndexTable | None:
    """The version of a family that held on a day; of two, the younger; ``None`` before the first."""
    held = [table for table in tables if table.family == family and table.holds_on(day)]
    return max(held, key=lambda table: table.valid_from, default=None)
