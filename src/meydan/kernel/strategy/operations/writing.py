"""A plan's table is written over our tables: rows by their codes, and only what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import Model

from meydan.base.people.public import OrgUnit, Post
from meydan.kernel.strategy.engine.document import ActionRow, PlanTable
from meydan.kernel.strategy.models import (
    Action,
    ActionChange,
    ActionIndicator,
    Dependency,
    Goal,
    Indicator,
    Plan,
    Step,
    Target,
)
from meydan.kernel.strategy.operations.noting import note_changes, told_of


def write_table(*, plan: Plan, table: PlanTable, now: datetime) -> None:
    """
    Make and renew goals, targets, actions, steps and dependencies; progress and spending stay as they are.

    Called inside the transaction of whoever brings a table in.
    """
    writer = _Writer(plan, now)
    for order, row in enumerate(table.goals):
        goal = writer.keep(
            writer.goals,
            Goal,
            row.code,
            order=order,
            plan=plan,
            names=row.names or plan.names,
            theme=row.theme,
        )
        for place, target_row in enumerate(row.targets):
            target = None
            if target_row.code:
                target = writer.keep(
                    writer.targets, Target, f"{row.code}\n{target_row.code}",
                    code=target_row.code, goal=goal, order=place, names=target_row.names,
                )  # fmt: skip
            for action_row in target_row.actions:
                writer.action(action_row, goal, target)
    for _goal, _target, action_row in table.actions():
        writer.links(action_row)


class _Writer:
    """The rows that stand already, by code, read once."""

    def __init__(self, plan: Plan, now: datetime) -> None:
        self.plan, self.now, self.order = plan, now, 0
        self.goals: dict[str, Goal] = {one.code: one for one in Goal.objects.filter(plan=plan)}
        self.targets: dict[str, Target] = {
            f"{one.goal.code}\n{one.code}": one
            for one in Target.objects.filter(goal__plan=plan).select_related("goal")
        }
        actions = (
            Action.objects.filter(goal__plan=plan)
            .select_related("unit")
            .prefetch_related("steps", "needs", "indicators")
        )
        self.actions: dict[str, Action] = {one.printed_code: one for one in actions}
        self.taken = set(Action.objects.values_list("code", flat=True))
        self.units = {one.code: one for one in OrgUnit.objects.all()}
        self.posts = {one.code: one for one in Post.objects.all()}
        self.indicators = dict(Indicator.objects.values_list("code", "pk"))

    def keep(self, held: dict[str, Any], model: type[Model], key: str, **values: Any) -> Any:
        """Make the row of a code, or renew it where it differs."""
        known = held.get(key)
        if known is None:
            values = {"code": key, "is_sample": self.plan.is_sample, **values}
            held[key] = model._default_manager.create(**values)
        else:
            _renew(known, values)
        return held[key]

    def action(self, row: ActionRow, goal: Goal, target: Target | None) -> None:
        """Make or renew an action with its steps."""
        known = self.actions.get(row.code)
        values = self._values(row, goal, target)
        if row.dropped:
            values["status"] = Action.Status.DROPPED
        elif known is not None and known.status == Action.Status.DROPPED:
            values["status"] = Action.Status.PLANNED
        if known is None:
            code = self._address(row.code)
            known = self.actions[row.code] = Action.objects.create(
                code=code,
                number="" if code == row.code else row.code,
                is_sample=self.plan.is_sample,
                updated_at=self.now,
                **values,
            )
        else:
            before = told_of(known)
            _renew(known, values)
            note_changes(known, before, way=ActionChange.Way.TABLE, now=self.now)
        self._steps(row, known)

    def _values(self, row: ActionRow, goal: Goal, target: Target | None) -> dict[str, Any]:
        starts_on = row.starts_on or min(self.plan.starts_on, row.ends_on or self.plan.starts_on)
        self.order += 1
        values = {
            "goal": goal,
            "target": target,
            "names": row.names,
            "about": row.about,
            "unit": self.units.get(row.unit),
            "post": self.posts.get(row.post),
            "owner_text": row.owner,
            "starts_on": starts_on,
            "ends_on": row.ends_on or max(self.plan.ends_on, starts_on),
            "budget": row.budget,
            "output": row.output,
            "measure": row.measure,
            "risk": row.risk,
            "location": row.location,
            "national": row.national,
            "sdg": row.sdg,
            "source_place": asdict(row.source) if row.source.kind else {},
            "order": self.order,
        }
        known = self.actions.get(row.code)
        if known is None or row.partners != _words(known.partners):
            values["partners"] = row.partners
        return values

    def _address(self, printed: str) -> str:
        """The action's code, which is its address: another plan may hold the printed one."""
        plain = printed.replace("/", "-")
        wanted = plain if plain not in self.taken else f"{self.plan.code[: 38 - len(plain)]}-{plain}"
        number = 2
        code = wanted
        while code in self.taken:
            code, number = f"{wanted[:36]}-{number}", number + 1
        self.taken.add(code)
        return code

    def _steps(self, row: ActionRow, action: Action) -> None:
        held = {step.code: step for step in action.steps.all()}
        for order, step in enumerate(row.steps):
            values = {
                "action": action,
                "names": step.names,
                "starts_on": step.starts_on,
                "ends_on": step.ends_on,
                "output": step.output,
                "order": order,
                "source_place": asdict(step.source) if step.source.kind else {},
            }
            if step.code in held:
                _renew(held[step.code], values)
            else:
                Step.objects.create(code=step.code, **values)

    def links(self, row: ActionRow) -> None:
        """Say what an action needs and which indicators it should move."""
        action = self.actions[row.code]
        needed = {self.actions[code].pk for code in row.needs if code in self.actions}
        held = {one.needs_id for one in action.needs.all()}
        Dependency.objects.filter(action=action, needs__in=held - needed).delete()
        Dependency.objects.bulk_create(
            [Dependency(action=action, needs_id=pk) for pk in sorted(needed - held)]
        )
        moved = {self.indicators[code] for code in row.indicators if code in self.indicators}
        moves = {one.pk for one in action.indicators.all()}
        ActionIndicator.objects.bulk_create(
            [ActionIndicator(action=action, indicator_id=pk) for pk in sorted(moved - moves)]
        )


def _words(partners: list[Any]) -> list[str]:
    return [one if isinstance(one, str) else " / ".join(dict.fromkeys(one.values())) for one in partners]


def _renew(known: Any, values: Mapping[str, Any]) -> None:
    changed = [name for name, value in values.items() if getattr(known, name) != value]
    for name in changed:
        setattr(known, name, values[name])
    if changed:
        known.save(update_fields=changed)
