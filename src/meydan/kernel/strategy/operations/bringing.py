"""A plan's file is looked through, then brought in by one press; nothing of it is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from meydan.base.audit.public import record
from meydan.base.packs.public import current
from meydan.base.people.public import Account
from meydan.kernel.strategy.engine.difference import Change, difference
from meydan.kernel.strategy.engine.document import PlanTable
from meydan.kernel.strategy.engine.faults import Fault
from meydan.kernel.strategy.engine.finishing import finish
from meydan.kernel.strategy.engine.merging import merged
from meydan.kernel.strategy.engine.reading import Reading, read_plan
from meydan.kernel.strategy.engine.sheet import SourceRow, SourceTable
from meydan.kernel.strategy.models import Plan, PlanImport
from meydan.kernel.strategy.operations.writing import write_table
from meydan.kernel.strategy.queries.lateness import owing
from meydan.kernel.strategy.register import held_table, name_owners


class ImportIsKept(Exception):
    """This file was brought in already; send it again to look at it anew."""


class NothingToBringIn(Exception):
    """The file names no action that could be brought in."""


@dataclass(frozen=True)
class Outcome:
    """What bringing the file in would do, or did."""

    reading: Reading
    table: PlanTable
    changes: list[Change]
    faults: list[Fault]
    unchanged: int
    not_in_file: int

    @property
    def action_count(self) -> int:
        """How many actions the file names that can be brought in."""
        return sum(1 for _one in self.reading.table.actions())

    def count(self, kind: str, what: str = "action") -> int:
        """How many rows of a kind are made or changed."""
        return len({one.code for one in self.changes if one.what == what and one.kind == kind})


@transaction.atomic
def receive(
    *,
    plan: Plan,
    name: str,
    content: bytes,
    tables: Sequence[SourceTable],
    language: str,
    actor: Account,
    now: datetime,
) -> PlanImport:
    """Keep every row of a file beside the plan, to be looked through; the plan does not change."""
    return PlanImport.objects.create(
        plan=plan,
        file_name=name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        language=language,
        tables=[
            {
                "kind": one.kind,
                "name": one.name,
                "rows": [[row.row, row.cells, sorted(row.merged)] for row in one.rows],
            }
            for one in tables
        ],
        sent_by=actor,
        sent_at=now,
    )


def look(found: PlanImport, now: datetime) -> Outcome:
    """
    Read the kept rows and lay them over the plan as it stands now; nothing is written.

    What is late and unexplained stays as it is: its rows wait until the unit has said why.
    """
    tables = [
        SourceTable(
            one["kind"], one["name"], [SourceRow(n, cells, frozenset(m)) for n, cells, m in one["rows"]]
        )
        for one in found.tables
    ]
    reading = read_plan(tables, language=found.language, currency=_currency(), chosen=found.chosen)
    unknown = name_owners(reading.table)
    faults = reading.faults + [Fault("owner_unknown", one.source, "owner", one.owner) for one in unknown]
    held = held_table(found.plan)
    late = {one.printed_code for one in owing(found.plan, timezone.localdate(now))}
    faults += _held_back(held, reading.table, late)
    after = merged(held, reading.table, faults)
    circles: list[Fault] = []
    finish(after, circles)
    faults += [one for one in circles if one not in faults]
    changes = difference(held, after)
    touched = {one.code.split("/")[0] if one.what == "step" else one.code for one in changes}
    read, mine = ({a.code for _g, _t, a in table.actions()} for table in (reading.table, held))
    return Outcome(
        reading,
        after,
        changes,
        sorted(faults, key=lambda fault: (not fault.leaves_out, fault.source.name, fault.source.row)),
        len((read & mine) - touched),
        len(mine - read),
    )


def _held_back(held: PlanTable, read: PlanTable, late: set[str]) -> list[Fault]:
    """Take the rows out that would change what is late and unexplained; a fault each."""
    asked = difference(held, merged(held, read, [])) if late else []
    stopped = {one.code.rpartition("/")[0] if one.what == "step" else one.code for one in asked} & late
    faults = []
    for _goal, target, action in list(read.actions()):
        if action.code in stopped:
            target.actions[:] = [one for one in target.actions if one is not action]
            faults.append(Fault("late_unexplained", action.source, "ends_on", action.code, leaves_out=True))
    return faults


def _currency() -> str:
    """The city's currency; none in a pack that is to be filled in (ISO 4217 XXX)."""
    code = current().money.code
    return "" if code == "XXX" else code


@transaction.atomic
def choose(*, pk: int, chosen: Mapping[str, str]) -> PlanImport:
    """
    Correct what the columns were taken for.

    :param chosen: heading -> key of a column; empty to leave the column out
    :raises ImportIsKept: if the file was brought in already
    """
    found = _waiting(pk)
    found.chosen = dict(chosen)
    found.save(update_fields=["chosen"])
    return found


@transaction.atomic
def bring_in(*, pk: int, actor: Account, now: datetime) -> Outcome:
    """
    Write what ``look`` shows, all or nothing; the faulty rows stay in the import's record.

    :raises ImportIsKept: if somebody brought it in before
    :raises NothingToBringIn: if no action can be read
    """
    found = _waiting(pk)
    Plan.objects.select_for_update().get(pk=found.plan_id)
    outcome = look(found, now)
    if not outcome.action_count:
        raise NothingToBringIn(found.file_name)
    write_table(plan=found.plan, table=outcome.table, now=now)
    found.status, found.kept_at = PlanImport.Status.KEPT, now
    found.faults = [asdict(replace(one, cells=tuple(one.cells))) for one in outcome.faults]
    found.counts = {
        "added": outcome.count("added"),
        "changed": outcome.count("changed"),
        "unchanged": outcome.unchanged,
        "left_out": sum(one.leaves_out for one in outcome.faults),
    }
    found.save(update_fields=["status", "kept_at", "faults", "counts"])
    record(
        verb="strategy.imported",
        actor=actor,
        thing=f"strategy.plan:{found.plan.code}",
        payload={"file": found.file_name, "sha256": found.sha256, **found.counts},
        now=now,
    )
    return outcome


def _waiting(pk: int) -> PlanImport:
    found = PlanImport.objects.select_for_update(of=("self",)).select_related("plan").get(pk=pk)
    if found.status == PlanImport.Status.KEPT:
        raise ImportIsKept(found.file_name)
    return found
