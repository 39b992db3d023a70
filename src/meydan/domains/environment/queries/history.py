"""A year and more of one series: a figure a day, the months, days beyond the limit, the same days last year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from meydan.base.locale.public import month_bucket
from meydan.base.packs.public import current
from meydan.domains.environment.engine import noise
from meydan.domains.environment.engine.air_index import index_or_none
from meydan.domains.environment.engine.history import LEAST_HOURS, Month, day_statistic, months
from meydan.domains.environment.engine.kinds import AIR
from meydan.domains.environment.engine.limits import Limit
from meydan.domains.environment.engine.tables import IndexTable
from meydan.domains.environment.queries.civil import day_of, local_parts, number_of
from meydan.domains.environment.queries.tables import index_table, index_table_on, limits_on, noise_periods
from meydan.kernel.observations.public import Datastream, Series, series, to_us

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
# Two years, so that every month has its elder sister, and a month to spare for the first of them.
SPAN = timedelta(days=760)
NOISE_FIGURES = ("lden", "laeq_night", "laeq_day")


@dataclass(frozen=True)
class Past:
    """
    A series by day: ``day`` numbers (days since 1970), their figure, and the class each is in.

    ``state`` is "good", "watch" or "bad" of each day, empty where it is not judged; ``tables`` are the versions
    of the index by which days were judged, ``limit`` the limit they were laid against where there is no index.
    """

    day: Ints
    figure: Floats
    state: Sequence[str]
    averaging: str
    tables: Sequence[IndexTable] = ()
    limit: Limit | None = None

    @property
    def is_beyond(self) -> NDArray[np.bool_]:
        """Which days lie beyond what is healthy or allowed."""
        return np.array([state in ("watch", "bad") for state in self.state], dtype=bool)

    @property
    def is_judged(self) -> bool:
        """Whether any day was laid against an index or a limit."""
        return bool(self.tables) or self.limit is not None

    def months(self) -> list[Month]:
        """The months of the city's calendar, oldest first."""
        calendar = current().calendar
        first = np.array([number_of(month_bucket(day_of(day), calendar)) for day in self.day.tolist()])
        return months(first.astype(np.int64), self.figure, self.is_beyond)

    def between(self, start: date, end: date) -> Past:
        """The days in [start, end)."""
        kept = np.flatnonzero((self.day >= number_of(start)) & (self.day < number_of(end)))
        return Past(
            self.day[kept], self.figure[kept], [self.state[i] for i in kept.tolist()],
            self.averaging, self.tables, self.limit,
        )  # fmt: skip


def past_of(stream: Datastream, now: datetime) -> Past:
    """The last two years of a series, each judged by the index or limit that holds for it; one or two queries."""
    code = str(stream.observed_property.code)
    if stream.observed_property.kind == AIR:
        return _air(stream, code, now)
    if code == "noise_laeq":
        return _noise(stream, now)
    days = series(stream.pk, now - SPAN, now, "day")
    number, _hour = local_parts(days.at, settings.CITY_ZONE)
    return _limited(code, number, days)


def _air(stream: Datastream, code: str, now: datetime) -> Past:
    rows = index_table().rows.get(code)
    averaging = rows[0].averaging if rows else "24h"
    if averaging == "8h":
        hours = series(stream.pk, now - SPAN, now, "hour")
        day, hour = local_parts(hours.at, settings.CITY_ZONE)
        number, figure = day_statistic(day, hour, hours.value, averaging)
    else:
        days = series(stream.pk, now - SPAN, now, "day")
        whole = days.count >= LEAST_HOURS if stream.period_s == 3600 else days.count > 0
        number = local_parts(days.at, settings.CITY_ZONE)[0][whole]
        figure = (days.value if averaging == "24h" else days.high)[whole]
    judged = [
        _class(day_of(day), value, stream.unit, code) for day, value in zip(number, figure, strict=True)
    ]
    used = {table.code: table for table, _state in judged if table is not None}
    return Past(number, figure, [state for _table, state in judged], averaging, list(used.values()))


def _class(day: date, value: float, unit: str, code: str) -> tuple[IndexTable | None, str]:
    """The version of the index that held on the day, and the state of the class the figure falls in."""
    table = index_table_on(day)
    rows = table.rows.get(code) if table else None
    if table is None or not rows:
        return None, ""
    index = index_or_none(float(value), unit, rows[0], table)
    return (None, "") if index is None else (table, table.band(index).state)


def _noise(stream: Datastream, now: datetime) -> Past:
    hours = series(stream.pk, now - SPAN, now, "hour")
    day, hour = local_parts(hours.at, settings.CITY_ZONE)
    own = {limit.statistic: limit for limit in limits_on("noise_laeq")}
    figure = next((name for name in NOISE_FIGURES if name in own), "laeq_day")
    number, found = noise.daily(day, hour, hours.value, noise_periods(), figure)
    limit = own.get(figure)
    return Past(number, found, _states(found, limit), figure, (), limit)


def _limited(code: str, number: Ints, days: Series) -> Past:
    """A figure a day that a limit can be laid against: its highest or lowest value, its mean or its sum."""
    own = limits_on(code)
    limit = next((one for one in own if one.statistic in ("value", "mean_1h", "sum_24h")), None)
    if code == "rain":
        return Past(number, days.total, _states(days.total, limit), "sum", (), limit)
    if limit is None:
        return Past(number, days.value, [""] * len(number), "24h")
    figure = days.high if limit.comparison == "above" else days.low
    return Past(number, figure, _states(figure, limit), "1h", (), limit)


def _states(figure: Floats, limit: Limit | None) -> list[str]:
    if limit is None:
        return [""] * int(figure.size)
    return [limit.state if limit.is_passed_by(value) else "good" for value in figure.tolist()]


@dataclass(frozen=True)
class YearAgo:
    """The last thirty days beside the same days a year before."""

    now_mean: float
    then_mean: float

    @property
    def change_percent(self) -> float:
        """How much higher (or, below nought, lower) it is now."""
        return 100 * (self.now_mean / self.then_mean - 1) if self.then_mean else 0.0


def year_ago(days: Series, now: datetime) -> YearAgo | None:
    """
    The mean of the last 30 civil days and of the same days 365 days before.

    :param days: daily means of the last 400 days; ``None`` unless both times hold 23 of their 30 days
    """
    since, span = to_us(now - timedelta(days=30)), to_us(now) - to_us(now - timedelta(days=30))
    year = to_us(now) - to_us(now - timedelta(days=365))
    recent = days.value[days.at >= since]
    then = days.value[(days.at >= since - year) & (days.at < since - year + span)]
    if min(recent.size, then.size) < 23:
        return None
    return YearAgo(float(np.mean(recent)), float(np.mean(then)))
