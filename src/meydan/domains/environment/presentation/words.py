"""Names of kinds and figures, and what a gauge says in one line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import format_number, text
from meydan.domains.environment.models import HandEntry
from meydan.domains.environment.presentation.states import measured, silent_word
from meydan.domains.environment.queries.gauges import NOISE, RAIN, Gauge, Post

KINDS: dict[str, Promise] = {
    "air": gettext_lazy("Air"),
    "drinking_water": gettext_lazy("Drinking water"),
    "noise": gettext_lazy("Noise"),
    "weather": gettext_lazy("Weather"),
    "river": gettext_lazy("River"),
    "pollen": gettext_lazy("Pollen"),
}
QUESTIONS: dict[str, Promise] = {
    "drinking_water": gettext_lazy("How is the tap water?"),
    "noise": gettext_lazy("How loud is the town?"),
    "weather": gettext_lazy("How is the weather now?"),
    "river": gettext_lazy("How high is the river?"),
    "pollen": gettext_lazy("How much pollen is in the air?"),
}
FIGURES: dict[str, Promise] = {
    "value": gettext_lazy("newest value"),
    "mean_1h": gettext_lazy("mean of one hour"),
    "mean_24h": gettext_lazy("mean of 24 hours"),
    "sum_1h": gettext_lazy("in one hour"),
    "sum_12h": gettext_lazy("in 12 hours"),
    "sum_24h": gettext_lazy("in 24 hours"),
    "sum_72h": gettext_lazy("in three days"),
    "laeq_day": gettext_lazy("by day"),
    "laeq_evening": gettext_lazy("in the evening"),
    "laeq_night": gettext_lazy("by night"),
    "lden": gettext_lazy("day, evening and night weighed (Lden)"),
}
# How many decimals a value is worth; the others are whole numbers or have one.
DECIMALS = {"free_chlorine": 2, "turbidity": 2, "water_ph": 1, "river_level": 2, "air_temperature": 0, "rain": 1,
            "wind_speed": 1}  # fmt: skip


def kind_name(code: str) -> str:
    """The name of a kind."""
    return str(KINDS.get(code, code))


def decimals_of(code: str) -> int:
    """How many decimals values of a property are shown with."""
    return DECIMALS.get(code, 0)


def value_words(gauge: Gauge) -> str:
    """ "0.31 mg/L"; of rain what fell in a day, of noise the level of the day where there is one."""
    figure, tail = gauge.latest.value, ""
    if gauge.code == RAIN and "sum_24h" in gauge.figures:
        figure, tail = gauge.figures["sum_24h"], str(FIGURES["sum_24h"])
    if gauge.code == NOISE and "laeq_day" in gauge.figures:
        figure, tail = gauge.figures["laeq_day"], str(FIGURES["laeq_day"])
    said = measured(format_number(figure, decimals_of(gauge.code)), unit_of(gauge))
    return f"{said} {tail}".strip()


def unit_of(gauge: Gauge) -> str:
    """The unit as it is written after a number; pH is a name and no unit, and grains are counted in a cubic metre."""
    return shown_unit(str(gauge.stream.unit))


def shown_unit(unit: str) -> str:
    """A unit as people read it."""
    return {"pH": "", "1": "", "1/m³": "/m³"}.get(unit, unit)


def gauge_word(gauge: Gauge) -> str:
    """The state of a gauge in a word."""
    if not gauge.is_current:
        return silent_word({gauge.freshness})
    if gauge.limit is not None:
        return text(gauge.limit.names)
    return _("Within limits") if gauge.is_limited else _("Measured")


def post_word(post: Post) -> str:
    """The state of a station in a word."""
    if post.is_checked or post.speaker is None:
        return silent_word({gauge.freshness for gauge in post.gauges})
    return gauge_word(post.speaker)


def by_whom(gauge: Gauge) -> str:
    """Whether a sensor or a person says so, and by which method."""
    if gauge.entry is None:
        return _("written down by hand") if gauge.stream.period_s is None else _("measured by a sensor")
    if gauge.entry.method:
        return _("written down by hand, %(method)s") % {"method": gauge.entry.method}
    return _("written down by hand")


REFUSALS: dict[str, Promise] = {
    "out_of_range": gettext_lazy("This value is outside what is physically possible."),
    "not_a_number": gettext_lazy("This is not a number. Write digits only."),
    "in_the_future": gettext_lazy("This moment has not come yet."),
}


def refusal_word(reason: str) -> str:
    """Why a value was refused."""
    return str(REFUSALS.get(reason, _("This value was refused.")))


def entry_rows(entries: Iterable[HandEntry]) -> list[dict[str, Any]]:
    """What was written lately, for the desk."""
    return [
        {
            "station": text(entry.datastream.thing.names), "name": text(entry.datastream.observed_property.names),
            "at": entry.at, "unit": shown_unit(entry.datastream.unit),
            "value": format_number(entry.value, decimals_of(entry.datastream.observed_property.code)),
            "method": entry.method, "note": entry.note, "post": entry.post,
            "is_replaced": entry.replaced_at is not None,
        }
        for entry in entries
    ]  # fmt: skip
