"""The indicators' lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from meydan.base.locale.public import calendar_of as reader_calendar
from meydan.base.locale.public import current_language, format_day, month_starts, text
from meydan.base.ui.public import Chart, Line, NothingToDraw, Tick, line_chart, sparkline
from meydan.kernel.strategy.models import Indicator, IndicatorValue
from meydan.kernel.strategy.queries import SPARK_POINTS, Standing
from meydan.kernel.strategy.unitwords import unit_words
from meydan.kernel.strategy.wording import figure

MOST_TICKS = 6


def spark(standing: Standing) -> SafeString:
    """The run of an indicator the size of a word; its newest value is said beside it."""
    values = [value.value for value in standing.run if value.value is not None][-SPARK_POINTS:]
    if len(values) < 2:
        return SafeString("")
    return sparkline(values, _("%(name)s, how it moved") % {"name": text(standing.indicator.names)})


def indicator_chart(standing: Standing, values: Sequence[IndicatorValue], title: str = "") -> Chart | None:
    """The values over time with the target; nothing while there are fewer than two."""
    known: list[tuple[float, float | None]] = [
        (_second(one.on), one.value) for one in values if one.value is not None
    ]
    if len(known) < 2:
        return None
    indicator = standing.indicator
    try:
        return line_chart(
            [Line(text(indicator.names), known), *_target_line(standing, known)],
            title=title or text(indicator.names),
            sentence=_sentence(standing, values),
            x_ticks=_ticks(values[0].on, values[-1].on),
            unit=unit_words(indicator.unit),
            from_zero=True,
            x_head=_("Day"),
            x_label=lambda x: format_day(datetime.fromtimestamp(x, UTC).date(), "short"),
        )
    except NothingToDraw:
        return None


def _target_line(standing: Standing, known: list[tuple[float, float | None]]) -> list[Line]:
    # A line and not a limit: a limit warns, and passing a target is good news.
    if standing.target is None or not standing.indicator.is_target_comparable:
        return []
    return [Line(_("Target"), [(at, standing.target) for at, _value in known])]


def _sentence(standing: Standing, values: Sequence[IndicatorValue]) -> str:
    known = [one for one in values if one.value is not None]
    first, last = known[0], known[-1]
    told = {
        "first": _plain(standing.indicator, first.value),
        "then": format_day(first.on),
        "last": _plain(standing.indicator, last.value),
        "now": format_day(last.on),
    }
    if standing.target is not None and standing.indicator.is_target_comparable:
        told["target"] = _plain(standing.indicator, standing.target)
        return _("From %(first)s on %(then)s to %(last)s on %(now)s; the target is %(target)s.") % told
    return _("From %(first)s on %(then)s to %(last)s on %(now)s.") % told


def _plain(indicator: Indicator, value: float | None) -> str:
    # The chart escapes its words itself, so the unit goes in without its isolating element.
    return (
        figure(indicator, value)
        .replace("<bdi>", "\N{FIRST STRONG ISOLATE}")
        .replace("</bdi>", "\N{POP DIRECTIONAL ISOLATE}")
    )


def _second(day: date) -> float:
    return datetime.combine(day, time(12), tzinfo=UTC).timestamp()


def _ticks(start: date, end: date) -> list[Tick]:
    months = month_starts(start, end, reader_calendar(current_language()))
    chosen = months[:: max(1, -(-len(months) // MOST_TICKS))]
    return [Tick(_second(day), format_day(day, "month")) for day in chosen if start <= day <= end]
