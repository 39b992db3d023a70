"""A year in columns and lines: months, days beyond the limit, this year beside the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import format_day, format_number, text
from meydan.base.ui.public import (
    Bar,
    Chart,
    Line,
    NothingToDraw,
    Small,
    Tick,
    columns,
    line_chart,
    small_multiples,
)
from meydan.domains.environment.engine.history import Month
from meydan.domains.environment.presentation.words import decimals_of
from meydan.domains.environment.queries.civil import day_of, number_of
from meydan.domains.environment.queries.history import Past
from meydan.kernel.observations.public import Datastream, starts_at_zero

YEAR = timedelta(days=365)
MONTHS_SHOWN = 12
# A month with fewer days measured is not compared.
LEAST_DAYS = 10
OF_DAY = {
    "24h": gettext_lazy("mean of the day"),
    "1h": gettext_lazy("highest hour of the day"),
    "8h": gettext_lazy("highest eight hours of the day"),
    "sum": gettext_lazy("sum of the day"),
    "lden": gettext_lazy("level of the day, evening and night (Lden)"),
    "laeq_day": gettext_lazy("level by day"),
    "laeq_night": gettext_lazy("level by night"),
}


@dataclass(frozen=True)
class MonthRow:
    """A month in the table, beside the same month a year before where both were measured."""

    label: str
    days: int
    mean: str
    beyond: int
    before: str
    before_beyond: int | None


@dataclass(frozen=True)
class Compared:
    """The last twelve months as people read them."""

    figure: str
    sentence: str
    days_chart: Chart | None
    year_chart: Chart | None
    smalls: Sequence[Small]
    months: Sequence[MonthRow]


def compared(past: Past, stream: Datastream, today: date) -> Compared:
    """The months, the days beyond the limit, and this year's line over last year's."""
    found = past.months()[-MONTHS_SHOWN - 1 :]
    decimals = max(1, decimals_of(str(stream.observed_property.code)))
    return Compared(
        str(OF_DAY[past.averaging]), _sentence(past, today), _days_chart(past, found),
        _year_chart(past, stream, today), _smalls(past, found, decimals), _rows(past, found, decimals),
    )  # fmt: skip


def _sentence(past: Past, today: date) -> str:
    if not past.is_judged:
        return ""
    now = past.between(today - YEAR, today + timedelta(days=1))
    if not now.day.size:
        return ""
    return _("%(beyond)s of the %(days)s days measured in the last year lay beyond the limit.") % {
        "beyond": format_number(int(now.is_beyond.sum()), 0), "days": format_number(int(now.day.size), 0),
    }  # fmt: skip


def _days_chart(past: Past, found: Sequence[Month]) -> Chart | None:
    if not past.is_judged or not found:
        return None
    bars = [
        Bar(format_day(day_of(month.first_day), "month"), float(month.beyond), format_number(month.beyond, 0))
        for month in found
    ]
    worst = max(found, key=lambda month: month.beyond)
    sentence = _("Most were in %(month)s: %(count)s.") % {
        "month": format_day(day_of(worst.first_day), "month"), "count": format_number(worst.beyond, 0),
    } if worst.beyond else _("There was none.")  # fmt: skip
    try:
        return columns(
            bars,
            title=_("Days beyond the limit, by month"),
            sentence=sentence,
            unit=_("days"),
            x_head=_("Month"),
        )
    except NothingToDraw:
        return None


def _year_chart(past: Past, stream: Datastream, today: date) -> Chart | None:
    """Means of seven days of the last year, and of the year before where it was measured."""
    lines = [
        Line(_("The last twelve months"), _weeks(past.between(today - YEAR, today + timedelta(days=1)), 0))
    ]
    before = _weeks(past.between(today - 2 * YEAR, today - YEAR), YEAR.days)
    if before:
        lines.append(Line(_("The same days a year before"), before, is_past=True))
    first, last = number_of(today - YEAR), number_of(today)
    ticks = [Tick(float(day), format_day(day_of(day), "day")) for day in range(first + 20, last, 70)]
    try:
        return line_chart(
            lines, title=_("By week"), unit=stream.unit, x_ticks=ticks, x_head=_("Week from"),
            from_zero=starts_at_zero(stream.unit, stream.observed_property.code),
            sentence=_("%(name)s, means of seven days.") % {"name": text(stream.observed_property.names)},
            x_label=lambda day: format_day(day_of(int(day)), "short"),
        )  # fmt: skip
    except NothingToDraw:
        return None


def _weeks(past: Past, shift: int) -> list[tuple[float, float | None]]:
    """The mean of each run of seven day numbers; ``shift`` lays an older year under this one."""
    groups: dict[int, list[float]] = {}
    for day, value in zip(past.day.tolist(), past.figure.tolist(), strict=True):
        groups.setdefault((day + shift) // 7, []).append(value)
    return [(float(week * 7), sum(found) / len(found)) for week, found in sorted(groups.items())]


def _smalls(past: Past, found: Sequence[Month], decimals: int) -> list[Small]:
    """Each month as a small line on one common scale."""
    shown: list[tuple[str, Sequence[float | None], str]] = []
    for month in found[-MONTHS_SHOWN:]:
        values = _of_month(past, found, month)
        name = format_day(day_of(month.first_day), "month")
        shown.append((name, values, format_number(month.mean, decimals)))
    return small_multiples(shown) if len(shown) > 1 else []


def _of_month(past: Past, found: Sequence[Month], month: Month) -> list[float | None]:
    later = [other.first_day for other in found if other.first_day > month.first_day]
    end = min(later) if later else month.first_day + 31
    return [
        value
        for day, value in zip(past.day.tolist(), past.figure.tolist(), strict=True)
        if month.first_day <= day < end
    ]


def _rows(past: Past, found: Sequence[Month], decimals: int) -> list[MonthRow]:
    by_name = {_name_of_month(month): month for month in past.months()[: -len(found) or None]}
    rows = []
    for month in reversed(found):
        before = by_name.get(_name_of_month(month))
        before = before if before and before.days >= LEAST_DAYS else None
        rows.append(
            MonthRow(
                format_day(day_of(month.first_day), "month"), month.days, format_number(month.mean, decimals),
                month.beyond, format_number(before.mean, decimals) if before else "",
                before.beyond if before else None,
            )
        )  # fmt: skip
    return rows


def _name_of_month(month: Month) -> Any:
    """What a month and the same month of another year have in common: how far into the year it begins."""
    return round((day_of(month.first_day) - date(day_of(month.first_day).year, 1, 1)).days / 30.4)
