"""How budgets, choices and counts are said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from meydan.base.locale.public import format_day, format_money, format_number, text
from meydan.base.packs.public import current
from meydan.domains.participation.errors import BallotAgainstRules
from meydan.domains.participation.models import Budget, Channel, Count, CountRule, Project


def money(amount: float) -> str:
    """An amount in the unit people say."""
    return format_money(amount, current().money)


def when(budget: Budget, now: datetime) -> str:
    """Say when people vote, or that it is over."""
    if now < budget.opens_at:
        return _("Voting from %(day)s") % {"day": format_day(budget.opens_at, "long")}
    if budget.is_open_at(now):
        return _("Vote until %(day)s") % {"day": format_day(budget.closes_at, "long")}
    return _("Voting ended on %(day)s") % {"day": format_day(budget.closes_at, "long")}


def label(project: Project) -> str:
    """A project as it stands on the ballot."""
    return f"{format_number(project.number)}. {text(project.names)} · {money(project.cost)}"


def channels(cast: Mapping[str, int]) -> list[tuple[str, str]]:
    """How many ballots came each way."""
    return [(str(Channel(channel).label), format_number(many)) for channel, many in cast.items()]


def refusal(budget: Budget, refused: BallotAgainstRules) -> str:
    """Why a choice of projects is not taken, and what to do."""
    if refused.kind == "money":
        costs = budget.projects.filter(number__in=refused.projects).values_list("cost", flat=True)
        said = {"sum": money(sum(costs)), "amount": money(budget.amount)}
        return _("Your choice costs %(sum)s; there is %(amount)s. Take something off.") % said
    if refused.kind == "many":
        return _("Choose %(many)s projects at most.") % {"many": format_number(budget.most_projects or 0)}
    return _("Choose one project at least.")


def in_fours(signs: str, between: str = " ") -> str:
    """A receipt or a code in groups of four, to be read out and typed."""
    return between.join(signs[start : start + 4] for start in range(0, len(signs), 4))


def results(budget: Budget, count: Count) -> dict[str, Any]:
    """What the page of results shows: a table of all rules, then each rule with its reasons, the deciding one first."""
    projects = {one.number: one for one in budget.projects.order_by("number")}
    rules = sorted(count.outcomes, key=lambda rule: rule != budget.rule)
    lines = [
        {"title": label(project), "votes": format_number(_row(count, rules[0], number)["votes"]),
         "marks": [_mark(_row(count, rule, number), rule) for rule in rules]}
        for number, project in projects.items()
    ]  # fmt: skip
    told = [
        {
            "rule": rule, "name": CountRule(rule).label, "decides": rule == budget.rule,
            "rows": [_told(row, projects[row["number"]]) for row in _in_order(count.outcomes[rule])],
        }
        for rule in rules
    ]  # fmt: skip
    return {
        "rules": [(CountRule(rule).label, rule == budget.rule) for rule in rules],
        "lines": lines,
        "told": told,
    }


def reason(row: Mapping[str, Any], cost: int) -> str:
    """Why a project won or lost."""
    said = {"cost": money(cost), "left": money(row["left"]), "votes": format_number(row["votes"])}
    if row["price"] is not None:
        said["price"] = money(row["price"])
    if row["hold"] is not None:
        said["hold"] = money(row["hold"])
    words = {
        "votes": _("Votes: %(votes)s. It cost %(cost)s, and %(left)s was left when its turn came."),
        "value": _("Votes: %(votes)s for %(cost)s; %(left)s was left when its turn came."),
        "shares": _("Votes: %(votes)s. Each supporter paid %(price)s at most; together they held %(hold)s."),
        "completion": _("Votes: %(votes)s. Paid from what was left over: %(left)s."),
        "no_votes": _("Nobody chose it."),
        "not_enough_left": _("Votes: %(votes)s. It costs %(cost)s, and only %(left)s was left."),
        "supporters_cannot_pay": _(
            "Votes: %(votes)s. Its supporters held %(hold)s of the %(cost)s, and only %(left)s was left over."
        ),
    }
    return words[row["reason"]] % said


def crumbs(label: str = "", *, desk: bool = False) -> list[dict[str, str]]:
    """The way back to the list, and the page itself when it has a name."""
    first = {
        "label": _("Budgets you decide"),
        "href": reverse(f"participation:{'desk' if desk else 'front'}"),
    }
    return [first, {"label": label, "href": ""}] if label else [first]


def _row(count: Count, rule: str, number: int) -> dict[str, Any]:
    return next(row for row in count.outcomes[rule] if row["number"] == number)


def _mark(row: Mapping[str, Any], rule: str) -> dict[str, str]:
    return {
        "rule": str(CountRule(rule).label), "chip": "good" if row["wins"] else "plain",
        "word": _("Wins") if row["wins"] else _("Does not win"),
    }  # fmt: skip


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (not row["wins"], row["place"], -row["votes"], row["number"]))


def _told(row: Mapping[str, Any], project: Project) -> dict[str, str]:
    return _mark(row, CountRule.KNAPSACK) | {"title": label(project), "reason": reason(row, project.cost)}
