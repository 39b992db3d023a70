"""The plan that stands in our tables, as its table; and who the owners it names are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from meydan.base.locale.public import fold
from meydan.base.people.public import OrgUnit, Post
from meydan.kernel.strategy.engine.cells import listed
from meydan.kernel.strategy.engine.document import (
    ActionRow,
    GoalRow,
    Place,
    PlanTable,
    StepRow,
    TargetRow,
)
from meydan.kernel.strategy.models import Action, ActionIndicator, Dependency, Goal, Plan, Step, Target


def held_table(plan: Plan) -> PlanTable:
    """The plan's goals, targets, actions and steps, in six queries whatever its size."""
    actions = list(
        Action.objects.filter(goal__plan=plan).select_related("unit", "post").order_by("order", "pk")
    )
    printed = {action.pk: action.printed_code for action in actions}
    steps: dict[int, list[StepRow]] = defaultdict(list)
    for step in Step.objects.filter(action__goal__plan=plan).order_by("order", "pk"):
        steps[step.action_id].append(
            StepRow(
                step.code, step.names, step.starts_on, step.ends_on, step.output, Place(**step.source_place)
            )
        )
    needs: dict[int, list[str]] = defaultdict(list)
    for link in Dependency.objects.filter(action__goal__plan=plan).order_by("pk"):
        needs[link.action_id].append(printed.get(link.needs_id, ""))
    moved: dict[int, list[str]] = defaultdict(list)
    for action_id, code in (
        ActionIndicator.objects.filter(action__goal__plan=plan)
        .order_by("indicator__code")
        .values_list("action", "indicator__code")
    ):
        moved[action_id].append(code)
    rows = {one.pk: _action(one, steps[one.pk], needs[one.pk], moved[one.pk]) for one in actions}
    return PlanTable(_goals(plan, actions, rows))


def _goals(plan: Plan, actions: Iterable[Action], rows: dict[int, ActionRow]) -> list[GoalRow]:
    under: dict[tuple[int, int | None], list[ActionRow]] = defaultdict(list)
    for action in actions:
        under[action.goal_id, action.target_id].append(rows[action.pk])
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(goal__plan=plan).order_by("order", "pk"):
        targets[target.goal_id].append(target)
    goals = []
    for goal in Goal.objects.filter(plan=plan).order_by("order", "pk"):
        own = [TargetRow(one.code, one.names, under[goal.pk, one.pk]) for one in targets[goal.pk]]
        bare = under.get((goal.pk, None))
        goals.append(
            GoalRow(goal.code, goal.names, goal.theme, [TargetRow(actions=bare), *own] if bare else own)
        )
    return goals


def _action(action: Action, steps: list[StepRow], needs: list[str], indicators: list[str]) -> ActionRow:
    return ActionRow(
        code=action.printed_code,
        names=action.names,
        about=action.about,
        owner=action.owner_text,
        unit=action.unit.code if action.unit else "",
        post=action.post.code if action.post else "",
        partners=[one if isinstance(one, str) else _any(one) for one in action.partners],
        starts_on=action.starts_on,
        ends_on=action.ends_on,
        budget=None if action.budget is None else Decimal(action.budget).quantize(Decimal("0.01")),
        output=action.output,
        risk=action.risk,
        location=action.location,
        needs=needs,
        national=action.national,
        sdg=[str(one) for one in action.sdg],
        indicators=indicators,
        measure=action.measure,
        dropped=action.status == Action.Status.DROPPED,
        steps=steps,
        source=Place(**action.source_place),
    )


def _any(words: dict[str, str]) -> str:
    """A partner's names in one cell, so that each language comes back: ``tr: … | en: …``."""
    return " / ".join(dict.fromkeys(words.values()))


def name_owners(table: PlanTable) -> list[ActionRow]:
    """
    Say which unit and post each owner of a read table is, by code or by a name in any language.

    Of several owners in one cell the first is the owner, the others are partners.

    :return: the actions whose owner is no unit of this city; they keep the words of the table
    """
    units = {unit.code: unit for unit in OrgUnit.objects.all()}
    posts = {post.code: post for post in Post.objects.select_related("unit")}
    by_name: dict[str, tuple[OrgUnit, Post | None]]
    by_name = {fold(name): (post.unit, post) for post in posts.values() for name in post.names.values()}
    by_name |= {fold(name): (unit, None) for unit in units.values() for name in unit.names.values()}
    unknown = []
    for _goal, _target, action in table.actions():
        post = posts.get(action.post)
        unit = units.get(action.unit) or (post.unit if post else None)
        if unit is None and action.owner:
            first, *others = listed(action.owner) or [""]
            unit, post = by_name.get(fold(action.owner)) or by_name.get(fold(first)) or (None, None)
            if unit is not None and fold(action.owner) not in by_name:
                action.partners += [one for one in others if one not in action.partners]
        action.unit, action.post = unit.code if unit else "", post.code if post else ""
        if unit is None:
            unknown += [action] if action.owner else []
        elif fold(action.owner) in by_name or fold((listed(action.owner) or [""])[0]) in by_name:
            action.owner = ""
    return unknown
