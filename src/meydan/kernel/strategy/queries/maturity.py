"""How mature the city is: criteria of the pack, each answered by an officer or read from live use."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from meydan.base.packs.public import current
from meydan.kernel.strategy.engine.maturity import MET, UNKNOWN, answered, level_of, measured
from meydan.kernel.strategy.models import Indicator, MaturityAnswer, MaturitySnapshot
from meydan.kernel.strategy.queries.indicators import Standing, indicator_standings

FOLDER = "data/maturity"
# What was answered longer ago counts in part, until somebody looks again.
OLD_AFTER = timedelta(days=400)
FRESH = ("good", "watch", "bad", "plain")


class ChecklistUnknown(Exception):
    """The pack has no such checklist, or the checklist no such criterion."""


@dataclass(frozen=True)
class Criterion:
    """
    One criterion as it stands.

    :param indicator: the code of the figure that answers it; empty when people do
    :param state: met, partly, unmet, unknown
    """

    code: str
    component: str
    level: int
    names: dict[str, str]
    indicator: str
    state: str
    standing: Standing | None = None
    answer: MaturityAnswer | None = None
    is_old: bool = False

    @property
    def lacks_evidence(self) -> bool:
        """Whether yes was said and nothing shows it."""
        return self.answer is not None and self.answer.answer == "yes" and not self.answer.evidence


@dataclass(frozen=True)
class Component:
    """A component with its criteria, lowest level first."""

    code: str
    names: dict[str, str]
    criteria: list[Criterion]

    @property
    def level(self) -> int:
        """The highest level up to which every criterion is met."""
        return level_of((one.level, one.state) for one in self.criteria)

    @property
    def met(self) -> int:
        """How many criteria are met."""
        return sum(one.state == MET for one in self.criteria)


@dataclass(frozen=True)
class Checklist:
    """A checklist of the pack as it stands; without level names it only counts."""

    code: str
    names: dict[str, str]
    about: dict[str, str]
    source: str
    is_reviewed: bool
    level_names: dict[int, dict[str, str]]
    components: list[Component]

    @property
    def criteria(self) -> list[Criterion]:
        """Every criterion in the order of its component and level."""
        return [one for component in self.components for one in component.criteria]

    @property
    def computed(self) -> int:
        """How many criteria are read from live use."""
        return sum(bool(one.indicator) for one in self.criteria)


def checklists(now: datetime) -> list[Checklist]:
    """Every checklist of the pack, those with levels first; three queries for all."""
    documents = [one for one in current().documents(FOLDER).values() if one.get("component")]
    documents.sort(key=lambda one: (not one.get("level_names"), str(one["code"])))
    rows = [row for one in documents for row in one.get("criterion", [])]
    codes = {row["indicator"] for row in rows if row.get("indicator")}
    standings = indicator_standings(Indicator.objects.filter(code__in=codes), now, points=1)
    figures = {one.indicator.code: one for one in standings.values()}
    answers = _newest_answers(str(one["code"]) for one in documents)
    return [_checklist(one, figures, answers, now) for one in documents]


def checklist(code: str, now: datetime) -> Checklist:
    """
    One checklist.

    :raises ChecklistUnknown: if the pack has none of this code
    """
    for found in checklists(now):
        if found.code == code:
            return found
    raise ChecklistUnknown(code)


def criterion_of(held: Checklist, code: str) -> Criterion:
    """
    One criterion of a checklist.

    :raises ChecklistUnknown: if it has none of this code
    """
    for found in held.criteria:
        if found.code == code:
            return found
    raise ChecklistUnknown(f"{held.code}/{code}")


def _newest_answers(codes: Iterable[str]) -> dict[tuple[str, str], MaturityAnswer]:
    rows = MaturityAnswer.objects.filter(checklist__in=list(codes)).order_by("answered_at", "pk")
    return {(row.checklist, row.criterion): row for row in rows}


def _checklist(
    document: Mapping[str, Any],
    figures: Mapping[str, Standing],
    answers: Mapping[tuple[str, str], MaturityAnswer],
    now: datetime,
) -> Checklist:
    code = str(document["code"])
    criteria = [_criterion(code, row, figures, answers, now) for row in document.get("criterion", [])]
    criteria.sort(key=lambda one: one.level)
    return Checklist(
        code,
        document["names"],
        document["about"],
        str(document.get("source", "")),
        bool(document.get("reviewed_by")),
        {int(row["level"]): row["names"] for row in document.get("level_names", [])},
        [
            Component(row["code"], row["names"], [one for one in criteria if one.component == row["code"]])
            for row in document["component"]
        ],
    )


def _criterion(
    checklist_code: str,
    row: Mapping[str, Any],
    figures: Mapping[str, Standing],
    answers: Mapping[tuple[str, str], MaturityAnswer],
    now: datetime,
) -> Criterion:
    about = (row["code"], row["component"], int(row["level"]), row["names"], str(row.get("indicator", "")))
    if row.get("indicator"):
        # Live use wins: whatever was typed before the pack named a figure is not looked at.
        standing = figures.get(row["indicator"])
        bounds = {key: row.get(key) for key in ("at_least", "at_most", "partly")}
        return Criterion(*about, measured(_fresh(standing), **bounds), standing=standing)
    answer = answers.get((checklist_code, row["code"]))
    if answer is None:
        return Criterion(*about, UNKNOWN)
    is_old = now - answer.answered_at > OLD_AFTER
    state = answered(answer.answer, has_evidence=bool(answer.evidence), is_old=is_old)
    return Criterion(*about, state, answer=answer, is_old=is_old)


def _fresh(standing: Standing | None) -> float | None:
    if standing is None or standing.value is None or standing.state not in FRESH:
        return None
    return standing.value.value


def answers_to(checklist_code: str, criterion: str, limit: int = 20) -> list[MaturityAnswer]:
    """What was answered to a criterion, the newest first."""
    rows = MaturityAnswer.objects.filter(checklist=checklist_code, criterion=criterion)
    return list(rows.order_by("-answered_at", "-pk")[:limit])


def snapshots(checklist_code: str) -> list[MaturitySnapshot]:
    """The years that were closed, the newest first."""
    return list(MaturitySnapshot.objects.filter(checklist=checklist_code).order_by("-year"))


def told_in(snapshot: MaturitySnapshot) -> dict[str, Any]:
    """What a snapshot says: ``on``, ``levels`` and ``states`` by code, and a row for each criterion."""
    found: dict[str, Any] = json.loads(snapshot.document)
    return found
