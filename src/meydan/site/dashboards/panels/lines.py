"""Series as line charts: the reader's calendar beneath, gaps as gaps, limits and the year before beside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import (
    calendar_of,
    current_language,
    format_clock,
    format_day,
    format_moment,
    month_starts,
)
from meydan.base.ui.public import Chart, Limit, Line, Tick, line_chart, with_gaps
from meydan.kernel.observations.public import Datastream, Rule, Series, from_us, series, to_us
from meydan.site.dashboards.engine.spans import YEAR, bounds_of
from meydan.site.dashboards.registry import Cell, Sheet

HOUR_US, DAY_US = 3_600_000_000, 86_400_000_000
MOST_TICKS = 6
SPAN_WORDS = {
    "24h": gettext_lazy("the last 24 hours"),
    "3": gettext_lazy("the last three days"),
    "7": gettext_lazy("the last seven days"),
    "30": gettext_lazy("the last thirty days"),
    "365": gettext_lazy("the last year"),
}
STATISTICS = {
    "value": gettext_lazy("limit"),
    "mean_1h": gettext_lazy("limit, 1-hour mean"),
    "mean_24h": gettext_lazy("limit, 24-hour mean"),
    "max_1h": gettext_lazy("limit, highest of an hour"),
}
# A limit this many times beyond the highest value would press the line flat; the gauge and the page of rules tell it.
FARTHEST_LIMIT = 2.5


@dataclass(frozen=True)
class Run:
    """A series under its name; of the past when it is there to compare with."""

    name: str
    stream: Datastream
    series: Series
    is_past: bool = False

    @property
    def peak(self) -> tuple[datetime, float] | None:
        """When it was highest and how high."""
        if not len(self.series):
            return None
        place = int(np.nanargmax(self.series.high))
        return from_us(int(self.series.at[place])), float(self.series.high[place])


def bounds_for(span: str, resolution: str, now: datetime) -> tuple[datetime, datetime]:
    """The bounds of a span as it is counted: whole days end with yesterday."""
    midnight = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return bounds_of(span, now, midnight if resolution == "day" else None)


def read_run(name: str, stream: Datastream, bounds: tuple[datetime, datetime], resolution: str) -> Run:
    """The series of a datastream within bounds."""
    return Run(name, stream, series(stream.pk, *bounds, resolution))


def draw_runs(
    runs: Sequence[Run], *, title: str, sentence: str, unit: str, limits: Sequence[Limit] = ()
) -> Chart:
    """
    Runs of one unit as one chart; those of the year before are laid over this year's days.

    :raises NothingToDraw: if no run holds a value
    """
    drawn = [run for run in runs if len(run.series)]
    shifted = [(run, _points(run)) for run in drawn]
    xs = [x for _run, points in shifted for x, _y in points]
    first, last = (int(min(xs)), int(max(xs))) if xs else (0, 0)
    values = [y for _run, points in shifted for _x, y in points if y is not None]
    return line_chart(
        [Line(run.name, points, run.is_past) for run, points in shifted],
        title=title, sentence=sentence, unit=unit, limits=limits, from_zero=_from_zero(values),
        x_ticks=ticks(first, last) if xs else (), x_head=_("Time"),
        x_label=lambda at: format_moment(from_us(int(at)), "short"), is_broad=True,
    )  # fmt: skip


def _from_zero(values: Sequence[float]) -> bool:
    # Zero is drawn where it is near, so that lengths can be compared; air pressure is not pressed flat for it.
    return bool(values) and min(values) >= 0 and min(values) <= 0.6 * max(values)


def _points(run: Run) -> list[tuple[float, float | None]]:
    shift = YEAR // timedelta(microseconds=1) if run.is_past else 0
    return with_gaps((run.series.at + shift).tolist(), run.series.value.tolist())


def ticks(first: int, last: int) -> list[Tick]:
    """At most about six round times: hours of a short span, days of a longer one, months of a year."""
    span = last - first
    if span <= 2 * DAY_US:
        step = next(s for s in (3, 6, 12) if span / (s * HOUR_US) <= MOST_TICKS or s == 12) * HOUR_US
        return [
            Tick(at, format_clock(from_us(at)))
            for at in range(_midnight(first), last + 1, step)
            if at >= first
        ]
    if span > 100 * DAY_US:
        return _months(first, last)
    days = max(1, -(-span // (MOST_TICKS * DAY_US)))
    marks = range(_midnight(first), last + 1, days * DAY_US)
    return [Tick(at, format_day(from_us(at), "day")) for at in marks if at >= first]


def _months(first: int, last: int) -> list[Tick]:
    begin, end = localtime(from_us(first)), localtime(from_us(last))
    starts = [
        day for day in month_starts(begin.date(), end.date(), calendar_of(current_language()))
        if begin.date() <= day <= end.date()
    ]  # fmt: skip
    chosen = starts[:: max(1, -(-len(starts) // MOST_TICKS))]
    noon = begin.replace(hour=12, minute=0, second=0, microsecond=0)
    return [
        Tick(to_us(noon.replace(year=d.year, month=d.month, day=d.day)), format_day(d, "month"))
        for d in chosen
    ]


def _midnight(at_us: int) -> int:
    return to_us(localtime(from_us(at_us)).replace(hour=0, minute=0, second=0, microsecond=0))


def limit_words(rule: Rule) -> str:
    """What a limit is a limit of: each value, or a mean that this value is not."""
    return str(STATISTICS.get(rule.statistic, STATISTICS["value"]))


def limits_near(rules: Sequence[Rule], highest: float) -> list[Limit]:
    """The limits of the rules in force that the chart has room for."""
    ceiling = FARTHEST_LIMIT * max(highest, 0.0)
    return [
        Limit(rule.limit, limit_words(rule))
        for rule in rules
        if rule.severity != "info" and 0 <= rule.limit <= ceiling
    ]


def series_sheet(found: Iterable[tuple[Datastream, Series]]) -> Sheet:
    """Series for machines: one row a value, times in UTC."""
    rows: list[list[Cell]] = []
    for stream, values in found:
        own = (stream.thing.key, stream.observed_property.code, stream.unit)
        rows += [
            [*own, from_us(at).isoformat(), round(value, 3), count]
            for at, value, count in zip(
                values.at.tolist(), values.value.tolist(), values.count.tolist(), strict=True
            )
        ]
    return Sheet(("station", "property", "unit", "time", "value", "count"), rows)
