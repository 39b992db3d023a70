"""A read table laid over the plan as it stands: empty cells and rows that are not in the file change nothing."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields

from meydan.kernel.strategy.engine.document import (
    ActionRow,
    GoalRow,
    Place,
    PlanTable,
    StepRow,
    TargetRow,
)
from meydan.kernel.strategy.engine.faults import Fault


def merged(held: PlanTable, read: PlanTable, faults: list[Fault]) -> PlanTable:
    """
    The plan as it would be with ``read`` brought in; rows are known by their codes.

    An action that stands under another goal or target in ``read`` moves there. Where only one of two days is
    read and does not fit the other that stands, both stay and the fault is named.
    """
    result = deepcopy(held)
    goals = {goal.code: goal for goal in result.goals}
    known = {action.code: action for _goal, _target, action in result.actions()}
    for goal in read.goals:
        mine = goals.get(goal.code)
        if mine is None:
            mine = goals[goal.code] = GoalRow(goal.code)
            result.goals.append(mine)
        mine.names = {**mine.names, **goal.names}
        mine.theme = goal.theme or mine.theme
        for target in goal.targets:
            _lay_target(result, mine, target, known, faults)
    return result


def _lay_target(
    result: PlanTable, goal: GoalRow, read: TargetRow, known: dict[str, ActionRow], faults: list[Fault]
) -> None:
    target = next((one for one in goal.targets if one.code == read.code), None)
    if target is None:
        target = TargetRow(read.code)
        goal.targets.append(target)
    target.names = {**target.names, **read.names}
    for action in read.actions:
        mine = known.get(action.code)
        if mine is None:
            mine = known[action.code] = ActionRow(action.code)
            target.actions.append(mine)
        elif not any(one is mine for one in target.actions):
            for _goal, above, _action in list(result.actions()):
                above.actions[:] = [one for one in above.actions if one is not mine]
            target.actions.append(mine)
        _lay(mine, action, faults)


def _lay(mine: ActionRow, read: ActionRow, faults: list[Fault]) -> None:
    days = mine.starts_on, mine.ends_on
    for one in fields(ActionRow):
        value = getattr(read, one.name)
        if one.name in ("names", "about"):
            setattr(mine, one.name, {**getattr(mine, one.name), **value})
        elif one.name == "steps":
            _lay_steps(mine, value, faults)
        elif value not in (None, "", [], Place()):
            setattr(mine, one.name, value)
    if _turned_round(mine):
        mine.starts_on, mine.ends_on = days
        faults.append(Fault("date_order", read.source, "ends_on", mine.code))
    if read.unit and not read.owner:
        mine.owner = ""
    if read.owner and not read.unit:
        mine.unit = mine.post = ""


def _lay_steps(mine: ActionRow, steps: list[StepRow], faults: list[Fault]) -> None:
    known = {step.code: step for step in mine.steps}
    for read in steps:
        step = known.get(read.code)
        if step is None:
            mine.steps.append(read)
            continue
        days = step.starts_on, step.ends_on
        step.names = {**step.names, **read.names}
        step.starts_on, step.ends_on = read.starts_on or step.starts_on, read.ends_on or step.ends_on
        step.output, step.source = read.output or step.output, read.source
        if _turned_round(step):
            step.starts_on, step.ends_on = days
            faults.append(Fault("date_order", read.source, "ends_on", f"{mine.code}/{step.code}"))


def _turned_round(row: ActionRow | StepRow) -> bool:
    return row.starts_on is not None and row.ends_on is not None and row.ends_on < row.starts_on
