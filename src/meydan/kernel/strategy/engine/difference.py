"""What changed between two tables of a plan, in the order of the newer one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from meydan.kernel.strategy.engine.document import ActionRow, PlanTable, Words

# What an action's page shows of where it was read from is no part of the promise.
UNTOLD = ("code", "source", "steps", "dropped")


@dataclass(frozen=True)
class Change:
    """
    One change.

    ``kind`` is added, removed, moved, dropped, taken_up or changed; ``what`` is goal, target, action or step.
    ``before`` and ``after`` are the values of ``field`` as the table holds them.
    """

    kind: str
    what: str
    code: str
    names: Words
    field: str = ""
    before: object = None
    after: object = None


def difference(before: PlanTable, after: PlanTable) -> list[Change]:
    """Everything that was added, removed, moved, re-dated, re-priced or said otherwise."""
    return [*_above(before, after), *_actions(before, after)]


def _above(before: PlanTable, after: PlanTable) -> Iterator[Change]:
    """Changes of goals, then of targets."""
    yield from _named(
        "goal", {one.code: one.names for one in before.goals}, {one.code: one.names for one in after.goals}
    )
    yield from _named("target", _targets(before), _targets(after))


def _targets(table: PlanTable) -> dict[str, Words]:
    return {one.code: one.names for goal in table.goals for one in goal.targets if one.code}


def _named(what: str, old: dict[str, Words], new: dict[str, Words]) -> Iterator[Change]:
    for code, names in new.items():
        if code not in old:
            yield Change("added", what, code, names)
        elif old[code] != names:
            yield Change("changed", what, code, names, "names", old[code], names)
    for code, names in old.items():
        if code not in new:
            yield Change("removed", what, code, names)


def _actions(before: PlanTable, after: PlanTable) -> Iterator[Change]:
    old = {action.code: (goal.code, target.code, action) for goal, target, action in before.actions()}
    new = {action.code: (goal.code, target.code, action) for goal, target, action in after.actions()}
    for code, (goal, target, action) in new.items():
        if code not in old:
            yield Change("added", "action", code, action.names)
            continue
        goal_before, target_before, was = old[code]
        if (goal_before, target_before) != (goal, target):
            yield Change(
                "moved", "action", code, action.names, "goal", target_before or goal_before, target or goal
            )
        yield from _fields(was, action)
    for code, (_goal, _target, action) in old.items():
        if code not in new:
            yield Change("removed", "action", code, action.names)


def _fields(was: ActionRow, now: ActionRow) -> Iterator[Change]:
    if was.dropped != now.dropped:
        yield Change("dropped" if now.dropped else "taken_up", "action", now.code, now.names)
    for one in fields(ActionRow):
        before, after = getattr(was, one.name), getattr(now, one.name)
        if one.name not in UNTOLD and before != after:
            yield Change("changed", "action", now.code, now.names, one.name, before, after)
    old, new = ({step.code: step for step in row.steps} for row in (was, now))
    for code, step in new.items():
        if code not in old:
            yield Change("added", "step", f"{now.code}/{code}", step.names)
            continue
        for name in ("names", "starts_on", "ends_on", "output"):
            before, after = getattr(old[code], name), getattr(step, name)
            if before != after:
                yield Change("changed", "step", f"{now.code}/{code}", step.names, name, before, after)
    for code, step in old.items():
        if code not in new:
            yield Change("removed", "step", f"{now.code}/{code}", step.names)
