"""A batch of observations as four columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from meydan.kernel.observations.engine.moments import to_us

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Row = tuple[int, datetime | int, float]


@dataclass(frozen=True)
class Batch:
    """Columns of one length: datastream, instant [µs since 1970 UTC], sequence, value [the stream's unit]."""

    datastream_id: Ints
    at_us: Ints
    value: Floats
    seq: Ints

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

    def __len__(self) -> int:
        return int(self.at_us.size)

    def where(self, chosen: Mask | Ints) -> Batch:
        """The rows that ``chosen`` (a mask or positions) names."""
        return Batch(self.datastream_id[chosen], self.at_us[chosen], self.value[chosen], self.seq[chosen])

    def in_order(self) -> tuple[Batch, int]:
        """
        Rows by datastream, instant and sequence, each key once, and how many were left out.

        Of rows with one key the last in the batch counts: the newest wins.
        """
        order = np.lexsort((self.seq, self.at_us, self.datastream_id))
        rows = self.where(order)
        if len(rows) < 2:
            return rows, 0
        same = (
            (rows.datastream_id[1:] == rows.datastream_id[:-1])
            & (rows.at_us[1:] == rows.at_us[:-1])
            & (rows.seq[1:] == rows.seq[:-1])
        )
        last = np.append(~same, True)
        return rows.where(last), int(same.sum())
