"""What can only be said of a plan's table when all of it was read: codes, dates of wholes, circles."""

from __future__ import annotations

from meydan.kernel.strategy.engine.cycles import first_cycle
from meydan.kernel.strategy.engine.document import PlanTable
from meydan.kernel.strategy.engine.faults import Fault


def finish(table: PlanTable, faults: list[Fault]) -> None:
    """Give codes where the table has none, dates of the steps to their action, and refuse circles."""
    table.goals = [goal for goal in table.goals if goal.targets or goal.names]
    _codes(table)
    for _goal, _target, action in table.actions():
        if action.steps:
            starts = [day for step in action.steps if (day := step.starts_on)]
            ends = [day for step in action.steps if (day := step.ends_on)]
            action.starts_on = action.starts_on or min(starts, default=None)
            action.ends_on = action.ends_on or max(ends, default=None)
    _needs(table, faults)


def _codes(table: PlanTable) -> None:
    goals = {goal.code for goal in table.goals}
    for number, goal in enumerate(table.goals, 1):
        goal.code = goal.code or _free(str(number), goals)
        goals.add(goal.code)
    targets = {target.code for goal in table.goals for target in goal.targets}
    actions = {action.code for _g, _t, action in table.actions()}
    for goal in table.goals:
        for number, target in enumerate(goal.targets, 1):
            if target.names and not target.code:
                target.code = _free(f"{goal.code}.{number}", targets)
                targets.add(target.code)
        for number, action in enumerate((one for target in goal.targets for one in target.actions), 1):
            action.code = action.code or _free(f"{goal.code}.{number}", actions)
            actions.add(action.code)


def _free(code: str, taken: set[str]) -> str:
    while code in taken:
        code += "a"
    return code


def _needs(table: PlanTable, faults: list[Fault]) -> None:
    actions = {action.code: action for _goal, _target, action in table.actions()}
    for action in actions.values():
        faults += [
            Fault("needs_unknown", action.source, "needs", one) for one in action.needs if one not in actions
        ]
        action.needs = [code for code in dict.fromkeys(action.needs) if code in actions]
    while circle := first_cycle({code: action.needs for code, action in actions.items()}):
        closing = actions[circle[-1]]
        closing.needs.remove(circle[0])
        faults.append(Fault("needs_circle", closing.source, "needs", " → ".join([*circle, circle[0]])))
