"""An alert afterwards, in words that claim no cause."""

from __future__ import annotations

from django.utils.translation import gettext as _

from meydan.base.locale.public import format_moment, format_number, text
from meydan.base.ui.public import Chart, Limit, Line, NothingToDraw, line_chart
from meydan.domains.environment.presentation.axis import midnights
from meydan.domains.environment.queries.after import After
from meydan.domains.environment.queries.forecasts import hours_of
from meydan.kernel.observations.public import Alert, from_us, starts_at_zero, to_us

# Kinds of rules whose limit is one of values.
ON_THE_AXIS = ("threshold", "area")


def sentence(after: After) -> str:
    """Whether the peak was lower than forecast; a comparison, and never a cause."""
    unit = after.alert.datastream.unit
    if after.forecast is None:
        return _(
            "No forecast had been issued in the day before, so there is nothing to compare the peak with."
        )
    if after.peaks is None:
        return _("Too few of the hours that were forecast have been measured to compare the peaks.")
    told = {
        "measured": format_number(after.peaks.measured, 0), "likely": format_number(after.peaks.likely, 0),
        "low": format_number(after.peaks.low, 0), "high": format_number(after.peaks.high, 0), "unit": unit,
    }  # fmt: skip
    return {
        "below": _(
            "The peak was lower than forecast: %(measured)s %(unit)s came, %(likely)s was likely and %(low)s the least"
            " expected."
        ),
        "within": _(
            "The peak was as forecast: %(measured)s %(unit)s came, and between %(low)s and %(high)s was expected."
        ),
        "above": _(
            "The peak was higher than forecast: %(measured)s %(unit)s came, %(likely)s was likely and %(high)s the most"
            " expected."
        ),
    }[after.peaks.verdict] % told


def caution() -> str:
    """What a comparison of peaks does not say."""
    return _(
        "This compares a peak with a forecast. It does not say why: wind, frost and traffic move the air as much as"
        " what people did."
    )


def limits_of(alert: Alert) -> list[Limit]:
    """The limit as a line, where it is one of values: that of a change or of missed hours stands on no axis of them."""
    return [Limit(alert.rule.limit, _("limit"))] if alert.rule.kind in ON_THE_AXIS else []


def chart(after: After) -> Chart | None:
    """What was measured over what had been forecast, with the limit of the rule."""
    lines = [
        Line(
            _("Measured"),
            list(zip(map(float, after.hours.at.tolist()), after.hours.value.tolist(), strict=True)),
        )
    ]
    if after.forecast is not None:
        at = [float(to_us(moment)) for moment in hours_of(after.forecast)]
        lines.append(Line(_("Forecast before"), list(zip(at, after.forecast.median, strict=True))))
        lines.append(
            Line(_("Upper end of the band"), list(zip(at, after.forecast.high, strict=True)), is_past=True)
        )
    drawn = [line for line in lines if line.points]
    if not drawn:
        return None
    first = min(line.points[0][0] for line in drawn)
    last = max(line.points[-1][0] for line in drawn)
    alert = after.alert
    try:
        return line_chart(
            drawn, title=_("Forecast and measured"), unit=alert.datastream.unit,
            from_zero=starts_at_zero(alert.datastream.unit, alert.datastream.observed_property.code),
            sentence=text(alert.datastream.thing.names), limits=limits_of(alert),
            x_ticks=midnights(int(first), int(last)), x_head=_("Time"),
            x_label=lambda moment: format_moment(from_us(int(moment)), "short"),
        )  # fmt: skip
    except NothingToDraw:
        return None
