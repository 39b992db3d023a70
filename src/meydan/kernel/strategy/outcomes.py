"""What life in the city is to be like: outcomes and composite views of the pack, with the figures as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from meydan.base.packs.public import current
from meydan.kernel.strategy.engine.composite import Composite, Part, chosen_weights, composite
from meydan.kernel.strategy.models import Indicator
from meydan.kernel.strategy.queries import Standing, indicator_standings

DOCUMENT = "data/outcomes"
# A figure that is old or was not counted is not judged, here as everywhere.
JUDGED = ("good", "watch", "bad", "plain")


@dataclass(frozen=True)
class Outcome:
    """What people wish for, and the few figures that tell of it, in the order of the pack."""

    code: str
    names: dict[str, str]
    question: dict[str, str]
    means: dict[str, str]
    advice: dict[str, str]
    standings: list[Standing]


@dataclass(frozen=True)
class View:
    """
    A composite view with its weights.

    :param why: why a scale ends where it does, by the code of the figure
    :param standings: by code; a figure the city does not have is missing
    """

    code: str
    names: dict[str, str]
    about: dict[str, str]
    why: dict[str, dict[str, str]]
    own_weights: dict[str, float]
    weights: dict[str, float]
    found: Composite
    standings: dict[str, Standing]

    @property
    def is_changed(self) -> bool:
        """Whether a reader chose other weights."""
        return self.weights != self.own_weights


def is_reviewed() -> bool:
    """Whether somebody outside has looked at which figures belong and how they weigh."""
    return bool(current().document(DOCUMENT).get("reviewed_by"))


def outcomes(now: datetime) -> list[Outcome]:
    """Every outcome of the pack; two queries for all."""
    rows = current().document(DOCUMENT).get("outcome", [])
    held = _standings({code for row in rows for code in row["indicators"]}, now)
    return [
        Outcome(
            row["code"],
            row["names"],
            row["question"],
            row["means"],
            row["advice"],
            [held[code] for code in row["indicators"] if code in held],
        )
        for row in rows
    ]


def views(now: datetime, asked: Mapping[str, str] | None = None) -> list[View]:
    """
    Every composite view of the pack; two queries for all.

    :param asked: weights a reader chose, ``w.CODE`` to a number as text
    """
    rows = current().document(DOCUMENT).get("composite", [])
    held = _standings({part["code"] for row in rows for part in row["part"]}, now)
    return [_view(row, held, asked or {}) for row in rows]


def _view(row: Mapping[str, Any], held: Mapping[str, Standing], asked: Mapping[str, str]) -> View:
    own = {part["code"]: float(part["weight"]) for part in row["part"]}
    weights = chosen_weights(asked, own)
    parts = [
        Part(part["code"], weights[part["code"]], float(part["best"]), float(part["worst"]))
        for part in row["part"]
    ]
    return View(
        row["code"],
        row["names"],
        row["about"],
        {part["code"]: part.get("why", {}) for part in row["part"]},
        own,
        weights,
        composite([replace(part, value=_judged(held.get(part.code))) for part in parts]),
        {part.code: held[part.code] for part in parts if part.code in held},
    )


def _judged(standing: Standing | None) -> float | None:
    if standing is None or standing.value is None or standing.state not in JUDGED:
        return None
    return standing.value.value


def _standings(codes: set[str], now: datetime) -> dict[str, Standing]:
    rows = Indicator.objects.filter(code__in=codes)
    return {one.indicator.code: one for one in indicator_standings(rows, now).values()}
