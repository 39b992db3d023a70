"""Published sets of city indicators, from the pack: which rows this city counts, types in, or has not yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from meydan.base.packs.public import current, names
from meydan.kernel.strategy.models import Indicator
from meydan.kernel.strategy.queries import Standing, indicator_standings


class SetUnknown(Exception):
    """The pack has no such set."""


@dataclass(frozen=True)
class SetRow:
    """One indicator of a set, and how the city answers it."""

    set_code: str
    code: str
    names: dict[str, str]
    unit: str
    answered_by: str
    is_core: bool = False
    standing: Standing | None = None

    @property
    def own_code(self) -> str:
        """The code of the indicator that stands for this row where none of the pack's answers it."""
        return f"{self.set_code}-{self.code.replace('.', '-')}"

    @property
    def kind(self) -> str:
        """``counted`` from records, ``typed`` in, or ``missing``: no value yet."""
        if self.standing is None:
            return "missing"
        if self.standing.indicator.is_computed:
            return "counted"
        return "typed" if self.standing.value is not None else "missing"


@dataclass(frozen=True)
class IndicatorSet:
    """A set with its rows in the order of the set."""

    code: str
    names: dict[str, str]
    source: str
    is_reviewed: bool
    # Whose the numbers are: published (the set's), chapter (its chapters, ours within them) or own (all ours).
    numbering: str
    is_national: bool
    rows: list[SetRow]

    def count(self, kind: str) -> int:
        """How many rows the city answers in this way."""
        return sum(row.kind == kind for row in self.rows)


def indicator_sets(now: datetime) -> list[IndicatorSet]:
    """Every set of the pack with how the city answers it; two queries for all."""
    heads = current().table("data/indicator_sets")
    bare = {head["code"]: _rows(head["code"]) for head in heads}
    wanted = {code for rows in bare.values() for row in rows for code in (row.answered_by, row.own_code)}
    held = {one.code: one for one in Indicator.objects.all() if one.code in wanted}
    standings = indicator_standings(held.values(), now)
    by_code = {code: standings[one.pk] for code, one in held.items()}
    return [
        IndicatorSet(
            code=head["code"],
            names=names(head),
            source=head.get("source", ""),
            is_reviewed=bool(head.get("reviewed_by")),
            numbering=head.get("numbering") or "own",
            is_national=head.get("national") == "1",
            rows=[_answered(row, by_code) for row in bare[head["code"]]],
        )
        for head in heads
    ]


def indicator_set(code: str, now: datetime) -> IndicatorSet:
    """
    One set.

    :raises SetUnknown: if the pack has none of this code
    """
    for found in indicator_sets(now):
        if found.code == code:
            return found
    raise SetUnknown(code)


def begun(own_code: str) -> Indicator | None:
    """An indicator, not yet kept, for a row of a set that nothing answers; ``None`` when no row has this code."""
    for order, head in enumerate(current().table("data/indicator_sets")):
        for number, row in enumerate(_rows(head["code"])):
            if row.own_code == own_code and not row.answered_by:
                return Indicator(
                    code=own_code,
                    names=row.names,
                    standard=names(head)["en"],
                    unit=row.unit,
                    decimals=1,
                    freshness_days=365,
                    source=head.get("source", ""),
                    order=(order + 1) * 1000 + number,
                )
    return None


def _rows(set_code: str) -> list[SetRow]:
    return [
        SetRow(
            set_code,
            row["code"],
            names(row),
            row.get("unit", ""),
            row.get("answered_by", ""),
            row.get("core") == "1",
        )
        for row in current().table(f"data/indicator_sets/{set_code}")
    ]


def _answered(row: SetRow, by_code: dict[str, Standing]) -> SetRow:
    standing = by_code.get(row.answered_by) or by_code.get(row.own_code)
    return replace(row, standing=standing)
