"""A forecast in words first: how tomorrow compares with today, and how often such words were right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from meydan.base.locale.public import format_age, format_moment, format_number, text
from meydan.base.ui.public import Chart, Line, NothingToDraw, line_chart
from meydan.domains.environment.models import Forecast
from meydan.domains.environment.presentation.axis import midnights
from meydan.domains.environment.queries.forecasts import hours_of, standing
from meydan.kernel.observations.public import Datastream, Series, from_us, starts_at_zero, to_us

# The hours of a morning, in the city's time: when people leave home and stoves are lit.
MORNING = range(6, 12)
# Below this share of change the words are "about the same".
ALIKE = 0.15
SHOWN_BEFORE = timedelta(hours=24)


@dataclass(frozen=True)
class Outlook:
    """What a page shows of a forecast; without ``chart`` only ``words``, which say why."""

    words: str
    right: str = ""
    worth: str = ""
    age: str = ""
    chart: Chart | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the forecast has earned its place."""
        return self.chart is not None


def outlook(forecast: Forecast | None, stream: Datastream, hours: Series, now: datetime) -> Outlook:
    """The forecast of a series, or the sentence that says why there is none."""
    state = standing(forecast)
    if forecast is None or state == "none":
        return Outlook(
            _("No forecast: there is too little of a past to learn from, or the station has been silent.")
        )
    if state == "untested":
        return Outlook(
            _(
                "A forecast is being tried out. It is shown once five days of it have been held against what came."
            )
        )
    if state == "no_better":
        return Outlook(
            _(
                "No forecast: here it has been no better than saying that all stays as it is, so we keep it back."
            )
        )
    return Outlook(
        words=compared(forecast, hours, now), right=right_words(forecast), worth=worth_words(forecast, stream.unit),
        age=format_age(forecast.issued_at, now), chart=_chart(forecast, stream, hours, now),
    )  # fmt: skip


def compared(forecast: Forecast, hours: Series, now: datetime) -> str:
    """How the coming morning compares with the same hours before; with the last hours where those are missing."""
    morning = _morning(forecast, now)
    if morning is None:
        return _("The next two days, hour by hour:")
    day, expected = morning
    before = _mean_at(hours, [at - timedelta(days=1) for at in _morning_hours(day)])
    today = timezone.localtime(now).date()
    told = {
        "when": _("This morning") if day == today else _("Tomorrow morning"),
        "value": format_number(expected, 0),
    }
    if before is None or before <= 0:
        return _("%(when)s probably about %(value)s.") % told
    change = expected / before - 1
    told |= {"before": format_number(before, 0)}
    if abs(change) < ALIKE:
        return _("%(when)s probably about as the morning before (%(value)s after %(before)s).") % told
    if change > 0:
        return _("%(when)s probably higher than the morning before (%(value)s after %(before)s).") % told
    return _("%(when)s probably lower than the morning before (%(value)s after %(before)s).") % told


def _morning(forecast: Forecast, now: datetime) -> tuple[object, float] | None:
    """The first morning that lies ahead as a whole, with its mean forecast."""
    by_day: dict[object, list[float]] = {}
    for at, median in zip(hours_of(forecast), forecast.median, strict=True):
        local = timezone.localtime(at)
        if local.hour in MORNING and median is not None and at >= now:
            by_day.setdefault(local.date(), []).append(median)
    whole = [(day, sum(found) / len(found)) for day, found in by_day.items() if len(found) == len(MORNING)]
    return whole[0] if whole else None


def _morning_hours(day: object) -> list[datetime]:
    zone = timezone.get_current_timezone()
    return [datetime(day.year, day.month, day.day, hour, tzinfo=zone) for hour in MORNING]  # type: ignore[attr-defined]


def _mean_at(hours: Series, moments: Sequence[datetime]) -> float | None:
    wanted = {to_us(at) for at in moments}
    found = [value for at, value in zip(hours.at.tolist(), hours.value.tolist(), strict=True) if at in wanted]
    return sum(found) / len(found) if len(found) >= len(moments) / 2 else None


def right_words(forecast: Forecast) -> str:
    """How often what came lay within the band."""
    share = round(5 * (forecast.coverage or 0.0))
    return _("So far what came lay within the band about %(share)s times in %(of)s.") % {
        "share": format_number(share, 0), "of": format_number(5, 0),
    }  # fmt: skip


def worth_words(forecast: Forecast, unit: str) -> str:
    """The mean error of the stored forecasts beside the two that anybody can make."""
    return _(
        "Over its last %(hours)s forecast hours that have come it was off by %(mae)s %(unit)s on average; “it stays as"
        " it is” was off by %(persistence)s, “as yesterday at this hour” by %(seasonal)s."
    ) % {
        "hours": format_number(forecast.judged_hours, 0), "mae": format_number(forecast.mae or 0.0, 1), "unit": unit,
        "persistence": format_number(forecast.persistence_mae or 0.0, 1),
        "seasonal": format_number(forecast.seasonal_mae or 0.0, 1),
    }  # fmt: skip


def _chart(forecast: Forecast, stream: Datastream, hours: Series, now: datetime) -> Chart | None:
    ahead = [float(to_us(at)) for at in hours_of(forecast)]
    begin = to_us(now - SHOWN_BEFORE)
    past = [
        (float(at), value)
        for at, value in zip(hours.at.tolist(), hours.value.tolist(), strict=True)
        if at >= begin
    ]
    lines = [
        Line(_("Likely"), list(zip(ahead, forecast.median, strict=True))),
        Line(_("Measured"), past),
        Line(_("Upper end of the band"), list(zip(ahead, forecast.high, strict=True)), is_past=True),
        Line(_("Lower end of the band"), list(zip(ahead, forecast.low, strict=True)), is_past=True),
    ]
    try:
        return line_chart(
            [line for line in lines if line.points], title=_("The next two days"), unit=stream.unit,
            from_zero=starts_at_zero(stream.unit, stream.observed_property.code),
            sentence=_("%(name)s: four hours in five should lie between the grey lines.")
            % {"name": text(stream.observed_property.names)},
            x_ticks=midnights(int(past[0][0]) if past else int(ahead[0]), int(ahead[-1])), x_head=_("Time"),
            x_label=lambda at: format_moment(from_us(int(at)), "short"),
        )  # fmt: skip
    except NothingToDraw:
        return None
