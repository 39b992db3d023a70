"""Small multiples: one property at many stations, each with a line of its own on one common scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec
import numpy as np
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import format_number, text
from meydan.base.ui.public import Small, small_multiples
from meydan.kernel.observations.public import Datastream, Series, hourly, series, to_us
from meydan.site.dashboards.forms import SettingsForm
from meydan.site.dashboards.panels import choices
from meydan.site.dashboards.panels.chart import SPAN_CHOICES
from meydan.site.dashboards.panels.lines import SPAN_WORDS, bounds_for, series_sheet
from meydan.site.dashboards.panels.readings import Reading, measured, readings
from meydan.site.dashboards.registry import Drawn, NothingToShow, PanelKind
from meydan.site.dashboards.scope import Scope

MOST_STATIONS = 12
BY_HOURS = {"24h", "3", "7"}


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which property, how far back."""

    property: Annotated[str, msgspec.Meta(max_length=80)] = ""
    span: Literal["24h", "3", "7", "30", "365"] = "3"


class SmallMultiplesForm(SettingsForm):
    """A property and a span."""

    property = forms.ChoiceField(label=gettext_lazy("What is measured"))
    span = forms.ChoiceField(label=gettext_lazy("How far back"), choices=SPAN_CHOICES)

    def offer(self) -> None:
        """Properties."""
        self.choose("property", choices.property_choices(self.scope))


@dataclass(frozen=True)
class Station:
    """One small chart with the words beside it."""

    small: Small
    reading: Reading
    lowest: str
    highest: str
    mean: str


def draw(settings: Settings, scope: Scope) -> Drawn:
    """Stations in the order of their names, the same scale for all."""
    every = list(scope.streams(observed_property__code=settings.property)[: MOST_STATIONS + 1])
    streams = measured(every[:MOST_STATIONS])
    bounds = bounds_for(settings.span, "hour" if settings.span in BY_HOURS else "day", scope.now)
    found = _series(streams, settings.span, bounds)
    if not any(len(one) for one in found.values()):
        raise NothingToShow(_("Nothing was measured in %(span)s.") % {"span": SPAN_WORDS[settings.span]})
    newest = readings(streams, scope)
    grid = [_on_grid(found[one.stream.pk], bounds, settings.span) for one in newest]
    smalls = small_multiples(
        [(one.station, values, one.figure) for one, values in zip(newest, grid, strict=True)]
    )
    rows = [_station(small, one, found[one.stream.pk]) for small, one in zip(smalls, newest, strict=True)]
    what = streams[0].observed_property
    title = text(what.names) or what.code
    return Drawn(
        told={"rows": rows, "title": title, "sentence": _sentence(settings), "unit": streams[0].unit,
              "is_cut": len(every) > MOST_STATIONS, "most": MOST_STATIONS},
        title=title,
        is_sample=any(stream.is_sample for stream in streams),
        sheet=lambda: series_sheet([(stream, found[stream.pk]) for stream in streams]),
    )  # fmt: skip


def _sentence(settings: Settings) -> str:
    told = {"span": SPAN_WORDS[settings.span]}
    if settings.span in BY_HOURS:
        return _("Each line is one station over %(span)s, by the hour; all have the same scale.") % told
    return _("Each line is one station over %(span)s, by the day; all have the same scale.") % told


def _series(streams: Sequence[Datastream], span: str, bounds: tuple[datetime, datetime]) -> dict[int, Series]:
    if span in BY_HOURS:
        return hourly([stream.pk for stream in streams], *bounds)
    return {stream.pk: series(stream.pk, *bounds, "day") for stream in streams}


def _on_grid(found: Series, bounds: tuple[datetime, datetime], span: str) -> list[float | None]:
    """The values on even steps, so that stations stand hour above hour and a gap is a gap."""
    step = timedelta(hours=1) if span in BY_HOURS else timedelta(days=1)
    begin, width = to_us(bounds[0]), step // timedelta(microseconds=1)
    slots: list[float | None] = [None] * ((to_us(bounds[1]) - begin) // width + 1)
    for place, value in zip(((found.at - begin) // width).tolist(), found.value.tolist(), strict=True):
        if 0 <= place < len(slots):
            slots[place] = value
    return slots


def _station(small: Small, reading: Reading, found: Series) -> Station:
    if not len(found):
        return Station(small, reading, "—", "—", "—")
    told = (float(np.nanmin(found.low)), float(np.nanmax(found.high)), float(np.nanmean(found.value)))
    return Station(small, reading, *(format_number(value, reading.decimals) for value in told))


KIND = PanelKind(
    code="small_multiples", order=20, icon="data", settings=Settings, form=SmallMultiplesForm, draw=draw,
    label=gettext_lazy("Small charts"), width="large",
    about=gettext_lazy("The same thing at many stations, side by side on one scale."),
    template="dashboards/panels/small_multiples.html",
)  # fmt: skip
