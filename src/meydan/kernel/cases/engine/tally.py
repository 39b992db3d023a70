"""Figures about many cases from one reading of their columns: each asks for a part of the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]

# A moment that never came: a case still open was not closed.
NEVER_US = -(2**62)
DAY_US = 86_400_000_000.0


class Only(Enum):
    """What a figure asks of a case before it counts it at all."""

    CLOSED = "closed"
    EVER_CLOSED = "ever_closed"
    CLOCKED = "clocked"
    ANSWERED = "answered"
    FROM_HOME = "from_home"
    EVIDENCE = "evidence"


class Part(Enum):
    """Which of the counted cases are the part that is divided by the whole."""

    IN_TIME = "in_time"
    LATE = "late"
    AGAIN = "again"
    SATISFIED = "satisfied"


class Measure(Enum):
    """What comes out of the counted cases."""

    COUNT = "count"
    PERCENT = "percent"
    MEAN_DAYS = "mean_days"


@dataclass(frozen=True)
class Tally:
    """
    What one figure counts.

    :param services: keys of the services; ``None`` counts every one
    :param since_us, until_us: half-open bounds [µs since 1970] of closing if ``Only.CLOSED``, else of opening
    :param part: needed by a percentage
    """

    only: frozenset[Only]
    measure: Measure = Measure.COUNT
    part: Part | None = None
    services: frozenset[int] | None = None
    source: str = ""
    unit: int | None = None
    outcome: str = ""
    since_us: int | None = None
    until_us: int | None = None

    @property
    def counts_closings(self) -> bool:
        """Whether its bounds are of the moment of closing."""
        return Only.CLOSED in self.only


@dataclass(frozen=True)
class CaseColumns:
    """Cases column by column, all of one length; moments in µs since 1970, ``NEVER_US`` where there is none."""

    service: Ints
    unit: Ints
    source: npt.NDArray[np.str_]
    outcome: npt.NDArray[np.str_]
    opened_us: Ints
    closed_us: Ints
    updated_us: Ints
    reopened: Ints
    # 1 satisfied, 0 not, -1 nobody said.
    satisfied: Small
    is_clocked: Mask
    is_late: Mask
    has_evidence: Mask

    def __len__(self) -> int:
        return int(self.service.size)

    @classmethod
    def none(cls) -> CaseColumns:
        """Columns of no case."""
        whole, text, flag = np.empty(0, np.int64), np.empty(0, "U12"), np.empty(0, bool)
        return cls(
            whole, whole, text, text, whole, whole, whole, whole, np.empty(0, np.int8), flag, flag, flag
        )

    @classmethod
    def joined(cls, parts: Sequence[CaseColumns]) -> CaseColumns:
        """The rows of all parts, one part after the other."""
        return cls(**{
            name: np.concatenate([getattr(part, name) for part in parts]) for name in cls.__dataclass_fields__
        })  # fmt: skip

    def chosen(self, where: Mask | Ints | slice) -> CaseColumns:
        """The rows that a mask, an order or a run chooses."""
        return CaseColumns(**{name: getattr(self, name)[where] for name in self.__dataclass_fields__})


@dataclass(frozen=True)
class Tallied:
    """A figure: its value (``None`` of nothing), how many cases it counted, and the youngest moment [µs] in them."""

    value: float | None
    row_count: int
    last_us: int | None


def tally_up(columns: CaseColumns, asked: Sequence[Tally], from_home: Iterable[str]) -> list[Tallied]:
    """
    Work out every figure asked for, in the order in which they are asked for.

    Rows are put in the order of their services once, so that a figure of one service reads that service alone.

    :param from_home: the sources that spare a way to the counter
    """
    home = np.array(sorted(from_home), dtype=columns.source.dtype if len(columns) else "U1")
    ordered = columns.chosen(np.argsort(columns.service, kind="stable"))
    first = {
        int(key): (int(start), int(start + count))
        for key, start, count in zip(
            *np.unique(ordered.service, return_index=True, return_counts=True), strict=True
        )
    }
    return [_tallied(_rows_of(one, ordered, first), one, home) for one in asked]


def _rows_of(one: Tally, ordered: CaseColumns, first: dict[int, tuple[int, int]]) -> CaseColumns:
    if one.services is None:
        return ordered
    if len(one.services) == 1:
        (key,) = one.services
        return ordered.chosen(slice(*first.get(key, (0, 0))))
    return ordered.chosen(np.isin(ordered.service, np.array(sorted(one.services), dtype=np.int64)))


def _tallied(rows: CaseColumns, one: Tally, home: npt.NDArray[np.str_]) -> Tallied:
    counted = _counted(rows, one, home)
    count = int(np.count_nonzero(counted))
    moments = rows.closed_us if one.counts_closings else rows.updated_us
    last = int(moments[counted].max()) if count else None
    if one.measure is Measure.COUNT:
        return Tallied(float(count), count, last)
    if not count:
        return Tallied(None, 0, None)
    if one.measure is Measure.MEAN_DAYS:
        took = (rows.closed_us[counted] - rows.opened_us[counted]).mean()
        return Tallied(float(took) / DAY_US, count, last)
    part = int(np.count_nonzero(counted & _part(rows, one)))
    return Tallied(100.0 * part / count, count, last)


def _counted(rows: CaseColumns, one: Tally, home: npt.NDArray[np.str_]) -> Mask:
    moment = rows.closed_us if one.counts_closings else rows.opened_us
    found: Mask = moment != NEVER_US
    if one.since_us is not None:
        found &= moment >= one.since_us
    if one.until_us is not None:
        found &= moment < one.until_us
    if one.source:
        found &= rows.source == one.source
    if one.unit is not None:
        found &= rows.unit == one.unit
    if one.outcome:
        found &= rows.outcome == one.outcome
    for condition in one.only:
        found &= _meets(rows, condition, home)
    return found


def _meets(rows: CaseColumns, condition: Only, home: npt.NDArray[np.str_]) -> Mask:
    was_closed: Mask = rows.closed_us != NEVER_US
    match condition:
        case Only.CLOSED:
            return was_closed
        case Only.EVER_CLOSED:
            return was_closed | (rows.reopened > 0)
        case Only.CLOCKED:
            return rows.is_clocked
        case Only.ANSWERED:
            answered: Mask = rows.satisfied >= 0
            return answered
        case Only.FROM_HOME:
            return np.isin(rows.source, home)
        case Only.EVIDENCE:
            return rows.has_evidence


def _part(rows: CaseColumns, one: Tally) -> Mask:
    match one.part:
        case Part.IN_TIME:
            return ~rows.is_late
        case Part.LATE:
            return rows.is_late
        case Part.AGAIN:
            again: Mask = rows.reopened > 0
            return again
        case Part.SATISFIED:
            satisfied: Mask = rows.satisfied == 1
            return satisfied
        case None:
            raise ValueError("a percentage needs a part")
