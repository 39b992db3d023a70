"""Where a path leads: to which entities, through which others, as far as the asker may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from meydan.kernel.observations.engine.digits import observation_key, whole_number
from meydan.kernel.observations.engine.query.model import ENTITIES, Entity
from meydan.kernel.observations.engine.query.paths import Step
from meydan.kernel.observations.sta import results, tables
from meydan.kernel.observations.sta.http import Refusal
from meydan.kernel.observations.sta.reading import Asker, Within, read_columns, run
from meydan.kernel.observations.sta.sql import FALSE, Sql, all_of, sql
from meydan.kernel.observations.sta.whole import archived_row

Key = int | str
STREAMS = ("Datastream", "MultiDatastream")


def by_key(entity: Entity, key: Key, a: str = "e") -> Sql:
    """The condition that a row is the one of this id."""
    if entity.name != "Observation":
        number = key if isinstance(key, int) else whole_number(key) or 0
        return sql(f"{a}.id = {{}}", number) if 0 < number < 2**63 else FALSE
    pair = observation_key(str(key))
    return FALSE if pair is None else sql(f"{a}.datastream_id = {{}} AND {a}.slot = {{}}", *pair)


def one(asker: Asker, steps: Sequence[Step]) -> tuple[Entity, Any]:
    """
    The entity at the end of the steps, and the raw row of it.

    :raises Refusal: 404, if a step leads to nothing that may be seen
    """
    entity, row = ENTITIES[steps[0].entity], None
    for number, step in enumerate(steps):
        target = ENTITIES[step.entity]
        condition = [tables.seen(target, "e", asker.principal)]
        tied = tables.source(target, "e") if row is None else tables.grouped(target, "e")
        if step.key is not None:
            condition.append(by_key(target, step.key))
        if row is not None:
            tie = tables.link(entity, step.name, "p", "e")
            tied = sql("{} JOIN {} ON {}", tables.source(entity, "p"), tied, tie)
            condition.append(by_key(entity, key_of(entity, row), "p"))
        columns = read_columns(target)
        found = run(sql(f"SELECT {columns} FROM {{}} WHERE {{}} LIMIT 1", tied, all_of(condition)))
        if not found and (moved := _moved(target, step)) is not None:
            return one(asker, [*steps[:number], moved, *steps[number + 1 :]])
        if not found and (old := _archived(asker, target, step, entity, row)) is not None:
            return _from_archived(asker, target, old, steps[number + 1 :])
        if not found:
            raise nothing_there(step)
        entity, row = target, found[0]
    return entity, row


def _moved(target: Entity, step: Step) -> Step | None:
    """The step of an observation whose time was changed, under its new id."""
    pair = None if target.name != "Observation" or step.key is None else observation_key(str(step.key))
    if pair is None:
        return None
    known = "SELECT m.to_slot FROM observations_moved m WHERE m.datastream_id = {} AND m.slot = {}"
    found = run(sql(known, *pair))
    return replace(step, key=f"{pair[0]}_{found[0][0]}") if found else None


def _archived(asker: Asker, target: Entity, step: Step, parent: Entity, row: Any) -> Any:
    """An observation that is named by its id and stands in the archive alone."""
    pair = None if target.name != "Observation" or step.key is None else observation_key(str(step.key))
    if pair is None or (row is not None and (parent.name not in STREAMS or row[0] != pair[0])):
        return None
    return archived_row(asker, target, *pair)


def _from_archived(asker: Asker, target: Entity, row: Any, further: Sequence[Step]) -> tuple[Entity, Any]:
    """It, or where the way goes on from it: its rows are in no table that could be joined."""
    if not further:
        return target, row
    step, (told, *_) = further[0], results.told([row])
    is_own = step.name == ("MultiDatastream" if told.usual.is_multi else "Datastream")
    key = told.datastream_id if is_own else told.feature_id if step.name == "FeatureOfInterest" else None
    if key is None:
        raise nothing_there(step)
    return one(asker, [replace(step, name=ENTITIES[step.entity].set_name, key=key), *further[1:]])


def key_of(entity: Entity, row: Sequence[Any]) -> Key:
    """The id of a raw row."""
    return f"{row[0]}_{row[1]}" if entity.name == "Observation" else int(row[0])


def nothing_there(step: Step) -> Refusal:
    """There is no such entity, or it may not be seen; which of the two is nobody's business."""
    named = step.name if step.key is None else f"{step.name}({step.key!r})"
    return Refusal(404, f"There is no {named} here.")


def sets_with(asker: Asker, entity: Entity, key: int) -> list[tuple[str, str]]:
    """The sets of other entities in which this one stands, as ``("Things(5)", "Datastreams")``."""
    found: list[tuple[str, str]] = []
    for way in entity.navigations.values():
        target = ENTITIES[way.target]
        if target.name == "Observation" or not target.navigations[way.inverse].many:
            continue
        tied = sql("{} JOIN {} ON {}", tables.source(entity, "p"), tables.grouped(target, "e"),
                   tables.link(entity, way.name, "p", "e"))  # fmt: skip
        seen = all_of([by_key(entity, key, "p"), tables.seen(target, "e", asker.principal)])
        for (pk,) in run(sql("SELECT e.id FROM {} WHERE {} ORDER BY e.id", tied, seen)):
            found.append((f"{target.set_name}({pk})", way.inverse))
    return found


def collection(asker: Asker, steps: Sequence[Step]) -> tuple[Entity, Within]:
    """
    The set at the end of the steps, and which of its rows are meant.

    :raises Refusal: 404, if a step before it leads to nothing that may be seen
    """
    *before, last = steps
    target = ENTITIES[last.entity]
    if not before:
        return target, Within()
    entity, row = one(asker, before)
    key = key_of(entity, row)
    if target.name == "Observation" and entity.name in STREAMS:
        return target, Within(sql("e.datastream_id = {}", key), int(key))
    tie = sql(
        "EXISTS (SELECT 1 FROM {} WHERE {} AND {})", tables.source(entity, "p"), by_key(entity, key, "p"),
        tables.link(entity, last.name, "p", "e"),
    )  # fmt: skip
    return target, Within(tie)
