"""The tracker as its page, its sheets and its feed show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from meydan.base.locale.public import format_money, format_percent, text
from meydan.base.packs.public import current
from meydan.kernel.strategy.models import Action
from meydan.kernel.strategy.queries.owners import OWNED, VACANT
from meydan.kernel.strategy.queries.tracker import MONEY, TrackerFilter, TrackerRow
from meydan.kernel.strategy.wording import ACTION_STATES, action_word

Cell = str | float | None
FLAGS = ("late", "no_owner", "stale")


@dataclass(frozen=True)
class TrackerFace:
    """A promise as one row of the tracker."""

    row: TrackerRow
    state: str
    word: str
    owner: str
    money: str
    href: str

    @property
    def action(self) -> Action:
        """The action itself."""
        return self.row.action

    @property
    def evidence(self) -> int:
        """How much speaks for it: evidence, words and changes together."""
        return self.row.evidence_count + self.row.word_count + self.row.change_count


def asked(wanted: Any, rows: Sequence[TrackerRow]) -> TrackerFilter:
    """Read the query string against what the plan holds; an unknown word asks for nothing."""
    units = {row.action.unit.code for row in rows if row.action.unit}
    goals = {row.goal.code for row in rows}
    unit, goal, money = (str(wanted.get(key, "")) for key in ("unit", "goal", "money"))
    return TrackerFilter(
        unit=unit if unit in units else "",
        goal=goal if goal in goals else "",
        money=money if money in MONEY else "",
        **{flag: wanted.get(flag) == "1" for flag in FLAGS},
    )


def query_of(wanted: TrackerFilter) -> str:
    """The filter as a query string, for the pages and the files of the same list."""
    kept = {key: getattr(wanted, key) for key in ("unit", "goal", "money") if getattr(wanted, key)}
    return urlencode({**kept, **{flag: "1" for flag in FLAGS if getattr(wanted, flag)}})


def money_choices() -> list[tuple[str, str]]:
    """What can be asked of the money, in words."""
    return list(
        zip(MONEY, (_("Over its budget"), _("Nothing spent yet"), _("No money is named")), strict=True)
    )


def face(row: TrackerRow) -> TrackerFace:
    """A promise as a row."""
    return TrackerFace(
        row=row,
        state=ACTION_STATES[row.standing.state][0],
        word=action_word(row.standing),
        owner=owner_words(row.action, row.owner),
        money=money_words(row),
        href=reverse("strategy:action", args=[row.action.code]),
    )


def owner_words(action: Action, owner: str) -> str:
    """Unit and post, or that there is no owner, and why."""
    if owner == OWNED:
        post = f", {text(action.post.names)}" if action.post else ""
        return f"{text(action.unit.names)}{post}" if action.unit else ""
    if owner == VACANT and action.post and action.unit:
        facts = {"post": text(action.post.names), "unit": text(action.unit.names)}
        return _("No owner: the post %(post)s in %(unit)s is vacant") % facts
    if action.owner_text:
        return _("No owner; in the printed plan: %(name)s") % {"name": action.owner_text}
    return _("No owner")


def money_words(row: TrackerRow) -> str:
    """What is spent of what was set aside."""
    action, money = row.action, current().money
    if action.budget is None:
        return _("No money is named")
    facts = {
        "spent": format_money(action.spent or 0, money),
        "budget": format_money(action.budget, money),
        "share": format_percent(row.spent_percent or 0.0),
    }
    return _("%(spent)s of %(budget)s (%(share)s)") % facts


HEAD = [
    "code", "action", "goal_code", "goal", "unit", "post", "owner", "status", "state", "days_late", "starts_on",
    "ends_on", "progress_percent", "budget", "spent", "spent_percent", "currency", "last_word_on", "is_stale",
    "evidence_count", "word_count", "change_count", "explanation", "address",
]  # fmt: skip


def records(rows: Sequence[TrackerRow], site: str) -> Iterator[dict[str, Cell]]:
    """Each promise as the sheets and the JSON hold it: figures plain, days as ISO text."""
    currency = current().money.code
    for row in rows:
        action, standing = row.action, row.standing
        share = row.spent_percent
        cells: list[Cell] = [
            action.printed_code, text(action.names), row.goal.code, text(row.goal.names),
            text(action.unit.names) if action.unit else "", text(action.post.names) if action.post else "",
            row.owner, action.status, standing.state, standing.days_late, action.starts_on.isoformat(),
            action.ends_on.isoformat(), action.progress_percent,
            None if action.budget is None else float(action.budget),
            None if action.spent is None else float(action.spent),
            None if share is None else round(share, 1), currency, action.updated_at.date().isoformat(),
            int(row.is_stale), row.evidence_count, row.word_count, row.change_count,
            text(action.explanation) if any(action.explanation.values()) else "",
            f"{site}{reverse('strategy:action', args=[action.code])}",
        ]  # fmt: skip
        yield dict(zip(HEAD, cells, strict=True))
