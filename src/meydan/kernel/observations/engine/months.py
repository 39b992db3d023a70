"""Calendar months in UTC, counted from January 1970: the unit of partitions and of the archive."""

from __future__ import annotations

import numpy as np

from meydan.kernel.observations.engine.batch import Ints


def month_of(at_us: int) -> int:
    """The month of an instant [µs since 1970 UTC]; months before 1970 are negative."""
    return int(np.datetime64(at_us, "us").astype("datetime64[M]").astype(np.int64))


def months_of(at_us: Ints) -> Ints:
    """The month of each instant [µs since 1970 UTC]."""
    found: Ints = at_us.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
    return found


def month_start_us(month: int) -> int:
    """The first instant [µs since 1970 UTC] of a month."""
    return int(np.datetime64(month, "M").astype("datetime64[us]").astype(np.int64))


def year_and_month(month: int) -> tuple[int, int]:
    """The year, and the month in it from 1 to 12."""
    return 1970 + month // 12, month % 12 + 1


def month_number(year: int, month: int) -> int:
    """The month counted from January 1970."""
    return (year - 1970) * 12 + month - 1
