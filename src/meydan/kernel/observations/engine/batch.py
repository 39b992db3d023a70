"""A batch of observations as columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meydan.kernel.observations.engine.moments import to_us

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Objects = NDArray[np.object_]
Mask = NDArray[np.bool_]
Row = tuple[int, datetime | int, float]

# In a column of instants: this row has none.
NO_TIME = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Rare:
    """What few observations have. Times in µs since 1970 UTC; ``result`` when it is more than a number."""

    end_us: int | None = None
    valid_from_us: int | None = None
    valid_to_us: int | None = None
    result: Any = None
    quality: Any = None
    parameters: dict[str, Any] | None = None


def _nothing(count: int) -> Objects:
    return np.full(count, None, dtype=object)


@dataclass(frozen=True)
class Batch:
    """
    Columns of one length: datastream, instant [µs since 1970 UTC], sequence, value [the stream's unit].

    Only what comes through a door that speaks of them has the last three: result time (``NO_TIME`` where
    there is none), feature of interest (0 where none is named), and :class:`Rare` or ``None``.
    """

    datastream_id: Ints
    at_us: Ints
    value: Floats
    seq: Ints
    result_us: Ints | None = None
    feature_id: Ints | None = None
    rare: Objects | None = None

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Batch:
        """Columns from rows ``(datastream_id, at, value)``; ``at`` an aware datetime or microseconds."""
        listed = list(rows)
        return cls.columns(
            np.array([row[0] for row in listed], dtype=np.int64),
            np.array([at if isinstance(at, int) else to_us(at) for _, at, _ in listed], dtype=np.int64),
            np.array([row[2] for row in listed], dtype=np.float64),
        )

    @classmethod
    def columns(cls, datastream_id: Ints, at_us: Ints, value: Floats, seq: Ints | None = None) -> Batch:
        """Columns as arrays; ``seq`` tells apart several observations at one instant."""
        if not datastream_id.size == at_us.size == value.size:
            raise ValueError("the columns of a batch differ in length")
        return cls(datastream_id, at_us, value, np.zeros_like(at_us) if seq is None else seq)

    @classmethod
    def joined(cls, parts: Sequence[Batch]) -> Batch:
        """Several batches one after the other; all of them speak of the same columns."""
        if len(parts) == 1:
            return parts[0]
        columns: list[Any] = []
        for field in fields(cls):
            given = [getattr(part, field.name) for part in parts]
            if field.name == "rare" and any(column is not None for column in given):
                # A part in which nothing is rare leaves the column out.
                given = [_nothing(len(part)) if part.rare is None else part.rare for part in parts]
            columns.append(None if given[0] is None else np.concatenate(given))
        return cls(*columns)

    def __len__(self) -> int:
        return int(self.at_us.size)

    def where(self, chosen: Mask | Ints | slice) -> Batch:
        """The rows that ``chosen`` (a mask, positions or a slice) names."""
        columns: list[Any] = [getattr(self, field.name) for field in fields(self)]
        chosen_columns: list[Any] = [None if column is None else column[chosen] for column in columns]
        return Batch(*chosen_columns)

    def in_order(self) -> tuple[Batch, int]:
        """
        Rows by datastream, instant and sequence, each key once, and how many were left out.

        Of rows with one key the last in the batch counts: the newest wins.
        """
        if len(self) < 2:
            return self, 0
        order = np.lexsort((self.seq, self.at_us, self.datastream_id))
        rows = self.where(order)
        same = (
            (rows.datastream_id[1:] == rows.datastream_id[:-1])
            & (rows.at_us[1:] == rows.at_us[:-1])
            & (rows.seq[1:] == rows.seq[:-1])
        )
        if not same.any():
            return rows, 0
        last = np.append(~same, True)
        return rows.where(last), int(same.sum())
