"""A plan as one document: what was promised, apart from how far it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Words = dict[str, str]  # language -> words


@dataclass(frozen=True)
class Place:
    """Where a row stands in the file it was read from."""

    kind: str = ""  # sheet | page | table | file
    name: str = ""  # the sheet's name, the page's or the table's number
    row: int = 0  # 1 is the first


@dataclass
class StepRow:
    """A step of an action."""

    code: str = ""
    names: Words = field(default_factory=dict)
    starts_on: date | None = None
    ends_on: date | None = None
    output: str = ""
    source: Place = field(default_factory=Place)


@dataclass
class ActionRow:
    """
    An action as the plan names it.

    ``owner`` is what the table says; which unit or post that is, the city's own list decides.
    ``budget`` is in the main unit of the country's currency.
    """

    code: str = ""
    names: Words = field(default_factory=dict)
    about: Words = field(default_factory=dict)
    owner: str = ""
    unit: str = ""
    post: str = ""
    partners: list[str] = field(default_factory=list)
    starts_on: date | None = None
    ends_on: date | None = None
    budget: Decimal | None = None
    output: str = ""
    risk: str = ""
    location: str = ""
    needs: list[str] = field(default_factory=list)
    national: str = ""
    sdg: list[str] = field(default_factory=list)
    indicators: list[str] = field(default_factory=list)
    measure: str = ""
    dropped: bool = False
    steps: list[StepRow] = field(default_factory=list)
    source: Place = field(default_factory=Place)


@dataclass
class TargetRow:
    """A target under a goal, with its actions; a plan without targets has one without a code."""

    code: str = ""
    names: Words = field(default_factory=dict)
    actions: list[ActionRow] = field(default_factory=list)


@dataclass
class GoalRow:
    """A goal with its targets."""

    code: str = ""
    names: Words = field(default_factory=dict)
    theme: str = ""
    targets: list[TargetRow] = field(default_factory=list)


@dataclass
class PlanTable:
    """The goals of a plan in their order."""

    goals: list[GoalRow] = field(default_factory=list)

    def actions(self) -> Iterator[tuple[GoalRow, TargetRow, ActionRow]]:
        """Every action with the goal and the target above it."""
        for goal in self.goals:
            for target in goal.targets:
                for action in target.actions:
                    yield goal, target, action


def as_document(table: PlanTable) -> dict[str, Any]:
    """The table as JSON holds it: days as ISO text, amounts as decimal text."""
    document: dict[str, Any] = json.loads(json.dumps(asdict(table), default=_plain))
    return document


def from_document(document: dict[str, Any]) -> PlanTable:
    """The table that a document holds."""
    return PlanTable(
        [
            GoalRow(
                goal["code"],
                goal["names"],
                goal["theme"],
                [
                    TargetRow(target["code"], target["names"], [_action(one) for one in target["actions"]])
                    for target in goal["targets"]
                ],
            )
            for goal in document["goals"]
        ]
    )


def canonical(document: dict[str, Any]) -> bytes:
    """The document as the one sequence of bytes whose SHA-256 is published: sorted keys, no blanks, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(document: dict[str, Any]) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(document)).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value)} cannot stand in a plan's document")


def _day(words: str | None) -> date | None:
    return date.fromisoformat(words) if words else None


def _action(row: dict[str, Any]) -> ActionRow:
    plain = {**row, "source": Place(**row["source"])}
    plain["starts_on"], plain["ends_on"] = _day(row["starts_on"]), _day(row["ends_on"])
    plain["budget"] = Decimal(row["budget"]) if row["budget"] is not None else None
    plain["steps"] = [
        StepRow(
            **{
                **step,
                "starts_on": _day(step["starts_on"]),
                "ends_on": _day(step["ends_on"]),
                "source": Place(**step["source"]),
            }
        )
        for step in row["steps"]
    ]
    return ActionRow(**plain)
