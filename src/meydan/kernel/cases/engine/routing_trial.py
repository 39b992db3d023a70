"""What a change of the rules would have done to cases that are over: added up batch by batch, in bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meydan.kernel.cases.engine.routing import Rule
from meydan.kernel.cases.engine.routing_columns import Columns, Numbers, first_fits

MOST_EXAMPLES = 50
# Where no rule fits: the service's own unit.
NO_RULE = ""


@dataclass
class Trial:
    """
    Sums of a trial so far.

    :param flows: how many would have gone from one unit to another
    :param before, after: how many each unit has by either set of rules
    :param caught_before, caught: how many each rule decided; ``NO_RULE`` counts those that none did
    :param examples: the first that would have gone elsewhere: id, from, to, code of the rule
    """

    cases: int = 0
    moved: int = 0
    urgent_before: int = 0
    urgent_after: int = 0
    flows: Counter[tuple[str, str]] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    caught_before: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[int, str, str, str]] = field(default_factory=list)

    def add(self, ids: Sequence[int], columns: Columns, was: Side, becomes: Side) -> None:
        """Count a batch of cases, asked in their order."""
        before, after = was.answer(columns), becomes.answer(columns)
        self.cases += len(columns)
        self.caught_before.update(_counted(was.codes, before.rules + 1))
        self.caught.update(_counted(becomes.codes, after.rules + 1))
        self.urgent_before += int(before.urgent.sum())
        self.urgent_after += int(after.urgent.sum())
        names = sorted({*was.units, *becomes.units, *was.own_units})
        place = {name: number for number, name in enumerate(names)}
        left, right = before.numbers(place), after.numbers(place)
        self.before.update(_counted(names, left))
        self.after.update(_counted(names, right))
        changed = np.flatnonzero(left != right)
        self.moved += len(changed)
        for pair, count in zip(
            *np.unique(left[changed] * len(names) + right[changed], return_counts=True), strict=True
        ):
            self.flows[names[pair // len(names)], names[pair % len(names)]] += int(count)
        for row in changed[: MOST_EXAMPLES - len(self.examples)]:
            code = becomes.codes[after.rules[row] + 1]
            self.examples.append((int(ids[row]), names[left[row]], names[right[row]], code))

    def told(self) -> dict[str, Any]:
        """Return the sums as JSON keeps them, the largest first."""
        units = sorted({*self.before, *self.after}, key=lambda unit: (-self.after[unit], unit))
        return {
            "cases": self.cases,
            "moved": self.moved,
            "urgent": [self.urgent_before, self.urgent_after],
            "flows": [[*pair, count] for pair, count in self.flows.most_common()],
            "loads": [[unit, self.before[unit], self.after[unit]] for unit in units],
            "caught_before": dict(self.caught_before),
            "caught": dict(self.caught),
            "examples": [list(one) for one in self.examples],
        }


def _counted(names: Sequence[str], numbers: Numbers) -> dict[str, int]:
    counts = np.bincount(numbers, minlength=len(names)).tolist()
    found: Counter[str] = Counter()
    for name, count in zip(names, counts, strict=True):
        found[name] += count
    return {name: count for name, count in found.items() if count}


@dataclass(frozen=True)
class Answers:
    """Which rule decided each case (-1: none), its unit, and whether it is urgent."""

    rules: Numbers
    units: NDArray[Any]
    urgent: NDArray[np.bool_]

    def numbers(self, place: Mapping[str, int]) -> Numbers:
        """Return each unit's place among the names."""
        names, where = np.unique(self.units, return_inverse=True)
        return np.array([place[str(name)] for name in names], dtype=np.int32)[where]


@dataclass(frozen=True)
class Side:
    """
    One of two sets of rules, with where each of its rules leads.

    :param units: of each rule; empty text where the unit is gone, so that the service's own has the case
    :param own_units: of each service in ``Columns.services``
    """

    rules: Sequence[Rule]
    units: Sequence[str]
    own_units: Sequence[str]

    @property
    def codes(self) -> list[str]:
        """What the rules are called, with the answer of none of them before."""
        return [NO_RULE, *(rule.code for rule in self.rules)]

    def answer(self, columns: Columns) -> Answers:
        """Return what becomes of each case."""
        found = first_fits(self.rules, columns)
        own = np.array(self.own_units, dtype=object)[columns.service]
        led = np.array(["", *self.units], dtype=object)[found + 1]
        takes = led != ""
        urgent = np.array([one.is_urgent for one in columns.services], dtype=bool)[columns.service]
        marks = np.array([False, *(rule.is_urgent for rule in self.rules)], dtype=bool)[found + 1]
        return Answers(np.where(takes, found, -1), np.where(takes, led, own), urgent | (marks & takes))
