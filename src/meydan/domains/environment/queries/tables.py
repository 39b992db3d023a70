"""Which index the city judges its air by, now and on an earlier day, and its limits for everything else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from meydan.base.packs.public import Pack, current, load_pack
from meydan.domains.environment.engine.air_index import index_of
from meydan.domains.environment.engine.limits import Limit, limits_from
from meydan.domains.environment.engine.noise import Periods
from meydan.domains.environment.engine.tables import IndexTable, in_force, table_from

DEFAULT_INDEX = "us_epa_2024"
LIMITS = "environment_limits"
NOISE_PERIODS: dict[str, Any] = {"day": [7, 19], "evening": [19, 23], "night": [23, 7], "source": ""}


def index_table() -> IndexTable:
    """The index the city judges by now: ``air_index`` of its pack."""
    pack = current()
    return _tables(pack.id)[str(pack.head.get("air_index", DEFAULT_INDEX))]


def index_table_on(day: date) -> IndexTable | None:
    """The version of the city's index that held on a day; ``None`` before the first one we have."""
    return in_force(_tables(current().id).values(), index_table().family, day)


def limits_on(code: str) -> list[Limit]:
    """The limits of a property, in the order of the pack."""
    return [limit for limit in limits() if limit.observed_property == code]


def limits() -> list[Limit]:
    """Every limit of the city's pack."""
    return _limits(current().id)


def noise_periods() -> Periods:
    """The hours by which the city's country averages noise."""
    return _periods(current().id)


def breathes() -> bool:
    """Whether the pack asks for the word on how well the air of the valley moves."""
    return bool(current().head.get("ventilation"))


@lru_cache(maxsize=8)
def _tables(pack_id: str) -> dict[str, IndexTable]:
    return {code: table_from(document) for code, document in load_pack(pack_id).documents("air").items()}


@lru_cache(maxsize=8)
def _limits(pack_id: str) -> list[Limit]:
    return limits_from(load_pack(pack_id).document(LIMITS))


@lru_cache(maxsize=8)
def _periods(pack_id: str) -> Periods:
    said = {**NOISE_PERIODS, **load_pack(pack_id).document(LIMITS).get("noise_periods", {})}
    evening = tuple(said["evening"]) or None
    return Periods(tuple(said["day"]), tuple(said["night"]), evening, str(said["source"]))


def index_tables() -> list[IndexTable]:
    """Every index table of the city's pack, those of its own index first, the youngest first."""
    own = index_table().family
    found = _tables(current().id).values()
    return sorted(found, key=lambda table: (table.family != own, table.family, -table.valid_from.toordinal()))


def golden_index(pack: Pack, row: Mapping[str, str]) -> str:
    """What a golden case gives: the index of its concentration, or nothing where the row says nothing."""
    # The pack under examination may be one that no home knows yet, so it is asked itself.
    table = table_from(pack.document(f"air/{row['table']}"))
    rows = [one for one in table.rows[row["property"]] if one.averaging == row["averaging"]]
    found = index_of(float(row["concentration"]), rows[0], table)
    return "" if found is None else str(found)
