"""Other cities' figures come in from an open table: looked at first, then all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from meydan.base.audit.public import record
from meydan.base.packs.public import LoadReport, Pack
from meydan.base.people.public import Account
from meydan.kernel.strategy.engine.peers import (
    COLUMNS,
    Asked,
    PeerFault,
    PeerRow,
    columns_of,
    missing_columns,
    read_rows,
)
from meydan.kernel.strategy.engine.sheet import SourceTable
from meydan.kernel.strategy.models import Indicator, PeerFigure

MOST_ROWS = 2000


@dataclass(frozen=True)
class Looked:
    """What a table holds: sound rows, which of them are new or change something, and every fault."""

    rows: list[PeerRow]
    faults: list[PeerFault]
    new: int
    changed: int


def look(tables: Sequence[SourceTable], now: datetime) -> Looked:
    """What would come in; nothing is written."""
    rows: list[PeerRow] = []
    faults: list[PeerFault] = []
    for table in tables:
        found, wrong = _read(table, now)
        rows += found
        faults += wrong
    if len(rows) > MOST_ROWS:
        faults.append(PeerFault(0, "city", "many", str(MOST_ROWS)))
    held = {(row.city, row.indicator_code, row.year): row for row in PeerFigure.objects.all()}
    new = [row for row in rows if (row.city, row.indicator, row.year) not in held]
    changed = [
        row
        for row in rows
        if (one := held.get((row.city, row.indicator, row.year))) and one.comparable != row.comparable
    ]
    return Looked(rows, faults, len(new), len(changed))


def _read(table: SourceTable, now: datetime) -> tuple[list[PeerRow], list[PeerFault]]:
    if not table.rows:
        return [], []
    columns = columns_of(table.rows[0].cells)
    missing = missing_columns(columns)
    if missing:
        return [], [PeerFault(table.rows[0].row, column, "column") for column in missing]
    asked = {one.code: Asked(one.unit or "1", one.scope) for one in Indicator.objects.all()}
    rows = [(row.row, row.cells) for row in table.rows[1:]]
    return read_rows(rows, columns, asked, timezone.localdate(now).year)


@transaction.atomic
def bring_peers(
    *, rows: Sequence[PeerRow], actor: Account | None, now: datetime, is_sample: bool = False
) -> int:
    """Keep the figures; one of the same city, indicator and year is replaced. Returns how many were kept."""
    PeerFigure.objects.bulk_create(
        [_figure(row, now, is_sample) for row in rows],
        update_conflicts=True,
        unique_fields=["city", "indicator_code", "year"],
        update_fields=[
            "value", "unit", "scope", "population", "area_km2", "comparable", "source", "licence", "brought_at",
            "is_sample",
        ],
    )  # fmt: skip
    if actor is not None:
        record(
            verb="strategy.peers_brought",
            actor=actor,
            thing="",
            payload={"rows": len(rows), "cities": len({row.city for row in rows})},
            now=now,
        )
    return len(rows)


def _figure(row: PeerRow, now: datetime, is_sample: bool) -> PeerFigure:
    told = asdict(row)
    told["indicator_code"] = told.pop("indicator")
    return PeerFigure(**told, brought_at=now, is_sample=is_sample)


def load_peers(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Bring in ``data/peers.csv`` of a pack or its overlay; faults are remarks, and sound rows come in."""
    table = pack.table("data/peers")
    asked = {one.code: Asked(one.unit or "1", one.scope) for one in Indicator.objects.all()}
    lines = [(row.line, [row.get(column, "") for column in COLUMNS]) for row in table]
    columns = {column: at for at, column in enumerate(COLUMNS)}
    rows, faults = read_rows(lines, columns, asked, timezone.localdate(now).year)
    count = bring_peers(rows=rows, actor=None, now=now, is_sample=is_sample)
    remarks = [f"data/peers.csv:{one.row} {one.column}: {one.kind} {one.told}" for one in faults]
    return LoadReport(created=count, remarks=remarks)


def remove_sample_peers(now: datetime) -> int:
    """Take sample figures away; returns how many went."""
    return PeerFigure.objects.filter(is_sample=True).delete()[0]
